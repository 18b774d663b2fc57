"""The page 历年位次: one place, an area, nothing told yet, projected."""

from pathlib import Path

import pytest

from demo.figures.standings import list_yearly_standings
from store.versions import Store
from tests.indicators.households.household_case import COUNTY, PERIOD, household_store
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, charts_of, open_page, text_of


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    household_store(empty_folder)
    rows = list_yearly_standings().astype(object).where(lambda frame: frame.notna(), None)
    write_rows(Store(empty_folder), "yearly_standings", rows.to_dict("records"))
    return empty_folder


def test_a_county_is_told_its_years(small_folder: Path) -> None:
    page = open_page("standing", place=COUNTY, period=PERIOD)
    assert answer_of(page).startswith("凤凰县2020年度等次好，全省第18位")
    assert charts_of(page) == 1 and "表彰先进" in text_of(page) and "▲11" in text_of(page)


def test_an_area_is_told_its_own_years_and_its_counties(small_folder: Path) -> None:
    page = open_page("standing", place="433100", period=PERIOD)
    assert "土家族苗族自治州2020年度" in answer_of(page)
    assert "进步最大的是古丈县" in text_of(page) and "后进" in text_of(page)


def test_the_projection_has_the_picture_alone(small_folder: Path) -> None:
    page = open_page("standing", place=COUNTY, period=PERIOD, show="1")
    assert charts_of(page) == 1 and "激励后进" not in text_of(page)


def test_nothing_told_yet(empty_folder: Path) -> None:
    household_store(empty_folder)
    assert answer_of(open_page("standing", place=COUNTY, period=PERIOD)) == "还没有历年考核结果"


def test_without_any_data(empty_folder: Path) -> None:
    assert "还没有" in answer_of(open_page("standing"))
