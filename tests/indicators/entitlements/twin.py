"""The sixteen policies by plain loops over the tables' rows: who is entitled, and who got it.

A twin yields (household, person, whether it got it) of everybody entitled, None where nobody can say; the person is '' for a policy
of households.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from indicators.entitlements import Entitled
from tests.indicators.checks.twins import departments_homes as homes
from tests.indicators.checks.twins.follow_ups import LABOUR, days, is_employed, is_open, is_paid_short
from tests.indicators.checks.twins.homes import group_homes
from tests.indicators.checks.twins.links import (
    END,
    PEOPLE,
    Key,
    by_home,
    by_person,
    citizen,
    given,
    home_of,
    largest,
    person_of,
    total,
)
from tests.indicators.checks.twins.rules import Row, Tables, number

Answer = tuple[Row, bool | None]
Twin = Callable[[Tables], Iterator[Answer]]
STATES = {True: "got", False: "missing", None: "unknown"}
OF_PERSONS: dict[str, Twin] = {}
OF_HOUSEHOLDS: dict[str, Twin] = {}


def persons(function: Twin) -> Twin:
    OF_PERSONS[function.__name__] = function
    return function


def households(function: Twin) -> Twin:
    OF_HOUSEHOLDS[function.__name__] = function
    return function


def list_twins(tables: Tables) -> Counter[Entitled]:
    """What the twins say of everybody, as the program lists it."""
    found: Counter[Entitled] = Counter()
    for twins, is_of_person in ((OF_PERSONS, True), (OF_HOUSEHOLDS, False)):
        for name, function in twins.items():
            for row, got in function(tables):
                person = (citizen(row) or "") if is_of_person else ""
                found[Entitled(name, row["county_code"], row["household_code"] or "", person, STATES[got])] += 1
    return found


def _people(tables: Tables, *tables_of: str) -> Iterator[tuple[Row, list[list[Row]]]]:
    """Everybody with a number, with the rows about the same person in departments' tables."""
    by = [by_person(tables, name) for name in tables_of]
    for row in tables[PEOPLE]:
        if citizen(row):
            yield row, [known.get(person_of(row), []) for known in by]


def _has(rows: Iterable[Row], column: str, *values: str) -> bool:
    return any(row[column] in values for row in rows)


def _supported(rows: Iterable[Row], kind: str) -> bool:
    """On the civil affairs list under the first kind it has there."""
    first = min(given(rows, "support_kind"), default="")
    return kind in first


@persons
def insurance_subsidy(tables: Tables) -> Iterator[Answer]:
    for row, (insured, low) in _people(tables, "insured_next_year", "low_income_register"):
        if (row["monitoring_kind"] or _supported(low, "特困供养")) and _has(insured, "insurance_kind", "城乡居民"):
            paid = insured[0]["subsidy_cny"]
            yield row, None if paid is None else paid > 0


@persons
def health_care(tables: Tables) -> Iterator[Answer]:
    for row in tables[PEOPLE]:
        if row["monitoring_kind"] and row["health"] in ("患有大病", "长期慢性病"):
            yield row, any(word in (row["health_help"] or "") for word in ("大病", "家庭医生", "慢性病"))


@persons
def rain_dew_aid(tables: Tables) -> Iterator[Answer]:
    sent = tables.has_sent("rain_dew")
    for row, (rolls, aid) in _people(tables, "school_rolls", "rain_dew"):
        stages, states = given(rolls, "stage"), given(rolls, "roll_state")
        if min(stages, default="") in ("中职", "高职高专") and min(states, default="") == "在读":
            yield row, total(aid, "aid_cny") > 0 if row["county_code"] in sent else None


@persons
def student_aid(tables: Tables) -> Iterator[Answer]:
    for row in tables[PEOPLE]:
        risks = [row[f"risk_{at}"] for at in range(1, 6)]
        if row["monitoring_kind"] and row["student_state"] and "因学" in risks:
            yield row, any(word in (row["education_help"] or "") for word in ("资助", "雨露计划"))


def _listed(tables: Tables, column: str, words: tuple[str, ...], kind: str) -> Iterator[Answer]:
    sent = tables.has_sent("low_income_register")
    for row, (low,) in _people(tables, "low_income_register"):
        is_listed = _supported(low, kind)
        if row[column] in words or is_listed:
            paid = largest(low, "monthly_aid_cny")
            yield row, (bool(is_listed and (paid or 0) > 0) if row["county_code"] in sent else None)


@persons
def low_income_aid(tables: Tables) -> Iterator[Answer]:
    return _listed(tables, "low_income_policy", ("农村低保", "城市低保"), "低保")


@persons
def destitute_aid(tables: Tables) -> Iterator[Answer]:
    every = {row["destitute_policy"] for row in tables[PEOPLE]} - {None, "", "未享受", "否", "无"}
    return _listed(tables, "destitute_policy", tuple(every), "特困供养")


@persons
def disability_allowance(tables: Tables) -> Iterator[Answer]:
    for row, (listed, low) in _people(tables, "disability_register", "low_income_register"):
        level = min(given(listed, "disability_level"), default=None)
        if listed and (level in ("一级", "二级") or _supported(low, "低保")):
            said = given(listed, "has_allowance")
            yield row, any(said) if said else None


@persons
def pension_paid(tables: Tables) -> Iterator[Answer]:
    least, below = tables.limits["work_age_least"], tables.limits["work_age_below"]
    for row, (listed, low) in _people(tables, "disability_register", "low_income_register"):
        born = number(row["birth_month"])
        if born is None or not least <= (tables.month_number - born) // 12 < below or row["student_state"]:
            continue
        level = min(given(listed, "disability_level"), default=None)
        if (
            row["monitoring_kind"]
            or _supported(low, "低保")
            or _supported(low, "特困供养")
            or level in ("一级", "二级")
        ):
            said = [row["has_resident_pension"], row["has_employee_pension"]]
            yield row, True if any(said) else None if None in said else False


@persons
def job_found(tables: Tables) -> Iterator[Answer]:
    people, has_work = by_person(tables, PEOPLE), is_employed(tables)
    least, below = tables.limits["work_age_least"], tables.limits["work_age_below"]
    for row in tables["work_plans"]:
        known = people.get(person_of(row), []) if citizen(row) else []
        born = max(map(number, given(known, "birth_month")), default=None)
        age = None if born is None else (tables.month_number - born) // 12
        labour = largest(known, "labour_skill")
        is_able = None if labour is None else labour in LABOUR and not given(known, "student_state")
        wants = row["plans_to_work"] or "岗位" in (row["service_wanted"] or "")
        if wants and is_able is not False and (age is None or least <= age < below):
            got = has_work(row, known)
            yield row, True if got else None if is_able is None and not got else got


@households
def safe_house(tables: Tables) -> Iterator[Answer]:
    for row in tables["house_hazards"]:
        if row["found_on"] <= END:
            done = (row["done_on"] is not None and row["done_on"] <= END) or (row["done_on"] is None and row["is_done"])
            yield (
                row,
                None
                if row["done_on"] is None and row["is_done"] is None
                else done and not is_open(row, "done_on", "is_done"),
            )


@households
def safe_water(tables: Tables) -> Iterator[Answer]:
    for members in by_home(tables[PEOPLE]).values():
        said = given(members, "has_safe_water")
        yield members[0], all(said) if said else None


@households
def monitoring_help(tables: Tables) -> Iterator[Answer]:
    for key, members in by_home(tables[PEOPLE]).items():
        home = homes.Home(key, members, tables, {})
        included = number(min(given(members, "included_month"), default=None))
        days_since = 0 if included is None else (tables.month_number - included - 1) * 30
        if (
            home.is_monitored
            and not home.any("is_risk_removed")
            and included
            and days_since >= tables.limits["measures_days"]
        ):
            yield members[0], home.has_help


@households
def relocation_follow_up(tables: Tables) -> Iterator[Answer]:
    for row in tables["relocated_households"]:
        if (row["labour"] or 0) > 0:
            yield row, None if row["workers"] is None else row["workers"] > 0


@households
def small_credit(tables: Tables) -> Iterator[Answer]:
    sent, homes_of = tables.has_sent("microcredit"), {}
    for row in tables[PEOPLE]:
        homes_of.setdefault(person_of(row), set()).add(row["household_code"])
    lent: set[Key] = set()
    for row in tables["microcredit"]:
        if row["lent_on"] is not None and row["lent_on"] <= END and (row["applied_on"] or row["lent_on"]) <= END:
            lent |= {(row["county_code"], home) for home in (row["household_code"], *homes_of.get(person_of(row), ()))}
    for row in tables["credit_wishes"]:
        if (
            row["wants_loan"]
            and row["not_eligible_reason"] is None
            and row["asked_on"] is not None
            and row["asked_on"] <= END
        ):
            yield row, home_of(row) in lent if row["county_code"] in sent else None


@households
def travel_aid(tables: Tables) -> Iterator[Answer]:
    for home in group_homes(tables, (row for row in tables[PEOPLE] if row["monitoring_kind"])):
        if (
            home.is_active
            and home.has_in("job_help", "外出务工补贴")
            and home.has_sent_work
            and home.has_worked_outside()
        ):
            yield home.members[0], total(home.work, "transport_subsidy_cny") > 0


@households
def industry_reward(tables: Tables) -> Iterator[Answer]:
    for row in tables["household_subsidies"]:
        if (row["approved_cny"] or 0) > 0 and row["approved_on"] is not None and row["approved_on"] <= END:
            is_new = days(row["approved_on"], END) <= tables.limits["subsidy_days"]
            is_open_ = row["paid_cny"] is None and not is_new and not is_paid_short(row, tables.limits)
            yield row, None if is_open_ else not is_paid_short(row, tables.limits)


def missing(found: Mapping[Entitled, Any]) -> set[tuple[str, str, str]]:
    """(policy, household, person) of those who did not get it."""
    return {(one.policy, one.household_code, one.person) for one in found if one.state == "missing"}
