"""What nobody can judge of the households of one village: rows of which a check cannot say whether they fail.

A run counts such rows by place; which household they are of is asked here, when somebody looks at it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from indicators.checks.engines import make_plans
from indicators.declared import CHECKS, Framework, day_of_view, read_framework, views
from indicators.evaluation import query
from store import Store

COLUMNS = ("household_code", "check", "unknown", "judged")


def count_unknown(
    store: Store, period: str, village: str, framework: Framework | None = None, day: date | None = None
) -> pd.DataFrame:
    """One row a household of a village and check that asks of it, `COLUMNS`: rows that cannot be judged, rows that were.

    Rows that name no household are left out. `day` is the run's day of view, None the working day's (`day_of_view`).
    """
    measures = list((framework or read_framework(CHECKS)).measures.values())
    frames = []
    with store.connect() as connection:
        views.prepare(connection)
        bounds = query.period_bounds(connection, measures, period, village, day_of_view(store, period, day))
        tables = {table for measure in measures for table in views.base_tables(measure.table)}
        newest = views.find_newest(connection, sorted(tables), bounds, query.counties_sql(village))
        for plan in make_plans(measures, replace(bounds, newest=newest), period, village):
            found = connection.execute(plan.households_sql).df()
            frames.append(_long(found, [measure.id for measure in plan.measures]))
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]


def _long(found: pd.DataFrame, checks: Sequence[str]) -> pd.DataFrame:
    """The wide counts of one pass, a row a household and check."""
    parts = [
        pd.DataFrame(
            {
                "household_code": found["household_code"],
                "check": name,
                "unknown": found[f"unknown_{at}"],
                "judged": found[f"population_{at}"] - found[f"unknown_{at}"],
            }
        )
        for at, name in enumerate(checks)
    ]
    long = pd.concat(parts, ignore_index=True)
    return long[(long["unknown"] > 0) | (long["judged"] > 0)]
