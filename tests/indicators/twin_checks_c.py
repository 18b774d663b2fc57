"""Twins of the checks that hold persons against the tables of departments, and a person's cells against each other."""

from __future__ import annotations

from collections.abc import Callable

from tests.indicators import twin_checks_c_homes, twin_checks_c_money, twin_checks_c_rows, twin_checks_c_work
from tests.indicators.twin_checks import Row, Tables, number, person_key, twin
from tests.indicators.twin_links import (
    END,
    PEOPLE,
    Key,
    by_home,
    by_person,
    given,
    is_on_duty,
    person_of,
    rows_where,
    total,
)
from tests.indicators.twin_people import age_in, is_monitored

__all__ = ["twin_checks_c_homes", "twin_checks_c_money", "twin_checks_c_rows", "twin_checks_c_work"]

VOCATIONAL = ("中职", "高职高专")


def people_against(tables: Tables, table: str, wrong: Callable[[Row, list[Row]], object]) -> set[str]:
    """Keys of the persons for whom it holds, given what the department has about them, in counties that sent the table."""
    known, sent = by_person(tables, table), tables.has_sent(table)
    return {
        person_key(row)
        for row in tables[PEOPLE]
        if row["county_code"] in sent and wrong(row, known.get(person_of(row), []))
    }


# --- medical insurance


def is_insured(rows: list[Row]) -> bool:
    """Whether the list for the next year has the person as insured."""
    good = [
        row["insurance_kind"] == "城镇职工" or (row["insurance_kind"] == "城乡居民" and row["is_paid"] is not False)
        for row in rows
    ]
    return bool(good) and all(good)


@twin("c1_insured_next_year")
def _(tables: Tables) -> set[str]:
    return people_against(tables, "insured_next_year", lambda row, known: not is_insured(known))


@twin("c1_insurance_dropped")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "insured_next_year",
        lambda row, known: (row["has_resident_insurance"] or row["has_employee_insurance"]) and not is_insured(known),
    )


@twin("c1_insurance_twice")
def _(tables: Tables) -> set[str]:
    rows = tables[PEOPLE]
    return {person_key(row) for row in rows if row["has_resident_insurance"] and row["has_employee_insurance"]}


@twin("c1_insurance_kind_differs")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row, known: list[Row]) -> bool:
        cells = (row["has_resident_insurance"], row["has_employee_insurance"])
        if None in cells or cells[0] == cells[1] or not is_insured(known):
            return False
        return (known[0]["insurance_kind"] == "城镇职工") != cells[1]

    return people_against(tables, "insured_next_year", wrong)


# --- school


def is_of_school_age(row: Row, tables: Tables) -> bool:
    """By its age on the last 31 August."""
    born = number(row["birth_month"])
    if born is None:
        return False
    age = (tables.year * 12 + 8 - born) // 12
    return tables.limits["compulsory_age_least"] <= age <= tables.limits["compulsory_age_most"]


def roll_state(known: list[Row]) -> str | None:
    return min(given(known, "roll_state"), default=None)


@twin("c1_school_dropout_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "school_rolls",
        lambda row, known: (
            is_of_school_age(row, tables) and roll_state(known) == "辍学" and not row["is_school_dropout"]
        ),
    )


@twin("c1_school_dropout_still_enrolled")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables, "school_rolls", lambda row, known: row["is_school_dropout"] and roll_state(known) == "在读"
    )


@twin("c1_school_no_roll")
def _(tables: Tables) -> set[str]:
    return people_against(tables, "school_rolls", lambda row, known: is_of_school_age(row, tables) and not known)


@twin("c1_aid_missing")
def _(tables: Tables) -> set[str]:
    rolls, schools = by_person(tables, "school_rolls"), tables.has_sent("school_rolls")

    def wrong(row: Row, known: list[Row]) -> bool:
        enrolled = rolls.get(person_of(row), []) if row["county_code"] in schools else []
        stage = min(given(enrolled, "stage"), default=None)
        return stage in VOCATIONAL and roll_state(enrolled) == "在读" and not total(known, "aid_cny") > 0

    return people_against(tables, "rain_dew", wrong)


# --- disability and 民政


@twin("c1_disability_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables, "disability_register", lambda row, known: known and "残疾" not in (row["health"] or "")
    )


@twin("c1_disability_no_certificate")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables, "disability_register", lambda row, known: not known and "残疾" in (row["health"] or "")
    )


@twin("c1_disability_no_allowance")
def _(tables: Tables) -> set[str]:
    return rows_where(
        tables,
        "disability_register",
        lambda row: row["disability_level"] in ("一级", "二级") and row["has_allowance"] is False,
    )


def support_kind(known: list[Row]) -> str:
    return min(given(known, "support_kind"), default="")


def says_low_income(row: Row) -> bool:
    return row["low_income_policy"] in ("农村低保", "城市低保")


def says_destitute(row: Row) -> bool:
    return (row["destitute_policy"] or "") not in ("", "未享受", "否", "无")


@twin("c7_low_income_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: support_kind(known).endswith("低保") and not says_low_income(row),
    )


@twin("c7_low_income_not_listed")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: says_low_income(row) and not support_kind(known).endswith("低保"),
    )


@twin("c7_destitute_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: support_kind(known) == "特困供养" and not says_destitute(row),
    )


@twin("c7_destitute_not_listed")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: says_destitute(row) and support_kind(known) != "特困供养",
    )


# --- public posts of the person


def says_post(row: Row) -> bool:
    return (row["public_post"] or "") not in ("", "否", "无")


@twin("c6_post_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables, "public_posts", lambda row, known: any(is_on_duty(one) for one in known) and not says_post(row)
    )


@twin("c6_post_marked_not_listed")
def _(tables: Tables) -> set[str]:
    return people_against(tables, "public_posts", lambda row, known: says_post(row) and not known)


# --- a person's own cells


def people(tables: Tables, wrong: Callable[[Row], object]) -> set[str]:
    return {person_key(row) for row in tables[PEOPLE] if wrong(row)}


@twin("t_id_birth_differs")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        number_, birth = row["id_number"], row["birth_month"]
        return bool(number_ and birth) and f"{number_[6:10]}-{number_[10:12]}" != birth

    return people(tables, wrong)


@twin("t_id_sex_differs")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        number_, sex = row["id_number"], row["sex"]
        return bool(number_ and sex) and sex[0] != ("男" if int(number_[16]) % 2 else "女")

    return people(tables, wrong)


@twin("t_born_after_period")
def _(tables: Tables) -> set[str]:
    return people(tables, lambda row: row["birth_month"] and row["birth_month"] > tables.period)


@twin("t_age_impossible")
def _(tables: Tables) -> set[str]:
    return people(tables, lambda row: (age_in(row, tables) or 0) > tables.limits["person_age_most"])


@twin("t_removed_before_included")
def _(tables: Tables) -> set[str]:
    return people(
        tables,
        lambda row: row["removed_month"] and row["included_month"] and row["removed_month"] < row["included_month"],
    )


@twin("t_id_two_households")
def _(tables: Tables) -> set[str]:
    homes: dict[Key, set[str]] = {}
    for row in tables[PEOPLE]:
        if row["id_number"]:
            homes.setdefault((row["county_code"], row["id_number"]), set()).add(row["household_code"])
    return {number_ for (_, number_), codes in homes.items() if len(codes) > 1}


# --- illness, one finding a person in hospital


def patients(tables: Tables) -> list[tuple[Key, list[Row], list[Row]]]:
    """(person, its stays so far, its rows of the monitoring table) in counties that sent one."""
    known, sent = by_person(tables, PEOPLE), tables.has_sent(PEOPLE)
    found = []
    for key, rows in by_person(tables, "hospital_stays").items():
        stays = [row for row in rows if row["admitted_on"] <= END]
        if stays and key[0] in sent:
            found.append((key, stays, known.get(key, [])))
    return found


@twin("c1_illness_no_visit")
def _(tables: Tables) -> set[str]:
    visits, noted, found = by_home(tables["visits"]), tables.has_sent("visits"), set()
    for key, stays, rows in patients(tables):
        admitted = max(given(stays, "admitted_on"))
        is_big = total(stays, "out_of_pocket_cny") > tables.limits["big_illness_cny"]
        if not rows or key[0] not in noted or not is_big:
            continue
        code = min(given(rows, "household_code"))
        days = [day for day in given(visits.get((key[0], code), []), "visited_on") if admitted <= day <= END]
        if (END - admitted).days > tables.limits["illness_visit_days"] and not days:
            found.add(key[1])
    return found


@twin("c2_illness_not_included")
def _(tables: Tables) -> set[str]:
    limit = tables.limits["big_illness_cny"]
    return {
        key[1]
        for key, stays, rows in patients(tables)
        if total(stays, "out_of_pocket_cny") > limit and not any(is_monitored(row) for row in rows)
    }


@twin("c7_long_stay_no_help")
def _(tables: Tables) -> set[str]:
    relief, found = by_person(tables, "temporary_relief"), set()
    for key, stays, rows in patients(tables):
        days = max(((row["discharged_on"] or END) - row["admitted_on"]).days for row in stays)
        is_helped = any(is_monitored(row) for row in rows) or total(relief.get(key, []), "relief_cny") > 0
        if days > tables.limits["hospital_days"] and not is_helped:
            found.add(key[1])
    return found


@twin("c7_low_income_ill")
def _(tables: Tables) -> set[str]:
    known, stays, found = by_person(tables, PEOPLE), by_person(tables, "hospital_stays"), set()
    for row in tables["low_income_register"]:
        own = [stay for stay in stays.get(person_of(row), []) if stay["admitted_on"] <= END]
        is_ill = total(own, "out_of_pocket_cny") > tables.limits["low_income_illness_cny"]
        if (
            is_ill
            and row["county_code"] in tables.has_sent(PEOPLE)
            and not any(map(is_monitored, known.get(person_of(row), [])))
        ):
            found.add(row["id_number"])
    return found


@twin("c2_low_income_instead")
def _(tables: Tables) -> set[str]:
    known, found = by_person(tables, PEOPLE), set()
    for row in tables["low_income_register"]:
        rows, started = known.get(person_of(row), []), row["started_month"] or ""
        if (
            rows
            and started[:4] == str(tables.year)
            and row["support_kind"] != "特困供养"
            and not any(map(is_monitored, rows))
        ):
            found.add(row["id_number"])
    return found


@twin("c2_relief_instead")
def _(tables: Tables) -> set[str]:
    known = by_person(tables, PEOPLE)
    return {
        f"{row['id_number']}|{row['paid_on']}"
        for row in tables["temporary_relief"]
        if known.get(person_of(row)) and not any(map(is_monitored, known[person_of(row)]))
    }
