"""What is not known is neither a yes, nor zero, nor nothing to look at: empty cells, missing townships, empty columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.__main__ import evaluate_answer
from indicators.declared import read_framework, views
from indicators.evaluation import Evaluation, evaluate, query
from indicators.evaluation.beside import say_beside, say_state
from indicators.evaluation.explaining import data_states
from indicators.evaluation.leagues import choices, league_table
from indicators.evaluation.map_values import map_choices, map_table
from indicators.shortfalls import ShortfallList
from indicators.shortfalls.lists import list_places, list_unknown
from indicators.shortfalls.words import say_list, say_measures, say_unknown
from store import Store
from tests.indicators.small_case import write_rows

COUNTY, NOW, LAST = "433123", "2021-11", "2020-11"
TOWNSHIPS = tuple(f"4331231{number:02d}" for number in range(1, 4))
FRAMEWORK = "consolidation_2021"


def progress(item: str, period: str, pairs: Sequence[tuple[Any, Any]]) -> list[dict[str, object]]:
    """Rows of 乡镇工作进度表: (target, done) of the first townships."""
    return [
        {"place_code": code, "county_code": COUNTY, "period": period, "item": item, "target_count": target, "done_count": done}
        for code, (target, done) in zip(TOWNSHIPS, pairs, strict=False)
    ]  # fmt: skip


def persons(*facts: Mapping[str, object], **common: object) -> list[dict[str, object]]:
    """Rows of 监测对象信息 of one village, each a household of one."""
    same = {
        "place_code": f"{TOWNSHIPS[0]}201", "county_code": COUNTY, "period": NOW, "monitoring_kind": "边缘易致贫户",
        "is_risk_removed": False, "relation": "户主", "labour_skill": "普通劳动力",
        "included_month": "2021-01",
    }  # fmt: skip
    return [{**same, "household_code": f"H{number}", **common, **fact} for number, fact in enumerate(facts)]


def evaluated(folder: Path, **tables: list[dict[str, object]]) -> Evaluation:
    store = Store(folder)
    places = [{"code": COUNTY, "name": "凤凰县", "level": "county", "league": "脱贫县"}]
    places += [{"code": code, "name": f"乡{code[-1]}", "level": "township"} for code in TOWNSHIPS]
    write_rows(store, "places", places)
    for name, rows in tables.items():
        write_rows(store, name, rows)
    return evaluate(store, read_framework(FRAMEWORK), NOW, COUNTY)


def row_of(evaluation: Evaluation, measure: str) -> pd.Series:
    return evaluation.measures.set_index("measure").loc[measure]


def say(evaluation: Evaluation, measure: str) -> tuple[str, str]:
    row = row_of(evaluation, measure)
    return say_state(row), say_beside(evaluation.framework.measure(measure), row)


def test_a_township_that_sends_nothing_is_not_zero_and_last_year_is_that_of_the_same_ones(tmp_path: Path) -> None:
    """Three with 100 each last year; two now with 110 each: 220 against 200, not against 300, and not yet scored."""
    rows = progress("workers", LAST, [(90, 100)] * 3) + progress("workers", NOW, [(90, 110)] * 2)
    evaluation = evaluated(tmp_path, township_progress=rows)
    row = row_of(evaluation, "workers_kept")
    assert row[["value", "scored_value", "last_year_value"]].tolist() == [220, 220, 200]
    assert row["state"] == "incomplete" and pd.isna(row["score"])
    assert say(evaluation, "workers_kept") == (
        "乡镇没有报齐，不计分", "3 个乡镇中 2 个已报，与上年比的是两年都报了的 2 个乡镇",
    )  # fmt: skip
    done = row_of(evaluation, "workers_target")
    assert (done["value"], done["state"]) == (220 / 180, "incomplete"), "two at full marks are not all three"


def test_a_task_without_earlier_reports_is_expected_of_every_township(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, township_progress=progress("insured", NOW, [(100, 100)] * 2))
    assert row_of(evaluation, "insured_next_year")["state"] == "incomplete"
    assert say(evaluation, "insured_next_year")[1] == "3 个乡镇中 2 个已报"


def test_a_township_that_never_had_the_task_is_not_waited_for(tmp_path: Path) -> None:
    rows = progress("insured", "2021-10", [(100, 90)] * 2) + progress("insured", NOW, [(100, 100)] * 2)
    evaluation = evaluated(tmp_path, township_progress=rows)
    row = row_of(evaluation, "insured_next_year")
    assert (row["places_expected"], row["places_present"], row["state"]) == (2, 2, "scored")
    assert say(evaluation, "insured_next_year") == ("已计分", "")


def test_a_blank_figure_with_a_target_is_missing_and_not_left_out(tmp_path: Path) -> None:
    """Targets of 5 and 5, done blank and 5: not 5 of 5."""
    evaluation = evaluated(tmp_path, township_progress=progress("insured", NOW, [(5, None), (5, 5), (5, 5)]))
    row = row_of(evaluation, "insured_next_year")
    assert row["state"] == "unknown" and pd.isna(row["score"])
    assert row["scored_value"] == 10 / 15 and row["rows_unknown"] == 1
    assert say(evaluation, "insured_next_year")[1] == "3 个乡镇中 2 个已报"


@pytest.mark.parametrize("unsure", [{}, {"has_employee_insurance": None}, {"has_resident_insurance": None}])
def test_not_insured_here_and_blank_there_is_unknown_and_never_insured(
    tmp_path: Path, unsure: dict[str, object]
) -> None:
    fact = {"has_resident_insurance": False, "has_employee_insurance": False, **unsure} if unsure else {}
    sure = {"has_resident_insurance": True, "has_employee_insurance": None}
    evaluation = evaluated(tmp_path, monitored_persons=persons(sure, sure, sure, fact))
    row = row_of(evaluation, "monitored_insured")
    assert row["value"] == 1, "of the three that can be judged"
    assert row["state"] == "unknown" and pd.isna(row["score"])
    assert say(evaluation, "monitored_insured") == ("说不清的超过5%，不计分", "另有 1 人说不清")


@pytest.mark.parametrize(
    ("column", "measure", "good"),
    [("has_development_help", "development_help", True), ("is_unsafe_house", "monitored_safe_house", False)],
)
def test_few_unknown_rows_count_as_falling_short(tmp_path: Path, column: str, measure: str, good: bool) -> None:
    """39 as they should be and one blank: 100 % of those judged, and marks as for 39 of 40."""
    facts: list[dict[str, object]] = [{column: good}] * 39 + [{column: None}]
    evaluation = evaluated(tmp_path, monitored_persons=persons(*facts))
    row = row_of(evaluation, measure)
    assert (row["value"], row["scored_value"], row["state"]) == (1, 39 / 40, "scored")
    assert row["earned"] < row["declared"], "no full marks by leaving a cell empty"
    assert say(evaluation, measure)[1].endswith("说不清，计分按未达标算")


@pytest.mark.parametrize(
    ("loan", "unknown"),
    [
        ({"loan_cny": None, "lent_on": date(2021, 3, 1)}, 1),
        ({"loan_cny": 9_000.0, "lent_on": None}, 1),
        ({"loan_cny": None, "lent_on": None}, 0),
    ],
)
def test_a_loan_of_which_half_is_told_is_neither_given_nor_refused(
    tmp_path: Path, loan: dict[str, object], unknown: int
) -> None:
    """Beside one that was given: of the other nobody can say, unless neither amount nor day is there."""
    usual = {"place_code": f"{TOWNSHIPS[0]}201", "county_code": COUNTY, "period": NOW[:4], "wanted_cny": 9_000.0,
             "applied_on": date(2021, 2, 1), "loan_cny": 9_000.0, "lent_on": date(2021, 3, 1)}  # fmt: skip
    rows = [usual | {"loan_code": f"D{at}", "household_code": f"H{at}", "id_number": f"4331{at}"} for at in range(2)]
    row = row_of(
        evaluated(tmp_path, monitored_persons=persons({}), microcredit=[rows[0], rows[1] | loan]), "credit_satisfied"
    )
    assert (row["rows_unknown"], row["value"]) == (unknown, 1 if unknown else 0.5)


def test_an_asset_that_does_not_say_how_it_is_used_is_not_in_use(tmp_path: Path) -> None:
    asset = {"place_code": TOWNSHIPS[0], "county_code": COUNTY, "period": NOW, "kind": "经营性资产"}
    assets = [asset | {"asset_code": f"A{at}", "use_state": "正常" if at else None} for at in range(40)]
    row = row_of(evaluated(tmp_path, assets=assets), "asset_in_use")
    assert (row["value"], row["scored_value"], row["rows_unknown"]) == (1, 39 / 40, 1)


def test_a_blank_population_is_unknown_and_not_nothing_to_look_at(tmp_path: Path) -> None:
    """Nobody says who can work: whether anybody has to be helped is not known, so it is not 不适用."""
    blank = persons(*[{"has_development_help": True}] * 3, labour_skill=None)
    row = row_of(evaluated(tmp_path / "blank", monitored_persons=blank), "development_help")
    assert (row["state"], row["rows_unknown"]) == ("missing", 3)
    assert say_state(row) == "没有填报，3 行全部说不清"
    nobody = persons(*[{"has_development_help": None}] * 3, labour_skill="无劳动力")
    row = row_of(evaluated(tmp_path / "nobody", monitored_persons=nobody), "development_help")
    assert (row["state"], row["rows_unknown"]) == ("not_applicable", 0)


def test_cases_that_cannot_be_told_count_as_cases(tmp_path: Path) -> None:
    removed = {"is_risk_removed": True, "included_month": "2021-01"}
    facts = [{**removed, "removed_month": "2021-10"}] * 39 + [{**removed, "removed_month": None}]
    row = row_of(evaluated(tmp_path, monitored_persons=persons(*facts)), "removed_too_early")
    assert (row["value"], row["scored_value"], row["rows_unknown"]) == (0, 1, 1)
    assert row["earned"] == pytest.approx(1.9)


def test_a_removal_before_the_inclusion_is_a_wrong_date_and_no_early_removal(tmp_path: Path) -> None:
    removed = {"is_risk_removed": True, "included_month": "2021-05"}
    facts = [{**removed, "removed_month": month} for month in ("2021-07", "2021-03", *["2021-11"] * 40)]
    row = row_of(evaluated(tmp_path, monitored_persons=persons(*facts)), "removed_too_early")
    assert (row["value"], row["rows_unknown"]) == (1, 1)


def test_the_json_says_what_is_not_known(tmp_path: Path) -> None:
    rows = progress("insured", NOW, [(5, None), (5, 5)])
    answer = evaluate_answer(evaluated(tmp_path, township_progress=rows))["places"][0]["measures"]["insured_next_year"]
    said = {name: answer[name] for name in ("rows_unknown", "rows_judged", "places_expected", "places_present")}
    assert said == {"rows_unknown": 1, "rows_judged": 1, "places_expected": 3, "places_present": 2}
    assert answer["state"] == "incomplete" and answer["score"] is None


def test_tables_and_maps_do_not_rank_or_colour_what_is_not_known(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, township_progress=progress("insured", NOW, [(5, 5)] * 2))
    league = league_table(evaluation, choices(evaluation.framework)["measure:insured_next_year"]).iloc[0]
    assert pd.isna(league["value"]) and pd.isna(league["rank"])
    assert league["reason"] == "乡镇没有报齐，不计分（3 个乡镇中 2 个已报，已知 100.00%）"
    for by in ("measure:insured_next_year", "short:insured_next_year"):
        shown = map_table(evaluation, map_choices(evaluation.framework)[by]).iloc[0]
        assert pd.isna(shown["value"]) and shown["light"] == "unclear"
        assert shown["beside"] == "3 个乡镇中 2 个已报"


def test_nothing_found_is_no_all_clear_where_something_is_not_known(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, township_progress=progress("insured", NOW, [(5, 5)] * 2))
    measure = evaluation.framework.measure("insured_next_year")
    places = list_places(evaluation, measure, COUNTY)
    assert places["is_unknown"].tolist() == [True]
    assert say_unknown(places) == "3 个乡镇中 2 个已报；乡镇没有报齐，不计分"
    nothing = ShortfallList(pd.DataFrame(), 0, pd.DataFrame(), "")
    said = say_list(measure, "凤凰县", nothing, 0.0, "", unknown=say_unknown(places), is_known=False)
    assert "全部达标" not in said and said.endswith("（3 个乡镇中 2 个已报；乡镇没有报齐，不计分）")
    unknown = list_unknown(evaluation, COUNTY).set_index("measure")
    assert unknown.loc["insured_next_year", ["places_unknown", "places_unscored", "places"]].tolist() == [1, 1, 1]
    assert say_measures("凤凰县", places.head(0), 0, unknown=len(unknown)).startswith("凤凰县已判明的都达标")
    states = data_states(evaluation)
    assert states.loc["insured_next_year", "words"] == "0/1 有数据，1 个没有报齐或说不清"


def test_a_household_whose_last_income_was_refused_is_unknown_and_not_new(tmp_path: Path) -> None:
    """Three households: one fell, one of which last year's income could not be read, one that came this year."""

    def income(code: str, year: str, amount: int | None, **more: object) -> dict[str, object]:
        return {"place_code": f"{TOWNSHIPS[0]}201", "county_code": COUNTY, "period": year, "household_code": code,
                "household_kind": "脱贫户", "income_per_person_cny": amount, **more}  # fmt: skip

    last = [income("H1", "2020", 9000), income("H2", "2020", None, refused_columns=",income_per_person_cny,")]
    now = [income(f"H{number}", "2021", 8000) for number in (1, 2, 3)]
    store = Store(tmp_path)
    write_rows(store, "household_incomes", [*last, *now])
    register = read_framework(FRAMEWORK).measure("income_fell").forms[1]
    with store.connect() as connection:
        views.prepare(connection)
        row = query.measure_values(connection, [register], NOW, "county", COUNTY).iloc[0]
    assert row[["numerator", "denominator", "rows_judged", "rows_uncounted"]].tolist() == [1, 1, 1, 1]
