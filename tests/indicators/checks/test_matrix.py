"""The picture places × checks: which checks, in what order, what each cell counts, and that everything adds up."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.checks import matrix
from indicators.checks.matrix import (
    SUMS,
    add_counts,
    arrange,
    by_count,
    rank_checks,
    rank_places,
    shade_of,
    sum_indicators,
    total_of,
)
from indicators.declared import CHECKS, SUSPICIONS, read_framework

FENGHUANG, LUXI = "433123", "433122"
FRAMEWORK = read_framework(CHECKS)
WRONG, LIKELY = (
    next(name for name, check in FRAMEWORK.measures.items() if check.suspicion == word) for word in SUSPICIONS[:2]
)


def matrix_of(*cells: tuple[str, str, int, int, int, int]) -> pd.DataFrame:
    """Rows of (place, check, population, new, still, first); 2 gone and 1 exempt each."""
    rows = [
        {"place_code": place, "check": check, "population": population, "unknown": 0, "findings": new + still + first,
         "new": new, "still": still, "gone": 2, "exempt": 1}
        for place, check, population, new, still, first in cells
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place_code", "check", *SUMS])


SMALL = matrix_of(
    (FENGHUANG, WRONG, 100, 3, 2, 0), (LUXI, WRONG, 50, 0, 0, 4), (FENGHUANG, LIKELY, 100, 20, 0, 0), (LUXI, LIKELY, 10, 0, 0, 0)
)  # fmt: skip


def test_a_state_says_what_is_counted() -> None:
    assert list(add_counts(SMALL)["count"]) == [5, 4, 20, 0]
    assert list(add_counts(SMALL, "new")["count"]) == [3, 0, 20, 0]
    assert list(add_counts(SMALL, "first")["count"]) == [0, 4, 0, 0]
    assert list(add_counts(SMALL, "exempt", [WRONG])["count"]) == [1, 1]


def test_the_gravest_checks_come_first_whatever_their_number() -> None:
    ranked = rank_checks(add_counts(SMALL), FRAMEWORK.measures)
    assert list(ranked["check"]) == [WRONG, LIKELY] and list(ranked["count"]) == [9, 20]
    assert list(ranked["places"]) == [2, 1] and ranked["rate"].tolist() == pytest.approx([9 / 150, 20 / 110])


def test_few_checks_are_those_with_most_findings_grouped_by_indicator() -> None:
    ranked = rank_checks(add_counts(SMALL), FRAMEWORK.measures)
    groups = arrange(ranked, FRAMEWORK.measures, 1)
    assert [(group.title, [check.id for check in group.checks]) for group in groups] == [
        (FRAMEWORK.measures[LIKELY].indicator, [LIKELY])
    ]
    everything = arrange(ranked, FRAMEWORK.measures, None)
    assert sorted(check.id for group in everything for check in group.checks) == sorted([WRONG, LIKELY])


def test_the_picture_begins_with_most_findings_whatever_their_gravity() -> None:
    ranked = rank_checks(add_counts(SMALL), FRAMEWORK.measures)
    assert next(check.id for group in arrange(ranked, FRAMEWORK.measures, None) for check in group.checks) == LIKELY
    assert list(by_count(ranked)["check"]) == [LIKELY, WRONG]
    sums = sum_indicators(ranked, FRAMEWORK.measures)
    assert sums["count"].sum() == 29 and sums["rules"].sum() == 2 and sums["count"].is_monotonic_decreasing


def test_checks_without_findings_are_only_among_all() -> None:
    ranked = rank_checks(add_counts(SMALL[SMALL["place_code"] == LUXI]), FRAMEWORK.measures)
    few = [check.id for group in arrange(ranked, FRAMEWORK.measures, 12) for check in group.checks]
    assert few == [WRONG]
    assert len([check for group in arrange(ranked, FRAMEWORK.measures, None) for check in group.checks]) == 2


def test_places_with_most_findings_first_and_those_without_rows_last() -> None:
    places = rank_places(add_counts(SMALL), ["433101", LUXI, FENGHUANG])
    assert list(places["place_code"]) == [FENGHUANG, LUXI, "433101"] and list(places["count"]) == [25, 4, 0]


def test_nothing_at_all() -> None:
    nothing = add_counts(matrix_of())
    assert rank_checks(nothing, FRAMEWORK.measures).empty and total_of(nothing)["count"] == 0
    assert arrange(rank_checks(nothing, FRAMEWORK.measures), FRAMEWORK.measures, 12) == []


def test_shades_grow_with_the_rate() -> None:
    assert [shade_of(count, 10_000) for count in (0, 1, 10, 100, 500, 2_000, 10_000)] == [0, 1, 2, 3, 4, 5, 5]
    assert shade_of(1, 1) == 3 and shade_of(2, 10) == 3, "one of one is no pattern"
    assert shade_of(3, 0) == 5, "a finding without a population is never pale"


def test_filters_narrow_the_checks_and_each_other() -> None:
    cuts = {"indicator": "产业发展", "suspicion": SUSPICIONS[1]}
    chosen = matrix.choose_checks(FRAMEWORK, cuts)
    assert chosen and {(check.indicator, check.suspicion) for check in chosen.values()} == {tuple(cuts.values())}
    departments = matrix.list_choices(FRAMEWORK, cuts, "department")
    assert set(departments) == {check.department for check in chosen.values() if check.department}
    assert matrix.list_choices(FRAMEWORK, {}, "suspicion") == list(SUSPICIONS)


CELLS = st.lists(
    st.tuples(st.sampled_from([FENGHUANG, LUXI, "433101"]), st.sampled_from(list(FRAMEWORK.measures)[:6]),
              *[st.integers(0, 500)] * 4),
    max_size=12, unique_by=lambda cell: cell[:2],
)  # fmt: skip


@given(CELLS, st.sampled_from(["", *matrix.STATES]))
def test_rows_columns_and_the_whole_add_up(cells: list[tuple[str, str, int, int, int, int]], state: str) -> None:
    counted = add_counts(matrix_of(*cells), state)
    total = total_of(counted)["count"]
    assert total == rank_checks(counted, FRAMEWORK.measures)["count"].sum() == rank_places(counted)["count"].sum()
