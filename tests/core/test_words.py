"""How values, changes, ranks and dates read on every screen."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import words
from tests.indicators.scoring.rule_makers import calm

NAN = math.nan


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.8572, "percent", "85.72%"),
        (-0.1736, "percent_points", "−17.36 个百分点"),
        (12_345_600, "cny", "1,234.56 万元"),
        (12_357_026.20, "cny", "1,235.70 万元"),
        (99_999_900, "cny", "9,999.99 万元"),
        (100_000_000, "cny", "1.00 亿元"),
        (127_358_567_800, "cny", "1,273.59 亿元"),
        (-452_345_600, "cny", "−4.52 亿元"),
        (10_872.39, "cny_per_person", "10,872.39 元"),
        (23, "households", "23 户"),
        (22.5, "households", "22.50 户"),
        (15_650, "persons", "15,650 人"),
        (3, "count", "3 个"),
        (3, "count:座", "3 座"),
        (25, "days", "25 天"),
        (85.2, "points", "85.20 分"),
        (1.5, "ratio", "1.50"),
        (0, "cny", "0.00 万元"),
        (-0.00001, "percent", "0.00%"),
        (1.005, "points", "1.01 分"),
        (0.33335, "percent", "33.34%"),
        (np.float64(0.5), "percent", "50.00%"),
    ],
)
def test_a_value_with_its_unit(value: float, unit: str, said: str):
    assert words.say_value(value, unit) == said


def test_money_stays_in_one_unit_where_a_reader_reckons_with_it() -> None:
    assert words.say_value(115_863_200, "cny", is_exact=True) == "11,586.32 万元"
    assert words.say_value(115_863_200, "cny") == "1.16 亿元"
    assert words.say_line(330_000_000, "cny") == "3.3亿元" and words.say_line(123_456_700, "cny") == "12,345.67万元"
    assert words.say_at_least(276_833_300, "cny") == "2.7683 亿元", "as near as a reader needs it to do enough"


@pytest.mark.parametrize("nothing", [None, NAN, math.inf, pd.NA, pd.NaT, np.float64("nan")])
def test_missing_is_a_dash_and_never_zero(nothing: float | None):
    assert words.say_value(nothing, "percent") == "—"
    assert words.is_missing(nothing)


def test_units():
    assert all(words.is_unit(unit) for unit in (*words.UNITS, "count:座"))
    assert not words.is_unit("亩") and not words.is_unit("count:")
    with pytest.raises(ValueError, match="unknown unit"):
        words.say_value(1, "亩")


@pytest.mark.parametrize(
    ("now", "before", "unit", "said"),
    [
        (0.852, 0.84, "percent", "▲1.20 个百分点"),
        (0.84, 0.852, "percent", "▼1.20 个百分点"),
        (11_500, 10_000, "cny_per_person", "▲15.00%"),
        (9_675_000, 10_000_000, "cny", "▼3.25%"),
        (10_000, 0, "cny", "▲1.00 万元"),
        (5, 3, "households", "▲2 户"),
        (25, 30, "days", "▼5 天"),
        (85.2, 84, "points", "▲1.20 分"),
        (0.5, 0.5, "percent", "—"),
        (0.500001, 0.5, "percent", "—"),
        (NAN, 0.5, "percent", "无数据"),
        (0.5, None, "percent", "新"),
    ],
)
def test_rates_change_in_points_and_amounts_in_percent(now: float, before: float | None, unit: str, said: str):
    assert words.say_change(now, before, unit) == said


@pytest.mark.parametrize(
    ("amount", "unit", "is_more", "said"),
    [
        (22.4, "households", False, "23 户"),
        (23, "households", False, "23 户"),
        (23.0000000001, "households", False, "23 户"),
        (23, "households", True, "24 户"),
        (22.4, "households", True, "23 户"),
        (12_345_601, "cny", False, "1,234.56 万元"),
        (12_345_651, "cny", False, "1,234.57 万元"),
        (12_345_601, "cny", True, "1,234.57 万元"),
        (30, "cny", False, "0.01 万元"),
        (0, "cny", False, "0.00 万元"),
        (0.032, "percent", False, "3.20 个百分点"),
        (2.001, "ratio", False, "2.01"),
    ],
)
def test_what_is_needed_is_rounded_up_and_money_as_everywhere(amount: float, unit: str, is_more: bool, said: str):
    assert words.say_at_least(amount, unit, is_more) == said


def test_a_share_is_never_rounded_up_to_all():
    shares = (1.0, 0.99999, 0.9999, 0.57, 0.0, 1.00001, NAN)
    said = ["100.00%", "99.99%", "99.99%", "57.00%", "0.00%", "100.00%", "—"]
    assert [words.say_value(one, "percent") for one in shares] == said


def test_lines_of_rules_have_no_needless_zeros():
    assert [words.say_line(0.95, "percent"), words.say_line(0.955, "percent")] == ["95%", "95.5%"]
    assert [words.say_line(25, "days"), words.say_line(6000, "cny_per_person")] == ["25天", "6,000元"]
    assert [words.say_difference(0.001, "percent"), words.say_difference(5, "households")] == ["0.1个百分点", "5户"]
    assert [words.say_number(100), words.say_number(0.5), words.say_number(0)] == ["100", "0.5", "0"]


def test_ranks_dates_and_periods():
    assert [words.say_rank(3), words.say_rank(3, True), words.say_rank(NAN)] == ["第3", "第3（并列）", "未排名"]
    assert words.say_date(date(2021, 11, 20)) == "2021年11月20日" and words.say_date(date(2021, 1, 5)) == "2021年1月5日"
    assert [words.say_period("2021-11"), words.say_period("2021-01"), words.say_period("2021")] == [
        "2021年11月",
        "2021年1月",
        "2021年",
    ]
    for wrong in ("2021-13", "21", "2021年", ""):
        with pytest.raises(ValueError, match="not a period"):
            words.say_period(wrong)


def test_a_countdown():
    assert [words.say_days_until(days) for days in (12, 0, -3)] == ["还有 12 天", "今天", "已过 3 天"]


@calm
@given(st.floats(-1e12, 1e12), st.sampled_from(words.UNITS))
def test_every_number_can_be_said(value: float, unit: str):
    said = words.say_value(value, unit)
    assert said and not said.startswith(("-", "−0.00"))
    assert words.say_change(value, 1.0, unit) and words.say_line(value, unit)


@calm
@given(st.floats(0, 1e9), st.sampled_from([unit for unit in words.UNITS if unit != "percent"]))
def test_what_is_written_as_needed_is_enough(amount: float, unit: str):
    said = words.say_at_least(amount, unit).split()
    number = float(said[0].replace(",", ""))
    factor, half = {"万元": (words.CNY_PER_WAN, 50), "亿元": (words.CNY_PER_YI, 5_000)}.get(said[-1], (1, 0))
    assert number * factor >= amount - half - 1e-4
