"""All checks at once: which rows fail which of them, and how many rows each asked, over one pass a relation.

An engine runs the passes (`engine_duckdb`, `engine_spark`); what it answers is taken apart here, in DuckDB on the driver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import duckdb
import pyarrow as pa

from indicators import views
from indicators.check_plan import IDENTITY, CheckPlan, bit_sql, make_plans
from indicators.engine_duckdb import DuckdbEngine
from indicators.expressions import PeriodBounds
from indicators.framework import Measure

ROWS, COUNTS = "check_rows", "check_counts"
"""Temp tables of the driver's connection with what was found: one row a finding; one row a place and check."""
_ROW_COLUMNS = {"check": "VARCHAR"} | IDENTITY
_COUNT_COLUMNS = {
    "place_code": "VARCHAR", "county_code": "VARCHAR", "check": "VARCHAR", "population": "BIGINT", "unknown": "BIGINT",
}  # fmt: skip


class Engine(Protocol):
    """What runs the passes. `name` stands in the run's record."""

    @property
    def name(self) -> str: ...

    def run(self, plan: CheckPlan, driver: duckdb.DuckDBPyConnection, rows: str, counts: str) -> None:
        """Leave the results of `plan.rows_sql` and `plan.counts_sql` over `plan.slim_sql` in two temp tables of the
        driver's connection, named `rows` and `counts`."""


def find_rows(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], period: str, scope: str = ""
) -> pa.Table:
    """The findings of the checks inside a scope: check, row_key, place_code, county_code, household_code, source_*."""
    run_checks(connection, DuckdbEngine(), measures, period, scope)
    order = 'county_code, place_code, "check", row_key'
    return connection.sql(f"SELECT * FROM {ROWS} ORDER BY {order}").to_arrow_table()


def run_checks(
    connection: duckdb.DuckDBPyConnection, engine: Engine, measures: Sequence[Measure], period: str, scope: str = ""
) -> None:
    """Fill the temp tables `ROWS` and `COUNTS` of the connection with what the checks find in a period."""
    views.prepare(connection)
    _create(connection, ROWS, _ROW_COLUMNS)
    _create(connection, COUNTS, _COUNT_COLUMNS)
    bounds = PeriodBounds.of(period)
    for plan in make_plans(measures, bounds, period, scope):
        engine.run(plan, connection, "pass_rows", "pass_counts")
        connection.execute(f"INSERT INTO {ROWS} {_findings_sql(plan, 'pass_rows')}")
        connection.execute(f"INSERT INTO {COUNTS} {_counts_sql(plan, 'pass_counts')}")
        connection.execute("DROP TABLE pass_rows; DROP TABLE pass_counts")


def _create(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")


def _findings_sql(plan: CheckPlan, rows: str) -> str:
    """One row for each check that a row fails."""
    columns = ", ".join(name for name in IDENTITY if name != "row_key")
    return " UNION ALL ".join(
        f"SELECT '{measure.id}', coalesce(row_key, '') AS row_key, {columns} FROM {rows} "
        f"WHERE {bit_sql('failed', index)}"
        for index, measure in enumerate(plan.measures)
    )


def _counts_sql(plan: CheckPlan, counts: str) -> str:
    """One row a place and check with rows in its population."""
    return " UNION ALL ".join(
        f"SELECT place_code, county_code, '{measure.id}', asked_{asked} AS population, "
        f"unknown_{index} AS unknown FROM {counts} WHERE asked_{asked} > 0"
        for index, (measure, asked) in enumerate(zip(plan.measures, plan.population_of, strict=True))
    )
