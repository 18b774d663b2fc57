"""Faults between the monitoring system and what departments know of the same person: insurance, school, disability, 民政."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from loaders.cell_texts import id_check_digit
from loaders.demo_households import EDGE, LIFTED, SUDDEN, Home, Row, person_key
from loaders.demo_households_help import LOW_INCOME, NOT_HELPED
from loaders.demo_households_people import (
    DISABLED,
    HEALTHY,
    KINDERGARTEN,
    ORDINARY,
    PRIMARY,
    TODDLER,
    age_of,
)
from loaders.demo_planting import Found, plant

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
    check: str, *, homes: int, pick: Pick, wants: Callable[[Home], bool] = is_lifted
) -> Callable[[Change], Change]:
    """Register a planter that changes the member `pick` finds."""

    def keep(change: Change) -> Change:
        def run(home: Home) -> Found:
            member = pick(home)
            if member is None:
                raise ValueError(f"{check}: {home.code} has nobody to change")
            return change(home, member)

        plant(check, homes=homes, wants=lambda home: wants(home) and pick(home) is not None)(run)
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


def add_stay(home: Home, member: Row, own_cny: int, days: int = 12, admitted: date = date(2021, 8, 10)) -> None:
    """One more stay in hospital that cost the member so much."""
    home.table("hospital_stays").append(
        {
            "id_number": member["id_number"],
            "admitted_on": admitted,
            "discharged_on": date.fromordinal(admitted.toordinal() + days),
            "hospital": "州人民医院",
            "disease": "恶性肿瘤",
            "total_cny": own_cny * 3 + 11,
            "reimbursed_cny": own_cny * 2 + 11,
            "out_of_pocket_cny": own_cny,
        }
    )


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


def _on_support(kind: str) -> Pick:
    def find(home: Home) -> Row | None:
        listed = {row["id_number"] for row in home.table("low_income_register") if row["support_kind"] == kind}
        return first(home, lambda member: member["id_number"] in listed)

    return find


def _key(home: Home, member: Row, *checks: str) -> Found:
    return [(check, person_key(home, member)) for check in checks]


# --- medical insurance


@plant_member(
    "c1_insured_next_year",
    homes=5,
    pick=anybody,
    wants=lambda home: home.kind in (EDGE, SUDDEN) and not home.members[-1]["has_illness_relief"],
)
def _never_insured(home: Home, member: Row) -> Found:
    """Not insured this year either, so nobody is said to have dropped out."""
    drop_of(home, "insured_next_year", member)
    member.update(has_resident_insurance=False)
    return _key(home, member, "c1_insured_next_year")


@plant_member("c1_insurance_dropped", homes=8, pick=anybody)
def _dropped(home: Home, member: Row) -> Found:
    rows = home.of_person("insured_next_year", member)
    if home.draw.random() < 0.5:
        drop_of(home, "insured_next_year", member)
    else:
        rows[0].update(insurance_kind="未参保", is_paid=False, paid_on=None)
    return _key(home, member, "c1_insured_next_year", "c1_insurance_dropped")


@plant_member("c1_insurance_twice", homes=4, pick=adult)
def _twice(home: Home, member: Row) -> Found:
    member.update(has_employee_insurance=True)
    return _key(home, member, "c1_insurance_twice")


@plant_member("c1_insurance_kind_differs", homes=3, pick=adult)
def _kind_differs(home: Home, member: Row) -> Found:
    home.of_person("insured_next_year", member)[0].update(insurance_kind="城镇职工")
    return _key(home, member, "c1_insurance_kind_differs")


# --- school


@plant_member("c1_school_dropout_unmarked", homes=4, pick=pupil)
def _dropout(home: Home, member: Row) -> Found:
    home.of_person("school_rolls", member)[0].update(roll_state="辍学")
    return _key(home, member, "c1_school_dropout_unmarked")


@plant_member("c1_school_dropout_still_enrolled", homes=3, pick=pupil)
def _still_enrolled(home: Home, member: Row) -> Found:
    member.update(is_school_dropout=True)
    return _key(home, member, "c1_school_dropout_still_enrolled")


@plant_member("c1_school_no_roll", homes=4, pick=pupil)
def _no_roll(home: Home, member: Row) -> Found:
    drop_of(home, "school_rolls", member)
    return _key(home, member, "c1_school_no_roll")


@plant_member("c1_aid_missing", homes=4, pick=trainee)
def _no_aid(home: Home, member: Row) -> Found:
    drop_of(home, "rain_dew", member)
    return _key(home, member, "c1_aid_missing")


@plant_member("c1_aid_twice", homes=3, pick=trainee)
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


@plant_member("c1_aid_not_in_school", homes=3, pick=adult)
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


@plant_member("c1_disability_unmarked", homes=4, pick=adult)
def _not_marked(home: Home, member: Row) -> Found:
    home.table("disability_register").append(
        {
            "id_number": member["id_number"],
            "disability_kind": "肢体",
            "disability_level": "三级",
            "has_allowance": True,
        }
    )
    return _key(home, member, "c1_disability_unmarked")


def _is_disabled(home: Home) -> Row | None:
    return first(home, lambda member: member["health"] == DISABLED)


@plant_member("c1_disability_no_certificate", homes=4, pick=_is_disabled)
def _no_certificate(home: Home, member: Row) -> Found:
    drop_of(home, "disability_register", member)
    return _key(home, member, "c1_disability_no_certificate")


@plant_member("c1_disability_no_allowance", homes=4, pick=_is_disabled)
def _no_allowance(home: Home, member: Row) -> Found:
    home.of_person("disability_register", member)[0].update(disability_level="一级", has_allowance=False)
    return _key(home, member, "c1_disability_no_allowance")


# --- illness


def _has_no_support(home: Home) -> bool:
    return is_lifted(home) and not home.table("low_income_register") and not home.table("hospital_stays")


@plant_member("c1_illness_no_visit", homes=4, pick=adult, wants=lambda home: home.is_monitored)
def _nobody_came(home: Home, member: Row) -> Found:
    add_stay(home, member, 46_317)
    for at, row in enumerate(home.table("visits")):
        row["visited_on"] = date(2021, 3, 1 + at)
    return [("c1_illness_no_visit", member["id_number"][:18])]


@plant_member("c2_illness_not_included", homes=5, pick=adult, wants=_has_no_support)
def _not_included(home: Home, member: Row) -> Found:
    add_stay(home, member, 38_254)
    return [("c2_illness_not_included", member["id_number"][:18])]


@plant_member("c7_long_stay_no_help", homes=4, pick=adult, wants=_has_no_support)
def _long_stay(home: Home, member: Row) -> Found:
    add_stay(home, member, 8_126, days=47)
    return [("c7_long_stay_no_help", member["id_number"][:18])]


@plant_member("c7_low_income_ill", homes=3, pick=_on_support(LOW_INCOME))
def _low_income_ill(home: Home, member: Row) -> Found:
    home.table("hospital_stays").clear()
    add_stay(home, member, 14_609)
    return _key(home, member, "c7_low_income_ill")


# --- low income


@plant_member("c2_low_income_instead", homes=4, pick=_on_support(LOW_INCOME))
def _new_support(home: Home, member: Row) -> Found:
    home.of_person("low_income_register", member)[0].update(started_month="2021-06")
    return _key(home, member, "c2_low_income_instead")


@plant("c2_relief_instead", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("temporary_relief").append(
        {
            "household_code": home.code,
            "id_number": home.head["id_number"],
            "paid_on": date(2021, 7, 14),
            "relief_cny": 2_360,
            "reason": "突发困难",
        }
    )
    return [("c2_relief_instead", f"{home.head['id_number']}|2021-07-14")]


@plant_member("c7_low_income_unmarked", homes=3, pick=_on_support(LOW_INCOME))
def _support_unmarked(home: Home, member: Row) -> Found:
    member.update(low_income_policy=NOT_HELPED)
    return _key(home, member, "c7_low_income_unmarked")


@plant_member("c7_low_income_not_listed", homes=3, pick=_on_support(LOW_INCOME))
def _support_not_listed(home: Home, member: Row) -> Found:
    drop_of(home, "low_income_register", member)
    return _key(home, member, "c7_low_income_not_listed")


@plant_member("c7_destitute_unmarked", homes=2, pick=_on_support("特困供养"))
def _destitute_unmarked(home: Home, member: Row) -> Found:
    member.update(destitute_policy=NOT_HELPED)
    return _key(home, member, "c7_destitute_unmarked")


@plant_member("c7_destitute_not_listed", homes=2, pick=_on_support("特困供养"))
def _destitute_not_listed(home: Home, member: Row) -> Found:
    drop_of(home, "low_income_register", member)
    return _key(home, member, "c7_destitute_not_listed")


# --- numbers and dates


def _steady(home: Home) -> Row | None:
    """A grown member who is far from any line of age."""
    return first(home, lambda member: 30 <= age_of(member) < 50 and not home.of_person("microcredit", member))


@plant_member("t_id_birth_differs", homes=4, pick=_steady)
def _birth_differs(home: Home, member: Row) -> Found:
    year, month = member["birth_month"].split("-")
    member["birth_month"] = f"{year}-{int(month) % 12 + 1:02d}"
    return _key(home, member, "t_id_birth_differs")


@plant_member("t_id_sex_differs", homes=4, pick=_steady)
def _sex_differs(home: Home, member: Row) -> Found:
    member["sex"] = "女" if member["sex"] == "男" else "男"
    return _key(home, member, "t_id_sex_differs")


@plant_member(
    "t_born_after_period",
    homes=2,
    pick=lambda home: first(home, lambda one: one["student_state"] in (TODDLER, KINDERGARTEN)),
)
def _unborn(home: Home, member: Row) -> Found:
    member.update(birth_month="2022-03", student_state=TODDLER)
    drop_of(home, "school_rolls", member)
    return _key(home, member, "t_born_after_period", "t_id_birth_differs")


@plant_member("t_age_impossible", homes=2, pick=lambda home: first(home, lambda member: age_of(member) >= 72))
def _too_old(home: Home, member: Row) -> Found:
    member["birth_month"] = "1904-07"
    return _key(home, member, "t_age_impossible", "t_id_birth_differs")
