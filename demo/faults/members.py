"""Faults in who belongs to a household: shared phones and numbers, heads, villages, months that cannot be."""

from collections.abc import Sequence

from demo.faults.departments_homes import is_plainly_removed, never_moved
from demo.faults.lines import first_row, plant_homes
from demo.faults.picks import first, is_lifted
from demo.faults.planting import Found, plant
from demo.households.home import Home, HouseholdWorld, Row, household_key, person_key, village_key
from demo.households.people import DISABLED, LABOUR, age_of


@plant("t_phone_households", 4, subject="group", size=2, wants=is_lifted)
def _(homes: Sequence[Home]) -> Found:
    one, other = homes
    other.set_all(household_phone=one.head["household_phone"])
    return [("t_phone_households", household_key(home)) for home in homes]


OWN_COLUMNS = (
    "id_number", "person_name", "id_kind", "relation", "sex", "ethnicity", "birth_month", "education", "student_state", "health",
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


@plant(
    "t_id_two_households",
    2,
    subject="group",
    size=2,
    wants=lambda home: never_moved(home) and _retired(home) is not None and not home.table("low_income_register"),
)
def _(homes: Sequence[Home]) -> Found:
    one, other = homes
    member = _retired(one)
    assert member is not None
    copy = other.head | {name: member.get(name) for name in OWN_COLUMNS} | {"relation": "其他"}
    other.members.append(copy)
    return [("t_id_two_households", person_key(one, member))]


@plant("t_removed_before_included", 2, wants=is_plainly_removed)
def _(home: Home) -> Found:
    """Every row of the household says so; the national rule about too short a time does too."""
    home.set_all(included_month="2021-09", removed_month="2021-02", health_help=None)
    return [
        *(("t_removed_before_included", person_key(home, member)) for member in home.members),
        ("n_2_11_002", household_key(home)),
    ]


def _is_shared(home: Home) -> bool:
    return is_lifted(home) and len(home.members) > 1


def _add_head(home: Home) -> None:
    home.members[1]["relation"] = "户主"


plant_homes(
    ("t_household_no_head", 3, is_lifted, first_row("monitored_persons", relation="其他")),
    ("t_household_two_heads", 3, _is_shared, _add_head),
)


@plant("t_household_two_villages", 2, subject="village")
def _(village: Row, world: HouseholdWorld) -> Found:
    """The last member of a home is entered in another village of the county."""
    code = village_key(village)
    other = next(name for name in world.villages if name[:6] == code[:6] and name != code)
    home = next(one for one in world.in_village(code) if one.code not in world.touched and _is_shared(one))
    world.touched[home.code] = "t_household_two_villages"
    home.members[-1]["place_code"] = other
    return [("t_household_two_villages", household_key(home))]
