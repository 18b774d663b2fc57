"""Spending against schedule (序时进度): the year's line, the gap, what is needed, when the line is reached.

The schedule's share on a day is made in `indicators.declared.schedule`, for measures too. Shares are fractions 0–1 of the
budget after adjustment; a gap in 个百分点 is `gap_points`, money is yuan in `_cny`. Days are dates in Asia/Shanghai.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import pandas as pd

from core import words
from indicators.declared import Node as Node
from indicators.declared import check_nodes as check_nodes
from indicators.declared import day_in_china, days_in_year
from indicators.declared import days_until as days_until
from indicators.declared import schedule_share as schedule_share

DAYS_LEFT_COUNT_TODAY: Final = True
"""每天需支出：今天和截止日都算在内。"""
PACE_WINDOWS: Final = (30, 60, 90)
CENTRAL_WINDOW: Final = 60
"""按当前速度：取最近60天的平均速度，范围为最近30、60、90天速度中的最慢和最快。"""
LONGEST_OUTLOOK_DAYS: Final = 3650
NO_PACES: Final = (math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class SpendingLights:
    """From how far behind schedule a light changes, in fractions: yellow beyond `yellow_beyond`, red beyond `red_beyond`.

    Whoever is behind at all is red, as the measure of the framework gives no marks to anybody behind: the light is that of the
    score. A notice may draw its own lines (银川 10 and 30 points). `is_relative` measures the gap against the schedule's own
    share instead (天津 30 %, 三亚 50 %).
    """

    yellow_beyond: float = 0.0
    red_beyond: float = 0.0
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
        return "warning" if behind > self.yellow_beyond + 1e-9 else "normal"


@dataclass(frozen=True)
class Projection:
    """Where the pace of the last days leads. Shares are of the budget, at most 1; dates are None when never reached.

    low and high come from the slowest and the fastest pace of `PACE_WINDOWS`; share `expected` and date `reached_on` from the
    pace of `CENTRAL_WINDOW` days, or of the longest window there is data for; `paces` are these three, yuan a day: central,
    slowest, fastest. `reason` says in Chinese why there is no projection (then every share is NaN).
    """

    expected: float
    low: float
    high: float
    reached_on: date | None
    reason: str = ""
    paces: tuple[float, float, float] = field(default=NO_PACES, compare=False)


def schedule_line(year: int, method: str, nodes: Sequence[tuple[date, float]] | None = None) -> pd.DataFrame:
    """The schedule of a year for drawing: columns on (date) and share, one row a day from 1 January to 31 December."""
    days = [date(year, 1, 1) + timedelta(days=passed) for passed in range(days_in_year(year))]
    return pd.DataFrame({"on": days, "share": [schedule_share(day, method, nodes) for day in days]})


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
    began_on: date | None = None,
) -> Projection:
    """Where the present pace leads: cumulative `paid_cny` by `dates`, up to `today`, the last day the payments are known.

    The record begins with the first payment, or on `began_on` where more is recorded than this money. A window's pace is
    what was paid in its days divided by its days; a window longer than the record is not used, and a record shorter than
    the shortest window gives no projection. A pace below zero (money taken back) counts as zero.
    """
    paid_by_day = _cumulative(dates, paid_cny, today)
    begin = began_on or (paid_by_day[0][0] if paid_by_day else None)
    windows = tuple(days for days in PACE_WINDOWS if begin and days_until(today, begin) >= days)
    if not windows or words.is_missing(budget_cny) or budget_cny <= 0:
        reason = "没有预算数，无法预计" if windows else f"支出记录不足{PACE_WINDOWS[0]}天，无法预计"
        return Projection(math.nan, math.nan, math.nan, None, reason)
    paid = paid_by_day[-1][1] if paid_by_day else 0.0
    paces = {days: max(0.0, (paid - _paid_by(paid_by_day, today - timedelta(days=days))) / days) for days in windows}
    central = CENTRAL_WINDOW if CENTRAL_WINDOW in paces else max(windows)
    ordered = (paces[central], min(paces.values()), max(paces.values()))
    days = max(0, days_until(deadline, today))
    expected, low, high = (min(1.0, (paid + pace * days) / budget_cny) for pace in ordered)
    target = target_share * budget_cny
    reached = next((on for on, amount in paid_by_day if amount >= target), None)
    on = reached or _reached(paid, paces[central], target, today)
    return Projection(expected, low, high, on, paces=ordered)


def _cumulative(dates: Sequence[date], paid_cny: Sequence[float], today: date) -> list[tuple[date, float]]:
    pairs = (
        (day_in_china(on), float(paid)) for on, paid in zip(dates, paid_cny, strict=True) if not words.is_missing(paid)
    )
    return sorted((pair for pair in pairs if pair[0] <= day_in_china(today)), key=lambda pair: pair[0])


def _paid_by(paid_by_day: list[tuple[date, float]], day: date) -> float:
    return next((paid for on, paid in reversed(paid_by_day) if on <= day_in_china(day)), 0.0)


def _reached(paid: float, pace: float, target: float, today: date) -> date | None:
    if pace <= 0 or (target - paid) / pace > LONGEST_OUTLOOK_DAYS:
        return None
    return day_in_china(today) + timedelta(days=math.ceil((target - paid) / pace))
