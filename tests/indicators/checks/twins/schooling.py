"""Twins of the checks of one person's number and schooling."""

from tests.indicators.checks.twins.people import (
    PEOPLE,
    Group,
    age_in,
    is_aged,
    is_either,
    is_lifted,
    is_monitored,
    people_where,
    says,
)
from tests.indicators.checks.twins.rules import Row, Tables, person_key, twin

PRESCHOOL = ("学龄前", "学前")
COLLEGE = ("本科", "高职", "高专", "大专", "技师")
POSTGRADUATE = ("研究生", "硕士", "博士")
VOCATIONAL = ("中职", "中专", "职高", "技工", "高职", "高专", "大专", "技师")


def stage(row: Row) -> str:
    """学前, 小学, 初中, 高中, 高等, 研究生, or '' when not at school."""
    state = row["student_state"]
    if state is None:
        return ""
    if state.startswith(PRESCHOOL):
        return "学前"
    if "小学" in state:
        return "小学"
    if "初中" in state or state.startswith(("七年级", "八年级", "九年级")):
        return "初中"
    if says(state, POSTGRADUATE):
        return "研究生"
    if says(state, COLLEGE):
        return "高等"
    return "高中" if says(state, ("高中", "中职", "中专", "职高", "技工")) else "?"


@twin("n_3_01_003")
def _(tables: Tables) -> set[str]:
    return people_where(
        tables, lambda row: is_lifted(row) and row["education"] is not None and row["student_state"] is not None
    )


@twin("n_4_01_003")
def _(tables: Tables) -> set[str]:
    return people_where(tables, lambda row: is_lifted(row) and (row["id_number"] or "999999").startswith("999999"))


def late_preschool(tables: Tables, group: Group) -> set[str]:
    def is_late(row: Row) -> bool:
        return is_aged(row, tables, tables.limits["school_age_least"], 999) and stage(row) == "学前"

    return people_where(tables, lambda row: group(row) and row["health"] == "健康" and is_late(row))


@twin("c1_school_preschool_marked")
def _(tables: Tables) -> set[str]:
    def is_meant(row: Row) -> bool:
        is_ill = row["health"] is not None and row["health"] != "健康"
        of_age = is_aged(row, tables, tables.limits["school_age_least"], tables.limits["school_age_most"] + 1)
        return is_either(row) and is_ill and of_age and stage(row) == "学前"

    return people_where(tables, is_meant)


@twin("n_5_12_013")
def _(tables: Tables) -> set[str]:
    return late_preschool(tables, is_monitored)


@twin("n_5_17_001")
def _(tables: Tables) -> set[str]:
    return late_preschool(tables, is_lifted)


def of_wrong_age(tables: Tables, group: Group, stages: tuple[str, ...], least: float, most: float = 999) -> set[str]:
    """Those at a stage of school who are younger or older than that."""
    found = set()
    for row in tables[PEOPLE]:
        age = age_in(row, tables)
        if group(row) and stage(row) in stages and age is not None and not least <= age <= most:
            found.add(person_key(row))
    return found


@twin("n_5_12_017")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_monitored, ("高等", "研究生"), tables.limits["college_age_least"])


@twin("n_5_17_005")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_lifted, ("高等", "研究生"), tables.limits["college_age_least"])


@twin("n_5_12_018")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_monitored, ("研究生",), tables.limits["master_age_least"])


@twin("n_5_17_006")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_lifted, ("研究生",), tables.limits["master_age_least"])


@twin("n_5_17_003")
def _(tables: Tables) -> set[str]:
    ages = tables.limits["junior_age_least"], tables.limits["junior_age_most"]
    return of_wrong_age(tables, is_lifted, ("初中",), *ages)


@twin("n_5_17_004")
def _(tables: Tables) -> set[str]:
    ages = tables.limits["senior_age_least"], tables.limits["senior_age_most"]
    return of_wrong_age(tables, is_lifted, ("高中",), *ages)


def is_primary_at_most(row: Row) -> bool:
    return row["education"] is not None and (row["education"].startswith("文盲") or row["education"] == "小学")


@twin("n_5_17_007")
def _(tables: Tables) -> set[str]:
    def is_young(row: Row) -> bool:
        return is_aged(row, tables, tables.limits["work_age_least"], tables.limits["low_education_age_most"] + 1)

    return people_where(tables, lambda row: is_lifted(row) and is_young(row) and is_primary_at_most(row))


def out_of_school(tables: Tables, group: Group) -> set[str]:
    found = set()
    for row in tables[PEOPLE]:
        is_past_primary = row["education"] is not None and not is_primary_at_most(row)
        if not group(row) or row["student_state"] is not None:
            continue
        if is_past_primary and is_aged(row, tables, tables.limits["school_age_most"], 999):
            continue
        if is_aged(row, tables, tables.limits["school_age_least"], tables.limits["school_age_most"] + 1):
            found.add(person_key(row))
    return found


@twin("n_5_15_016")
def _(tables: Tables) -> set[str]:
    return out_of_school(tables, is_lifted)


@twin("n_5_15_017")
def _(tables: Tables) -> set[str]:
    return out_of_school(tables, is_monitored)


@twin("n_5_15_012")
def _(tables: Tables) -> set[str]:
    """Money of the year's list, by the first 18 characters of the number."""
    paid: dict[tuple[str, str], float] = {}
    for row in tables["rain_dew"]:
        key = row["county_code"], row["id_number"][:18]
        paid[key] = paid.get(key, 0) + (row["aid_cny"] or 0)
    found = set()
    for row in tables[PEOPLE]:
        has_money = paid.get((row["county_code"], (row["id_number"] or "")[:18]), 0) > 0
        if is_monitored(row) and has_money and not says(row["student_state"], VOCATIONAL):
            found.add(person_key(row))
    return found
