"""Which columns of which tables the checks touch, as DuckDB's planner says after it left out what nobody asks for."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indicators.checks import make_plans
from indicators.declared import Measure, views
from indicators.evaluation import query
from store import Store, read_tables

SAMPLE_ROWS = 3_000
"""Rows of each table that the planner sees; with empty tables it would leave out everything."""


def touched_columns(store: Store, measures: Sequence[Measure], period: str) -> Mapping[str, list[str]]:
    """Table → the columns that any pass of the checks reads or filters by, sorted; tables without rows are left out."""
    touched: dict[str, set[str]] = {}
    with store.connect() as connection, views.empty_connection() as sample:
        for name in read_tables():
            rows = connection.sql(f"SELECT * FROM {name} LIMIT {SAMPLE_ROWS}").to_arrow_table()
            sample.register("some_rows", rows)
            sample.execute(f'INSERT INTO "{name}" SELECT * FROM some_rows')
            sample.unregister("some_rows")
        bounds = query.period_bounds(connection, measures, period, "")
        for plan in make_plans(measures, bounds, period):
            explained = sample.execute(f"EXPLAIN (FORMAT json) {plan.sql}").fetchall()[0][1]
            for table, columns in _scans(json.loads(explained)):
                touched.setdefault(table, set()).update(columns)
    return {table: sorted(touched[table]) for table in sorted(touched)}


def _scans(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, set[str]]]:
    for node in nodes:
        facts = node.get("extra_info", {})
        table = str(facts.get("Table", "")).rpartition(".")[2]
        if table in read_tables():
            stored = read_tables()[table].stored_columns
            projected = facts.get("Projections", [])
            words = {projected} if isinstance(projected, str) else set(projected)
            words |= set(re.findall(r"\w+", str(facts.get("Filters", ""))))
            yield table, {name for name in stored if name in words}
        yield from _scans(node.get("children", []))
