"""Faults between the monitoring system and what departments know of the same household: house, water, helpers, visits, moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from loaders.demo_faults_c_persons import first, is_lifted
from loaders.demo_households import Home, HouseholdWorld, Row, household_key, person_key, row_key, village_key
from loaders.demo_households_help import DESTITUTE, LOW_INCOME, has_labour
from loaders.demo_households_people import DISABLED, LABOUR, age_of
from loaders.demo_planting import Found, plant, plant_group, plant_loose, plant_village

HELP_COLUMNS = (
    "industry_help", "job_help", "finance_help", "post_help", "health_help", "education_help", "social_help",
    "security_help", "relocation_help", "housing_help", "water_help", "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip
FIRST_WITHOUT_AID = "2021-04"
LAST_DUE = "2021-09"
"""A household included by this month has had a month for measures."""


def _found(home: Home, *checks: str) -> Found:
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
    return _found(home, "c1_house_unsafe_occupied", "c1_house_unsafe_unmarked")


@plant("c1_house_unsafe_unmarked", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("house_grades")[0].update(grade="C", is_occupied=False, is_only_house=False)
    return _found(home, "c1_house_unsafe_unmarked")


@plant("c1_house_marked_safe_grade", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.set_all(is_unsafe_house=True)
    return _found(home, "c1_house_marked_safe_grade")


@plant("c1_house_not_graded", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("house_grades").clear()
    return _found(home, "c1_house_not_graded")


@plant("c1_water_unsolved", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    home.set_all(has_safe_water=False)
    return _found(home, "c1_water_unsolved")


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
    return _found(home, "c2_measures_none")


def _is_plainly_removed(home: Home) -> bool:
    members, risks = home.members, {home.head.get(f"risk_{number}") for number in range(1, 6)}
    return (
        home.is_monitored
        and not home.is_active
        and not any(member["student_state"] for member in members)
        and not risks & {"因安全饮水", "因安全住房"}
    )


@plant("c2_removed_no_measures", homes=3, wants=_is_plainly_removed)
def _(home: Home) -> Found:
    home.set_all(**dict.fromkeys(HELP_COLUMNS), has_development_help=False)
    return _found(home, "c2_removed_no_measures")


@plant("c2_removed_no_labour", homes=3, wants=_is_plainly_removed)
def _(home: Home) -> Found:
    home.set_all(is_no_labour_household=True)
    return _found(home, "c2_removed_no_labour")


# --- relocation


def _has_moved(home: Home) -> bool:
    return is_lifted(home) and bool(home.table("relocated_households"))


def _never_moved(home: Home) -> bool:
    return is_lifted(home) and not home.table("relocated_households")


def _move(home: Home, check: str, **change: object) -> Found:
    home.table("relocated_households")[0].update(change)
    return _found(home, check)


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
    wants=lambda home: _never_moved(home) and not home.table("migrant_work") and not home.table("public_posts"),
)
def _(home: Home) -> Found:
    home.table("relocated_households").append(_moved_row(home, home.code, 1))
    return _found(home, "c3_workers_on_paper")


@plant("c3_not_registered", homes=2, wants=is_lifted)
def _(home: Home) -> Found:
    code = f"8{home.code}"
    home.table("relocated_households").append(_moved_row(home, code, 0))
    return [("c3_not_registered", code)]


@plant("c3_marked_not_listed", homes=3, wants=_never_moved)
def _(home: Home) -> Found:
    home.set_all(relocation_help="易地搬迁")
    return _found(home, "c3_marked_not_listed")


# --- helpers, visits, voices


@plant("c4_helper_gone", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("helpers")[0].update(helper_state=home.draw.choice(("退休", "调离")), ended_on=date(2021, 8, 2))
    return _found(home, "c4_helper_gone")


@plant("c4_helper_none", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("helpers").clear()
    return _found(home, "c4_helper_none")


@plant("c4_not_visited", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    home.table("visits").clear()
    return _found(home, "c4_not_visited")


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
    return _found(home, "c10_unsatisfied_no_visit")


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


# --- who lives together


@plant_group("t_phone_households", groups=4, size=2, wants=is_lifted)
def _(homes: Sequence[Home]) -> Found:
    one, other = homes
    other.set_all(household_phone=one.head["household_phone"])
    return [("t_phone_households", household_key(home)) for home in homes]


OWN_COLUMNS = (
    "id_number", "id_kind", "relation", "sex", "ethnicity", "birth_month", "education", "student_state", "health",
    "labour_skill", "low_income_policy", "destitute_policy", "member_phone", "work_place", "has_illness_relief",
    "public_post", "public_post_months", "has_resident_pension",
)  # fmt: skip
"""Columns that are about a person and not about its household."""


def _retired(home: Home) -> Row | None:
    """Somebody who does nothing that another table knows of."""
    return first(
        home,
        lambda one: (
            one["relation"] != "户主"
            and age_of(one) >= 60
            and one["labour_skill"] not in LABOUR
            and one["health"] != DISABLED
        ),
    )


@plant_group(
    "t_id_two_households",
    groups=2,
    size=2,
    wants=lambda home: _never_moved(home) and _retired(home) is not None and not home.table("low_income_register"),
)
def _(homes: Sequence[Home]) -> Found:
    one, other = homes
    member = _retired(one)
    assert member is not None
    copy = other.head | {name: member.get(name) for name in OWN_COLUMNS} | {"relation": "其他"}
    other.members.append(copy)
    return [("t_id_two_households", person_key(one, member))]


@plant("t_removed_before_included", homes=2, wants=lambda home: _is_plainly_removed(home))
def _(home: Home) -> Found:
    """Every row of the household says so; the national rule about too short a time does too."""
    home.set_all(included_month="2021-09", removed_month="2021-02", health_help=None)
    return [
        *(("t_removed_before_included", person_key(home, member)) for member in home.members),
        ("n_2_11_002", household_key(home)),
    ]


@plant("t_household_no_head", homes=3, wants=is_lifted)
def _(home: Home) -> Found:
    home.head["relation"] = "其他"
    return _found(home, "t_household_no_head")


@plant("t_household_two_heads", homes=3, wants=lambda home: is_lifted(home) and len(home.members) > 1)
def _(home: Home) -> Found:
    home.members[1]["relation"] = "户主"
    return _found(home, "t_household_two_heads")


@plant_village("t_household_two_villages", villages=2)
def _(village: Row, world: HouseholdWorld) -> Found:
    """The last member of a home is entered in another village of the county."""
    code = village_key(village)
    other = next(name for name in world.villages if name[:6] == code[:6] and name != code)
    home = next(
        home
        for home in world.in_village(code)
        if home.code not in world.touched and is_lifted(home) and len(home.members) > 1
    )
    world.touched[home.code] = "t_household_two_villages"
    home.members[-1]["place_code"] = other
    return _found(home, "t_household_two_villages")
