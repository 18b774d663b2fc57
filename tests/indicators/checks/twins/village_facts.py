"""Twins of the checks of one village."""

from collections.abc import Callable

from tests.indicators.checks.twins.people import PEOPLE, is_lifted
from tests.indicators.checks.twins.rules import Row, Tables, twin

LANDS = ("farmland_mu", "woodland_mu", "returned_land_mu", "orchard_mu", "pasture_mu", "water_area_mu")


def villages_where(tables: Tables, asked: Callable[[Row], bool]) -> set[str]:
    return {row["place_code"] for row in tables["village_facts"] if row["is_lifted"] and asked(row)}


def blank_twin(check: str, *columns: str) -> None:
    """The twin of a check that a lifted village has given each of the columns."""

    @twin(check)
    def _(tables: Tables) -> set[str]:
        return villages_where(tables, lambda row: any(row[name] is None for name in columns))


blank_twin("n_village_pension", "pension_persons")
blank_twin("n_village_bus", "has_bus")
blank_twin("n_village_clinics", "clinics")
blank_twin("n_village_toilets", "public_toilets")
blank_twin("n_village_doctors", "doctors")
blank_twin("n_village_waste", "waste_sites")
blank_twin("n_village_reading", "reading_rooms")
blank_twin("n_village_low_income", "low_income_households", "low_income_persons")
blank_twin("n_village_destitute", "destitute_persons")
blank_twin("n_village_disabled", "disabled_persons")


@twin("n_village_road")
def _(tables: Tables) -> set[str]:
    return villages_where(tables, lambda row: row["has_paved_road"] is False)


@twin("n_village_households")
def _(tables: Tables) -> set[str]:
    return villages_where(tables, lambda row: not row["households"])


@twin("n_village_unsafe_above_all")
def _(tables: Tables) -> set[str]:
    def is_above(row: Row) -> bool:
        parts = (row["unsafe_water_households"], row["unsafe_house_households"])
        return row["households"] is not None and any(part is not None and part > row["households"] for part in parts)

    return villages_where(tables, is_above)


@twin("n_village_land")
def _(tables: Tables) -> set[str]:
    """Each household's land once: the largest figure among its members."""
    sums: dict[tuple[str, str], float] = {}
    for (place, _, land), area in household_lands(tables).items():
        sums[place, land] = sums.get((place, land), 0) + area

    def is_below(row: Row) -> bool:
        pairs = [(row[land], sums.get((row["place_code"], land))) for land in LANDS]
        return any(own is not None and lifted is not None and own < round(lifted, 2) for own, lifted in pairs)

    return villages_where(tables, is_below)


def household_lands(tables: Tables) -> dict[tuple[str, str, str], float]:
    """(village, household, kind of land) → area, of 脱贫户."""
    areas: dict[tuple[str, str, str], float] = {}
    for row in tables[PEOPLE]:
        for land in LANDS:
            if is_lifted(row) and row[land] is not None:
                key = row["place_code"], row["household_code"], land
                areas[key] = max(areas.get(key, row[land]), row[land])
    return areas
