"""The counties' stories in the registers: where a county is weak, more homes and rows fall short, each found by its check.

A share of a county's rows is left short, as the story says of the work they belong to (`demo.figures.tasks.share_short`),
by the planter of the check that finds such a row, so that what must be found stays known to the last row.
"""

from collections.abc import Callable, Mapping
from typing import Final

from demo.faults.planting import PLANTERS, Planter, Planting
from demo.figures.tasks import share_short
from demo.households.home import PEOPLE, Home, HouseholdWorld, Row
from demo.places.world import COUNTIES

Size = Callable[[Home], float]
"""How many rows of the work a home has."""


def _rows(table: str) -> Size:
    return lambda home: len(home.table(table))


def _one(home: Home) -> float:
    return 1


def _dear_stays(home: Home) -> float:
    return float(any(row["out_of_pocket_cny"] > BIG_ILLNESS_CNY for row in home.table("hospital_stays")))


def _moved_with_labour(home: Home) -> float:
    return float(sum(row["labour"] > 0 for row in home.table("relocated_households")))


def _gone_helpers(home: Home) -> float:
    return float(sum(row["helper_state"] != "在岗" for row in home.table("helpers")))


BIG_ILLNESS_CNY: Final = 20_000
HOMES: Final[Mapping[str, tuple[str, Size]]] = {
    "c1_insured_next_year": ("insured", _rows(PEOPLE)),
    "c1_house_hazard_open": ("safe_housing", _rows("house_hazards")),
    "c1_water_problem_open": ("safe_water", _rows("water_problems")),
    "c1_illness_no_visit": ("big_illness_visit", _dear_stays),
    "c2_inclusion_late": ("inclusion_in_time", _rows("inclusion_register")),
    "c2_measures_late": ("measures_in_time", _rows("inclusion_register")),
    "c3_nobody_in_work": ("relocated_jobs", _moved_with_labour),
    "c4_helper_gone": ("helpers_replaced", _gone_helpers),
    "c4_not_visited": ("helper_visits", _one),
    "c4_credit_not_given": ("credit_wanted", _rows("microcredit")),
    "c6_work_not_confirmed": ("work_verified", _rows("work_verifications")),
    "c7_handbook_outdated": ("handbook", _rows("handbooks")),
    "c8_subsidy_unpaid": ("subsidy_paid", _rows("household_subsidies")),
    "c9_income_not_reviewed": ("income_checked", _rows("income_reviews")),
    "c10_petition_open": ("petitions_closed", _rows("petitions")),
}
"""Check → the item of the township report that its homes belong to, and how many of its rows a home has."""
LOOSE: Final[Mapping[str, str]] = {
    "c2_grid_not_screened": "screening",
    "c2_grid_untrained": "grid_staff_trained",
    "c3_site_no_manager": "site_managers",
    "c4_team_days_short": "team_resident",
    "c6_workshop_stopped": "workshops",
}
"""Check → the item that the rows of its table belong to."""


def plant_stories(planting: Planting, world: HouseholdWorld) -> set[tuple[str, str]]:
    """Plants so many more of these faults in each county as its story has; what is found in them."""
    found: set[tuple[str, str]] = set()
    for county in COUNTIES:
        homes = [home for home in world.homes if home.county_code == county.code]
        for check, (item, size) in HOMES.items():
            number = round(sum(map(size, homes)) * share_short(county, item))
            found.update(planting.plant_in_county(PLANTERS[check, "home"], county.code, number))
        for check, item in LOOSE.items():
            planter = _loose_planter(check)
            rows = [row for row in world.loose[planter.subject] if _is_in(row, county.code)]
            number = round(len(rows) * share_short(county, item))
            found.update(planting.plant_in_county(planter, county.code, number))
    return found


def _loose_planter(check: str) -> Planter:
    return next(planter for (name, subject), planter in PLANTERS.items() if name == check and subject != "home")


def _is_in(row: Row, county: str) -> bool:
    return str(row["place_code"]).startswith(county)
