"""A list of rows that nobody can judge says which of their cells do not say."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from indicators.declared import REGISTER, read_framework
from indicators.shortfalls import lists, read_list
from store import Store
from tests.indicators.shortfalls.project_case import FENGHUANG, TOWN
from tests.indicators.small_case import write_rows

PLACE: Final = {"place_code": f"{TOWN}201", "county_code": FENGHUANG, "period": "2021", "household_code": "H1"}
PERIOD, DAY, EARLY, LATE = "2021-11", date(2021, 11, 20), date(2021, 3, 1), date(2021, 6, 1)
DUE: Final = {
    "subsidy_kind": "养殖",
    "approved_cny": 800.0,
    "approved_on": EARLY,
    "paid_cny": 800.0,
    "paid_on": LATE,
    "is_paid": True,
}
FOUND: Final = {"discovered_on": LATE, "outcome": "纳入", "included_on": EARLY}
CASES: Final[tuple[tuple[str, str, Mapping[str, Any], str], ...]] = (
    ("subsidy_paid", "household_subsidies", DUE | {"paid_cny": None}, "实发补助金额"),
    ("subsidy_paid", "household_subsidies", DUE | {"paid_cny": None, "paid_on": None}, "实发补助金额"),
    ("subsidy_paid", "household_subsidies", DUE | {"paid_on": None, "refused_columns": ",paid_on,"}, "补助发放日期（没有读出）"),
    ("subsidy_paid", "household_subsidies", DUE | {"is_paid": None, "absent_columns": ",is_paid,"}, "是否已发放（表里没有这一列）"),
    ("subsidy_paid", "household_subsidies", DUE | {"approved_cny": None}, "核定补助金额"),
    ("safe_water", "water_problems", {"found_on": EARLY}, "解决日期、是否解决"),
    ("inclusion_in_time", "inclusion_register", FOUND, "纳入日期、发现日期、识别结果（互相矛盾）"),
)  # fmt: skip


@pytest.mark.parametrize(("measure", "table", "row", "said"), CASES)
def test_a_row_that_nobody_can_judge_says_what_it_lacks(
    empty_folder: Path, measure: str, table: str, row: Mapping[str, Any], said: str
) -> None:
    store = Store(empty_folder)
    write_rows(store, table, [PLACE | row])
    register = read_framework("consolidation_2021").measure(measure).counted_from(REGISTER)
    request = lists.ListRequest(register, PERIOD, FENGHUANG, day=DAY)
    unclear = read_list(store, lists.unjudged_of(request), "", None).rows
    first = lists.list_columns(register, unclear)[0]
    assert (first.title, unclear[first.name].tolist()) == ("缺什么", [said])
    short = read_list(store, request, "", None).rows
    assert "缺什么" not in [view.title for view in lists.list_columns(register, short)]
