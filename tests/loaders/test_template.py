"""Templates: made from the declarations, and what is filled in comes back without a problem."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.cells.parse import id_check_digit
from loaders.importing import import_file, preview
from loaders.template import HEADER_ROW, TemplateColumn, list_template_columns, make_template
from store.declared.tables import Table, find_table, read_tables

PLACES = {
    "province": "430000",
    "prefecture": "433100",
    "county": "433123",
    "township": "433123101",
    "village": "433123101201",
}
MEASURE = next(column.title for column in find_table("reference_values").columns if column.name == "measure")
"""The column that has to name a measure; its values here are days and numbers of cases."""


def fill(table: Table, numbers: list[int], day: date) -> tuple[bytes, list[dict[str, Any]]]:
    """A template filled with one row a number, and the cells by header."""
    book = openpyxl.load_workbook(io.BytesIO(make_template(table)))
    sheet = book.worksheets[0]
    rows = []
    for at, number in enumerate(numbers):
        cells = {column.header: answer(table, column, number, at, day) for column in list_template_columns(table)}
        for place, value in enumerate(cells.values(), start=1):
            sheet.cell(HEADER_ROW + 1 + at, place).value = value
        rows.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), rows


def answer(table: Table, column: TemplateColumn, number: int, at: int, day: date) -> Any:
    if column.header == "区划代码":
        return PLACES[table.place_level] if table.place_level else f"4331231{at:02d}"
    if column.header in ("县", "乡镇", "村", "地区名称"):
        return "凤凰县" if column.header == "县" else (f"地名{at}" if not table.place_level else None)
    if column.header == "上级代码":
        return "433123"
    if table.name == "reference_values" and column.header == MEASURE:
        return ("allocation_days", "removed_too_early", "repeat_petitions")[at]
    if column.choices:
        return column.choices[at % len(column.choices)]
    if column.type == "id_number":
        body = f"43312319900101{at:03d}"
        return body + id_check_digit(body)
    answers = {
        "month": "2021-11",
        "year": "2021",
        "date": day + timedelta(days=at),
        "code": f"C{at}",
        "text": f"文字{at}",
    }
    limits = {one.title: one.maximum for one in table.columns if one.maximum and one.type in ("integer", "number")}
    return answers.get(column.type, min(number, limits.get(column.header, number)))


@pytest.mark.parametrize("name", list(read_tables()))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(2, 100), min_size=1, max_size=3), day=st.dates(date(2021, 1, 1), date(2021, 12, 1)))
def test_a_filled_template_comes_back_without_a_problem(
    name: str, numbers: list[int], day: date, tmp_path: Path
) -> None:
    table = find_table(name)
    if table.reconcile or set(table.key) <= {"place_code", "county_code", "period", "as_of", "item", "unit_kind"}:
        numbers = numbers[:1]
    data, rows = fill(table, numbers, day)
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(data)
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert sheet.table == name and not sheet.reason
    assert not sheet.problems
    assert sheet.rows_stored == len(rows) and sheet.frame is not None
    stored = sheet.frame.to_pylist()
    if table.is_melted:
        figures = [cell for row in rows for header, cell in row.items() if isinstance(cell, int)]
        found = [row[slot] for row in stored for slot in table.melt_into]
        assert sorted(value * (100 if value < 1.01 else 1) for value in found) == pytest.approx(sorted(figures))
    for column in table.columns:
        if column.type in ("text", "code") and not table.is_melted and column.title in rows[0]:
            assert [row[column.name] for row in stored] == [row[column.title] for row in rows]


@pytest.mark.parametrize("name", list(read_tables()))
def test_every_template_opens_and_explains_itself(name: str) -> None:
    table = find_table(name)
    book = openpyxl.load_workbook(io.BytesIO(make_template(table)))
    assert book.sheetnames[1] == "填表说明"
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[HEADER_ROW]]
    columns = list_template_columns(table)
    assert headers == [column.header for column in columns]
    assert all(cell.comment is not None for cell in sheet[HEADER_ROW])
    red = [
        cell.value for cell in sheet[HEADER_ROW] if cell.font.color is not None and cell.font.color.rgb == "FFB4232A"
    ]
    assert red == [column.header for column in columns if column.required]
    choices = [column for column in columns if column.choices]
    assert len(sheet.data_validations.dataValidation) == len(choices)


def test_an_empty_template_says_that_nothing_was_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(make_template(find_table("fund_projects")))
    result = import_file(path, folder=tmp_path)
    assert not result.versions and result.reason
