"""A deck as one page of HTML: keys, a second window for the one who speaks, everything in it, so that it goes on without a server."""

from collections.abc import Iterable

from core import palette
from core.lights import LIGHTS
from core.palette import css_variables
from core.templates import render
from reports.deck.pictures import Bar, Bars, Curve, Deck, Line, Shape, Shapes, ink_on

_WIDTH, _HEIGHT = 1000.0, 460.0
"""The plane of a curve."""
_TICKS = 5


def write_page(deck: Deck, *, is_dark: bool = False) -> str:
    """The whole page. Without slides it says so."""
    return str(
        render(
            __file__,
            "page",
            deck=deck,
            kinds=[[type(one).__name__ for one in slide.pictures] for slide in deck.slides],
            variables=css_variables(),
            is_dark=is_dark,
            lights=LIGHTS,
            draw=_Drawing,
        )
    )


class _Drawing:
    """What templates ask for: positions in percent and paths, as texts."""

    @staticmethod
    def width(bars: Bars, bar: Bar) -> str:
        """How far a bar reaches, in percent of the room."""
        return f"{_share(bar.value, bars):.2f}"

    @staticmethod
    def label(bars: Bars) -> str:
        """How wide the labels are, in letters."""
        return f"{max((_letters(bar.label) for bar in bars.rows), default=0.0) + 0.5:.1f}"

    @staticmethod
    def words(bars: Bars) -> str:
        """How wide the words at their ends are, in letters: one width for all, so that an average stands in one line."""
        return f"{max((_letters(bar.words) for bar in bars.rows), default=0.0):.1f}"

    @staticmethod
    def tick(bars: Bars, bar: Bar) -> str:
        """Where the mark of a bar stands."""
        return f"{_share(bar.tick, bars):.2f}"

    @staticmethod
    def average(bars: Bars) -> str:
        """Where the average stands; '' without one."""
        return "" if bars.average is None else f"{_share(bars.average, bars):.2f}"

    @staticmethod
    def view_box(shapes: Shapes) -> str:
        """The part of the plane that holds every place."""
        points = [point for shape in shapes.shapes for ring in shape.rings for point in ring]
        if not points:
            return "0 0 1 1"
        left, top = min(x for x, _ in points), min(y for _, y in points)
        width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
        room = 0.02 * max(width, height)
        return f"{left - room:.4f} {top - room:.4f} {width + 2 * room:.4f} {height + 2 * room:.4f}"

    @staticmethod
    def text_size(shapes: Shapes) -> str:
        """Letters of a map's names: as high as the hall needs where the places leave room, smaller where many stand close."""
        points = [y for shape in shapes.shapes for ring in shape.rings for _, y in ring]
        height = (max(points) - min(points)) if points else 1.0
        return f"{height * 0.039:.4f}"

    @staticmethod
    def ink(shape: Shape) -> str:
        """Whether the letters on a place are light or dark."""
        return "on-dark" if ink_on(shape.colour) == palette.GROUND else "on-light"

    @staticmethod
    def path(rings: Iterable[Iterable[tuple[float, float]]]) -> str:
        """Rings as an SVG path."""
        return " ".join("M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in ring) + "Z" for ring in rings)

    @staticmethod
    def curve(curve: Curve, line: Line) -> str:
        """A line as an SVG path, broken where nothing is known."""
        parts, is_open = [], False
        for position, value in enumerate(line.values):
            if value is None:
                is_open = False
                continue
            x, y = _point(curve, position, value)
            parts.append(f"{'L' if is_open else 'M'}{x:.1f} {y:.1f}")
            is_open = True
        return " ".join(parts)

    @staticmethod
    def ends(curve: Curve) -> list[tuple[Line, str, str]]:
        """(line, x, y) of the words at the end of each line, none over another, from the top."""
        known = [(line, [(at, one) for at, one in enumerate(line.values) if one is not None]) for line in curve.lines]
        ends = sorted(((line, *_point(curve, *points[-1])) for line, points in known if points), key=lambda one: one[2])
        placed, free = [], 0.0
        for line, x, y in ends:
            free = max(y, free)
            placed.append((line, f"{x / _WIDTH * 100:.2f}", f"{free / _HEIGHT * 100:.2f}"))
            free += _HEIGHT * 0.085
        return placed

    @staticmethod
    def grid(curve: Curve) -> list[tuple[str, str]]:
        """(y in percent, words) of the grid's lines."""
        low, high = _span(curve)
        steps = [low + (high - low) * step / (_TICKS - 1) for step in range(_TICKS)]
        return [(f"{_point(curve, 0, value)[1] / _HEIGHT * 100:.2f}", f"{value:.0f}{curve.unit}") for value in steps]

    @staticmethod
    def ticks(curve: Curve) -> list[tuple[str, str]]:
        """(x in percent, words) of at most seven ticks."""
        step = max(1, -(-len(curve.ticks) // 7))
        return [
            (f"{_point(curve, at, 0.0)[0] / _WIDTH * 100:.2f}", words)
            for at, words in enumerate(curve.ticks)
            if at % step == 0
        ]


def _letters(text: str) -> float:
    """Its width in Chinese letters: figures and Latin ones are about half as wide."""
    return sum(0.6 if one.isascii() else 1.0 for one in text)


def _share(value: float | None, bars: Bars) -> float:
    """A value in percent of the longest bar, mark or average."""
    longest = max(bars.reach(), abs(bars.average or 0.0))
    return 0.0 if value is None or not longest else 100 * abs(value) / longest


def _span(curve: Curve) -> tuple[float, float]:
    values = [value for line in curve.lines for value in line.values if value is not None]
    high = max(values, default=1.0)
    return min([0.0, *values]), high if high > 0 else 1.0


def _point(curve: Curve, position: int, value: float) -> tuple[float, float]:
    low, high = _span(curve)
    across = max(1, len(curve.ticks) - 1)
    return _WIDTH * position / across, _HEIGHT * (1 - (value - low) / (high - low))
