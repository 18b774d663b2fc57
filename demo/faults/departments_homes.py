"""Faults between the monitoring system and what departments know of the same household: house, water, helpers, visits, moves."""

from datetime import date

from demo.faults.lines import add, everywhere, first_row, key_in, plant_homes, plant_loose_cells, plant_rows, without
from demo.faults.picks import anybody, is_any, is_content, is_lifted, is_removed
from demo.households.help import DESTITUTE, HELP_COLUMNS, LOW_INCOME, has_labour
from demo.households.home import Home
from demo.households.people import DISABLED
from demo.places.world import COUNTIES

LAST_DUE = "2021-09"
"""A household included by this month has had a month for measures."""


def _has_plain_facts(home: Home) -> bool:
    """Nobody is at school, and neither water nor house is a reason."""
    is_plain = not home.risks & {"因安全饮水", "因安全住房"}
    return is_plain and not any(member["student_state"] for member in home.members)


def _is_helpless(home: Home) -> bool:
    """At risk without labour, and no fact that another rule wants a measure for."""
    has_support = any(
        one["low_income_policy"] == LOW_INCOME or one["destitute_policy"] == DESTITUTE or one["health"] == DISABLED
        for one in home.members
    )
    return home.is_active and not has_labour(home) and not has_support and _has_plain_facts(home)


def is_plainly_removed(home: Home) -> bool:
    """Its risk is removed, and no fact of it asks for a measure that must stay."""
    return is_removed(home) and _has_plain_facts(home)


def _has_moved(home: Home) -> bool:
    return is_lifted(home) and bool(home.table("relocated_households"))


def never_moved(home: Home) -> bool:
    """A 脱贫户 that is on no list of relocated households, in a county that has such a list."""
    return is_lifted(home) and _is_where_homes_moved(home) and not home.table("relocated_households")


def _is_where_homes_moved(home: Home) -> bool:
    return not next(county for county in COUNTIES if county.code == home.county_code).without


def _never_moved_to_work(home: Home) -> bool:
    return never_moved(home) and not home.table("migrant_work") and not home.table("public_posts")


def _is_lifted_and_content(home: Home) -> bool:
    return is_lifted(home) and is_content(home)


def _complain(home: Home) -> None:
    home.table("satisfaction_sample").clear()
    home.add(
        "satisfaction_sample", answer="不满意", asked_on=date(2021, 11, 20), weight=1.0, complaint="组里的路没有修通"
    )


_HOUSE, _MOVED = "house_grades", "relocated_households"
_MOVE = {
    "site_name": "县城集中安置点",
    "moved_on": date(2019, 5, 8),
    "members": lambda home: len(home.members),
    "is_old_house_removed": True,
}
_PETITION = {
    "petition_code": lambda home: f"XF2021A{home.code[4:]}",
    "petition_kind": "产业奖补",
    "received_on": date(2021, 7, 6),
}
_NO_HELP = dict.fromkeys(HELP_COLUMNS)

plant_homes(
    # house and water
    ("c1_house_unsafe_occupied", 3, is_lifted, first_row(_HOUSE, grade="D", is_only_house=False),
     "c1_house_unsafe_unmarked"),
    ("c1_house_unsafe_unmarked", 4, is_lifted, first_row(_HOUSE, grade="C", is_occupied=False, is_only_house=False)),
    ("c1_house_marked_safe_grade", 3, is_lifted, everywhere(is_unsafe_house=True)),
    ("c1_house_not_graded", 3, is_lifted, without(_HOUSE)),
    ("c1_water_unsolved", 4, is_lifted, everywhere(has_safe_water=False)),
    # measures and removal
    ("c2_measures_none", 3, _is_helpless, everywhere(**_NO_HELP, included_month=LAST_DUE)),
    ("c2_removed_no_measures", 3, is_plainly_removed, everywhere(**_NO_HELP, has_development_help=False)),
    ("c2_removed_no_labour", 3, is_plainly_removed, everywhere(is_no_labour_household=True)),
    # relocation
    ("c3_nobody_in_work", 4, _has_moved, first_row(_MOVED, workers=0)),
    ("c3_members_differ", 3, _has_moved, first_row(_MOVED, members=lambda home: len(home.members) + 1)),
    ("c3_old_house_kept", 3, _has_moved, first_row(_MOVED, is_old_house_removed=False)),
    ("c3_marked_not_listed", 3, never_moved, everywhere(relocation_help="易地搬迁")),
    # helpers, visits, voices
    ("c4_helper_gone", 5, is_lifted,
     first_row("helpers", helper_state=lambda home: home.dice.choice(("退休", "调离")), ended_on=date(2021, 8, 2))),
    ("c4_helper_none", 3, is_lifted, without("helpers")),
    ("c4_not_visited", 5, _is_lifted_and_content, without("visits")),
    ("c10_unsatisfied_no_visit", 4, is_lifted, _complain),
)  # fmt: skip
plant_rows(
    key_in(_MOVED),
    ("c3_workers_on_paper", 3, _never_moved_to_work, anybody, add(_MOVED, **_MOVE, labour=1, workers=1)),
    ("c3_not_registered", 2, never_moved, anybody,
     add(_MOVED, household_code=lambda home: f"8{home.code}", **_MOVE, labour=0, workers=0)),
)  # fmt: skip
plant_rows(
    key_in("petitions"),
    ("c10_petition_open", 4, is_any, anybody, add("petitions", **_PETITION, is_repeat=False)),
    ("c10_petition_repeated", 3, is_any, anybody,
     add("petitions", **_PETITION, closed_on=date(2021, 8, 9), is_repeat=True, is_satisfied=False)),
)  # fmt: skip
plant_loose_cells("c1_house_unsafe_occupied", _HOUSE, 6, grade="D", is_only_house=False)
plant_loose_cells(
    "c1_house_unsafe_only", _HOUSE, 5, lambda row: row["grade"] in ("A", "B"), grade="C", is_occupied=False
)
