"""约谈清单 and 责任清单 as Excel: A4 landscape, ready to print and to sign."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.shortfall_list import DEMO_MARK, FORMULA_STARTS, NUMBER_FORMATS

MAX_ROWS: Final = 20_000
"""Rows of one sheet; a longer one is cut and says so."""
_FONT = "宋体"
_A4 = 9


@dataclass(frozen=True)
class DutyColumn:
    """One column: `kind` is text, integer, percent (a fraction) or date; `width` in characters, longer texts break."""

    name: str
    heading: str
    width: float
    kind: str = "text"


@dataclass(frozen=True)
class DutySheet:
    """One sheet. `lines` stand under the title; `fill_in` are headings of columns left empty, with their widths."""

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[DutyColumn]
    rows: pd.DataFrame
    fill_in: Sequence[tuple[str, float]] = ()


def write_duty_list(sheets: Sequence[DutySheet], *, is_demo: bool = False) -> bytes:
    """The workbook, one sheet each with a serial number first. Missing cells are None."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": sheets[0].title, "comments": DEMO_MARK if is_demo else ""})
        formats = _Formats(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats, is_demo)
    return buffer.getvalue()


class _Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """A format with the common font and these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]


def _write_sheet(page: Worksheet, sheet: DutySheet, formats: _Formats, is_demo: bool) -> None:
    headings = [
        ("序号", 5.0), *((column.heading, column.width) for column in sheet.columns), *sheet.fill_in,
    ]  # fmt: skip
    first = _write_head(page, sheet, formats, len(headings) - 1, is_demo)
    style = formats.get(border=1, bold=True, text_wrap=True, align="center", bg_color="#F2F2F2")
    for position, (text, width) in enumerate(headings):
        page.write_string(first, position, text, style)
        page.set_column(position, position, width)
    rows = sheet.rows.head(MAX_ROWS)
    for number, row in enumerate(rows.to_dict("records"), start=1):
        page.write_number(first + number, 0, number, formats.get(border=1, align="center"))
        for position, column in enumerate(sheet.columns, start=1):
            _write_cell(page, first + number, position, row[column.name], column.kind, formats)
        for position in range(len(sheet.columns) + 1, len(headings)):
            page.write_blank(first + number, position, None, formats.get(border=1))
    _set_print(page, first, first + max(len(rows), 1), len(headings) - 1, is_demo)


def _write_head(page: Worksheet, sheet: DutySheet, formats: _Formats, last: int, is_demo: bool) -> int:
    """Title and lines over the whole width; the row of the headings."""
    title = f"{sheet.title}（{DEMO_MARK}）" if is_demo else sheet.title
    cut = [f"只列前 {MAX_ROWS:,} 条，共 {len(sheet.rows):,} 条"] if len(sheet.rows) > MAX_ROWS else []
    big = formats.get(bold=True, font_size=16, align="center", font_color="#B4232A" if is_demo else "#000000")
    plain = formats.get(align="left", text_wrap=True)
    texts = [(title, big), *((line, plain) for line in (*sheet.lines, *cut))]
    for number, (text, style) in enumerate(texts):
        page.merge_range(number, 0, number, last, "", style)
        page.write_string(number, 0, text, style)
    page.set_row(0, 30)
    return len(texts)


def _write_cell(page: Worksheet, row: int, column: int, value: Any, kind: str, formats: _Formats) -> None:
    """One cell of its kind; missing stays empty, a text that looks like a formula is marked as text."""
    if kind in NUMBER_FORMATS:
        style = formats.get(border=1, num_format=NUMBER_FORMATS[kind], align="center" if kind == "date" else "right")
    else:
        is_guarded = str(value).startswith(FORMULA_STARTS)
        style = formats.get(border=1, text_wrap=True, align="left", num_format="@", quote_prefix=is_guarded)
    if value is None or value is pd.NaT or value != value:
        page.write_blank(row, column, None, style)
    elif kind == "date":
        page.write_datetime(row, column, pd.Timestamp(value).to_pydatetime(), style)
    elif kind in NUMBER_FORMATS:
        page.write_number(row, column, float(value), style)
    else:
        page.write_string(row, column, str(value), style)


def _set_print(page: Worksheet, heading_row: int, last_row: int, last_column: int, is_demo: bool) -> None:
    page.freeze_panes(heading_row + 1, 2)
    page.autofilter(heading_row, 0, last_row, last_column)
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading_row)
    page.print_area(0, 0, last_row, last_column)
    page.center_horizontally()
    page.set_footer(f"{f'&L{DEMO_MARK}' if is_demo else ''}&C第 &P 页，共 &N 页")
