"""A course in the height of a line of text: no axis, the last point marked; what cannot be seen is said in words beside it."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from core.palette import ACCENT, PEER
from core.templates import render

WIDTH: Final = 132
HEIGHT: Final = 34
_PAD: Final = 4


def draw_spark(
    values: Sequence[float | None], label: str, *, low: float | None = None, high: float | None = None, is_main: bool = True,
    is_rank: bool = False,
) -> Markup:  # fmt: skip
    """Values in order of time at even steps; None (or NaN) leaves a gap. `low` and `high` are the ends of the height where several
    drawings are to be compared; without them the values' own. Of ranks the first stands on top. `label` is what a screen reader says.
    """
    known = [value for value in values if value is not None and value == value]
    bottom = min(known, default=0.0) if low is None else low
    top = max(known, default=1.0) if high is None else high
    if is_rank:
        bottom, top = top, bottom
    dots = [_dot(at, value, len(values), bottom, top) for at, value in enumerate(values)]
    last = next((dot for dot in reversed(dots) if dot is not None), None)
    ink = ACCENT if is_main else PEER
    return render(__file__, "spark", label=label, width=WIDTH, height=HEIGHT, lines=_lines(dots), last=last, ink=ink)


def _dot(at: int, value: float | None, count: int, bottom: float, top: float) -> tuple[float, float] | None:
    if value is None or value != value:
        return None
    across = _PAD + (WIDTH - 2 * _PAD) * (at / (count - 1) if count > 1 else 0.5)
    share = (value - bottom) / (top - bottom) if top != bottom else 0.5
    return round(across, 1), round(HEIGHT - _PAD - share * (HEIGHT - 2 * _PAD), 1)


def _lines(dots: Sequence[tuple[float, float] | None]) -> list[str]:
    """The points of each stretch without a gap, two at least."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for dot in dots:
        if dot is None:
            stretches.append([])
        else:
            stretches[-1].append(dot)
    return [" ".join(f"{across},{down}" for across, down in one) for one in stretches if len(one) > 1]
