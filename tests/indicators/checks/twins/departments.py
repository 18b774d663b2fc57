"""Twins of the checks that compare persons with the tables of departments."""

from collections.abc import Callable

from tests.indicators.checks.twins import department_rows as twin_checks_c_rows
from tests.indicators.checks.twins import departments_homes as twin_checks_c_homes
from tests.indicators.checks.twins import departments_persons as twin_checks_c_people
from tests.indicators.checks.twins import incomes as twin_checks_c_money
from tests.indicators.checks.twins import posts_and_villages as twin_checks_c_work
from tests.indicators.checks.twins.links import PEOPLE, by_person, given, is_on_duty, person_of, rows_where
from tests.indicators.checks.twins.people import is_aged
from tests.indicators.checks.twins.rules import Row, Tables, number, person_key, twin

__all__ = [
    "twin_checks_c_homes",
    "twin_checks_c_money",
    "twin_checks_c_people",
    "twin_checks_c_rows",
    "twin_checks_c_work",
]

VOCATIONAL = ("中职", "高职高专")


def people_against(tables: Tables, table: str, wrong: Callable[[Row, list[Row]], object]) -> set[str]:
    """Keys of the persons with a number for whom it holds, given what the department has about them, in counties that sent
    the table."""
    known, sent = by_person(tables, table), tables.has_sent(table)
    return {
        person_key(row)
        for row in tables[PEOPLE]
        if row["id_number"] and row["county_code"] in sent and wrong(row, known.get(person_of(row), []))
    }


# --- medical insurance


def is_insured(rows: list[Row]) -> bool | None:
    """Whether the list for the next year has the person as insured; None where its row leaves open what was paid, or for
    what."""
    if not rows:
        return False
    kinds = [row["insurance_kind"] for row in rows]
    paid = [
        kind == "城镇职工" or (kind == "城乡居民" and row["is_paid"]) for kind, row in zip(kinds, rows, strict=True)
    ]
    if all(paid):
        return True
    is_open = any(
        kind is None or (kind == "城乡居民" and row["is_paid"] is None) for kind, row in zip(kinds, rows, strict=True)
    )
    return None if is_open else False


@twin("c1_insured_next_year")
def _(tables: Tables) -> set[str]:
    return people_against(tables, "insured_next_year", lambda row, known: is_insured(known) is False)


@twin("c1_insurance_dropped")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "insured_next_year",
        lambda row, known: (
            (row["has_resident_insurance"] or row["has_employee_insurance"]) and is_insured(known) is False
        ),
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


@twin("c1_school_dropout_registered")
def _(tables: Tables) -> set[str]:
    least, most = tables.limits["compulsory_age_least"], tables.limits["school_age_most"]
    rows = tables[PEOPLE]
    return {person_key(row) for row in rows if row["is_school_dropout"] and is_aged(row, tables, least, most + 1)}


@twin("c1_school_dropout_both")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables, "school_rolls", lambda row, known: row["is_school_dropout"] and roll_state(known) == "辍学"
    )


@twin("c1_school_no_roll")
def _(tables: Tables) -> set[str]:
    return people_against(tables, "school_rolls", lambda row, known: is_of_school_age(row, tables) and not known)


def is_unaided(known: list[Row]) -> bool:
    """Nothing is on the list, or nothing but noughts; a row without an amount leaves it open."""
    amounts = given(known, "aid_cny")
    return len(amounts) == len(known) and not sum(amounts) > 0


@twin("c1_aid_missing")
def _(tables: Tables) -> set[str]:
    rolls, schools = by_person(tables, "school_rolls"), tables.has_sent("school_rolls")

    def wrong(row: Row, known: list[Row]) -> bool:
        enrolled = rolls.get(person_of(row), []) if row["county_code"] in schools else []
        stage = min(given(enrolled, "stage"), default=None)
        return stage in VOCATIONAL and roll_state(enrolled) == "在读" and is_unaided(known)

    return people_against(tables, "rain_dew", wrong)


# --- disability and 民政


@twin("c1_disability_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables, "disability_register", lambda row, known: known and "残疾" not in (row["health"] or "残疾")
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
    return row["destitute_policy"] not in (None, "", "未享受", "否", "无")


def is_empty_listing(known: list[Row]) -> bool:
    """Whether the person is on the list without a word of what for."""
    return bool(known) and not given(known, "support_kind")


@twin("c7_low_income_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: (
            support_kind(known).endswith("低保") and row["low_income_policy"] is not None and not says_low_income(row)
        ),
    )


@twin("c7_low_income_not_listed")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: (
            says_low_income(row) and not is_empty_listing(known) and not support_kind(known).endswith("低保")
        ),
    )


@twin("c7_destitute_unmarked")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: (
            support_kind(known) == "特困供养" and row["destitute_policy"] is not None and not says_destitute(row)
        ),
    )


@twin("c7_destitute_not_listed")
def _(tables: Tables) -> set[str]:
    return people_against(
        tables,
        "low_income_register",
        lambda row, known: says_destitute(row) and not is_empty_listing(known) and support_kind(known) != "特困供养",
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
