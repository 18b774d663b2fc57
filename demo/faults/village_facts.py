"""Faults in the facts of one village that has been lifted out of poverty."""

from demo.faults.lines import plant_village_cells
from demo.faults.planting import Found, plant
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


for _check, _column in _BLANKS.items():
    plant_village_cells(_check, 2, _is_lifted, **{_column: None})
plant_village_cells("n_village_road", 3, _is_lifted, has_paved_road=False)
plant_village_cells("n_village_households", 1, _is_lifted, households=0)
plant_village_cells(
    "n_village_unsafe_above_all", 2, _is_lifted, unsafe_water_households=lambda village: village["households"] + 12
)


@plant("n_village_land", 3, subject="village", wants=_is_lifted)
def _(village: Row, world: HouseholdWorld) -> Found:
    """Less land than its homes have."""
    homes = [home for home in world.in_village(village["place_code"]) if "脱贫" in home.head["household_kind"]]
    village["farmland_mu"] = round(sum(home.head["farmland_mu"] for home in homes) * 0.6, 1)
    return [("n_village_land", village_key(village))]
