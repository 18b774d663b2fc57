"""Measures in the names of a day, and departments of definitions by their one name."""

from datetime import date

import pytest

from core.names import built_in_names
from indicators.declared import CHECKS, framework_ids, read_framework, with_names

BEFORE, NOW, LATER = date(2020, 11, 20), date(2021, 11, 20), date(2026, 11, 20)


@pytest.mark.parametrize("framework_id", [*framework_ids(), CHECKS])
def test_definitions_name_each_department_by_its_one_name(framework_id: str) -> None:
    names = built_in_names()
    for measure in read_framework(framework_id).measures.values():
        for part in measure.department.split("、"):
            assert names.department(part) == part, (measure.id, measure.department)


def test_measures_are_in_the_names_of_the_day_and_in_nothing_else_changed() -> None:
    plain = read_framework("consolidation_2021")
    assert with_names(plain, built_in_names(), NOW) is plain
    later = with_names(plain, built_in_names(), LATER)
    assert later.measure("spend_rate").title == "常态化帮扶资金支出率"
    assert later.content_hash == plain.content_hash and later.called != plain.called
    assert later.measure("spend_rate").source == plain.measure("spend_rate").source, (
        "a quotation stays as it was written"
    )
    assert with_names(later, built_in_names(), BEFORE).measure("spend_rate").title == "财政专项扶贫资金支出率"
    assert with_names(later, built_in_names(), NOW) is plain
