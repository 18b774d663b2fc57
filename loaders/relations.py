"""DuckDB over the files of chosen versions: one view per declared table.

Views stand in an in-memory database that is kept for each set of versions; every caller gets a cursor of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import duckdb

from loaders import place_changes
from loaders.declarations import Table, find_table, read_tables
from loaders.delta_files import DataFile, Snapshot
from loaders.replacing import code_expression, quote, select_rows

DEFAULT_MEMORY_LIMIT = "4GB"
DEFAULT_THREADS = ""
FINDINGS_FOLDER = "findings"
"""Where runs of the household checks stand in the data folder."""

SWAPPED_SIDES = "build_side_probe_side"
"""Left out: where rows are picked by period the planner guesses too few, and would hash millions of wide rows instead of
the narrow ones they are joined with. Joins are written big to small."""

Versions = tuple[tuple[str, Snapshot], ...]


def open_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """An empty in-memory database that reads files below `<folder>/store` and its own below `findings` and `tmp` only,
    and loads no extension."""
    return _open(folder, _settings())


def open_views(folder: Path, versions: Mapping[str, Snapshot]) -> duckdb.DuckDBPyConnection:
    """A cursor on the database that has one view per declared table at these versions."""
    chosen = tuple(sorted(versions.items()))
    return _views_database(folder, chosen, _settings(), os.getpid()).cursor()


def view_query(table: Table, snapshot: Snapshot | None, codes: Mapping[str, str]) -> str:
    """The rows of one version with the declared columns; `county_code` is today's where `codes` has a newer one."""
    query = select_rows(snapshot.files if snapshot else (), table.stored_columns)
    held = {code: now for code, now in codes.items() if snapshot and _may_hold_code(snapshot.files, code)}
    if "county_code" not in table.stored_columns or not held:
        return query
    return f"SELECT * REPLACE ({code_expression('county_code', held)} AS county_code) FROM ({query})"


def current_codes(folder: Path, places: Snapshot | None) -> dict[str, str]:
    """Changed place codes → today's: the declared changes and those of that version of the places table."""
    declared = place_changes.declared_changes().codes
    return place_changes.chain_codes(declared | dict(_replaced_places(folder, places))) if places else declared


@lru_cache(maxsize=8)
def _views_database(
    folder: Path, versions: Versions, settings: tuple[str, str], _process: int
) -> duckdb.DuckDBPyConnection:
    snapshots = dict(versions)
    codes = current_codes(folder, snapshots.get("places"))
    connection = _open(folder, settings)
    connection.execute(f"SET parquet_metadata_cache = true; SET disabled_optimizers = '{SWAPPED_SIDES}'")
    connection.execute("SET lock_configuration = true")
    for name, table in read_tables().items():
        connection.execute(f"CREATE VIEW {name} AS {view_query(table, snapshots.get(name), codes)}")
    return connection


@lru_cache(maxsize=8)
def _replaced_places(folder: Path, places: Snapshot) -> tuple[tuple[str, str], ...]:
    query = view_query(find_table("places"), places, {})
    with open_database(folder) as connection:
        rows = connection.execute(f"SELECT code, replaced_by FROM ({query}) WHERE replaced_by <> code").fetchall()
    return tuple(rows)


def _settings() -> tuple[str, str]:
    """Memory limit and threads, from `DUCKDB_MEMORY_LIMIT` and `DUCKDB_THREADS`."""
    limit = os.environ.get("DUCKDB_MEMORY_LIMIT") or DEFAULT_MEMORY_LIMIT
    return limit, os.environ.get("DUCKDB_THREADS") or DEFAULT_THREADS


def _open(folder: Path, settings: tuple[str, str]) -> duckdb.DuckDBPyConnection:
    scratch = folder / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
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


def _may_hold_code(files: Iterable[DataFile], code: str) -> bool:
    return any(file.may_hold("county_code", code, code) for file in files)
