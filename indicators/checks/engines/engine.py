"""All checks at once: which rows fail which of them, and how many rows each asked, over one pass a relation.

An engine runs the passes (`on_duckdb`, `on_spark`); what it answers is taken apart here, in DuckDB on the driver.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

import duckdb

from indicators.checks.engines.plan import IDENTITY, CheckPlan, make_plans
from indicators.declared import Measure, PeriodBounds, views
from indicators.evaluation import find_refused, query
from store import quote, read_tables

ROWS, COUNTS, NAMES, OPEN = "check_rows", "check_counts", "check_names", "check_open"
"""Temp tables of the driver's connection: one row a finding; one row a place and check; the checks by number; rows of which
something was found before and that a check cannot judge now, as findings."""
_PASS = "check_pass"
_ROW_COLUMNS = {"number": "SMALLINT"} | IDENTITY
_COUNT_COLUMNS = {
    "place_code": "VARCHAR", "county_code": "VARCHAR", "number": "SMALLINT", "population": "BIGINT", "unknown": "BIGINT",
}  # fmt: skip
_NAME_COLUMNS = {"number": "SMALLINT", "check": "VARCHAR", "code": "VARCHAR", "relation": "VARCHAR"}

_NEVER_NULL = {
    "row_key": "coalesce(row_key, '')",
    "place_code": "coalesce(place_code, '')",
    "county_code": "coalesce(county_code, left(place_code, 6), '')",
}

Progress = Callable[[str, float], None]
"""Called with words for what is being done and the share of it that is done."""


class Engine(Protocol):
    """What runs the passes. `name` stands in the run's record; `versions` are those of the tables that the engine reads,
    None when it reads what the driver's connection sees."""

    @property
    def name(self) -> str: ...

    @property
    def versions(self) -> Mapping[str, int] | None: ...

    def run(self, plan: CheckPlan, driver: duckdb.DuckDBPyConnection, name: str) -> None:
        """Leave the result of `plan.sql` in a temp table of the driver's connection."""


def run_checks(
    connection: duckdb.DuckDBPyConnection,
    engine: Engine,
    measures: Sequence[Measure],
    period: str,
    scope: str = "",
    progress: Progress | None = None,
    day: date | None = None,
    found_before: str = "",
) -> None:
    """Fill the temp tables `ROWS`, `COUNTS`, `NAMES` and `OPEN` of the connection with what the checks find in a period, as of
    the day of view (None: the period's last). `found_before`: a table of the connection whose row_key names the rows of which
    something was found before; `OPEN` stays empty without one.
    """
    views.prepare(connection)
    for name, columns in ((ROWS, _ROW_COLUMNS), (COUNTS, _COUNT_COLUMNS), (OPEN, _ROW_COLUMNS)):
        _create(connection, name, columns)
    name_checks(connection, measures)
    bounds = _bounds(connection, measures, period, scope, day)
    plans = make_plans(measures, bounds, period, scope, found_before)
    number_of = {measure.id: number for number, measure in enumerate(measures)}
    for done, plan in enumerate(plans):
        if progress:
            progress(f"第 {done + 1} / {len(plans)} 类记录", done / len(plans))
        engine.run(plan, connection, _PASS)
        numbers = [number_of[measure.id] for measure in plan.measures]
        connection.execute(f"INSERT INTO {ROWS} {_findings_sql(numbers, 'failed')}")
        if found_before:
            connection.execute(f"INSERT INTO {OPEN} {_findings_sql(numbers, 'left_open')}")
        connection.execute(f"INSERT INTO {COUNTS} {_counts_sql(numbers)}")
        connection.execute(f"DROP TABLE {_PASS}")
    _count_refused(connection, measures, period, scope)


def _bounds(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], period: str, scope: str, day: date | None
) -> PeriodBounds:
    """The period's bounds with everything that is asked of the tables once and not in every pass."""
    bounds = query.period_bounds(connection, measures, period, scope, day)
    tables = {table for measure in measures for table in views.base_tables(measure.table)}
    newest = views.find_newest(connection, sorted(tables), bounds, query.counties_sql(scope))
    return replace(bounds, newest=newest)


def _count_refused(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], period: str, scope: str) -> None:
    """Rows of a file that its table did not take are rows that a check cannot judge: of the table it looks at one more each; of the one
    it compares with, one of those it looks at each, as nobody knows whose it is. Counted for the county."""
    own = [(number, views.base_tables(one.table)[0], 1) for number, one in enumerate(measures)]
    others = [(number, table, 0) for number, one in enumerate(measures) for table in _compared(one)]
    asked = [*own, *others]
    single = {table for _, table, _ in asked if not read_tables()[table].is_melted}
    found = find_refused(connection, single, period, scope)
    rows_of = found.groupby("table")[["county_code", "rows"]]
    told = [
        (number, county, int(rows) * is_own, int(rows))
        for number, table, is_own in asked
        if table in rows_of.groups
        for county, rows in rows_of.get_group(table).itertuples(index=False)
    ]
    if told:
        values = ", ".join(f"({number}, {quote(county)}, {more}, {rows})" for number, county, more, rows in told)
        connection.execute(
            f"INSERT INTO {COUNTS} SELECT r.county_code, r.county_code, r.number, r.population, r.unknown FROM "
            f"(VALUES {values}) r(number, county_code, population, unknown) "
            f"SEMI JOIN (SELECT number, county_code FROM {COUNTS}) c USING (number, county_code)"
        )


def _compared(check: Measure) -> Collection[str]:
    """The tables that a row of the one it looks at is held against: the one it names, else all that its view joins."""
    own, *joined = views.base_tables(check.table)
    return {check.compares} if check.compares not in ("", own) else set(joined) - {own}


def _create(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")


def name_checks(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure]) -> None:
    """Fill the temp table `NAMES`."""
    _create(connection, NAMES, _NAME_COLUMNS)
    named = [(number, measure.id, measure.code or None, measure.table) for number, measure in enumerate(measures)]
    if named:
        connection.executemany(f"INSERT INTO {NAMES} VALUES (?, ?, ?, ?)", named)


def _findings_sql(numbers: Sequence[int], which: str) -> str:
    """One row for each check that a row fails (`failed`), or that cannot judge it (`left_open`)."""
    columns = ", ".join(_NEVER_NULL.get(name, name) for name in IDENTITY)
    failing = f"SELECT place_code, county_code, unnest(found) AS row FROM {_PASS}"
    answers = f"SELECT place_code, county_code, row.*, unnest(row.{which}) AS position FROM ({failing})"
    return f"SELECT ({_list_sql(numbers)})[position + 1], {columns} FROM ({answers}) WHERE position IS NOT NULL"


def _counts_sql(numbers: Sequence[int]) -> str:
    """One row a place and check with rows in its population."""
    columns = {
        "number": numbers,
        "population": [f"population_{position}" for position in range(len(numbers))],
        "unknown": [f"unknown_{position}" for position in range(len(numbers))],
    }
    lists = ", ".join(f"unnest({_list_sql(values)}) AS {name}" for name, values in columns.items())
    places = f"{_NEVER_NULL['place_code']}, {_NEVER_NULL['county_code']}"
    return f"SELECT * FROM (SELECT {places}, {lists} FROM {_PASS}) WHERE population > 0"


def _list_sql(values: Iterable[object]) -> str:
    return f"[{', '.join(map(str, values))}]"
