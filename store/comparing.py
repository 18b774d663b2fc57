"""How one version of a table differs from another, row by row through the table's key."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from core.personal import mask_numbers, mask_text
from store.declared import SOURCE_COLUMNS, Table

_FREE = "free"
COMPARED_ROWS = 1_000
"""How many rows of each kind a comparison lists; the counts are of all."""


@dataclass(frozen=True)
class Comparison:
    """How version b differs from version a, by the table's key; where a row came from is not compared.

    `added` and `removed` are rows of b and a with all columns; `changed` has the key columns and `column`, `before`,
    `after` as text, one row a cell. Each is of the first COMPARED_ROWS rows by the key, personal cells masked; the counts
    (`changed_rows` counts rows of the table, not cells) are of all.
    """

    added: pa.Table
    removed: pa.Table
    changed: pa.Table
    added_rows: int
    removed_rows: int
    changed_rows: int


def compare_relations(connection: duckdb.DuckDBPyConnection, table: Table) -> Comparison:
    """Compares the relations `a` and `b` of the connection, which have the columns of `table`."""
    same_key = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in table.key)
    compared = [name for name in table.stored_columns if name not in table.key and name not in SOURCE_COLUMNS]
    differs = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in compared) or "false"
    added = f"SELECT b.* FROM b ANTI JOIN a ON {same_key}"
    removed = f"SELECT a.* FROM a ANTI JOIN b ON {same_key}"
    changed = f"FROM a JOIN b ON {same_key} WHERE {differs}"
    order = ", ".join(table.key)
    return Comparison(
        added=_masked(table, _rows(connection, f"{added} ORDER BY {order} LIMIT {COMPARED_ROWS}")),
        removed=_masked(table, _rows(connection, f"{removed} ORDER BY {order} LIMIT {COMPARED_ROWS}")),
        changed=_masked(table, _changed_cells(connection, table.key, compared, changed)),
        added_rows=_count(connection, added),
        removed_rows=_count(connection, removed),
        changed_rows=_count(connection, f"SELECT 1 {changed}"),
    )


def _changed_cells(
    connection: duckdb.DuckDBPyConnection, key: Sequence[str], compared: Sequence[str], changed: str
) -> pa.Table:
    keys = ", ".join(f"a.{name} AS {name}" for name in key)
    pairs = "".join(f", a.{name} AS _a_{name}, b.{name} AS _b_{name}" for name in compared)
    order = ", ".join(key)
    connection.execute(
        f"CREATE TEMP TABLE changed AS SELECT {keys}{pairs} {changed} ORDER BY {order} LIMIT {COMPARED_ROWS}"
    )
    cells = [
        f"SELECT {order}, '{name}' AS \"column\", _a_{name}::VARCHAR AS before, _b_{name}::VARCHAR AS after "
        f"FROM changed WHERE _a_{name} IS DISTINCT FROM _b_{name}"
        for name in compared
    ]
    return _rows(connection, f'SELECT * FROM ({" UNION ALL ".join(cells)}) ORDER BY {order}, "column"')


def _masked(table: Table, rows: pa.Table) -> pa.Table:
    """The rows with their personal cells masked, also where a row says which column it is of."""
    kinds = {one.name: one.personal or _FREE for one in table.columns if one.personal or one.type == "text"}
    for name in set(kinds) & set(rows.column_names):
        rows = _put(rows, name, [_mask(cell, kinds[name]) for cell in rows[name].to_pylist()])
    if "column" in rows.column_names:
        columns = rows["column"].to_pylist()
        for name in ("before", "after"):
            cells = zip(rows[name].to_pylist(), columns, strict=True)
            rows = _put(rows, name, [_mask(cell, kinds.get(column, "")) for cell, column in cells])
    return rows


def _put(rows: pa.Table, name: str, cells: list[str | None]) -> pa.Table:
    return rows.set_column(rows.column_names.index(name), name, pa.array(cells, pa.string()))


def _mask(cell: str | None, personal: str) -> str | None:
    if not cell or not personal:
        return cell
    return mask_numbers(cell) if personal == _FREE else mask_text(cell, personal)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(query).to_arrow_table()


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
    return int(found[0]) if found else 0
