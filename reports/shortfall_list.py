"""The Excel list of what falls short, ready to print and hand to a township: A4 landscape, with columns to fill in by hand."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FILL_IN: Final = ("整改措施", "责任人", "完成时限", "完成情况")
"""Columns left empty for the people who put it right."""
DEMO_MARK: Final = "模拟数据"
MAX_ROWS: Final = 100_000
"""Rows of one list; a longer one is cut and says so."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so would be taken for a formula: it is stored as text and marked as text (OWASP)."""
LIST_SHEET, NOTE_SHEET = "短板清单", "说明"
NUMBER_FORMATS: Final = {
    "money": "#,##0.00", "percent": "0.00%", "number": "#,##0.####", "integer": "#,##0", "row": "0",
    "date": 'yyyy"年"m"月"d"日"',
}  # fmt: skip
_FONT = "宋体"
_LEAST_WIDTH, _MOST_WIDTH = 5, 24
_SOURCE_WIDTH = 13
_FILL_WIDTHS = (18, 8, 10, 12)
_LINE_HEIGHT, _LEAST_HEIGHT, _HEADING_HEIGHT = 14.5, 24, 32
"""Points; a row leaves room to write by hand."""
_SAMPLE_ROWS = 500
_A4 = 9


@dataclass(frozen=True)
class ListColumn:
    """One column: `kind` is text or one of `NUMBER_FORMATS` (row: an Excel row number); `heading` says its unit.

    Cells of the frame are as they read: money already in the unit of the heading, percent as a fraction, missing as None.
    """

    name: str
    heading: str
    kind: str = "text"
    is_source: bool = False
    """Whether it only says where the row came from, and may be narrow."""


@dataclass(frozen=True)
class ShortfallSheet:
    """What to write. `lines` stand under the title (unit, period, source); `notes` are (label, text) of the sheet 说明."""

    title: str
    lines: Sequence[str]
    columns: Sequence[ListColumn]
    rows: pd.DataFrame
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False
    name: str = LIST_SHEET
    """What the sheet of the list is called."""


def write_shortfall_list(sheet: ShortfallSheet) -> bytes:
    """The workbook: the list with a serial number first and empty columns last, and a sheet with the definition."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": sheet.title, "comments": DEMO_MARK if sheet.is_demo else ""})
        formats = _Formats(book)
        _write_list(book.add_worksheet(sheet.name), sheet, formats)
        _write_notes(book.add_worksheet(NOTE_SHEET), sheet, formats)
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

    def cell(self, kind: str = "text", is_guarded: bool = False) -> Format:
        """A bordered cell of the list."""
        if kind in NUMBER_FORMATS:
            align = "center" if kind == "date" else "right"
            return self.get(border=1, num_format=NUMBER_FORMATS[kind], align=align)
        guard = {"quote_prefix": True} if is_guarded else {}
        return self.get(border=1, text_wrap=True, align="left", **guard)


def _write_list(page: Worksheet, sheet: ShortfallSheet, formats: _Formats) -> None:
    headings = ["序号", *(column.heading for column in sheet.columns), *FILL_IN]
    last = len(headings) - 1
    first_row = _write_head(page, sheet, formats, last)
    heading = formats.get(border=1, bold=True, text_wrap=True, align="center", bg_color="#F2F2F2")
    for position, text in enumerate(headings):
        page.write_string(first_row, position, text.replace("（", "\n（"), heading)
    page.set_row(first_row, _HEADING_HEIGHT)
    rows = sheet.rows.head(MAX_ROWS)
    widths = [_width(column, rows[column.name].head(_SAMPLE_ROWS)) for column in sheet.columns]
    for number, row in enumerate(rows.to_dict("records"), start=1):
        page.set_row(first_row + number, _height(row, sheet.columns, widths))
        _write_row(page, first_row + number, number, row, sheet.columns, formats)
    for position, width in enumerate((5, *widths, *_FILL_WIDTHS)):
        page.set_column(position, position, width)
    _set_print(page, sheet, first_row, first_row + max(len(rows), 1), last)


def _write_head(page: Worksheet, sheet: ShortfallSheet, formats: _Formats, last: int) -> int:
    """Title and lines over the whole width; returns the row of the headings."""
    title = f"{sheet.title}（{DEMO_MARK}）" if sheet.is_demo else sheet.title
    style = formats.get(bold=True, font_size=16, align="center", font_color="#B4232A" if sheet.is_demo else "#000000")
    page.merge_range(0, 0, 0, last, "", style)
    page.write_string(0, 0, title, style)
    page.set_row(0, 30)
    lines = [
        *sheet.lines,
        *([f"只列前 {MAX_ROWS:,} 条，共 {len(sheet.rows):,} 条"] if len(sheet.rows) > MAX_ROWS else []),
    ]
    for number, line in enumerate(lines, start=1):
        plain = formats.get(align="left", text_wrap=True)
        page.merge_range(number, 0, number, last, "", plain)
        page.write_string(number, 0, line, plain)
    return len(lines) + 1


def _write_row(
    page: Worksheet, at: int, number: int, row: Mapping[Any, Any], columns: Sequence[ListColumn], formats: _Formats
) -> None:
    page.write_number(at, 0, number, formats.get(border=1, align="center"))
    for position, column in enumerate(columns, start=1):
        _write_cell(page, at, position, row[column.name], column.kind, formats)
    for position in range(len(columns) + 1, len(columns) + 1 + len(FILL_IN)):
        page.write_blank(at, position, None, formats.cell())


def _write_cell(page: Worksheet, row: int, column: int, value: Any, kind: str, formats: _Formats) -> None:
    """One cell of its kind; missing stays empty, a text that looks like a formula is marked as text."""
    if value is None or value is pd.NaT or value != value:
        page.write_blank(row, column, None, formats.cell(kind))
    elif kind == "date":
        page.write_datetime(row, column, pd.Timestamp(value).to_pydatetime(), formats.cell(kind))
    elif kind in NUMBER_FORMATS:
        page.write_number(row, column, float(value), formats.cell(kind))
    else:
        text = str(value)
        page.write_string(row, column, text, formats.cell(kind, is_guarded=text.startswith(FORMULA_STARTS)))


def _width(column: ListColumn, values: pd.Series) -> float:
    """Wide enough for the cells, up to a limit where texts break; a heading breaks before its unit."""
    if column.kind == "date":
        return 12
    texts = [f"{value:,.2f}" if column.kind in NUMBER_FORMATS else str(value) for value in values.dropna()]
    longest = max((_columns(text) for text in texts), default=0)
    most = _SOURCE_WIDTH if column.is_source else _MOST_WIDTH
    title = max(_columns(part) for part in column.heading.replace("（", "\n（").split("\n"))
    return min(max(longest + 1, title + 1, _LEAST_WIDTH), most)


def _height(row: Mapping[Any, Any], columns: Sequence[ListColumn], widths: Sequence[float]) -> float:
    texts = ((str(row[column.name] or ""), width) for column, width in zip(columns, widths, strict=True)
             if column.kind not in NUMBER_FORMATS)  # fmt: skip
    lines = max((math.ceil(_columns(text) * 1.1 / width) for text, width in texts), default=1)
    return max(_LEAST_HEIGHT, lines * _LINE_HEIGHT)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _set_print(page: Worksheet, sheet: ShortfallSheet, heading_row: int, last_row: int, last_column: int) -> None:
    page.freeze_panes(heading_row + 1, 2)
    page.autofilter(heading_row, 0, last_row, last_column)
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading_row)
    page.print_area(0, 0, last_row, last_column)
    page.center_horizontally()
    mark = f"&L{DEMO_MARK}" if sheet.is_demo else ""
    page.set_footer(f"{mark}&C第 &P 页，共 &N 页")


def _write_notes(page: Worksheet, sheet: ShortfallSheet, formats: _Formats) -> None:
    label = formats.get(bold=True, align="left", valign="top")
    text = formats.get(text_wrap=True, align="left", valign="top")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 90)
    notes = [*([("数据性质", f"{DEMO_MARK}：由程序生成，不得引用")] if sheet.is_demo else []), *sheet.notes]
    for row, (name, words) in enumerate(notes):
        page.write_string(row, 0, name, label)
        page.write_string(row, 1, words, formats.get(text_wrap=True, align="left", valign="top", quote_prefix=True)
                          if words.startswith(FORMULA_STARTS) else text)  # fmt: skip
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
