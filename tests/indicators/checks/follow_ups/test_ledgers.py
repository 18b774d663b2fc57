"""Rows of the ledgers just inside and just outside each check, end of November 2021; what a blank leaves unknown."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from indicators.checks.engines.engine import COUNTS, NAMES
from tests.indicators.checks.twins.rules import Row, checks, engine_findings, fill_database, table_key, whole_row

PERIOD = "2021-11"
HOME = {"place_code": "433122101201", "household_code": "H1", "id_number": "433122198106150015"}
IN_ORDER: Mapping[str, Row] = {
    "water_problems": {"found_on": date(2021, 11, 30), "is_solved": True},
    "house_hazards": {"found_on": date(2021, 3, 1), "is_done": True, "done_on": date(2021, 11, 30)},
    "income_reviews": {"found_on": date(2021, 3, 1), "is_reviewed": True, "reviewed_on": date(2021, 4, 1)},
    "work_verifications": {"asked_on": date(2021, 10, 20), "is_consistent": True},
    "handbooks": {"last_updated_on": date(2021, 8, 1), "is_updated": True},
    "inclusion_register": {
        "discovered_on": date(2021, 9, 1), "outcome": "纳入", "included_on": date(2021, 9, 16), "helped_on": date(2021, 10, 16),
    },
    "household_subsidies": {
        "subsidy_kind": "种植业", "approved_cny": 800.0, "approved_on": date(2021, 10, 31), "paid_cny": 800.0,
        "paid_on": date(2021, 11, 30), "is_paid": True,
    },
    "fund_projects": {
        "project_code": "P1", "project_name": "甲", "finished_on": date(2021, 9, 1), "accepted_on": date(2021, 10, 30),
        "subsidy_due_households": 40, "subsidy_paid_households": 40,
    },
}  # fmt: skip
LATER = date(2021, 12, 1)
DUE = {"approved_on": date(2021, 10, 30)}
"""Thirty-one days before the end of the period."""

ROWS: list[tuple[str, Mapping[str, Any], str]] = [
    *((table, {}, "") for table in IN_ORDER),
    ("water_problems", {"is_solved": False}, "c1_water_problem_open"),
    ("water_problems", {"is_solved": False, "solved_on": date(2021, 11, 30)}, ""),
    ("water_problems", {"solved_on": LATER}, "c1_water_problem_open"),
    ("water_problems", {"found_on": LATER, "is_solved": False}, ""),
    ("house_hazards", {"done_on": None, "is_done": False}, "c1_house_hazard_open"),
    ("house_hazards", {"done_on": LATER}, "c1_house_hazard_open"),
    ("income_reviews", {"reviewed_on": None, "is_reviewed": False}, "c9_income_not_reviewed"),
    ("income_reviews", {"reviewed_on": None}, ""),
    ("work_verifications", {"is_consistent": False}, "c6_work_not_confirmed"),
    ("work_verifications", {"is_consistent": False, "asked_on": LATER}, ""),
    ("handbooks", {"last_updated_on": date(2021, 7, 31)}, "c7_handbook_outdated"),
    ("handbooks", {"last_updated_on": None, "is_updated": False}, "c7_handbook_outdated"),
    ("handbooks", {"last_updated_on": None}, ""),
    ("inclusion_register", {"included_on": date(2021, 9, 17), "helped_on": date(2021, 10, 17)}, "c2_inclusion_late"),
    ("inclusion_register", {"outcome": "核查中", "included_on": None, "helped_on": None}, "c2_inclusion_late"),
    ("inclusion_register", {"outcome": "核查中", "included_on": None, "discovered_on": date(2021, 11, 15)}, ""),
    ("inclusion_register", {"outcome": "不予纳入", "included_on": None, "helped_on": None}, ""),
    ("inclusion_register", {"helped_on": date(2021, 10, 17)}, "c2_measures_late"),
    ("household_subsidies", {"paid_cny": 799.0}, ""),
    ("household_subsidies", {**DUE, "paid_cny": 799.0}, "c8_subsidy_unpaid"),
    ("household_subsidies", {**DUE, "is_paid": False, "paid_cny": None, "paid_on": None}, "c8_subsidy_unpaid"),
    ("household_subsidies", {**DUE, "is_paid": False}, "c8_subsidy_unpaid"),
    ("household_subsidies", {**DUE, "paid_on": LATER}, "c8_subsidy_unpaid"),
    ("household_subsidies", {**DUE, "paid_cny": 799.1}, ""),
    ("household_subsidies", DUE, ""),
    ("fund_projects", {"subsidy_paid_households": 39}, "c8_project_subsidy_short"),
    ("fund_projects", {"subsidy_paid_households": 39, "accepted_on": date(2021, 10, 31)}, ""),
    ("fund_projects", {"subsidy_due_households": 0, "subsidy_paid_households": 0}, ""),
]
UNKNOWN: list[tuple[str, Mapping[str, Any], str]] = [
    ("water_problems", {"is_solved": None}, "c1_water_problem_open"),
    ("house_hazards", {"done_on": None, "is_done": None}, "c1_house_hazard_open"),
    ("income_reviews", {"reviewed_on": None, "is_reviewed": None}, "c9_income_not_reviewed"),
    ("work_verifications", {"is_consistent": None}, "c6_work_not_confirmed"),
    ("handbooks", {"last_updated_on": None, "is_updated": None}, "c7_handbook_outdated"),
    ("inclusion_register", {"included_on": None}, "c2_inclusion_late"),
    ("inclusion_register", {"helped_on": None}, "c2_measures_late"),
    ("household_subsidies", {**DUE, "paid_cny": None}, "c8_subsidy_unpaid"),
    ("fund_projects", {"subsidy_paid_households": None}, "c8_project_subsidy_short"),
]


def judge(table: str, changes: Mapping[str, Any]) -> tuple[str, dict[str, set[str]], dict[str, int]]:
    """The row's key, and by check of the table the keys found and the number of rows left unknown."""
    row = whole_row(table, {**HOME, **IN_ORDER[table], **changes}, PERIOD)
    names = [name for name, one in checks().measures.items() if one.table == table]
    with fill_database({table: [row]}) as connection:
        found = engine_findings(connection, PERIOD, names)
        counted = connection.sql(f'SELECT "check", sum(unknown) FROM {COUNTS} JOIN {NAMES} USING (number) GROUP BY ALL')
        return table_key(table, row), found, {name: int(count) for name, count in counted.fetchall()}


@pytest.mark.parametrize(("table", "changes", "expected"), ROWS)
def test_a_row_is_found_by_the_check_it_breaks_and_no_other(
    table: str, changes: Mapping[str, Any], expected: str
) -> None:
    key, found, _ = judge(table, changes)
    assert {name: keys for name, keys in found.items() if keys} == ({expected: {key}} if expected else {})


@pytest.mark.parametrize(("table", "changes", "check"), UNKNOWN)
def test_what_a_blank_leaves_unknown_is_counted_as_unknown_and_not_found(
    table: str, changes: Mapping[str, Any], check: str
) -> None:
    _, found, unknown = judge(table, changes)
    assert not found[check] and unknown[check] == 1


def test_a_line_of_a_county_moves_the_day_from_which_inclusion_is_late() -> None:
    """The line for inclusion was declared once and drove nothing."""
    late = {"included_on": date(2021, 9, 17), "helped_on": date(2021, 9, 20)}
    row = whole_row("inclusion_register", {**HOME, **IN_ORDER["inclusion_register"], **late}, PERIOD)
    line = whole_row(
        "check_limits", {"place_code": "433122", "limit_code": "inclusion_days", "limit_value": 16}, PERIOD
    )
    rows = {"inclusion_register": [row]}
    with fill_database(rows) as connection:
        assert engine_findings(connection, PERIOD, ["c2_inclusion_late"])["c2_inclusion_late"]
    with fill_database({**rows, "check_limits": [line]}) as connection:
        assert not engine_findings(connection, PERIOD, ["c2_inclusion_late"])["c2_inclusion_late"]


@pytest.mark.parametrize(("months", "expected"), [(None, False), (3, False), (2, True)])
def test_a_line_of_a_county_says_how_long_ago_the_last_visit_may_be(months: int | None, expected: bool) -> None:
    """The line for visits was declared once and drove nothing."""
    rows = {
        "monitored_persons": [whole_row("monitored_persons", {**HOME, "relation": "户主"}, PERIOD)],
        "visits": [whole_row("visits", {**HOME, "visited_on": date(2021, 8, 2)}, PERIOD)],
    }
    if months is not None:
        line = {"place_code": "433122", "limit_code": "visit_months", "limit_value": months}
        rows["check_limits"] = [whole_row("check_limits", line, PERIOD)]
    with fill_database(rows) as connection:
        assert bool(engine_findings(connection, PERIOD, ["c4_not_visited"])["c4_not_visited"]) is expected
