"""The page 部门比对: the sentence, tables not imported, the way to the lists; none; projected."""

from pathlib import Path

import pytest

from tests.indicators.households.household_case import COUNTY, HEAD, PERIOD, household_store
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    """Three households (`household_case`): CHILD is not on next year's insured list."""
    household_store(empty_folder)
    return empty_folder


def test_the_sentence_and_both_tables(small_folder: Path) -> None:
    page = open_page("comparison", place=COUNTY, period=PERIOD)
    assert answer_of(page).startswith("凤凰县：6 个部门的 7 张表与国家系统比对，对不上")
    assert "张未导入" in answer_of(page)
    said = text_of(page)
    assert "系统中 1 人没有证件号码，无法比对" in said
    assert "下一年度医保参保名单" in said and "○ 未导入 去导入" in said
    assert HEAD not in html_of(page)


def test_a_count_opens_the_list_of_that_check_there(small_folder: Path) -> None:
    links = links_of(open_page("comparison", place=COUNTY, period=PERIOD))
    assert any("checks?" in link and "check=c1_insured_next_year" in link and "at=433123901" in link for link in links)


def test_the_projection_has_no_list(small_folder: Path) -> None:
    page = open_page("comparison", place=COUNTY, period=PERIOD, show="1")
    assert "部门的表" in text_of(page) and "哪一项、在哪里对不上" not in text_of(page)


def test_a_place_outside_is_said(small_folder: Path) -> None:
    assert "不在凤凰县内" in text_of(open_page("comparison", place=COUNTY, at="433122", period=PERIOD))


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "这里逐表比对" in text_of(open_page("comparison"))
