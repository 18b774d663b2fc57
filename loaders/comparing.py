"""How one version of a table differs from another, row by row through the table's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from loaders.declarations import SOURCE_COLUMNS, Table

COMPARED_ROWS = 1_000
"""How many rows of each kind a comparison lists; the counts are of all."""


@dataclass(frozen=True)
class Comparison:
    """How version b differs from version a, by the table's key; where a row came from is not compared.

    `added` and `removed` are rows of b and a with all columns; `changed` has the key columns and `column`, `before`,
    `after` as text, one row a cell. Each lists at most COMPARED_ROWS rows; the counts (`changed_rows` counts rows of
    the table, not cells) are of all.
    """

    label_a: str
    label_b: str
    added: pa.Table
    removed: pa.Table
    changed: pa.Table
    added_rows: int
    removed_rows: int
    changed_rows: int


def compare_relations(connection: duckdb.DuckDBPyConnection, table: Table, label_a: str, label_b: str) -> Comparison:
    """Compares the relations `a` and `b` of the connection, which have the columns of `table`."""
    same_key = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in table.key)
    order = ", ".join(table.key)
    compared = [name for name in table.stored_columns if name not in table.key and name not in SOURCE_COLUMNS]
    added = f"SELECT b.* FROM b ANTI JOIN a ON {same_key}"
    removed = f"SELECT a.* FROM a ANTI JOIN b ON {same_key}"
    differs = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in compared) or "false"
    changed_rows = f"SELECT count(*) FROM a JOIN b ON {same_key} WHERE {differs}"
    return Comparison(
        label_a,
        label_b,
        _rows(connection, f"{added} ORDER BY {order}"),
        _rows(connection, f"{removed} ORDER BY {order}"),
        _rows(connection, f'{_changed_cells(table, compared, same_key)} ORDER BY {order}, "column"'),
        _count(connection, f"SELECT count(*) FROM ({added})"),
        _count(connection, f"SELECT count(*) FROM ({removed})"),
        _count(connection, changed_rows),
    )


def _changed_cells(table: Table, compared: Sequence[str], same_key: str) -> str:
    keys = ", ".join(f"a.{name} AS {name}" for name in table.key)
    cells = [
        f"SELECT {keys}, '{name}' AS \"column\", a.{name}::VARCHAR AS before, b.{name}::VARCHAR AS after "
        f"FROM a JOIN b ON {same_key} WHERE a.{name} IS DISTINCT FROM b.{name}"
        for name in compared
    ]
    nothing = (
        f'SELECT {keys}, NULL::VARCHAR AS "column", NULL::VARCHAR AS before, NULL::VARCHAR AS after FROM a WHERE false'
    )
    return f"SELECT * FROM ({' UNION ALL '.join([nothing, *cells])})"


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(f"{query} LIMIT {COMPARED_ROWS}").to_arrow_table()


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
