"""What a slide may show: bars, lights, a table, a map, a curve, a few large figures. Plain values and words, nothing to compute.

Numbers are in the unit of their words; a missing number is None and its words say why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from core import palette
from core.lights import LIGHTS

ROWS_AT_MOST = 13
"""Rows of one slide that the last row of a hall can read."""
_DARK = 0.5
"""Grey darker than this wants light letters."""
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
    """Bars from zero, in the order given. `series` is what their length is, `tick` what the mark is; '' without marks. `longest` is what
    the bars of all slides of one finding are measured by; 0.0 where these are all."""

    rows: tuple[Bar, ...]
    series: str
    tick: str = ""
    average: float | None = None
    average_name: str = ""
    longest: float = 0.0

    def reach(self) -> float:
        """The length of the longest bar or mark, at least `longest`."""
        known = [abs(one) for bar in self.rows for one in (bar.value, bar.tick) if one is not None]
        return max([self.longest, *known])


@dataclass(frozen=True)
class Matrix:
    """Places by cuts: of each row its label and one light a head (`core.lights`); only what lags is filled. `words` stand beside the
    lights, row by row, where a picture has them; `legend` says what the lights are called, where not as everywhere."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    ours: str = ""
    words: tuple[tuple[str, ...], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()

    def cells(self, row: int) -> tuple[tuple[str, str], ...]:
        """(light, what stands beside it) of one row."""
        lights = self.rows[row][1]
        return tuple(zip(lights, self.words[row] if self.words else [""] * len(lights), strict=True))

    def word(self, light: str) -> str:
        """What a light is called here."""
        return dict(self.legend).get(light, LIGHTS[light].word)

    def meanings(self) -> tuple[tuple[str, str], ...]:
        """(light, word) of the lights there are, in the order of `core.lights`."""
        shown = {light for _, lights in self.rows for light in lights}
        named = self.legend or tuple((name, light.word) for name, light in LIGHTS.items())
        return tuple((name, word) for name, word in named if name in shown)


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
    size, longer = divmod(len(rows), parts)
    starts = [part * size + min(part, longer) for part in range(parts + 1)]
    return [rows[start:end] for start, end in pairwise(starts)]


def split_bars(bars: Bars, most: int = ROWS_AT_MOST) -> list[Bars]:
    """The bars in parts as `split_rows` has them, all to one scale: a lower value is a shorter bar, whatever slide it stands on."""
    return [replace(bars, rows=tuple(part), longest=bars.reach()) for part in split_rows(bars.rows, most)]


def number_slides(slides: Iterable[Slide]) -> list[Slide]:
    """Slides of one finding with their place behind it, where they are several: `…（1/2）`."""
    found = list(slides)
    if len(found) < 2:
        return found
    return [replace(slide, title=f"{slide.title}（{number}/{len(found)}）") for number, slide in enumerate(found, 1)]


def ink_on(colour: str) -> str:
    """The colour of letters that can be read on a place of a map: light on a dark one."""
    if not colour:
        return palette.MAP_LINE
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return palette.GROUND if 0.3 * red + 0.59 * green + 0.11 * blue < _DARK else palette.MAP_LINE
