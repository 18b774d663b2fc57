"""What the Excel files of whole pages hold, as facts: numbers are those of the frames, unrounded."""

from tests.pages.one_value.facts import MEASURE, MONEY, PLACE, Facts
from tests.pages.one_value.in_workbooks import read_book
from tests.pages.one_value.on_pages import ALL
from tests.pages.one_value.world import AREA, World

MONEY_COLUMNS = {
    "支出率": ("支出率", ""),
    "与序时进度差（百分点）": ("与序时进度差", "%"),
    "已支出（万元）": ("已支出", "万元"),
}
"""Heading → what it is and the unit of its cells."""


def read_ranking_book(facts: Facts, world: World, content: bytes, place: str) -> None:
    """排名: the league table that stands first."""
    _read_places(facts, world, content, "排名.xlsx", "位次", "参考得分（分）")


def read_overview_book(facts: Facts, world: World, content: bytes, place: str) -> None:
    """总览: ranks and scores beside the lights, and what a county lost."""
    _read_places(facts, world, content, "总览.xlsx", "各项指标灯", "参考得分")
    lost = read_book(content).get("失分")
    for row in lost.rows if lost and place != AREA else []:
        title, value = world.measure(str(row["测算项"])), row["失分"]
        if title and isinstance(value, int | float) and value > 0:
            facts.add("总览.xlsx", (MEASURE, title, "lost"), place, value)


def read_map_book(facts: Facts, world: World, content: bytes, place: str) -> None:
    """地图: what stands on it."""
    _read_places(facts, world, content, "地图.xlsx", "地图数值", "参考得分（分）")


def read_spending_book(facts: Facts, world: World, content: bytes, place: str) -> None:
    """资金进度: the counties."""
    for row in read_book(content)["各县"].rows:
        for heading, (quantity, unit) in MONEY_COLUMNS.items():
            facts.add("资金进度.xlsx", (MONEY, ALL, quantity), world.code(str(row["县"]), AREA), row[heading], unit)


def read_standing_book(facts: Facts, world: World, content: bytes, place: str) -> None:
    """历年位次: every year."""
    for row in read_book(content)["历年位次"].rows:
        code = world.code(str(row["地区"]), AREA)
        facts.add("历年位次.xlsx", (PLACE, str(row["年度"]), "全省位次"), code, row["全省位次"])


def read_measures_book(facts: Facts, world: World, content: bytes, place: str) -> None:
    """短板清单 of every measure."""
    for row in read_book(content)["短板清单"].rows:
        title = world.measure(str(row["指标"]))
        assert title, f"a row names no measure: {row}"
        facts.add("短板清单.xlsx", (MEASURE, title, "rows_short"), place, row["未达标"])
        facts.add("短板清单.xlsx", (MEASURE, title, "lost"), place, row["失分（分）"])


def read_townships(facts: Facts, world: World, content: bytes, place: str, measure: str) -> None:
    """The list of one measure parted by township: all rows of all sheets."""
    rows = [row for listed in read_book(content).values() for row in listed.rows]
    title = world.framework.measures[measure].title
    count = sum(isinstance(row["序号"], int | float) for row in rows)
    facts.add("按乡镇.xlsx", (MEASURE, title, "rows_short"), place, count)


def _read_places(facts: Facts, world: World, content: bytes, where: str, sheet: str, heading: str) -> None:
    for row in read_book(content)[sheet].rows:
        code = world.code(str(row["县"]), AREA)
        facts.add(where, (PLACE, ALL, "位次"), code, row["位次"])
        facts.add(where, (PLACE, ALL, "得分"), code, row[heading])
