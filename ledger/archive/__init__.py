"""档案资料: which documents each place has to have, which are there, missing or out of date, and the files themselves.

Every version stays; nothing is deleted.
"""

from ledger.archive.documents import (
    Document, Upload, keep_document, list_documents, newest_documents, read_document,
)  # fmt: skip
from ledger.archive.items import LEVELS, Archive, Item, read_archive
from ledger.archive.state import (
    HEAT_WORDS, MISSING, OUTDATED, THERE, UNDATED, count_states, document_states, heat_of, light_of, list_lacking, needed_places,
)  # fmt: skip

__all__ = [
    "HEAT_WORDS", "LEVELS", "MISSING", "OUTDATED", "THERE", "UNDATED", "Archive", "Document", "Item", "Upload", "count_states",
    "document_states", "heat_of", "keep_document", "light_of", "list_documents", "list_lacking", "needed_places",
    "newest_documents", "read_archive", "read_document",
]  # fmt: skip
