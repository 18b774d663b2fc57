"""A book as a workbook: the same book back, the same cells again, wrong cells named, drop-downs, what no cell can say."""

import io
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import UserError
from indicators.books import RawBook, make_template, read_book, read_book_file, write_book
from indicators.books.workbook import WorkbookRead, read_book_workbook
from indicators.books.workbook.cells import is_same
from indicators.books.workbook.slots import (
    BOOK,
    COLUMNS,
    GUIDE,
    LIGHTS_AND_GRADES,
    MEASURES,
    REST,
    SCORING,
    SOURCES,
    book_slots,
    measure_slots,
)  # fmt: skip
from indicators.declared import CHECKS, DEFAULT_FRAMEWORK, framework_ids

SMALL = "spending_notice"


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> Callable[[RawBook | bytes], WorkbookRead]:
    """The book that a written workbook is read as."""
    path = tmp_path_factory.mktemp("workbook") / "办法.xlsx"

    def read(book: RawBook | bytes) -> WorkbookRead:
        path.write_bytes(book if isinstance(book, bytes) else write_book(book))
        return read_book_workbook(path)

    return read


Back = Callable[[RawBook | bytes], WorkbookRead]


@pytest.mark.parametrize("name", [*framework_ids(), CHECKS])
def test_every_built_in_book_comes_back_the_same_and_writes_the_same_cells(
    name: str, back: Back, tmp_path: Path
) -> None:
    book = read_book(name)
    written = write_book(book)
    read = back(written)
    assert read.problems == [] and is_same(read.book, book)
    assert list(read.book["measures"]) == list(book["measures"])
    if name != CHECKS:
        cells = cells_of(written)
        assert cells_of(write_book(read.book)) == cells
        assert REST not in cells, "every key of a built-in book has a cell of its own"


def cells_of(content: bytes) -> Mapping[str, list[tuple[Any, ...]]]:
    sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}


TEXTS = st.text(alphabet="县户率abz09、\\'\"=+-@ \n，%→（_", max_size=8)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6, allow_nan=False), TEXTS
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=5
)
KEYS = sorted({slot.path[0] for slot in measure_slots()})
BOOK_KEYS = sorted({slot.path[0] for slot in book_slots()} | {"grades", "aspects", "indicators"})
INNER = sorted({slot.path[1] for slot in measure_slots() if len(slot.path) == 2})


def keys(known: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    values = VALUES | st.dictionaries(st.sampled_from(INNER), VALUES, max_size=3)
    return st.dictionaries(st.sampled_from([*known, "新键"]), values, max_size=6)


@example(framework={"aspects": True, "version": 1.7330789391338766e-151}, measures={"m": {"points": 0.1 + 0.2}})
@example(framework={"area": "", "title": " "}, measures={"m": {"title": "", "scoring": {"rule": ""}}})
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(keys(BOOK_KEYS), st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,5}", fullmatch=True), keys(KEYS), max_size=3))
def test_whatever_a_draft_holds_comes_back(back: Back, framework: dict[str, Any], measures: dict[str, Any]) -> None:
    measures.pop("framework", None)
    book: RawBook = {"framework": framework, "measures": measures}
    read = back(book)
    assert is_same(read.book, book), read.problems


def test_a_draft_of_a_published_book_comes_back(back: Back, real_tables: Path) -> None:
    draft = read_book_file(real_tables / "lechang_assessment_scoring.csv")
    assert draft.kind == "published" and draft.understood == draft.sentences == 10
    read = back(draft.book)
    assert read.problems == [] and is_same(read.book, draft.book)


# Wrong cells


_written: dict[str, bytes] = {}


def spoiled(book: RawBook, *cells: tuple[str, str, str, Any]) -> bytes:
    """The book's workbook with other cells: (sheet, first cell of the row, heading, what stands there)."""
    known = repr(book)
    if known not in _written:
        _written[known] = write_book(book)
    workbook = openpyxl.load_workbook(io.BytesIO(_written[known]))
    for sheet, row, heading, value in cells:
        page = workbook[sheet]
        page.cell(row_of(page, row), column_of(page, heading)).value = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def only(name: str) -> RawBook:
    """The default book with one of its measures."""
    book = read_book(DEFAULT_FRAMEWORK)
    return {"framework": book["framework"], "measures": {name: book["measures"][name]}}


def row_of(page: Worksheet, first: str) -> int:
    return next(cell.row for row in page.iter_rows() for cell in row[:2] if cell.value == first)


def column_of(page: Worksheet, heading: str) -> int:
    return next(cell.column for row in page.iter_rows(max_row=5) for cell in row if cell.value == heading)


WRONG = [
    ((SCORING, "central_spend_notice", "满分线", "高"), "数字（百分比写 95% 或 0.95）"),
    ((SCORING, "central_spend_notice", "计分规则", "看情况"), "达标得满分、"),
    ((SCORING, "central_spend_notice", "每例分值", 2), "空（这条规则的参数只有 "),
    ((MEASURES, "central_spend_notice", "好的方向", "高"), "越高越好、越低越好"),
    ((MEASURES, "central_spend_notice", "与上年比增幅", "也许"), "是 或 否"),
    ((SOURCES, "central_spend_notice", "登记：是否可计分", 3), "是 或 否"),
]  # fmt: skip


@pytest.fixture(scope="module")
def two() -> RawBook:
    """The small book with its measure twice."""
    book = deepcopy(read_book(SMALL))
    (raw,) = [one for one in book["measures"].values() if "scoring" in one][:1]
    book["measures"] = {"central_spend_notice": deepcopy(raw), "spend_notice": deepcopy(raw)}
    return book


@pytest.mark.parametrize(("cell", "expected"), WRONG, ids=[f"{one[0][2]}" for one in WRONG])
def test_one_wrong_cell_costs_one_measure_and_is_named(
    cell: tuple[str, str, str, Any], expected: str, two: RawBook, back: Back
) -> None:
    read = back(spoiled(two, cell))
    (problem,) = read.problems
    sheet, name, heading, came = cell
    assert (problem.sheet, problem.measure, problem.came) == (sheet, name, str(came))
    assert problem.column.startswith(f"{heading}（") and problem.expected.startswith(expected)
    assert list(read.book["measures"]) == ["spend_notice"]
    assert is_same(read.book["measures"]["spend_notice"], two["measures"]["spend_notice"])
    assert is_same(read.book["framework"], two["framework"])


def test_the_message_of_a_wrong_cell_has_all_its_parts(two: RawBook, back: Back) -> None:
    (problem,) = back(spoiled(two, (SCORING, "spend_notice", "分值", "十"))).problems
    assert problem.message == (
        "工作表「计分」第 5 行“分值（C 列）”：实际为「十」，应为数字（百分比写 95% 或 0.95）；指标 spend_notice 没有读入"
    )


def test_rows_that_belong_to_nothing_are_named_and_nothing_is_made_up(two: RawBook, back: Back) -> None:
    cells = [
        (SCORING, "spend_notice", "编号", "别的"), (SOURCES, "spend_notice", "编号", "other"), (BOOK, "总分", "内容", "一百"),
        (BOOK, "工作落实", "类别", "大项"), (BOOK, "版次", "项目", "版本"),
    ]  # fmt: skip
    read = back(spoiled(two, *cells))
    said = [problem.message.split("：", 1)[1] for problem in read.problems]
    assert [one.split("，应为")[0] for one in said] == [
        "实际为「版本」", "实际为「一百」", "实际为「大项」", "实际为「别的」", "实际为「other」",
    ]  # fmt: skip
    assert "points" not in read.book["framework"] and "version" not in read.book["framework"]
    assert (
        "scoring" not in read.book["measures"]["spend_notice"] and "source" not in read.book["measures"]["spend_notice"]
    )


def test_two_rows_of_one_number_cost_that_measure(two: RawBook, back: Back) -> None:
    read = back(spoiled(two, (SCORING, "spend_notice", "编号", "central_spend_notice")))
    assert list(read.book["measures"]) == ["spend_notice"]
    assert [problem.expected for problem in read.problems] == ["只写一次的编号（第 4 行已有）"]


def test_a_condition_may_be_written_as_column_comparison_and_value(back: Back) -> None:
    name = "asset_in_use"
    book = only(name)
    page = openpyxl.load_workbook(io.BytesIO(write_book(book)))[MEASURES]
    row = row_of(page, name)
    said = [page.cell(row, column_of(page, f"哪些行算\n{part}")).value for part in ("列", "比较", "值", "表达式")]
    assert said == ["资产类型 kind", "等于", "经营性资产", "kind = '经营性资产'"]
    changed = [
        (MEASURES, name, "哪些行算\n比较", "是其中之一"), (MEASURES, name, "哪些行算\n值", "经营性资产、公益性资产"),
        (MEASURES, name, "哪些行算\n表达式", None), (MEASURES, name, "应达到的条件\n值", "损毁"),
    ]  # fmt: skip
    read = back(spoiled(book, *changed[:3]))
    assert read.problems == []
    assert read.book["measures"][name]["population"] == "kind in ('经营性资产', '公益性资产')"
    (problem,) = back(spoiled(book, *changed)).problems
    assert problem.measure == name and problem.expected.startswith("与列、比较、值一致的“use_state in ('损毁')”")


def test_what_every_cell_can_say_and_the_program_cannot_use_is_named_by_its_cell(two: RawBook, tmp_path: Path) -> None:
    path = tmp_path / "办法.xlsx"
    path.write_bytes(spoiled(two, (MEASURES, "spend_notice", "求平均", "no_such_column")))
    found = read_book_file(path)
    assert found.kind == "workbook" and list(found.book["measures"]) == ["central_spend_notice", "spend_notice"]
    (said,) = [one for one in found.problems if "no_such_column" in one]
    assert said.startswith("文件「办法.xlsx」工作表「指标」第 5 行“求平均（") and said.endswith(
        "；指标 spend_notice 这一处改对之前，不能启用"
    )
    path.write_bytes(spoiled(two, (BOOK, "工作落实", "分值", 7)))
    assert any(
        "分值对不上" in one and one.startswith("文件「办法.xlsx」工作表「体系」")
        for one in read_book_file(path).problems
    )


# The workbook itself


def test_the_template_has_its_sheets_and_drop_downs_and_reads_as_an_empty_book(back: Back) -> None:
    content = make_template()
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    shown = [sheet.title for sheet in workbook if sheet.sheet_state == "visible"]
    assert shown == [GUIDE, BOOK, MEASURES, SCORING, SOURCES, LIGHTS_AND_GRADES, COLUMNS]
    lists = [one.formula1 for one in workbook[MEASURES].data_validations.dataValidation]
    assert any("越高越好" in one for one in lists) and any("百分比" in one for one in lists)
    tables = next(one for one in lists if "选项" in one)
    hidden = workbook["选项"]
    assert hidden.sheet_state == "hidden" and tables
    options = {cell.value for row in hidden.iter_rows() for cell in row}
    assert "衔接资金项目表（视图） projects" in options
    assert any("农业农村局" in one for one in [*lists, *options])
    (rules,) = [
        one.formula1 for one in workbook[SCORING].data_validations.dataValidation if "达标得满分" in one.formula1
    ] or [""]
    assert rules or "达标得满分" in options
    read = back(content)
    assert read.problems == [] and read.book == {"framework": {}, "measures": {}}


def test_rates_read_as_percentages_and_points_as_points() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_book(only("insured_next_year"))))[SCORING]
    row = row_of(page, "insured_next_year")
    line, points = (page.cell(row, column_of(page, heading)) for heading in ("满分线", "分值"))
    assert line.number_format == "0.00##%" and line.value == 1 and points.number_format == "General"
    assert page.cell(row, column_of(page, "程序的说法")).value.startswith("达到100%得满分")


def test_every_heading_is_chinese() -> None:
    slots = [*book_slots(), *measure_slots()]
    assert [slot.heading for slot in slots if slot.heading.isascii()] == []


def test_a_workbook_without_its_sheets_or_headings_is_refused_in_words(two: RawBook, tmp_path: Path) -> None:
    path = tmp_path / "办法.xlsx"
    workbook = openpyxl.load_workbook(io.BytesIO(write_book(two)))
    workbook[MEASURES].delete_rows(1, 3)
    workbook.save(path)
    with pytest.raises(UserError, match=r"文件「办法\.xlsx」字段「指标」：找不到表头"):
        read_book_workbook(path)
    del workbook[MEASURES]
    workbook.save(path)
    with pytest.raises(UserError, match=r"文件「办法\.xlsx」字段「指标」：缺少工作表"):
        read_book_workbook(path)
