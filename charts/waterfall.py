"""From where one stands to full marks: a bar to the score, then a step for each part that is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.templates import render


@dataclass(frozen=True)
class Piece:
    """One row: what it is called (a text, or `Markup` with a link), where it starts, its parts (kind, length) one after the other, and what
    is said behind it. A kind is a class of the style sheet: `got`, `winnable`, `gone`, `bonus`."""

    label: object
    start: float
    parts: Sequence[tuple[str, float]]
    words: object
    more: object = ""


def draw_waterfall(pieces: Sequence[Piece], low: float, high: float, label: str) -> Markup:
    """Rows on one scale from `low` to `high`; what lies below `low` is not drawn. `label` is what a screen reader says."""
    rows = [(piece, *_place(piece, low, high)) for piece in pieces]
    return render(__file__, "waterfall", rows=rows, label=label)


def _place(piece: Piece, low: float, high: float) -> tuple[float, list[tuple[str, float]]]:
    """Where the row starts and how long its parts are, in per cent of the scale."""
    span, at = high - low, max(piece.start, low)
    widths: list[tuple[str, float]] = []
    for kind, length in piece.parts:
        cut = max(0.0, low - piece.start) if piece.start < low and not widths else 0.0
        widths.append((kind, round(100 * max(0.0, length - cut) / span, 2)))
    return round(100 * (at - low) / span, 2), widths
