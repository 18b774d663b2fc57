"""Spending against schedule (序时进度): the schedule's share on a day, the gap, what is needed, when the line is reached.

Shares are fractions 0–1 of the budget after adjustment; a gap in 个百分点 is `gap_points`, money is yuan in `_cny`. Days are
dates in Asia/Shanghai. The three methods of the schedule line are those of domain.md, Money.
"""

import itertools
import math
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from core import words
from core.errors import UserError
from core.settings import TIME_ZONE

METHODS: Final = {"month": "按月均（月份/12）", "nodes": "按节点表", "days": "按天数"}
DAYS_LEFT_COUNT_TODAY: Final = True
"""每天需支出：今天和截止日都算在内。"""
PACE_WINDOWS: Final = (30, 60, 90)
CENTRAL_WINDOW: Final = 60
"""按当前速度：取最近60天的平均速度，范围为最近30、60、90天速度中的最慢和最快。"""
LONGEST_OUTLOOK_DAYS: Final = 3650


class Node(NamedTuple):
    """One line of a schedule set from above: by `on` the share `share` (0–1) should be paid."""

    on: date
    share: float


@dataclass(frozen=True)
class SpendingLights:
    """From how far behind schedule a light changes, in fractions: yellow from `yellow_from`, red beyond `red_beyond`.

    Defaults are 银川's: 10 to 30 points behind yellow, more red. `is_relative` measures the gap against the schedule's own
    share instead (天津 30 %, 三亚 50 %).
    """

    yellow_from: float = 0.10
    red_beyond: float = 0.30
    is_relative: bool = False

    def light(self, rate: float, share: float) -> str:
        """A key of `core.lights.LIGHTS`: `normal`, `warning`, `behind`; `missing` without a rate."""
        if words.is_missing(rate) or words.is_missing(share):
            return "missing"
        behind = share - rate
        if self.is_relative:
            behind = behind / share if share > 0 else 0.0
        if behind > self.red_beyond + 1e-9:
            return "behind"
        return "warning" if behind >= self.yellow_from - 1e-9 else "normal"


@dataclass(frozen=True)
class Projection:
    """Where the pace of the last days leads. Shares are of the budget, at most 1; dates are None when never reached.

    low and high come from the slowest and the fastest pace of `PACE_WINDOWS`; share `expected` and date `reached_on` from the
    pace of `CENTRAL_WINDOW` days, or of the longest window there is data for. `reason` says in Chinese why there is no
    projection (then every share is NaN).
    """

    expected: float
    low: float
    high: float
    reached_on: date | None
    reason: str = ""


def schedule_share(on: date, method: str, nodes: Sequence[tuple[date, float]] | None = None) -> float:
    """The share of the year's money that should be paid by the end of the day `on`.

    `month`: month/12 at each month's end (张掖: end of April 33.34 as printed, 33.33 as divided). `nodes`: the node table
    of the year. Between month ends and between nodes a straight line; zero before the year begins; after the last node its
    share. `days`: days elapsed, the day itself included, over days in the year. Raises UserError for an unknown method or a
    node table that cannot be used.
    """
    if method == "days":
        return _day_of_year(on) / _days_in_year(on.year)
    if method == "month":
        return _between(
            [Node(date(on.year, month, monthrange(on.year, month)[1]), month / 12) for month in range(1, 13)], on
        )
    if method == "nodes":
        return _between(check_nodes(nodes or (), on.year), on)
    raise UserError("没有这种序时进度算法", field="method", came=method, todo=f"可用：{'、'.join(METHODS)}")


def schedule_line(year: int, method: str, nodes: Sequence[tuple[date, float]] | None = None) -> pd.DataFrame:
    """The schedule of a year for drawing: columns on (date) and share, one row a day from 1 January to 31 December."""
    days = [date(year, 1, 1) + timedelta(days=passed) for passed in range(_days_in_year(year))]
    return pd.DataFrame({"on": days, "share": [schedule_share(day, method, nodes) for day in days]})


def check_nodes(nodes: Sequence[tuple[date, float]], year: int) -> list[Node]:
    """The nodes of the year by date. Raises UserError: none, two on one day, a share outside 0–1, a share that falls."""
    mine = sorted(Node(_day(on), float(share)) for on, share in nodes if _day(on).year == year)
    where = "节点表"
    if not mine:
        raise UserError(f"{year}年没有节点", file=where, todo="请导入该年的节点表，或改用按月均、按天数")
    for node in mine:
        if not 0 <= node.share <= 1:
            came = f"{words.say_date(node.on)} {node.share:g}"
            raise UserError(
                "节点进度应在0到1之间", file=where, field="share", came=came, todo="请改成小数，49.03%写0.4903"
            )
    for earlier, later in itertools.pairwise(mine):
        came = f"{words.say_date(earlier.on)} {earlier.share:g}，{words.say_date(later.on)} {later.share:g}"
        if earlier.on == later.on:
            raise UserError("同一天有两个节点", file=where, field="on", came=came, todo="请删去一个")
        if later.share < earlier.share:
            raise UserError("后一个节点的进度低于前一个", file=where, field="share", came=came, todo="请核对节点表")
    return mine


def spending_gaps(frame: pd.DataFrame, share: float | pd.Series) -> pd.DataFrame:
    """Adds rate, gap_points (个百分点) and gap_cny to paid_cny, budget_cny; NaN where either is missing or no budget."""
    paid = pd.to_numeric(frame["paid_cny"]).astype(float)
    budget = pd.to_numeric(frame["budget_cny"]).astype(float)
    budget = budget.where(budget > 0)
    rate = paid / budget
    return frame.assign(rate=rate, gap_points=(rate - share) * 100, gap_cny=paid - budget * share)


def say_gap(gap_points: float, against: str = "序时进度") -> str:
    """A gap as a notice says it: `高于序时进度8.68个百分点`, `低于序时进度…`, `与序时进度持平`; `—` when unknown."""
    if words.is_missing(gap_points):
        return words.MISSING_WORDS
    size = words.say_points(abs(gap_points))
    if size == words.say_points(0.0):
        return f"与{against}持平"
    return f"{'高于' if gap_points > 0 else '低于'}{against}{size}"


def days_left(today: date, deadline: date) -> int:
    """Days on which money can still be paid, today and the deadline included; 0 when the deadline has passed."""
    return max(0, days_until(deadline, today) + (1 if DAYS_LEFT_COUNT_TODAY else 0))


def needed_per_day(paid_cny: float, budget_cny: float, target_share: float, today: date, deadline: date) -> float:
    """Yuan to pay each calendar day (see `days_left`) to reach `target_share` of the budget by the deadline.

    0 when it is reached; NaN when something is missing, there is no budget, or no day is left.
    """
    if words.is_missing(paid_cny) or words.is_missing(budget_cny) or budget_cny <= 0:
        return math.nan
    remaining = max(0.0, budget_cny * target_share - paid_cny)
    days = days_left(today, deadline)
    if remaining == 0:
        return 0.0
    return remaining / days if days else math.nan


def project_spending(
    dates: Sequence[date],
    paid_cny: Sequence[float],
    budget_cny: float,
    deadline: date,
    today: date,
    target_share: float = 1.0,
) -> Projection:
    """Where the present pace leads: cumulative `paid_cny` by `dates`, up to `today`, the last day the payments are known.

    A window's pace is what was paid in its days divided by its days; a window longer than the record is not used, and a
    record shorter than the shortest window gives no projection. A pace below zero (money taken back) counts as zero.
    """
    paid_by_day = _cumulative(dates, paid_cny, today)
    windows = tuple(days for days in PACE_WINDOWS if paid_by_day and days_until(today, paid_by_day[0][0]) >= days)
    if not windows or words.is_missing(budget_cny) or budget_cny <= 0:
        reason = "没有预算数，无法预计" if windows else f"支出记录不足{PACE_WINDOWS[0]}天，无法预计"
        return Projection(math.nan, math.nan, math.nan, None, reason)
    paid = paid_by_day[-1][1]
    paces = {days: max(0.0, (paid - _paid_by(paid_by_day, today - timedelta(days=days))) / days) for days in windows}
    central = CENTRAL_WINDOW if CENTRAL_WINDOW in paces else max(windows)
    ordered = (paces[central], min(paces.values()), max(paces.values()))
    days = max(0, days_until(deadline, today))
    expected, low, high = (min(1.0, (paid + pace * days) / budget_cny) for pace in ordered)
    target = target_share * budget_cny
    reached = next((on for on, amount in paid_by_day if amount >= target), None)
    on = reached or _reached(paid, paces[central], target, today)
    return Projection(expected, low, high, on)


def days_until(target: date, today: date) -> int:
    """Calendar days from today to target: 0 is today (due today is not overdue), negative has passed."""
    return (_day(target) - _day(today)).days


def _day(moment: date) -> date:
    """The date in Asia/Shanghai; a moment without a time zone is taken as it stands."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(TIME_ZONE) if moment.tzinfo else moment).date()


def _between(nodes: list[Node], on: date) -> float:
    start = date(on.year - 1, 12, 31)
    days = [0, *(days_until(node.on, start) for node in nodes)]
    return float(np.interp(days_until(on, start), days, [0.0, *(node.share for node in nodes)]))


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


def _days_in_year(year: int) -> int:
    return _day_of_year(date(year, 12, 31))


def _cumulative(dates: Sequence[date], paid_cny: Sequence[float], today: date) -> list[tuple[date, float]]:
    pairs = ((_day(on), float(paid)) for on, paid in zip(dates, paid_cny, strict=True) if not words.is_missing(paid))
    return sorted((pair for pair in pairs if pair[0] <= _day(today)), key=lambda pair: pair[0])


def _paid_by(paid_by_day: list[tuple[date, float]], day: date) -> float:
    return next((paid for on, paid in reversed(paid_by_day) if on <= _day(day)), 0.0)


def _reached(paid: float, pace: float, target: float, today: date) -> date | None:
    if pace <= 0 or (target - paid) / pace > LONGEST_OUTLOOK_DAYS:
        return None
    return _day(today) + timedelta(days=math.ceil((target - paid) / pace))
