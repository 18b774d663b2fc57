"""The average that a place's value is held against: imported, or that of the places evaluated together."""

import duckdb
import numpy as np
import pandas as pd

from core.measure_units import GROWTH
from core.places import COUNTRY, province_of
from indicators.declared import Framework, Measure
from indicators.scoring import NATION, AboveLastYearAndGrowth, PerStepBehind, VersusAverage

LEAST_AVERAGED = 2
"""Fewer places have no average: one would be compared with itself."""


def with_averages(
    connection: duckdb.DuckDBPyConnection, grid: pd.DataFrame, framework: Framework, period: str
) -> pd.DataFrame:
    """Adds average, average_source and average_places: the imported reference of the province, else that of the places
    evaluated, as many as average_places; of the nation where the rule compares with it. Where the rule compares with the
    nation's growth, it is what last year's value would be by that growth.

    A single place has no average: it would be compared with itself.
    """
    reference = _read_references(connection, period)
    measures = framework.measures
    is_national = grid["measure"].map({name: _is_nationwide(measure) for name, measure in measures.items()})
    keys = grid["place_code"].map(province_of).where(~is_national.astype(bool), COUNTRY)
    given = pd.MultiIndex.from_arrays([keys, grid["measure"]]).map(reference)
    imported = pd.Series(np.asarray(given, dtype=float), index=grid.index)
    averages = {name: _area_average(rows, measures[str(name)]) for name, rows in grid.groupby("measure")}
    counts = (grid["state"] == "reported").groupby(grid["measure"]).sum()
    is_grown = grid["measure"].map({name: _is_by_growth(measure) for name, measure in measures.items()}).astype(bool)
    growth = grid["measure"].map(lambda name: reference.get((COUNTRY, f"{name}{GROWTH}"), np.nan)).astype(float)
    imported = imported.where(~is_grown, grid["last_year_value"] * (1 + growth))
    own = grid["measure"].map(averages).astype(float).where(~(is_national.astype(bool) | is_grown))
    sources = [imported.notna() & is_grown, imported.notna() & is_national, imported.notna(), own.notna()]
    return grid.assign(
        average=imported.where(imported.notna(), own),
        average_source=np.select(sources, ["growth", "nation", "reference", "area"], default=""),
        average_places=grid["measure"].map(counts).where(imported.isna() & own.notna()).astype(float),
    )


def _read_references(connection: duckdb.DuckDBPyConnection, period: str) -> dict[tuple[str, str], float]:
    """(province or country, measure) → the published average of a period."""
    rows = connection.execute(
        "SELECT place_code, measure, value FROM reference_values WHERE period = ? AND value IS NOT NULL", [period]
    ).fetchall()
    return {(code, name): value for code, name, value in rows}


def _is_nationwide(measure: Measure) -> bool:
    """Whether a measure is compared with the average of the nation."""
    return isinstance(measure.rule, VersusAverage | PerStepBehind) and measure.rule.of == NATION


def _is_by_growth(measure: Measure) -> bool:
    """Whether a measure is compared with last year's value grown as the nation's average has."""
    return isinstance(measure.rule, AboveLastYearAndGrowth)


def _area_average(rows: pd.DataFrame, measure: Measure) -> float:
    """Sum over sum for shares, ratios, means and growths; the mean of the places for counts and totals; NaN without data
    of two places."""
    rows = rows[rows["state"] == "reported"]
    if len(rows) < LEAST_AVERAGED:
        return np.nan
    if measure.kind in ("count", "total") and not measure.is_growth:
        return float(rows["value"].mean())
    bottom = float(rows["denominator"].sum())
    ratio = float(rows["numerator"].sum()) / bottom if bottom else np.nan
    return ratio - 1 if measure.is_growth else ratio
