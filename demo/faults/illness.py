"""Faults between the monitoring system and hospitals or 民政, and between a person's own cells: support, numbers, dates."""

from __future__ import annotations

from datetime import date

from demo.faults.departments_persons import Pick, adult, drop_of, first, is_lifted, keys_of, plant_member
from demo.faults.planting import Found, plant
from demo.households.help import LOW_INCOME, NOT_HELPED
from demo.households.home import Home, Row
from demo.households.people import KINDERGARTEN, TODDLER, age_of


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


def _on_support(kind: str) -> Pick:
    def find(home: Home) -> Row | None:
        listed = {row["id_number"] for row in home.table("low_income_register") if row["support_kind"] == kind}
        return first(home, lambda member: member["id_number"] in listed)

    return find


# --- illness


def _has_no_support(home: Home) -> bool:
    return is_lifted(home) and not home.table("low_income_register") and not home.table("hospital_stays")


@plant_member("c1_illness_no_visit", homes=4, choose=adult, wants=lambda home: home.is_monitored)
def _nobody_came(home: Home, member: Row) -> Found:
    add_stay(home, member, 46_317)
    for at, row in enumerate(home.table("visits")):
        row["visited_on"] = date(2021, 3, 1 + at)
    return [("c1_illness_no_visit", member["id_number"][:18])]


@plant_member("c2_illness_not_included", homes=5, choose=adult, wants=_has_no_support)
def _not_included(home: Home, member: Row) -> Found:
    add_stay(home, member, 38_254)
    return [("c2_illness_not_included", member["id_number"][:18])]


@plant_member("c7_long_stay_no_help", homes=4, choose=adult, wants=_has_no_support)
def _long_stay(home: Home, member: Row) -> Found:
    add_stay(home, member, 8_126, days=47)
    return [("c7_long_stay_no_help", member["id_number"][:18])]


@plant_member("c7_low_income_ill", homes=3, choose=_on_support(LOW_INCOME))
def _low_income_ill(home: Home, member: Row) -> Found:
    home.table("hospital_stays").clear()
    add_stay(home, member, 14_609)
    return keys_of(home, member, "c7_low_income_ill")


# --- low income


@plant_member("c2_low_income_instead", homes=4, choose=_on_support(LOW_INCOME))
def _new_support(home: Home, member: Row) -> Found:
    home.of_person("low_income_register", member)[0].update(started_month="2021-06")
    return keys_of(home, member, "c2_low_income_instead")


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


@plant_member("c7_low_income_unmarked", homes=3, choose=_on_support(LOW_INCOME))
def _support_unmarked(home: Home, member: Row) -> Found:
    member.update(low_income_policy=NOT_HELPED)
    return keys_of(home, member, "c7_low_income_unmarked")


@plant_member("c7_low_income_not_listed", homes=3, choose=_on_support(LOW_INCOME))
def _support_not_listed(home: Home, member: Row) -> Found:
    drop_of(home, "low_income_register", member)
    return keys_of(home, member, "c7_low_income_not_listed")


@plant_member("c7_destitute_unmarked", homes=2, choose=_on_support("特困供养"))
def _destitute_unmarked(home: Home, member: Row) -> Found:
    member.update(destitute_policy=NOT_HELPED)
    return keys_of(home, member, "c7_destitute_unmarked")


@plant_member("c7_destitute_not_listed", homes=2, choose=_on_support("特困供养"))
def _destitute_not_listed(home: Home, member: Row) -> Found:
    drop_of(home, "low_income_register", member)
    return keys_of(home, member, "c7_destitute_not_listed")


# --- numbers and dates


def _steady(home: Home) -> Row | None:
    """A grown member who is far from any line of age."""
    return first(home, lambda member: 30 <= age_of(member) < 50 and not home.of_person("microcredit", member))


@plant_member("t_id_birth_differs", homes=4, choose=_steady)
def _birth_differs(home: Home, member: Row) -> Found:
    year, month = member["birth_month"].split("-")
    member["birth_month"] = f"{year}-{int(month) % 12 + 1:02d}"
    return keys_of(home, member, "t_id_birth_differs")


@plant_member("t_id_sex_differs", homes=4, choose=_steady)
def _sex_differs(home: Home, member: Row) -> Found:
    member["sex"] = "女" if member["sex"] == "男" else "男"
    return keys_of(home, member, "t_id_sex_differs")


@plant_member(
    "t_born_after_period",
    homes=2,
    choose=lambda home: first(home, lambda one: one["student_state"] in (TODDLER, KINDERGARTEN)),
)
def _unborn(home: Home, member: Row) -> Found:
    member.update(birth_month="2022-03", student_state=TODDLER)
    drop_of(home, "school_rolls", member)
    return keys_of(home, member, "t_born_after_period", "t_id_birth_differs")


@plant_member("t_age_impossible", homes=2, choose=lambda home: first(home, lambda member: age_of(member) >= 72))
def _too_old(home: Home, member: Row) -> Found:
    member["birth_month"] = "1904-07"
    return keys_of(home, member, "t_age_impossible", "t_id_birth_differs")
