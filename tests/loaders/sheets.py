"""Small sheets for tests: rows of cells to an xlsx or csv file."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]
_ERROR = re.compile(r"#[A-Z/0]+[!?]")


def write_xlsx(path: Path, sheets: dict[str, Rows], merges: Sequence[str] = (), hidden: Sequence[str] = ()) -> Path:
    """One xlsx file. Texts with '=' in front become formulas without a value, '#REF!' and its like error cells.

    `merges` are ranges such as 'A2:A4' of the first sheet; their values are those of the rows.
    """
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    _write(sheet, at, place, cell, day)
            if name in hidden:
                sheet.hide()
        first = book.worksheets()[0]
        for merged in merges:
            corner = merged.split(":")[0]
            row, column = int(re.sub(r"\D", "", corner)) - 1, ord(corner[0]) - 65
            first.merge_range(merged, next(iter(sheets.values()))[row][column])
    return path


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str) and _ERROR.fullmatch(cell):
        sheet.write_formula(row, column, "=1/0", None, cell)
    elif isinstance(cell, str) and cell.startswith("="):
        sheet.write_formula(row, column, cell, None, "")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    else:
        sheet.write_number(row, column, cell)


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """One csv file; None is an empty cell."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return path
