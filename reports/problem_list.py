"""The Excel workbook of the problem ledger (问题台账): edited by departments and imported back, where only edited cells count."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.shortfall_list import DEMO_MARK, FORMULA_STARTS

MAX_ROWS: Final = 20_000
"""Rows of one workbook; a longer ledger is cut and says so."""
LIST_SHEET, NOTE_SHEET = "问题台账", "说明"
SPARE_ROWS: Final = 500
"""Rows below the list where new problems may be written, with the same drop-downs."""
DATE_FORMAT: Final = "yyyy-mm-dd"
_FONT = "宋体"
_LINE_HEIGHT, _LEAST_HEIGHT, _MOST_HEIGHT, _HEADING_HEIGHT = 13.5, 27, 400, 30
"""Points; a program shows no row higher than 409."""
_A3 = 8
_DEMO_COLOUR, _LOCKED_COLOUR, _OPEN_COLOUR = "#B4232A", "#E7E6E6", "#FFF9E8"
_ALLOWED = {
    "insert_rows": True, "format_cells": True, "format_columns": True, "format_rows": True, "sort": True,
    "autofilter": True, "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip
"""What the protection, which has no password, leaves to everybody."""


@dataclass(frozen=True)
class ProblemColumn:
    """One column: `kind` is text, date or number; `choices` make a drop-down.

    `is_locked` columns are grey and only to be read; `is_key` columns stand right of the printed page, and `is_for_new` ones
    are locked for problems that are there, but may be filled for new ones.
    """

    name: str
    heading: str
    width: float
    kind: str = "text"
    choices: tuple[str, ...] = ()
    is_locked: bool = False
    is_key: bool = False
    is_for_new: bool = False


@dataclass(frozen=True)
class ProblemSheet:
    """What to write. `rows` hold the columns named (texts, dates, whole numbers; missing as None or ''), `total` is how
    many problems there are; `lines` stand under the title, `notes` are (label, text) of the sheet 说明."""

    title: str
    lines: Sequence[str]
    columns: Sequence[ProblemColumn]
    rows: pd.DataFrame
    total: int
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False


def write_problem_list(sheet: ProblemSheet) -> bytes:
    """The workbook: the ledger, one row a problem, and a sheet of notes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": sheet.title, "comments": DEMO_MARK if sheet.is_demo else ""})
        formats = _Formats(book)
        _write_list(book.add_worksheet(LIST_SHEET), sheet, formats)
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

    def cell(self, column: ProblemColumn, *, is_guarded: bool = False) -> Format:
        """A cell of a problem that is there."""
        look: dict[str, Any] = {"border": 1, "text_wrap": True, **_content(column)}
        look |= {"bg_color": _LOCKED_COLOUR} if column.is_locked else {"locked": False}
        return self.get(**look, **({"quote_prefix": True} if is_guarded else {}))

    def spare(self, column: ProblemColumn) -> Format:
        """The cells below the list."""
        is_open = column.is_for_new or not column.is_locked
        return self.get(text_wrap=True, **_content(column), **({"locked": False} if is_open else {}))

    def heading(self, column: ProblemColumn) -> Format:
        """The column's heading: grey is only to be read."""
        colour = _LOCKED_COLOUR if column.is_locked else _OPEN_COLOUR
        return self.get(border=1, bold=True, text_wrap=True, align="center", bg_color=colour)


def _content(column: ProblemColumn) -> dict[str, Any]:
    if column.kind == "date":
        return {"align": "center", "num_format": DATE_FORMAT}
    if column.kind == "number":
        return {"align": "center", "num_format": "0"}
    return {"align": "center" if column.choices else "left", "num_format": "@"}


def _write_list(page: Worksheet, sheet: ProblemSheet, formats: _Formats) -> None:
    rows = sheet.rows.head(MAX_ROWS)
    printed = sum(not column.is_key for column in sheet.columns)
    head = _write_head(page, sheet, len(rows), formats, printed - 1)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width, formats.spare(column))
        page.write_string(head, position, column.heading, formats.heading(column))
    page.set_row(head, _HEADING_HEIGHT)
    for at, row in enumerate(rows.to_dict("records"), start=head + 1):
        page.set_row(at, _height(row, sheet.columns))
        for position, column in enumerate(sheet.columns):
            _write_cell(page, at, position, row[column.name], column, formats)
    last = head + max(len(rows), 1)
    _set_choices(page, sheet, head + 1, last + SPARE_ROWS)
    _set_print(page, sheet, head, last, printed - 1)
    page.protect("", _ALLOWED)


def _write_head(page: Worksheet, sheet: ProblemSheet, written: int, formats: _Formats, last: int) -> int:
    """Title and lines over the printed width; returns the row of the headings."""
    title = f"{sheet.title}（{DEMO_MARK}）" if sheet.is_demo else sheet.title
    style = formats.get(
        bold=True, font_size=16, align="center", font_color=_DEMO_COLOUR if sheet.is_demo else "#000000"
    )
    page.merge_range(0, 0, 0, last, "", style)
    page.write_string(0, 0, title, style)
    page.set_row(0, 30)
    cut = [f"只列前 {written:,} 个，共 {sheet.total:,} 个；请按地区或状态分别导出"] if sheet.total > written else []
    lines = [*sheet.lines, *cut]
    for number, line in enumerate(lines, start=1):
        plain = formats.get(align="left", text_wrap=True)
        page.merge_range(number, 0, number, last, "", plain)
        page.write_string(number, 0, line, plain)
    return len(lines) + 1


def _write_cell(page: Worksheet, row: int, at: int, value: Any, column: ProblemColumn, formats: _Formats) -> None:
    """One cell of its kind; a text that looks like a formula is marked as text (OWASP)."""
    if value is None or value is pd.NaT or value != value or value == "":
        page.write_blank(row, at, None, formats.cell(column))
    elif column.kind == "date":
        page.write_datetime(row, at, _as_day(value), formats.cell(column))
    elif column.kind == "number":
        page.write_number(row, at, int(value), formats.cell(column))
    else:
        text = str(value)
        page.write_string(row, at, text, formats.cell(column, is_guarded=text.startswith(FORMULA_STARTS)))


def _as_day(value: Any) -> Any:
    return value if isinstance(value, date) else pd.Timestamp(value).to_pydatetime()


def _set_choices(page: Worksheet, sheet: ProblemSheet, first: int, last: int) -> None:
    """Drop-downs of the columns with choices, and days only in columns of dates that may be edited."""
    for position, column in enumerate(sheet.columns):
        if column.choices:
            page.data_validation(first, position, last, position, {
                "validate": "list", "source": list(column.choices), "error_title": column.heading,
                "error_message": f"只能填：{'、'.join(column.choices)}"[:255],
            })  # fmt: skip
        elif column.kind == "date" and not column.is_locked:
            page.data_validation(first, position, last, position, {
                "validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_title": column.heading,
                "error_message": "写成 2021-11-20 这样的日期",
            })  # fmt: skip


def _height(row: Mapping[Any, Any], columns: Sequence[ProblemColumn]) -> float:
    lines = max((_lines(row[column.name], column.width) for column in columns), default=1)
    return min(max(_LEAST_HEIGHT, lines * _LINE_HEIGHT + 3), _MOST_HEIGHT)


def _lines(value: Any, width: float) -> int:
    """How many lines a text takes in a column; half a character stays free at the end of each."""
    if value is None or value != value:
        return 1
    parts = str(value).split("\n")
    return sum(max(1, math.ceil(_columns(part) / max(width - 1, 1))) for part in parts)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _set_print(page: Worksheet, sheet: ProblemSheet, heading: int, last: int, printed: int) -> None:
    page.freeze_panes(heading + 1, 3)
    page.autofilter(heading, 0, last, len(sheet.columns) - 1)
    page.set_paper(_A3)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading)
    page.print_area(0, 0, last, printed)
    page.center_horizontally()
    mark = f"&L{DEMO_MARK}" if sheet.is_demo else ""
    page.set_footer(f"{mark}&C第 &P 页，共 &N 页")


def _write_notes(page: Worksheet, sheet: ProblemSheet, formats: _Formats) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 100)
    notes = [*([("数据性质", f"{DEMO_MARK}：由程序生成，不得引用")] if sheet.is_demo else []), *sheet.notes]
    for row, (label, text) in enumerate(notes):
        guard = {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}
        page.write_string(row, 0, label, formats.get(bold=True, align="left", valign="top"))
        page.write_string(row, 1, text, formats.get(text_wrap=True, align="left", valign="top", **guard))
    page.set_paper(_A3)
    page.fit_to_pages(1, 0)
