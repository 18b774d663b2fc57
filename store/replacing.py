"""Which stored rows a new frame replaces: the files that hold some, and the rows of those files that stay.

Two rows are of the same combination when every `replace` column is equal, where empty equals empty and a place code
that was changed equals its present one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from store.declared import Table
from store.delta_files import DataFile, Snapshot

CODE_COLUMNS = ("county_code", "place_code")

MERGED_ROWS = 20_000
MERGED_FILES = 32
"""When a table has MERGED_FILES files of fewer than MERGED_ROWS rows, the next import joins them in its own commit."""

_BATCH_ROWS = 50_000
DUCKDB_TYPES = {
    "string": "VARCHAR",
    "long": "BIGINT",
    "integer": "INTEGER",
    "double": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
"""Delta's name of a type → DuckDB's."""


@dataclass(frozen=True)
class Replacement:
    """What goes out: files, the stored rows the frame replaces, and the other rows of those files."""

    removes: Sequence[DataFile]
    rows_replaced: int
    surviving: Iterable[pa.RecordBatch]


def replace_columns(table: Table) -> tuple[str, ...]:
    """The columns that say which stored rows a new frame replaces."""
    return table.key if table.replace == ("key",) else table.replace


def find_replaced(
    connection: duckdb.DuckDBPyConnection, table: Table, base: Snapshot, frame: pa.Table, codes: Mapping[str, str]
) -> Replacement:
    """Compares the stored files with the frame. `surviving` is read from `connection` while it is iterated."""
    columns = replace_columns(table)
    types = {name: DUCKDB_TYPES[kind] for name, kind in base.column_types.items()}
    _remember_combinations(connection, frame, columns, codes)
    ranges = {name: _value_range(frame, name, codes) for name in columns}
    near = [file for file in base.files if _may_hold(file, ranges)]
    hits = _count_hits(connection, near, {name: types[name] for name in columns}, codes)
    removes = [file for file in near if file.path in hits]
    small = [file for file in base.files if file.rows < MERGED_ROWS and file.path not in hits]
    if len(small) >= MERGED_FILES:
        removes += small
    rows_replaced = sum(hits.values())
    if sum(file.rows for file in removes) == rows_replaced:
        return Replacement(removes, rows_replaced, ())
    return Replacement(removes, rows_replaced, _surviving(connection, removes, types, columns, codes))


def code_expression(name: str, codes: Mapping[str, str]) -> str:
    """The column with changed codes replaced by present ones; other columns as they are."""
    if name not in CODE_COLUMNS or not codes:
        return name
    old = ", ".join(quote(code) for code in codes)
    pairs = ", ".join(f"{quote(code)}: {quote(now)}" for code, now in codes.items())
    return f"CASE WHEN {name} IN ({old}) THEN MAP {{{pairs}}}[{name}] ELSE {name} END"


def select_rows(files: Sequence[DataFile], columns: Mapping[str, str], *, extra: str = "") -> str:
    """A query for these columns (name → DuckDB type); a column no file has is NULL. No file gives no row."""
    if not files:
        return f"SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in columns.items())} WHERE false"
    present = {name for file in files for name in file.null_count}
    is_mixed = any(len(file.null_count) != len(present) for file in files)
    chosen = [name if name in present else f"NULL::{kind} AS {name}" for name, kind in columns.items()]
    uris = ", ".join(quote(file.uri) for file in files)
    options = f"union_by_name = {is_mixed}, hive_partitioning = false, filename = {bool(extra)}"
    return f"SELECT {', '.join(chosen)}{extra} FROM read_parquet([{uris}], {options})"


def quote(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _remember_combinations(
    connection: duckdb.DuckDBPyConnection, frame: pa.Table, columns: Sequence[str], codes: Mapping[str, str]
) -> None:
    connection.register("new_rows", frame.select(list(columns)))
    wanted = ", ".join(f"{code_expression(name, codes)} AS {name}" for name in columns)
    connection.execute(f"CREATE TEMP TABLE replaced AS SELECT DISTINCT {wanted} FROM new_rows")
    connection.unregister("new_rows")


def _marked(query: str, columns: Sequence[str], codes: Mapping[str, str]) -> tuple[str, str]:
    """The query with the compared values added as `_0`, `_1`, …, and the condition that joins it with `replaced`."""
    values = ", ".join(f"{code_expression(name, codes)} AS _{place}" for place, name in enumerate(columns))
    same = " AND ".join(f"old._{place} IS NOT DISTINCT FROM replaced.{name}" for place, name in enumerate(columns))
    return f"(SELECT *, {values} FROM ({query})) old", same


def _count_hits(
    connection: duckdb.DuckDBPyConnection, files: Sequence[DataFile], types: Mapping[str, str], codes: Mapping[str, str]
) -> dict[str, int]:
    """File path → how many of its rows the frame replaces; files without any are absent."""
    if not files:
        return {}
    query = select_rows(files, types, extra=", parse_filename(filename) AS _file")
    old, same = _marked(query, tuple(types), codes)
    return dict(
        connection.execute(f"SELECT _file, count(*) FROM {old} SEMI JOIN replaced ON {same} GROUP BY 1").fetchall()
    )


def _surviving(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[DataFile],
    types: Mapping[str, str],
    columns: Sequence[str],
    codes: Mapping[str, str],
) -> pa.RecordBatchReader:
    old, same = _marked(select_rows(files, types), columns, codes)
    query = f"SELECT {', '.join(types)} FROM {old} ANTI JOIN replaced ON {same}"
    return connection.sql(query).to_arrow_reader(_BATCH_ROWS)


def _value_range(frame: pa.Table, name: str, codes: Mapping[str, str]) -> tuple[Any, Any, bool]:
    """Smallest and largest value that would be replaced in this column (None: no value), and whether empty is one."""
    values = frame[name]
    if name in CODE_COLUMNS:
        values = pa.chunked_array([pa.array(_all_codes(pc.unique(values).to_pylist(), codes), pa.string())])
    found = pc.min_max(values).as_py()
    return found["min"], found["max"], values.null_count > 0


def _all_codes(codes_of_rows: Iterable[str | None], codes: Mapping[str, str]) -> list[str | None]:
    """These codes together with every code, past or present, of the same places."""
    present = {codes.get(code, code) for code in codes_of_rows if code is not None}
    past = {old for old, now in codes.items() if now in present}
    return [*present, *past, *(code for code in codes_of_rows if code is None)]


def _may_hold(file: DataFile, ranges: Mapping[str, tuple[Any, Any, bool]]) -> bool:
    """False when the file's statistics rule out that any of its rows is replaced."""
    return all(_column_may_hold(file, name, *found) for name, found in ranges.items())


def _column_may_hold(file: DataFile, name: str, low: Any, high: Any, has_null: bool) -> bool:
    if name not in file.null_count:  # a column added later: every row of this file is empty there
        return has_null
    if has_null and file.null_count[name]:
        return True
    if low is None or file.null_count[name] == file.rows:
        return False
    if name not in file.minimum or name not in file.maximum:
        return True
    return bool(low <= file.maximum[name] and file.minimum[name] <= high)
