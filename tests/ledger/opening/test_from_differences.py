"""A difference between report and register becomes one problem of its place, once."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.declared import COUNTY, read_framework
from ledger.opening import Order, draft_differences, open_differences
from store import Store

FRAMEWORK = read_framework("consolidation_2021")
ORDER = Order(COUNTY, date(2021, 11, 20), round_on=date(2021, 11, 25))


def _difference(figure: str, reported: float, registered: float) -> dict[str, object]:
    return {
        "measure": "helper_visits", "title": "帮扶责任人本年走访率", "place_code": "433127105", "place_name": "翠屿镇", "figure": figure,
        "unit": "households", "reported": reported, "registered": registered, "difference": reported - registered,
        "tolerance": 0.0, "is_within": reported == registered, "explains": "组织部",
    }  # fmt: skip


def test_one_problem_a_place_says_both_figures_and_who_explains(demo_folder: Path) -> None:
    found = pd.DataFrame([_difference("denominator", 140, 138), _difference("numerator", 125, 109)])
    (draft,) = draft_differences(Store(demo_folder), FRAMEWORK, "2021-11", found, ORDER)
    assert draft.values["place_code"] == "433127105"
    assert draft.values["department"] == "组织部"
    assert draft.values["deadline"] == date(2021, 11, 24)
    assert "应完成：填报 140 户，登记 138 户，多报 2 户" in str(draft.values["description"])
    assert "已完成：填报 125 户，登记 109 户，多报 16 户" in str(draft.values["description"])


def test_it_is_opened_once(ledger: Any, demo_folder: Path) -> None:
    found = pd.DataFrame([_difference("numerator", 125, 109)])
    first = open_differences(ledger, Store(demo_folder), FRAMEWORK, "2021-11", found, ORDER, "测试员")
    again = open_differences(ledger, Store(demo_folder), FRAMEWORK, "2021-11", found, ORDER, "测试员")
    assert [one.problem.title for one in first] == ["帮扶责任人本年走访率：填报与登记对不上"]
    assert again == []
