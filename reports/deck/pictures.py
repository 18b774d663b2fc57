"""What a slide may show: bars, lights, a table, a map, a curve, a few large figures. Plain values and words, nothing to compute.

Numbers are in the unit of their words; a missing number is None and its words say why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

ROWS_AT_MOST = 13
"""Rows of one slide that the last row of a hall can read."""
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Bar:
    """One bar: what stands left of it, its length, what stands at its end; `tick` is a mark to be reached."""

    label: str
    value: float | None
    words: str
    is_ours: bool = False
    tick: float | None = None
    colour: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars from zero, in the order given. `series` is what their length is, `tick` what the mark is; '' without marks."""

    rows: tuple[Bar, ...]
    series: str
    tick: str = ""
    average: float | None = None
    average_name: str = ""


@dataclass(frozen=True)
class Matrix:
    """Places by cuts: of each row its label and one light a head (`core.lights`); only what lags is filled."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    ours: str = ""


@dataclass(frozen=True)
class Table:
    """Words in rows. `numbers` are the columns that stand right; `ours` the first cell of the row that is ours."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    ours: str = ""


@dataclass(frozen=True)
class Shape:
    """One place on a map: its rings in a plane (x to the right, y downwards), its colour, what is said of it."""

    code: str
    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    at: tuple[float, float]
    colour: str
    words: str
    is_ours: bool = False


@dataclass(frozen=True)
class LegendLine:
    """One colour of a map, its range in words and how many places have it."""

    colour: str
    words: str
    count: int


@dataclass(frozen=True)
class Shapes:
    """A map: places, what the colours mean, and the number of its review where an office has one."""

    shapes: tuple[Shape, ...]
    legend: tuple[LegendLine, ...]
    meaning: str
    review_number: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a curve: a value a tick, None where nothing is known. `kind` is `main`, `plan` (dashed) or `other`."""

    name: str
    values: tuple[float | None, ...]
    kind: str = "other"
    end: str = ""


@dataclass(frozen=True)
class Curve:
    """Lines over the same ticks; `unit` is what their values are (`%`, `分`)."""

    ticks: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str


@dataclass(frozen=True)
class Figures:
    """A few large figures: (label, figure, what stands under it)."""

    rows: tuple[tuple[str, str, str], ...]


Picture = Bars | Matrix | Table | Shapes | Curve | Figures


@dataclass(frozen=True)
class Slide:
    """One slide: the finding, unit and date under it, at most two pictures side by side, notes for the one who speaks."""

    title: str
    subtitle: str = ""
    pictures: tuple[Picture, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Deck:
    """Slides with what stands in the corner of each: of which period, day and versions of the tables all of it is."""

    title: str
    slides: tuple[Slide, ...]
    snapshot: str
    is_demo: bool = False
    keywords: tuple[str, ...] = field(default=())


def split_rows(rows: Sequence[_Row], most: int = ROWS_AT_MOST) -> list[Sequence[_Row]]:
    """The rows in as few parts as `most` a part allows, all about as long; one empty part for none."""
    parts = max(1, -(-len(rows) // most))
    size = -(-len(rows) // parts) if rows else 0
    return [rows[start : start + size] for start in range(0, len(rows), size)] if rows else [rows]


def number_slides(slides: Iterable[Slide]) -> list[Slide]:
    """Slides of one finding with their place behind it, where they are several: `…（1/2）`."""
    found = list(slides)
    if len(found) < 2:
        return found
    return [replace(slide, title=f"{slide.title}（{number}/{len(found)}）") for number, slide in enumerate(found, 1)]
