"""Twins of the checks of one household: its land, distance, income, house and water; its help and its work beside."""

from tests.indicators.checks.twins.homes import Home, active_homes, lifted_homes, monitored_homes, removed_homes
from tests.indicators.checks.twins.rules import Row, Tables, twin

LANDS = {
    "farmland_mu": "farmland_high_mu", "woodland_mu": "woodland_high_mu", "returned_land_mu": "returned_land_high_mu",
    "orchard_mu": "orchard_high_mu", "pasture_mu": "pasture_high_mu", "water_area_mu": "water_area_high_mu",
}  # fmt: skip
"""Land → the limit it is compared with, in the order of the rules' numbers."""


def is_outside(value: float | None, most: float) -> bool:
    return value is not None and not 0 <= value <= most


def _land_twins(at: int, name: str, limit: str) -> None:
    @twin(f"n_5_14_{at:03d}")
    def _(tables: Tables) -> set[str]:
        return lifted_homes(tables, lambda home: is_outside(home.largest(name), tables.limits[limit]))

    @twin(f"n_5_14_{at + 7:03d}")
    def _(tables: Tables) -> set[str]:
        return monitored_homes(tables, lambda home: is_outside(home.largest(name), tables.limits[limit]))

    @twin(f"n_5_14_{at + 14:03d}")
    def _(tables: Tables) -> set[str]:
        return monitored_homes(tables, lambda home: not home.given(name))


for _at, (_name, _limit) in enumerate(LANDS.items(), start=1):
    _land_twins(_at, _name, _limit)


@twin("n_5_14_007")
def _(tables: Tables) -> set[str]:
    far = tables.limits["road_far_km"]
    return lifted_homes(tables, lambda home: is_outside(home.largest("road_distance_km"), far))


@twin("n_5_14_014")
def _(tables: Tables) -> set[str]:
    far = tables.limits["road_far_km"]
    return monitored_homes(tables, lambda home: is_outside(home.largest("road_distance_km"), far))


@twin("n_1_02_006")
def _(tables: Tables) -> set[str]:
    def is_poor(home: Home) -> bool:
        income = home.largest("income_per_person_cny")
        return income is not None and income < tables.limits["monitoring_line_cny"]

    return lifted_homes(tables, lambda home: is_poor(home) and not home.given("monitoring_kind"))


@twin("n_3_02_002")
def _(tables: Tables) -> set[str]:
    return lifted_homes(tables, lambda home: not home.given("has_safe_water"))


@twin("n_1_02_008")
def _(tables: Tables) -> set[str]:
    return removed_homes(tables, lambda home: home.largest("is_unsafe_house") or home.largest("is_house_damaged_since"))


@twin("n_1_02_009_a")
def _(tables: Tables) -> set[str]:
    def is_unsafe(row: Row) -> bool:
        is_rebuilt = row["rebuilt_on"] is not None and f"{row['rebuilt_on']:%Y-%m}" <= tables.period
        return row["grade"] in ("C", "D") and row["is_occupied"] is not False and not is_rebuilt

    unsafe = {(row["county_code"], row["household_code"]) for row in tables["house_grades"] if is_unsafe(row)}
    return removed_homes(tables, lambda home: (home.county, home.code) in unsafe)


@twin("n_1_02_009_b")
def _(tables: Tables) -> set[str]:
    def is_dry(home: Home) -> bool:
        return home.largest("has_safe_water") is False or home.largest("is_water_damaged_since")

    return removed_homes(tables, is_dry)


@twin("n_1_11_011")
def _(tables: Tables) -> set[str]:
    return removed_homes(tables, lambda home: not (home.given("contact_name") and home.given("contact_phone")))


@twin("n_1111_18")
def _(tables: Tables) -> set[str]:
    def is_rich(home: Home) -> bool:
        income = home.largest("income_per_person_cny")
        return income is not None and income > tables.limits["included_income_high_cny"]

    return monitored_homes(tables, lambda home: (home.included or 0) > tables.year * 12 and is_rich(home))


@twin("n_2_11_002")
def _(tables: Tables) -> set[str]:
    def is_short(home: Home) -> bool:
        if home.included is None or home.removed is None or home.removed <= tables.year * 12:
            return False
        return home.removed - home.included < tables.limits["removal_months_least"]

    return removed_homes(tables, is_short)


@twin("n_5_15_015")
def _(tables: Tables) -> set[str]:
    def is_well(home: Home) -> bool:
        states = home.given("health")
        return home.all_say("health") and not any("大病" in state or "慢性病" in state for state in states)

    return active_homes(tables, lambda home: home.has_risk("因病") and is_well(home))


@twin("n_5_15_020")
def _(tables: Tables) -> set[str]:
    return active_homes(
        tables,
        lambda home: (
            home.has_risk("因病") and home.given("out_of_pocket_cny") and home.largest("out_of_pocket_cny") <= 0
        ),
    )


@twin("n_5_15_023")
def _(tables: Tables) -> set[str]:
    least = tables.limits["included_wage_least_cny"]
    return active_homes(tables, lambda home: 0 < (home.largest("wage_income_cny") or 0) < least)
