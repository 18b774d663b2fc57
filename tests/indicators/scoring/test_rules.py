"""Each rule says and does what a notice says: published rules, words, errors, the plain twin, properties."""

import math
from datetime import date
from typing import Any

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.scoring.scores import Rule
from tests.indicators.scoring import twin_scoring as twin
from tests.indicators.scoring.rule_makers import CASES, HIGHER, LOWER, SHARES, Declared, calm, declarations, read, rows

NAN = math.nan


def share_of(rule: Rule, row: dict[str, Any]) -> float:
    given = {
        "last_year": row.get("last_year_value"),
        "average": row.get("average"),
        "rows_short": row.get("rows_short"),
    }
    return float(rule.share(NAN if row["value"] is None else row["value"], **given))


# Published rules


def test_yunnan_allocation_time_is_linear_between_25_and_50_working_days():
    """云南: 资金分配 ≤25 个工作日得满分，>50 个工作日不得分，其间按直线 [domain.md, Money, scoring of fund allocation time]."""
    rule = read({"rule": "linear", "zero_at": 50, "full_at": 25}, points=4, direction=LOWER, unit="days")
    assert rule.share([10, 25, 30, 37.5, 50, 51]).tolist() == [1, 1, 0.8, 0.5, 0, 0]
    assert rule.describe() == "不超过25天得满分，超过50天不得分，其间按比例计分"
    days = len(chinese_calendar.get_workdays(date(2021, 9, 2), date(2021, 10, 15)))  # the day after the money came, on
    assert days == 28  # 中秋 19–21 September and 国庆 1–7 October off; 18 and 26 September and 9 October worked
    assert float(rule.share(days)) == pytest.approx(0.88)


def test_hefei_solar_earnings_reach_80_percent_for_public_posts():
    """合肥 2020: (305.11 + 38.92) / (422.48 − 21.14) = 85.72 %, line 80 % [domain.md, Households, 公益岗]."""
    value = (305.11 + 38.92) / (422.48 - 21.14)
    assert round(value * 100, 2) == 85.72
    rule = read({"rule": "threshold", "full_at": 0.8})
    assert float(rule.share(value)) == 1
    assert rule.needed_words(0.75, 0.75e6, 1e6, numerator_unit="cny") == "再支出 5.00 万元"


def test_industry_share_has_to_pass_the_line_and_last_year():
    """产业占比 2021: above the line and above last year for full marks [S1, 第二部分第5条]."""
    rule = read({"rule": "threshold_above_last_year", "full_at": 0.5})
    value, last = np.array([0.55, 0.55, 0.49, 0.55, 0.5]), np.array([0.54, 0.55, 0.40, NAN, 0.4])
    np.testing.assert_array_equal(rule.share(value, last), [1, 0, 0, NAN, 1])


def test_workers_have_to_be_more_than_last_year_and_grow_more_than_the_nation():
    """ "确保超过去年和全国平均水平" [S1, 第二部分第6条]: 100 last year, 103 by the nation's growth; as many as before is not more."""
    rule = read({"rule": "above_last_year_and_growth", "growth_share": 0.25}, unit="persons")
    values = np.array([104, 103, 101, 100, 99])
    np.testing.assert_array_equal(rule.share(values, 100, 103), [1, 0.75, 0.75, 0, 0])
    np.testing.assert_array_equal(
        rule.share(values, 100), [1, 1, 1, 0, 0], "without the nation's growth nothing is lost by it"
    )
    assert math.isnan(float(rule.share(104, NAN, 103)))
    assert rule.needed_words(101, last_year=100, average=103) == "再完成 3 人"
    assert rule.needed_words(99, last_year=100) == "再完成 2 人"
    assert rule.conditions(101, 100, 103) == [
        ("高于上年", "达到，占 75% 的分"), ("增幅高于全国平均", "没有达到，占 25% 的分"),
    ]  # fmt: skip
    assert rule.conditions(101, 100, NAN) == [
        ("高于上年", "达到，占 100% 的分"), ("增幅高于全国平均", "全国平均增幅没有导入，说不清，不计分也不算失分"),
    ]  # fmt: skip


def test_notice_takes_a_point_for_each_tenth_of_a_percentage_point():
    """ "每减少0.1个百分点扣1分，扣完为止" [wxldp.com, 专项资金评分表, quoted in peers.md §2]."""
    rule = read({"rule": "per_step", "full_at": 1, "step": 0.001, "per_step": 1}, points=10)
    assert (rule.share([1, 0.9991, 0.999, 0.998, 0.9905, 0.5]) * 10).round(9).tolist() == [10, 10, 9, 8, 1, 0]


def test_lechang_takes_a_point_for_each_wrong_household():
    """乐昌市 指标 2.1: "经调查核实的每户扣1分，扣完10分为止" [real/lechang_assessment_scoring.csv]."""
    rule = read({"rule": "per_case", "per_case": 1}, points=10, direction=LOWER, unit="households")
    assert (rule.share([0, 3, 10, 40]) * 10).tolist() == [10, 7, 0, 0]


def test_lechang_gives_nothing_when_5_percent_are_wrongly_included():
    """乐昌市 指标 2.1: "非贫困户被纳入帮扶范围5%以上的不得分", here with the line at 5 % [real/lechang_assessment_scoring.csv]."""
    rule = read({"rule": "threshold", "full_at": 0.05}, direction=LOWER)
    assert rule.share([0.01, 0.05, 0.0501]).tolist() == [1, 1, 0]


def test_exactly_the_agreement_figure_is_not_exceeded():
    """协议指标要超额完成: 1290 of 1213 cadres are 106.35 %, 2129 of 7098 experts 29.99 % [real/eastwest_cooperation_figures.csv]."""
    rule = read({"rule": "threshold", "full_at": 1.0, "beyond": True}, points=6)
    assert rule.share([1290 / 1213, 1213 / 1213, 2129 / 7098]).tolist() == [1, 0, 0]
    assert rule.needed_words(1.0, 1213, 1213, numerator_unit="persons") == "再完成 1 人"
    assert rule.needed_words(2129 / 7098, 2129, 7098, numerator_unit="persons") == "再完成 4,970 人"


def test_one_person_below_the_line_costs_the_item():
    """ "有1人不达标该项不得分" [wxldp.com, quoted in peers.md §2]."""
    rule = read({"rule": "veto", "scope": "measure"}, points=5, direction=LOWER, unit="persons")
    assert rule.share([0, 1, 2]).tolist() == [1, 0, 0]


# Words

CASES_OF_WORDS = [
    ({"rule": "threshold", "full_at": 0.95}, HIGHER, "percent", "达到95%得满分，低于95%不得分"),
    ({"rule": "threshold", "full_at": 3}, LOWER, "households", "不超过3户得满分，超过3户不得分"),
    ({"rule": "threshold_above_last_year", "full_at": 0.5}, HIGHER, "percent", "达到50%且高于上年得满分，否则不得分"),
    (
        {"rule": "linear", "zero_at": 0.8, "full_at": 0.95},
        HIGHER,
        "percent",
        "达到95%得满分，低于80%不得分，其间按比例计分",
    ),
    ({"rule": "proportional", "full_at": 1}, HIGHER, "percent", "达到100%得满分，未达到的按比例计分"),
    ({"rule": "per_case", "per_case": 0.5}, LOWER, "households", "每户扣0.5分，扣完为止"),
    ({"rule": "per_case", "per_case": 0.5, "free": 2}, LOWER, "count:座", "超过2座的部分，每座扣0.5分，扣完为止"),
    ({"rule": "per_case", "per_case": 1, "of": "rows_short"}, HIGHER, "percent", "每有1例未达标扣1分，扣完为止"),
    (
        {"rule": "per_step", "full_at": 0.95, "step": 0.001, "per_step": 1},
        HIGHER,
        "percent",
        "达到95%得满分，每低0.1个百分点扣1分，扣完为止，不足0.1个百分点的不扣分",
    ),
    (
        {"rule": "steps", "steps": [{"at": 0.9, "share": 0.8}, {"at": 0.95, "share": 1}]},
        HIGHER,
        "percent",
        "达到95%得满分，达到90%得80%的分，低于90%不得分",
    ),
    ({"rule": "not_below_last_year"}, HIGHER, "persons", "不低于上年得满分，低于上年不得分"),
    ({"rule": "not_below_last_year"}, LOWER, "persons", "不高于上年得满分，高于上年不得分"),
    (
        {"rule": "above_last_year_and_growth", "growth_share": 0.25},
        HIGHER,
        "persons",
        "高于上年得75%的分，增幅高于全国平均得25%的分；全国平均增幅没有导入的只看上年，不算失分",
    ),
    ({"rule": "versus_average"}, HIGHER, "percent", "不低于平均水平得满分，低于平均水平不得分"),
    (
        {"rule": "versus_average", "zero_below": 0.1},
        LOWER,
        "percent",
        "不高于平均水平得满分，比平均水平高10个百分点及以上不得分，其间按比例计分",
    ),
    ({"rule": "bonus", "per_case": 0.5, "max": 10}, HIGHER, "count:项", "每项加0.5分，最多加10分"),
    ({"rule": "threshold", "full_at": 1, "beyond": True}, HIGHER, "percent", "高于100%得满分，不高于100%不得分"),
    ({"rule": "threshold", "full_at": 0.03, "beyond": True}, LOWER, "percent", "低于3%得满分，不低于3%不得分"),
    (
        {"rule": "threshold_gap", "against": "序时进度", "beyond": True},
        HIGHER,
        "percent_points",
        "高于序时进度得满分，不高于序时进度不得分",
    ),
    (
        {"rule": "threshold_above_last_year", "full_at": 0.5, "beyond": True},
        HIGHER,
        "percent",
        "高于50%且高于上年得满分，否则不得分",
    ),
    ({"rule": "not_below_last_year", "beyond": True}, HIGHER, "persons", "高于上年得满分，不高于上年不得分"),
    ({"rule": "versus_average", "beyond": True}, LOWER, "percent", "低于平均水平得满分，不低于平均水平不得分"),
    ({"rule": "per_case", "per_case": 1, "most": 3}, LOWER, "households", "每户扣1分，最多扣3分"),
    (
        {"rule": "proportional", "full_at": 1, "none_below": 0.6},
        HIGHER,
        "percent",
        "达到100%得满分，未达到的按比例计分，低于60%不得分",
    ),
    (
        {"rule": "per_step_behind", "of": "area", "step": 0.01, "per_step": 0.5, "most": 2},
        HIGHER,
        "percent",
        "不低于平均水平得满分，每低于平均水平1个百分点扣0.5分，最多扣2分，不足1个百分点的不扣分",
    ),
    (
        {"rule": "per_step_behind", "of": "last_year", "step": 100, "per_step": 1},
        HIGHER,
        "persons",
        "不低于上年得满分，每低于上年100人扣1分，扣完为止，不足100人的不扣分",
    ),
    (
        {"rule": "bonus_steps", "max": 10, "steps": [{"at": 3, "share": 1}, {"at": 10, "share": 0.5}]},
        LOWER,
        "count:名",
        "不超过3名加10分，不超过10名加5分，超过10名不加分",
    ),
    (
        {"rule": "veto", "scope": "aspect", "allowed": 0.05, "beyond": True},
        LOWER,
        "percent",
        "达到5%即一票否决，所在方面不得分",
    ),
    ({"rule": "grade_cap", "best": "一般"}, LOWER, "count:例", "有1例，等次最高评为一般，得分不变"),
    ({"rule": "grade_cap", "best": "较好", "allowed": 0.02}, LOWER, "percent", "超过2%，等次最高评为较好，得分不变"),
    ({"rule": "veto", "scope": "measure"}, LOWER, "persons", "有1人即一票否决，本项不得分"),
    ({"rule": "veto", "scope": "total"}, LOWER, "count", "有1个即一票否决，总分计零分"),
    ({"rule": "veto", "scope": "indicator", "allowed": 0.02}, LOWER, "percent", "超过2%即一票否决，所在指标不得分"),
]


@pytest.mark.parametrize(("scoring", "direction", "unit", "said"), CASES_OF_WORDS)
def test_a_rule_speaks_like_a_notice(scoring: dict[str, Any], direction: str, unit: str, said: str):
    points = None if scoring["rule"] == "grade_cap" else 10
    assert read(scoring, points, direction, unit).describe() == said


# What wins back full marks


def test_needed_counts_households_up_to_the_line():
    rule = read({"rule": "linear", "zero_at": 0.8, "full_at": 0.95})
    assert rule.needed(0.72, 72, 100, rows_short=28) == pytest.approx(23)
    assert rule.needed_words(0.72, 72, 100, rows_short=28, numerator_unit="households") == "再完成 23 户"
    assert rule.needed_words(0.72) == "再提高 23.00 个百分点"
    assert rule.needed_words(0.96, 96, 100) == "已得满分"
    assert math.isnan(rule.needed(NAN)) and rule.needed_words(NAN) == "—"


def test_needed_money_is_rounded_as_the_gap_is_everywhere_else_and_never_to_nothing():
    rule = read({"rule": "threshold", "full_at": 0.9})
    paid = {50_000_001: "4,000.00", 49_999_999: "4,000.00", 49_999_949: "4,000.01", 89_999_970: "0.01"}
    for numerator, said in paid.items():
        assert rule.needed_words(0.5, numerator, 100_000_000, numerator_unit="cny") == f"再支出 {said} 万元"


def test_needed_must_pass_last_year_by_one_whole_case():
    rule = read({"rule": "threshold_above_last_year", "full_at": 0.5})
    said = rule.needed_words(0.4, 40, 100, last_year=0.6, numerator_unit="count:个")
    assert said == "再完成 21 个"
    assert rule.needed_words(0.4, 40, 100, last_year=0.3, numerator_unit="count:个") == "再完成 10 个"


def test_needed_says_when_more_is_asked_than_is_short():
    rule = read({"rule": "threshold_above_last_year", "full_at": 0.5})
    assert rule.needed_words(1.0, 100, 100, rows_short=0, last_year=1.0) == "本期已无法补到满分"


def test_needed_for_rules_that_count():
    assert (
        read({"rule": "per_case", "per_case": 1, "of": "rows_short"}).needed_words(
            0.9, 90, 100, rows_short=10, numerator_unit="households"
        )
        == "再减少 10 户"
    )
    assert read({"rule": "veto", "scope": "total"}, 0, LOWER, "persons").needed_words(2) == "再减少 2 人"
    assert read({"rule": "bonus", "per_case": 1, "max": 3}, None, HIGHER, "count:项").needed_words(1) == "再完成 2 项"
    assert (
        read({"rule": "linear", "zero_at": 50, "full_at": 25}, 4, LOWER, "days").needed_words(30, verb="再缩短")
        == "再缩短 5 天"
    )
    assert (
        read({"rule": "versus_average"}, unit="cny_per_person").needed_words(9000, average=9300.5) == "再增加 300.50 元"
    )


@calm
@given(declarations(), rows(is_known=True))
def test_doing_what_is_needed_earns_full_marks(measure: Declared, row: dict[str, Any]):
    rule = measure.rule
    needed = rule.needed(
        row["value"], rows_short=row["rows_short"], last_year=row["last_year_value"], average=row["average"]
    )
    assert needed >= 0
    after = dict(row)
    if measure.scoring.get("of") == "rows_short":
        after["rows_short"] -= needed
    else:
        after["value"] += needed if measure.direction == HIGHER else -needed
        if rule.is_beyond_target(row["last_year_value"]) and share_of(rule, row) < 1 and math.isfinite(needed):
            after["value"] += 0.001 if measure.direction == HIGHER else -0.001
    assert share_of(rule, after) == 1
    assert share_of(rule, row) < 1 or needed == 0


# The twin and the properties


@calm
@given(declarations(), rows())
def test_the_twin_agrees(measure: Declared, row: dict[str, Any]):
    expected = twin.share(measure.scoring, measure.direction, measure.points, row)
    got = share_of(measure.rule, row)
    assert math.isnan(got) if expected is None else got == pytest.approx(expected, abs=1e-9)


@calm
@given(declarations(), st.lists(rows(), min_size=1, max_size=6))
def test_arrays_score_like_single_places(measure: Declared, many: list[dict[str, Any]]):
    arrays = [
        np.array([NAN if row[key] is None else row[key] for row in many])
        for key in ("value", "last_year_value", "average", "rows_short")
    ]
    np.testing.assert_array_equal(measure.rule.share(*arrays), [share_of(measure.rule, row) for row in many])


@calm
@given(declarations(), rows())
def test_a_share_lies_between_0_and_1(measure: Declared, row: dict[str, Any]):
    got = share_of(measure.rule, row)
    assert math.isnan(got) or 0 <= got <= 1


@calm
@given(declarations(), rows(is_known=True), st.one_of(SHARES, CASES))
def test_a_better_value_never_lowers_a_score(measure: Declared, row: dict[str, Any], gain: float):
    better = dict(row, rows_short=max(0.0, row["rows_short"] - gain))
    better["value"] += gain if measure.direction == HIGHER else -gain
    assert share_of(measure.rule, better) >= share_of(measure.rule, row) - 1e-12


@calm
@given(declarations())
def test_a_curve_runs_inside_the_points_and_never_turns(measure: Declared):
    curve = measure.rule.curve()
    assert curve["value"].is_monotonic_increasing
    assert curve["score"].between(0, measure.points).all()
    rising = measure.direction == HIGHER and measure.scoring.get("of") != "rows_short"
    scores = curve["score"] if rising else curve["score"][::-1]
    assert (np.diff(scores) >= -1e-9).all()


def test_a_threshold_is_drawn_as_a_jump():
    curve = read({"rule": "threshold", "full_at": 0.9}, points=6).curve()
    assert curve.to_numpy().round(9).tolist() == [[0.72, 0], [0.9, 0], [0.9, 6], [1, 6]]


def test_a_line_is_drawn_between_its_ends():
    curve = read({"rule": "linear", "zero_at": 50, "full_at": 25}, 4, LOWER, "days").curve()
    assert curve.to_numpy().tolist() == [[18.75, 4], [25, 4], [50, 0], [56.25, 0]]


def test_comparing_rules_are_drawn_over_the_difference():
    rule = read({"rule": "versus_average", "zero_below": 0.1}, points=5)
    assert rule.curve_axis() == "与平均水平之差"
    assert rule.curve().query("value in (-0.1, 0)")["score"].round(9).tolist() == [0, 5]


def test_float_noise_does_not_cost_a_mark():
    assert float(read({"rule": "threshold", "full_at": 0.3}).share(0.1 + 0.2 - 1e-16)) == 1
    assert float(read({"rule": "linear", "zero_at": 0.2, "full_at": 0.3}).share(0.3 - 1e-15)) == 1
    assert float(read({"rule": "threshold_above_last_year", "full_at": 0.1}).share(0.1 + 0.2, 0.3)) == 0
