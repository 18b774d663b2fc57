"""The ledger as a workbook that people edit and send back: which cells were edited, and what the ledger does with them.

Only edited cells are written; where somebody else was first, both texts are reported and theirs stay.
"""

from ledger.exported.outcomes import BackReport
from ledger.exported.taking_back import import_back, is_own_export, preview_back
from ledger.exported.writing_out import export_bytes

__all__ = [
    "BackReport", "export_bytes", "import_back", "is_own_export", "preview_back",
]  # fmt: skip
