"""The workbook writer: cells of any kind, drop-downs of a column and of single rows, lists too long for a rule, wide lists."""

import io

import openpyxl
import pandas as pd

from reports.choices import CHOICE_SHEET
from reports.workbook import Column, Rate, Sheet, write_workbook

MANY = tuple(f"第{number}种很长的选项，{'长' * 10}" for number in range(30))


def written(pages_across: int = 1) -> openpyxl.Workbook:
    columns = (
        Column("name", "项目", 9, choices=MANY, is_open=True),
        Column("value", "内容", 9, "any", choices_by="options", is_open=True),
        Column("unit", "单位", 9, choices=("户", "人"), is_free=True, is_open=True),
    )
    cells = [
        ("甲", Rate(0.95), ("是", "否")),
        ("乙", True, None),
        ("丙", "=1+1", None),
        ("丁", 12, None),
        ("戊", None, None),
    ]
    rows = pd.DataFrame([(*one, None) for one in cells], columns=["name", "value", "options", "unit"], dtype=object)
    sheet = Sheet("表", "标题", (), columns, rows, frozen=1, is_edited=True, pages_across=pages_across)
    return openpyxl.load_workbook(io.BytesIO(write_workbook([sheet])))


def test_cells_of_any_kind_are_what_they_are() -> None:
    page = written()["表"]
    assert [page.cell(row, 2).value for row in range(3, 8)] == [0.95, True, "=1+1", 12, None]
    assert page["B3"].number_format == "0.00##%" and page["B6"].number_format == "General"
    assert page["B5"].data_type == "s", "a text that looks like a formula stays a text"
    assert not page["B3"].protection.locked


def test_long_lists_stand_on_a_hidden_sheet_and_rows_have_lists_of_their_own() -> None:
    book = written()
    rules = {str(rule.sqref): rule for rule in book["表"].data_validations.dataValidation}
    long, own, free = (next(rule for place, rule in rules.items() if place.startswith(at)) for at in ("A3", "B3", "C3"))
    assert CHOICE_SHEET in long.formula1 and book[CHOICE_SHEET].sheet_state == "hidden"
    assert [row[0].value for row in book[CHOICE_SHEET].iter_rows()] == list(MANY)
    assert own.formula1 == '"是,否"' and str(own.sqref) == "B3"
    assert free.errorStyle == "information" and long.errorStyle in (None, "stop")


def test_a_wide_list_takes_pages_beside_each_other_with_its_first_columns_on_each() -> None:
    page = written(pages_across=3)["表"]
    assert page.page_setup.fitToWidth == 3 and page.print_title_cols == "$A:$A"
    assert page["A1"].alignment.horizontal == "left" and written()["表"]["A1"].alignment.horizontal == "center"
