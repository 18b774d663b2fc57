"""Rows of imported files that a table has not, as each import tells them: who reckons with the table has to know how many are missing.

They count for as long as the table has rows of the same import, county and period: a later import of these has its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb

from core.places import is_inside
from store import delta_files
from store.delta_files import Snapshot
from store.replacing import quote

REFUSED: Final = "refused_rows"
"""The relation of every connection that has them."""
_COLUMNS: Final = {
    "table_name": "VARCHAR", "import_id": "VARCHAR", "county_code": "VARCHAR", "period": "VARCHAR", "rows": "BIGINT",
}  # fmt: skip


@dataclass(frozen=True)
class RefusedRows:
    """How many rows of a file, of one county and period ('' of a table without periods), were not stored."""

    county_code: str
    period: str
    rows: int


def as_record(refused: Iterable[RefusedRows]) -> dict[str, Any]:
    """What a commit keeps of them; nothing where there are none."""
    told = [[one.county_code, one.period, one.rows] for one in refused]
    return {"refused": told} if told else {}


Row: TypeAlias = tuple[str, str, str, str, int]
"""table, import, county (today's code), period, rows."""


def read_refused(
    folder: Path, snapshots: Mapping[str, Snapshot], codes: Mapping[str, str], within: str = ""
) -> list[Row]:
    """What all imports told up to these versions, `within` a place or everywhere. Whether an import still has rows is asked of the
    table."""
    rows = [
        (name, str(entry.get("import_id", "")), codes.get(county, county), period, int(count))
        for name, snapshot in snapshots.items()
        for entry in delta_files.read_log(folder / "store" / name)
        if entry["version"] <= snapshot.version
        for county, period, count in entry.get("refused", ())
    ]
    return [row for row in rows if not within or is_inside(row[2], within) or is_inside(within, row[2])]


def create_refused(connection: duckdb.DuckDBPyConnection, rows: Iterable[Row] = ()) -> None:
    """The relation `REFUSED` with table_name, import_id, county_code, period, rows."""
    connection.execute(f"CREATE TABLE {REFUSED} ({', '.join(map(' '.join, _COLUMNS.items()))})")
    if values := ", ".join(f"({', '.join(map(quote, row[:-1]))}, {row[-1]:d})" for row in rows):
        connection.execute(f"INSERT INTO {REFUSED} VALUES {values}")
