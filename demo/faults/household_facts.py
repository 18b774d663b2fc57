"""Faults against the national rules about a household's own facts: its land, its distance, its income, its house and water.

The faults in its help and its work are in `demo.faults.help` and `demo.faults.help_and_work`.
"""

from __future__ import annotations

from demo.faults.help import add_risk, is_removed
from demo.faults.planting import Found, plant
from demo.households.home import EDGE, LIFTED, SUDDEN, YEAR, Home, household_key
from demo.households.people import SERIOUS, month_number, month_text

LANDS = (
    ("farmland_mu", 112.0, 130.5),
    ("woodland_mu", -8.0, 260.0),
    ("returned_land_mu", -3.5, 215.0),
    ("orchard_mu", -2.4, 203.5),
    ("pasture_mu", 105.0, 150.0),
    ("water_area_mu", -0.6, 101.0),
)
"""Land → what a 脱贫户 is given, what a monitored household is given. The first keeps the village's sum below its own."""
NOT_LIFTED = (EDGE, SUDDEN)


def is_lifted_only(home: Home) -> bool:
    """A 脱贫户 that is not monitored."""
    return home.kind == LIFTED


def is_other_monitored(home: Home) -> bool:
    """Monitored and never a 脱贫户."""
    return home.kind in NOT_LIFTED


def _plant_land(number: int, name: str, lifted_value: float, monitored_value: float) -> None:
    """The three rules about one kind of land: of a 脱贫户, of a monitored household, left empty."""
    wrong_lifted, wrong, empty = (f"n_5_14_{at:03d}" for at in (number, number + 7, number + 14))

    @plant(wrong_lifted, homes=4, wants=is_lifted_only)
    def _(home: Home) -> Found:
        home.set_all(**{name: lifted_value})
        return [(wrong_lifted, household_key(home))]

    @plant(wrong, homes=3, wants=is_other_monitored)
    def _(home: Home) -> Found:
        home.set_all(**{name: monitored_value})
        return [(wrong, household_key(home))]

    @plant(empty, homes=3, wants=is_other_monitored)
    def _(home: Home) -> Found:
        home.set_all(**{name: None})
        return [(empty, household_key(home))]


for _number, _land in enumerate(LANDS, start=1):
    _plant_land(_number, *_land)


@plant("n_5_14_007", homes=4, wants=is_lifted_only)
def _(home: Home) -> Found:
    home.set_all(road_distance_km=7.5)
    return [("n_5_14_007", household_key(home))]


@plant("n_5_14_014", homes=3, wants=is_other_monitored)
def _(home: Home) -> Found:
    """Metres written as kilometres."""
    home.set_all(road_distance_km=1200.0)
    return [("n_5_14_014", household_key(home))]


@plant("n_1_02_006", homes=6, wants=is_lifted_only)
def _(home: Home) -> Found:
    home.set_all(income_per_person_cny=5213.4)
    return [("n_1_02_006", household_key(home))]


@plant("n_3_02_002", homes=4, wants=is_lifted_only)
def _(home: Home) -> Found:
    home.set_all(has_safe_water=None)
    return [("n_3_02_002", household_key(home))]


@plant("n_1_02_008", homes=4, wants=is_removed)
def _(home: Home) -> Found:
    """The house table still grades it A or B."""
    home.set_all(is_unsafe_house=True)
    return [(check, household_key(home)) for check in ("n_1_02_008", "c1_house_marked_safe_grade")]


@plant("n_1_02_009_a", homes=3, wants=is_removed)
def _(home: Home) -> Found:
    """Rules that compare the house table with the system find it too."""
    for row in home.table("house_grades"):
        row |= {"grade": "D", "is_occupied": True, "is_only_house": False, "rebuilt_on": None}
    checks = ("n_1_02_009_a", "c1_house_unsafe_occupied", "c1_house_unsafe_unmarked")
    return [(check, household_key(home)) for check in checks]


@plant("n_1_02_009_b", homes=3, wants=is_removed)
def _(home: Home) -> Found:
    home.set_all(has_safe_water=False)
    return [("n_1_02_009_b", household_key(home))]


@plant("n_1_11_011", homes=4, wants=is_removed)
def _(home: Home) -> Found:
    home.set_all(contact_phone=None)
    return [("n_1_11_011", household_key(home))]


@plant("n_1111_18", homes=4, wants=lambda home: home.is_monitored and home.head["included_month"] >= f"{YEAR}-01")
def _(home: Home) -> Found:
    """The parts of the income still add up."""
    income = 23_417.0
    rest = income * len(home.members) - home.head["wage_income_cny"] - home.head["business_income_cny"]
    home.set_all(income_per_person_cny=income, transfer_income_cny=rest)
    return [("n_1111_18", household_key(home))]


@plant(
    "n_2_11_002",
    homes=4,
    wants=lambda home: is_removed(home) and f"{YEAR}-01" <= home.head["removed_month"] <= f"{YEAR}-06",
)
def _(home: Home) -> Found:
    removed = month_number(home.head["removed_month"])
    home.set_all(included_month=month_text(removed - 3))
    return [("n_2_11_002", household_key(home))]


@plant("n_5_15_015", homes=3, wants=lambda home: home.is_active and not _has_ill(home))
def _(home: Home) -> Found:
    add_risk(home, "因病")
    home.set_all(out_of_pocket_cny=4321)
    return [("n_5_15_015", household_key(home))]


@plant("n_5_15_020", homes=3, wants=lambda home: home.is_active and _has_ill(home) and not home.table("hospital_stays"))
def _(home: Home) -> Found:
    add_risk(home, "因病")
    home.set_all(out_of_pocket_cny=0)
    return [("n_5_15_020", household_key(home))]


@plant("n_5_15_023", homes=3, wants=lambda home: home.is_active and home.head["wage_income_cny"] > 0)
def _(home: Home) -> Found:
    head = home.head
    rest = head["transfer_income_cny"] + head["wage_income_cny"] - 60
    home.set_all(wage_income_cny=60, transfer_income_cny=rest)
    return [("n_5_15_023", household_key(home))]


def _has_ill(home: Home) -> bool:
    return any(member["health"] in (SERIOUS, "长期慢性病") for member in home.members)
