"""Spending against schedule and countdowns, with the published figures they rebuild."""

import math
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.lights import LIGHTS
from indicators.declared.schedule import SCHEDULE_METHODS
from indicators.spending.schedule import (
    SpendingLights,
    check_nodes,
    days_left,
    days_until,
    needed_per_day,
    project_spending,
    say_gap,
    schedule_line,
    schedule_share,
    spending_gaps,
)
from tests.indicators.scoring.rule_makers import calm

NAN = math.nan
FUZHOU = [(date(2021, 3, 31), 0.30), (date(2021, 4, 30), 0.4903), (date(2021, 6, 30), 0.65), (date(2021, 11, 30), 1.0)]
ROUNDED = 0.011
"""Published percentages have two decimals, and some were rounded twice."""


def gap_of(paid_cny: float, budget_cny: float, share: float) -> float:
    """gap_points of a single place."""
    frame = pd.DataFrame({"paid_cny": [paid_cny], "budget_cny": [budget_cny]})
    return float(spending_gaps(frame, share)["gap_points"].iloc[0])


# Published figures


def test_zhangye_is_ahead_of_a_twelfth_a_month():
    """张掖 end of April 2023: 42.02 % is 超序时进度 8.68 个百分点, so 33.34 % (4/12 = 33.33) [domain.md, Money, method 1]."""
    share = schedule_share(date(2023, 4, 30), "month")
    assert share == pytest.approx(4 / 12)
    assert gap_of(42.02, 100, share) == pytest.approx(8.68, abs=ROUNDED)


def test_fuzhou_is_behind_its_node_table():
    """福州 end of April 2021: 39.62 % is 9.41 points below, so 49.03 % [domain.md, Money, method 2]; other nodes invented."""
    gap = gap_of(39.62, 100, schedule_share(date(2021, 4, 30), "nodes", FUZHOU))
    assert gap == pytest.approx(-9.41)
    assert say_gap(gap) == "低于序时进度9.41个百分点"


def test_half_a_year_behind_schedule_and_ahead_of_the_province():
    """46.92 % on 30 June is below 50 % but 8.06 points above the provincial average [domain.md, Money]."""
    assert gap_of(46.92, 100, schedule_share(date(2023, 6, 30), "month")) == pytest.approx(-3.08)
    assert say_gap(46.92 - 38.86, "全省平均") == "高于全省平均8.06个百分点"


def test_whoever_is_behind_has_a_light():
    """Behind at all is 滞后, as it earns no marks; a notice's own lines are 银川's 10 and 30 points [domain.md, Money]."""
    score = SpendingLights()
    assert [score.light(0.6 - behind, 0.6) for behind in (-0.1, 0.0, 1e-6)] == ["normal", "normal", "behind"]
    lights = SpendingLights(yellow_beyond=0.1, red_beyond=0.3)
    assert [lights.light(0.6 - behind, 0.6) for behind in (-0.1, 0.0, 0.0169, 0.1, 0.3, 0.31)] == [
        "normal",
        "normal",
        "normal",
        "normal",
        "warning",
        "behind",
    ]
    assert LIGHTS[lights.light(NAN, 0.5)].words == "○ 未导入"


def test_tianjin_measures_the_gap_against_the_schedule_itself():
    """天津 uses 30 % relative [domain.md, Money]."""
    lights = SpendingLights(yellow_beyond=0.08, red_beyond=0.3, is_relative=True)
    assert [lights.light(rate, 0.5) for rate in (0.46, 0.45, 0.35, 0.34)] == ["normal", "warning", "warning", "behind"]
    assert lights.light(0, 0) == "normal"


# Schedule


def test_days_count_the_day_itself():
    assert schedule_share(date(2023, 12, 31), "days") == 1
    assert schedule_share(date(2023, 1, 1), "days") == pytest.approx(1 / 365)
    assert schedule_share(date(2024, 2, 29), "days") == pytest.approx(60 / 366)


def test_between_nodes_and_month_ends_the_line_is_straight():
    assert schedule_share(date(2021, 4, 15), "nodes", FUZHOU) == pytest.approx((0.30 + 0.4903) / 2)
    assert schedule_share(date(2021, 12, 31), "nodes", FUZHOU) == 1
    assert schedule_share(date(2021, 4, 15), "month") == pytest.approx(3.5 / 12)


def test_tibet_q1_node():
    """Tibet 2023 Q1: 30 % paid [domain.md, Money, node example]; halfway there 15 % is due."""
    assert schedule_share(date(2023, 2, 14), "nodes", [(date(2023, 3, 31), 0.3)]) == pytest.approx(0.15)
    assert schedule_share(date(2023, 7, 1), "nodes", [(date(2023, 3, 31), 0.3)]) == 0.3


@pytest.mark.parametrize("method", SCHEDULE_METHODS)
def test_a_line_has_every_day_and_never_falls(method: str):
    line = schedule_line(2021, method, FUZHOU)
    assert len(line) == 365 and line["on"].iloc[-1] == date(2021, 12, 31)
    assert line["share"].is_monotonic_increasing and line["share"].iloc[-1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([], "文件「节点表」：2021年没有节点。请导入该年的节点表，或改用按月均、按天数"),
        ([(date(2020, 4, 30), 0.4)], "文件「节点表」：2021年没有节点"),
        ([(date(2021, 4, 30), 49.03)], "字段「share」：节点进度应在0到1之间，实际为「2021年4月30日 49.03」"),
        ([(date(2021, 4, 30), 0.4), (date(2021, 4, 30), 0.5)], "字段「on」：同一天有两个节点"),
        ([(date(2021, 4, 30), 0.4), (date(2021, 5, 31), 0.3)], "字段「share」：后一个节点的进度低于前一个"),
    ],
)
def test_a_node_table_that_cannot_be_used(nodes: list[tuple[date, float]], message: str):
    with pytest.raises(UserError) as caught:
        check_nodes(nodes, 2021)
    assert message in caught.value.message


def test_an_unknown_method():
    with pytest.raises(UserError, match="没有这种序时进度算法，实际为「quarter」。可用：month、nodes、days"):
        schedule_share(date(2021, 1, 1), "quarter")


# Gap and need


def test_a_gap_in_yuan_and_points():
    frame = pd.DataFrame({"paid_cny": [40.0, NAN, 5.0], "budget_cny": [80.0, 10.0, 0.0]})
    gaps = spending_gaps(frame, 0.75)
    assert gaps.loc[0, ["rate", "gap_points", "gap_cny"]].tolist() == [0.5, -25, -20]
    assert gaps.loc[1:, ["rate", "gap_points", "gap_cny"]].isna().all(axis=None)
    assert say_gap(0.001) == "与序时进度持平" and say_gap(NAN) == "—"


def test_needed_per_day_counts_today_and_the_deadline():
    today, deadline = date(2021, 11, 21), date(2021, 11, 30)
    assert days_left(today, deadline) == 10
    assert needed_per_day(500, 1000, 0.9, today, deadline) == 40
    assert needed_per_day(500, 1000, 0.9, deadline, deadline) == 400
    assert needed_per_day(950, 1000, 0.9, today, deadline) == 0
    assert math.isnan(needed_per_day(500, 1000, 0.9, date(2021, 12, 1), deadline))
    assert math.isnan(needed_per_day(NAN, 1000, 0.9, today, deadline))
    assert math.isnan(needed_per_day(5, 0, 0.9, today, deadline))


# Projection

START, TODAY, DEADLINE = date(2021, 1, 1), date(2021, 9, 30), date(2021, 12, 31)


def paid_daily(until: date, rate: float) -> tuple[list[date], list[float]]:
    days = [START + timedelta(days=passed) for passed in range((until - START).days + 1)]
    return days, [rate * passed for passed in range(len(days))]


def test_a_steady_pace_leads_straight_on():
    projection = project_spending(*paid_daily(TODAY, 2.0), 1000, DEADLINE, TODAY, target_share=0.7)
    expected = 2 * (272 + 92) / 1000
    assert (projection.expected, projection.low, projection.high) == pytest.approx((expected, expected, expected))
    assert projection.reached_on == START + timedelta(days=350)


def test_a_faster_month_opens_the_range():
    dates = [date(2021, 1, 1), date(2021, 8, 31), date(2021, 9, 30)]
    projection = project_spending(dates, [0, 240, 540], 2000, DEADLINE, TODAY)
    paces = {30: 300 / 30, 60: 540 / 60, 90: 540 / 90}
    shares = [(540 + paces[days] * 92) / 2000 for days in (60, 90, 30)]
    assert [projection.expected, projection.low, projection.high] == pytest.approx(shares)
    assert projection.reached_on == TODAY + timedelta(days=math.ceil(1460 / 9))


def test_a_standstill_never_arrives():
    projection = project_spending([START, date(2021, 2, 1)], [0, 300], 1000, DEADLINE, TODAY, target_share=0.95)
    assert projection.expected == projection.low == projection.high == 0.3
    assert projection.reached_on is None


def test_money_taken_back_does_not_project_backwards():
    projection = project_spending([START, date(2021, 3, 1), date(2021, 9, 1)], [0, 500, 400], 1000, DEADLINE, TODAY)
    assert projection.low == 0.4


def test_a_target_already_reached_says_when():
    projection = project_spending([START, date(2021, 5, 1)], [0, 960], 1000, DEADLINE, TODAY, target_share=0.95)
    assert projection.reached_on == date(2021, 5, 1)


def test_payments_after_today_are_not_known_yet():
    dates, paid = paid_daily(DEADLINE, 2.0)
    assert project_spending(dates, paid, 1000, DEADLINE, TODAY) == project_spending(
        *paid_daily(TODAY, 2.0), 1000, DEADLINE, TODAY
    )


def test_a_short_record_gives_no_projection():
    short = project_spending([date(2021, 9, 10)], [10], 1000, DEADLINE, TODAY)
    assert short.reason == "支出记录不足30天，无法预计" and math.isnan(short.expected)
    assert project_spending([], [], 1000, DEADLINE, TODAY).reason == "支出记录不足30天，无法预计"
    assert project_spending([START], [0], NAN, DEADLINE, TODAY).reason == "没有预算数，无法预计"
    assert project_spending([date(2021, 8, 20)], [10], 1000, DEADLINE, TODAY).reason == ""


@calm
@given(st.lists(st.tuples(st.integers(0, 272), st.integers(0, 50)), max_size=20), st.integers(1, 2000))
def test_the_range_holds_the_expected_share(payments: list[tuple[int, int]], budget: int):
    dates = [START + timedelta(days=day) for day, _ in sorted(payments)]
    paid = pd.Series([amount for _, amount in sorted(payments)], dtype=float).cumsum().tolist()
    projection = project_spending(dates, paid, budget, DEADLINE, TODAY)
    if not projection.reason:
        assert 0 <= projection.low <= projection.expected <= projection.high <= 1


# Days


def test_due_today_is_not_overdue():
    assert days_until(date(2021, 11, 20), date(2021, 11, 20)) == 0
    assert days_until(date(2021, 12, 2), date(2021, 11, 20)) == 12
    assert days_until(date(2021, 11, 17), date(2021, 11, 20)) == -3


def test_a_moment_counts_as_its_day_in_shanghai():
    assert days_until(date(2021, 11, 20), datetime(2021, 11, 19, 16, 30, tzinfo=UTC)) == 0
    assert days_until(pd.Timestamp("2021-11-21"), date(2021, 11, 20)) == 1
