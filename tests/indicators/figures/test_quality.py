"""The data-quality rules find planted contradictions, and grades, states and jumps say what they should."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from indicators.declared import read_framework
from indicators.evaluation import evaluate
from indicators.figures import quality
from store.declared.tables import find_table
from store.frames import arrow_schema
from store.refused import RefusedRows
from store.versions import Store
from tests.indicators.small_case import write_rows

PERIOD = "2021-11"


def write(store: Store, table: str, rows: list[dict[str, object]]) -> None:
    """Store rows given by their interesting columns."""
    declared = find_table(table)
    source = {"source_file": "a.xlsx", "source_hash": "0" * 16, "source_sheet": "表1", "import_id": "i"}
    full = [
        {**dict.fromkeys(declared.stored_columns), **source, "source_row": at + 2, **row} for at, row in enumerate(rows)
    ]
    store.write(declared, pa.Table.from_pylist(full, schema=arrow_schema(declared)), "测试", "a.xlsx", "0" * 16, "i")


@pytest.fixture
def store(empty_folder: Path) -> Store:
    place = {"place_code": "433123101", "county_code": "433123"}
    store = Store(empty_folder)
    write(store, "township_progress", [
        {**place, "period": "2021-10", "item": "screening", "target_count": 100.0, "done_count": 90.0},
        {**place, "period": PERIOD, "item": "screening", "target_count": 100.0, "done_count": 80.0},
        {**place, "period": PERIOD, "item": "handbook", "target_count": 10.0, "done_count": 12.0},
    ])  # fmt: skip
    county = {"place_code": "433123", "county_code": "433123", "period": "2021", "fund_source": "中央"}
    write(store, "fund_projects", [
        {**county, "project_code": "A", "project_name": "甲", "budget_cny": 100.0},
        {**county, "project_code": "B", "project_name": "乙", "budget_cny": 100.0},
    ])  # fmt: skip
    day = pd.Timestamp("2021-11-03").date()
    write(store, "fund_payments", [
        {**county, "project_code": "A", "voucher": "1", "paid_on": day, "paid_cny": 150.0},
        {**county, "project_code": "X", "voucher": "2", "paid_on": day, "paid_cny": 1.0},
    ])  # fmt: skip
    write(store, "places", [
        {"code": "433123101", "name": "某镇", "level": "township", "rural_households": 5, "rural_persons": 4},
        {"code": "433123101001", "name": "某村", "level": "village", "rural_households": 4, "rural_persons": 9},
    ])  # fmt: skip
    return store


def test_each_rule_finds_its_planted_contradiction(store: Store) -> None:
    evaluation = evaluate(store, read_framework(quality.FRAMEWORK), PERIOD, "433100")
    (row,) = quality.quality_table(evaluation).to_dict("records")
    found = {name: row[name] for name in evaluation.framework.measures}
    assert found == {
        "paid_within_budget": 1, "payments_have_projects": 1, "progress_never_falls": 1, "done_within_target": 1,
        "households_below_persons": 1, "villages_add_up": 1,
    }  # fmt: skip
    assert row["findings"] == 6 and not row["has_unknown"]
    assert row["grade"] == "差"


def test_a_figure_left_empty_is_said_not_to_be_known(store: Store) -> None:
    write(store, "township_progress", [
        {"place_code": "433123101", "county_code": "433123", "period": PERIOD, "item": "screening", "target_count": 100.0},
    ])  # fmt: skip
    evaluation = evaluate(store, read_framework(quality.FRAMEWORK), PERIOD, "433100")
    (row,) = quality.quality_table(evaluation).to_dict("records")
    assert row["has_unknown"] and row["done_within_target"] == 1, "what is known keeps its finding"


def test_table_states_name_who_is_missing(store: Store) -> None:
    states = quality.table_states(store, read_framework("consolidation_2021"), PERIOD, ["433123", "433124"])
    by_table = states.set_index("table")
    assert by_table.loc["fund_projects", "places_missing"] == ["433124"]
    assert by_table.loc["places", "is_imported"] and by_table.loc["places", "places_missing"] == [], "of no one place"
    assert not by_table.loc["monitored_persons", "is_imported"]
    assert by_table.loc["township_progress", "newest"] == PERIOD
    assert by_table.loc["fund_payments", "days_late"] >= 0
    assert not by_table["rows_refused"].any()


def test_table_states_say_how_many_rows_a_table_did_not_take(store: Store) -> None:
    asset = {
        "place_code": "433123101",
        "county_code": "433123",
        "period": PERIOD,
        "asset_code": "A1",
        "asset_name": "茶园",
    }
    write_rows(store, "assets", [asset], [RefusedRows("433123", PERIOD, 2), RefusedRows("433122", PERIOD, 5)])
    states = quality.table_states(store, read_framework("consolidation_2021"), PERIOD, ["433123", "433122"])
    assert states.set_index("table").loc["assets", "rows_refused"] == 2, "of 433122 nothing of the file is there"


@pytest.mark.parametrize(
    ("score", "grade"), [(100, "优"), (90, "优"), (89.999, "良"), (80, "良"), (60, "中"), (59.9, "差"), (np.nan, "")]
)
def test_grades_follow_the_published_lines(score: float, grade: str) -> None:
    assert quality.grade_of(score) == grade


def test_a_jump_is_found_among_steady_places_and_never_among_few(demo_store: Store) -> None:
    framework = read_framework("consolidation_2021")
    before = evaluate(demo_store, framework, "2021-10", "433100")
    measures = before.measures.copy()
    steady = measures["measure"] == "spend_rate"
    measures.loc[steady, "value"] += np.linspace(0.01, 0.012, int(steady.sum()))
    first = measures.index[steady][0]
    measures.loc[first, "value"] += 0.3
    after = replace(before, measures=measures)
    found = quality.find_outliers(after, before)
    assert list(found["measure"]) == ["spend_rate"]
    assert found["place_code"].iloc[0] == measures.loc[first, "place_code"]
    assert "百分点" in found["words"].iloc[0]
    measures.loc[first, "value"] -= 0.3
    measures.loc[steady, "value"] = before.measures.loc[steady, "value"] + np.linspace(0, 1e-7, int(steady.sum()))
    measures.loc[first, "value"] += 3e-6
    unseen = quality.find_outliers(replace(before, measures=measures), before)
    assert unseen.empty, "3 of ten thousand points are said as —"
    few = set(before.places["place_code"].head(4))
    small = replace(after, measures=measures[measures["place_code"].isin(few)])
    assert quality.find_outliers(small, before).empty
    assert quality.find_outliers(after, None).empty
