"""Which stored rows a new frame replaces: the files that hold some, and the rows of those files that stay.

Two rows are of the same combination when every `replace` column is equal, where empty equals empty and a place code
that was changed equals its present one. Of the stored rows of the frame's combinations those go that the frame reaches (`Reach`),
and those whose key the frame has itself.
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
TOWN_DIGITS = 9
_PLACE = ("place_code",)

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


@dataclass(frozen=True)
class Reach:
    """How far a frame replaces beyond its own keys: rows that one of `imports` brought, in the townships `towns` (nine digits; ''
    stands for rows whose place is less deep). None: whoever brought them, wherever they are."""

    imports: frozenset[str] | None = None
    towns: frozenset[str] | None = None

    @property
    def is_all(self) -> bool:
        """Whether every stored row of the frame's combinations goes."""
        return self.imports is None and self.towns is None


@dataclass(frozen=True)
class StandingRows:
    """Stored rows of the combinations a frame has, by import, county, period, township and whether the frame has their key.

    `county_code` and `period` are None in a table without them; `town` as in `Reach`.
    """

    import_id: str
    county_code: str | None
    period: str | None
    town: str
    has_same_key: bool
    rows: int


EVERYTHING = Reach()


def replace_columns(table: Table) -> tuple[str, ...]:
    """The columns that say which stored rows a new frame replaces."""
    return table.key if table.replace == ("key",) else table.replace


def find_replaced(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    base: Snapshot,
    frame: pa.Table,
    codes: Mapping[str, str],
    reach: Reach = EVERYTHING,
) -> Replacement:
    """Compares the stored files with the frame. `surviving` is read from `connection` while it is iterated."""
    columns = replace_columns(table)
    types = {name: DUCKDB_TYPES[kind] for name, kind in base.column_types.items()}
    near = near_files(table, base, frame, codes)
    _remember(connection, "replaced", frame, columns, codes)
    goes = ""
    if not reach.is_all and columns != table.key:
        _remember_keys(connection, table, frame, codes)
        goes = f"{_reach_sql(table, reach)} OR {_has_key_sql(table, codes)}"
    asked = {*columns, *((*table.key, "import_id", *_PLACE) if goes else ())} & types.keys()
    hits = _count_hits(connection, near, {name: types[name] for name in types if name in asked}, columns, codes, goes)
    removes = [file for file in near if file.path in hits]
    small = [file for file in base.files if file.rows < MERGED_ROWS and file.path not in hits]
    if len(small) >= MERGED_FILES:
        removes += small
    rows_replaced = sum(hits.values())
    if sum(file.rows for file in removes) == rows_replaced:
        return Replacement(removes, rows_replaced, ())
    return Replacement(removes, rows_replaced, _surviving(connection, removes, types, columns, codes, goes))


def find_standing(
    connection: duckdb.DuckDBPyConnection, table: Table, base: Snapshot, frame: pa.Table, codes: Mapping[str, str]
) -> list[StandingRows]:
    """What is stored of the combinations the frame has: who brought it, where it is, and whether the frame brings it again."""
    types = {name: DUCKDB_TYPES[kind] for name, kind in base.column_types.items()}
    near, columns = near_files(table, base, frame, codes), replace_columns(table)
    _remember(connection, "replaced", frame, columns, codes)
    _remember_keys(connection, table, frame, codes)
    old, same = _marked(select_rows(near, types), columns, codes)
    county = code_expression("county_code", codes) if "county_code" in types else "NULL"
    period = "period" if "period" in types else "NULL"
    query = (
        f"SELECT import_id, {county}, {period}, {_town_sql(table)}, {_has_key_sql(table, codes)}, count(*) "
        f"FROM {old} SEMI JOIN replaced ON {same} GROUP BY ALL"
    )
    return [StandingRows(*row) for row in connection.execute(query).fetchall()]


def is_stored_already(connection: duckdb.DuckDBPyConnection, base: Snapshot, frame: pa.Table) -> bool:
    """Whether the rows that are stored of the frame's file are those of the frame, whichever import brought them."""
    types = {name: DUCKDB_TYPES[kind] for name, kind in base.column_types.items() if name != "import_id"}
    if not set(types) >= set(frame.column_names) - {"import_id"}:
        return False
    digests = pc.unique(frame["source_hash"]).to_pylist()
    if None in digests or not base.files:
        return False
    names = ", ".join(types)
    connection.register("new_rows", frame)
    stored = f"SELECT {names} FROM ({select_rows(base.files, types)}) WHERE source_hash IN ({', '.join(map(quote, digests))})"
    brought = f"SELECT {names} FROM new_rows"
    query = f"SELECT count(*) FROM ((({stored}) EXCEPT ALL ({brought})) UNION ALL (({brought}) EXCEPT ALL ({stored})))"
    ((different,),) = connection.execute(query).fetchall()
    connection.unregister("new_rows")
    return not different


def town_codes(table: Table, frame: pa.Table) -> frozenset[str]:
    """The townships of a frame as `Reach` has them."""
    if "place_code" not in table.stored_columns:
        return frozenset([""])
    towns = pc.unique(pc.utf8_slice_codeunits(frame["place_code"], 0, TOWN_DIGITS)).to_pylist()
    return frozenset(town if town and len(town) == TOWN_DIGITS else "" for town in towns)


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


def near_files(table: Table, base: Snapshot, frame: pa.Table, codes: Mapping[str, str]) -> list[DataFile]:
    """The files that may hold a row of the frame's combinations."""
    ranges = {name: _value_range(frame, name, codes) for name in replace_columns(table)}
    return [file for file in base.files if _may_hold(file, ranges)]


def _remember(
    connection: duckdb.DuckDBPyConnection, name: str, frame: pa.Table, columns: Sequence[str], codes: Mapping[str, str]
) -> None:
    connection.register("new_rows", frame.select(list(columns)))
    wanted = ", ".join(f"{code_expression(column, codes)} AS {column}" for column in columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT {wanted} FROM new_rows")
    connection.unregister("new_rows")


def _remember_keys(
    connection: duckdb.DuckDBPyConnection, table: Table, frame: pa.Table, codes: Mapping[str, str]
) -> None:
    """The keys of the frame; rows without what tells them apart (newborns without ID) are nobody else's row again."""
    for name in table.alone_without:
        frame = frame.filter(pc.is_valid(frame[name]))
    _remember(connection, "replaced_keys", frame, table.key, codes)


def _has_key_sql(table: Table, codes: Mapping[str, str]) -> str:
    same = " AND ".join(
        f"{code_expression(name, codes).replace(name, f'old.{name}')} IS NOT DISTINCT FROM k.{name}"
        for name in table.key
    )
    return f"EXISTS (SELECT 1 FROM replaced_keys k WHERE {same})"


def _town_sql(table: Table) -> str:
    if "place_code" not in table.stored_columns:
        return "''"
    return f"CASE WHEN length(old.place_code) >= {TOWN_DIGITS} THEN left(old.place_code, {TOWN_DIGITS}) ELSE '' END"


def _reach_sql(table: Table, reach: Reach) -> str:
    parts = []
    for values, column in ((reach.imports, "coalesce(old.import_id, '')"), (reach.towns, _town_sql(table))):
        if values is not None:
            listed = ", ".join(map(quote, sorted(values))) or "NULL"
            parts.append(f"coalesce({column} IN ({listed}), FALSE)")
    return f"({' AND '.join(parts)})"


def _marked(query: str, columns: Sequence[str], codes: Mapping[str, str]) -> tuple[str, str]:
    """The query with the compared values added as `_0`, `_1`, …, and the condition that joins it with `replaced`."""
    values = ", ".join(f"{code_expression(name, codes)} AS _{place}" for place, name in enumerate(columns))
    same = " AND ".join(f"old._{place} IS NOT DISTINCT FROM replaced.{name}" for place, name in enumerate(columns))
    return f"(SELECT *, {values} FROM ({query})) old", same


def _count_hits(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[DataFile],
    types: Mapping[str, str],
    columns: Sequence[str],
    codes: Mapping[str, str],
    goes: str,
) -> dict[str, int]:
    """File path → how many of its rows the frame replaces; files without any are absent. `goes` narrows the rows."""
    if not files:
        return {}
    query = select_rows(files, types, extra=", parse_filename(filename) AS _file")
    old, same = _marked(query, columns, codes)
    where = f" WHERE {goes}" if goes else ""
    return dict(
        connection.execute(
            f"SELECT _file, count(*) FROM {old} SEMI JOIN replaced ON {same}{where} GROUP BY 1"
        ).fetchall()
    )


def _surviving(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[DataFile],
    types: Mapping[str, str],
    columns: Sequence[str],
    codes: Mapping[str, str],
    goes: str,
) -> pa.RecordBatchReader:
    old, same = _marked(select_rows(files, types), columns, codes)
    query = f"SELECT {', '.join(types)} FROM {old} ANTI JOIN replaced ON {same}"
    if goes:
        query += f" UNION ALL SELECT {', '.join(types)} FROM {old} SEMI JOIN replaced ON {same} WHERE NOT ({goes})"
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
