"""One period of a grid: who is first, what changed against the last period and the same of last year; and the lines over time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from core.places import PlaceIndex
from indicators.declared import PeriodBounds
from indicators.figures.anything.asked import NEITHER
from indicators.figures.anything.known import SUM
from indicators.figures.anything.values import NO_PERIOD, Asked, name_places
from indicators.scoring import HIGHER, LOWER, ranking

MOST_LINES: Final = 12
"""With more places than this only ours, the best and the worst are drawn."""


@dataclass(frozen=True)
class Standing:
    """One period. `table`: place_code, place_name, league, value, rank, is_tied, league_size, rows, blank, unread, is_own, is_partial (a
    sum in which cells are not known: no rank), last_value, last_rank, rank_change, change_state (against `last_period`) and
    year_value (of `year_period`); places with a rank first, the unknown last. Empty without any place."""

    asked: Asked
    period: str
    last_period: str
    year_period: str
    table: pd.DataFrame

    @property
    def ranked(self) -> pd.DataFrame:
        """The places with a rank, in its order."""
        return self.table[self.table["rank"].notna()]

    @property
    def unknown(self) -> pd.DataFrame:
        """The places without a value."""
        return self.table[self.table["value"].isna()]

    def of(self, place_code: str) -> pd.Series | None:
        """The row of a place; None where it has none."""
        rows = self.table[self.table["place_code"] == place_code]
        return None if rows.empty else rows.iloc[0]


def rank_period(
    grid: pd.DataFrame, asked: Asked, period: str, places: PlaceIndex, expected: Iterable[str] = ()
) -> Standing:
    """The places of one period, ranked; `expected` are places that ought to have a value, unknown where they have none."""
    last, year = last_period(grid, period), year_before(period)
    codes = sorted({*grid["place_code"].astype(str), *map(str, expected)})
    frame = pd.DataFrame({"place_code": pd.Series(codes, dtype=object)})
    now = _of(grid, period)
    frame = frame.merge(now, on="place_code", how="left")
    counts = {name: frame[name].fillna(0).astype(int) for name in ("rows", "blank", "unread")}
    frame = frame.assign(**counts, is_own=frame["is_own"].astype("boolean").fillna(False).astype(bool))
    frame = frame.assign(is_partial=is_partial(frame, asked))
    named = name_places(frame["place_code"], asked.level, places)
    frame = frame.assign(place_name=named["place_name"].to_numpy(), league=named["league"].to_numpy())
    frame = _rank(frame, asked)
    before = (
        None
        if not last
        else _rank(frame[["place_code", "league"]].merge(_of(grid, last), on="place_code", how="left"), asked)
    )
    frame = frame.merge(ranking.rank_change(frame, before), on="place_code")
    for name, other in (("last_value", last), ("year_value", year)):
        values = _of(grid, other).set_index("place_code")["value"] if other else pd.Series(dtype=float)
        frame[name] = frame["place_code"].map(values).astype(float)
    order = frame.sort_values(["league", "rank", "place_code"], na_position="last").reset_index(drop=True)
    return Standing(asked, period, last, year if (grid["period"] == year).any() else "", order)


def is_partial(frame: pd.DataFrame, asked: Asked) -> pd.Series:
    """Of a sum: whether the place has cells that could not be read, or stand in no column of its sheet: the sum is not known."""
    return (frame["unread"].fillna(0) > 0) & (asked.way == SUM) & frame["value"].notna()


def _of(grid: pd.DataFrame, period: str) -> pd.DataFrame:
    return grid[grid["period"] == period].drop(columns="period")


def _rank(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Ranks in the direction that was said; without one from the largest down. A sum that is not whole has none."""
    partial = is_partial(frame, asked)
    usable = frame.assign(shown=frame["value"], value=frame["value"].where(~partial))
    ranked = ranking.rank_values(usable, direction(asked))
    return ranked.assign(value=ranked["shown"]).drop(columns=["shown", "reason"])


def direction(asked: Asked) -> str:
    """The way figures are ranked; of a quotient that of the figure above the line."""
    return LOWER if asked.figure.better == LOWER else HIGHER


def is_judged(asked: Asked) -> bool:
    """Whether somebody said which way is better."""
    return asked.figure.better not in ("", NEITHER)


def last_period(grid: pd.DataFrame, period: str) -> str:
    """The newest period of the same kind before, '' without one."""
    known = grid.loc[grid["value"].notna(), "period"]
    return max((one for one in known if one < period and len(one) == len(period)), default="")


def year_before(period: str) -> str:
    """The same month of the year before; '' of a year, whose last period it is already, and of a table without periods."""
    return f"{int(period[:4]) - 1}{period[4:]}" if len(period) == len("2021-11") else ""


def periods_of(grid: pd.DataFrame) -> list[str]:
    """The periods in which some place has a value, oldest first."""
    return sorted(grid.loc[grid["value"].notna(), "period"].unique())


def nearest_period(known: list[str], wanted: str) -> str:
    """The period wanted, else the newest of its kind before, else the newest of all; '' without any."""
    if wanted in known or not known:
        return wanted if known else ""
    year_end = wanted if len(wanted) == len("2021-11") else f"{wanted}-12"
    before = [one for one in known if one <= year_end]
    return before[-1] if before else known[-1]


def series_points(grid: pd.DataFrame, asked: Asked, places: PlaceIndex, today: date) -> pd.DataFrame:
    """The known values as points of lines: place_code, place_name, on, period, value; of months and years the commoner kind only.

    A sum in which cells are not known makes no point, as it would be a dip that never happened.
    """
    known = grid[grid["value"].notna() & (grid["period"] != NO_PERIOD) & ~is_partial(grid, asked)]
    lengths = known["period"].str.len()
    known = known[lengths == lengths.max()] if len(known) else known
    codes = pd.Series(known["place_code"].unique(), dtype=object)
    names = dict(zip(codes, name_places(codes, asked.level, places)["place_name"], strict=True))
    ends = {period: pd.Timestamp(min(PeriodBounds.of(period).period_end, today)) for period in known["period"].unique()}
    on = pd.to_datetime(known["period"].map(ends))
    points = known.assign(place_name=known["place_code"].map(names), on=on)
    return (
        points[["place_code", "place_name", "on", "period", "value"]]
        .sort_values(["place_code", "on"])
        .reset_index(drop=True)
    )


def outermost(points: pd.DataFrame, ours: str, way: str) -> pd.DataFrame:
    """Of many lines ours, the three best and the three worst of the newest period; few lines stand all."""
    if points["place_code"].nunique() <= MOST_LINES:
        return points
    newest = points[points["on"] == points["on"].max()].sort_values("value", ascending=way == LOWER)
    kept = {ours, *newest["place_code"].head(3), *newest["place_code"].tail(3)}
    return points[points["place_code"].isin(kept)].reset_index(drop=True)


def sum_of(standing: Standing) -> float:
    """The sum over all places where figures add up and none is unknown or partial; NaN otherwise."""
    asked, table = standing.asked, standing.table
    if (
        asked.per is not None
        or asked.way != SUM
        or table.empty
        or table["value"].isna().any()
        or table["is_partial"].any()
    ):
        return float("nan")
    return float(np.sum(table["value"]))
