"""The findings of single checks, for tests: run over the tables of a connection, without a store and without a run."""

from collections.abc import Sequence
from datetime import date

import duckdb
import pyarrow as pa

from indicators.checks.engines.engine import NAMES, ROWS, run_checks
from indicators.checks.engines.on_duckdb import DuckdbEngine
from indicators.checks.engines.plan import IDENTITY
from indicators.declared import Measure


def find_rows(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[Measure],
    period: str,
    scope: str = "",
    day: date | None = None,
) -> pa.Table:
    """The findings of the checks inside a scope: check, row_key, place_code, county_code, household_code, source_*; as of a
    day, the period's last when none is given."""
    run_checks(connection, DuckdbEngine(), measures, period, scope, day=day)
    columns = ", ".join(IDENTITY)
    order = "county_code, place_code, number, row_key, source_row"
    return connection.sql(
        f'SELECT "check", {columns} FROM {ROWS} JOIN {NAMES} USING (number) ORDER BY {order}'
    ).to_arrow_table()
