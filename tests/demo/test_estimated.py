"""The county with estimated incomes: no rule of a single row finds it, its digits and shares stand out, nobody else's do."""

from collections import Counter

import pytest

from demo.households.estimated import COUNTY, spoil_incomes
from demo.households.home import HouseholdWorld
from demo.households.world import build_household_world
from tests.indicators.checks.found_rows import find_rows
from tests.indicators.checks.twins import rules as twin_checks

PERIOD = "2021-11"
PARTS = ("wage_cny", "business_cny", "property_cny", "transfer_cny")


@pytest.fixture(scope="module")
def spoiled() -> tuple[HouseholdWorld, list[str]]:
    world = build_household_world(7, 6_000)
    return world, spoil_incomes(world)


def test_incomes_are_rounded_and_shared_in_some_villages_of_one_county(
    spoiled: tuple[HouseholdWorld, list[str]],
) -> None:
    world, villages = spoiled
    assert villages and {village[:6] for village in villages} == {COUNTY}
    rounded: set[str] = set()
    vectors: Counter[tuple[object, ...]] = Counter()
    for home in world.homes:
        row = home.rows["household_incomes"][-1]
        if not any(row[name] % 100 for name in PARTS):
            rounded.add(home.place_code)
        vectors[home.place_code, *(row[name] for name in PARTS), row["persons"]] += 1
    assert rounded == set(villages)
    assert {key[0] for key, count in vectors.items() if count > 1} <= set(villages)
    assert max(vectors.values()) == 2


def test_no_check_finds_any_of_it(spoiled: tuple[HouseholdWorld, list[str]]) -> None:
    world, _ = spoiled
    connection = twin_checks.fill_database(twin_checks.world_rows(world, PERIOD))
    found = find_rows(connection, list(twin_checks.checks().measures.values()), PERIOD)
    assert found.num_rows == 0


def test_homes_with_planted_faults_are_left_as_they_are() -> None:
    worlds = [build_household_world(7, 1_000) for _ in range(2)]
    for world in worlds:
        world.touched.update((home.code, "one") for home in world.homes)
    assert spoil_incomes(worlds[0])
    assert worlds[0].homes == worlds[1].homes
