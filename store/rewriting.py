"""Which values of stored rows a new frame would change: of the rows whose key it has, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from store.declared import Table
from store.delta_files import Snapshot
from store.replacing import DUCKDB_TYPES, code_expression, near_files, select_rows

EXAMPLES = 20
"""So many changed cells are named; all are counted."""
_SAID_TWICE = ("item_title",)
"""Columns that say in other words what another one says: no value of their own."""


@dataclass(frozen=True)
class Rewritten:
    """How many stored rows of one import a frame changes, and in how many cells; of rows that share a key (`Table.batches`) the cells
    are not told apart and not counted."""

    import_id: str
    rows: int
    cells: int


@dataclass(frozen=True)
class RewrittenCell:
    """One value that changes: the import that brought it, the row's key with today's codes, its column, what it was and becomes, and
    the row of the new file."""

    import_id: str
    key: Mapping[str, Any]
    column: str
    before: Any
    after: Any
    row: int | None


def find_rewritten(
    connection: duckdb.DuckDBPyConnection, table: Table, base: Snapshot, frame: pa.Table, codes: Mapping[str, str]
) -> tuple[list[Rewritten], list[RewrittenCell]]:
    """(what changes of each import, the first cells by key)."""
    with _beside(connection, table, base, frame, codes) as (compared, stored):
        found, cells = _compare(connection, table, compared, stored, codes)
        if table.batches:
            counted = {one.import_id: one.cells for one in found}
            rows = _count_changed(connection, table, compared, stored, codes)
            found = [Rewritten(name, many, counted.get(name, 0)) for name, many in rows]
        return found, cells


def count_returning(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    base: Snapshot,
    before: Snapshot,
    frame: pa.Table,
    codes: Mapping[str, str],
) -> int:
    """How many of the rows that the frame changes in `base` it makes again what they were in `before`."""
    with _beside(connection, table, base, frame, codes) as (compared, stored):
        _compare(connection, table, compared, stored, codes)
    with _beside(connection, table, before, frame, codes) as (compared, stored):
        old, new, same = _sides(table, compared, stored, codes)
        differs = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in compared) or "FALSE"
        changes = " AND ".join(f"new._{name} IS NOT DISTINCT FROM rewritten.{name}" for name in table.key)
        ((rows,),) = connection.execute(
            f"SELECT count(*) FROM {new} SEMI JOIN rewritten ON {changes} JOIN {old} ON {same} WHERE NOT ({differs})"
        ).fetchall()
    return int(rows)


@contextmanager
def _beside(
    connection: duckdb.DuckDBPyConnection, table: Table, base: Snapshot, frame: pa.Table, codes: Mapping[str, str]
) -> Iterator[tuple[list[str], str]]:
    """The columns that are compared and the query of the stored rows, with the frame's registered as `new_rows`."""
    compared = [one.name for one in table.columns if one.name not in (*table.key, *_SAID_TWICE)]
    types = {name: DUCKDB_TYPES[kind] for name, kind in base.column_types.items()}
    asked = {name: kind for name, kind in table.stored_columns.items() if name in (*table.key, *compared, "import_id")}
    stored = select_rows(near_files(table, base, frame, codes), {name: types.get(name, asked[name]) for name in asked})
    for name in table.alone_without:
        frame = frame.filter(pc.is_valid(frame[name]))
    connection.register("new_rows", frame.select([*asked, "source_row"]))
    try:
        yield compared, stored
    finally:
        connection.unregister("new_rows")


def _compare(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    compared: Sequence[str],
    stored: str,
    codes: Mapping[str, str],
) -> tuple[list[Rewritten], list[RewrittenCell]]:
    """What changes in rows that are alone with their key."""
    old, new, same = _sides(table, compared, stored, codes)
    pairs = [f"old.{name} AS o_{name}, new.{name} AS n_{name}" for name in compared]
    keys = [f"old._{name} AS {name}" for name in table.key]
    differs = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in compared) or "FALSE"
    alone = " AND old.alike = 1 AND new.alike = 1" if table.batches else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE rewritten AS SELECT {', '.join([*keys, *pairs])}, old.import_id, new.source_row "
        f"FROM {old} JOIN {new} ON {same} WHERE ({differs}){alone}"
    )
    cells = " + ".join(f"sum((o_{name} IS DISTINCT FROM n_{name})::INTEGER)" for name in compared) or "0"
    counted = connection.execute(f"SELECT coalesce(import_id, ''), count(*), {cells} FROM rewritten GROUP BY 1")
    found = [Rewritten(name, rows, int(many)) for name, rows, many in counted.fetchall()]
    rows = connection.sql(f"SELECT * FROM rewritten ORDER BY ALL LIMIT {EXAMPLES}").to_arrow_table().to_pylist()
    named = [
        RewrittenCell(
            row["import_id"] or "", {key: row[key] for key in table.key}, name, row[f"o_{name}"], row[f"n_{name}"], row["source_row"]
        )
        for row in rows
        for name in compared
        if row[f"o_{name}"] != row[f"n_{name}"]
    ]  # fmt: skip
    return found, named[:EXAMPLES]


def _count_changed(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    compared: Sequence[str],
    stored: str,
    codes: Mapping[str, str],
) -> list[tuple[str, int]]:
    """(import, how many of its rows have a key of the frame and are none of the frame's rows of that key)."""
    old, new, same = _sides(table, compared, stored, codes)
    alike = " AND ".join(f"old.{name} IS NOT DISTINCT FROM new.{name}" for name in compared) or "TRUE"
    counted = connection.execute(
        f"SELECT coalesce(import_id, ''), count(*) FROM {old} WHERE EXISTS (SELECT 1 FROM {new} WHERE {same}) "
        f"AND NOT EXISTS (SELECT 1 FROM {new} WHERE {same} AND {alike}) GROUP BY 1"
    )
    return [(name, rows) for name, rows in counted.fetchall()]


def _sides(table: Table, compared: Sequence[str], stored: str, codes: Mapping[str, str]) -> tuple[str, str, str]:
    """The stored rows, the new ones, and the condition that their keys are the same; keys are compared by today's codes."""
    codes_of = [code_expression(name, codes) for name in table.key]
    keys = ", ".join(f"{code} AS _{name}" for code, name in zip(codes_of, table.key, strict=True))
    values = "".join(f", {name}" for name in compared)
    if table.batches:
        values += f", count(*) OVER (PARTITION BY {', '.join(codes_of)}) AS alike"
    same = " AND ".join(f"old._{name} IS NOT DISTINCT FROM new._{name}" for name in table.key)
    return (
        f"(SELECT {keys}{values}, import_id FROM ({stored})) old",
        f"(SELECT {keys}{values}, source_row FROM new_rows) new",
        same,
    )
