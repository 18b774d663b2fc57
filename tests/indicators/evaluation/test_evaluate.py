"""A whole evaluation against the plain twin, the identities of its sums, and what missing data do."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import UserError
from indicators.__main__ import evaluate_answer
from indicators.declared import read_framework, views
from indicators.evaluation import evaluate, query, scopes_with_data
from indicators.shortfalls.lists import read_list, request_for
from loaders.importing import import_file
from store.places import read_places
from store.versions import Store
from tests.indicators.evaluation.twins import behind_reports, plain

FRAMEWORK = "consolidation_2021"
TODAY = date(2021, 11, 20)

TWIN_TABLES = (
    "township_progress", "indicator_values", "fund_projects", "fund_payments", "assets", "not_applicable", "reference_values",
    "monitored_persons", "migrant_work", "village_facts", *behind_reports.TABLES, "places", "solar_stations",
    "satisfaction_sample", "third_party_sample",
)  # fmt: skip


def rows_of(store: Store, table: str) -> list[dict[str, Any]]:
    """The rows of a table as plain dicts; missing is None, dates are dates."""
    with store.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def twin_rows(filled_folder: Any) -> dict[str, list[dict[str, Any]]]:
    return {table: rows_of(Store(filled_folder), table) for table in TWIN_TABLES}


@pytest.mark.parametrize(
    ("period", "asked", "seen"),
    [
        ("2021-11", None, TODAY),
        ("2021-11", date(2021, 11, 3), date(2021, 11, 3)),
        ("2021-11", date(2021, 12, 5), date(2021, 11, 30)),
        ("2021-06", None, date(2021, 6, 30)),
        ("2021-06", date(2021, 6, 10), date(2021, 6, 10)),
        ("2020-11", None, date(2020, 11, 30)),
        ("2019-12", None, date(2019, 12, 31)),
    ],
)
def test_values_scores_and_ranks_equal_the_plain_twin(
    demo_store: Store, twin_rows: dict[str, list[dict[str, Any]]], period: str, asked: date | None, seen: date
) -> None:
    """On the day of view: the working day inside the period, its end where that has passed, or the day asked for."""
    evaluation = evaluate(demo_store, read_framework(FRAMEWORK), period, "433100", asked)
    assert evaluation.day == seen
    leagues = dict(zip(evaluation.places["place_code"], evaluation.places["league"], strict=True))
    newest = TODAY if period == "2021-11" else plain.period_end(period)
    chooser = behind_reports.chooser(twin_rows, leagues, period, seen, max(seen, newest))
    twin = plain.evaluate(twin_rows, period, leagues, seen, chooser)
    assert set(twin) == set(evaluation.places["place_code"])
    for place in evaluate_answer(evaluation)["places"]:
        mine = twin[place["place_code"]]
        assert place["score"] == pytest.approx(mine["score"], abs=1e-9)
        assert place["reported_share"] == pytest.approx(mine["reported_share"])
        assert place["rank"] == mine["rank"]
        for name, got in place["measures"].items():
            fact = mine["facts"].get(name, {"state": "missing"})
            if fact.get("state") == "reported":
                assert got["value"] == pytest.approx(fact["value"], rel=1e-9, abs=1e-12), name
                if fact.get("rows_short") is not None:
                    assert got["rows_short"] == fact["rows_short"], name
            else:
                assert got["state"] == fact.get("state", "missing"), name
            if got["rows_judged"]:
                assert got["rows_unknown"] == fact.get("unknown", got["rows_unknown"]), name
            expected = mine["measures"][name]
            assert (got["score"] is None) == (expected is None), name
            assert got["score"] == (None if expected is None else pytest.approx(expected, abs=1e-9)), name


def test_sums_by_aspect_by_indicator_and_by_measure_equal_the_total(demo_store: Store) -> None:
    """Points that are not scored for what a place left out stay in its total, so that the others are not full marks."""
    answer = evaluate_answer(evaluate(demo_store, read_framework(FRAMEWORK), "2021-11", "433100"))
    for place in answer["places"]:
        measures = place["measures"].values()
        held = sum(
            one["declared_points"]
            for one in measures
            if one["state"] in ("unknown", "incomplete") and one["declared_points"]
        )
        full = 100 * (1 - held / (held + sum(one["declared_points"] for one in measures if one["points"])))
        for cut in ("aspects", "indicators", "measures"):
            parts = place[cut].values()
            assert sum(part["score"] or 0 for part in parts) == pytest.approx(place["score"], abs=1e-9)
            assert sum(part["points"] or 0 for part in parts) == pytest.approx(full, abs=1e-9)


def test_marks_lost_and_won_make_the_points(demo_store: Store) -> None:
    evaluation = evaluate(demo_store, read_framework(FRAMEWORK), "2021-11", "433100")
    scored = evaluation.measures[(evaluation.measures["state"] == "scored") & ~evaluation.measures["is_bonus"]]
    assert (scored["score"] + scored["lost"] - scored["points"]).abs().max() < 1e-9
    assert scored["lost"].min() > -1e-9


def test_tables_without_rows_up_to_the_period_are_missing_and_never_zero(demo_store: Store) -> None:
    evaluation = evaluate(demo_store, read_framework(FRAMEWORK), "2021-06", "433100")
    people = evaluation.measures[evaluation.measures["measure"] == "monitored_insured"]
    assert set(people["state"]) == {"missing"}
    assert people["score"].isna().all() and people["value"].isna().all()


def test_rank_change_is_against_the_period_before(demo_store: Store) -> None:
    framework = read_framework(FRAMEWORK)
    now, before = (evaluate(demo_store, framework, period, "433100") for period in ("2021-11", "2021-10"))
    assert now.last_period == "2021-10"
    joined = now.places.merge(before.places, on="place_code", suffixes=("", "_before"))
    assert (joined["last_rank"] == joined["rank_before"]).all()
    assert (joined["rank_change"] == joined["rank_before"] - joined["rank"]).all()


def test_one_county_is_ranked_among_its_prefecture(demo_store: Store) -> None:
    framework = read_framework(FRAMEWORK)
    one, all_of_it = (evaluate(demo_store, framework, "2021-11", scope) for scope in ("433123", "433100"))
    pd.testing.assert_frame_equal(one.places, all_of_it.places)


def test_an_unknown_or_empty_period_is_refused_with_what_there_is(demo_store: Store, empty_folder: Any) -> None:
    with pytest.raises(UserError, match="2021-11"):
        evaluate(demo_store, read_framework(FRAMEWORK), "2031-01")
    with pytest.raises(UserError, match="请先导入数据"):
        evaluate(Store(empty_folder), read_framework(FRAMEWORK), "2021-11")


@pytest.mark.parametrize(
    "measure_id", ["projects_finished", "insured_next_year", "asset_in_use", "spend_rate", "satisfaction"]
)
def test_the_list_adds_up_to_the_number_clicked_on_every_level(demo_store: Store, measure_id: str) -> None:
    framework = read_framework(FRAMEWORK)
    evaluation = evaluate(demo_store, framework, "2021-11", "433100")
    measure = framework.measure(measure_id)
    day = evaluation.day
    for _, row in evaluation.measures[evaluation.measures["measure"] == measure_id].iterrows():
        asked = request_for(measure, "2021-11", row["place_code"], lambda: evaluation, day=day)
        found = read_list(demo_store, asked, "township", None)
        listed, total, counts = found.rows, found.total, found.counts
        assert total == len(listed) == row["rows_short"] == counts["rows_short"].sum()
        assert listed["source_row"].notna().all() and listed["source_file"].notna().all()
        below = [replace(asked, at=code) for code in counts["place_code"] if code != row["place_code"]]
        parts = [read_list(demo_store, request, "", None).total for request in below]
        own = counts.loc[counts["place_code"] == row["place_code"], "rows_short"].sum()
        assert sum(parts) + own == total


def test_every_definition_answers_on_the_demo_data(demo_store: Store) -> None:
    framework = read_framework(FRAMEWORK)
    with demo_store.connect() as connection:
        views.prepare(connection)
        for measure in framework.measures.values():
            query.shortfall_rows(connection, query.RowRequest(measure, "2021-11", "433123", limit=1))
            assert "SELECT" in query.explain_sql(measure, "2021-11")


def test_scopes_are_a_tree_of_places_with_data(demo_store: Store) -> None:
    scopes = scopes_with_data(demo_store)
    assert list(scopes)[:2] == ["430000", "433100"]
    assert scopes["433123"].strip("　") == "凤凰县"
    assert read_places(demo_store).find("433123") is not None


def test_a_notice_without_places_ranks_departments_and_townships_apart(real_tables: Path, empty_folder: Path) -> None:
    """泸西县 2019 (real/luxi_2019_spend_rate): 9 departments and 8 townships; subtotals are no units."""
    import_file(real_tables / "luxi_2019_spend_rate.csv", folder=empty_folder)
    framework = read_framework("spending_notice")
    for scope in ("", "433100"):
        places = evaluate(Store(empty_folder), framework, "2019", scope).places
        assert places["league"].value_counts().to_dict() == {"县级部门": 9, "乡镇": 8}
        best = places[(places["league"] == "乡镇") & (places["rank"] == 1)]
        assert best["place_name"].tolist() == ["向阳乡"]
        assert (places[places["league"] == "县级部门"]["rank"] == 1).sum() == 3, "three departments are tied at 100 %"


def test_growth_of_rural_income_is_ranked_per_county_and_year(real_tables: Path, empty_folder: Path) -> None:
    """昭通 and 定西 (real/county_income): 17 counties; growth is this year over last, minus one."""
    import_file(real_tables / "county_income_zhaotong_dingxi.csv", folder=empty_folder)
    store, framework = Store(empty_folder), read_framework("county_statistics")
    evaluation = evaluate(store, framework, "2021")
    growth = evaluation.measures[evaluation.measures["measure"] == "rural_income_growth"].set_index("place_code")
    assert len(growth) == 17
    assert growth.loc["621102", "value"] == pytest.approx(10208.86 / 9205.46 - 1)
    assert sorted(growth["rank"])[0] == 1
    assert evaluate(store, framework, "2021", "540000").is_empty
