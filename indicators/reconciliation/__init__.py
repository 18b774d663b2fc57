"""What was reported held against what the registers have, and one level against the next: figure, figure, difference.

`compare_registers` and `compare_levels` answer with one row a place and figure; `words` says them.
"""

from indicators.reconciliation import words
from indicators.reconciliation.levels import compare_levels
from indicators.reconciliation.registers import COLUMNS, by_measure, compare_registers, differing, item_counts

__all__ = ["COLUMNS", "by_measure", "compare_levels", "compare_registers", "differing", "item_counts", "words"]  # fmt: skip
