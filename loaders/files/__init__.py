"""A file's bytes to raw sheets: what it really is, how large, every cell with its Excel address.

Nothing here knows about declared tables. A file that would take too much, or is no workbook, is refused before it is opened.
"""

from loaders.files.collector_pause import paused_collection
from loaders.files.number_formats import FormattedFigure
from loaders.files.workbook import (
    ExcelError, RawSheet, UncalculatedFormula, Workbook, column_letter, cut_sheet, fill_merged, find_sheet, read_workbook,
    turn_address, turn_sheet,
)  # fmt: skip

__all__ = [
    "ExcelError", "FormattedFigure", "RawSheet", "UncalculatedFormula", "Workbook", "column_letter", "cut_sheet",
    "fill_merged", "find_sheet", "paused_collection", "read_workbook", "turn_address", "turn_sheet",
]  # fmt: skip
