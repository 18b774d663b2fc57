"""Twins of the checks of the ledgers of what was found in a household and what became of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tests.indicators.checks.twins.links import (
    END,
    PEOPLE,
    by_person,
    citizen,
    given,
    largest,
    may_be_on_duty,
    person_of,
    rows_where,
)
from tests.indicators.checks.twins.posts_and_villages import OWN_PROVINCE, PROVINCES, posts
from tests.indicators.checks.twins.rules import Row, Tables, number, twin
from tests.indicators.checks.twins.work_records import work_key

LABOUR = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")


def days(first: date, last: date) -> int:
    return (last - first).days


def twin_of_rows(check: str, table: str, wrong: Callable[[Row, Mapping[str, float]], Any]) -> None:
    """Register a twin of a check that looks at one row of a ledger at a time."""
    twin(check)(lambda tables: rows_where(tables, table, lambda row: wrong(row, tables.limits)))


def is_open(row: Row, done_on: str, is_done: str) -> bool:
    """Not done by now: by its day where there is one, else by what the ledger says outright; unknown is not open."""
    return row[done_on] > END if row[done_on] is not None else row[is_done] is False


def is_late_in(row: Row, limits: Mapping[str, float]) -> bool:
    if row["discovered_on"] is None or row["discovered_on"] > END or row["outcome"] == "不予纳入":
        return False
    included = row["included_on"] or (END if row["outcome"] == "核查中" else None)
    return included is not None and days(row["discovered_on"], included) > limits["inclusion_days"]


def is_helped_late(row: Row, limits: Mapping[str, float]) -> bool:
    included, helped = row["included_on"], row["helped_on"]
    if included is None or helped is None or included > END:
        return False
    return min(days(included, helped), days(included, END)) > limits["measures_days"]


def is_outdated(row: Row, limits: Mapping[str, float]) -> bool:
    day = row["last_updated_on"]
    if day is None:
        return row["is_updated"] is False
    return (END.year - day.year) * 12 + END.month - day.month > limits["handbook_months"]


def is_paid_short(row: Row, limits: Mapping[str, float]) -> bool:
    approved = row["approved_cny"] or 0
    if approved <= 0 or row["approved_on"] is None:
        return False
    if row["approved_on"] > END or days(row["approved_on"], END) <= limits["subsidy_days"]:
        return False
    is_short = row["paid_cny"] is not None and row["paid_cny"] <= approved - 1
    return is_short or row["is_paid"] is False or (row["paid_on"] is not None and row["paid_on"] > END)


def is_project_short(row: Row, limits: Mapping[str, float]) -> bool:
    accepted, due, paid = row["accepted_on"], row["subsidy_due_households"], row["subsidy_paid_households"]
    if accepted is None or accepted > END or not (due or 0) > 0 or paid is None:
        return False
    return bool(paid < due and days(accepted, END) > limits["subsidy_days"])


twin_of_rows("c8_project_subsidy_short", "fund_projects", is_project_short)
twin_of_rows(
    "c1_water_problem_open",
    "water_problems",
    lambda row, _: row["found_on"] <= END and is_open(row, "solved_on", "is_solved"),
)
twin_of_rows(
    "c1_house_hazard_open",
    "house_hazards",
    lambda row, _: row["found_on"] <= END and is_open(row, "done_on", "is_done"),
)
twin_of_rows(
    "c9_income_not_reviewed",
    "income_reviews",
    lambda row, _: row["found_on"] <= END and is_open(row, "reviewed_on", "is_reviewed"),
)
twin_of_rows(
    "c6_work_not_confirmed",
    "work_verifications",
    lambda row, _: row["asked_on"] is not None and row["asked_on"] <= END and row["is_consistent"] is False,
)
twin_of_rows("c2_inclusion_late", "inclusion_register", is_late_in)
twin_of_rows("c2_measures_late", "inclusion_register", is_helped_late)
twin_of_rows("c7_handbook_outdated", "handbooks", is_outdated)
twin_of_rows("c8_subsidy_unpaid", "household_subsidies", is_paid_short)


# --- wishes for loans


@twin("c4_credit_wish_ignored")
def _(tables: Tables) -> set[str]:
    sent = tables.has_sent("microcredit")
    homes_of: dict[tuple[str, str], set[str]] = {}
    for row in tables[PEOPLE]:
        homes_of.setdefault(person_of(row), set()).add(row["household_code"])
    applied: set[tuple[str, str]] = set()
    for row in tables["microcredit"]:
        if (row["applied_on"] or row["lent_on"] or END) > END:
            continue
        homes = {row["household_code"], *homes_of.get(person_of(row), set())}
        applied |= {(row["county_code"], home) for home in homes if home}
    return {
        row["household_code"]
        for row in tables["credit_wishes"]
        if row["wants_loan"]
        and row["not_eligible_reason"] is None
        and row["asked_on"] is not None
        and row["asked_on"] <= END
        and days(row["asked_on"], END) > tables.limits["credit_decide_days"]
        and row["county_code"] in sent
        and (row["county_code"], row["household_code"]) not in applied
    }


# --- posts and work


def is_serving(row: Row, tables: Tables) -> bool:
    """On duty, and not ended before this month."""
    return may_be_on_duty(row) and (number(row["ended_month"]) or tables.month_number) >= tables.month_number


def post_of(row: Row) -> tuple[str, ...] | None:
    """Which post of the village it is: by its number, else by its name where the list says how many may hold it."""
    if row["post_code"] is not None:
        return row["county_code"], row["place_code"], row["post_code"]
    named = (row["county_code"], row["place_code"], row["employer"] or "", row["post_name"])
    return named if row["approved_holders"] is not None else None


def is_surely_serving(row: Row, tables: Tables) -> bool:
    """On duty as the list says, not for want of a word."""
    return row["is_on_duty"] is True and is_serving(row, tables)


@twin("c6_post_several_holders")
def _(tables: Tables) -> set[str]:
    holders: dict[tuple[str, ...], set[str | None]] = {}
    for row in tables["public_posts"]:
        post = post_of(row)
        if post and is_surely_serving(row, tables):
            holders.setdefault(post, set()).add(citizen(row))

    def wrong(row: Row) -> bool:
        post = post_of(row)
        most = 1 if row["approved_holders"] is None else row["approved_holders"]
        return post is not None and is_surely_serving(row, tables) and len(holders[post]) > most

    return posts(tables, wrong)


def is_employed(tables: Tables) -> Callable[[Row, list[Row]], bool]:
    """Whether a person (a row with its county and number, and its rows of the monitoring table) is, or may be, at work or holds
    a post."""
    work, held = by_person(tables, "migrant_work"), by_person(tables, "public_posts")

    def answer(row: Row, known: list[Row]) -> bool:
        works = any(
            one["is_working"] is not False
            and (number(one["work_ended_month"]) or tables.month_number) >= tables.month_number
            for one in work.get(person_of(row), [])
        )
        holds = any(is_serving(one, tables) for one in held.get(person_of(row), []))
        return works or holds or (largest(known, "public_post") or "") not in ("", "否", "无")

    return answer


@twin("c6_wants_work_none")
def _(tables: Tables) -> set[str]:
    people, sent, has_work = by_person(tables, PEOPLE), tables.has_sent("migrant_work"), is_employed(tables)
    least, below = tables.limits["work_age_least"], tables.limits["work_age_below"]

    def wrong(row: Row) -> bool:
        if not (row["plans_to_work"] or "岗位" in (row["service_wanted"] or "")) or row["county_code"] not in sent:
            return False
        known = people.get(person_of(row), []) if row["id_number"] else []
        labour, born = largest(known, "labour_skill"), max(map(number, given(known, "birth_month")), default=None)
        age = None if born is None else (tables.month_number - born) // 12
        is_able = labour in LABOUR and not given(known, "student_state")
        return is_able and (age is None or least <= age < below) and not has_work(row, known)

    return {work_key(row) for row in tables["work_plans"] if wrong(row)}


def is_local(hospital: str | None, county_name: str | None) -> bool:
    text = hospital or ""
    words = ("县", "州", "市", "区", "村", "镇中心", "镇卫生", "乡镇", "乡中心", "乡卫生")
    return text.startswith(words) or bool(county_name and text.startswith(county_name[:2]))


@twin("c6_away_seen_at_home")
def _(tables: Tables) -> set[str]:
    names = {row["code"]: row["name"] for row in tables["places"] if row["level"] == "county"}
    held, stays = by_person(tables, "public_posts"), by_person(tables, "hospital_stays")
    rolls = by_person(tables, "school_rolls")
    met: dict[tuple[str, str], list[date]] = {}
    for row in tables["visits"]:
        if row["met_id_number"] and row["visited_on"] <= END:
            met.setdefault((row["county_code"], row["met_id_number"][:18]), []).append(row["visited_on"])

    def is_meanwhile(row: Row, day: date) -> bool:
        started = number(row["work_started_month"])
        ended = number(row["work_ended_month"]) or tables.month_number + 1
        return started is not None and day <= END and started < day.year * 12 + day.month < ended

    def wrong(row: Row) -> bool:
        province = (row["work_county"] or "")[:2]
        if not row["is_working"] or province not in PROVINCES or province == OWN_PROVINCE:
            return False
        person, name = person_of(row), names.get(row["county_code"])
        if not person[1]:
            return "车间" in (row["job_channel"] or "")
        is_treated = any(
            is_local(one["hospital"], name) and is_meanwhile(row, one["admitted_on"]) for one in stays.get(person, [])
        )
        is_enrolled = any(
            one["roll_state"] == "在读" and one["stage"] in ("学前教育", "小学", "初中", "高中")
            for one in rolls.get(person, [])
        )
        return (
            any(is_serving(one, tables) for one in held.get(person, []))
            or "车间" in (row["job_channel"] or "")
            or is_treated
            or is_enrolled
            or any(is_meanwhile(row, day) for day in met.get(person, []))
        )

    return {work_key(row) for row in tables["migrant_work"] if wrong(row)}
