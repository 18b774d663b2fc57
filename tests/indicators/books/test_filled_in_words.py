"""A workbook filled in as the page writes things: titles for columns and tables, a unit of its own, figures by their bare names."""

import io
from pathlib import Path

import openpyxl
import pytest

from indicators.books import BookFile, make_template, read_book_file, save
from indicators.books.keeping import list_faults
from indicators.books.workbook.slots import BOOK, MEASURES, SCORING, SOURCES
from store import Store
from tests.indicators.small_case import FENGHUANG, PLACES, small_store, write_rows

STORED = "柑橘产业发展情况：柑橘产量（吨）"
TITLES = {"名称": "柑橘办法", "版次": "1", "按月或按年": "按月", "考核对象": "县", "总分": 10, "依据": "试"}
MEASURE = {
    "编号": "yield", "名称": "柑橘产量", "方面": "产业", "指标": "生产", "数据表": "指标数值表", "哪些行算\n列": "指标",
    "哪些行算\n比较": "等于", "哪些行算\n值": "柑橘产量", "求和": "数值", "单位": "吨", "好的方向": "越高越好", "口径": "产量",
}  # fmt: skip
RULE = {"编号": "yield", "分值": 10, "计分规则": "两线之间按比例得分", "满分线": 60000, "零分线": 0}


def filled(path: Path, **measure: str) -> Path:
    """The empty workbook of the page, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(make_template()))
    page = book[BOOK]
    for row in range(4, page.max_row + 1):
        page.cell(row, 3).value = TITLES.get(str(page.cell(row, 2).value))
    page.append(["方面", "产业", None, None, 10])
    page.append(["指标", "生产", None, None, 10])
    for sheet, cells in ((MEASURES, MEASURE | measure), (SCORING, RULE), (SOURCES, {"编号": "yield", "依据": "试"})):
        headings = {cell.value: cell.column for cell in book[sheet][3]}
        for heading, value in cells.items():
            book[sheet].cell(4, headings[heading]).value = value
    book.save(path)
    return path


@pytest.fixture
def stored(data: Path) -> Store:
    store: Store = small_store(data)
    row = {"place_code": FENGHUANG, "place_name": PLACES[FENGHUANG][0], "county_code": FENGHUANG, "period": "2025-11"}
    write_rows(store, "indicator_values", [row | {"item": STORED, "value": 50000.0}])
    return store


def read(path: Path, store: Store | None = None) -> BookFile:
    return read_book_file(path, store=store)


def test_titles_stand_for_columns_and_tables_and_a_unit_of_ones_own_is_taken(tmp_path: Path) -> None:
    found = read(filled(tmp_path / "办法.xlsx"))
    assert found.problems == () and found.lost == ()
    one = found.book["measures"]["yield"]
    assert (one["table"], one["population"], one["total"]) == ("indicator_values", "item = '柑橘产量'", "value")
    assert one["unit"] == "count:吨"
    assert list_faults(save(found.book, "张三", "试")) == ()


def test_a_figure_of_a_sum_stays_what_it_is(tmp_path: Path) -> None:
    found = read(filled(tmp_path / "办法.xlsx", 求和="value - 1"))
    assert found.problems == () and found.book["measures"]["yield"]["total"] == "value - 1"
    (said,) = read(filled(tmp_path / "办法.xlsx", 求和="产值")).problems
    assert "“求和（" in said and "产值" in said


def test_a_figure_by_its_bare_name_is_asked_with_the_one_that_is_meant(tmp_path: Path, stored: Store) -> None:
    (asked,) = read(filled(tmp_path / "办法.xlsx"), stored).questions
    assert asked.measure == "yield" and "指标数值表里还没有“柑橘产量”" in asked.words and asked.is_taken
    assert asked.choices[0].words == STORED and asked.choices[0].keys == {"population": f"item = '{STORED}'"}


def test_a_name_that_is_only_alike_is_proposed_and_not_taken(tmp_path: Path, stored: Store) -> None:
    (asked,) = read(filled(tmp_path / "办法.xlsx", **{"哪些行算\n值": "柑橘年产量"}), stored).questions
    assert STORED in [choice.words for choice in asked.choices] and not asked.is_taken


@pytest.mark.parametrize("said", [STORED, "meetings_held"])
def test_a_figure_that_is_there_is_not_asked(said: str, tmp_path: Path, stored: Store) -> None:
    assert read(filled(tmp_path / "办法.xlsx", **{"哪些行算\n值": said}), stored).questions == ()
