"""Faults between the monitoring system and what departments know of the same person: insurance, school, disability, 民政."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from demo.faults.planting import Found, plant
from demo.households.home import EDGE, LIFTED, SUDDEN, Home, Row, person_key
from demo.households.people import DISABLED, HEALTHY, ORDINARY, PRIMARY, age_of
from loaders.cells.texts import id_check_digit

Pick = Callable[[Home], Row | None]
Change = Callable[[Home, Row], Found]
STRANGERS_DAY = 29
"""Nobody of the drawn households is born on this day of a month, so that numbers made here belong to nobody else."""


def is_lifted(home: Home) -> bool:
    """A 脱贫户 that is not monitored."""
    return home.kind == LIFTED


def first(home: Home, test: Callable[[Row], bool]) -> Row | None:
    """The first member the test holds for."""
    return next((member for member in home.members if test(member)), None)


def plant_member(
    check: str, *, homes: int, choose: Pick, wants: Callable[[Home], bool] = is_lifted
) -> Callable[[Change], Change]:
    """Register a planter that changes the member `choose` finds."""

    def keep(change: Change) -> Change:
        def run(home: Home) -> Found:
            member = choose(home)
            if member is None:
                raise ValueError(f"{check}: {home.code} has nobody to change")
            return change(home, member)

        plant(check, homes=homes, wants=lambda home: wants(home) and choose(home) is not None)(run)
        return change

    return keep


def drop_of(home: Home, table: str, member: Row) -> None:
    """Take the member's rows out of a table."""
    home.table(table)[:] = [row for row in home.table(table) if row["id_number"] != member["id_number"]]


def strangers_number(home: Home, year: int) -> str:
    """A valid number that belongs to nobody in any table, born in that year."""
    place = int(home.code[6:])
    body = f"{home.county_code}{year}{3 + place % 9:02d}{STRANGERS_DAY}{place // 9 % 1000:03d}"
    return body + id_check_digit(body)


def anybody(home: Home) -> Row | None:
    """The last member; somebody is always there."""
    return home.members[-1]


def pupil(home: Home) -> Row | None:
    """A member in the middle of compulsory schooling."""
    return first(home, lambda member: member["student_state"] == PRIMARY and 8 <= age_of(member) <= 11)


def adult(home: Home) -> Row | None:
    """A healthy grown member who is not at school."""
    return first(
        home,
        lambda one: one["health"] == HEALTHY and one["labour_skill"] == ORDINARY and 26 <= age_of(one) < 60,
    )


def trainee(home: Home) -> Row | None:
    """A member on the list of vocational aid."""
    aided = {row["id_number"] for row in home.table("rain_dew")}
    return first(home, lambda member: member["id_number"] in aided)


def keys_of(home: Home, member: Row, *checks: str) -> Found:
    """That each of the checks finds the member."""
    return [(check, person_key(home, member)) for check in checks]


# --- medical insurance


@plant_member(
    "c1_insured_next_year",
    homes=5,
    choose=anybody,
    wants=lambda home: home.kind in (EDGE, SUDDEN) and not home.members[-1]["has_illness_relief"],
)
def _never_insured(home: Home, member: Row) -> Found:
    """Not insured this year either, so nobody is said to have dropped out."""
    drop_of(home, "insured_next_year", member)
    member.update(has_resident_insurance=False)
    return keys_of(home, member, "c1_insured_next_year")


@plant_member("c1_insurance_dropped", homes=8, choose=anybody)
def _dropped(home: Home, member: Row) -> Found:
    rows = home.of_person("insured_next_year", member)
    if home.dice.random() < 0.5:
        drop_of(home, "insured_next_year", member)
    else:
        rows[0].update(insurance_kind="未参保", is_paid=False, paid_on=None)
    return keys_of(home, member, "c1_insured_next_year", "c1_insurance_dropped")


@plant_member("c1_insurance_twice", homes=4, choose=adult)
def _twice(home: Home, member: Row) -> Found:
    member.update(has_employee_insurance=True)
    return keys_of(home, member, "c1_insurance_twice")


@plant_member("c1_insurance_kind_differs", homes=3, choose=adult)
def _kind_differs(home: Home, member: Row) -> Found:
    home.of_person("insured_next_year", member)[0].update(insurance_kind="城镇职工")
    return keys_of(home, member, "c1_insurance_kind_differs")


# --- school


@plant_member("c1_school_dropout_unmarked", homes=4, choose=pupil)
def _dropout(home: Home, member: Row) -> Found:
    home.of_person("school_rolls", member)[0].update(roll_state="辍学")
    return keys_of(home, member, "c1_school_dropout_unmarked")


@plant_member("c1_school_dropout_still_enrolled", homes=3, choose=pupil)
def _still_enrolled(home: Home, member: Row) -> Found:
    member.update(is_school_dropout=True)
    return keys_of(home, member, "c1_school_dropout_still_enrolled")


@plant_member("c1_school_no_roll", homes=4, choose=pupil)
def _no_roll(home: Home, member: Row) -> Found:
    drop_of(home, "school_rolls", member)
    return keys_of(home, member, "c1_school_no_roll")


@plant_member("c1_aid_missing", homes=4, choose=trainee)
def _no_aid(home: Home, member: Row) -> Found:
    drop_of(home, "rain_dew", member)
    return keys_of(home, member, "c1_aid_missing")


@plant_member("c1_aid_twice", homes=3, choose=trainee)
def _aid_twice(home: Home, member: Row) -> Found:
    row = home.of_person("rain_dew", member)[0]
    row.update(aid_cny=3000)
    return [("c1_aid_twice", f"{member['id_number']}|{row['term']}")]


def _aid_row(home: Home, number: str) -> Row:
    return {
        "household_code": home.code,
        "id_number": number,
        "school": "中等职业技术学校",
        "term": "秋季",
        "aid_cny": 1500,
        "paid_on": date(2021, 10, 21),
    }


@plant_member("c1_aid_not_in_school", homes=3, choose=adult)
def _aid_to_adult(home: Home, member: Row) -> Found:
    home.table("rain_dew").append(_aid_row(home, member["id_number"]))
    return [("c1_aid_not_in_school", f"{member['id_number']}|秋季")]


@plant("c1_aid_not_registered", homes=2, wants=is_lifted)
def _(home: Home) -> Found:
    number = strangers_number(home, 2004)
    home.table("rain_dew").append(_aid_row(home, number))
    home.table("school_rolls").append({"id_number": number, "stage": "中职", "roll_state": "在读"})
    return [("c1_aid_not_registered", f"{number}|秋季")]


# --- disability


@plant_member("c1_disability_unmarked", homes=4, choose=adult)
def _not_marked(home: Home, member: Row) -> Found:
    home.table("disability_register").append(
        {
            "id_number": member["id_number"],
            "disability_kind": "肢体",
            "disability_level": "三级",
            "has_allowance": True,
        }
    )
    return keys_of(home, member, "c1_disability_unmarked")


def _is_disabled(home: Home) -> Row | None:
    return first(home, lambda member: member["health"] == DISABLED)


@plant_member("c1_disability_no_certificate", homes=4, choose=_is_disabled)
def _no_certificate(home: Home, member: Row) -> Found:
    drop_of(home, "disability_register", member)
    return keys_of(home, member, "c1_disability_no_certificate")


@plant_member("c1_disability_no_allowance", homes=4, choose=_is_disabled)
def _no_allowance(home: Home, member: Row) -> Found:
    home.of_person("disability_register", member)[0].update(disability_level="一级", has_allowance=False)
    return keys_of(home, member, "c1_disability_no_allowance")
