"""Faults against the national rules about a household's own facts: its land, its distance, its income, its house and water.

The faults in its help and its work are in `demo.faults.help` and `demo.faults.help_and_work`.
"""

from demo.faults.help import give_reason, was_included_this_year
from demo.faults.lines import everywhere, first_row, plant_homes
from demo.faults.picks import is_lifted, is_ordinary, is_removed
from demo.households.home import YEAR, Home
from demo.households.people import CHRONIC, SERIOUS, month_number, month_text

LANDS = (
    ("farmland_mu", 112.0, 130.5),
    ("woodland_mu", -8.0, 260.0),
    ("returned_land_mu", -3.5, 215.0),
    ("orchard_mu", -2.4, 203.5),
    ("pasture_mu", 105.0, 150.0),
    ("water_area_mu", -0.6, 101.0),
)
"""Land → what a 脱贫户 is given, what a monitored household is given. The first keeps the village's sum below its own."""

for _number, (_land, _of_lifted, _of_monitored) in enumerate(LANDS, start=1):
    plant_homes(
        (f"n_5_14_{_number:03d}", 4, is_lifted, everywhere(**{_land: _of_lifted})),
        (f"n_5_14_{_number + 7:03d}", 3, is_ordinary, everywhere(**{_land: _of_monitored})),
        (f"n_5_14_{_number + 14:03d}", 3, is_ordinary, everywhere(**{_land: None})),
    )


def _was_removed_early_this_year(home: Home) -> bool:
    return is_removed(home) and f"{YEAR}-01" <= home.head["removed_month"] <= f"{YEAR}-06"


def _has_ill(home: Home) -> bool:
    return any(member["health"] in (SERIOUS, CHRONIC) for member in home.members)


def _has_ill_at_home(home: Home) -> bool:
    return home.is_active and _has_ill(home) and not home.table("hospital_stays")


def _earn_much(home: Home) -> None:
    """The parts of the income still add up."""
    income = 23_417.0
    rest = income * len(home.members) - home.head["wage_income_cny"] - home.head["business_income_cny"]
    home.set_all(income_per_person_cny=income, transfer_income_cny=rest)


def _earn_by_transfers(home: Home) -> None:
    """Hardly any wage; the sum stays as it was."""
    rest = home.head["transfer_income_cny"] + home.head["wage_income_cny"] - 60
    home.set_all(wage_income_cny=60, transfer_income_cny=rest)


def _three_months_before_removal(home: Home) -> str:
    return month_text(month_number(home.head["removed_month"]) - 3)


_condemned = first_row("house_grades", grade="D", is_occupied=True, is_only_house=False, rebuilt_on=None)

plant_homes(
    ("n_1_02_006", 6, is_lifted, everywhere(income_per_person_cny=5213.4)),
    ("n_1_02_008", 4, is_removed, everywhere(is_unsafe_house=True), "c1_house_marked_safe_grade"),
    ("n_1_02_009_a", 3, is_removed, _condemned, "c1_house_unsafe_occupied", "c1_house_unsafe_unmarked"),
    ("n_1_02_009_b", 3, is_removed, everywhere(has_safe_water=False)),
    ("n_1_11_011", 4, is_removed, everywhere(contact_phone=None)),
    ("n_1111_18", 4, was_included_this_year, _earn_much),
    ("n_2_11_002", 4, _was_removed_early_this_year, everywhere(included_month=_three_months_before_removal)),
    ("n_3_02_002", 4, is_lifted, everywhere(has_safe_water=None)),
    ("n_5_14_007", 4, is_lifted, everywhere(road_distance_km=7.5)),
    ("n_5_14_014", 3, is_ordinary, everywhere(road_distance_km=1200.0)),  # metres written as kilometres
    ("n_5_15_015", 3, lambda home: home.is_active and not _has_ill(home), give_reason("因病", out_of_pocket_cny=4321)),
    ("n_5_15_020", 3, _has_ill_at_home, give_reason("因病", out_of_pocket_cny=0)),
    ("n_5_15_023", 3, lambda home: home.is_active and home.head["wage_income_cny"] > 0, _earn_by_transfers),
)
