"""Open findings by county and month, from the runs that were made; a month nobody checked is unknown, not zero."""

from collections.abc import Iterable

import pandas as pd

from indicators.checks.findings import Run, read_matrix
from indicators.checks.runs import list_runs
from indicators.declared import Framework
from store import Store


def count_by_month(store: Store, framework: Framework, scope: str, periods: Iterable[str]) -> pd.DataFrame:
    """period, place_code, findings (open), day of the newest run of each month; a county without any population is left out."""
    frames = [_count(store, run, framework, scope) for period in periods for run in list_runs(store, period)[:1]]
    if not frames:
        return pd.DataFrame(columns=["period", "place_code", "findings", "day"])
    return pd.concat(frames, ignore_index=True)


def _count(store: Store, run: Run, framework: Framework, scope: str) -> pd.DataFrame:
    matrix = read_matrix(store, run, scope=scope, framework=framework)
    counts = matrix.groupby("place_code", sort=True)["findings"].sum().reset_index()
    return counts.assign(period=run.period, day=run.view_day.isoformat())[["period", "place_code", "findings", "day"]]
