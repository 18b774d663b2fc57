"""Whether the ledger is whole, a backup of it in one file, and that file back into an empty ledger.

A backup is checked before anything is written; a damaged one leaves the ledger as it was.
"""

from ledger.backup.make import make_backup
from ledger.backup.restore import restore_backup
from ledger.backup.verify import VerifyReport, say_verified, verify_ledger
from ledger.backup.whole import WholeBackup, backup_whole
from ledger.backup.whole_restore import WholeRestored, check_whole, restore_whole

__all__ = [
    "VerifyReport", "WholeBackup", "WholeRestored", "backup_whole", "check_whole", "make_backup", "restore_backup", "restore_whole",
    "say_verified", "verify_ledger",
]  # fmt: skip
