"""Which counties' rows differ between two versions of a table.

Only files that are not in both versions are read; the rows of those are compared county by county.
"""

from collections.abc import Mapping, Sequence

import duckdb

from store.county_rows import COUNTY
from store.declared import Table
from store.delta_files import DataFile, Snapshot
from store.replacing import select_rows

MOST_ROWS = 2_000_000
"""With more rows in differing files than this, finding out which differ would take as long as looking at all of them."""

Sums = Mapping[str | None, tuple[int, int]]


def find_changed_counties(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    before: Snapshot | None,
    now: Snapshot | None,
    codes: Mapping[str, str],
) -> frozenset[str | None] | None:
    """Today's codes of the counties that have other rows now (None: rows without a county). A version of None is empty.

    `codes` are changed codes → today's. The order of rows does not count, every declared column does. No answer (None)
    when more than `MOST_ROWS` rows would have to be read.
    """
    old, new = _files(before), _files(now)
    only_old = [file for path, file in old.items() if path not in new]
    only_new = [file for path, file in new.items() if path not in old]
    if sum(file.rows for file in (*only_old, *only_new)) > MOST_ROWS:
        return None
    gone, come = _sums(connection, table, only_old), _sums(connection, table, only_new)
    found = {county for county in gone.keys() | come.keys() if gone.get(county) != come.get(county)}
    return frozenset(codes.get(county, county) if county else county for county in found)


def _files(snapshot: Snapshot | None) -> dict[str, DataFile]:
    return {file.path: file for file in snapshot.files} if snapshot else {}


def _sums(connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[DataFile]) -> Sums:
    """County → how many rows and the sum of their hashes."""
    if not files:
        return {}
    rows = select_rows(files, table.stored_columns)
    columns = ", ".join(table.stored_columns)
    sql = f"SELECT {COUNTY}, count(*), sum(hash({columns})) FROM ({rows}) GROUP BY {COUNTY}"
    return {county: (rows, total) for county, rows, total in connection.execute(sql).fetchall()}
