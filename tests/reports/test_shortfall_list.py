"""The Excel list: what stands where, numbers as numbers, nothing that runs, ready to print."""

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports import shortfall_list
from reports.shortfall_list import FILL_IN, ShortfallSheet, write_shortfall_list
from reports.workbook import DEMO_MARK, Column

COLUMNS = [
    Column("place", "乡镇"),
    Column("name", "项目名称"),
    Column("budget", "最终预算（万元）", kind="money"),
    Column("due", "计划完工日期", kind="date"),
    Column("rate", "支出率（%）", kind="percent"),
    Column("file", "来源文件", most_width=13),
    Column("row", "行", kind="row", most_width=13),
]
HEADING_ROW = 4


def sheet_of(rows: list[dict[str, object]], *, is_demo: bool = False) -> ShortfallSheet:
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS], dtype=object)
    lines = ["期次：2021年11月", "口径：已完工为“是”"]
    return ShortfallSheet(
        "凤凰县短板清单：项目按期完工率", lines, COLUMNS, frame, [("数据版本", "fund_projects@3")], is_demo
    )


def row_of(**cells: object) -> dict[str, object]:
    usual = {
        "place": "甲镇",
        "name": "一村水渠",
        "budget": 10.5,
        "due": date(2021, 10, 31),
        "rate": 0.5,
        "file": "项目表.xlsx",
        "row": 7,
    }
    return usual | cells


def open_list(sheet: ShortfallSheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_shortfall_list(sheet)))


def cells_of(page: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in page[row]]


def test_title_lines_headings_and_columns_to_fill_in() -> None:
    page = open_list(sheet_of([row_of()]))["短板清单"]
    assert page["A1"].value == "凤凰县短板清单：项目按期完工率"
    assert [page.cell(row, 1).value for row in (2, 3)] == ["期次：2021年11月", "口径：已完工为“是”"]
    headings = [str(text).replace("\n", "") for text in cells_of(page, HEADING_ROW)]
    assert headings == ["序号", *(column.heading for column in (*COLUMNS, *FILL_IN))]
    assert cells_of(page, HEADING_ROW + 1)[-len(FILL_IN) :] == [None] * len(FILL_IN)


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    page = open_list(sheet_of([row_of()]))["短板清单"]
    assert cells_of(page, HEADING_ROW + 1)[:8] == [
        1, "甲镇", "一村水渠", 10.5, datetime(2021, 10, 31), 0.5, "项目表.xlsx", 7,
    ]  # fmt: skip
    formats = {cell.column: cell.number_format for cell in page[HEADING_ROW + 1]}
    assert formats[4] == "#,##0.00" and formats[6] == "0.00%" and formats[5] == 'yyyy"年"m"月"d"日"'


def test_missing_stays_empty() -> None:
    page = open_list(sheet_of([row_of(budget=None, due=pd.NaT, name=None)]))["短板清单"]
    assert [cells_of(page, HEADING_ROW + 1)[index] for index in (2, 3, 4)] == [None, None, None]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")'])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    content = write_shortfall_list(sheet_of([row_of(name=text)]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        styles = archive.read("xl/styles.xml").decode()
    assert not any("<f>" in page or "<hyperlink" in page for page in pages)
    assert 'quotePrefix="1"' in styles
    cell = openpyxl.load_workbook(io.BytesIO(content))["短板清单"].cell(HEADING_ROW + 1, 3)
    assert cell.data_type == "s" and cell.quotePrefix


def test_a_frozen_filtered_heading_on_landscape_a4() -> None:
    page = open_list(sheet_of([row_of(), row_of(place="乙乡")]))["短板清单"]
    assert page.freeze_panes == f"C{HEADING_ROW + 1}"
    assert page.auto_filter.ref == f"A{HEADING_ROW}:L{HEADING_ROW + 2}"
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage and (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert "第 &P 页" in str(page.oddFooter.center.text) or "&P" in str(page.oddFooter.center)


def test_widths_follow_the_cells_up_to_a_limit() -> None:
    page = open_list(sheet_of([row_of(name="很长的项目名称" * 9)]))["短板清单"]
    widths = {letter: dimension.width for letter, dimension in page.column_dimensions.items()}
    assert widths["D"] < widths["C"] < 26
    assert page.row_dimensions[HEADING_ROW + 1].height > 60, "a long name breaks into lines"


def test_demo_data_are_marked_everywhere() -> None:
    book = open_list(sheet_of([row_of()], is_demo=True))
    assert DEMO_MARK in book["短板清单"]["A1"].value and DEMO_MARK in str(book["说明"]["B1"].value)
    assert DEMO_MARK in str(book["短板清单"].oddFooter.left.text)
    assert DEMO_MARK not in str(open_list(sheet_of([row_of()]))["短板清单"]["A1"].value)


def test_the_note_sheet_says_the_definition_and_the_version() -> None:
    notes = open_list(sheet_of([row_of()]))["说明"]
    assert [(row[0].value, row[1].value) for row in notes.iter_rows()] == [("数据版本", "fund_projects@3")]


def test_an_empty_list_is_still_a_list() -> None:
    page = open_list(sheet_of([]))["短板清单"]
    assert page.max_row == HEADING_ROW + 1 or page.max_row == HEADING_ROW


def test_a_list_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortfall_list, "MAX_ROWS", 2)
    page = open_list(sheet_of([row_of(), row_of(), row_of()]))["短板清单"]
    assert page["A4"].value == "只列前 2 条，共 3 条"
    assert [page.cell(row, 1).value for row in (6, 7, 8)] == [1, 2, None]


def test_fonts_are_named_not_shipped() -> None:
    with zipfile.ZipFile(io.BytesIO(write_shortfall_list(sheet_of([row_of()])))) as archive:
        assert not any(Path(name).suffix in (".ttf", ".odttf") for name in archive.namelist())
        assert re.search("宋体", archive.read("xl/styles.xml").decode())
