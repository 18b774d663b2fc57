"""The store: one Delta table per declared table, every import one version, nothing ever lost.

`Store` writes, reads, compares and rolls back; `store.connect()` gives DuckDB with one view a table. Original files are kept by content.
"""

from store import delta_files, relations
from store.answers import ANSWERS_FOLDER, ask, ask_by_county, stamp_of
from store.at_once import say_undone
from store.begun import remove_empty
from store.county_rows import CountyRows
from store.damage import Damage, look_again, warn
from store.declared import (
    COLUMN, ITEM, PLACE, RECONCILIATION, RULE, SOURCE_COLUMNS, TABLE, TABLES_FOLDER, TYPES, UNREAD_COLUMNS, BrokenTableError, Column, Item,
    Reconciliation, Table, broken_tables,
    find_table, read_tables,
)  # fmt: skip
from store.frames import ARROW_TYPES, arrow_schema
from store.mending import Mended
from store.names import read_names
from store.originals import keep_original, original_path
from store.places import read_places
from store.refused import REFUSED, RefusedRows, create_refused
from store.relations import FINDINGS_FOLDER, Narrowing
from store.replacing import EVERYTHING, Reach, StandingRows, quote, town_codes
from store.rewriting import Rewritten, RewrittenCell
from store.verifying import Verified, nobody_writing, verify
from store.versions import UNFINISHED, Store, VersionEntry

__all__ = [
    "ANSWERS_FOLDER",
    "ARROW_TYPES",
    "COLUMN",
    "EVERYTHING",
    "FINDINGS_FOLDER",
    "ITEM",
    "PLACE",
    "RECONCILIATION",
    "REFUSED",
    "RULE",
    "SOURCE_COLUMNS",
    "TABLE",
    "TABLES_FOLDER",
    "TYPES",
    "UNFINISHED",
    "UNREAD_COLUMNS",
    "BrokenTableError",
    "Column",
    "CountyRows",
    "Damage",
    "Item",
    "Mended",
    "Narrowing",
    "Reach",
    "Reconciliation",
    "RefusedRows",
    "Rewritten",
    "RewrittenCell",
    "StandingRows",
    "Store",
    "Table",
    "Verified",
    "VersionEntry",
    "arrow_schema",
    "ask",
    "ask_by_county",
    "broken_tables",
    "create_refused",
    "delta_files",
    "find_table",
    "keep_original",
    "look_again",
    "nobody_writing",
    "original_path",
    "quote",
    "read_names",
    "read_places",
    "read_tables",
    "relations",
    "remove_empty",
    "say_undone",
    "stamp_of",
    "town_codes",
    "verify",
    "warn",
]  # fmt: skip
