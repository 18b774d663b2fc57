"""The invented households: whole, plausible, the same under the same seed, and without fault until faults are planted."""

import math
from collections import Counter
from collections.abc import Iterator

import pytest

from demo.faults import planting as demo_planting
from demo.faults.all_planters import plant_faults
from demo.faults.planting import Found, Planter, Planting
from demo.households.home import LIFTED, TWO_MONTH_COUNTIES, Home, HouseholdWorld, Row, household_key
from demo.households.months import rows_of_month
from demo.households.people import LABOUR, age_of
from demo.households.world import build_household_world
from demo.places.world import COUNTIES
from loaders.cells.texts import parse_id_number
from tests.indicators.checks.found_rows import find_rows
from tests.indicators.checks.twins import rules as twin_checks

PERIOD = "2021-11"
OF_ONE_PERSON = {
    "id_number", "person_name", "id_kind", "relation", "sex", "ethnicity", "birth_month", "education", "student_state", "health",
    "labour_skill", "has_resident_pension", "has_illness_relief", "work_place", "public_post", "public_post_months",
    "member_phone",
}  # fmt: skip
PARTS = ("wage_cny", "business_cny", "property_cny", "transfer_cny", "production_cost_cny")


@pytest.fixture(scope="module")
def world() -> HouseholdWorld:
    return build_household_world(7, 6_000)


def members(world: HouseholdWorld) -> Iterator[tuple[Home, Row]]:
    return ((home, member) for home in world.homes for member in home.members)


def incomes(world: HouseholdWorld) -> Iterator[tuple[Row, Row]]:
    """(row of last year, row of this year) of each home."""
    return ((before, now) for home in world.homes for _, before, now in [home.rows["household_incomes"]])


def test_the_same_seed_gives_the_same_households_and_another_seed_others() -> None:
    first, again, other = (build_household_world(seed, 300) for seed in (1, 1, 2))
    assert first.homes == again.homes
    assert (first.villages, first.loose) == (again.villages, again.loose)
    assert [home.rows for home in first.homes] != [home.rows for home in other.homes]


@pytest.mark.parametrize("persons", [1, 47, 500])
def test_there_are_exactly_as_many_persons_as_asked_for(persons: int) -> None:
    world = build_household_world(3, persons)
    assert world.persons == persons
    assert all(1 <= len(home.members) <= 6 for home in world.homes)


def test_every_county_has_homes_of_every_kind(world: HouseholdWorld) -> None:
    found = Counter((home.county_code, home.kind) for home in world.homes)
    assert len(found) == len(COUNTIES) * 4
    assert Counter(home.head["relation"] for home in world.homes) == {"户主": len(world.homes)}


def test_numbers_are_valid_say_the_month_of_birth_and_the_sex_and_are_given_once(world: HouseholdWorld) -> None:
    numbers = []
    for _, member in members(world):
        number = member["id_number"]
        assert parse_id_number(number).value == number
        assert number[6:12] == member["birth_month"].replace("-", "")
        assert (int(number[16]) % 2 == 1) == (member["sex"] == "男")
        numbers.append(number)
    assert len(set(numbers)) == len(numbers)
    assert set(map(len, numbers)) == {18, 20, 22}
    phones = [member["member_phone"] for _, member in members(world) if member["member_phone"]]
    assert len(set(phones)) == len(phones)


def test_everybody_has_one_name_in_every_export_and_register(world: HouseholdWorld) -> None:
    names = {member["id_number"]: member["person_name"] for _, member in members(world)}
    assert all(names.values())
    for table in ("migrant_work", "rural_households", "work_plans", "low_income_register", "insured_next_year"):
        rows = [row for home in world.homes for row in home.rows.get(table, ())]
        assert rows and all(row["person_name"] == names[row["id_number"]] for row in rows), table


def test_facts_of_the_household_stand_on_every_members_row(world: HouseholdWorld) -> None:
    for home in world.homes:
        shared = [{name: cell for name, cell in member.items() if name not in OF_ONE_PERSON} for member in home.members]
        assert all(one == shared[0] for one in shared)
        assert "farmland_mu" in shared[0] and "included_month" in shared[0]


def test_nobody_is_a_student_and_labour_or_works_as_a_child(world: HouseholdWorld) -> None:
    workers = 0
    for home, member in members(world):
        assert not (member["student_state"] and (member["education"] or member["labour_skill"] in LABOUR))
        for _ in home.of_person("migrant_work", member):
            workers += 1
            assert age_of(member) >= 18
    assert workers > 1_000


def test_incomes_add_up_and_last_years_were_a_few_percent_lower(world: HouseholdWorld) -> None:
    for before, now in incomes(world):
        for row in (before, now):
            total = row["wage_cny"] + row["business_cny"] + row["property_cny"] + row["transfer_cny"]
            assert row["net_income_cny"] == total - row["production_cost_cny"]
            assert row["income_per_person_cny"] == round(row["net_income_cny"] / row["persons"], 2)
            assert any(row[name] % 100 for name in PARTS if row[name])
        assert 1.01 < now["net_income_cny"] / before["net_income_cny"] < 1.16
        assert not any(before[name] == now[name] for name in PARTS if now[name])


def test_last_digits_are_even_and_first_digits_follow_benford(world: HouseholdWorld) -> None:
    amounts = [now[name] for _, now in incomes(world) for name in ("business_cny", "transfer_cny") if now[name]]
    lasts = Counter(amount % 10 for amount in amounts)
    even = len(amounts) / 10
    assert sum((lasts[digit] - even) ** 2 / even for digit in range(10)) < 27.9  # chi square, 9 degrees, p = 0.001
    firsts = Counter(str(amount)[0] for amount in amounts)
    away = [abs(firsts[str(digit)] / len(amounts) - math.log10(1 + 1 / digit)) for digit in range(1, 10)]
    assert max(away) < 0.04


def test_no_two_homes_of_a_village_have_the_same_income(world: HouseholdWorld) -> None:
    vectors = Counter(
        (home.place_code, *(home.rows["household_incomes"][-1][name] for name in PARTS)) for home in world.homes
    )
    assert max(vectors.values()) == 1


def find(world: HouseholdWorld) -> set[tuple[str, str]]:
    """(check, row key) of everything the checks find."""
    connection = twin_checks.fill_database(twin_checks.world_rows(world, PERIOD))
    found = find_rows(connection, list(twin_checks.checks().measures.values()), PERIOD)
    return set(zip(found["check"].to_pylist(), found["row_key"].to_pylist(), strict=True))


def test_no_check_finds_anything_before_faults_are_planted(world: HouseholdWorld) -> None:
    assert find(world) == set()


def test_planting_is_deterministic_and_touches_each_home_once() -> None:
    worlds = [build_household_world(7, 6_000) for _ in range(2)]
    found = [plant_faults(world) for world in worlds]
    assert found[0] == found[1]
    assert worlds[0].homes == worlds[1].homes and worlds[0].last_month == worlds[1].last_month
    assert found[0] == sorted(set(found[0]))


def poor(home: Home) -> Found:
    home.set_all(income_per_person_cny=1.0)
    return [("poor", household_key(home))]


def test_a_planter_gets_homes_it_wants_nobody_else_gets_them_and_the_order_does_not_matter() -> None:
    one = Planter("one", "home", 2_000, 1, lambda home: home.kind == LIFTED, poor)
    two = Planter("two", "group", 1_000, 2, lambda home: True, lambda homes: [poor(home)[0] for home in homes])
    worlds = [build_household_world(5, 1_000) for _ in range(2)]
    found = [Planting(world).run(planters) for world, planters in zip(worlds, ([one, two], [two, one]), strict=True)]
    assert found[0] == found[1]
    counts = Counter(worlds[0].touched.values())
    assert counts == {"one": round(2_000 / 30), "two": 2 * round(1_000 / 30)}
    kinds = {home.code: home.kind for home in worlds[0].homes}
    assert {kinds[code] for code, check in worlds[0].touched.items() if check == "one"} == {LIFTED}


def test_a_planter_that_finds_no_home_says_so() -> None:
    never = Planter("n_never", "home", 1, 1, lambda home: False, poor)
    with pytest.raises(ValueError, match="n_never"):
        Planting(build_household_world(5, 50)).run([never])


def test_last_month_is_there_for_two_counties_and_differs_in_some_homes() -> None:
    world = build_household_world(5, 2_000)
    planter = Planter("one", "home", 3_000, 1, lambda home: True, poor)
    planting = Planting(world)
    planting.run([planter])
    last = [(place, row) for place, row in rows_of_month(world, "monitored_persons", "2021-10")]
    assert {place[:6] for place, _ in last} == set(TWO_MONTH_COUNTIES)
    was_poor = {row["household_code"] for _, row in last if row["income_per_person_cny"] == 1.0}
    is_poor = {code for code in world.touched if code[:6] in TWO_MONTH_COUNTIES}
    assert was_poor and was_poor < is_poor
    assert not any(row["birth_month"] == PERIOD for _, row in last)


def test_faults_mended_since_last_month_are_in_homes_without_fault_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_planting, "MENDED_SHARE", 1.0)
    world = build_household_world(5, 1_000)
    Planting(world).mend_since_last_month([Planter("one", "home", 1, 1, lambda home: True, poor)])
    (code,) = world.touched
    home = next(home for home in world.homes if home.code == code)
    assert home.head["income_per_person_cny"] != 1.0
    assert world.last_month[code]["monitored_persons"][0]["income_per_person_cny"] == 1.0
