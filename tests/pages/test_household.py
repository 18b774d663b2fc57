"""The page 户档案: the sentence, members, sources; ways to a household; nothing personal in addresses or projected."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators.checks import findings
from indicators.households.refs import household_ref
from pages.parts.household.list import NUMBER_KEY
from store.versions import Store
from tests.indicators.households.household_case import (
    CHILD,
    CHILD_NAME,
    COUNTY,
    HEAD,
    HEAD_NAME,
    HOME,
    LONER,
    NAME,
    NEIGHBOUR,
    PERIOD,
    PHONE,
    TOWN,
    VILLAGE,
    household_store,
)
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, charts_of, html_of, links_of, open_page, text_of


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    """Three households (`household_case`)."""
    household_store(empty_folder)
    return empty_folder


def open_home(code: str = HOME, **parameters: str) -> AppTest:
    return open_page("household", county=COUNTY, ref=household_ref(code), period=PERIOD, **parameters)


def test_the_sentence_comes_first_and_every_part_is_there(small_folder: Path) -> None:
    page = open_home()
    assert answer_of(page).startswith("户主户*，脱贫户，2人；2021年3月识别为脱贫不稳定户，风险未消除")
    said = text_of(page)
    for words in (
        "疑点",
        "家庭成员",
        "收入和支出",
        "监测和帮扶",
        "时间轴",
        "住房",
        "饮水",
        "帮扶责任人",
        "住院",
        "从哪里来",
    ):
        assert words in said, words
    absent = said.partition("○ 未导入：")[2].split()[0].split("、")
    assert {"低保特困名册", "饮水问题台账", "帮扶手册更新台账"} <= set(absent)
    assert "测试.xlsx" in said and "insured_next_year@0" in said
    assert charts_of(page) == 1


def test_findings_come_with_the_rule_and_the_way_to_its_list(small_folder: Path) -> None:
    findings.ensure_run(Store(small_folder), PERIOD)
    page = open_home()
    assert "条疑点" in answer_of(page)
    said = text_of(page)
    assert "下一年度医保未参保缴费" in said and "之子 子* 43*************028" in said and "首次核查" in said
    assert any("checks?" in link and f"at={VILLAGE}" in link for link in links_of(page))
    village = open_page("household", place=COUNTY, at=VILLAGE, period=PERIOD)
    assert "户有疑点" in answer_of(village)
    assert HEAD not in html_of(page)


def test_nothing_personal_on_the_page_or_in_its_links(small_folder: Path) -> None:
    page = open_home()
    village = open_page("household", place=COUNTY, at=VILLAGE, period=PERIOD)
    for secret in (HEAD, CHILD, LONER, PHONE, NAME, HEAD_NAME, CHILD_NAME):
        assert secret not in html_of(page) and secret not in html_of(village)
    for link in links_of(page):
        assert HOME not in link and NEIGHBOUR not in link
    assert any("measure=" in link and "row=433123-" in link for link in links_of(page)), "a way to the whole record"


def test_people_and_helpers_are_named_masked(small_folder: Path) -> None:
    said = text_of(open_home())
    assert "户*" in said and "子*" in said, "every member by name"
    listed = text_of(open_page("household", place=COUNTY, at=VILLAGE, period=PERIOD))
    assert "户主" in listed and "户*" in listed and "帮扶责任人" in listed and "某*" in listed


def test_from_the_county_down_to_the_household(small_folder: Path) -> None:
    county = open_page("household", place=COUNTY, period=PERIOD)
    assert answer_of(county).startswith("凤凰县登记脱贫户和监测对象 3 户 4 人，其中监测对象 1 户")
    assert any(f"at={TOWN}" in link for link in links_of(county))
    town = open_page("household", place=COUNTY, at=TOWN, period=PERIOD)
    assert any(f"at={VILLAGE}" in link for link in links_of(town)) and "二村" in text_of(town)
    village = open_page("household", place=COUNTY, at=VILLAGE, period=PERIOD)
    assert "一村登记 2 户" in answer_of(village)
    assert any(f"ref={household_ref(HOME)}" in link for link in links_of(village))


def test_a_typed_number_opens_the_household_without_standing_in_an_address(small_folder: Path) -> None:
    page = open_page("household", place=COUNTY, period=PERIOD)
    page.text_input(key=NUMBER_KEY).set_value(CHILD)
    page.button[0].click().run()
    assert not page.exception
    opened = "".join(block.proto.json for block in page.get("bidi_component"))
    assert f"ref={household_ref(HOME)}" in opened and CHILD not in opened
    assert CHILD not in str(page.query_params) and HOME not in str(page.query_params)


def test_a_number_nobody_has_is_said(small_folder: Path) -> None:
    page = open_page("household", place=COUNTY, period=PERIOD)
    page.text_input(key=NUMBER_KEY).set_value("12345")
    page.button[0].click().run()
    assert "名单里没有这个编号" in text_of(page)


@pytest.mark.parametrize("ref", ["0" * 12, "x' OR 1=1", "43312300001"])
def test_an_address_that_means_no_household_leads_to_the_choice(small_folder: Path, ref: str) -> None:
    page = open_page("household", place=COUNTY, county=COUNTY, ref=ref, period=PERIOD)
    assert "没有地址里的这户" in text_of(page) and "登记脱贫户" in answer_of(page)


def test_a_place_outside_the_picked_one_is_said(small_folder: Path) -> None:
    page = open_page("household", place=COUNTY, at="433122901", period=PERIOD)
    assert "不在凤凰县内" in text_of(page)


def test_it_is_not_projected(small_folder: Path) -> None:
    page = open_home(show="1")
    assert answer_of(page) == "户档案不投影" and "农业局" not in text_of(page)


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "这里按户看" in text_of(open_page("household"))


def test_findings_say_when_they_were_looked_for_and_where_to_look_again(small_folder: Path) -> None:
    store = Store(small_folder)
    findings.ensure_run(store, PERIOD)
    assert "核查" in text_of(open_home()) and "重新核查" not in text_of(open_home())
    write_rows(store, "grids", [{"place_code": VILLAGE, "county_code": COUNTY, "period": PERIOD}])
    said = open_home()
    assert "此后导入过表格" in text_of(said) and "打开“疑点核查”重新核查" in text_of(said)
    assert any(link.partition("?")[0] == "checks" for link in links_of(said))
