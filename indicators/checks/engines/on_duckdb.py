"""The engine of one machine: DuckDB under the memory limit of the settings, spilling below the data folder."""

from dataclasses import dataclass
from typing import ClassVar

import duckdb

from indicators.checks.engines.plan import CheckPlan


@dataclass(frozen=True)
class DuckdbEngine:
    """Runs passes on the very connection that composes the findings."""

    name: ClassVar[str] = "duckdb"
    versions: ClassVar[None] = None

    def run(self, plan: CheckPlan, driver: duckdb.DuckDBPyConnection, name: str) -> None:
        """Leave the result of one pass in this temp table of the driver's connection."""
        driver.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {plan.sql}")
