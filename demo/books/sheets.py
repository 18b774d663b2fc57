"""Office-like sheets: a title, a line with the unit, one or two header rows, rows, totals, notes below; to xlsx or csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from demo.books.fast_sheets import Cell, fast_workbook
from demo.places.world import TODAY

CSV_ENCODING = "gb18030"
__all__ = ["Cell", "Planted", "Sheet", "SheetColumn", "sum_cells", "to_cells", "write_files"]


@dataclass(frozen=True)
class SheetColumn:
    """One column: header texts from above (group, then name; or the name alone) and one cell a row."""

    header: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet of one file and how it is to be imported (`period` and `place` where the rows do not say them).

    `totals` are rows below the data; `notes` are lines below the table. A csv file holds one sheet, and so does one with
    so many rows (`is_long`) that it is written without totals and notes, quickly.
    """

    file: str
    sheet: str
    table: str
    title: str
    columns: tuple[SheetColumn, ...]
    remark: str = ""
    totals: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    period: str = ""
    place: str = ""
    is_long: bool = False
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", len(self.columns[0].cells))

    @property
    def header_rows(self) -> int:
        """One or two."""
        return max(len(column.header) for column in self.columns)

    @property
    def first_row(self) -> int:
        """Excel row of the first data row, counted from 1."""
        return 1 + bool(self.title) + bool(self.remark) + self.header_rows

    def find_column(self, name: str) -> int:
        """Position of the column whose lowest header text is `name`. KeyError when there is none."""
        for position, column in enumerate(self.columns):
            if column.header[-1] == name:
                return position
        raise KeyError(name)

    def with_cell(self, row: int, name: str, cell: Cell) -> Sheet:
        """The same sheet with one cell changed; `row` counts data rows from 0, negative rows are totals."""
        position = self.find_column(name)
        if row < 0:
            totals = [list(total) for total in self.totals]
            totals[row][position] = cell
            return replace(self, totals=tuple(tuple(total) for total in totals))
        cells = list(self.columns[position].cells)
        cells[row] = cell
        columns = list(self.columns)
        columns[position] = replace(columns[position], cells=tuple(cells))
        return replace(self, columns=tuple(columns))

    def with_row(self, cells: Mapping[str, Cell]) -> Sheet:
        """The same sheet with one more data row at the end; columns not named stay empty."""
        columns = tuple(replace(column, cells=(*column.cells, cells.get(column.header[-1]))) for column in self.columns)
        return replace(self, columns=columns)


@dataclass(frozen=True)
class Planted:
    """One wrong cell or row put in on purpose: where it is, what stands there and the kind it must be reported as."""

    file: str
    sheet: str
    header: str
    kind: str
    came: str


def to_cells(values: Iterable[object]) -> tuple[Cell, ...]:
    """Plain Python cells from a frame's column; every kind of missing becomes None, whole floats become int."""
    cells: list[Cell] = []
    for value in values:
        if value is None or (isinstance(value, float) and value != value) or value is pd.NA:
            cells.append(None)
        elif isinstance(value, float) and value.is_integer():
            cells.append(int(value))
        else:
            cells.append(value)  # type: ignore[arg-type]
    return tuple(cells)


def sum_cells(cells: Sequence[Cell]) -> Cell:
    """The total an office writes below a column: the sum of its numbers, two decimals; None where there is none."""
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    if not numbers:
        return None
    total = round(sum(numbers), 2)
    return int(total) if float(total).is_integer() else total


def write_files(folder: Path, sheets: Sequence[Sheet]) -> list[Path]:
    """Writes every file of the sheets into the folder; the same sheets always give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(dict.fromkeys(sheet.file for sheet in sheets))
    for name in names:
        own = [sheet for sheet in sheets if sheet.file == name]
        if name.endswith(".csv"):
            (folder / name).write_bytes(_csv_bytes(own[0]))
        elif own[0].is_long:
            (folder / name).write_bytes(_fast_bytes(own[0]))
        else:
            _write_workbook(folder / name, own)
    return [folder / name for name in names]


def _csv_bytes(sheet: Sheet) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if sheet.title:
        writer.writerow([sheet.title])
    if sheet.remark:
        writer.writerow([sheet.remark])
    for level in range(sheet.header_rows):
        writer.writerow([_header_at(column, level, sheet.header_rows) for column in sheet.columns])
    writer.writerows(zip(*(column.cells for column in sheet.columns), strict=True))
    writer.writerows(sheet.totals)
    writer.writerows([note] for note in sheet.notes)
    return text.getvalue().encode(CSV_ENCODING)


def _fast_bytes(sheet: Sheet) -> bytes:
    top = [text for text in (sheet.title, sheet.remark) if text]
    columns = sheet.columns
    return fast_workbook(sheet.sheet, top, [column.header[-1] for column in columns], [one.cells for one in columns])


def _header_at(column: SheetColumn, level: int, levels: int) -> str:
    """Header text in a file without merged cells: a single name stands in the lowest row."""
    padded = ("",) * (levels - len(column.header)) + column.header
    return padded[level]


def _write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    with xlsxwriter.Workbook(path) as book:
        stamp = datetime(TODAY.year, TODAY.month, TODAY.day)
        book.set_properties({"created": stamp, "comments": "模拟数据"})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
            "head": book.add_format(
                {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
            ),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.sheet), sheet, formats)


def _write_sheet(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, formats: Mapping[str, object]) -> None:
    last = len(sheet.columns) - 1
    row = 0
    if sheet.title:
        page.merge_range(0, 0, 0, last, sheet.title, formats["title"])
        row += 1
    if sheet.remark:
        page.write_string(row, 0, sheet.remark)
        row += 1
    _write_header(page, sheet, row, formats["head"])
    row += sheet.header_rows
    for position, column in enumerate(sheet.columns):
        for offset, cell in enumerate(column.cells):
            _write_cell(page, row + offset, position, cell, formats["date"])
    row += sheet.rows
    for total in sheet.totals:
        for position, cell in enumerate(total):
            _write_cell(page, row, position, cell, formats["date"])
        row += 1
    for note in sheet.notes:
        page.write_string(row, 0, note)
        row += 1
    page.set_column(0, last, 13)


def _write_header(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, row: int, head: object) -> None:
    """Two-row headers: groups merged across their columns, single names merged down."""
    levels = sheet.header_rows
    position = 0
    while position < len(sheet.columns):
        header = sheet.columns[position].header
        if levels == 1:
            page.write_string(row, position, header[0], head)
        elif len(header) == 1:
            page.merge_range(row, position, row + 1, position, header[0], head)
        else:
            end = position
            while end + 1 < len(sheet.columns) and _same_group(sheet.columns[end + 1], header):
                end += 1
            if end > position:
                page.merge_range(row, position, row, end, header[0], head)
            else:
                page.write_string(row, position, header[0], head)
            for place in range(position, end + 1):
                page.write_string(row + 1, place, sheet.columns[place].header[1], head)
            position = end
        position += 1


def _same_group(column: SheetColumn, header: tuple[str, ...]) -> bool:
    return len(column.header) == 2 and column.header[0] == header[0]


def _write_cell(page: xlsxwriter.worksheet.Worksheet, row: int, position: int, cell: Cell, date_format: object) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        page.write_datetime(row, position, datetime(cell.year, cell.month, cell.day), date_format)
    elif isinstance(cell, str):
        page.write_string(row, position, cell)
    else:
        page.write_number(row, position, cell)
