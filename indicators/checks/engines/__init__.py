"""All checks at once: the plan of passes, and the engines that run them (DuckDB on one machine, Spark on a cluster)."""

from indicators.checks.engines.engine import COUNTS, NAMES, OPEN, ROWS, Engine, Progress, name_checks, run_checks
from indicators.checks.engines.on_duckdb import DuckdbEngine
from indicators.checks.engines.on_spark import open_engine
from indicators.checks.engines.plan import IDENTITY, bounds_of, make_plans, source_sql

__all__ = [
    "COUNTS", "IDENTITY", "NAMES", "OPEN", "ROWS", "DuckdbEngine", "Engine", "Progress", "bounds_of", "make_plans",
    "name_checks", "open_engine", "run_checks", "source_sql",
]  # fmt: skip
