"""Places on one line of scores, each named beside its dot where there is room: ours first, then its neighbours, the ends, the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from core.templates import render

LANES: Final = 5
"""Lines of names above one another."""
_GAP: Final = 10
_WIDE, _NARROW = 14.5, 8.0
OURS, NEAR, END, OTHER = "ours", "near", "end", "other"
ORDER: Final = (OURS, NEAR, END, "", OTHER)
"""Who is named first where there is not room for all."""


@dataclass(frozen=True)
class Spot:
    """One place: its value, what names it (a text, or `Markup` with a link), the same as plain text, and how much it matters (`ORDER`;
    `other` is of another league)."""

    value: float
    label: object
    words: str
    style: str = ""
    is_named: bool = True


def draw_axis(
    spots: Sequence[Spot], low: float, high: float, width: int, *, average: float | None = None, average_words: str = "", style: str = ""
) -> Markup:  # fmt: skip
    """The line from `low` to `high` with every spot; names are laid out for a line of so many pixels and stay readable on a wider one.

    `style` are classes of the whole. A name without room is left out; its dot says it on hover.
    """
    lanes = lay_out(spots, low, high, width)
    shown = sorted(zip(spots, lanes, strict=True), key=lambda pair: -ORDER.index(pair[0].style))
    drawn = [(spot, _share(spot.value, low, high), lane) for spot, lane in shown]
    ticks = [(tick, _share(tick, low, high)) for tick in _ticks(low, high)]
    used = 1 + max((lane for lane in lanes if lane is not None), default=0)
    mean = None if average is None else _share(average, low, high)
    return render(
        __file__, "axis", spots=drawn, ticks=ticks, lanes=used, average=mean, average_words=average_words, style=style
    )


def lay_out(spots: Sequence[Spot], low: float, high: float, width: int) -> list[int | None]:
    """The lane of each name, the lowest first; None where it is not to be named or there is no room."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(LANES)]
    found: list[int | None] = [None] * len(spots)
    order = sorted(range(len(spots)), key=lambda at: (ORDER.index(spots[at].style), -spots[at].value))
    for at in order:
        if not spots[at].is_named:
            continue
        share, length = _share(spots[at].value, low, high) / 100, _width_of(spots[at].words)
        left = share * width - share * length
        lane = next((lane for lane in range(LANES) if _is_free(taken[lane], left, left + length)), None)
        if lane is not None:
            taken[lane].append((left, left + length))
            found[at] = lane
    return found


def range_of(values: Sequence[float], full: float) -> tuple[float, float]:
    """The ends of the line: the ten below the lowest value, and full marks, or the ten above the highest where bonuses reach beyond."""
    low = min([10 * (min(values, default=0) // 10), full - 10])
    top = max(values, default=full)
    return max(0.0, low), full if top <= full else 10 * -(-top // 10)


def _ticks(low: float, high: float) -> list[float]:
    step = 10 if high - low <= 60 else 20
    first = step * -(-low // step)
    return [first + step * count for count in range(int((high - first) // step) + 1)]


def _share(value: float, low: float, high: float) -> float:
    """Where a value stands on the line, in per cent of its length."""
    return round(min(100.0, max(0.0, 100 * (value - low) / (high - low))), 2)


def _width_of(text: str) -> float:
    return sum(_WIDE if ord(letter) > 0x2E7F else _NARROW for letter in text)


def _is_free(taken: Sequence[tuple[float, float]], left: float, right: float) -> bool:
    return all(right + _GAP <= other_left or left >= other_right + _GAP for other_left, other_right in taken)
