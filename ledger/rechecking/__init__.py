"""Problems compared with newer data: whether their measure still fails, where else it fails, and which come back.

A closed problem whose measure fails again by data newer than its closing is reopened (反弹).
"""

from ledger.rechecking import measuring, measuring_rows, recurring
from ledger.rechecking.elsewhere import LEVELS, Elsewhere, find_elsewhere, open_elsewhere
from ledger.rechecking.recurring import recheck_newest, say_rechecked

__all__ = [
    "LEVELS", "Elsewhere", "find_elsewhere", "measuring", "measuring_rows", "open_elsewhere", "recheck_newest",
    "recurring", "say_rechecked",
]  # fmt: skip
