"""The legend of a map as plain HTML, and how values are written on maps."""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup

from core import palette
from core.templates import render
from core.words import MINUS
from geo.classes import NO_BOUNDARY, NO_DATA, NOT_APPLICABLE, ZERO, Classes, MapClass

UNIT_BEHIND = re.compile(r"\D+$")
PERCENT = ("percent", "%")
HATCH = f"repeating-linear-gradient(45deg,{palette.HATCH} 0 2px,{palette.GROUND} 2px 6px)"
DOTS = f"radial-gradient({palette.DOTS} 1.2px,{palette.DOTS_GROUND} 1.4px) 0 0/6px 6px"
SPECIAL = {
    ZERO: ("数值为 0", f"{palette.ZERO_FILL};border-color:{palette.ZERO_STROKE}"),
    NO_DATA: ("无数据", HATCH),
    NOT_APPLICABLE: ("不适用", DOTS),
    NO_BOUNDARY: ("有数值、无边界（不在图上）", "transparent;border-style:dashed"),
}
BETTER = {"higher_is_better": "数值越高越好", "lower_is_better": "数值越低越好"}


def format_value(value: float, unit: str, digits: int = 2) -> str:
    """A value as it is read: fractions of unit percent times 100 with %, thousands separated, the unit behind."""
    return format_number(value, unit, digits) + unit_after(unit)


def format_number(value: float, unit: str, digits: int = 2) -> str:
    """The same without the unit. Whole numbers of other units than percent carry no decimals."""
    number, decimals = (value * 100, digits) if unit in PERCENT else (value, 0 if float(value).is_integer() else digits)
    return f"{number:,.{decimals}f}".replace("-", MINUS)


def unit_after(unit: str) -> str:
    """What stands behind a number: % for percent, else a blank and the unit."""
    return "%" if unit in PERCENT else f" {unit}" if unit else ""


def legend_html(
    classes: Classes,
    unit: str,
    meaning: str,
    counts: Mapping[str, int] | None = None,
    *,
    say: Callable[[float], str] | None = None,
) -> Markup:
    """Legend of a map: what is shown, range and number of places a class, the four special looks, which end is good.

    `meaning` is the heading, such as 2021年11月衔接资金支出率. `counts` adds to or replaces the special counts of the classes (keys zero,
    no_data, not_applicable, no_boundary). `say` writes one value with its unit where the values are not in `unit` as they stand (yuan
    shown in 万元); `unit` is not used then. Looks nobody has are left out. No script, no outside file.
    """
    write = say or (lambda value: format_value(value, unit))
    special = {**classes.counts, **(counts or {})}
    order = classes.classes if classes.method == "lights" else classes.classes[::-1]
    rows = [(item.colour, _range_words(item, write), item.count) for item in order]
    rows += [(fill, words, special[kind]) for kind, (words, fill) in SPECIAL.items() if special.get(kind)]
    notes = [] if classes.method == "lights" else ["颜色越深数值越大"]
    notes += [BETTER[classes.direction]] if classes.direction in BETTER else []
    return render(__file__, "legend", meaning=meaning, rows=rows, notes="；".join(notes), rule=palette.SWATCH_RULE)


def say_classes(classes: Classes, say: Callable[[float], str]) -> list[tuple[str, str, int]]:
    """(colour, range in words, how many places) of a legend, the highest class first; '' is the colour of what is hatched."""
    order = classes.classes if classes.method == "lights" else classes.classes[::-1]
    rows = [(item.colour, _range_words(item, say), item.count) for item in order]
    return rows + [
        ("", words, classes.counts[kind]) for kind, (words, _) in SPECIAL.items() if classes.counts.get(kind)
    ]


def _range_words(item: MapClass, write: Callable[[float], str]) -> str:
    """▲ 预警 70.00–79.99%: the unit once, behind the second value."""
    light = f"{item.mark} {item.word}".strip()
    if item.low is None or item.high is None:
        return light
    low, high = write(item.low), write(item.high)
    after = UNIT_BEHIND.search(high)
    short = low.removesuffix(after.group()) if after else low
    return f"{light} {high if low == high else f'{short}–{high}'}".strip()
