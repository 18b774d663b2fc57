"""What a map shows: every choice answers, counts of shortfalls add up, lights follow the marks."""

import pandas as pd

from indicators.declared import read_framework
from indicators.evaluation import evaluate
from indicators.evaluation.map_values import map_choices, map_table
from store.versions import Store


def test_every_choice_gives_one_row_a_county(demo_store: Store) -> None:
    framework = read_framework("consolidation_2021")
    evaluation = evaluate(demo_store, framework, "2021-11", "433100")
    before = evaluate(demo_store, framework, "2021-10", "433100")
    for choice in map_choices(framework).values():
        table = map_table(evaluation, choice, before)
        assert sorted(table["place_code"]) == sorted(evaluation.places["place_code"])
        assert set(table["light"]) <= {"normal", "warning", "behind", "missing", "unclear", "not_applicable"}


def test_counts_of_shortfalls_are_those_of_the_measure_and_fewer_is_better(demo_store: Store) -> None:
    framework = read_framework("consolidation_2021")
    evaluation = evaluate(demo_store, framework, "2021-11", "433100")
    table = map_table(evaluation, map_choices(framework)["short:projects_finished"])
    mine = evaluation.measures[evaluation.measures["measure"] == "projects_finished"].set_index("place_code")[
        "rows_short"
    ]
    assert table.set_index("place_code")["value"].to_dict() == mine.to_dict()
    for _, rows in table.groupby("league"):
        assert rows.sort_values("value")["rank"].is_monotonic_increasing


def test_missing_and_not_applicable_differ(demo_store: Store) -> None:
    framework = read_framework("consolidation_2021")
    evaluation = evaluate(demo_store, framework, "2021-06", "433100")
    people = map_table(evaluation, map_choices(framework)["measure:monitored_insured"])
    assert set(people["light"]) == {"missing"}
    assert people["value"].isna().all()
    sites = map_table(evaluation, map_choices(framework)["measure:relocated_jobs"])
    assert (sites["light"] == "not_applicable").sum() == 1
    assert pd.isna(sites.loc[sites["light"] == "not_applicable", "value"]).all()
