"""Where the present pace leads, of any money: the sum of its pots, a pot being the money of one county from one source.

A pot that is used up stops paying, so a total is projected pot by pot and added up: what a prefecture, a county and a source
of funds are said to reach agree. Money in yuan; paces in yuan a day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from indicators.spending import schedule
from indicators.spending.schedule import LONGEST_OUTLOOK_DAYS, Projection

PACES: Final = ("pace", "slow", "fast")
LEAST_CNY: Final = 0.005
"""Less than a cent is no money: what float sums may differ by."""


class PaidDays(NamedTuple):
    """Cumulative payments: `dates` (datetime64[D], ascending) and `paid_cny` by the end of each."""

    dates: np.ndarray
    paid_cny: np.ndarray


NO_POTS: Final = pd.DataFrame(columns=["county_code", "fund_source", "budget_cny", "paid_cny", *PACES], dtype=float)
NO_DAYS: Final = PaidDays(np.array([], dtype="datetime64[D]"), np.array([], dtype=float))


def add_up_days(days: pd.DataFrame) -> PaidDays:
    """Payments (paid_on, paid_cny) in any order as a cumulative sum, one entry a day with payments."""
    dates, place = np.unique(days["paid_on"].to_numpy(dtype="datetime64[D]"), return_inverse=True)
    return PaidDays(dates, np.cumsum(np.bincount(place, days["paid_cny"].to_numpy(dtype=float), minlength=len(dates))))


def measure_paces(pots: pd.DataFrame, days: pd.DataFrame, on: date) -> pd.DataFrame:
    """The pots (county_code, fund_source, budget_cny, paid_cny) that have a budget, with `PACES`.

    `days` are the payments up to `on` (county_code, fund_source, paid_on, paid_cny). A county's record begins with its
    first payment from any source; `PACES` are NaN where it is too short for any window.
    """
    counted = pots[(pots["budget_cny"] > 0) & pots["paid_cny"].notna()].reset_index(drop=True)
    began = days.groupby("county_code")["paid_on"].min()
    by_pot = {key: add_up_days(mine) for key, mine in days.groupby(["county_code", "fund_source"])}
    rows = []
    for county, source, budget in zip(
        counted["county_code"], counted["fund_source"], counted["budget_cny"], strict=True
    ):
        begin = began[county].date() if county in began.index else None
        rows.append(project(by_pot.get((county, source), NO_DAYS), float(budget), 1.0, on, on, begin).paces)
    paces = pd.DataFrame(rows, columns=list(PACES), index=counted.index, dtype=float)
    return pd.concat([counted, paces], axis=1)


def project_pots(pots: pd.DataFrame, paid: PaidDays, target: float, on: date, deadline: date) -> Projection:
    """Where pots (`measure_paces`) lead together, as a share of their budgets; `paid` are their payments up to `on`.

    Pots without a pace keep what they have; without any pot that has one there is no projection.
    """
    budget = float(pots["budget_cny"].sum())
    if pots.empty or pots["pace"].isna().all():
        return schedule.project_spending([], [], budget if len(pots) else float("nan"), deadline, on, target)
    days = np.array([max(0, schedule.days_until(deadline, on))])
    expected, low, high = (float(sum_pots(pots, days, pace)[0]) / budget for pace in PACES)
    return Projection(expected, low, high, _reached_on(pots, paid, target * budget, on))


def sum_pots(pots: pd.DataFrame, days: np.ndarray, pace: str = "pace") -> np.ndarray:
    """Yuan paid by all pots together after so many more days at a pace; none pays more than its budget from then on."""
    paid, budget = pots["paid_cny"].to_numpy(dtype=float), pots["budget_cny"].to_numpy(dtype=float)
    daily = pots[pace].fillna(0.0).to_numpy(dtype=float)
    reached = np.minimum(budget[:, None], paid[:, None] + daily[:, None] * days[None, :])
    return np.asarray(np.maximum(paid[:, None], reached).sum(axis=0))


def band(pots: pd.DataFrame, on: date, steps: Sequence[date]) -> pd.DataFrame:
    """The projection by these days: on, expected, low, high (shares of the pots' budgets)."""
    days = np.array([schedule.days_until(step, on) for step in steps])
    budget = float(pots["budget_cny"].sum())
    shares = {
        name: sum_pots(pots, days, pace) / budget for name, pace in zip(("expected", "low", "high"), PACES, strict=True)
    }
    return pd.DataFrame({"on": pd.to_datetime(list(steps)), **shares})


def project(
    paid: PaidDays, budget_cny: float, target: float, on: date, deadline: date, began_on: date | None = None
) -> Projection:
    """`schedule.project_spending` of payments up to `on`, given only the days its answer depends on (a test compares)."""
    cuts = [np.datetime64(on - timedelta(days=days)) for days in (0, *schedule.PACE_WINDOWS)]
    places = {int(np.searchsorted(paid.dates, cut, side="right")) - 1 for cut in cuts}
    places |= {0, int(np.argmax(paid.paid_cny >= target * budget_cny))} if len(paid.dates) else set()
    used = sorted(place for place in places if place >= 0)
    dates = [paid.dates[place].astype(object) for place in used]
    return schedule.project_spending(dates, paid.paid_cny[used].tolist(), budget_cny, deadline, on, target, began_on)


def _reached_on(pots: pd.DataFrame, paid: PaidDays, target_cny: float, on: date) -> date | None:
    """The day the payments reached a sum, else the day they will at the central pace; None never."""
    is_there = paid.paid_cny >= target_cny - LEAST_CNY
    if is_there.any():
        reached: date = paid.dates[int(np.argmax(is_there))].astype(object)
        return reached
    will_be = sum_pots(pots, np.arange(LONGEST_OUTLOOK_DAYS + 1)) >= target_cny - LEAST_CNY
    return on + timedelta(days=int(np.argmax(will_be))) if will_be.any() else None
