"""What plain loops over rows find, check by check: the twin that the engine's findings are compared with.

A twin is a function from `Tables` to the row keys it finds, written with dicts and loops only. The modules beside
register theirs with `@twin(check)`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from demo.households.home import LAST_MONTH, HouseholdWorld
from demo.households.months import rows_of_month
from demo.places.world import COUNTIES
from indicators.declared import CHECKS, Framework, read_framework, views
from indicators.declared.limits import read_limits
from loaders.cells.texts import mask_number
from store.declared.tables import find_table, read_tables
from store.frames import arrow_schema
from tests.indicators.checks.found_rows import find_rows

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Table → its rows of all periods, each with every declared column (None where empty), place and period."""
MONTHS_KEPT = 12


@dataclass(frozen=True)
class Tables:
    """The rows a twin looks at. `now`: of the newest month of each county within twelve, of the year, or all; `earlier`: of
    the months before the newest; `last_year`, `before_last`: of the year before, and of the one before that.
    `tables["migrant_work"]` is `tables.now["migrant_work"]`.
    """

    period: str
    now: Mapping[str, list[Row]]
    earlier: Mapping[str, list[Row]]
    last_year: Mapping[str, list[Row]]
    before_last: Mapping[str, list[Row]]

    def __getitem__(self, table: str) -> list[Row]:
        return self.now[table]

    @cached_property
    def limits(self) -> Mapping[str, float]:
        """Code → built-in value of a line."""
        return {code: limit.value for code, limit in read_limits().items()}

    @property
    def year(self) -> int:
        return int(self.period[:4])

    @property
    def month_number(self) -> int:
        """year*12+month of the period."""
        return number(self.period) or 0

    def has_sent(self, table: str) -> set[str]:
        """The counties that have any row of a table for the period."""
        return {row["county_code"] for row in self.now[table]}


Twin = Callable[[Tables], set[str]]
TWINS: dict[str, Twin] = {}


def twin(check: str) -> Callable[[Twin], Twin]:
    """Register the twin of one check."""

    def keep(function: Twin) -> Twin:
        if check in TWINS:
            raise ValueError(f"{check} has two twins")
        TWINS[check] = function
        return function

    return keep


def all_twins() -> Mapping[str, Twin]:
    """Check → twin, of every module there is, only of checks that are declared."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")
    unknown = sorted(TWINS.keys() - checks().measures.keys())
    if unknown:
        raise ValueError(f"twins of checks nobody declares: {unknown}")
    return TWINS


def checks() -> Framework:
    """The household checks."""
    return read_framework(CHECKS)


def number(month: str | None) -> int | None:
    """'YYYY-MM' as year*12+month."""
    return int(month[:4]) * 12 + int(month[5:7]) if month else None


def person_key(row: Row) -> str:
    """The row_key of a row of monitored_persons."""
    return row["id_number"] or f"{row['household_code']}/{row['relation'] or ''}{row['birth_month'] or ''}"


def table_key(table: str, row: Row) -> str:
    """The row_key of a row of a declared table that a check looks at directly."""
    names = [name for name in find_table(table).key if name not in ("county_code", "period")]
    return "|".join("" if row[name] is None else str(row[name]) for name in names)


def world_rows(world: HouseholdWorld, period: str) -> Rows:
    """All rows of a generated world, those of last month with them, as an import would store them."""
    rows: Rows = {}
    for name, table in read_tables().items():
        months = (LAST_MONTH, period) if table.period == "month" else ()
        placed = [
            (place, {"period": month} | row) for month in months for place, row in rows_of_month(world, name, month)
        ]
        placed = placed or list(world.all_rows(name))
        rows[name] = [whole_row(name, {"place_code": place} | row, period) for place, row in placed]
    rows["places"] = [county_row(county.code, county.name) for county in COUNTIES]
    return rows


def county_row(code: str, name: str) -> Row:
    """The row of a county in the place table."""
    return whole_row("places", {"code": code, "name": name, "level": "county"}, "")


def whole_row(table: str, row: Mapping[str, Any], period: str) -> Row:
    """The row with every stored column: its county from its place, the period unless it has its own, None elsewhere."""
    declared = find_table(table)
    own = period[:4] if declared.period == "year" else period
    given = {"period": own} | dict(row)
    given["county_code"] = (given.get("place_code") or "")[:6]
    return {name: given.get(name) for name in declared.stored_columns}


def split_rows(rows: Rows, period: str) -> Tables:
    """Which rows count for the period, by loops."""
    now: Rows = {}
    earlier: Rows = {}
    last_year: Rows = {}
    before_last: Rows = {}
    for name in read_tables():
        kind, all_rows = find_table(name).period, rows.get(name, [])
        earlier[name], last_year[name], before_last[name] = [], [], []
        if kind == "none":
            now[name] = list(all_rows)
        elif kind == "year":
            now[name] = [row for row in all_rows if row["period"] == period[:4]]
            last_year[name] = [row for row in all_rows if row["period"] == str(int(period[:4]) - 1)]
            before_last[name] = [row for row in all_rows if row["period"] == str(int(period[:4]) - 2)]
        else:
            now[name], earlier[name] = _split_months(all_rows, period)
    return Tables(period, now, earlier, last_year, before_last)


def _split_months(rows: Iterable[Row], period: str) -> tuple[list[Row], list[Row]]:
    """(rows of the newest month of their county, rows of the months before) within the last twelve."""
    end = number(period) or 0
    kept = [row for row in rows if end - MONTHS_KEPT < (number(row["period"]) or 0) <= end]
    newest: dict[str, str] = {}
    for row in kept:
        newest[row["county_code"]] = max(newest.get(row["county_code"], ""), row["period"])
    now = [row for row in kept if row["period"] == newest[row["county_code"]]]
    return now, [row for row in kept if row["period"] != newest[row["county_code"]]]


def fill_database(rows: Rows) -> duckdb.DuckDBPyConnection:
    """A connection whose declared tables hold the rows; each row has a source of its own."""
    connection = views.empty_connection()
    connection.execute("SET threads = 1")
    for name, some in rows.items():
        if not some:
            continue
        source = {"source_file": f"{name}.xlsx", "source_hash": name[:16], "source_sheet": "Sheet1", "import_id": "1"}
        placed = [row | source | {"source_row": at} for at, row in enumerate(some, start=4)]
        connection.register("_some_rows", pa.Table.from_pylist(placed, schema=arrow_schema(find_table(name))))
        connection.execute(f'INSERT INTO "{name}" SELECT * FROM _some_rows')
        connection.unregister("_some_rows")
    return connection


def engine_findings(connection: duckdb.DuckDBPyConnection, period: str, names: Iterable[str]) -> dict[str, set[str]]:
    """Check → row keys the engine finds."""
    wanted = sorted(names)
    found = find_rows(connection, [checks().measures[name] for name in wanted], period)
    keys: dict[str, set[str]] = {name: set() for name in wanted}
    for name, key in zip(found["check"].to_pylist(), found["row_key"].to_pylist(), strict=True):
        keys[name].add(key)
    return keys


def differences(tables: Tables, found: Mapping[str, set[str]]) -> list[str]:
    """What the engine and the twins disagree about, one line a check, numbers masked; empty when they agree."""
    lines = []
    for name, function in sorted(all_twins().items()):
        expected = function(tables)
        if expected != found[name]:
            more, less = sorted(found[name] - expected), sorted(expected - found[name])
            lines.append(f"{name}: only the engine {_masked(more)}, only the twin {_masked(less)}")
    return lines


def _masked(keys: list[str]) -> str:
    return f"{len(keys)} {[mask_number(key) for key in keys[:3]]}"
