"""Values as dots on one line in a table's cell: where a place was and where it is, or all places of an area on one line.

A line of dots need not begin at zero; every line of a table has the same ends, which are said below it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from core.templates import render

_STEPS: Final = (1, 2, 2.5, 5, 10)
_PARTS: Final = 8
"""Ends are whole steps, of which about so many lie between the lowest and the highest value."""


@dataclass(frozen=True)
class Scale:
    """The ends of the lines."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value stands, in per cent of the line; beyond an end at the end. NaN stays NaN."""
        if math.isnan(value):
            return value
        return round(min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low))), 2)


@dataclass(frozen=True)
class Dot:
    """One place on a line: its value, the words on hover, where a click leads ('' nowhere), and whether it is ours."""

    value: float
    words: str
    address: str = ""
    is_ours: bool = False


def scale_of(values: Iterable[float]) -> Scale | None:
    """Ends a step beyond the lowest and the highest of the values (NaN is none), not below zero where none is; None without values."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return None
    lowest, highest = min(known), max(known)
    rough = (highest - lowest) / _PARTS or abs(highest) / _PARTS or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * (1 - 1e-9))
    low = step * (math.floor(lowest / step) - (1 if lowest % step < step / 2 else 0))
    high = step * (math.ceil(highest / step) + (1 if -highest % step < step / 2 else 0))
    low, high = min(low, lowest), max(high, highest)  # a value next to nothing is lost in the division
    return Scale(max(0.0, low) if lowest >= 0 else low, high)


def draw_step(scale: Scale, now: float, before: float, average: float, words: object) -> Markup:
    """A ring where the place was, a line to the dot where it is, the average dashed; NaN is not drawn. `words` stand behind the line."""
    at, was, mean = (scale.share(value) for value in (now, before, average))
    known = not math.isnan(was)
    left, width = (round(min(at, was), 2), round(abs(at - was), 2)) if known else (at, 0.0)
    return render(
        __file__, "step", at=at, was=was if known else None, left=left, width=width,
        mean=None if math.isnan(mean) else mean, words=words,
    )  # fmt: skip


def draw_swarm(scale: Scale, dots: Sequence[Dot], average: float, words: object) -> Markup:
    """Every place of an area as a dot, ours on top, the average as a stroke."""
    shown = [(dot, scale.share(dot.value)) for dot in sorted(dots, key=lambda dot: (dot.is_ours, dot.value))]
    mean = scale.share(average)
    return render(__file__, "swarm", dots=shown, mean=None if math.isnan(mean) else mean, words=words)
