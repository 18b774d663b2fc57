"""Measures whose rows are a sample: how far chance alone may move the value, and what can be said of a gap."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import duckdb
import numpy as np
import pandas as pd
from sqlglot import exp

from core import words
from indicators.declared import SIMPLE, Measure
from indicators.evaluation import query
from indicators.scoring import HIGHER
from indicators.survey import Estimate, estimate_share, wilson_interval

INTERVALS: Final = ("low", "high", "sample_size", "sample_clusters")
"""Columns of a value's interval: its ends, how many answered, and in how many clusters; NaN where nothing was sampled."""
NOT_SIGNIFICANT: Final = "差距不显著"
_KEYS: Final = ["place_code", "measure"]


def add_intervals(
    connection: duckdb.DuckDBPyConnection,
    frame: pd.DataFrame,
    declared: Mapping[str, Measure],
    level: str,
    period: str,
    area: str,
    day: date | None = None,
) -> pd.DataFrame:
    """The frame (place_code, measure, numerator, denominator, …) with `INTERVALS`; it keeps its rows and their order."""
    intervals = np.full((len(frame), len(INTERVALS)), np.nan)
    places, names = frame["place_code"].to_numpy(dtype=object), frame["measure"].to_numpy(dtype=object)
    for measure in declared.values():
        mine = np.flatnonzero(names == measure.id) if measure.sample else ()
        if measure.sample == SIMPLE:
            for at in mine:
                met, asked = frame["numerator"].iloc[at], frame["denominator"].iloc[at]
                intervals[at] = [*wilson_interval(met, asked), asked, np.nan]
        elif measure.sample:
            found = _estimates(connection, measure, level, period, area, day)
            for at in mine:
                if (one := found.get(str(places[at]))) is not None:
                    intervals[at] = [one.low, one.high, one.answers, one.clusters]
    return frame.assign(**{name: intervals[:, at] for at, name in enumerate(INTERVALS)})


def _estimates(
    connection: duckdb.DuckDBPyConnection, measure: Measure, level: str, period: str, area: str, day: date | None
) -> dict[str, Estimate]:
    """Place → the estimate over its clusters of rows that can be judged."""
    taken = query.day_taken(measure, day)
    bounds = query.period_bounds(connection, [measure], period, area, taken)

    def sql(tree: exp.Expression | None) -> str:
        return query.bound_sql(tree, measure.table, bounds)

    is_share = measure.kind == "share"
    top = f"CAST(({sql(measure.met)}) AS DOUBLE)" if is_share else sql(measure.numerator)
    bottom = "1.0" if is_share else sql(measure.denominator)
    known = f"({sql(measure.population)}) AND ({top}) IS NOT NULL AND ({bottom}) IS NOT NULL"
    newest = query.find_newest(connection, measure.table, period, area, taken)
    rows = query.bound_rows_sql(measure.table, measure.binding, period, area, taken, newest)
    key = query.key_sql(level)
    found = query.ask(
        connection,
        f'SELECT {key} AS place_code, "{measure.sample}" AS cluster, sum({top}) AS met, sum({bottom}) AS asked, '
        f"count(*) AS answers FROM ({rows}) WHERE {query.scope_sql(area)} AND ({key}) IS NOT NULL AND {known} "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    ).to_pandas()
    return {
        str(place): estimate_share(group["met"], group["asked"], group["answers"])
        for place, group in found.groupby("place_code")
    }


def say_interval(row: Mapping[str, object] | pd.Series) -> str:
    """`95%区间 94.3–98.5，319户`; '' for a value of no sample. `row` has `INTERVALS`."""
    size = row.get("sample_size", np.nan)
    if words.is_missing(size):
        return ""
    asked = f"{int(float(size)):,}户"  # type: ignore[arg-type]
    if words.is_missing(row["low"]) or words.is_missing(row["high"]):
        return f"{asked}，样本太少，估不出误差"
    low, high = (f"{100 * float(row[name]):.1f}" for name in ("low", "high"))  # type: ignore[arg-type]
    return f"95%区间 {low}–{high}，{asked}"


def say_sampled(value: float, unit: str, row: Mapping[str, object] | pd.Series) -> str:
    """`97.05%（95%区间 94.3–98.5，319户）`; a value of no sample alone."""
    said, interval = words.say_value(value, unit), say_interval(row)
    return f"{said}（{interval}）" if interval else said


def say_error(measure: Measure, row: Mapping[str, object] | pd.Series) -> str:
    """The interval, and whether the full line that a value misses lies inside it: `95%区间 94.3–98.5，319户；差距不显著`."""
    interval = say_interval(row)
    return f"{interval}；{NOT_SIGNIFICANT}" if interval and is_within_chance(measure, row) else interval


def is_within_chance(measure: Measure, row: Mapping[str, object] | pd.Series) -> bool:
    """Whether the full line lies inside the interval of a value that misses it: chance alone may have made the gap."""
    if measure.rule is None or words.is_missing(row.get("low", np.nan)):
        return False
    full, value = measure.rule.target(), float(row["value"])  # type: ignore[arg-type]
    is_missed = value < full if measure.direction == HIGHER else value > full
    return bool(is_missed and float(row["low"]) <= full <= float(row["high"]))  # type: ignore[arg-type]


def say_advice(measure: Measure, row: Mapping[str, object] | pd.Series) -> str:
    """What to do about a gap of a sampled share: nobody can be asked over again, so no number of households to be won."""
    full = measure.rule.target() if measure.rule is not None else np.nan
    gap = words.say_points(abs(float(full) - float(row["value"])) * 100)  # type: ignore[arg-type]
    do = f"；{measure.win_back}" if measure.win_back else ""
    if words.is_missing(row.get("low", np.nan)):
        return f"抽样率，不能逐户补：距满分线 {gap}{do}"
    if is_within_chance(measure, row):
        return f"{NOT_SIGNIFICANT}：距满分线 {gap}，在抽样误差以内{do}"
    return f"抽样率，不能逐户补：距满分线 {gap}，超出抽样误差{do}"
