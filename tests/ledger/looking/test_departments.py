"""One department under several names: counted, filtered and offered as one, under its name of today."""

from datetime import date

import pytest

from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from ledger.looking import ProblemFilter, count_duties, count_problems, find_problems, late_departments, list_values

TODAY, LATER = date(2021, 11, 20), date(2026, 11, 20)
NAMES = ("发改局", "发展和改革局", "发改委", "扶贫办", "乡村振兴局", "白瀛镇", "")


@pytest.fixture
def named(ledger: Ledger) -> Ledger:
    """One late problem under each name."""
    for number, name in enumerate(NAMES):
        values = {
            "source": "排查", "title": f"问题{number}", "place_code": "433123", "place_name": "凤凰县", "department": name,
            "deadline": date(2021, 11, 10),
        }  # fmt: skip
        ledger.open(Draft(values), "甲")
    return ledger


def test_a_department_is_counted_once_whatever_it_is_called(named: Ledger) -> None:
    expected = {"发改局": 3, "乡村振兴局": 2, "白瀛镇": 1, "": 1}
    counted = count_problems(named.engine, ProblemFilter(), ("department",), TODAY)
    assert dict(zip(counted["department"], counted["total"], strict=True)) == expected
    duties = count_duties(named.engine, ProblemFilter(), ("department",), TODAY)
    assert dict(zip(duties["department"], duties["overdue"], strict=True)) == expected
    assert set(duties["longest"]) == {10} and duties["next_deadline"].isna().all()
    late = late_departments(named.engine, ProblemFilter(), TODAY)
    assert dict(zip(late["department"], late["overdue"], strict=True)) == expected


@pytest.mark.parametrize(("asked", "count"), [("发改局", 3), ("发展改革局", 3), ("乡村振兴局", 2), ("白瀛镇", 1)])
def test_a_filter_by_any_of_its_names_finds_all_of_it(named: Ledger, asked: str, count: int) -> None:
    assert find_problems(named.engine, ProblemFilter(department=asked), TODAY)[1] == count


def test_the_name_is_that_of_today(named: Ledger) -> None:
    assert "农业农村局（乡村振兴局）" in list_values(named.engine, ProblemFilter(), "department", LATER, 9)
    assert find_problems(named.engine, ProblemFilter(department="农业农村局（乡村振兴局）"), LATER)[1] == 2
    assert sorted(list_values(named.engine, ProblemFilter(), "department", TODAY, 9)) == [
        "乡村振兴局",
        "发改局",
        "白瀛镇",
    ]
