"""Intervals of shares, held against published figures and against a plain calculation of another kind."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from indicators.survey import estimate_share, wilson_interval

SCHOOLS = np.array([13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4])
AWARDED = np.array([10, 26, 3, 9, 13, 2, 1, 3, 11, 14, 4, 9, 24, 1, 0])
HIGH_SCHOOLS = np.array([0, 0, 1, 0, 0, 0, 0, 1, 1, 2, 4, 1, 3, 0, 1])
"""`apiclus1` of R's package `survey`: the schools of 15 Californian districts drawn as clusters (weights 757 ÷ 15 alike), and
of them those with an award, and the high schools."""
WEIGHT = 33.846996307373


@pytest.mark.parametrize(
    ("schools", "mean", "error"),
    [(AWARDED, 0.710382513661203, 0.0333503726041141), (HIGH_SCHOOLS, 0.0765027322404372, 0.0270798559291773)],
)
def test_the_share_and_its_error_are_those_that_r_gives(schools: np.ndarray, mean: float, error: float) -> None:
    """`svymean(~awards, svydesign(id = ~dnum, weights = ~pw, data = apiclus1))` and the same of stype."""
    found = estimate_share(schools * WEIGHT, SCHOOLS * WEIGHT, SCHOOLS)
    assert found.share == pytest.approx(mean, abs=1e-12) and found.error == pytest.approx(error, abs=1e-12)
    assert (found.answers, found.clusters) == (183, 15)
    assert found.low < found.share < found.high


def test_the_interval_is_clopper_pearsons_for_the_answers_it_is_worth() -> None:
    """Written again from Korn and Graubard: p(1−p)/v, shrunk by the t values, between two quantiles of the beta distribution."""
    found = estimate_share(AWARDED, SCHOOLS, SCHOOLS)
    worth = found.share * (1 - found.share) / found.error**2
    worth *= (stats.t.ppf(0.975, 182) / stats.t.ppf(0.975, 14)) ** 2
    assert worth < 183
    low = stats.beta.ppf(0.025, found.share * worth, worth * (1 - found.share) + 1)
    high = stats.beta.ppf(0.975, found.share * worth + 1, worth * (1 - found.share))
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("met", "answers", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_prints_it(met: int, answers: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3."""
    assert wilson_interval(met, answers) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("met", "answers", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clusters_of_one_answer_are_a_simple_sample(met: int, answers: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 5 (Clopper and Pearson): every household a cluster of its own. The variance of n − 1
    makes the sample worth a little less than n, as it should be."""
    yes = np.array([1.0] * met + [0.0] * (answers - met))
    found = estimate_share(yes, np.ones(answers), np.ones(answers))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-3)


def test_what_cannot_be_told_is_not_told() -> None:
    one = estimate_share([9.0], [10.0], [10])
    assert one.share == 0.9 and math.isnan(one.low) and math.isnan(one.high)
    assert math.isnan(estimate_share([], [], []).share) and math.isnan(estimate_share([0.0], [0.0], [3]).share)
    assert all(map(math.isnan, wilson_interval(0, 0))) and all(map(math.isnan, wilson_interval(5, 4)))


def test_all_content_is_no_certainty() -> None:
    found = estimate_share([10.0] * 5, [10.0] * 5, [10] * 5)
    assert found.high == 1.0 and found.low == pytest.approx(0.025 ** (1 / 50))


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12)), min_size=2, max_size=20), st.floats(0.1, 50))
def test_the_interval_holds_the_share_and_does_not_know_the_unit_of_weights(rows: list, factor: float) -> None:
    answers = np.array([asked for _, asked in rows], dtype=float)
    met = np.array([min(yes, asked) for yes, asked in rows], dtype=float)
    found, scaled = estimate_share(met, answers, answers), estimate_share(met * factor, answers * factor, answers)
    assert 0 <= found.low <= found.share + 1e-9 and found.share - 1e-9 <= found.high <= 1
    assert (scaled.low, scaled.high) == pytest.approx((found.low, found.high), abs=1e-6)


def test_alike_villages_make_a_wider_interval_than_mixed_ones() -> None:
    """The same 90 of 100 content: once two of twenty villages all discontent, once one in every other village."""
    split = estimate_share([5.0] * 18 + [0.0] * 2, [5.0] * 20, [5] * 20)
    mixed = estimate_share([5.0, 4.0] * 10, [5.0] * 20, [5] * 20)
    assert split.share == mixed.share and split.high - split.low > mixed.high - mixed.low
