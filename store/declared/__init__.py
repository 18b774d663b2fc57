"""Declared tables: columns, types, units, keys and how a new file replaces the old one; one YAML file a table in the folders here.

`find_table` and `read_tables` give them checked; a wrong declaration is refused with file, field, what came and what to do.
"""

from store.declared.fields import COLUMN, ITEM, PLACE, RECONCILIATION, RULE, TABLE, TYPES
from store.declared.tables import (
    SOURCE_COLUMNS, TABLES_FOLDER, UNREAD_COLUMNS, BrokenTableError, Column, Item, Reconciliation, Table, broken_tables,
    find_table, read_tables,
)  # fmt: skip

__all__ = [
    "COLUMN", "ITEM", "PLACE", "RECONCILIATION", "RULE", "SOURCE_COLUMNS", "TABLE", "TABLES_FOLDER", "TYPES",
    "UNREAD_COLUMNS", "BrokenTableError", "Column", "Item", "Reconciliation", "Table", "broken_tables", "find_table", "read_tables",
]  # fmt: skip
