"""Policies by place in four numbers that are kept apart: entitled, got, missing, unknown. What is unknown never counts as got."""

from collections.abc import Collection
from datetime import date
from typing import Final

import pandas as pd

from core.places import county_of
from indicators.declared import Framework, day_of_view, views
from indicators.entitlements.policies import policies_of
from indicators.evaluation import query
from store import Store

COUNTS: Final = ("entitled", "got", "missing", "unknown", "unsure")
"""entitled = got + missing + unknown. unsure: rows of which nobody can say whether they are entitled; they are in none of the
others."""
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
    present = values[(values["rows_present"] > 0) | (values["rows_uncounted"] > 0)]
    counts = present.rename(columns=_TAKEN)[["place_code", "measure", *COUNTS]]
    return counts.astype(dict.fromkeys(COUNTS, "int64")).reset_index(drop=True)


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
