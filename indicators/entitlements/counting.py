"""Policies by place in four numbers that are kept apart: entitled, got, missing, unknown. What is unknown never counts as got."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import duckdb
import pandas as pd

from core.places import county_of
from indicators.declared import Framework, Measure, day_of_view, views
from indicators.entitlements.policies import policies_of
from indicators.evaluation import find_refused, query
from store import Store

COUNTS: Final = ("entitled", "got", "missing", "unknown", "unsure")
"""entitled = got + missing + unknown. unsure: rows of which nobody can say whether they are entitled; they are in none of the
others, and rows of a file that the policy's table did not take are among them."""
_TAKEN: Final = {
    "rows_total": "entitled", "numerator": "got", "rows_short": "missing", "rows_unknown": "unknown", "rows_uncounted": "unsure",
}  # fmt: skip
"""Aggregate of `query.measure_values` → what it is of a policy."""


def count_policies(
    store: Store, framework: Framework, period: str, scope: str, level: str, day: date | None = None
) -> pd.DataFrame:
    """place_code, measure and `COUNTS` by places of a level inside a scope, of the policies that hold in the period; one row a
    place that has rows of the policy's table, also where nobody in it is entitled."""
    policies = list(policies_of(framework, period).values())
    with store.connect() as connection:
        views.prepare(connection)
        taken = day_of_view(store, period, day)
        values = query.measure_values(connection, policies, period, level, scope, taken)
        values = _with_refused(values, _refused(connection, policies, period, scope, level))
    present = values[(values["rows_present"] > 0) | (values["rows_uncounted"] > 0)]
    counts = present.rename(columns=_TAKEN)[["place_code", "measure", *COUNTS]]
    return counts.astype(dict.fromkeys(COUNTS, "int64")).reset_index(drop=True)


def _refused(
    connection: duckdb.DuckDBPyConnection, policies: Sequence[Measure], period: str, scope: str, level: str
) -> pd.DataFrame:
    """place_code, measure, refused: rows of the policies' tables that no table took, of counties or, where places below are asked for,
    of the county alone that is looked at."""
    tables = {one.id: views.base_tables(one.table)[0] for one in policies}
    found = find_refused(connection, set(tables.values()), period, scope)
    named = pd.DataFrame(tables.items(), columns=["measure", "table"], dtype=object)
    rows = named.merge(found, on="table").rename(columns={"county_code": "place_code", "rows": "refused"})
    is_told = level == "county" or scope == county_of(scope) != ""
    return rows.loc[is_told & rows["refused"].gt(0), ["place_code", "measure", "refused"]]


def _with_refused(values: pd.DataFrame, refused: pd.DataFrame) -> pd.DataFrame:
    """The values with the refused rows among those of which nobody knows whether they are entitled."""
    if refused.empty:
        return values
    both = values.merge(refused, on=["place_code", "measure"], how="outer")
    numbers = [name for name in both.columns if name not in ("place_code", "measure")]
    both[numbers] = both[numbers].fillna(0)
    return both.assign(rows_uncounted=both["rows_uncounted"] + both["refused"]).drop(columns="refused")


def sum_counts(counts: pd.DataFrame, by: str) -> pd.DataFrame:
    """The counts added up by `measure` or `place_code`, in the order they come."""
    return counts.groupby(by, sort=False, as_index=False)[list(COUNTS)].sum()


def counties_without(
    counts: pd.DataFrame, framework: Framework, counties: Collection[str]
) -> frozenset[tuple[str, str]]:
    """(county, policy) of the counties among these that have no row of the policy's table at all; `counts` are by county."""
    there = {(county_of(code), name) for code, name in zip(counts["place_code"], counts["measure"], strict=True)}
    every = {(county, name) for county in counties for name in framework.measures}
    return frozenset(every - there)
