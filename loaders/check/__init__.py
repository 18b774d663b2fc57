"""A recognised sheet to a checked frame: types, totals against their parts, duplicates, rules between columns.

One wrong cell costs one cell; every problem says sheet, row, column, what came and what was expected.
"""

from loaders.check.duplicates import drop_duplicates
from loaders.check.replaced import find_lost_places
from loaders.check.sheet import CheckedSheet, ImportContext, check_sheet
from loaders.check.totals import TotalCheck

__all__ = [
    "CheckedSheet", "ImportContext", "TotalCheck", "check_sheet", "drop_duplicates",
    "find_lost_places",
]  # fmt: skip
