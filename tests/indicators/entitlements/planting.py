"""Gaps put into rows on purpose, for every policy: one who is entitled and got it does not get it any more."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from tests.indicators.checks.twins.homes import PEOPLE
from tests.indicators.checks.twins.rules import Row, Rows, split_rows
from tests.indicators.entitlements.twin import OF_HOUSEHOLDS, OF_PERSONS, STATES

EACH = 2
"""Gaps of each policy."""
Gap = tuple[str, str, str]
Spoil = Callable[[Rows, Row], None]


def _of_person(table: str, **cells: Any) -> Spoil:
    """Change the cells of the person's rows in a department's table."""

    def spoil(rows: Rows, row: Row) -> None:
        for one in rows[table]:
            if one["id_number"] and row["id_number"] and one["id_number"][:18] == row["id_number"][:18]:
                one.update(cells)

    return spoil


def _of_home(table: str, **cells: Any) -> Spoil:
    """Change the cells of all rows of the household in a table."""

    def spoil(rows: Rows, row: Row) -> None:
        for one in rows[table]:
            if one["household_code"] == row["household_code"]:
                one.update(cells)

    return spoil


def _of_row(table: str, **cells: Any) -> Spoil:
    """Change the cells of the very row."""

    def spoil(rows: Rows, row: Row) -> None:
        next(one for one in rows[table] if one == row).update(cells)

    return spoil


def _out_of_work(rows: Rows, row: Row) -> None:
    for name in ("migrant_work", "public_posts"):
        rows[name] = [one for one in rows[name] if (one["id_number"] or "")[:18] != row["id_number"][:18]]
    _of_person(PEOPLE, public_post=None)(rows, row)


def _without_loan(rows: Rows, row: Row) -> None:
    members = {
        one["id_number"][:18]
        for one in rows[PEOPLE]
        if one["household_code"] == row["household_code"] and one["id_number"]
    }
    rows["microcredit"] = [
        one for one in rows["microcredit"]
        if one["household_code"] != row["household_code"] and one["id_number"][:18] not in members
    ]  # fmt: skip


_NO_HELP = dict.fromkeys(
    ("industry_help", "job_help", "finance_help", "post_help", "health_help", "education_help", "social_help", "security_help",
     "relocation_help", "housing_help", "water_help", "schooling_help", "infrastructure_help", "living_help",
     "has_development_help")
)  # fmt: skip
PLANTERS: Mapping[str, Spoil] = {
    "insurance_subsidy": _of_person("insured_next_year", subsidy_cny=0.0),
    "health_care": _of_person(PEOPLE, health_help="城乡居民基本医疗保险个人缴费补贴"),
    "rain_dew_aid": _of_person("rain_dew", aid_cny=0.0),
    "student_aid": _of_person(PEOPLE, education_help=None),
    "low_income_aid": _of_person("low_income_register", monthly_aid_cny=0.0),
    "destitute_aid": _of_person("low_income_register", monthly_aid_cny=0.0),
    "disability_allowance": _of_person("disability_register", has_allowance=False),
    "pension_paid": _of_person(PEOPLE, has_resident_pension=False, has_employee_pension=False),
    "job_found": _out_of_work,
    "safe_house": _of_row("house_hazards", done_on=None, is_done=False),
    "safe_water": _of_home(PEOPLE, has_safe_water=False),
    "monitoring_help": _of_home(PEOPLE, **_NO_HELP),
    "relocation_follow_up": _of_row("relocated_households", workers=0),
    "small_credit": _without_loan,
    "travel_aid": _of_home("migrant_work", transport_subsidy_cny=0.0),
    "industry_reward": _of_home("household_subsidies", paid_cny=0.0, is_paid=False, paid_on=None),
}


def plant(rows: Rows, known: set[Gap], seed: int) -> tuple[Rows, set[Gap]]:
    """The rows with gaps of every policy, each in a household of its own, and what is to be found in them."""
    dice, taken, planted = random.Random(seed), {home for _, home, _ in known}, set[Gap]()
    spoiled = {name: [dict(row) for row in some] for name, some in rows.items()}
    for policy, twin in sorted((OF_PERSONS | OF_HOUSEHOLDS).items()):
        for row in _choose(dice, _people_of(twin, spoiled), taken):
            taken.add(row["household_code"])
            PLANTERS[policy](spoiled, row)
            planted |= _follows(policy, row, spoiled)
    return spoiled, planted


def _people_of(twin: Callable[..., Any], rows: Rows) -> list[Row]:
    """Those who got it."""
    return [row for row, got in twin(split_rows(rows, "2021-11")) if STATES[got] == "got"]


def _choose(dice: random.Random, rows: list[Row], taken: set[str]) -> list[Row]:
    """So many of them, each of a household where nothing was planted yet."""
    dice.shuffle(rows)
    found: dict[str, Row] = {row["household_code"]: row for row in rows if row["household_code"] not in taken}
    return list(found.values())[:EACH]


def _follows(policy: str, row: Row, rows: Rows) -> set[Gap]:
    """Every gap of the household as the twins see it now: a household without help lacks more than one policy."""
    tables = split_rows({name: _near(some, row) for name, some in rows.items()}, "2021-11")
    return {
        (name, one["household_code"], (one["id_number"] or "")[:18] if name in OF_PERSONS else "")
        for name, twin in (OF_PERSONS | OF_HOUSEHOLDS).items()
        for one, got in twin(tables)
        if STATES[got] == "missing" and one["household_code"] == row["household_code"]
    }


def _near(rows: list[Row], row: Row) -> list[Row]:
    """The rows of the same county, and those of no county."""
    return [one for one in rows if one.get("county_code", "") in ("", row["county_code"])]
