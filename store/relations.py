"""DuckDB over the files of chosen versions: one view per declared table.

Views stand in an in-memory database that is kept for each set of versions; every caller gets a cursor of its own.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from core.declared import stamp_of
from core.places import changes as place_changes
from core.places import county_of, depth_of, significant
from core.settings import duckdb_memory_limit, duckdb_threads
from store.county_rows import COUNTY, PLACE, codes_of, may_be_of
from store.declared import TABLES_FOLDER, Table, find_table, read_tables
from store.delta_files import DataFile, Snapshot
from store.refused import create_refused, read_refused
from store.replacing import CODE_COLUMNS, code_expression, quote, select_rows

FINDINGS_FOLDER = "findings"
"""Where runs of the household checks stand in the data folder."""

STAMPS = "view_stamps"
"""A table of the database with the views: what each of them depends on, and the table's version (-1 without one); under '' the folder.
Whoever asks a database is told by it of what, and not of a newer one."""

SWAPPED_SIDES = "build_side_probe_side"
"""Left out: where rows are picked by period the planner guesses too few, and would hash millions of wide rows instead of
the narrow ones they are joined with. Joins are written big to small."""

Versions = tuple[tuple[str, Snapshot], ...]


@dataclass(frozen=True)
class Narrowing:
    """Only the rows of these counties, named by today's codes, of these tables; other tables are whole."""

    counties: frozenset[str]
    tables: frozenset[str]


def open_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """An empty in-memory database that reads files below `<folder>/store` and its own below `findings` and `tmp` only,
    and loads no extension."""
    return _open(folder, _settings())


def open_views(
    folder: Path, versions: Mapping[str, Snapshot], narrowing: Narrowing | None = None, within: str = ""
) -> duckdb.DuckDBPyConnection:
    """A cursor on the database that has one view per declared table at these versions; `within` a place, none of them has a row of
    another one, and no answer of it is kept."""
    chosen = tuple(sorted(versions.items()))
    return _views_database(
        folder, chosen, narrowing, within, _settings(), os.getpid(), stamp_of(TABLES_FOLDER)
    ).cursor()


def within_place(table: Table, query: str, place: str) -> str:
    """Of a query's rows those of a place and of places inside it; all of a table that knows no places, and all for ''."""
    if not place or COUNTY not in table.stored_columns:
        return query
    column = PLACE if depth_of(place) > depth_of(county_of(place)) else COUNTY
    return f"SELECT * FROM ({query}) WHERE starts_with({column}, {quote(significant(place))})"


def view_query(
    table: Table, snapshot: Snapshot | None, codes: Mapping[str, str], narrowing: Narrowing | None = None
) -> str:
    """The rows of one version with the declared columns; `county_code` and `place_code` are today's where `codes` has newer ones.

    Whoever asks a table by place asks by today's code alone.
    """
    files = snapshot.files if snapshot else ()
    if narrowing and table.name in narrowing.tables:
        all_codes = tuple(code for county in sorted(narrowing.counties) for code in codes_of(county, codes))
        files = tuple(file for file in files if may_be_of(file, all_codes))
        wanted = f" WHERE {COUNTY} IN ({', '.join(map(quote, all_codes))})" if files else ""
        query = select_rows(files, table.stored_columns) + wanted
    else:
        query = select_rows(files, table.stored_columns)
    changed = codes_in_files(files, codes)
    if COUNTY not in table.stored_columns or not changed:
        return query
    today = ", ".join(f"{code_expression(name, changed)} AS {name}" for name in CODE_COLUMNS)
    return f"SELECT * REPLACE ({today}) FROM ({query})"


def codes_in_files(files: Iterable[DataFile], codes: Mapping[str, str]) -> dict[str, str]:
    """Those of the changed place codes → today's that some of the files may hold, by their statistics."""
    all_files = tuple(files)
    return {code: now for code, now in codes.items() if any(_may_name(file, code) for file in all_files)}


def _may_name(file: DataFile, code: str) -> bool:
    return any(file.may_hold(name, code, code) for name in CODE_COLUMNS if name in file.null_count)


def current_codes(folder: Path, places: Snapshot | None) -> dict[str, str]:
    """Changed place codes → today's: the declared changes and those of that version of the places table."""
    declared = place_changes.declared_changes().codes
    return place_changes.chain_codes(declared | dict(_replaced_places(folder, places))) if places else declared


@lru_cache(maxsize=8)
def _views_database(
    folder: Path,
    versions: Versions,
    narrowing: Narrowing | None,
    within: str,
    settings: tuple[str, str],
    _process: int,
    _declared: object,
) -> duckdb.DuckDBPyConnection:
    snapshots = dict(versions)
    codes = current_codes(folder, snapshots.get("places"))
    connection = _open(folder, settings)
    connection.execute(f"SET parquet_metadata_cache = true; SET disabled_optimizers = '{SWAPPED_SIDES}'")
    connection.execute("SET lock_configuration = true")
    tables = read_tables()
    queries = {name: view_query(table, snapshots.get(name), codes, narrowing) for name, table in tables.items()}
    for name, query in queries.items():
        connection.execute(f"CREATE VIEW {name} AS {within_place(tables[name], query, within)}")
    create_refused(connection, read_refused(folder, snapshots, codes, within))
    if within:
        return connection
    rows = [("", str(folder), -1)]
    rows += [
        (name, stamp_of_view(folder, query), snapshots[name].version if name in snapshots else -1)
        for name, query in queries.items()
    ]
    values = ", ".join(f"({quote(name)}, {quote(stamp)}, {version})" for name, stamp, version in rows)
    connection.execute(f"CREATE TABLE {STAMPS} AS FROM (VALUES {values}) t(name, stamp, version)")
    return connection


def stamp_of_view(folder: Path, query: str) -> str:
    """A short text that changes with a table's files, columns and place codes (`view_query`), wherever the folder lies.

    A file never changes, and no two have one name.
    """
    return hashlib.sha256(query.replace(str(folder), "").encode()).hexdigest()[:40]


@lru_cache(maxsize=8)
def _replaced_places(folder: Path, places: Snapshot) -> tuple[tuple[str, str], ...]:
    query = view_query(find_table("places"), places, {})
    with open_database(folder) as connection:
        rows = connection.execute(f"SELECT code, replaced_by FROM ({query}) WHERE replaced_by <> code").fetchall()
    return tuple(rows)


def _settings() -> tuple[str, str]:
    """Memory limit and threads, from `DUCKDB_MEMORY_LIMIT` and `DUCKDB_THREADS`."""
    return duckdb_memory_limit(), duckdb_threads()


def _open(folder: Path, settings: tuple[str, str]) -> duckdb.DuckDBPyConnection:
    scratch = folder / "tmp"
    with suppress(FileNotFoundError):  # no data folder is made by looking at it
        scratch.mkdir(exist_ok=True)
    limit, threads = settings
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": limit,
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if threads:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    allowed = ", ".join(quote(str(path)) for path in (folder / "store", folder / FINDINGS_FOLDER, scratch))
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    return connection
