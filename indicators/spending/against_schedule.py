"""Spending of a place against its schedule: ranked tables, the curve of the year, the projection, and the sentences.

Pure functions on the frames of `query.Spending`. Money in yuan, shares as fractions of the budget after
adjustment, gaps of rates in 个百分点 (`gap_points`). Nothing is rounded but in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from core import words
from core.places import level_of, prefecture_of
from indicators.declared import SCHEDULE_METHODS
from indicators.scoring import HIGHER, ranking
from indicators.spending import schedule
from indicators.spending.outlook import NO_DAYS, NO_POTS, add_up_days, band, project_pots
from indicators.spending.query import Spending, fund_sources
from indicators.spending.schedule import SpendingLights

METHOD_TITLES: Final = {"month": "月数÷12", "nodes": "节点表", "days": "天数"}
"""The three schedule lines as a picker names them; how each is computed: `SCHEDULE_METHODS`."""
DEFAULT_METHOD: Final = "month"
LIGHTS: Final = SpendingLights()
LIGHTS_WORDS: Final = "同计分：不低于序时进度得满分，为正常；低于的不得分，为滞后"
STATE_WORDS: Final = {
    "no_payments": "未导入支付明细",
    "no_projects": "项目表中没有项目",
    "no_budget": "没有预算数",
    "no_source": "支付没有写明资金级次，分不清是哪一笔钱",
    "reported": "",
}
OUTLOOK_STEP_DAYS: Final = 3
"""The band of the projection is drawn through a point every three days and through the deadline."""
QUIET_DAYS: Final = 10
"""So many days without any payment are said: the payment table may not be up to date."""


@dataclass(frozen=True)
class SpendingLine:
    """The schedule to compare with: `share` by the day looked at, `target` by the deadline (fractions), `name`."""

    method: str
    share: float
    target: float
    name: str


LEAST_AVERAGED: Final = 2
"""Fewer counties have no average: one would be compared with itself."""
PROVINCE_AVERAGE: Final = "全省平均"


@dataclass(frozen=True)
class Average:
    """What a rate is compared with: share (NaN when there is nothing to compare with) and its name."""

    share: float
    name: str

    @property
    def is_known(self) -> bool:
        """Whether there is one."""
        return not words.is_missing(self.share)

    @property
    def is_published(self) -> bool:
        """Whether it is the province's published one, not reckoned here."""
        return self.is_known and self.name == PROVINCE_AVERAGE


@dataclass(frozen=True)
class PaidAgainstSchedule:
    """A scope compared with one schedule line: `total` is a row, `counties` and `sources` tables of `spending_table`,
    `curve`, `last_curve` and `schedule` the year by day, `outlook` the projection's band."""

    line: SpendingLine
    total: pd.Series
    counties: pd.DataFrame
    sources: pd.DataFrame
    curve: pd.DataFrame
    last_curve: pd.DataFrame
    schedule: pd.DataFrame
    outlook: pd.DataFrame


def compare_with_schedule(spending: Spending, method: str) -> PaidAgainstSchedule:
    """Everything of a scope against the schedule line of a method. Raises UserError for a node table that cannot be used."""
    request, line = spending.request, line_of(spending, method, spending.request.source)
    total = total_row(spending, line)
    year = schedule.schedule_line(request.on.year, method, spending.nodes_for(request.source))
    return PaidAgainstSchedule(
        line,
        total,
        counties=county_table(spending, line),
        sources=source_table(spending, method),
        curve=spending_curve(spending.reported_days, float(total["budget_cny"]), request.on),
        last_curve=last_year_curve(spending),
        schedule=year.assign(on=pd.to_datetime(year["on"])),
        outlook=outlook_band(spending, line, total),
    )


def methods_for(spending: Spending, source: str = "") -> tuple[str, ...]:
    """The schedule lines that can be drawn: `nodes` only where a node table was imported."""
    return tuple(name for name in SCHEDULE_METHODS if name != "nodes" or spending.nodes_for(source))


def line_of(spending: Spending, method: str, source: str = "", place: str = "") -> SpendingLine:
    """The schedule line of a method for a source, of a place inside the scope ('' is the scope itself).

    By the deadline all of the money has to be paid, or what the node table asks for by then. Raises UserError for a node
    table that cannot be used.
    """
    on, deadline, nodes = spending.request.on, spending.deadline, spending.nodes_for(source, place)
    share = schedule.schedule_share(on, method, nodes)
    has_node = method == "nodes" and deadline.year == on.year
    target = schedule.schedule_share(deadline, method, nodes) if has_node else 1.0
    return SpendingLine(method, share, target, f"序时进度（{METHOD_TITLES[method]}）")


def county_table(spending: Spending, line: SpendingLine) -> pd.DataFrame:
    """`spending_table` of the counties with rank and is_tied (all counties together, by rate), best first."""
    lines = [_line_of_county(spending, line, str(code)) for code in spending.counties["key"]]
    parts = [
        _table(spending.counties[[own == one for own in lines]], spending.county_days, spending, one, "county_code")
        for one in dict.fromkeys(lines)
    ]
    table = pd.concat(parts or [_table(spending.counties, spending.county_days, spending, line, "county_code")])
    ranked = ranking.rank_values(table.assign(value=table["rate"]), HIGHER)
    ranked = ranked.drop(columns=["value", "league_size"])
    return ranked.sort_values(["rank", "key"], na_position="last", ignore_index=True)


def roll_up(counties: pd.DataFrame, line: SpendingLine) -> pd.DataFrame:
    """One row a prefecture from `county_table`: key, counties (how many have a rate), budget_cny, paid_cny, rate, gap_points, gap_cny
    against the scope's line, rank, is_tied, by rate, best first. Only counties with payments count, as in the whole.
    """
    counted = counties[counties["state"] == "reported"]
    by = counted.groupby(counted["key"].map(lambda code: prefecture_of(str(code))))
    sums = by[["budget_cny", "paid_cny"]].sum(min_count=1).rename_axis("key").reset_index()
    table = schedule.spending_gaps(sums.assign(counties=by.size().to_numpy(), state="reported"), line.share)
    ranked = ranking.rank_values(table.assign(value=table["rate"]), HIGHER).drop(columns=["value", "league_size"])
    return ranked.sort_values(["rank", "key"], na_position="last", ignore_index=True)


def source_table(spending: Spending, method: str) -> pd.DataFrame:
    """`spending_table` of the sources of funds, in the order they are declared, each against its own schedule line."""
    order = {name: number for number, name in enumerate(fund_sources())}
    rows = spending.sources.sort_values("key", key=lambda keys: keys.map(order), na_position="last", ignore_index=True)
    parts = []
    for number in rows.index:
        source = str(rows.at[number, "key"])
        own = line_of(spending, method if method in methods_for(spending, source) else DEFAULT_METHOD, source)
        parts.append(_table(rows.loc[[number]], spending.source_days, spending, own, "fund_source"))
    return pd.concat(parts, ignore_index=True) if parts else rows


def total_row(spending: Spending, line: SpendingLine) -> pd.Series:
    """One row like those of `spending_table` for all counties together; only counties with payments count.

    Its projection is the sum of theirs, and so is what is needed a day.
    """
    counted = spending.counties[spending.counties["state"] == "reported"]
    sums = counted[["projects", "declared_cny", "budget_cny", "paid_cny"]].sum(min_count=1)
    unmatched = float(spending.counties["unmatched_cny"].sum())
    state = "reported" if len(counted) else _worst_state(spending.counties)
    one = pd.DataFrame([{"key": "", **sums, "unmatched_cny": unmatched, "state": state}])
    total = _table(one, spending.reported_days.assign(key=""), spending, line, "").iloc[0].copy()
    counties = _table(counted, spending.reported_days, spending, line, "county_code")
    total["needed_cny"] = float(counties["needed_cny"].sum(min_count=1))
    return total


def _line_of_county(spending: Spending, line: SpendingLine, county: str) -> SpendingLine:
    """A county's own line: its node table, where it is compared by one, may be another than the scope's."""
    source = spending.request.source
    return line_of(spending, line.method, source, county) if spending.nodes_for(source, county) else line


def spending_table(
    sums: pd.DataFrame, days: pd.DataFrame, pots: Mapping[str, pd.DataFrame], line: SpendingLine, on: date, deadline: date,
    lights: SpendingLights = LIGHTS,
) -> pd.DataFrame:  # fmt: skip
    """What a row needs to be judged, one row a key of `sums` (key, budget_cny, paid_cny, state …), same order.

    `days` are the payments up to `on` (key, paid_on, paid_cny), `pots` the money of each key (`outlook.measure_paces`).
    Adds rate, gap_points and gap_cny (positive is ahead),
    needed_cny (a day, to reach the line's target by the deadline; NaN after it), expected, low, high (share by the
    deadline at the present pace), reached_on (of the target; NaT never), reason (why there is no projection), light.
    Missing is NaN throughout for a key that is not `reported`.
    """
    is_reported = sums["state"] == "reported"
    counted = sums.assign(
        paid_cny=sums["paid_cny"].where(is_reported), budget_cny=sums["budget_cny"].where(is_reported)
    )
    table = schedule.spending_gaps(counted, line.share)
    paid_by_key = {str(key): add_up_days(mine) for key, mine in days.groupby("key")}
    needed, outlooks = [], []
    for key, paid, budget in zip(table["key"], table["paid_cny"], table["budget_cny"], strict=True):
        needed.append(schedule.needed_per_day(paid, budget, line.target, on, deadline))
        mine, money = pots.get(str(key), NO_POTS), paid_by_key.get(str(key), NO_DAYS)
        outlooks.append(project_pots(mine, money, line.target, on, deadline))
    numbers = {
        name: np.array([getattr(outlook, name) for outlook in outlooks], dtype=float)
        for name in ("expected", "low", "high")
    }
    return table.assign(
        needed_cny=np.array(needed, dtype=float),
        **numbers,
        reached_on=pd.to_datetime(pd.Series([outlook.reached_on for outlook in outlooks], index=table.index)),
        reason=[outlook.reason for outlook in outlooks],
        light=[lights.light(rate, line.share) for rate in table["rate"]],
    )


def spending_curve(days: pd.DataFrame, budget_cny: float, until: date) -> pd.DataFrame:
    """Cumulative spending of a year, one row a day from 1 January to `until`: on, paid_cny, share.

    Money paid before the year is in its first day. Empty without a budget.
    """
    if words.is_missing(budget_cny) or budget_cny <= 0:
        return pd.DataFrame({"on": pd.to_datetime([]), "paid_cny": [], "share": []})
    paid = add_up_days(days)
    year = np.arange(np.datetime64(f"{until.year}-01-01"), np.datetime64(until) + 1)
    cumulative = np.concatenate([[0.0], paid.paid_cny])
    daily = cumulative[np.searchsorted(paid.dates, year, side="right")]
    return pd.DataFrame({"on": pd.to_datetime(year), "paid_cny": daily, "share": daily / budget_cny})


def last_year_curve(spending: Spending) -> pd.DataFrame:
    """Last year's whole curve moved onto this year's days (29 February is left out); empty without last year's tables."""
    year = spending.request.on.year
    curve = spending_curve(spending.last_days, spending.last_budget_cny, date(year - 1, 12, 31))
    curve = curve[~((curve["on"].dt.month == 2) & (curve["on"].dt.day == 29))]
    return curve.assign(paid_on=curve["on"], on=curve["on"] + pd.DateOffset(years=1)).reset_index(drop=True)


def outlook_band(spending: Spending, line: SpendingLine, total: pd.Series) -> pd.DataFrame:
    """The projection for drawing, from the day looked at to the deadline (at most the year's end): on, expected, low, high.

    `total` is the row of `total_row`. Empty when there is no projection or the deadline has passed.
    """
    on, last = spending.request.on, min(spending.deadline, date(spending.request.on.year, 12, 31))
    columns = ["on", "expected", "low", "high"]
    if total["reason"] or last <= on:
        return pd.DataFrame(columns=columns)
    steps = [on + timedelta(days=passed) for passed in range(0, (last - on).days, OUTLOOK_STEP_DAYS)]
    return band(_pots_by(spending, "")[""], on, [*steps, last])


def average_of(spending: Spending, area: Spending, area_name: str) -> Average:
    """What a place is compared with: the province's published average of the month, else the average of its own area.

    `area` is the spending of the area around the place; a place that is the area itself has nothing else to compare with,
    nor a province its own published average, nor a single county the average of itself.
    """
    published = spending.references
    month = f"{spending.request.on:%Y-%m}"
    is_above_counties = level_of(spending.request.scope) in ("country", "province")
    if len(published) and published["period"].iloc[-1] == month and not is_above_counties:
        return Average(float(published["share"].iloc[-1]), PROVINCE_AVERAGE)
    counted = area.counties[area.counties["state"] == "reported"]
    if area.request.scope == spending.request.scope or len(counted) < LEAST_AVERAGED:
        return Average(float("nan"), "")
    share = float(counted["paid_cny"].sum() / counted["budget_cny"].sum())
    return Average(share, f"{area_name}平均（{len(counted)}县）")


def _table(sums: pd.DataFrame, days: pd.DataFrame, spending: Spending, line: SpendingLine, by: str) -> pd.DataFrame:
    """`spending_table` of rows whose pots are told apart by a column of the pots ('': one row of all)."""
    return spending_table(sums, days, _pots_by(spending, by), line, spending.request.on, spending.deadline)


def _pots_by(spending: Spending, by: str) -> dict[str, pd.DataFrame]:
    """Key → its pots with their paces; of the picked source where rows are counties or the whole, of every source else."""
    source = "" if by == "fund_source" else spending.request.source
    reported = spending.counties.loc[spending.counties["state"] == "reported", "key"]
    pots = spending.paced_pots
    pots = pots[pots["fund_source"] == source] if source else pots
    if by:
        return {str(key): mine for key, mine in pots.groupby(by)}
    return {"": pots[pots["county_code"].isin(reported)]}


def _worst_state(counties: pd.DataFrame) -> str:
    return str(counties["state"].iloc[0]) if len(counties) else "no_projects"
