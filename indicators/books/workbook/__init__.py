"""A book as an Excel workbook (体系、指标、计分、来源、灯和等次): template, export, import.

Written and read back it is the same book; a cell that cannot be read costs its measure and is named by sheet, row and column.
"""

from indicators.books.workbook.checking import list_cell_faults
from indicators.books.workbook.sheets import CellProblem
from indicators.books.workbook.taking_in import WorkbookRead, is_book_workbook, read_book_workbook, take_in
from indicators.books.choices import read_unit
from indicators.books.workbook.writing import make_template, write_book

__all__ = [
    "CellProblem", "WorkbookRead", "is_book_workbook", "list_cell_faults", "make_template", "read_book_workbook", "read_unit", "take_in",
    "write_book",
]  # fmt: skip
