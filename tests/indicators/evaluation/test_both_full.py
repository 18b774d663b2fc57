"""双百分: what counts as funds, work and funds of 100, full only where nothing is left and nothing is unknown."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from indicators.declared import DEFAULT_FRAMEWORK, read_framework
from indicators.evaluation import count_both_full, fund_measures, say_both_full

RULE = "工作为参考得分，资金按"


def evaluation(scores: dict[str, float], rows: list[tuple[str, str, str, float, float]], **changes: Any) -> Any:
    places = pd.DataFrame({"place_code": list(scores), "score": list(scores.values())})
    measures = pd.DataFrame(rows, columns=["place_code", "measure", "state", "earned", "declared"])
    return SimpleNamespace(
        framework=replace(read_framework(DEFAULT_FRAMEWORK), **changes), places=places, measures=measures
    )


def of(code: str, *marks: float | None) -> list[tuple[str, str, str, float, float]]:
    """Rows of the three fund measures; None is one without data."""
    known = zip(("industry_share", "spend_on_schedule", "spend_rate"), (3.0, 3.0, 2.0), marks, strict=True)
    return [(code, name, "missing" if mark is None else "scored", mark or 0.0, full) for name, full, mark in known]


def test_funds_are_the_scored_measures_of_amounts_of_the_fund_projects() -> None:
    names = {one.id for one in fund_measures(read_framework(DEFAULT_FRAMEWORK))}
    assert names == {"industry_share", "spend_on_schedule", "spend_rate"}


def test_funds_are_brought_to_a_hundred_and_another_measure_is_none_of_them() -> None:
    found = count_both_full(
        evaluation({"433127": 46.0}, [*of("433127", 3, 0, 1), ("433127", "safe_water", "scored", 0.0, 2.0)])
    )
    assert found.iloc[0][["work", "funds", "funds_open"]].tolist() == [46.0, 50.0, 0]


@pytest.mark.parametrize(
    "score, marks, said",
    [
        (100.0, (3, 3, 2), "双百分：工作 100.00 分，资金 100.00 分；"),
        (99.9999, (3, 3, 1.99999), "双百分：工作 99.99 分，资金 99.99 分；"),
        (80.5, (3, None, 2), "双百分：工作 80.50 分，资金已计分的 100.00 分（另有 1 项没有计分）；"),
        (float("nan"), (None, None, None), "双百分：工作没有数据，资金没有数据（另有 3 项没有计分）；"),
    ],
)  # fmt: skip
def test_a_place_is_never_said_to_be_full_while_anything_is_left(score: float, marks: tuple, said: str) -> None:
    told = say_both_full(evaluation({"433127": score}, of("433127", *marks)), "433127")
    assert told.startswith(said) and RULE in told and "资金绩效评价另行评定" in told


def test_an_area_counts_those_at_full_marks_and_none_of_which_something_is_unknown() -> None:
    rows = [*of("433126", 3, 3, 2), *of("433127", 3, None, 2), *of("433130", 3, 3, 2)]
    told = say_both_full(evaluation({"433126": 100.0, "433127": 100.0, "433130": 99.0}, rows))
    assert told.startswith("双百分：3 个县中工作满分 2 个、资金满分 2 个、双满分 1 个；")


def test_another_area_of_work_has_no_such_line() -> None:
    assert say_both_full(evaluation({"433127": 100.0}, of("433127", 3, 3, 2), area="东西部协作")) == ""
    assert say_both_full(evaluation({"433127": 100.0}, of("433127", 3, 3, 2), points=0)) == ""
