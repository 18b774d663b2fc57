"""A page that looks at another framework than the picked one, or at one without data: what it shows, what it leads to."""

from datetime import date
from pathlib import Path

import pytest

from indicators.declared import read_framework
from tests.indicators.shortfalls.project_case import FENGHUANG, PERIOD, TOWN, project_store
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of

PICKS = {"place": "433100", "period": "2021-11", "framework": "consolidation_2021"}


@pytest.fixture
def folder_with_a_finding(empty_folder: Path) -> Path:
    """The small case of projects with one payment of a project nobody has (the demonstration's tables agree row by row)."""
    store, place = project_store(empty_folder), {"place_code": FENGHUANG, "county_code": FENGHUANG}
    write_rows(store, "fund_payments", [
        place | {"period": "2021", "fund_source": "中央", "project_code": "P99", "voucher": "V9", "paid_on": date(2021, 5, 1),
                 "paid_cny": 10_000.0},
    ])  # fmt: skip
    write_rows(store, "township_progress", [
        place | {"place_code": TOWN, "period": PERIOD, "item": "insured", "target_count": 9, "done_count": 8},
    ])  # fmt: skip
    return empty_folder


def test_the_quality_page_leads_down_with_parameters_of_its_own(folder_with_a_finding: Path) -> None:
    page = open_page("quality", **PICKS)
    found = [query_of(link) for link in links_of(page) if "measure=" in link]
    assert all({name: query[name] for name in PICKS} == PICKS and query["at"].startswith("4331") for query in found)
    rules = read_framework("data_quality").measures
    viewed = [query for query in found if query["measure"] in rules]
    assert viewed and all(query["viewed"] == "data_quality" for query in viewed)
    assert all("viewed" not in query for query in found if query not in viewed)


def test_another_framework_is_said_with_the_way_back_and_the_picks_stay(folder_with_a_finding: Path) -> None:
    page = open_page("shortfalls", viewed="data_quality", at=FENGHUANG, measure="payments_have_projects", **PICKS)
    assert "凤凰县支付都能对应到项目" in answer_of(page)
    assert "正在看：数据质量核查 返回巩固脱贫成果后评估(2021年)" in text_of(page).replace("\u3000", " ").replace(
        "  ", " "
    )
    assert [one.value for one in page.selectbox if one.key == "pick_framework"] == ["consolidation_2021"]
    inside = [query_of(link) for link in links_of(page) if link.startswith("shortfalls?") and "row=" in link]
    assert inside and all(query["viewed"] == "data_quality" for query in inside)
    entries = [query_of(link) for link in links_of(page) if link.startswith(("ranking?", "ledger?"))]
    assert all("viewed" not in query and query["framework"] == "consolidation_2021" for query in entries)


def test_a_period_the_other_framework_does_not_have_gives_the_nearest_and_is_said(demo_folder: Path) -> None:
    page = open_page("ranking", viewed="county_statistics", **PICKS)
    assert "正在看：县域统计数字(按年)（2021年）" in text_of(page)
    assert [one.value for one in page.selectbox if one.key == "pick_period"] == ["2021-11"]


def test_the_picked_framework_is_no_other(demo_folder: Path) -> None:
    page = open_page("shortfalls", viewed="consolidation_2021", **PICKS)
    assert "正在看" not in text_of(page)


@pytest.mark.parametrize("name", ["overview", "ranking", "shortfalls", "county_map"])
def test_a_framework_without_data_is_said_and_has_a_way_back(demo_folder: Path, name: str) -> None:
    page = open_page(name, place="433100", framework="spending_notice")
    assert "“部门和乡镇支出进度通报”还没有数据" in text_of(page)
    (back,) = [link for link in links_of(page) if "返回" in html_of(page).split(link.replace("&", "&amp;"))[1][:120]]
    assert query_of(back)["framework"] == "consolidation_2021" and query_of(back)["place"] == "433100"
    picks = {one.label: one for one in page.selectbox}
    assert picks["期次"].disabled and picks["期次"].value == "没有期次"
    assert any("（还没有数据）" in option for option in picks["指标体系"].options)


def test_the_framework_of_data_quality_set_by_hand_says_so_and_leads_back(demo_folder: Path) -> None:
    page = open_page("overview", place="433100", framework="data_quality")
    assert "正在看：数据质量核查，不是后评估的得分和名次" in text_of(page)
    (back,) = [link for link in links_of(page) if query_of(link).get("framework") == "consolidation_2021"]
    assert "正在看" not in text_of(open_page("overview", **query_of(back)))
