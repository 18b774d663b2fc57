"""The store: one Delta table per declared table, every import one version, nothing ever lost.

`Store` writes, reads, compares and rolls back; `store.connect()` gives DuckDB with one view a table. Original files are kept by content.
"""

from store import delta_files, relations
from store.answers import ANSWERS_FOLDER, ask, ask_by_county, stamp_of
from store.county_rows import CountyRows
from store.declared import (
    COLUMN, ITEM, PLACE, RECONCILIATION, RULE, SOURCE_COLUMNS, TABLE, TABLES_FOLDER, TYPES, UNREAD_COLUMNS, BrokenTableError, Column, Item,
    Reconciliation, Table, broken_tables,
    find_table, read_tables,
)  # fmt: skip
from store.frames import ARROW_TYPES, arrow_schema
from store.names import read_names
from store.originals import keep_original, original_path
from store.places import read_places
from store.relations import FINDINGS_FOLDER, Narrowing
from store.replacing import EVERYTHING, Reach, StandingRows, quote, town_codes
from store.versions import Store, VersionEntry

__all__ = [
    "ANSWERS_FOLDER", "ARROW_TYPES", "COLUMN", "EVERYTHING", "FINDINGS_FOLDER", "ITEM", "PLACE", "RECONCILIATION", "RULE",
    "SOURCE_COLUMNS", "TABLE", "TABLES_FOLDER", "TYPES", "UNREAD_COLUMNS", "BrokenTableError", "Column", "CountyRows", "Item",
    "Narrowing", "Reach", "Reconciliation", "StandingRows", "Store", "Table", "VersionEntry", "arrow_schema", "ask", "ask_by_county",
    "broken_tables", "delta_files", "find_table", "keep_original", "original_path", "quote", "read_names", "read_places", "read_tables",
    "relations", "stamp_of", "town_codes",
]  # fmt: skip
