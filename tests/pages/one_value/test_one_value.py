"""One value for one fact: what pages, lists, commands, files and cards say of the same measure, place and day is the same."""

from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import GROUPS
from store import Store
from tests.pages.one_value.facts import (
    ACTIVITY,
    ARCHIVE,
    CARD,
    CHECK,
    LEDGER,
    MEASURE,
    MONEY,
    PLACE,
    QUALITY,
    Fact,
    Facts,
    Said,
)
from tests.pages.one_value.on_pages import ALL
from tests.pages.one_value.walking import CARDS, READERS, WITHOUT_FIGURES, walk
from tests.pages.one_value.world import AREA, COUNTIES, World
from tests.pages.opening import pages_through_the_frame

LEAST = {
    "总览": 600, "总览：线": 120, "总览：台账": 9, "总览：疑点": 8, "总览：六个一": 12,
    "排名": 2400, "地图": 400, "资金进度": 700, "短板清单": 900, "短板清单：单项": 1200, "短板清单：记录": 8,
    "疑点核查": 14_000, "户档案": 250, "部门比对": 1100, "数据质量": 650, "六个一": 1200, "应知应会": 450, "责任清单": 40,
    "问题台账": 40, "约谈清单": 7, "档案资料": 200, "历年位次": 50, "指标口径": 350, "数字走势": 70, "任意数字": 60, "任意数字.xlsx": 60,
    "短板清单.xlsx": 300, "疑点清单.xlsx": 600, "问题台账.xlsx": 14, "责任清单.xlsx": 20, "约谈清单.xlsx": 12, "缺项清单.xlsx": 14,
    "evaluate --json": 4000, "evaluate --json：数据质量": 40, "measures --json": 50, "shortfall --json": 12, "check --json": 180,
    "reconcile --json": 500,
    "排名.xlsx": 100, "总览.xlsx": 200, "地图.xlsx": 100, "资金进度.xlsx": 150, "历年位次.xlsx": 20, "按乡镇.xlsx": 20,
}  # fmt: skip
"""Where values stand → how many were read there at least: a reader that no longer understands its page is noticed."""


@pytest.fixture(scope="module")
def facts(filled_folder: Path) -> Facts:
    """Everything collected, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(filled_folder))
        pages_through_the_frame(patch)
        return walk(Store(filled_folder))


def test_every_fact_has_one_value(facts: Facts) -> None:
    assert facts.differing() == {}


def test_every_page_is_walked() -> None:
    pages = {name for entries in GROUPS.values() for name in entries}
    assert pages == {*READERS, *WITHOUT_FIGURES, "checks", "briefing"}


def test_every_surface_was_read(facts: Facts) -> None:
    assert set(facts.surfaces) == set(LEAST)
    assert {name: count for name, count in facts.surfaces.items() if count < LEAST[name]} == {}


def test_facts_that_are_held_side_by_side_were_read_side_by_side(facts: Facts, filled_folder: Path) -> None:
    """Some county has the fact on all of its surfaces, and every county that has it on two at least: what is nought is not listed."""
    for (kind, what, quantity), surfaces in expected(World.of(Store(filled_folder))).items():
        found = [facts.surfaces_of(kind, what, quantity, place) & surfaces for place in COUNTIES]
        known = [one for one in found if one]
        assert surfaces in known and min(map(len, known)) >= 2, (kind, what, quantity, known)


def expected(world: World) -> dict[tuple[str, str, str], set[str]]:
    """The facts that people hold side by side → where they stand."""

    def of(measure: str, quantity: str) -> tuple[str, str, str]:
        return MEASURE, world.framework.measures[measure].title, quantity

    lists = {"短板清单", "短板清单：单项", "短板清单.xlsx"}
    listed = {of("spend_on_schedule", "rows_short"): {*lists, "资金进度", "shortfall --json"}}
    listed[of("helper_visits", "rows_short")] = {
        *lists,
        "疑点核查",
        "疑点清单.xlsx",
        "shortfall --json",
        "evaluate --json",
    }
    listed[of("insured_next_year", "rows_short")] = {*lists, "疑点核查", "疑点清单.xlsx", "部门比对", "evaluate --json"}
    for measure in ("safe_housing", "screening_done", "work_verified", "handbook_updated"):
        listed[of(measure, "rows_short")] = {*lists, "疑点核查", "疑点清单.xlsx", "evaluate --json"}
    money = {"资金进度", "排名", "地图", "短板清单：单项", "evaluate --json"}
    return listed | {
        of("spend_on_schedule", "value"): money - {"地图"},
        of("spend_on_schedule", "still"): {"资金进度", "排名", "短板清单", "短板清单：单项", "evaluate --json"},
        of("spend_rate", "value"): {"资金进度", "排名", "应知应会", "短板清单：单项", "evaluate --json"},
        of("spend_rate", "numerator"): {"资金进度", "应知应会", "evaluate --json"},
        of("spend_rate", "denominator"): {"资金进度", "应知应会", "evaluate --json"},
        of("helper_visits", "value"): {"六个一", "排名", "短板清单：单项", "evaluate --json"},
        of("helper_visits", "numerator"): {"六个一", "evaluate --json"},
        of("helper_visits", "denominator"): {"六个一", "户档案", "应知应会", "evaluate --json"},
        of("helper_visits", "still"): {"六个一", "排名", "短板清单", "短板清单：单项", "evaluate --json"},
        of("helper_visits", "register_numerator"): {"数据质量", "reconcile --json", "evaluate --json"},
        of("screening_done", "value"): {"六个一", "排名", "短板清单：单项", "evaluate --json"},
        of("screening_done", "still"): {"六个一", "排名", "短板清单", "短板清单：单项", "evaluate --json"},
        of("insured_next_year", "denominator"): {"户档案", "应知应会", "evaluate --json"},
        **{of(measure, part): {"应知应会", "evaluate --json"} for measure, part in CARDS.values()},
        (CARD, "易地扶贫搬迁户", "figure"): {"应知应会", "部门比对"},
        (PLACE, ALL, "监测对象户"): {"应知应会", "户档案"},
        (PLACE, ALL, "得分"): {"总览", "排名", "地图", "evaluate --json"},
        (PLACE, ALL, "位次"): {"总览", "排名", "地图", "evaluate --json"},
        (PLACE, ALL, "失分"): {"排名", "短板清单"},
        (PLACE, ALL, "没有计分"): {"总览", "evaluate --json"},
        (QUALITY, "填报与登记", "核对"): {"数据质量", "reconcile --json"},
        (CHECK, ALL, "疑点"): {"疑点核查", "户档案", "疑点清单.xlsx"},
        (LEDGER, ALL, "问题"): {"问题台账", "责任清单", "六个一", "问题台账.xlsx", "责任清单.xlsx"},
        (LEDGER, ALL, "超时限"): {"问题台账", "责任清单", "约谈清单", "约谈清单.xlsx", "责任清单.xlsx"},
        (ARCHIVE, ALL, "在档"): {"档案资料", "六个一"},
        (ARCHIVE, ALL, "缺少"): {"档案资料", "缺项清单.xlsx"},
        (ACTIVITY, "大整理", "share"): {"档案资料", "六个一"},
        (QUALITY, "填报与登记", "对不上"): {"数据质量", "reconcile --json"},
    }


def test_the_schedule_of_the_day_stands_on_the_page_and_in_each_record(facts: Facts) -> None:
    assert facts.surfaces_of(MONEY, ALL, "应达", AREA) == {"资金进度", "短板清单：记录"}


def test_two_figures_agree_at_the_coarser_precision() -> None:
    read = Facts({}, "")
    key, other = (MEASURE, "甲", "value"), (MEASURE, "乙", "value")
    for where, said in (("一", "81.49%"), ("二", 0.8149300155), ("三", "81.5%"), ("四", "0.8149")):
        read.add(where, key, AREA, said)
    assert read.differing() == {}
    read.add("五", key, AREA, "81.4%")
    assert list(read.differing()) == [Fact(*key, AREA, "")]
    for said in ("2,386.38 万元", "-", "", "—"):
        read.add("六", other, AREA, said)
    assert read.said[Fact(*other, AREA, "")] == [Said(Decimal("23863800.00"), Decimal("100.00"), "六")]
    read.add("七", other, AREA, "2,386.39", "万元")
    assert Fact(*other, AREA, "") in read.differing()
