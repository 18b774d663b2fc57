"""Rows left out of a table of which another table tells how much it ought to hold: projects against the funds arranged."""

from collections.abc import Mapping
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from indicators.declared import Measure, Whole, read_wholes, views, whole_of
from indicators.evaluation.coverage import BINDINGS
from indicators.evaluation.query import ask, bound_rows_sql, scope_sql
from indicators.scoring import LOWER
from store import Store, read_tables

ROUNDING: Final = 1e-6


def add_lacking(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, declared: Mapping[str, Measure], period: str, area: str
) -> pd.DataFrame:
    """The values of counties with `lacks` (0 where nothing is lacking, or nobody tells). What is lacking is unknown: it weighs as
    what is there does, and falls short; where more is worse, and of a mean, nobody can say how bad it is."""
    tables = {name: views.base_tables(one.table)[0] for name, one in declared.items()}
    wholes = {table: one for table, one in read_wholes().items() if one.told_by and table in tables.values()}
    lacking = {
        (place, one.table): (lacks, share)
        for one in wholes.values()
        for place, lacks, share in _compare(connection, one, period, area).itertuples(index=False)
    }
    if not lacking:
        return frame.assign(lacks=0.0)
    pairs = zip(frame["place_code"], frame["measure"].map(tables), strict=True)
    lacks, share = np.array([lacking.get(pair, (0.0, 0.0)) for pair in pairs]).reshape(-1, 2).T
    is_some = share > 0
    kinds = frame["measure"].map({name: one.kind for name, one in declared.items()})
    is_lower = frame["measure"].map({name: one.direction == LOWER for name, one in declared.items()}).astype(bool)
    is_share = kinds.isin(["share", "ratio"])
    bottom = frame["low_denominator"]
    top = frame["low_numerator"] + np.where(is_some & is_share & is_lower, bottom * share, 0.0)
    return frame.assign(
        lacks=lacks,
        rows_unknown=frame["rows_unknown"] + (frame["rows_judged"] + frame["rows_unknown"]).fillna(0) * share,
        low_numerator=top.where(~is_some | is_share | (~is_lower & (kinds != "mean"))),
        low_denominator=bottom * (1 + share),
    )


def compare_whole(store: Store, table: str, period: str, area: str = "") -> pd.DataFrame:
    """place_code (county), held (what a table holds there), told (what another one says it ought to hold), in yuan or as `wholes.yaml`
    counts, and lacks (0 within the tolerance), of the counties inside `area` that have sent both; no row where nothing tells."""
    whole = read_wholes().get(table)
    if whole is None or not whole.told_by:
        return pd.DataFrame(columns=["place_code", "held", "told", "lacks"])
    with store.connect() as connection:
        views.prepare(connection)
        frame = _hold(connection, whole, period, area)
    return frame.assign(lacks=frame["lacks"].where(frame["is_lacking"], 0.0))[["place_code", "held", "told", "lacks"]]


def whole_lacking(measure: Measure, row: pd.Series) -> Whole | None:
    """What tells that the table of a measure lacks something in a place, a row of `Evaluation.measures`; None where nothing does."""
    return whole_of(measure) if row["lacks"] > 0 else None


def _compare(connection: duckdb.DuckDBPyConnection, whole: Whole, period: str, area: str) -> pd.DataFrame:
    """place_code (county), how much is lacking there, and that as a share of what is there: of those that lack something."""
    frame = _hold(connection, whole, period, area)
    frame = frame.assign(share=frame["lacks"] / frame["held"])
    return frame.loc[frame["is_lacking"] & (frame["held"] > 0), ["place_code", "lacks", "share"]]


def _hold(connection: duckdb.DuckDBPyConnection, whole: Whole, period: str, area: str) -> pd.DataFrame:
    """place_code (county), held, told, lacks (told − held), is_lacking (beyond the tolerance) of the counties with both."""
    held, told = (
        _sum_sql(table, tree.sql(dialect="duckdb"), period, area)
        for table, tree in ((whole.table, whole.amount), (whole.told_by, whole.told))
        if tree is not None
    )
    both = ask(
        connection,
        f"SELECT county_code, h.amount AS held, t.amount AS told FROM ({held}) h JOIN ({told}) t USING (county_code)",
    )
    frame = both.to_pandas().astype({"held": float, "told": float}).rename(columns={"county_code": "place_code"})
    lacks = frame["told"] - frame["held"]
    return frame.assign(lacks=lacks, is_lacking=lacks > whole.tolerance * frame["told"] + ROUNDING)


def _sum_sql(table: str, amount: str, period: str, area: str) -> str:
    rows = bound_rows_sql(table, BINDINGS[read_tables()[table].period], period, area)
    return (
        f"SELECT county_code, CAST(sum({amount}) AS DOUBLE) AS amount FROM ({rows}) "
        f"WHERE {scope_sql(area)} AND county_code IS NOT NULL GROUP BY county_code"
    )
