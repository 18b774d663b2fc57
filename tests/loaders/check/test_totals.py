"""Totals on plain lists: which rows a total row sums, tolerances, rates, and what cannot be computed."""

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.check.totals import Figures, TotalCheck, check_totals, find_tolerance, reconcile_groups, sum_exactly
from loaders.recognise.total_rows import Groups, find_total_rows, read_mark


def check(
    rows: Sequence[Sequence[object]], texts: int, kinds: Sequence[str], whole: Sequence[bool] | None = None
) -> list[TotalCheck]:
    """Totals of a small sheet: `texts` label columns, then one number column for each kind."""
    labels = [pa.array([row[place] for row in rows], pa.string()) for place in range(texts)]
    totals = find_total_rows(labels)
    marked = {total.position for total in totals}
    details = [at for at in range(len(rows)) if at not in marked]
    figures = [
        Figures(
            chr(65 + texts + place),
            f"列{place}",
            "%" if kind == "rate" else "万元",
            kind,
            np.array([math.nan if row[texts + place] is None else row[texts + place] for row in rows], dtype=float),
            whole=bool(whole and whole[place]),
        )
        for place, kind in enumerate(kinds)
    ]
    return check_totals(totals, Groups(labels, totals, details), details, figures, [at + 2 for at in range(len(rows))])


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("合计", ("合计", "")),
        ("合 计", ("合计", "")),
        ("合　计：", ("合计", "")),
        ("小计（万元）", ("小计", "")),
        ("中央资金小计", ("小计", "中央资金")),
        ("总计", ("总计", "")),
        ("全州", ("合计", "")),
        ("全省平均", ("平均", "")),
        ("其中：专项资金", ("其中", "专项资金")),
        ("其中", ("其中", "")),
        ("其中脱贫劳动力", None),
        ("合计镇", None),
        ("统计局", None),
        ("平均受教育年限", None),
    ],
)
def test_marks(text: str, mark: tuple[str, str] | None) -> None:
    assert read_mark(text) == mark


def test_total_over_everything() -> None:
    (found,) = check([["甲镇", 1.5], ["乙镇", 2.5], ["合计", 4.0]], 1, ["sum"])
    assert (found.row, found.column, found.stated, found.computed, found.agrees) == (4, "B", 4.0, 4.0, True)


def test_total_that_differs() -> None:
    (found,) = check([["甲镇", 1.5], ["乙镇", 2.5], ["合计", 5.0]], 1, ["sum"])
    assert found.agrees is False and found.computed == 4.0


def test_total_row_above_its_details() -> None:
    (found,) = check([["合计", 4.0], ["甲镇", 1.5], ["乙镇", 2.5]], 1, ["sum"])
    assert found.agrees is True


def test_subtotals_by_the_label_of_another_column_and_a_total() -> None:
    rows = [["中央", "一", 2.0], ["中央", "二", 3.0], ["中央", "小计", 5.0], ["省级", "一", 7.0], ["省级", "小计", 7.0],
            ["合计", None, 12.0]]  # fmt: skip
    assert [(found.row, found.computed, found.agrees) for found in check(rows, 2, ["sum"])] == [
        (4, 5.0, True),
        (6, 7.0, True),
        (7, 12.0, True),
    ]


def test_subtotals_by_position_below_and_above() -> None:
    below = [["甲", 1.0], ["乙", 2.0], ["小计", 3.0], ["丙", 4.0], ["小计", 4.0], ["合计", 7.0]]
    assert [found.agrees for found in check(below, 1, ["sum"])] == [True, True, True]
    above = [["小计", 3.0], ["甲", 1.0], ["乙", 2.0], ["小计", 4.0], ["丙", 4.0]]
    assert [found.agrees for found in check(above, 1, ["sum"])] == [True, True]


def test_group_named_inside_the_total_cell() -> None:
    rows = [["中央资金", 1.0], ["中央资金", 2.0], ["省级资金", 4.0], ["中央资金小计", 3.0], ["省级资金小计", 4.0]]
    assert [found.computed for found in check(rows, 1, ["sum"])] == [3.0, 4.0]


def test_one_classification_after_another() -> None:
    rows = [["类型", "甲", 1.0], ["类型", "乙", 2.0], ["类型", "合计", 3.0], ["归属", "丙", 3.0], ["归属", "合计", 3.0]]
    assert [found.agrees for found in check(rows, 2, ["sum"])] == [True, True]


LISTED = [
    ["县级部门", "甲局", None, 100.0],
    ["县级部门", "乙局", None, 80.0],
    ["乡镇", "丙镇", None, 90.0],
    ["乡镇", "丁镇", None, 75.0],
    ["小计", "部门", 450.0, 90.0],
    ["小计", "乡镇", 400.0, 80.0],
    ["小计", "其中:专项资金", 380.0, 95.0],
    ["小计", "其中:整合资金", 470.0, 78.33],
    ["合计", "全县项目单位", 850.0, 85.0],
]


def test_rates_without_amounts_and_totals_of_subtotals() -> None:
    found = check(LISTED, 2, ["sum", "rate"])
    by_cell: dict[tuple[int | None, str], list[TotalCheck]] = {}
    for entry in found:
        by_cell.setdefault((entry.row, entry.column), []).append(entry)
    (department,) = by_cell[6, "C"]
    assert department.computed is None and department.agrees is None and "县级部门 2 行明细没有填数" in department.of
    (rate,) = by_cell[6, "D"]
    assert rate.agrees is None and "80.0%—100.0%，在范围内" in rate.of
    assert [(entry.computed, entry.agrees) for entry in by_cell[10, "C"]] == [(850.0, True), (850.0, True)]
    assert [entry.agrees for entry in by_cell[10, "D"]] == [True, True]
    assert by_cell[10, "D"][0].computed == pytest.approx(85.0, abs=0.01)
    assert all(entry.agrees is None for entry in by_cell[8, "C"])


def test_rate_outside_the_range_of_its_rows() -> None:
    rows = [["甲镇", None, 80.0], ["乙镇", None, 90.0], ["合计", 10.0, 95.0]]
    assert [entry.agrees for entry in check(rows, 1, ["sum", "rate"]) if entry.column == "C"] == [False]


def test_rate_that_does_not_follow_from_its_parts() -> None:
    rows = [["甲镇", 8.0, 80.0], ["乙镇", 90.0, 90.0], ["合计", 98.0, 81.0]]
    (rate,) = [entry for entry in check(rows, 1, ["sum", "rate"]) if entry.column == "C"]
    assert rate.agrees is None, "the header names no rate of its own, so a difference is not called an error"
    assert rate.computed == pytest.approx(89.0909, abs=1e-4)


def test_no_total_row_gives_one_plain_sum() -> None:
    (found,) = check([["甲", 0.1], ["乙", 0.2], ["丙", None]], 1, ["sum"])
    assert (found.row, found.stated, found.computed, found.agrees) == (None, None, 0.3, None)
    assert "2 行有数" in found.of


def test_empty_column_has_no_sum() -> None:
    assert sum_exactly(np.array([math.nan])) is None


def test_counts_add_up_exactly_and_money_within_rounding() -> None:
    rows = [["甲", 10.0, 10.0], ["乙", 20.0, 20.0], ["合计", 31.0, 31.0]]
    assert [found.agrees for found in check(rows, 1, ["sum", "sum"], [True, False])] == [False, True]


def test_tolerance_is_half_the_last_digit_a_part() -> None:
    assert find_tolerance([10.1, 2.25], 4) == pytest.approx(0.02)
    assert find_tolerance([1.123456], 4) == 0.005
    assert find_tolerance([10.0], 4, whole=True) == 0.005


def test_unreadable_cell_stops_the_comparison() -> None:
    labels = [pa.array(["甲", "乙", "合计"])]
    totals = find_total_rows(labels)
    figure = Figures("B", "金额", "万元", "sum", np.array([1.0, math.nan, 4.0]), unreadable=frozenset({1}))
    (found,) = check_totals(totals, Groups(labels, totals, [0, 1]), [0, 1], [figure], [2, 3, 4])
    assert found.agrees is None and "1 格读不出" in found.of


def test_two_classifications_reconcile_within_tolerance() -> None:
    sums = {"类型": 308_626_147.0, "归属": 308_626_100.0}
    (found,) = reconcile_groups(sums, 100.0, column="D", header="金额", unit="万元", factor=10_000.0)
    assert found.agrees is True and "相差 0.0047 万元" in found.of
    (found,) = reconcile_groups(sums, 10.0, column="D", header="金额", unit="万元", factor=10_000.0)
    assert found.agrees is False and "超出容差" in found.of


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60), st.integers(0, 4))
def test_a_true_total_always_agrees_whatever_the_order(cents: list[int], digits: int) -> None:
    values = [cent / 10**digits for cent in cents]
    rows: list[list[object]] = [[f"镇{at}", value] for at, value in enumerate(values)]
    total = ["合计", round(math.fsum(values), digits)]
    for sheet in ([*rows, total], [total, *rows]):
        (found,) = check(sheet, 1, ["sum"])
        assert found.agrees is True
