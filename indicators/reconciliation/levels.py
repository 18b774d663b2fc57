"""The same figure of two levels: what a prefecture reports held against the sum of its counties."""

from typing import Final

import pandas as pd

from core.places import prefecture_of
from store import Store, find_table

TABLE: Final = "indicator_values"
COLUMNS: Final = ("item", "title", "unit", "period", "place_code", "place_name", "reported", "summed", "counties", "difference",
                  "tolerance", "is_within")  # fmt: skip
SHARE: Final = 0.001
"""Rounding of each county's figure may add up to this share of the whole."""


def compare_levels(store: Store, period: str, scope: str = "") -> pd.DataFrame:
    """`COLUMNS`: every additive item that a prefecture (or province) reports of a month or its year, and its counties too.

    summed adds up the counties that report the item, as many as `counties`; where not all counties of the prefecture with
    figures of that table do, the item is left out: a part is no sum. Items that do not add up (rates, incomes a person)
    are not compared.
    """
    additive = {
        item.code: item for item in find_table(TABLE).items if item.unit in _ADDITIVE and "人均" not in item.title
    }
    if TABLE not in store.versions():
        return pd.DataFrame(columns=list(COLUMNS))
    with store.connect() as connection:
        rows = connection.execute(
            f"SELECT item, place_code, place_name, period, value FROM {TABLE} WHERE period IN (?, ?) AND value IS NOT NULL",
            [period, period[:4]],
        ).df()
    rows = rows[
        rows["item"].isin(list(additive)) & rows["place_code"].astype(str).str.startswith(scope.rstrip("0") or "")
    ]
    whole = rows[rows["place_code"].str.endswith("00")]
    parts = rows[~rows["place_code"].str.endswith("00")].assign(above=lambda one: one["place_code"].map(prefecture_of))
    reporting = parts.groupby("above")["place_code"].nunique()
    sums = parts.groupby(["item", "period", "above"]).agg(summed=("value", "sum"), counties=("place_code", "nunique"))
    both = whole.merge(
        sums.reset_index(), left_on=["item", "period", "place_code"], right_on=["item", "period", "above"]
    )
    both = both[both["counties"] == both["above"].map(reporting)]
    both = both.assign(
        title=[additive[name].title for name in both["item"]],
        unit=[additive[name].unit for name in both["item"]],
        reported=both["value"],
        difference=both["value"] - both["summed"],
        tolerance=both["value"].abs() * SHARE,
    )
    both["is_within"] = both["difference"].abs() <= both["tolerance"] + 1e-9
    return both[list(COLUMNS)].sort_values(["place_code", "item"]).reset_index(drop=True)


_ADDITIVE: Final = ("户", "人", "件", "次", "项", "个", "万人", "万元", "亿元")
