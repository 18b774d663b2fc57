"""Faults in the facts of one village that has been lifted out of poverty."""

from __future__ import annotations

from demo.faults.planting import Found, plant_village
from demo.households.home import HouseholdWorld, Row, village_key

_BLANKS = {
    "n_village_pension": "pension_persons",
    "n_village_bus": "has_bus",
    "n_village_clinics": "clinics",
    "n_village_toilets": "public_toilets",
    "n_village_doctors": "doctors",
    "n_village_waste": "waste_sites",
    "n_village_reading": "reading_rooms",
    "n_village_low_income": "low_income_persons",
    "n_village_destitute": "destitute_persons",
    "n_village_disabled": "disabled_persons",
}
"""Check → the cell that is left empty."""


def _is_lifted(village: Row) -> bool:
    return bool(village["is_lifted"])


def _plant_cell(check: str, column: str, value: object, villages: int) -> None:
    @plant_village(check, villages=villages, wants=_is_lifted)
    def _set_cell(village: Row, world: HouseholdWorld) -> Found:
        village[column] = value
        return [(check, village_key(village))]


for _check, _column in _BLANKS.items():
    _plant_cell(_check, _column, None, villages=2)
_plant_cell("n_village_road", "has_paved_road", False, villages=3)
_plant_cell("n_village_households", "households", 0, villages=1)


@plant_village("n_village_unsafe_above_all", villages=2, wants=_is_lifted)
def _more_unsafe_than_all(village: Row, world: HouseholdWorld) -> Found:
    village["unsafe_water_households"] = village["households"] + 12
    return [("n_village_unsafe_above_all", village_key(village))]


@plant_village("n_village_land", villages=3, wants=_is_lifted)
def _less_land_than_its_homes(village: Row, world: HouseholdWorld) -> Found:
    homes = [home for home in world.in_village(village["place_code"]) if "脱贫" in home.head["household_kind"]]
    village["farmland_mu"] = round(sum(home.head["farmland_mu"] for home in homes) * 0.6, 1)
    return [("n_village_land", village_key(village))]
