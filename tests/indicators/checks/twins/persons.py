"""Twins of the checks of one person's insurance, labour and support; the modules beside have the others."""

from tests.indicators.checks.twins import schooling as twin_checks_a_school
from tests.indicators.checks.twins import village_facts as twin_checks_a_villages
from tests.indicators.checks.twins import work_records as twin_checks_a_work
from tests.indicators.checks.twins.people import (
    NOT_ABLE,
    PEOPLE,
    WEAK,
    Group,
    is_active,
    is_aged,
    is_either,
    is_lifted,
    is_monitored,
    people_where,
)
from tests.indicators.checks.twins.rules import Row, Tables, number, person_key, twin

__all__ = ["twin_checks_a_school", "twin_checks_a_villages", "twin_checks_a_work"]


def is_worker_aged(row: Row, tables: Tables) -> bool:
    return is_aged(row, tables, tables.limits["work_age_least"], tables.limits["work_age_below"])


# --- medical insurance


def has_subsidy(row: Row) -> bool:
    return "缴费补贴" in (row["health_help"] or "")


def is_included_early(row: Row, tables: Tables) -> bool:
    included = number(row["included_month"])
    return included is not None and included <= tables.year * 12 + tables.limits["insurance_subsidy_month"]


@twin("n_1111_06_2")
def _(tables: Tables) -> set[str]:
    return people_where(tables, lambda row: is_active(row) and is_included_early(row, tables) and not has_subsidy(row))


@twin("n_1111_09")
def _(tables: Tables) -> set[str]:
    """Whoever a row of the insurance list is about, by the first 18 characters of the number."""
    unpaid = {
        (row["county_code"], row["id_number"][:18])
        for row in tables["insured_next_year"]
        if row["insurance_kind"] == "城乡居民" and row["subsidy_cny"] is not None and not row["subsidy_cny"] > 0
    }

    def asked(row: Row) -> bool:
        return is_active(row) and is_included_early(row, tables) and row["id_number"] is not None

    return people_where(tables, lambda row: asked(row) and (row["county_code"], row["id_number"][:18]) in unpaid)


@twin("n_1111_13")
def _(tables: Tables) -> set[str]:
    def is_late(row: Row) -> bool:
        return row["included_month"] is not None and not is_included_early(row, tables)

    return people_where(tables, lambda row: is_monitored(row) and is_late(row) and has_subsidy(row))


@twin("n_2_01_016")
def _(tables: Tables) -> set[str]:
    def is_short(row: Row) -> bool:
        return row["has_resident_insurance"] is False or row["has_critical_insurance"] is False

    return people_where(tables, lambda row: is_lifted(row) and row["has_employee_insurance"] is False and is_short(row))


@twin("n_3_01_007")
def _(tables: Tables) -> set[str]:
    def is_uninsured(row: Row) -> bool:
        return row["has_resident_insurance"] is False and row["has_employee_insurance"] is False

    return people_where(tables, lambda row: is_lifted(row) and is_uninsured(row) and row["has_illness_relief"] is True)


# --- labour


@twin("n_1111_07")
def _(tables: Tables) -> set[str]:
    def is_able(row: Row) -> bool:
        return row["labour_skill"] is not None and row["labour_skill"] not in NOT_ABLE

    return people_where(tables, lambda row: is_either(row) and row["student_state"] is not None and is_able(row))


def weak_workers(tables: Tables, group: Group) -> set[str]:
    def is_weak(row: Row) -> bool:
        return row["health"] == "健康" and is_worker_aged(row, tables) and row["labour_skill"] == WEAK

    return people_where(tables, lambda row: group(row) and is_weak(row))


@twin("n_1111_14")
def _(tables: Tables) -> set[str]:
    return weak_workers(tables, is_monitored)


@twin("n_1111_15")
def _(tables: Tables) -> set[str]:
    return weak_workers(tables, is_lifted)


@twin("n_5_12_008")
def _(tables: Tables) -> set[str]:
    found = set()
    for row in tables[PEOPLE]:
        if not is_monitored(row) or row["health"] != "健康" or row["student_state"] is not None:
            continue
        if is_worker_aged(row, tables) and row["labour_skill"] in (*NOT_ABLE, WEAK):
            found.add(person_key(row))
    return found


def fit_destitute(tables: Tables, group: Group) -> set[str]:
    found = set()
    for row in tables[PEOPLE]:
        policy = row["destitute_policy"]
        if not group(row) or policy is None or policy.startswith("未") or policy in ("否", "无"):
            continue
        is_adult = is_aged(row, tables, tables.limits["adult_age"], tables.limits["work_age_below"])
        if is_adult and row["health"] == "健康" and row["student_state"] is None:
            found.add(person_key(row))
    return found


@twin("n_5_15_018")
def _(tables: Tables) -> set[str]:
    return fit_destitute(tables, is_lifted)


@twin("n_5_15_019")
def _(tables: Tables) -> set[str]:
    return fit_destitute(tables, is_monitored)
