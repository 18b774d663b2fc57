"""What the address asks of 任意数字: the figure, its divisor, level, period, way, how to look at it; each checked against what there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.places import county_of, is_area, level_of, province_of
from indicators.evaluation import area_of
from indicators.figures.anything import UNIT, Asked, Figure, nearest_period, periods_of
from pages.parts.common import cache, state
from pages.parts.common.state import Picked
from pages.parts.figures import data

RANK, MAP, COURSE, ROWS = "rank", "map", "course", "rows"
VIEWS: Final = {RANK: "排名", MAP: "地图", COURSE: "走势", ROWS: "明细"}
LEVELS: Final = {
    "province": "省",
    "prefecture": "市州",
    "county": "县",
    "township": "乡镇",
    "village": "村",
    UNIT: "部门和乡镇",
}
_WIDEST: Final = {"country": "province", "province": "prefecture"}


@dataclass(frozen=True)
class FiguresAddress:
    """What is looked at. `when` is the period shown, '' of a table without; `ours` the place in the accent, `at` the one whose rows
    are listed; `grid` the values of every period."""

    picked: Picked
    asked: Asked
    grid: pd.DataFrame
    when: str
    view: str
    at: str
    part: int
    notes: tuple[str, ...]

    @property
    def ours(self) -> str:
        """The place in the accent: the one picked, where it is one of those shown."""
        return self.picked.scope if self.picked.scope in set(self.grid["place_code"]) else ""

    @property
    def periods(self) -> list[str]:
        """The periods with a value, oldest first."""
        return periods_of(self.grid)

    @property
    def views(self) -> dict[str, str]:
        """The ways to look: a map of counties only, lines where there are periods."""
        has_lines = len(self.periods) > 1
        return {
            name: title
            for name, title in VIEWS.items()
            if (name != MAP or self.asked.level == "county") and (name != COURSE or has_lines)
        }

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed."""
        asked = self.asked
        own = {
            "item": asked.figure.key,
            "per": asked.per.key if asked.per else "",
            "level": asked.level,
            "way": asked.way,
            "when": self.when,
            "view": self.view,
            "at": self.at,
        }
        return {name: value for name, value in (own | changes).items() if value}


def read_address(picked: Picked, figures: Mapping[str, Figure]) -> FiguresAddress:
    """The address; what does not exist is left out and said in `notes`. There must be a figure."""
    notes = []
    key = state.parameter("item", figures)
    if not key:
        key = first_figure(figures)
        if state.parameter("item"):
            notes.append("地址里的数字没有找到，可能已撤回或换了列名，现在看的是另一个。")
    figure = figures[key]
    levels = levels_of(figure, picked.scope)
    level = state.parameter("level", tuple(levels), first_level(levels, picked.scope))
    per = figures.get(state.parameter("per", divisors(figures, figure)))
    way = state.parameter("way", figure.ways, figure.ways[0])
    asked = Asked(figure, per, level, scope_of(level, picked.scope), way)
    grid = data.grid(asked)
    periods = periods_of(grid)
    when = state.parameter("when", tuple(periods), nearest_period(periods, picked.period or "9999"))
    at = state.parameter("at", tuple(grid["place_code"].unique()))
    number = state.parameter("part")
    part = int(number) if number.isdecimal() and len(number) < 7 and int(number) > 0 else 1
    found = FiguresAddress(picked, asked, grid, when, RANK, at, part, tuple(notes))
    view = state.parameter("view", found.views, RANK)
    return FiguresAddress(picked, asked, grid, when, view, at, part, tuple(notes))


def first_figure(figures: Mapping[str, Figure]) -> str:
    """What is shown unasked: a figure under the office's own name where there is one, else the one with most periods and places."""
    return max(figures, key=lambda key: (_is_open(figures[key]), len(figures[key].periods), figures[key].places))


def _is_open(figure: Figure) -> bool:
    return bool(figure.item) and not figure.item.isascii()


def divisors(figures: Mapping[str, Figure], figure: Figure) -> tuple[str, ...]:
    """The figures that it can be divided by: those of places by those of places, those of units by those of units."""
    return tuple(
        key for key, one in figures.items() if key != figure.key and (one.level == UNIT) == (figure.level == UNIT)
    )


def levels_of(figure: Figure, scope: str) -> dict[str, str]:
    """The levels that can be shown of a scope: those of its parts, of a county its neighbours, too; else the figure's own."""
    order, widest = list(LEVELS), _WIDEST.get(level_of(scope), "county")
    kept = [name for name in figure.levels if name == UNIT or order.index(name) >= order.index(widest)]
    return {name: LEVELS[name] for name in kept or [figure.level]}


def first_level(levels: Mapping[str, str], scope: str) -> str:
    """Below a county its townships, else counties, else what there is."""
    wanted = "county" if is_area(scope) else "township"
    return wanted if wanted in levels else list(levels)[-1]


def scope_of(level: str, scope: str) -> str:
    """The place whose parts are shown: counties stand among those of the area around, wider places among all of their kind."""
    if level == UNIT:
        return scope
    if level == "province" or level_of(scope) == "country":
        return ""
    if level == "prefecture":
        return province_of(scope)
    if level == "county":
        return area_of(scope, cache.places())
    return scope if is_area(scope) else county_of(scope)
