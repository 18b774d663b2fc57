"""Faults between the monitoring system and what departments know of the same household: house, water, helpers, visits, moves."""

from __future__ import annotations

from datetime import date

from demo.faults.departments_persons import is_lifted
from demo.faults.planting import Found, plant, plant_loose
from demo.households.help import DESTITUTE, LOW_INCOME, has_labour
from demo.households.home import Home, Row, household_key, row_key
from demo.households.people import DISABLED

HELP_COLUMNS = (
    "industry_help", "job_help", "finance_help", "post_help", "health_help", "education_help", "social_help",
    "security_help", "relocation_help", "housing_help", "water_help", "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip
LAST_DUE = "2021-09"
"""A household included by this month has had a month for measures."""


def found_home(home: Home, *checks: str) -> Found:
    """That each of the checks finds the household."""
    return [(check, household_key(home)) for check in checks]


# --- houses and water


@plant_loose("c1_house_unsafe_occupied", "house_grades", rows=6)
def _(row: Row) -> Found:
    row.update(grade="D", is_only_house=False)
    return [("c1_house_unsafe_occupied", row_key("house_grades", row))]


@plant_loose("c1_house_unsafe_only", "house_grades", rows=5, wants=lambda row: row["grade"] in ("A", "B"))
def _(row: Row) -> Found:
    row.update(grade="C", is_occupied=False)
    return [("c1_house_unsafe_only", row_key("house_grades", row))]


@plant("c1_house_unsafe_occupied", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    """A registered household is on both lists."""
    home.table("house_grades")[0].update(grade="D", is_only_house=False)
    return found_home(home, "c1_house_unsafe_occupied", "c1_house_unsafe_unmarked")


@plant("c1_house_unsafe_unmarked", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("house_grades")[0].update(grade="C", is_occupied=False, is_only_house=False)
    return found_home(home, "c1_house_unsafe_unmarked")


@plant("c1_house_marked_safe_grade", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.set_all(is_unsafe_house=True)
    return found_home(home, "c1_house_marked_safe_grade")


@plant("c1_house_not_graded", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("house_grades").clear()
    return found_home(home, "c1_house_not_graded")


@plant("c1_water_unsolved", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    home.set_all(has_safe_water=False)
    return found_home(home, "c1_water_unsolved")


# --- measures and removal


def _is_helpless(home: Home) -> bool:
    """At risk without labour, and no fact that another rule wants a measure for."""
    members, risks = home.members, {home.head.get(f"risk_{number}") for number in range(1, 6)}
    return (
        home.is_active
        and not has_labour(home)
        and not any(
            member["low_income_policy"] == LOW_INCOME or member["destitute_policy"] == DESTITUTE for member in members
        )
        and not any(member["health"] == DISABLED or member["student_state"] for member in members)
        and not risks & {"因安全饮水", "因安全住房"}
    )


@plant("c2_measures_none", homes=3, wants=_is_helpless)
def _(home: Home) -> Found:
    home.set_all(**dict.fromkeys(HELP_COLUMNS), included_month=LAST_DUE)
    return found_home(home, "c2_measures_none")


def is_plainly_removed(home: Home) -> bool:
    """Its risk is removed, and no fact of it asks for a measure that must stay."""
    members, risks = home.members, {home.head.get(f"risk_{number}") for number in range(1, 6)}
    return (
        home.is_monitored
        and not home.is_active
        and not any(member["student_state"] for member in members)
        and not risks & {"因安全饮水", "因安全住房"}
    )


@plant("c2_removed_no_measures", homes=3, wants=is_plainly_removed)
def _(home: Home) -> Found:
    home.set_all(**dict.fromkeys(HELP_COLUMNS), has_development_help=False)
    return found_home(home, "c2_removed_no_measures")


@plant("c2_removed_no_labour", homes=3, wants=is_plainly_removed)
def _(home: Home) -> Found:
    home.set_all(is_no_labour_household=True)
    return found_home(home, "c2_removed_no_labour")


# --- relocation


def _has_moved(home: Home) -> bool:
    return is_lifted(home) and bool(home.table("relocated_households"))


def never_moved(home: Home) -> bool:
    """A 脱贫户 that is on no list of relocated households."""
    return is_lifted(home) and not home.table("relocated_households")


def _move(home: Home, check: str, **change: object) -> Found:
    home.table("relocated_households")[0].update(change)
    return found_home(home, check)


@plant("c3_nobody_in_work", homes=4, wants=_has_moved)
def _(home: Home) -> Found:
    return _move(home, "c3_nobody_in_work", workers=0)


@plant("c3_members_differ", homes=3, wants=_has_moved)
def _(home: Home) -> Found:
    return _move(home, "c3_members_differ", members=len(home.members) + 1)


@plant("c3_old_house_kept", homes=3, wants=_has_moved)
def _(home: Home) -> Found:
    return _move(home, "c3_old_house_kept", is_old_house_removed=False)


def _moved_row(home: Home, code: str, workers: int) -> Row:
    return {
        "household_code": code,
        "site_name": "县城集中安置点",
        "moved_on": date(2019, 5, 8),
        "members": len(home.members),
        "labour": workers,
        "workers": workers,
        "is_old_house_removed": True,
    }


@plant(
    "c3_workers_on_paper",
    homes=3,
    wants=lambda home: never_moved(home) and not home.table("migrant_work") and not home.table("public_posts"),
)
def _(home: Home) -> Found:
    home.table("relocated_households").append(_moved_row(home, home.code, 1))
    return found_home(home, "c3_workers_on_paper")


@plant("c3_not_registered", homes=2, wants=is_lifted)
def _(home: Home) -> Found:
    code = f"8{home.code}"
    home.table("relocated_households").append(_moved_row(home, code, 0))
    return [("c3_not_registered", code)]


@plant("c3_marked_not_listed", homes=3, wants=never_moved)
def _(home: Home) -> Found:
    home.set_all(relocation_help="易地搬迁")
    return found_home(home, "c3_marked_not_listed")


# --- helpers, visits, voices


@plant("c4_helper_gone", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("helpers")[0].update(helper_state=home.dice.choice(("退休", "调离")), ended_on=date(2021, 8, 2))
    return found_home(home, "c4_helper_gone")


@plant("c4_helper_none", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("helpers").clear()
    return found_home(home, "c4_helper_none")


@plant("c4_not_visited", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("visits").clear()
    return found_home(home, "c4_not_visited")


@plant("c10_unsatisfied_no_visit", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("satisfaction_sample")[:] = [
        {
            "household_code": home.code,
            "answer": "不满意",
            "asked_on": date(2021, 11, 20),
            "weight": 1.0,
            "complaint": "组里的路没有修通",
        }
    ]
    return found_home(home, "c10_unsatisfied_no_visit")


def _petition(home: Home, check: str, **facts: object) -> Found:
    code = f"XF2021A{home.code[4:]}"
    home.table("petitions").append(
        {"petition_code": code, "household_code": home.code, "petition_kind": "产业奖补", **facts}
    )
    return [(check, code)]


@plant("c10_petition_open", homes=4)
def _(home: Home) -> Found:
    return _petition(home, "c10_petition_open", received_on=date(2021, 7, 6), is_repeat=False)


@plant("c10_petition_repeated", homes=3)
def _(home: Home) -> Found:
    days = {"received_on": date(2021, 7, 6), "closed_on": date(2021, 8, 9)}
    return _petition(home, "c10_petition_repeated", **days, is_repeat=True, is_satisfied=False)
