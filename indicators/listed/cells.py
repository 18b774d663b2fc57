"""Cells of the sheets: what is known as a number in the unit of its heading, what is not as an empty cell."""

from collections.abc import Iterable
from typing import Any, Final

from core import words
from core.lights import LIGHTS

SCALES: Final = {
    "cny": (10_000.0, "money"),
    "percent_points": (0.01, "money"),
    "percent": (1.0, "percent"),
    "points": (1.0, "money"),
}
"""Unit → (what a cell is multiplied by to be the stored unit, how it reads); every other stands as it is stored."""


def scale_of(unit: str) -> tuple[float, str]:
    """(what a cell is multiplied by to be the stored unit, its kind in a `reports.workbook.Column`)."""
    return SCALES.get(unit, (1.0, "integer" if words.is_countable(unit) else "number"))


def numbers(values: Iterable[Any], scale: float = 1.0) -> list[float | None]:
    """Numbers in the unit shown; None where there is none."""
    return [None if words.is_missing(value) else float(value) / scale for value in values]


def texts(values: Iterable[Any]) -> list[str | None]:
    """Texts; None where there is none."""
    return [None if value is None or value != value or value == "" else str(value) for value in values]


def light_words(light: str) -> str:
    """`■ 滞后`, shape and word; the light's own name where there is none of it."""
    return LIGHTS[light].words if light in LIGHTS else light
