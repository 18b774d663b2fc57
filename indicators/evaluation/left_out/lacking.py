"""Rows left out of a table of which another table tells how much it ought to hold: projects against the funds arranged."""

from collections.abc import Mapping
from typing import Final

import duckdb
import numpy as np
import pandas as pd
from sqlglot import exp

from indicators.declared import Measure, Whole, read_wholes, split_conditions, views, whole_of
from indicators.evaluation.coverage import BINDINGS
from indicators.evaluation.knowing import Row
from indicators.evaluation.query import ask, bound_rows_sql, scope_sql
from indicators.scoring import LOWER
from store import Store, read_tables

ROUNDING: Final = 1e-6
ALL: Final = "all"
"""All of what a table holds, whatever `Whole.by` says."""


def add_lacking(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, declared: Mapping[str, Measure], period: str, area: str
) -> pd.DataFrame:
    """The values of counties with `lacks` (0 where nothing is lacking, or nobody tells). What is lacking is unknown: it weighs as
    what is there does, and falls short; where more is worse, and of a mean, nobody can say how bad it is."""
    tables = {name: views.base_tables(one.table)[0] for name, one in declared.items()}
    wholes = {table: one for table, one in read_wholes().items() if one.told_by and table in tables.values()}
    lacking = {
        (place, one.table, group): (lacks, share)
        for one in wholes.values()
        for place, group, lacks, share in _compare(connection, one, period, area).itertuples(index=False)
    }
    if not lacking:
        return frame.assign(lacks=0.0)
    groups = {name: _group_of(one, wholes.get(tables[name])) for name, one in declared.items()}
    keys = zip(frame["place_code"], frame["measure"].map(tables), frame["measure"].map(groups), strict=True)
    lacks, share = np.array([lacking.get(key, (0.0, 0.0)) for key in keys]).reshape(-1, 2).T
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


def whole_lacking(measure: Measure, row: Row) -> Whole | None:
    """What tells that the table of a measure lacks something in a place, a row of `Evaluation.measures`; None where nothing does."""
    return whole_of(measure) if row["lacks"] > 0 else None


def _group_of(measure: Measure, whole: Whole | None) -> str:
    """The one choice of `Whole.by` that a measure looks at (central funds); ALL for one that looks at every."""
    if whole is None or not whole.by or measure.population is None:
        return ALL
    for part in split_conditions(measure.population):
        if isinstance(part, exp.EQ) and part.this.name == whole.by and isinstance(part.expression, exp.Literal):
            return str(part.expression.this)
    return ALL


def _compare(connection: duckdb.DuckDBPyConnection, whole: Whole, period: str, area: str) -> pd.DataFrame:
    """place_code (county), group (a choice of `Whole.by`, or ALL), how much is lacking there, and that as a share of what is there:
    of those that lack something."""
    parts = _hold_parts(connection, whole, period, area)
    both = pd.concat([parts, _together(parts)] if whole.by else [_together(parts)])
    both = both.assign(share=both["lacks"] / both["held"])
    return both.loc[both["is_lacking"] & (both["held"] > 0), ["place_code", "group", "lacks", "share"]]


def _hold(connection: duckdb.DuckDBPyConnection, whole: Whole, period: str, area: str) -> pd.DataFrame:
    """place_code (county), held, told, lacks, is_lacking (beyond the tolerance) of the counties with both."""
    return _together(_hold_parts(connection, whole, period, area)).drop(columns="group")


def _together(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts of each county as one of the group ALL: what one has too much makes up for nothing of another, but money of no
    known part does."""
    whole = parts.groupby("place_code", as_index=False).agg(
        held=("held", "sum"), told=("told", "sum"), lacks=("lacks_alone", "sum"), unsaid=("unsaid", "first")
    )
    lacks = (whole["lacks"] - whole["unsaid"]).clip(lower=0)
    whole = whole.assign(group=ALL, held=whole["held"] + whole["unsaid"], lacks=lacks, is_lacking=lacks > ROUNDING)
    return whole[["place_code", "group", "held", "told", "lacks", "is_lacking"]]


def _hold_parts(connection: duckdb.DuckDBPyConnection, whole: Whole, period: str, area: str) -> pd.DataFrame:
    """place_code (county), group, held, told, unsaid (what the county holds of no group), lacks_alone (told − held, 0 within the
    tolerance), lacks (what the county's money of no group does not make up for), is_lacking; of the counties with both and the
    groups that the table knows."""
    held, told = (
        _sums(connection, (table, tree, whole.by), whole.table, period, area)
        for table, tree in ((whole.table, whole.amount), (whole.told_by, whole.told))
        if tree is not None
    )
    if whole.by:
        told = told[told["group"].isin(read_tables()[whole.table].column(whole.by).choices)]
    unsaid = held[held["group"] == ""].set_index("place_code")["amount"] if whole.by else pd.Series(dtype=float)
    told = told[told["place_code"].isin(set(held["place_code"]))]
    both = told.rename(columns={"amount": "told"}).merge(
        held.rename(columns={"amount": "held"}), on=["place_code", "group"], how="left"
    )
    both = both.assign(held=both["held"].fillna(0.0), unsaid=both["place_code"].map(unsaid).astype(float).fillna(0.0))
    gap = both["told"] - both["held"]
    alone = gap.where(gap > whole.tolerance * both["told"] + ROUNDING, 0.0)
    lacks = (alone - both["unsaid"]).clip(lower=0)
    return both.assign(lacks_alone=alone, lacks=lacks, is_lacking=lacks > ROUNDING)


def _sums(
    connection: duckdb.DuckDBPyConnection, part: tuple[str, exp.Expression, str], named: str, period: str, area: str
) -> pd.DataFrame:
    """place_code (county), group (the choice of table `named` that the part's column `by` means, '' where it is empty; ALL without such
    a column), amount: of a table with rows in the period."""
    table, tree, by = part
    rows = bound_rows_sql(table, BINDINGS[read_tables()[table].period], period, area)
    group = f"coalesce(trim({by}), '')" if by else f"'{ALL}'"
    found = ask(
        connection,
        f'SELECT county_code AS place_code, {group} AS "group", CAST(sum({tree.sql(dialect="duckdb")}) AS DOUBLE) AS amount '
        f"FROM ({rows}) WHERE {scope_sql(area)} AND county_code IS NOT NULL GROUP BY ALL",
    )
    frame = found.to_pandas().astype({"place_code": object, "group": object, "amount": float}).dropna(subset=["amount"])
    if by:
        choices = read_tables()[named].column(by).choices
        means = {text: name for name, others in choices.items() for text in (name, *others)}
        frame = frame.assign(group=frame["group"].map(lambda text: means.get(text, text)))
    return frame.groupby(["place_code", "group"], as_index=False)["amount"].sum()
