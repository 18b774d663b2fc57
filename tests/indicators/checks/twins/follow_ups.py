"""Twins of the checks of the ledgers of what was found in a household and what became of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tests.indicators.checks.twins.links import END, rows_where
from tests.indicators.checks.twins.rules import Row, twin


def days(first: date, last: date) -> int:
    return (last - first).days


def twin_of_rows(check: str, table: str, wrong: Callable[[Row, Mapping[str, float]], Any]) -> None:
    """Register a twin of a check that looks at one row of a ledger at a time."""
    twin(check)(lambda tables: rows_where(tables, table, lambda row: wrong(row, tables.limits)))


def is_open(row: Row, done_on: str, is_done: str) -> bool:
    """Not done by now: by its day where there is one, else by what the ledger says outright; unknown is not open."""
    return row[done_on] > END if row[done_on] is not None else row[is_done] is False


def is_late_in(row: Row, limits: Mapping[str, float]) -> bool:
    if row["discovered_on"] > END or row["outcome"] == "不予纳入":
        return False
    included = row["included_on"] or (END if row["outcome"] == "核查中" else None)
    return included is not None and days(row["discovered_on"], included) > limits["inclusion_days"]


def is_helped_late(row: Row, limits: Mapping[str, float]) -> bool:
    included, helped = row["included_on"], row["helped_on"]
    if included is None or helped is None or included > END:
        return False
    return min(days(included, helped), days(included, END)) > limits["measures_days"]


def is_outdated(row: Row, limits: Mapping[str, float]) -> bool:
    day = row["last_updated_on"]
    if day is None:
        return row["is_updated"] is False
    return (END.year - day.year) * 12 + END.month - day.month > limits["handbook_months"]


def is_paid_short(row: Row, limits: Mapping[str, float]) -> bool:
    approved = row["approved_cny"] or 0
    if approved <= 0 or row["approved_on"] > END or days(row["approved_on"], END) <= limits["subsidy_days"]:
        return False
    is_short = row["paid_cny"] is not None and row["paid_cny"] < approved
    return is_short or row["is_paid"] is False or (row["paid_on"] is not None and row["paid_on"] > END)


twin_of_rows(
    "c1_water_problem_open",
    "water_problems",
    lambda row, _: row["found_on"] <= END and is_open(row, "solved_on", "is_solved"),
)
twin_of_rows(
    "c1_house_hazard_open",
    "house_hazards",
    lambda row, _: row["found_on"] <= END and is_open(row, "done_on", "is_done"),
)
twin_of_rows(
    "c9_income_not_reviewed",
    "income_reviews",
    lambda row, _: row["found_on"] <= END and is_open(row, "reviewed_on", "is_reviewed"),
)
twin_of_rows(
    "c6_work_not_confirmed",
    "work_verifications",
    lambda row, _: row["asked_on"] <= END and row["is_consistent"] is False,
)
twin_of_rows("c2_inclusion_late", "inclusion_register", is_late_in)
twin_of_rows("c2_measures_late", "inclusion_register", is_helped_late)
twin_of_rows("c7_handbook_outdated", "handbooks", is_outdated)
twin_of_rows("c8_subsidy_unpaid", "household_subsidies", is_paid_short)
