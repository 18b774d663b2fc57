"""Where a column of a sheet may go."""

from dataclasses import dataclass

from loaders.recognise.header import HeaderColumn

COLUMN, ITEM, OPEN, PLACE, PERIOD, IGNORED, UNKNOWN = "column", "item", "open", "place", "period", "ignored", "unknown"


FRACTION = "小数"
"""What a person says of rates written as 0.85."""


@dataclass(frozen=True)
class Target:
    """Where a sheet column goes. `name` is the column, item code, own item title, or kind of place or period column; `unit` the one a
    person said its figures stand in (`FRACTION`: 0.85 is 85 %)."""

    kind: str
    name: str = ""
    slot: str = ""
    unit: str = ""

    @property
    def text(self) -> str:
        """The target as it is written in kept mappings and by the clerk."""
        return f"{self._place}@{self.unit}" if self.unit else self._place

    @property
    def _place(self) -> str:
        if self.kind == ITEM:
            return f"item:{self.name}.{self.slot}"
        if self.kind == PLACE:
            return f"place.{self.name}"
        if self.kind == OPEN and self.name and not self.slot:
            return f"{OPEN}:{self.name}"
        return self.name if self.kind == COLUMN else {IGNORED: "ignore", UNKNOWN: ""}.get(self.kind, self.kind)


@dataclass(frozen=True)
class Assignment:
    """One sheet column and its target. `said` is the wording of a period in its header, `period` what it means once the year is
    known, `covers` what such a figure is of where that is more than its period, `span` the word for it that sets it apart.

    `by_leaf`: the target is that of the column's own text, without the groups above it; `is_given`: a person said so, `is_named`:
    with a name for the figures; `is_twin`: another column is called the same, and the name says which of them it is.
    """

    column: HeaderColumn
    target: Target
    rank: int = 0
    said: str = ""
    period: str = ""
    covers: str = ""
    span: str = ""
    by_leaf: bool = False
    is_given: bool = False
    is_named: bool = False
    is_twin: bool = False
