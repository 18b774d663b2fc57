"""Reported figures held against the register rows they can be counted from, by township or county."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from core.places import county_of, is_area
from indicators.declared import Framework, Holding, Measure, views
from indicators.evaluation import query
from store import Store, read_places, read_tables

FIGURES: Final = {
    "denominator": "应完成",
    "numerator": "已完成",
    "open": "未完成",
}
"""Which part of a measure is compared, and its word."""
COLUMNS: Final = (
    "measure", "title", "place_code", "place_name", "figure", "unit", "reported", "registered", "difference", "tolerance",
    "is_within", "unknown", "explains",
)  # fmt: skip
PARTS: Final = {"value": ("denominator", "numerator"), "done": ("numerator",), "open": ("open",)}
"""What a holding compares → the figures that are held together."""
ROUNDING: Final = 1e-9
"""How far apart two equal sums may be."""
_KINDS: Final = {"is_within": bool} | dict.fromkeys(
    ("reported", "registered", "difference", "tolerance", "unknown"), float
)
"""What the columns hold even where nothing is compared by one of the levels, or at all."""


def compare_registers(
    store: Store,
    framework: Framework,
    period: str,
    scope: str = "",
    day: date | None = None,
    level: str = "township",
    only: str = "",
) -> pd.DataFrame:
    """`COLUMNS`, one row a measure (`only` that one, where one is named), place and figure that both sides have, in the order of the
    framework and of places.

    `level` is `township` or `county`; figures that a whole county reports are compared by county either way. reported and
    registered are counts or sums as the measure has them, difference is reported − registered, tolerance how far they may
    be apart, is_within whether they are not further, or may not be: `unknown` are the register's rows that cannot be judged (in
    the unit of the figures; the whole reported figure where none can be), which are in neither of its figures. A place that has
    sent only one of the two is left out: what is missing is no difference.
    """
    asked = [framework.measures[only]] if only else framework.measures.values()
    held = [measure for measure in asked if measure.holding is not None]
    with store.connect() as connection:
        views.prepare(connection)
        parts = [
            _compare(connection, [one for one in held if _level_of(one, level) == by], period, scope, day, by)
            for by in dict.fromkeys((level, "county"))
        ]
    frame = pd.concat(parts, ignore_index=True).astype(_KINDS)
    names = read_places(store)
    frame["place_name"] = [place.name if (place := names.find(code)) else code for code in frame["place_code"]]
    order = {name: position for position, name in enumerate(framework.measures)}
    frame = frame.assign(order=frame["measure"].map(order)).sort_values(["order", "place_code"], kind="stable")
    return frame[list(COLUMNS)].reset_index(drop=True)


def _compare(
    connection: duckdb.DuckDBPyConnection,
    mine: Sequence[Measure],
    period: str,
    scope: str,
    day: date | None,
    level: str,
) -> pd.DataFrame:
    """The rows of `COLUMNS` (without names) of these measures by places of the level."""
    holdings = {measure.id: measure.holding for measure in mine if measure.holding is not None}
    at = scope if level == "township" or is_area(scope) else county_of(scope)
    reported = query.measure_values(connection, mine, period, level, at, day)
    registers = [holding.register for holding in holdings.values()]
    registered = query.measure_values(connection, registers, period, level, at, day)
    both = _parts(reported).merge(
        _parts(registered), on=["place_code", "measure", "figure"], suffixes=("", "_register")
    )
    pairs = zip(both["figure"], both["measure"], strict=True)
    both = both[np.array([figure in PARTS[holdings[name].compares] for figure, name in pairs], dtype=bool)]
    both = both.merge(_unknown(registered), on=["place_code", "measure"])
    both = both.assign(amount_register=both["amount_register"].fillna(both["nothing_known"]))
    both = both.dropna(subset=["amount", "amount_register"])
    if both.empty:
        return pd.DataFrame(columns=[name for name in COLUMNS if name != "place_name"])
    return _rows(both, {measure.id: measure for measure in mine})


def _level_of(measure: Measure, level: str) -> str:
    """The level by which a measure is compared when `level` is asked for: figures that a county reports by county."""
    table = read_tables()[views.base_tables(measure.table)[0]]
    return level if table.place_level == "township" else "county"


def _unknown(registered: pd.DataFrame) -> pd.DataFrame:
    """place_code, measure, unknown (rows that cannot be judged, weighed as the judged ones are), nothing_known (0 where none is
    judged and there are such rows, else NaN)."""
    rows = (registered["rows_unknown"] + registered["rows_uncounted"]).fillna(0)
    judged = registered["rows_judged"].fillna(0)
    each = (registered["denominator"] / judged.where(judged > 0)).fillna(1.0)
    is_nothing = (judged == 0) & (rows > 0)
    return registered[["place_code", "measure"]].assign(
        unknown=(rows * each).where(~is_nothing, np.inf), nothing_known=np.where(is_nothing, 0.0, np.nan)
    )


def _parts(values: pd.DataFrame) -> pd.DataFrame:
    """place_code, measure, figure, amount: denominator, numerator and what is open of every value; NaN where not known."""
    values = values[values["rows_present"] > 0]
    values = values.assign(open=values["denominator"] - values["numerator"])
    long = values.melt(["place_code", "measure"], list(FIGURES), var_name="figure", value_name="amount")
    return long.astype({"place_code": object, "measure": object, "figure": object})


def _rows(both: pd.DataFrame, measures: dict[str, Measure]) -> pd.DataFrame:
    holdings: list[Holding] = [measures[name].holding for name in both["measure"]]  # type: ignore[misc]
    difference = both["amount"] - both["amount_register"]
    tolerance = both["amount"].abs() * [one.tolerance for one in holdings]
    unknown = both["unknown"].clip(upper=both["amount"].abs().clip(lower=1))
    return pd.DataFrame(
        {
            "measure": both["measure"].to_numpy(),
            "title": [measures[name].title for name in both["measure"]],
            "place_code": both["place_code"].to_numpy(),
            "figure": both["figure"].to_numpy(),
            "unit": [unit_of(measures[name]) for name in both["measure"]],
            "reported": both["amount"].to_numpy(dtype=float),
            "registered": both["amount_register"].to_numpy(dtype=float),
            "difference": difference.to_numpy(dtype=float),
            "tolerance": tolerance.to_numpy(dtype=float),
            "is_within": (difference.abs() <= tolerance + unknown + ROUNDING).to_numpy(),
            "unknown": unknown.to_numpy(dtype=float),
            "explains": [one.explains for one in holdings],
        }
    )


def unit_of(measure: Measure) -> str:
    """What the figures are counted in: the unit of the reported amounts."""
    return measure.amount_unit or (measure.unit if measure.kind in ("count", "total") else f"count:{measure.counter}")


def differing(found: pd.DataFrame) -> pd.DataFrame:
    """The rows further apart than they may be, the widest in proportion first."""
    rows = found[~found["is_within"]]
    share = rows["difference"].abs() / rows[["reported", "registered"]].abs().max(axis=1).replace(0, np.nan)
    return rows.assign(share=share).sort_values("share", ascending=False, kind="stable").drop(columns="share")


def by_measure(found: pd.DataFrame) -> pd.DataFrame:
    """measure, title, explains, places (compared), places_differing, reported, registered, difference: sums over the places
    of the figure that differs most; over and under: what the places that differ report too much and too little of it, which may
    make up for each other in the sums; open: how many places' rows that say nothing may make up for theirs."""
    rows = []
    for name, mine in found.groupby("measure", sort=False):
        sums = mine.groupby("figure", sort=False)[["reported", "registered", "difference"]].sum()
        wide = mine.assign(width=mine["difference"].abs()).groupby("figure", sort=False)["width"].sum()
        figure = str(wide.idxmax())
        differing_places = mine.loc[~mine["is_within"], "place_code"].nunique()
        own = mine[mine["figure"] == figure]
        apart = own["difference"].where(~own["is_within"], 0.0)
        open_places = int((own["is_within"] & (own["unknown"] > 0) & (own["difference"] != 0)).sum())
        rows.append(
            {
                "measure": name,
                "title": mine["title"].iloc[0],
                "explains": mine["explains"].iloc[0],
                "figure": figure,
                "unit": mine["unit"].iloc[0],
                "places": mine["place_code"].nunique(),
                "places_differing": int(differing_places),
                **sums.loc[figure].to_dict(),
                "over": float(apart.clip(lower=0).sum()),
                "under": float(-apart.clip(upper=0).sum()),
                "open": open_places,
            }
        )
    columns = [
        "measure",
        "title",
        "explains",
        "figure",
        "unit",
        "places",
        "places_differing",
        "reported",
        "registered",
        "difference",
        "over",
        "under",
        "open",
    ]
    return pd.DataFrame(rows, columns=columns)
