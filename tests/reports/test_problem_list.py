"""The workbook of the ledger: what stands in it, how it prints, what may be edited."""

import io
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from reports.problem_list import LIST_SHEET, MAX_ROWS, ProblemSheet, write_problem_list
from reports.workbook import NOTE_SHEET, Column

COLUMNS = (
    Column("number", "编号", 12),
    Column("state", "状态", 9, choices=("未启动", "整改中"), is_open=True),
    Column("title", "问题", 24, is_open=True),
    Column("place", "地区", 12, is_for_new=True),
    Column("deadline", "整改时限", 11, "day", is_open=True),
    Column("version", "版本", 6, "serial", is_key=True),
)
ROW = {
    "number": "2021-00001", "state": "未启动", "title": "=HYPERLINK(1)", "place": "凤凰县", "deadline": date(2021, 12, 1),
    "version": 3,
}  # fmt: skip


def sheet_of(rows: list[dict[str, Any]], **given: Any) -> Worksheet:
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS], dtype=object)
    told = {"title": "问题台账", "lines": ["共 1 个"], "total": len(rows), "notes": [("怎么改", "=直接改")], **given}
    content = write_problem_list(ProblemSheet(columns=COLUMNS, rows=frame, **told))
    return openpyxl.load_workbook(io.BytesIO(content))[LIST_SHEET]


def test_cells_are_native_and_formulas_are_texts() -> None:
    sheet = sheet_of([ROW, {**ROW, "title": None, "deadline": None}])
    assert [cell.value for cell in sheet[3]] == [column.heading for column in COLUMNS]
    number, state, title, place, deadline, version = sheet[4]
    assert (number.value, state.value, place.value, version.value) == ("2021-00001", "未启动", "凤凰县", 3)
    assert deadline.is_date and deadline.value.date() == date(2021, 12, 1)
    assert title.data_type == "s" and title.value == "=HYPERLINK(1)" and title.quotePrefix
    assert sheet["C5"].value is None and sheet["E5"].value is None


def test_only_editable_cells_are_open_and_grey_ones_are_not() -> None:
    sheet = sheet_of([ROW])
    assert sheet.protection.sheet and not sheet.protection.password
    assert [cell.protection.locked for cell in sheet[4]] == [True, False, False, True, False, True]
    assert [cell.fill.fgColor.rgb for cell in sheet[4] if cell.protection.locked] == ["FFE7E6E6"] * 3


def test_new_rows_may_be_written_below_in_open_columns_and_those_for_new_ones() -> None:
    sheet = sheet_of([ROW])
    styles = {name: dimension.protection.locked for name, dimension in sheet.column_dimensions.items()}
    assert styles == {"A": True, "B": False, "C": False, "D": False, "E": False, "F": True}


def test_drop_downs_reach_below_the_list() -> None:
    sheet = sheet_of([ROW])
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert rules["list"].formula1 == '"未启动,整改中"' and str(rules["list"].sqref) == "B4:B504"
    assert str(rules["date"].sqref) == "E4:E504"


def test_it_prints_on_landscape_pages_with_the_heading_on_each() -> None:
    sheet = sheet_of([ROW])
    assert sheet.freeze_panes == "D4" and sheet.auto_filter.ref == "A3:F4"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3" and sheet.print_area.endswith("$A$1:$E$4")
    assert sheet["C4"].alignment.wrap_text


def test_demo_data_are_marked_and_a_cut_list_says_so() -> None:
    sheet = sheet_of([ROW], is_demo=True, total=MAX_ROWS + 5)
    assert sheet["A1"].value == "问题台账（模拟数据）" and sheet["A1"].font.color.rgb == "FFB4232A"
    assert sheet["A3"].value == f"只列前 1 个，共 {MAX_ROWS + 5:,} 个；请按地区或状态分别导出"
    assert "模拟数据" in str(sheet.oddFooter.left.text)
    assert sheet.parent.properties.description == "模拟数据"
    notes = sheet.parent[NOTE_SHEET]
    assert notes["A1"].value == "数据性质" and notes["B2"].data_type == "s" and notes["B2"].quotePrefix
    assert "模拟数据" not in str(sheet_of([ROW])["A1"].value)


def test_an_empty_ledger_is_a_sheet_to_fill() -> None:
    sheet = sheet_of([])
    assert sheet.max_row == 3 and str(sheet.data_validations.dataValidation[0].sqref) == "B4:B504"
