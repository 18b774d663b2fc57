"""The page 数据质量: grades, links to rows, tables that have not arrived; none; an odd period."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import day_of_view, read_framework
from indicators.reconciliation import compare_registers, differing, words
from store import Store
from tests.indicators.shortfalls.project_case import FENGHUANG, PERIOD, TOWN, project_store
from tests.indicators.small_case import write_rows
from tests.pages.one_value.drawn import read_tables
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of

STATE = "433100"
PAYMENT = {"place_code": FENGHUANG, "county_code": FENGHUANG, "period": "2021", "fund_source": "中央", "voucher": "V9",
           "project_code": "P99", "paid_on": date(2021, 5, 1), "paid_cny": 10_000.0}  # fmt: skip


@pytest.fixture
def small_store(empty_folder: Path) -> Store:
    """The small case of projects, with one figure of a township so that the month has something to hold together."""
    store = project_store(empty_folder)
    write_rows(store, "township_progress", [
        {"place_code": TOWN, "county_code": FENGHUANG, "period": PERIOD, "item": "insured", "target_count": 9, "done_count": 8}
    ])  # fmt: skip
    return store


def test_counties_get_a_data_grade_and_reports_are_held_against_registers(demo_folder: Path) -> None:
    page, store = open_page("quality", place=STATE, period=PERIOD), Store(demo_folder)
    framework, day = read_framework("consolidation_2021"), day_of_view(store, PERIOD)
    apart = differing(compare_registers(store, framework, PERIOD, STATE, day))
    assert answer_of(page).startswith("8 个县数据质量：") and f"填报与登记 {len(apart):,} 处对不上" in answer_of(page)
    assert len(apart) and "未导入" not in answer_of(page)
    assert "（自定义）监测对象信息" in text_of(page)
    asked = [query_of(link) for link in links_of(page) if "measure=" in link and "viewed=" not in link]
    ways = [(one["at"], one["measure"]) for one in asked]
    assert sorted(ways) == sorted(zip(apart["place_code"], apart["measure"], strict=True)), (
        "these differences and no other"
    )
    for row in apart.to_dict("records"):
        assert words.say_gap(pd.Series(row)) in text_of(page)
    assert "填报来自2021年11月" in text_of(page) and "截至2021年11月20日的名册" in text_of(page)


def test_a_county_reads_what_is_graded_and_what_contradicts_in_one_line(demo_folder: Path) -> None:
    store, framework = Store(demo_folder), read_framework("consolidation_2021")
    apart = differing(compare_registers(store, framework, PERIOD, STATE, day_of_view(store, PERIOD)))
    longshan = int(apart["place_code"].str.startswith("433130").sum())
    page = open_page("quality", place="433130", period=PERIOD)
    assert longshan and answer_of(page) == f"龙山县数据质量：表内核对优，表内逐行对得上，填报与登记 {longshan} 处对不上"
    assert "等次只评表内" in text_of(page) and "共 1 个县" in text_of(page)
    assert "没有变化突出的数值" in text_of(page), "those of the other counties are theirs"
    (table,) = [
        one for one in read_tables(html_of(open_page("quality", place=STATE, period=PERIOD))) if "表内等次" in one.heads
    ]
    beside = {row["县(市、区)"]: (row["表内等次"], row["填报≠登记"]) for row in table.records()}
    assert beside["龙山县"] == ("优", str(longshan)), "beside the grade stands what contradicts"


def test_findings_open_their_rows(small_store: Store) -> None:
    write_rows(small_store, "fund_payments", [PAYMENT])
    page = open_page("quality", place=STATE, period=PERIOD)
    assert "表内有 1 条对不上" in answer_of(page)
    (way,) = [link for link in links_of(page) if "viewed=data_quality" in link and "measure=" in link]
    listed = open_page("shortfalls", **query_of(way))
    assert "凤凰县支付都能对应到项目：1 笔支付未达标" in answer_of(listed)


def test_what_cannot_be_checked_is_not_said_to_be_right(small_store: Store) -> None:
    """The small case has no numbers of households and persons to hold against each other."""
    assert "表内能核对的都对得上" in answer_of(open_page("quality", place=STATE, period=PERIOD))


def test_without_data_it_says_what_it_will_do(empty_folder: Path) -> None:
    assert "导入之后" in text_of(open_page("quality"))


def test_a_year_without_months_is_said(demo_folder: Path) -> None:
    page = open_page("quality", framework="county_statistics", period="2019")
    assert "没有可核对的数据" in answer_of(page)
