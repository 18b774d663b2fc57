"""Comparing departments' tables with the export: who is in both, in one only; what differs, added up from the checks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.checks import comparisons
from indicators.checks.comparisons import Compared
from indicators.declared import CHECKS, read_framework
from store.declared.tables import read_tables
from store.versions import Store
from tests.indicators.households.household_case import CHILD, COUNTY, OTHER_VILLAGE, PERIOD, VILLAGE, household_store
from tests.indicators.small_case import write_rows

STRANGER = "433123198802020013"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return household_store(tmp_path_factory.mktemp("comparisons"))


def compared(name: str) -> Compared:
    return Compared(read_tables()[name], ("one",), True)


def count(store: Store, name: str, scope: str = COUNTY, level: str = "county") -> dict[str, dict[str, Any]]:
    frame = comparisons.count_links(store, [compared(name)], PERIOD, scope, level)
    return {str(row["place_code"]): row for row in frame.to_dict("records")}


def test_persons_are_joined_by_id_number(store: Store) -> None:
    """The export has HEAD, CHILD, LONER and one person without a number; the insured list has HEAD and LONER."""
    row = count(store, "insured_next_year")[COUNTY]
    assert (row["listed"], row["matched"], row["only_department"], row["only_system"]) == (2, 2, 0, 1)
    assert comparisons.count_without_id(store, PERIOD, COUNTY) == 1


def test_a_certificate_number_is_its_id_number(store: Store) -> None:
    row = count(store, "disability_register")[COUNTY]
    assert (row["matched"], row["only_department"]) == (1, 0)
    assert pd.isna(row["only_system"]), "nobody has to stand among the disabled"


def test_households_are_joined_by_their_number(store: Store) -> None:
    row = count(store, "house_grades")[COUNTY]
    assert (row["listed"], row["matched"], row["only_department"], row["only_system"]) == (2, 1, 1, 2)


def test_by_village_and_inside_one(store: Store) -> None:
    villages = count(store, "house_grades", level="village")
    assert villages[VILLAGE]["only_system"] == 1 and villages[OTHER_VILLAGE]["only_system"] == 1
    assert set(count(store, "house_grades", VILLAGE, "village")) == {VILLAGE}


def test_a_person_of_another_village_still_matches(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    row = {"place_code": OTHER_VILLAGE, "county_code": COUNTY, "period": "2021", "id_number": CHILD, "term": "秋季"}
    write_rows(store, "rain_dew", [row])
    assert count(store, "rain_dew", OTHER_VILLAGE, "village")[OTHER_VILLAGE]["matched"] == 1


def test_counties_without_the_export_are_not_compared(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    rows = [
        {"place_code": "433122901201", "county_code": "433122", "period": "2021", "id_number": STRANGER, "term": "春季"},
        {"place_code": VILLAGE, "county_code": COUNTY, "period": "2021", "id_number": STRANGER, "term": "春季"},
    ]  # fmt: skip
    write_rows(store, "rain_dew", rows)
    found = count(store, "rain_dew", "433100")
    assert set(found) == {COUNTY} and found[COUNTY]["only_department"] == 1


def test_links_agree_with_plain_sets(store: Store) -> None:
    """Twin: sets of numbers, county by county."""
    with store.connect() as connection:
        export = connection.execute("SELECT id_number, household_code FROM monitored_persons").fetchall()
        for name, table in read_tables().items():
            if name not in store.versions() or table.period != "year":
                continue
            column = "id_number" if "id_number" in table.stored_columns else "household_code"
            if column not in table.stored_columns:
                continue
            values = connection.execute(f"SELECT {column} FROM {name} WHERE period = '2021'").fetchall()
            numbers = {value[:18] for (value,) in values if value}
            known = {row[0 if column == "id_number" else 1] for row in export} - {None}
            row = count(store, name)[COUNTY]
            assert (row["matched"], row["only_department"]) == (len(numbers & known), len(numbers - known)), name


def matrix(**findings: tuple[int, int, int]) -> pd.DataFrame:
    """Rows of `findings.read_matrix` in one county: check → (population, findings, unknown)."""
    rows = [
        {"place_code": COUNTY, "check": check, "population": asked, "findings": found, "unknown": unknown, "exempt": 0}
        for check, (asked, found, unknown) in findings.items()
    ]
    return pd.DataFrame(rows)


def two_checks() -> Mapping[str, list[str]]:
    """Two tables and the checks that compare them, from the real definitions."""
    found: dict[str, list[str]] = {}
    for check in read_framework(CHECKS).measures.values():
        if check.compares:
            found.setdefault(check.compares, []).append(check.id)
    return {name: ids for name, ids in found.items() if len(ids) >= 2}


def test_differences_add_up_the_checks_of_a_table() -> None:
    framework = read_framework(CHECKS)
    table, (first, second, *_) = next(iter(two_checks().items()))
    other = next(one.id for one in framework.measures.values() if not one.compares)
    frame = comparisons.count_differences(matrix(**{first: (10, 2, 1), second: (5, 1, 0), other: (9, 9, 0)}), framework)
    (row,) = frame.to_dict("records")
    assert row["table"] == table
    assert (row["asked"], row["differing"], row["unknown"], row["agreeing"]) == (15, 3, 1, 11)


def test_the_sentence_counts_departments_and_names_the_worst() -> None:
    framework = read_framework(CHECKS)
    (first, ids), (second, others) = list(two_checks().items())[:2]
    tables = comparisons.compared_tables(framework, {first: 0, second: 0})
    differences = comparisons.count_differences(matrix(**{ids[0]: (10, 7, 0), others[0]: (10, 2, 0)}), framework)
    said = comparisons.say_comparison(tables, differences)
    assert "2 张表与国家系统比对，对不上 9 人（户）次" in said and f"《{read_tables()[first].title}》7" in said
    assert said.endswith("张未导入")
    assert "没有对不上的" in comparisons.say_comparison(tables, differences.assign(differing=0))
    assert "还没有导入" in comparisons.say_comparison(comparisons.compared_tables(framework, {}), differences.iloc[:0])


def test_every_comparing_check_names_a_table_that_can_be_joined() -> None:
    for one in comparisons.compared_tables(read_framework(CHECKS), {}):
        assert {"id_number", "household_code"} & one.table.stored_columns.keys(), one.table.name
