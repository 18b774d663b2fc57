"""One workbook with many faults, each in a row of its own: every refusal is in Chinese and names file, sheet, row and column."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from indicators.books import list_faults, make_template, read_book_file, save
from indicators.books.workbook.slots import BOOK, MEASURES, SCORING, SOURCES
from tests.indicators.books.test_filled_in_words import MEASURE, RULE, TITLES

FIRST = 4
"""The first row below the headings of every sheet."""
NO_GRID = {"哪些行算\n列": None, "哪些行算\n比较": None, "哪些行算\n值": None}
SHARE = {
    "单位": "百分比",
    "求和": None,
    "应达到的条件\n列": "数值",
    "应达到的条件\n比较": "大于",
    "应达到的条件\n值": 3,
}
FAULTS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], str, str, str]] = {
    "unknown_table": ({"数据表": "指标数据表"}, {}, MEASURES, "数据表", "指标数值表"),
    "no_table": ({"数据表": None}, {}, MEASURES, "数据表", "一张数据表"),
    "unknown_column": ({"哪些行算\n列": "指标全名"}, {}, MEASURES, "哪些行算 列", "指标全称"),
    "comparison": ({"哪些行算\n比较": "约等于"}, {}, MEASURES, "哪些行算 比较", "等于、不等于"),
    "no_value": ({"哪些行算\n值": None}, {}, MEASURES, "哪些行算 值", "和“等于”一起写的值"),
    "value_too_many": ({"哪些行算\n比较": "已填"}, {}, MEASURES, "哪些行算 值", "不用写值"),
    "no_number": ({"哪些行算\n列": "数值", "哪些行算\n比较": "大于", "哪些行算\n值": "很多"}, {}, MEASURES, "哪些行算 值", "数字"),
    "no_choice": ({"数据表": "扶贫项目资产台账", "求和": None, "数行数": "是", "哪些行算\n列": "使用状态", "哪些行算\n值": "正长"}, {},
                  MEASURES, "哪些行算 值", "正常、低效"),
    "unknown_in_expression": ({**NO_GRID, "哪些行算\n表达式": "itm = '柑橘'"}, {}, MEASURES, "哪些行算 表达式", "没有这一列：itm"),
    "type_of_condition": ({**NO_GRID, "哪些行算\n表达式": "item > 3 and value"}, {}, MEASURES, "哪些行算 表达式", "指标 是文字"),
    "type_of_sum": ({"求和": "item + value"}, {}, MEASURES, "求和", "数值 是数"),
    "text_summed": ({"求和": "指标"}, {}, MEASURES, "求和", "应为数字"),
    "function": ({"求和": "sum(value)"}, {}, MEASURES, "求和", "“填表说明”的“表达式”"),
    "unreadable": ({"求和": "value +"}, {}, MEASURES, "求和", "不是可读的表达式"),
    "two_ways": ({"求平均": "数值"}, {}, MEASURES, "应达到的条件 表达式", "求平均、求和"),
    "cut": ({"方面": "产业化"}, {}, MEASURES, "方面", "可用：产业"),
    "direction": ({"好的方向": "高"}, {}, MEASURES, "好的方向", "越高越好"),
    "unit": ({"单位": "kg/亩"}, {}, MEASURES, "单位", "百分比、元"),
    "listed": ({"清单显示的列": "数值、数直"}, {}, MEASURES, "清单显示的列", "最接近的：数值"),
    "reported": ({"已报送的条件": "数值"}, {}, MEASURES, "已报送的条件", "应为条件"),
    "unreachable": ({"单位": "百分比"}, {"满分线": 95}, SCORING, "满分线", "这条线达不到"),
    "above_all": (SHARE, {"满分线": "195%", "零分线": "50%"}, SCORING, "满分线", "占比最高是 100%"),
    "crossed": ({}, {"零分线": 70000}, SCORING, "满分线", "零分线 70000"),
    "points_in_words": ({}, {"分值": "十"}, SCORING, "分值", "数字"),
    "points_below_zero": ({}, {"分值": -1}, SCORING, "分值", "应大于0"),
    "no_line": ({}, {"满分线": None}, SCORING, "满分线", "规则缺少参数"),
    "unknown_rule": ({}, {"计分规则": "按比例"}, SCORING, "计分规则", "两线之间按比例得分"),
    "other_parameter": ({}, {"每例分值": 3}, SCORING, "每例分值", "零分线、满分线"),
    "formula": ({}, {"满分线": "#DIV/0!"}, SCORING, "满分线", "数字"),
    "way_of_rule": ({}, {"计分规则": "等次封顶", "分值": None, "满分线": None, "零分线": None, "最高可评等次": "一般"}, MEASURES,
                    "好的方向", "等次封顶"),
}  # fmt: skip
BOOK_FAULTS = {
    "适用起月": ("2021-13", "应为月份"), "适用地区": ("99", "应为地区代码"), "按月或按年": ("按旬", "按月、按年"),
    "总分": ("百", "应为数字"),
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_]{2,}")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of the page, filled in: a measure a fault."""
    path = tmp_path_factory.mktemp("books") / "办法.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(make_template()))
    fill_book(book[BOOK], {})
    for at, (name, (measure, rule, *_)) in enumerate(FAULTS.items()):
        for sheet, cells in ((MEASURES, MEASURE | measure), (SCORING, RULE | rule), (SOURCES, {"依据": "试"})):
            headings = {cell.value: cell.column for cell in book[sheet][FIRST - 1]}
            for heading, value in {**cells, "编号": name}.items():
                book[sheet].cell(FIRST + at, headings[heading]).value = value
    book.save(path)
    return path


def fill_book(page: Any, changed: Mapping[str, Any]) -> None:
    for row in range(FIRST, page.max_row + 1):
        page.cell(row, 3).value = (TITLES | changed).get(str(page.cell(row, 2).value))
    page.append(["方面", "产业", None, None, changed.get("方面", 10)])
    page.append(["指标", "生产", None, None, 10])


@pytest.fixture(scope="module")
def told(file: Path) -> tuple[str, ...]:
    return read_book_file(file).problems


def test_every_fault_is_named_by_its_cell_with_what_was_expected(told: tuple[str, ...]) -> None:
    for at, (name, (_, _, sheet, column, said)) in enumerate(FAULTS.items()):
        place = f"文件「办法.xlsx」工作表「{sheet}」第 {FIRST + at} 行“{column}（"
        mine = [one for one in told if f"；指标 {name} " in one]
        assert len(mine) == 1 and mine[0].startswith(place) and said in mine[0], (name, mine)
    assert len(told) == len(FAULTS)


def own_words(message: str, *said: str) -> str:
    """A message without what the person wrote and what the workbook itself has in Latin letters."""
    bare = re.sub(r"「[^」]*」|（[A-Z]{1,2} 列）|文件「[^」]*」|指标 \w+ ", "", message)
    for one in ("kg/亩", "SUM(value)", "itm", *said):
        bare = bare.replace(one, "")
    return bare


def test_no_name_of_the_program_and_no_sentence_of_its_engine_is_in_a_message(told: tuple[str, ...]) -> None:
    assert [one for one in told if _NAME.search(own_words(one))] == []


def test_a_draft_is_told_in_the_same_words(file: Path) -> None:
    faults = list_faults(save(read_book_file(file).draft, "张三", "试"))
    assert len(faults) == len(FAULTS)
    assert [
        one.message for one in faults if _NAME.search(own_words(one.message, *(f"“{name}”" for name in FAULTS)))
    ] == []


@pytest.mark.parametrize("title", BOOK_FAULTS)
def test_a_fault_of_the_book_is_named_by_its_cell(title: str, tmp_path: Path) -> None:
    value, said = BOOK_FAULTS[title]
    book = openpyxl.load_workbook(io.BytesIO(make_template()))
    fill_book(book[BOOK], {title: value})
    row = next(row for row in range(FIRST, 30) if book[BOOK].cell(row, 2).value == title)
    book.save(tmp_path / "办法.xlsx")
    (one,) = [one for one in read_book_file(tmp_path / "办法.xlsx").problems if f"「{value}」" in one]
    assert one.startswith(f"文件「办法.xlsx」工作表「{BOOK}」第 {row} 行“内容（C 列）”") and said in one
    assert not _NAME.search(own_words(one))


@pytest.mark.parametrize(("points", "said"), [("很多", "应为数字"), (7, "分值对不上")])
def test_the_points_of_an_aspect_are_named_by_their_cell(points: Any, said: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_template()))
    fill_book(book[BOOK], {"方面": points})
    for sheet, cells in ((MEASURES, MEASURE), (SCORING, RULE), (SOURCES, {"编号": "yield", "依据": "试"})):
        headings = {cell.value: cell.column for cell in book[sheet][FIRST - 1]}
        for heading, value in cells.items():
            book[sheet].cell(FIRST, headings[heading]).value = value
    row = book[BOOK].max_row - 1
    book.save(tmp_path / "办法.xlsx")
    (one,) = [one for one in read_book_file(tmp_path / "办法.xlsx").problems if "“分值（E 列）”" in one]
    assert (
        one.startswith(f"文件「办法.xlsx」工作表「{BOOK}」第 {row} 行“分值（E 列）”：实际为「{points}」")
        and said in one
    )
