"""The engine of one machine: DuckDB under the memory limit of the settings, spilling below the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import duckdb

from indicators.check_plan import CheckPlan


@dataclass(frozen=True)
class DuckdbEngine:
    """Runs passes on the very connection that composes the findings."""

    name: ClassVar[str] = "duckdb"
    versions: ClassVar[None] = None

    def run(self, plan: CheckPlan, driver: duckdb.DuckDBPyConnection, rows: str, counts: str) -> None:
        """Leave the failing rows and the counts of one pass in these temp tables of the driver's connection."""
        driver.execute(f"CREATE OR REPLACE TEMP TABLE check_pass AS {plan.slim_sql}")
        driver.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS {plan.rows_sql('check_pass')}")
        driver.execute(f"CREATE OR REPLACE TEMP TABLE {counts} AS {plan.counts_sql('check_pass')}")
        driver.execute("DROP TABLE check_pass")
