"""Whether the ledger is whole, a backup of it in one file, and that file back into an empty ledger.

A backup is checked before anything is written; a damaged one leaves the ledger as it was.
"""

from ledger.backup.make import make_backup
from ledger.backup.restore import restore_backup
from ledger.backup.verify import VerifyReport, verify_ledger

__all__ = [
    "VerifyReport", "make_backup", "restore_backup", "verify_ledger",
]  # fmt: skip
