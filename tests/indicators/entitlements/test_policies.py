"""The sixteen policies against their plain twins, person by person; planted gaps are found exactly; what is unknown is not got."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from demo.fill import FINDINGS
from demo.households.world import build_household_world
from indicators import books
from indicators.declared import read_framework, read_frameworks, views
from indicators.entitlements import (
    COUNTS,
    Entitled,
    count_policies,
    find_framework,
    list_entitled,
    of_household,
    policies_of,
    sum_counts,
)  # fmt: skip
from indicators.households import read_household
from store import RefusedRows, Store, read_tables
from tests.indicators.checks.twins.rules import Rows, fill_database, split_rows, world_rows
from tests.indicators.entitlements.planting import PLANTERS, plant
from tests.indicators.entitlements.twin import OF_HOUSEHOLDS, OF_PERSONS, list_twins, missing
from tests.indicators.small_case import write_rows

PERIOD, LAST = "2021-11", date(2021, 11, 30)
PERSONS = 2_500
SAME_AS_CHECK = {
    "c1_aid_missing": "rain_dew_aid", "c8_subsidy_unpaid": "industry_reward", "c2_measures_none": "monitoring_help",
    "c6_wants_work_none": "job_found", "c3_nobody_in_work": "relocation_follow_up", "c1_house_hazard_open": "safe_house",
}  # fmt: skip
"""Check whose faults are planted in the demonstration → the policy of which they are the gaps."""


def policies() -> list:
    return list(read_framework("entitlements").measures.values())


def entitled(connection: duckdb.DuckDBPyConnection) -> Counter[Entitled]:
    views.prepare(connection)
    return Counter(list_entitled(connection, policies(), PERIOD, "", LAST))


def test_sixteen_policies_each_with_a_twin_a_source_and_whom_it_is_for() -> None:
    assert len(policies()) == 16
    assert {one.id for one in policies() if one.entitles == "person"} == OF_PERSONS.keys()
    assert {one.id for one in policies() if one.entitles == "household"} == OF_HOUSEHOLDS.keys()
    assert all("《" in one.source and one.since and one.department for one in policies())
    assert all("household_code" in views.relation_columns(one.table) for one in policies())


def test_a_policy_is_of_nobody_before_it_began() -> None:
    framework = read_framework("entitlements")
    assert len(policies_of(framework, PERIOD)) == 16
    assert set(framework.measures) - set(policies_of(framework, "2021-06")) == {"pension_paid"}
    assert set(policies_of(framework, "2021")) == set(framework.measures)


def test_the_policies_are_found_by_what_a_framework_is_for() -> None:
    frameworks = read_frameworks()[0]
    assert find_framework(frameworks, PERIOD, "433127").id == "entitlements"
    assert find_framework(frameworks, PERIOD, "433127", "consolidation_2021").id == "entitlements"
    others = {name: one for name, one in frameworks.items() if name != "entitlements"}
    assert find_framework(others, PERIOD, "433127") is None


def test_an_offices_own_policies_come_before_the_built_in_ones(empty_folder: Path) -> None:
    made = books.copy("entitlements", "某人", "换成本州的政策")
    assert find_framework(read_frameworks()[0], PERIOD, "433127").id == "entitlements"
    books.put_in_force(made, "某人", "照此对照")
    own = find_framework(read_frameworks()[0], PERIOD, "433127")
    assert own.id == made.partition("@")[0] and len(policies_of(own, PERIOD)) == 16


# --- the demonstration


@pytest.fixture(scope="module")
def stored(filled_folder: Path) -> Rows:
    """Every row of the demonstration's tables that a policy looks at."""
    framework, store = read_framework("entitlements"), Store(filled_folder)
    names = [*framework.tables(), "places", "public_posts"]
    with store.connect() as connection:
        return {name: connection.sql(f'SELECT * FROM "{name}"').to_arrow_table().to_pylist() for name in names}


@pytest.fixture(scope="module")
def listed(filled_folder: Path) -> Counter[Entitled]:
    with Store(filled_folder).connect() as connection:
        return entitled(connection)


def test_the_twins_agree_person_by_person_on_the_demonstration(stored: Rows, listed: Counter[Entitled]) -> None:
    twins = list_twins(split_rows(stored, PERIOD))
    assert {one.policy for one in listed} == {one.id for one in policies()}
    assert sorted((twins - listed).items()) == [] and sorted((listed - twins).items()) == []


def test_counts_by_place_are_those_of_the_names(filled_folder: Path, listed: Counter[Entitled]) -> None:
    store, framework = Store(filled_folder), read_framework("entitlements")
    counted = count_policies(store, framework, PERIOD, "", "county", LAST)
    by_place: Counter[tuple[str, str, str]] = Counter()
    for one, rows in listed.items():
        by_place[one.policy, one.county_code, one.state] += rows
    told = {
        (row.measure, row.place_code, state): getattr(row, state)
        for row in counted.itertuples()
        for state in COUNTS[1:4]
    }
    assert {key: number for key, number in told.items() if number} == dict(by_place)
    assert (counted["entitled"] == counted["got"] + counted["missing"] + counted["unknown"]).all()
    below = count_policies(store, framework, PERIOD, "433127", "township", LAST)
    county = counted[counted["place_code"] == "433127"].set_index("measure")
    for row in sum_counts(below, "measure").itertuples():
        assert [getattr(row, name) for name in COUNTS] == county.loc[row.measure, list(COUNTS)].tolist()


def test_faults_planted_in_the_demonstration_are_the_gaps_of_their_policy(
    filled_folder: Path, listed: Counter[Entitled]
) -> None:
    planted = json.loads((filled_folder / FINDINGS).read_text(encoding="utf-8"))["findings"]
    found: Counter[str] = Counter()
    for one, rows in listed.items():
        found[one.policy] += rows if one.state == "missing" else 0
    expected = Counter(SAME_AS_CHECK[check] for check, _ in planted if check in SAME_AS_CHECK)
    assert all(expected.values()) and len(expected) == len(SAME_AS_CHECK)
    assert {policy: found[policy] for policy in expected} == dict(expected)


def test_a_household_has_what_the_list_has_of_it(filled_folder: Path, listed: Counter[Entitled]) -> None:
    store, framework = Store(filled_folder), read_framework("entitlements")
    first = min(one for one in listed if one.policy == "insurance_subsidy" and one.state == "missing")
    household = read_household(store, first.county_code, first.household_code, PERIOD)
    assert household is not None
    mine = of_household(store, framework, household, LAST)
    told = {(one.policy.id, one.person, one.state): one.rows for one in mine}
    assert told == {(one.policy, one.person, one.state): rows for one, rows in listed.items()
                    if (one.county_code, one.household_code) == (first.county_code, first.household_code)}  # fmt: skip
    assert [one.state for one in mine] == sorted((one.state for one in mine), key=("missing", "unknown", "got").index)


# --- planted gaps


@pytest.fixture(scope="module")
def rows() -> Rows:
    return world_rows(build_household_world(7, PERSONS), PERIOD)


@pytest.fixture(scope="module")
def before(rows: Rows) -> Iterator[Counter[Entitled]]:
    with fill_database(rows) as connection:
        yield entitled(connection)


def test_planted_gaps_are_found_exactly(rows: Rows, before: Counter[Entitled]) -> None:
    spoiled, planted = plant(rows, missing(before), seed=11)
    assert {policy for policy, _, _ in planted} == {one.id for one in policies()} == PLANTERS.keys()
    with fill_database(spoiled) as connection:
        after = entitled(connection)
    assert missing(after) - missing(before) == planted
    assert missing(before) <= missing(after)


def test_what_a_register_leaves_empty_or_nobody_sent_is_unknown_and_not_got(
    rows: Rows, before: Counter[Entitled]
) -> None:
    emptied = {name: [dict(row) for row in some] for name, some in rows.items()}
    for row in emptied["relocated_households"]:
        row["workers"] = None
    for row in emptied["disability_register"]:
        row["has_allowance"] = None
    emptied["rain_dew"] = []
    with fill_database(emptied) as connection:
        after = entitled(connection)
    for policy in ("relocation_follow_up", "disability_allowance", "rain_dew_aid"):
        assert {one.state for one in after if one.policy == policy} == {"unknown"}
        assert sum(number for one, number in after.items() if one.policy == policy) == sum(
            number for one, number in before.items() if one.policy == policy
        )


def test_every_table_of_a_policy_is_declared() -> None:
    assert set(read_framework("entitlements").tables()) <= set(read_tables())


def test_rows_that_no_table_took_are_of_people_nobody_knows_to_be_entitled(empty_folder: Path) -> None:
    store, county = Store(empty_folder), "433123"
    home = {"place_code": "433123101", "county_code": county, "period": "2021", "household_code": "H1", "subsidy_kind": "茶叶",
            "approved_on": date(2021, 3, 1), "approved_cny": 500.0, "paid_on": date(2021, 6, 1), "paid_cny": 500.0}  # fmt: skip
    write_rows(store, "household_subsidies", [home], [RefusedRows(county, "2021", 3)])
    framework = read_framework("entitlements")
    for level in ("county", "township"):
        counts = count_policies(store, framework, PERIOD, county, level, LAST)
        mine = sum_counts(counts, "measure").set_index("measure").loc["industry_reward"]
        assert mine[["entitled", "got", "missing", "unsure"]].tolist() == [1, 1, 0, 3], level
