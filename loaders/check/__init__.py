"""A recognised sheet to a checked frame: types, totals against their parts, duplicates, rules between columns.

One wrong cell costs one cell; every problem says sheet, row, column, what came and what was expected.
"""

from loaders.check.duplicates import drop_duplicates
from loaders.check.replaced import (
    ALL, APART, KEY, MODES, NOTHING_REPLACED, SENDER, Arriving, ReplacePlan, StandingFile, check_mode, plan_problems, plan_replacement,
)  # fmt: skip
from loaders.check.refused import place_refused
from loaders.check.rewritten import ChangedCell
from loaders.check.sheet import CheckedSheet, ImportContext, check_sheet
from loaders.check.totals import TotalCheck

__all__ = [
    "ALL", "APART", "KEY", "MODES", "NOTHING_REPLACED", "SENDER", "Arriving", "ChangedCell", "CheckedSheet", "ImportContext", "ReplacePlan",
    "StandingFile", "TotalCheck", "check_mode", "check_sheet", "drop_duplicates", "place_refused", "plan_problems",
    "plan_replacement",
]  # fmt: skip
