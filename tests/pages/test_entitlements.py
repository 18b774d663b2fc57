"""The page 不漏一项一人: the answer, the four numbers, the way to the names, what is told of a policy, the Excel; none; projected."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from core.places import PlaceIndex
from indicators.declared import read_framework
from indicators.entitlements import COUNTS, counties_without
from indicators.households import household_ref
from pages.parts.common.state import Picked
from pages.parts.entitlements import excel
from pages.parts.entitlements.address import EntitlementsAddress
from tests.indicators.households.household_case import COUNTY, HEAD, HOME, PERIOD, TOWN, VILLAGE, household_store
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

PICKS = {"place": COUNTY, "period": PERIOD}


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    """Three households (`household_case`), one of which waits for a subsidy."""
    store = household_store(empty_folder)
    due = {"approved_cny": 1000.0, "approved_on": date(2021, 5, 1), "is_paid": False, "paid_cny": 0.0}
    placed = {"place_code": VILLAGE, "place_name": "某村", "county_code": COUNTY, "period": "2021"}
    write_rows(store, "household_subsidies", [placed | due | {"household_code": HOME, "subsidy_kind": "养殖"}])
    return empty_folder


def test_the_answer_the_four_numbers_and_the_way_to_the_names(small_folder: Path) -> None:
    page = open_page("entitlements", **PICKS)
    assert (
        answer_of(page)
        == "凤凰县16项政策应享受 8 人（户）次，还有 1 没有享受、3 说不清；漏得最多的是“产业到户奖补”（1 笔）"
    )
    said = text_of(page)
    assert "没有享受 说不清 应享受 已享受 落实率 责任部门" in said and "说不清的不算已享受" in said
    assert "家庭经济困难学生资助" in said and "○ 没有数据" in said
    assert HEAD not in html_of(page)
    lists = [link for link in links_of(page) if "shortfalls?" in link and "measure=" in link]
    assert lists and all("viewed=entitlements" in link for link in lists)
    assert any(f"at={TOWN}" in link for link in links_of(page) if "entitlements?" in link)


def test_a_missing_table_is_no_nought_and_a_village_has_no_matrix(small_folder: Path) -> None:
    counts = pd.DataFrame([(COUNTY, "small_credit", 9, 5, 3, 1, 2)], columns=["place_code", "measure", *COUNTS])
    without = counties_without(counts, read_framework("entitlements"), [COUNTY, "433122"])
    assert (
        (COUNTY, "small_credit") not in without
        and (COUNTY, "safe_water") in without
        and ("433122", "small_credit") in without
    )
    village = open_page("entitlements", at=VILLAGE, **PICKS)
    assert answer_of(village).startswith("一村16项政策") and "各项政策" in text_of(village)
    assert "格内为所选的数" not in text_of(village)


def test_a_policy_says_who_is_entitled_by_what_rule(small_folder: Path) -> None:
    page = open_page("entitlements", measure="rain_dew_aid", **PICKS)
    said = text_of(page)
    assert "应享受：在学籍表为“是”" in said and "已享受：补助金额 ＞ 0" in said and "施行时间 2015年6月" in said
    assert "《关于加强雨露计划支持农村贫困家庭新成长劳动力接受职业教育的意见》" in said
    assert "没有编号为“nobody”的政策" in text_of(open_page("entitlements", measure="nobody", **PICKS))


def test_a_household_has_its_entitlements_by_member(small_folder: Path) -> None:
    page = open_page("household", county=COUNTY, ref=household_ref(HOME), **PICKS)
    said = text_of(page)
    assert "该享受的政策 应享受 " in said and "医保个人缴费资助" in said and "防返贫监测帮扶措施 全户" in said
    assert any("entitlements?" in link and f"at={VILLAGE}" in link for link in links_of(page))


def test_the_excel_keeps_the_four_numbers_apart(small_folder: Path) -> None:
    framework = read_framework("entitlements")
    picked = Picked(COUNTY, PERIOD, "consolidation_2021", False)
    address = EntitlementsAddress(picked, framework, PERIOD, date(2021, 11, 20), COUNTY)
    counts = pd.DataFrame([(TOWN, "small_credit", 9, 5, 3, 1, 2)], columns=["place_code", "measure", *COUNTS])
    sheet = excel.make_sheet(address, counts, PlaceIndex([]))
    assert sheet.rows.iloc[0][list(COUNTS)].tolist() == [9, 5, 3, 1, 2]
    assert "应享受＝已享受＋没有享受＋说不清" in sheet.lines[0]
    assert dict(excel.make_notes(address))["脱贫人口小额信贷"].startswith("已放款的户数")


def test_the_projection_has_no_names_and_no_links(small_folder: Path) -> None:
    page = open_page("entitlements", show="1", **PICKS)
    assert "应享受" in text_of(page) and not [link for link in links_of(page) if "measure=" in link]


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "逐项政策对照" in text_of(open_page("entitlements"))
