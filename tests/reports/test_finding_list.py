"""The Excel list of findings: what stands where, nothing that runs, ready to print, and it can be imported as it was filled in."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from loaders.importing import import_file
from reports import finding_list
from reports.finding_list import FILL_IN, LIST_SHEET, FindingSheet, write_finding_list
from reports.workbook import DEMO_MARK, FORMULA_STARTS, Column
from store.declared.tables import find_table
from store.versions import Store
from tests.indicators.small_case import write_rows

COUNTY, VILLAGE = "433123", "433123901201"
RESULTS = tuple(find_table("finding_reviews").column("review_result").choices)
COLUMNS = [
    Column("code", "疑点编号", 13),
    Column("household", "户编号", 12),
    Column("person", "证件号码（脱敏）", 12),
    Column("title", "疑点内容", 22),
    Column("facts", "疑点事实", 26),
    Column("source", "疑点来源", 16),
    Column("rule", "规则编码", 13, is_key=True),
    Column("place", "区划代码", 14, is_key=True),
]
HEADINGS = [
    "序号",
    *(column.heading for column in COLUMNS[:6]),
    *(column.heading for column in FILL_IN),
    "规则编码",
    "区划代码",
]
HEADING_ROW = 3


def row_of(number: int = 1, **cells: str | None) -> dict[str, str | None]:
    usual: dict[str, str | None] = {
        "code": f"n_5_14_001-{number:010x}", "household": f"H{number}", "person": "43*************123",
        "title": "耕地面积大于100亩", "facts": "耕地面积：130 亩", "source": "监测对象.xlsx · 表1 · 第9行",
        "rule": "n_5_14_001", "place": VILLAGE,
    }  # fmt: skip
    return usual | cells


def sheet_of(*rows: dict[str, str | None], is_demo: bool = False) -> FindingSheet:
    frame = pd.DataFrame(list(rows), columns=[column.name for column in COLUMNS], dtype=object)
    return FindingSheet(
        "一村疑点清单", ["期次：2021年11月"], COLUMNS, frame, len(rows), RESULTS, [("口径", "x")], is_demo
    )


def open_book(sheet: FindingSheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_finding_list(sheet)))


def fill_in(content: bytes, path: Path, answers: dict[int, tuple[object, ...]]) -> Path:
    """The list with results written into its rows (1 is the first finding), as a clerk does."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book[LIST_SHEET]
    for number, cells in answers.items():
        for position, value in enumerate(cells):
            page.cell(HEADING_ROW + number, HEADINGS.index("核实结果") + 1 + position).value = value
    book.save(path)
    return path


@pytest.fixture
def store(empty_folder: Path) -> Store:
    """A store that knows the places of the case."""
    store = Store(empty_folder)
    named = [(COUNTY, "凤凰县", "county"), ("433123901", "甲镇", "township"), (VILLAGE, "一村", "village")]
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, name, level in named])
    return store


def test_headings_keys_right_of_the_print_and_empty_columns_to_fill_in() -> None:
    page = open_book(sheet_of(row_of()))[LIST_SHEET]
    assert page["A1"].value == "一村疑点清单" and page["A2"].value == "期次：2021年11月"
    assert [cell.value for cell in page[HEADING_ROW]] == HEADINGS
    row = [cell.value for cell in page[HEADING_ROW + 1]]
    assert row[:3] == [1, "n_5_14_001-0000000001", "H1"] and row[7:11] == [None] * 4
    assert row[11:] == ["n_5_14_001", VILLAGE]
    assert str(page.print_area).replace("$", "").endswith("A1:K4")


def test_results_are_chosen_from_the_declared_ones() -> None:
    page = open_book(sheet_of(row_of(1), row_of(2)))[LIST_SHEET]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert rules["H4:H5"].type == "list" and rules["H4:H5"].formula1 == f'"{",".join(RESULTS)}"'
    assert rules["K4:K5"].type == "date"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_looks_like_a_formula_stays_text(start: str) -> None:
    text = f"{start}1+1"
    cell = open_book(sheet_of(row_of(facts=text)))[LIST_SHEET].cell(HEADING_ROW + 1, 6)
    assert cell.data_type == "s" and cell.quotePrefix
    assert str(cell.value).replace("_x000D_", "\r") == text


def test_missing_stays_empty_and_demo_data_is_marked() -> None:
    book = open_book(sheet_of(row_of(person=None, household=None), is_demo=True))
    page = book[LIST_SHEET]
    assert page.cell(HEADING_ROW + 1, 3).value is None and page.cell(HEADING_ROW + 1, 4).value is None
    assert DEMO_MARK in page["A1"].value and DEMO_MARK in str(page.oddFooter.left.text)
    assert DEMO_MARK in str(book["说明"]["B1"].value)


def test_a_list_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_list, "MAX_ROWS", 2)
    page = open_book(sheet_of(row_of(1), row_of(2), row_of(3)))[LIST_SHEET]
    assert "只列前 2 条，共 3 条" in str(page["A3"].value)
    assert page.max_row == HEADING_ROW + 1 + 2


def test_the_filled_list_is_recognised_and_imported(store: Store, tmp_path: Path) -> None:
    content = write_finding_list(sheet_of(row_of(1), row_of(2), row_of(3)))
    answers = {1: ("属实", "已上门核对", "村干部", date(2021, 11, 20)), 3: ("误报", None, None, None)}
    path = fill_in(content, tmp_path / "疑点清单_一村.xlsx", answers)
    done = import_file(path, folder=store.folder)
    assert list(done.versions) == ["finding_reviews@0"]
    assert {problem.kind for problem in done.problems} == {"missing_required_cell"}, (
        "the other columns are known and left out"
    )
    with store.connect() as connection:
        rows = connection.execute(
            "SELECT finding_code, rule_code, household_code, review_result, review_note, reviewed_by, reviewed_on, place_code "
            "FROM finding_reviews ORDER BY finding_code"
        ).fetchall()
    assert rows == [
        ("n_5_14_001-0000000001", "n_5_14_001", "H1", "属实", "已上门核对", "村干部", date(2021, 11, 20), VILLAGE),
        ("n_5_14_001-0000000003", "n_5_14_001", "H3", "不属实", None, None, None, VILLAGE),
    ]


def test_an_empty_result_leaves_the_earlier_one(store: Store, tmp_path: Path) -> None:
    content = write_finding_list(sheet_of(row_of(1), row_of(2)))
    import_file(fill_in(content, tmp_path / "a.xlsx", {1: ("属实",)}), folder=store.folder)
    import_file(fill_in(content, tmp_path / "b.xlsx", {2: ("已整改",)}), folder=store.folder)
    with store.connect() as connection:
        rows = connection.execute("SELECT review_result FROM finding_reviews ORDER BY finding_code").fetchall()
    assert rows == [("属实",), ("已整改",)]
