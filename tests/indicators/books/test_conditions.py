"""Conditions put together by column, comparison and value become expressions and come back out of them."""

import pytest

from core.errors import UserError
from indicators.books.conditions import Condition, read_conditions, write_conditions

KEPT = [
    ("township_progress", [Condition("item", "等于", "insured"), Condition("target_count", "大于", "0")],
     "item = 'insured' and target_count > 0"),
    ("township_progress", [Condition("done_count", "不小于", "应完成数")], None),
    ("project_progress", [Condition("paid_cny", "不小于", "100")], "paid_cny >= 1000000"),
    ("project_progress", [Condition("project_name", "是其中之一", "甲、乙's")], "project_name in ('甲', '乙''s')"),
    ("project_progress", [Condition("is_started", "为否")], "not is_started"),
    ("project_progress", [Condition("last_paid_on", "小于", "2021-11-20"), Condition("last_paid_on", "已填")],
     "last_paid_on < cast('2021-11-20' as date) and not last_paid_on is null"),
]  # fmt: skip


@pytest.mark.parametrize(("relation", "conditions", "text"), KEPT)
def test_conditions_are_written_and_read_back(relation: str, conditions: list[Condition], text: str | None) -> None:
    if text is None:
        text = "done_count >= target_count"
        conditions = list(read_conditions(text, relation) or ())
        assert conditions[0].comparison == "不小于" and conditions[0].value
    assert write_conditions(conditions, relation) == text
    assert read_conditions(text, relation) == tuple(conditions)


@pytest.mark.parametrize(
    "text", ["done_count / target_count > 0.5", "item = 'a' or item = 'b'", "coalesce(done_count, 0) > 1"]
)
def test_what_says_more_is_left_as_an_expression(text: str) -> None:
    assert read_conditions(text, "township_progress") is None


@pytest.mark.parametrize("value", ["很多", "", "1 or 1=1", "1)"])
def test_a_value_that_does_not_fit_is_refused(value: str) -> None:
    with pytest.raises(UserError, match="这个值和列对不上"):
        write_conditions([Condition("done_count", "大于", value)], "township_progress")
