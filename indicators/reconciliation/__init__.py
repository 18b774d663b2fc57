"""What was reported held against what the registers have, and one level against the next: figure, figure, difference.

`compare_registers` and `compare_levels` answer with one row a place and figure; `words` says them.
"""

from indicators.reconciliation import words
from indicators.reconciliation.levels import compare_levels
from indicators.reconciliation.registers import COLUMNS, FIGURES, by_measure, compare_registers, differing

__all__ = ["COLUMNS", "FIGURES", "by_measure", "compare_levels", "compare_registers", "differing", "words"]  # fmt: skip
