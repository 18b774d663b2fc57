"""Frames as the store takes them: the columns and types of a declared table, one row a key."""

import pyarrow as pa
import pyarrow.compute as pc

from store.declared import Table

ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
"""DuckDB's name of a stored type → Arrow's."""


def arrow_schema(table: Table) -> pa.Schema:
    """The stored columns of a table in their order."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in table.stored_columns.items()])


def conform_frame(table: Table, frame: pa.Table) -> pa.Table:
    """The frame with its columns in the declared order and types, rows as they came.

    Raises ValueError when it has other columns or no rows.
    """
    expected = arrow_schema(table)
    if sorted(frame.column_names) != sorted(expected.names):
        different = sorted(set(frame.column_names) ^ set(expected.names))
        raise ValueError(f"{table.name}: columns differ from the declaration: {different}")
    if not frame.num_rows:
        raise ValueError(f"{table.name}: no rows to store")
    return frame.select(expected.names).cast(expected)


def refuse_repeated_keys(table: Table, frame: pa.Table) -> None:
    """Raises ValueError when two rows have the same key; empty equals empty, but for the columns without which a row stands
    for itself. A table of batches may have a key several times."""
    if table.batches:
        return
    key = list(table.key)
    for name in table.alone_without:
        frame = frame.filter(pc.is_valid(frame[name]))
    keys = frame.select(key).group_by(key).aggregate([([], "count_all")])
    if keys.num_rows != frame.num_rows:
        raise ValueError(f"{table.name}: {frame.num_rows - keys.num_rows} rows repeat a key of {table.key}")
