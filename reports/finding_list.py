"""The Excel list of findings (疑点) to check on the spot: printed, filled in by hand, and imported back as 疑点核实结果表."""

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

from reports.shortfall_list import DEMO_MARK, FORMULA_STARTS

MAX_ROWS: Final = 20_000
"""Rows of one list; a longer one is cut and says so."""
LIST_SHEET, NOTE_SHEET = "疑点清单", "说明"
RESULT: Final = "核实结果"
FILL_IN: Final = ((RESULT, 9), ("核实说明", 17), ("核实人", 8), ("核实日期", 11))
"""Columns left empty for the people who go and look: heading and width."""
DATE_FORMAT: Final = "yyyy-mm-dd"
_FONT = "宋体"
_LINE_HEIGHT, _LEAST_HEIGHT, _HEADING_HEIGHT = 13.5, 27, 30
"""Points; a row leaves room to write by hand."""
_A4 = 9
_DEMO_COLOUR, _HEAD_COLOUR, _FILL_COLOUR = "#B4232A", "#F2F2F2", "#FFF9E8"


@dataclass(frozen=True)
class FindingColumn:
    """One column of text: `width` in characters, longer texts break. `is_key` columns stand right of the printed page."""

    name: str
    heading: str
    width: float
    is_key: bool = False
    """Whether only the import needs it."""


@dataclass(frozen=True)
class FindingSheet:
    """What to write. `rows` hold texts (missing as None) in the columns named; `total` is how many findings there are.

    `lines` stand under the title, `notes` are (label, text) of the sheet 说明, `results` the choices of 核实结果.
    """

    title: str
    lines: Sequence[str]
    columns: Sequence[FindingColumn]
    rows: pd.DataFrame
    total: int
    results: Sequence[str]
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False


def write_finding_list(sheet: FindingSheet) -> bytes:
    """The workbook: the list with a serial number first and the columns to fill in, and a sheet of notes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": sheet.title, "comments": DEMO_MARK if sheet.is_demo else ""})
        formats = _Formats.of(book)
        _write_list(book.add_worksheet(LIST_SHEET), sheet, formats)
        _write_notes(book.add_worksheet(NOTE_SHEET), sheet, formats)
    return buffer.getvalue()


@dataclass(frozen=True)
class _Formats:
    """The cell formats of a workbook; `guarded` ones mark a text as text that a program would take for a formula."""

    title: Format
    line: Format
    heading: Format
    fill_heading: Format
    number: Format
    text: Format
    guarded: Format
    fill: Format
    date: Format
    label: Format
    note: Format
    guarded_note: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> _Formats:
        """Every format, made once."""

        def make(**properties: Any) -> Format:
            return book.add_format({"font_name": _FONT, "font_size": 10, "valign": "vcenter"} | properties)

        cell = {"border": 1, "text_wrap": True, "align": "left", "num_format": "@"}
        heading = {"border": 1, "bold": True, "text_wrap": True, "align": "center"}
        note = {"text_wrap": True, "align": "left", "valign": "top"}
        return cls(
            title=make(bold=True, font_size=16, align="center"),
            line=make(align="left", text_wrap=True),
            heading=make(**heading, bg_color=_HEAD_COLOUR),
            fill_heading=make(**heading, bg_color=_FILL_COLOUR),
            number=make(border=1, align="center"),
            text=make(**cell),
            guarded=make(**cell, quote_prefix=True),
            fill=make(**cell),
            date=make(border=1, align="center", num_format=DATE_FORMAT),
            label=make(bold=True, align="left", valign="top"),
            note=make(**note),
            guarded_note=make(**note, quote_prefix=True),
        )


def _write_list(page: Worksheet, sheet: FindingSheet, formats: _Formats) -> None:
    printed = [column for column in sheet.columns if not column.is_key]
    keys = [column for column in sheet.columns if column.is_key]
    rows = sheet.rows.head(MAX_ROWS)
    last_printed = len(printed) + len(FILL_IN)
    head = _write_head(page, sheet, len(rows), formats, last_printed)
    _write_headings(page, head, printed, keys, formats)
    for number, row in enumerate(rows.to_dict("records"), start=1):
        page.set_row(head + number, _height(row, printed))
        _write_row(page, head + number, number, row, printed, keys, formats)
    widths = (5, *(column.width for column in printed), *(width for _, width in FILL_IN), *(key.width for key in keys))
    for position, width in enumerate(widths):
        page.set_column(position, position, width)
    last = head + max(len(rows), 1)
    _set_choices(page, sheet, head + 1, last, len(printed) + 1)
    _set_print(page, sheet, head, last, last_printed, last_printed + len(keys))


def _write_head(page: Worksheet, sheet: FindingSheet, written: int, formats: _Formats, last: int) -> int:
    """Title and lines over the printed width; returns the row of the headings."""
    title = f"{sheet.title}（{DEMO_MARK}）" if sheet.is_demo else sheet.title
    if sheet.is_demo:
        formats.title.set_font_color(_DEMO_COLOUR)
    page.merge_range(0, 0, 0, last, "", formats.title)
    page.write_string(0, 0, title, formats.title)
    page.set_row(0, 30)
    cut = [f"只列前 {written:,} 条，共 {sheet.total:,} 条；请按乡镇或村分别下载全部"] if sheet.total > written else []
    lines = [*sheet.lines, *cut]
    for number, line in enumerate(lines, start=1):
        page.merge_range(number, 0, number, last, "", formats.line)
        page.write_string(number, 0, line, formats.line)
    return len(lines) + 1


def _write_headings(
    page: Worksheet, at: int, printed: Sequence[FindingColumn], keys: Sequence[FindingColumn], formats: _Formats
) -> None:
    page.write_string(at, 0, "序号", formats.heading)
    for position, column in enumerate(printed, start=1):
        page.write_string(at, position, column.heading, formats.heading)
    for position, (heading, _) in enumerate(FILL_IN, start=len(printed) + 1):
        page.write_string(at, position, heading, formats.fill_heading)
    for position, column in enumerate(keys, start=len(printed) + len(FILL_IN) + 1):
        page.write_string(at, position, column.heading, formats.heading)
    page.set_row(at, _HEADING_HEIGHT)


def _write_row(
    page: Worksheet,
    at: int,
    number: int,
    row: Mapping[Any, Any],
    printed: Sequence[FindingColumn],
    keys: Sequence[FindingColumn],
    formats: _Formats,
) -> None:
    page.write_number(at, 0, number, formats.number)
    for position, column in enumerate(printed, start=1):
        _write_text(page, at, position, row[column.name], formats.text, formats.guarded)
    for position in range(len(FILL_IN)):
        is_date = position == len(FILL_IN) - 1
        page.write_blank(at, len(printed) + 1 + position, None, formats.date if is_date else formats.fill)
    for position, column in enumerate(keys, start=len(printed) + len(FILL_IN) + 1):
        _write_text(page, at, position, row[column.name], formats.text, formats.guarded)


def _write_text(page: Worksheet, row: int, column: int, value: Any, plain: Format, guarded: Format) -> None:
    """A text, or an empty cell; one that looks like a formula is marked as text (OWASP)."""
    if value is None or value != value or value == "":
        page.write_blank(row, column, None, plain)
        return
    text = str(value)
    page.write_string(row, column, text, guarded if text.startswith(FORMULA_STARTS) else plain)


def _set_choices(page: Worksheet, sheet: FindingSheet, first: int, last: int, column: int) -> None:
    """The drop-down of 核实结果, and days only in 核实日期."""
    page.data_validation(first, column, last, column, {
        "validate": "list", "source": list(sheet.results), "input_title": RESULT, "input_message": "从下拉选项中选",
        "error_title": RESULT, "error_message": f"只能填：{'、'.join(sheet.results)}",
    })  # fmt: skip
    day = column + len(FILL_IN) - 1
    page.data_validation(first, day, last, day, {
        "validate": "date", "criteria": ">=", "value": pd.Timestamp("2020-01-01").to_pydatetime(), "error_title": "核实日期",
        "error_message": "写成 2021-11-20 这样的日期",
    })  # fmt: skip


def _height(row: Mapping[Any, Any], columns: Sequence[FindingColumn]) -> float:
    lines = max((_lines(row[column.name], column.width) for column in columns), default=1)
    return max(_LEAST_HEIGHT, lines * _LINE_HEIGHT + 3)


def _lines(value: Any, width: float) -> int:
    """How many lines a text takes in a column; half a character stays free at the end of each."""
    if value is None or value != value:
        return 1
    parts = str(value).split("\n")
    return sum(max(1, math.ceil(_columns(part) / max(width - 1, 1))) for part in parts)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _set_print(page: Worksheet, sheet: FindingSheet, heading: int, last: int, printed: int, whole: int) -> None:
    page.freeze_panes(heading + 1, 2)
    page.autofilter(heading, 0, last, whole)
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading)
    page.print_area(0, 0, last, printed)
    page.center_horizontally()
    mark = f"&L{DEMO_MARK}" if sheet.is_demo else ""
    page.set_footer(f"{mark}&C第 &P 页，共 &N 页&R核实人签字：________________")


def _write_notes(page: Worksheet, sheet: FindingSheet, formats: _Formats) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 100)
    notes = [*([("数据性质", f"{DEMO_MARK}：由程序生成，不得引用")] if sheet.is_demo else []), *sheet.notes]
    for row, (label, text) in enumerate(notes):
        page.write_string(row, 0, label, formats.label)
        page.write_string(row, 1, text, formats.guarded_note if text.startswith(FORMULA_STARTS) else formats.note)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
