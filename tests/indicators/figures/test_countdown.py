"""Days to the rounds: which line counts for a place, and its words on the days around it."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import MAIN_AREA
from indicators.figures.countdown import (
    NATIONAL,
    PROVINCIAL,
    find_round,
    list_rounds,
    next_round,
    next_start,
    read_milestones,
)
from store.versions import Store
from tests.indicators.small_case import write_rows

COUNTY = "433123"


def lines(*rows: tuple[str, str, date, date | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["place_code", "kind", "starts_on", "ends_on"])
    return frame.assign(
        area=MAIN_AREA, title="", starts_on=pd.to_datetime(frame["starts_on"]), ends_on=pd.to_datetime(frame["ends_on"])
    )


HUNAN = lines(
    ("430000", PROVINCIAL, date(2020, 11, 23), date(2020, 12, 5)),
    ("430000", PROVINCIAL, date(2021, 11, 25), date(2021, 12, 5)),
    ("", NATIONAL, date(2021, 12, 15), None),
)


@pytest.mark.parametrize(
    ("today", "figure", "by_when"),
    [
        (date(2021, 11, 20), "还有 5 天", "省级后评估前，还有 5 天（2021年11月25日）"),
        (date(2021, 11, 25), "今天开始", "省级后评估前，今天开始（2021年11月25日）"),
        (date(2021, 11, 26), "进行中", "省级后评估正在进行，2021年12月5日结束"),
        (date(2021, 12, 5), "进行中", "省级后评估正在进行，2021年12月5日结束"),
        (date(2021, 12, 6), "已过 1 天", ""),
    ],
)
def test_words_around_a_round(today: date, figure: str, by_when: str) -> None:
    found = find_round(HUNAN, PROVINCIAL, COUNTY, today)
    assert (found.figure(), found.say_by_when()) == (figure, by_when)


def test_last_years_round_gives_way_to_the_next() -> None:
    assert find_round(HUNAN, PROVINCIAL, COUNTY, date(2021, 1, 1)).starts_on == date(2021, 11, 25)
    assert find_round(HUNAN, PROVINCIAL, COUNTY, date(2020, 12, 1)).state == "running"


def test_dates_are_said_as_a_span_or_a_day() -> None:
    today = date(2021, 11, 20)
    assert find_round(HUNAN, PROVINCIAL, COUNTY, today).say_dates() == "2021年11月25日至2021年12月5日"
    assert find_round(HUNAN, NATIONAL, COUNTY, today).say_dates() == "2021年12月15日"


def test_another_provinces_round_does_not_count() -> None:
    found = find_round(HUNAN, PROVINCIAL, "520522", date(2021, 11, 20))
    assert (found.state, found.figure(), found.say_dates()) == ("unknown", "未导入", "请导入评估日程表")


def test_a_line_of_the_place_itself_comes_before_the_provinces() -> None:
    own = pd.concat([HUNAN, lines(("433100", PROVINCIAL, date(2021, 11, 28), None))])
    assert find_round(own, PROVINCIAL, COUNTY, date(2021, 11, 20)).days == 8
    assert find_round(own, PROVINCIAL, "430100", date(2021, 11, 20)).days == 5


def test_without_a_scope_only_one_provinces_dates_count() -> None:
    today = date(2021, 11, 20)
    assert find_round(HUNAN, PROVINCIAL, "", today).days == 5
    both = pd.concat([HUNAN, lines(("520000", PROVINCIAL, date(2021, 11, 22), None))])
    assert find_round(both, PROVINCIAL, "", today).state == "unknown"
    assert find_round(both, NATIONAL, "", today).days == 25


def test_next_round_is_the_running_one_then_the_nearest() -> None:
    rounds = [find_round(HUNAN, kind, COUNTY, date(2021, 11, 30)) for kind in (NATIONAL, PROVINCIAL)]
    assert next_round(rounds).kind == PROVINCIAL
    over = [find_round(HUNAN, kind, COUNTY, date(2022, 6, 1)) for kind in (NATIONAL, PROVINCIAL)]
    assert next_round(over).say_by_when() == ""


def test_milestones_are_read_from_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert read_milestones(store).empty
    row = {
        "place_code": "430000",
        "county_code": None,
        "period": "2021",
        "kind": PROVINCIAL,
        "starts_on": date(2021, 11, 25),
    }
    write_rows(store, "milestones", [row])
    found = find_round(read_milestones(store), PROVINCIAL, COUNTY, date(2021, 11, 20))
    assert found.figure() == "还有 5 天"


def test_any_area_has_the_kinds_of_the_offices_table_and_they_are_not_rounds_of_another() -> None:
    """S4: 项目计划 by 10 December, 培训部署 by the 15th, 实地考核 from the 20th, done by 10 January."""
    days = {
        "项目计划上报": date(2021, 12, 10),
        "培训部署": date(2021, 12, 15),
        "实地考核": date(2021, 12, 20),
        "考核结束": date(2022, 1, 10),
    }
    own = lines(*(("433100", kind, day, None) for kind, day in reversed(days.items()))).assign(area="东西部协作")
    both, today = pd.concat([HUNAN, own]), date(2021, 12, 12)
    found = list_rounds(both, "东西部协作", COUNTY, today)
    assert [one.kind for one in found] == ["培训部署", "实地考核", "考核结束", "项目计划上报"]
    assert [one.figure() for one in found] == ["还有 3 天", "还有 8 天", "还有 29 天", "已过 2 天"]
    assert list_rounds(both, "东西部协作", "430100", today) == []
    assert [one.kind for one in list_rounds(both, MAIN_AREA, COUNTY, today)] == [PROVINCIAL, NATIONAL]
    assert next_start(both, COUNTY, today) == next_start(HUNAN, COUNTY, today) == days["培训部署"]
    assert next_start(both, COUNTY, date(2021, 12, 18), "东西部协作") == days["实地考核"]
