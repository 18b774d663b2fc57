"""Where a column of a sheet may go."""

from dataclasses import dataclass

from loaders.recognise.header import HeaderColumn

COLUMN, ITEM, OPEN, PLACE, PERIOD, IGNORED, UNKNOWN = "column", "item", "open", "place", "period", "ignored", "unknown"


@dataclass(frozen=True)
class Target:
    """Where a sheet column goes. `name` is the column, item code, own item title, or kind of place or period column."""

    kind: str
    name: str = ""
    slot: str = ""

    @property
    def text(self) -> str:
        """The target as it is written in kept mappings and by the clerk."""
        if self.kind == ITEM:
            return f"item:{self.name}.{self.slot}"
        if self.kind == PLACE:
            return f"place.{self.name}"
        return self.name if self.kind == COLUMN else {IGNORED: "ignore", UNKNOWN: ""}.get(self.kind, self.kind)


@dataclass(frozen=True)
class Assignment:
    """One sheet column and its target. `period` is the one written in its header; `is_given`: a person said so."""

    column: HeaderColumn
    target: Target
    rank: int = 0
    period: str = ""
    is_given: bool = False
