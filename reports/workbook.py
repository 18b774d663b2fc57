"""Lists as an Excel workbook in one look: title, lines, headings, cells of their kind, ready to print and to fill in."""

import io
import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.palette import ACCENT, PRINT_INK, SHEET_HEAD, SHEET_LOCKED, SHEET_OPEN
from reports import long_sheet
from reports.choices import Choices, day_rule, set_row_choices
from reports.sheets import A3, A4, MOST_WIDTH, NUMBER_FORMATS, Amount, Column, Formula, Rate, Sheet, Total

__all__ = [
    "A3", "A4", "DEMO_MARK", "FORMULA_STARTS", "MOST_WIDTH", "NOTE_SHEET", "NUMBER_FORMATS", "SERIAL", "SPARE_ROWS", "Amount", "Column",
    "Formula", "Rate", "Sheet", "Total", "natural_width", "say_cut", "write_workbook",
]  # fmt: skip

DEMO_MARK: Final = "模拟数据"
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so would be taken for a formula: it is stored as text and marked as text (OWASP)."""
NOTE_SHEET: Final = "说明"
SPARE_ROWS: Final = 500
"""Rows below a list that is edited where new ones may be written, with the same drop-downs."""
_FORMATS: Final = {**NUMBER_FORMATS, "text": "@", "serial": "0", "day": "yyyy-mm-dd"}
_DATES, _TEXTS, _CENTRED = ("date", "day"), ("text", "free", "any"), ("date", "day", "serial")
_FONT = "宋体"
_TITLE_HEIGHT, _HEADING_HEIGHT, _LINE_HEIGHT, _LEAST_HEIGHT, _MOST_HEIGHT, _SIGN_HEIGHT = 30, 32, 13.5, 27, 400, 34
"""Points; a row leaves room to write by hand, and a program shows none higher than 409."""
_LEAST_WIDTH, _DATE_WIDTH, _SAMPLE_ROWS = 5, 12, 500
_NOTE_WIDTHS = (16, 84)
"""What is printed on A4 in full size."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_ALLOWED = {
    "insert_rows": True, "format_cells": True, "format_columns": True, "format_rows": True, "sort": True,
    "autofilter": True, "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip
"""What the protection, which has no password, leaves to everybody."""


SERIAL: Final = Column("serial", "序号", 5, "serial")
"""The first column of a list that numbers its rows."""


def say_cut(written: int, total: int, counter: str = "条", advice: str = "") -> list[str]:
    """The line that says how much of a long list is written; none where all is."""
    return [f"只列前 {written:,} {counter}，共 {total:,} {counter}{advice}"] if total > written else []


def write_workbook(sheets: Sequence[Sheet], notes: Sequence[tuple[str, str]] = (), *, is_demo: bool = False) -> bytes:
    """The xlsx: the lists, and the (label, text) of `notes` on a sheet 说明; demo data are marked on every page."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": sheets[0].title, "comments": DEMO_MARK if is_demo else ""})
        formats, choices = _Formats(book), Choices(book)
        for sheet in sheets:
            _ListWriter(book.add_worksheet(sheet.name, long_sheet.LongSheet), sheet, formats, choices, is_demo).write()
        if notes:
            told = [("数据性质", f"{DEMO_MARK}：由程序生成，不得引用")] if is_demo else []
            _write_notes(book.add_worksheet(NOTE_SHEET), [*told, *notes], sheets[0].paper, formats)
        choices.write()
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

    def note(self, text: str) -> Format:
        """A cell of the notes."""
        return self.get(text_wrap=True, align="left", valign="top", quote_prefix=text.startswith(FORMULA_STARTS))


class _ListWriter:
    """Writes one list into its sheet, from the title down."""

    def __init__(
        self, page: long_sheet.LongSheet, sheet: Sheet, formats: _Formats, choices: Choices, is_demo: bool
    ) -> None:
        self._page, self._sheet, self._formats, self._is_demo = page, sheet, formats, is_demo
        self._choices = choices
        self._widths = [natural_width(column, sheet.rows) for column in sheet.columns]
        self._styles = [(self._style(column, False), self._style(column, True)) for column in sheet.columns]
        self._texts = [(column.name, width) for column, width in zip(sheet.columns, self._widths, strict=True)
                       if column.kind in _TEXTS]  # fmt: skip
        self._last_printed = sum(not column.is_key for column in sheet.columns) - 1

    def write(self) -> None:
        head = len(self._sheet.lines) + 1
        self._write_head()
        self._write_headings(head)
        if len(self._sheet.rows) >= long_sheet.LEAST_ROWS and all(one.kind != "any" for one in self._sheet.columns):
            self._hold_rows(head + 1)
        else:
            self._write_rows(head)
        last = head + max(len(self._sheet.rows), 1)
        self._set_choices(head + 1, last + (SPARE_ROWS if self._sheet.is_edited else 0))
        self._set_print(head, last, self._write_end(last + 1))
        if self._sheet.is_edited:
            self._page.protect("", _ALLOWED)

    def _write_rows(self, head: int) -> None:
        names = list(self._sheet.rows.columns)
        for number, cells in enumerate(self._sheet.rows.itertuples(index=False, name=None), start=1):
            row = {SERIAL.name: number, **dict(zip(names, cells, strict=True))}
            self._page.set_row(head + number, self._height(row))
            for position, column in enumerate(self._sheet.columns):
                self._write_cell(head + number, position, row.get(column.name), column)

    def _hold_rows(self, first: int) -> None:
        """The same for a long list of plain cells."""
        rows, count = self._sheet.rows, len(self._sheet.rows)
        blocks = []
        for column, width, styles in zip(self._sheet.columns, self._widths, self._styles, strict=True):
            cells = rows[column.name].to_numpy(dtype=object) if column.name in rows else [None] * count
            if column.name == SERIAL.name and column.name not in rows:
                cells = range(1, count + 1)
            kind = "text" if column.kind in _TEXTS else "date" if column.kind in _DATES else "number"
            blocks.append(
                long_sheet.Block(
                    cells, kind, *styles, lambda text: text.startswith(FORMULA_STARTS), partial(_lines, width=width)
                )
            )
        self._page.hold_rows(first, blocks, lambda lines: max(_LEAST_HEIGHT, self._tall(lines)))

    def _write_head(self) -> None:
        """Title and lines over the printed width."""
        title = f"{self._sheet.title}（{DEMO_MARK}）" if self._is_demo else self._sheet.title
        colour = ACCENT if self._is_demo else PRINT_INK
        side = "center" if self._sheet.pages_across == 1 else "left"
        big = self._get(bold=True, font_size=16, align=side, font_color=colour)
        plain = self._get(align="left", text_wrap=True)
        whole = sum(self._widths[: self._last_printed + 1])
        for at, text in enumerate((title, *self._sheet.lines)):
            style = plain if at else big
            if self._last_printed:
                self._page.merge_range(at, 0, at, self._last_printed, "", style)
            self._page.write_string(at, 0, text, style)
            self._page.set_row(at, self._tall(_lines(text, whole)) if at else _TITLE_HEIGHT * _lines(text, whole / 1.6))

    def _write_end(self, at: int) -> int:
        """The total and the lines below the list; the last row written."""
        if self._sheet.total:
            self._write_total(at, self._sheet.total)
            at += 1
        for text in self._sheet.below:
            style = self._get(align="left", valign="bottom", text_wrap=True)
            self._page.merge_range(at, 0, at, self._last_printed, "", style)
            self._page.write_string(at, 0, text, style)
            self._page.set_row(at, _SIGN_HEIGHT)
            at += 1
        return at - 1

    def _write_total(self, at: int, total: Total) -> None:
        self._page.set_row(at, self._height(total.cells))
        for position, column in enumerate(self._sheet.columns):
            value = total.cells.get(column.name)
            style = self._get(**{**_content(column), "border": 1, "bold": True})
            if value is None or value != value:
                self._page.write_blank(at, position, None, style)
            elif isinstance(value, str):
                self._page.write_string(at, position, value, style)
            else:
                self._page.write_number(at, position, float(value), style)

    def _get(self, **properties: Any) -> Format:
        return self._formats.get(**{"font_size": self._sheet.font_size, **properties})

    def _write_headings(self, at: int) -> None:
        shut = SHEET_LOCKED if self._sheet.is_edited else SHEET_HEAD
        for position, (column, width) in enumerate(zip(self._sheet.columns, self._widths, strict=True)):
            colour = SHEET_OPEN if column.is_open else shut
            style = self._get(border=1, bold=True, text_wrap=True, align="center", bg_color=colour)
            self._page.set_column(position, position, width, self._below(column))
            self._page.write_string(at, position, column.heading, style)
        self._page.set_row(at, _HEADING_HEIGHT)

    def _below(self, column: Column) -> Format | None:
        """The cells below an edited list, where new rows may be written."""
        is_locked = not (column.is_open or column.is_for_new)
        return self._get(**_content(column), locked=is_locked) if self._sheet.is_edited else None

    def _write_cell(self, at: int, position: int, value: Any, column: Column) -> None:
        """One cell of its kind; missing stays empty, a text that looks like a formula is marked as text."""
        is_text = column.kind in _TEXTS
        is_guarded = is_text and str(value).startswith(FORMULA_STARTS)
        style = self._styles[position][is_guarded]
        if isinstance(value, Formula):
            known = value.value is not None and value.value == value.value
            self._page.write_formula(at, position, value.text, style, value.value if known else "")
        elif value is None or value != value or value == "":
            self._page.write_blank(at, position, None, style)
        elif column.kind == "any" and not isinstance(value, str):
            self._write_any(at, position, value, column)
        elif column.kind in _DATES:
            self._page.write_datetime(at, position, pd.Timestamp(value).to_pydatetime(), style)
        elif is_text:
            self._page.write_string(at, position, str(value), style)
        else:
            self._page.write_number(at, position, float(value), style)

    def _write_any(self, at: int, position: int, value: Any, column: Column) -> None:
        """A cell that is no text, in a column of all kinds."""
        if isinstance(value, bool):
            self._page.write_boolean(at, position, value, self._styles[position][False])
            return
        said = (
            NUMBER_FORMATS[value.kind]
            if isinstance(value, Amount)
            else "0.00##%"
            if isinstance(value, Rate)
            else "General"
        )
        look = {"border": 1, "align": "right", "num_format": said}
        look |= {"locked": False} if column.is_open and self._sheet.is_edited else {}
        self._page.write_number(at, position, float(value), self._get(**look))

    def _style(self, column: Column, is_guarded: bool) -> Format:
        look = {"border": 1, "quote_prefix": is_guarded, **_content(column)}
        if self._sheet.is_edited:
            look |= {"locked": False} if column.is_open else {"bg_color": SHEET_LOCKED}
        return self._get(**look)

    def _height(self, row: Mapping[Any, Any]) -> float:
        return max(
            _LEAST_HEIGHT, self._tall(max((_lines(row.get(name), width) for name, width in self._texts), default=1))
        )

    def _tall(self, lines: int) -> float:
        """The height of so many lines of text, in points."""
        return min(lines * _LINE_HEIGHT * self._sheet.font_size / 10 + 3, _MOST_HEIGHT)

    def _set_choices(self, first: int, last: int) -> None:
        """Drop-downs of the columns with choices, and days only in columns of days to be typed."""
        for position, column in enumerate(self._sheet.columns):
            if column.choices:
                rule = self._choices.rule(column.heading, column.choices, column.hint, not column.is_free)
                self._page.data_validation(first, position, last, position, rule)
            elif column.kind == "day" and column.is_open:
                rule = {**day_rule(column.heading, column.earliest)}
                self._page.data_validation(first, position, last, position, rule)
            elif column.choices_by:
                lists = list(self._sheet.rows[column.choices_by])
                set_row_choices(self._page, first, position, column.heading, lists, self._choices)

    def _set_print(self, head: int, last: int, end: int) -> None:
        """Filter over the list up to `last`, print to `end`."""
        page = self._page
        page.freeze_panes(head + 1, self._sheet.frozen)
        page.autofilter(head, 0, last, len(self._sheet.columns) - 1)
        page.set_paper(self._sheet.paper)
        if self._sheet.is_portrait:
            page.set_portrait()
        else:
            page.set_landscape()
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(self._sheet.pages_across, 0)
        page.repeat_rows(0 if self._sheet.is_title_repeated else head, head)
        if self._sheet.pages_across > 1 and self._sheet.frozen:
            page.repeat_columns(0, self._sheet.frozen - 1)
        page.print_area(0, 0, end, self._last_printed)
        page.center_horizontally()
        mark = f"&L{DEMO_MARK}" if self._is_demo else ""
        right = f"&R{self._sheet.signature}" if self._sheet.signature else ""
        page.set_footer(f"{mark}&C第 &P 页，共 &N 页{right}")


def _content(column: Column) -> dict[str, Any]:
    """How a cell shows its kind: number format, side, and whether it breaks into lines."""
    number_format = {} if column.kind in ("free", "any") else {"num_format": _FORMATS[column.kind]}
    is_text = column.kind in _TEXTS
    side = "center" if column.choices or column.kind in _CENTRED else "left" if is_text else "right"
    return {"align": side, "text_wrap": is_text, **number_format}


def natural_width(column: Column, rows: pd.DataFrame) -> float:
    """What the column says, or wide enough for the first cells and the lines of the heading."""
    if column.width:
        return column.width
    if column.kind == "date":
        return _DATE_WIDTH
    is_number = column.kind in NUMBER_FORMATS
    cells = rows[column.name].head(_SAMPLE_ROWS).dropna()
    texts = [f"{value:,.2f}" if is_number else str(value) for value in cells]
    longest = max(_columns(text) for text in (*texts, *column.heading.split("\n")))
    return min(max(longest + 1, _LEAST_WIDTH), column.most_width)


def _lines(value: Any, width: float) -> int:
    """How many lines a text takes in a column; half a character stays free at the end of each."""
    if value is None or value != value:
        return 1
    return sum(max(1, math.ceil(_columns(part) / max(width - 1, 1))) for part in str(value).split("\n"))


def _columns(text: str) -> int:
    """The width of a text: two for each letter that the font draws square."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _write_notes(page: Worksheet, notes: Sequence[tuple[str, str]], paper: int, formats: _Formats) -> None:
    for position, width in enumerate(_NOTE_WIDTHS):
        page.set_column(position, position, width)
    label_style = formats.get(bold=True, align="left", valign="top", text_wrap=True)
    for at, (label, text) in enumerate(notes):
        page.write_string(at, 0, label, label_style)
        page.write_string(at, 1, text, formats.note(text))
        lines = max(_lines(one, width) for one, width in zip((label, text), _NOTE_WIDTHS, strict=True))
        page.set_row(at, min(lines * _LINE_HEIGHT + 3, _MOST_HEIGHT))
    page.set_paper(paper)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
