"""Faults between the monitoring system and hospitals or 民政, and between a person's own cells: support, numbers, dates."""

from datetime import date, timedelta

from demo.faults.lines import Change, add, cells, drop, key_in, plant_rows
from demo.faults.picks import Pick, adult, first, is_content, is_lifted, is_monitored, own_row
from demo.households.help import LOW_INCOME, NOT_HELPED
from demo.households.home import Home, Row, person_key
from demo.households.people import KINDERGARTEN, TODDLER, age_of

ADMITTED = date(2021, 8, 10)


def _ill(own_cny: int, days: int = 12) -> Change:
    """One more stay in hospital that cost the member so much."""
    return add(
        "hospital_stays",
        admitted_on=ADMITTED,
        discharged_on=ADMITTED + timedelta(days=days),
        hospital="省肿瘤医院",
        disease="恶性肿瘤",
        total_cny=own_cny * 3 + 11,
        reimbursed_cny=own_cny * 2 + 11,
        out_of_pocket_cny=own_cny,
    )


def _ill_and_alone(home: Home, member: Row) -> None:
    """Nobody has come since the spring."""
    _ill(46_317)(home, member)
    for at, row in enumerate(home.table("visits")):
        row["visited_on"] = date(2021, 3, 1 + at)


def _ill_on_support(home: Home, member: Row) -> None:
    home.table("hospital_stays").clear()
    _ill(14_609)(home, member)


def _is_monitored_and_content(home: Home) -> bool:
    return is_monitored(home) and is_content(home)


def _has_no_support(home: Home) -> bool:
    return is_lifted(home) and not home.table("low_income_register") and not home.table("hospital_stays")


plant_rows(
    lambda home, member: str(member["id_number"][:18]),
    ("c1_illness_no_visit", 4, _is_monitored_and_content, adult, _ill_and_alone),
    ("c2_illness_not_included", 5, _has_no_support, adult, _ill(38_254)),
    ("c7_long_stay_no_help", 4, _has_no_support, adult, _ill(8_126, days=47)),
)


def _supported(kind: str) -> Pick:
    def is_listed(home: Home, member: Row) -> bool:
        return any(row["support_kind"] == kind for row in home.of_person("low_income_register", member))

    return lambda home: first(home, lambda member: is_listed(home, member))


def _head(home: Home) -> Row:
    return home.head


def _steady(home: Home) -> Row | None:
    """A grown member who is far from any line of age."""
    return first(home, lambda member: 30 <= age_of(member) < 50 and not home.of_person("microcredit", member))


def _small_child(home: Home) -> Row | None:
    return first(home, lambda one: one["student_state"] in (TODDLER, KINDERGARTEN))


def _very_old(home: Home) -> Row | None:
    return first(home, lambda member: age_of(member) >= 72)


def _next_month(member: Row) -> str:
    """A month after the month of birth, in the same year."""
    year, month = member["birth_month"].split("-")
    return f"{year}-{int(month) % 12 + 1:02d}"


def _not_yet_born(home: Home, member: Row) -> None:
    member.update(birth_month="2022-03", student_state=TODDLER)
    drop("school_rolls")(home, member)


_poor, _destitute = _supported(LOW_INCOME), _supported("特困供养")
_REGISTER = "low_income_register"

plant_rows(
    person_key,
    # low income
    ("c2_low_income_instead", 4, is_lifted, own_row(_REGISTER, _poor), cells(started_month="2021-06")),
    ("c7_low_income_ill", 3, is_lifted, _poor, _ill_on_support),
    ("c7_low_income_unmarked", 3, is_lifted, _poor, cells(low_income_policy=NOT_HELPED)),
    ("c7_low_income_not_listed", 3, is_lifted, _poor, drop(_REGISTER)),
    ("c7_destitute_unmarked", 2, is_lifted, _destitute, cells(destitute_policy=NOT_HELPED)),
    ("c7_destitute_not_listed", 2, is_lifted, _destitute, drop(_REGISTER)),
    # numbers and dates
    ("t_id_birth_differs", 4, is_lifted, _steady, cells(birth_month=_next_month)),
    ("t_id_sex_differs", 4, is_lifted, _steady, cells(sex=lambda one: "女" if one["sex"] == "男" else "男")),
    ("t_born_after_period", 2, is_lifted, _small_child, _not_yet_born, "t_id_birth_differs"),
    ("t_age_impossible", 2, is_lifted, _very_old, cells(birth_month="1904-07"), "t_id_birth_differs"),
)
plant_rows(
    key_in("temporary_relief"),
    ("c2_relief_instead", 4, is_lifted, _head,
     add("temporary_relief", paid_on=date(2021, 7, 14), relief_cny=2_360, reason="突发困难")),
)  # fmt: skip
