"""Shortfall lists: what counts as one, sums that add up, levels, filters, gaps, sentences."""

import pytest

from indicators.__main__ import evaluate_answer
from indicators.declared import Framework, framework_ids, read_framework
from indicators.evaluation import LEAST_LOSS, Evaluation, answers, evaluate
from indicators.shortfalls import groups
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls import words as shortfall_words
from indicators.shortfalls.lists import ListRequest, read_list
from store.places import read_places
from store.versions import Store
from tests.indicators.shortfalls.project_case import (
    AREA,
    FENGHUANG,
    LUXI,
    OTHER_TOWN,
    PERIOD,
    TOWN,
    VILLAGE,
    project_store,
)

FRAMEWORK = "consolidation_2021"


@pytest.fixture(scope="module")
def kept_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The small case, once for all: nothing here writes."""
    return project_store(tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="module")
def kept_evaluation(kept_store: Store) -> Evaluation:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(kept_store.folder))
        return evaluate(kept_store, read_framework(FRAMEWORK), PERIOD, AREA)


@pytest.fixture
def store(kept_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DATA_DIR", str(kept_store.folder))
    return kept_store


@pytest.fixture
def framework() -> Framework:
    return read_framework(FRAMEWORK)


@pytest.fixture
def evaluation(store: Store, kept_evaluation: Evaluation) -> Evaluation:
    return kept_evaluation


def test_counts_add_up_on_every_level(store: Store, framework: Framework) -> None:
    measure = framework.measure("projects_finished")
    places = read_places(store)
    area = read_list(store, ListRequest(measure, PERIOD, AREA), shortfalls.next_level(measure, AREA, places), 10)
    assert (area.level, area.total, dict(area.counts.to_numpy())) == ("county", 3, {FENGHUANG: 2, LUXI: 1})
    county = read_list(store, ListRequest(measure, PERIOD, FENGHUANG), "township", 10)
    assert (county.total, dict(county.counts.to_numpy())) == (2, {TOWN: 1, FENGHUANG: 1})
    assert shortfall_words.say_adds_up(county, FENGHUANG) == "共 2 条，来自 1 个乡镇（1 条）和本级（1 条）"
    assert shortfall_words.say_adds_up(county, FENGHUANG, 1) == "共 2 条，来自 1 个乡镇（1 条）和本级（1 条）"
    own = read_list(store, ListRequest(measure, PERIOD, FENGHUANG, is_own=True), "", 10)
    assert list(own.rows["project_name"]) == ["县级管理平台"]
    town = read_list(store, ListRequest(measure, PERIOD, TOWN), "village", 10)
    assert dict(town.counts.to_numpy()) == {VILLAGE: 1}
    assert shortfalls.next_level(measure, VILLAGE, places) == ""


def test_counties_that_have_rows_need_not_lose_marks(store: Store, framework: Framework) -> None:
    """`5 个县失分` beside a list from eight counties: the list says which number is which."""
    request = ListRequest(framework.measure("projects_finished"), PERIOD, AREA)
    listed = read_list(store, request, "county", 10)
    assert shortfall_words.say_adds_up(listed, AREA, 1) == "共 3 条，来自 2 个县，其中 1 个失分"
    assert shortfall_words.say_adds_up(listed, AREA, 2) == "共 3 条，来自 2 个县"


def test_a_project_short_of_two_measures_is_counted_once_and_units_are_not_added(
    store: Store, framework: Framework, evaluation: Evaluation
) -> None:
    names = ("spend_on_schedule", "spend_rate", "monitored_insured", "asset_in_use")
    requests = [
        shortfalls.request_for(framework.measure(name), PERIOD, FENGHUANG, lambda: evaluation) for name in names
    ]
    rows = {name: read_list(store, one, "", None).rows for name, one in zip(names, requests, strict=True)}
    codes = [set(rows[name]["project_code"]) for name in names[:2]]
    assert codes[0] & codes[1], "some project is short of both"
    counts, counter = groups.count_subjects(store, requests), framework.measure("spend_on_schedule").counter
    assert counts == {counter: len(codes[0] | codes[1]), "人": 1, "处资产": 1} and counts[counter] < sum(
        map(len, codes)
    )
    assert shortfall_words.say_subjects(counts) == f"{counts[counter]} {counter} · 1 人 · 1 处资产"


def test_no_road_falls_short_of_the_share_of_industry(
    store: Store, framework: Framework, evaluation: Evaluation
) -> None:
    """What a sum is made of is no fault of a single row; a county that loses nothing has no such shortfall."""
    measure = framework.measure("industry_share")
    assert not shortfalls.has_short_rows(measure)
    found = shortfalls.list_measures(evaluation, FENGHUANG).set_index("measure")
    lost = (
        evaluation.measures.query("measure == 'industry_share' and place_code == @FENGHUANG")["lost"].fillna(0).iloc[0]
    )
    assert ("industry_share" in found.index) == (lost > 0)


def test_rows_short_are_answered_only_where_a_row_can_fall_short(evaluation: Evaluation) -> None:
    (place,) = (one for one in evaluate_answer(evaluation)["places"] if one["place_code"] == FENGHUANG)
    assert place["measures"]["rural_income_growth"]["rows_short"] is None
    assert place["measures"]["projects_finished"]["rows_short"] == 2
    late = place["measures"]["projects_finished"]
    assert late["advice"] == "gone" and late["needed"].startswith("本年已不能补回：")


def test_a_part_of_a_list_knows_how_many_there_are(store: Store, framework: Framework) -> None:
    request = ListRequest(framework.measure("projects_finished"), PERIOD, AREA)
    parts = [read_list(store, request, level, 1, offset) for offset in range(3) for level in ("county", "")]
    assert [part.total for part in parts] == [3] * 6
    assert [part.rows["project_name"].iloc[0] for part in parts[::2]] == [
        part.rows["project_name"].iloc[0] for part in parts[1::2]
    ]
    assert sorted(part.rows["project_name"].iloc[0] for part in parts[::2]) == ["一村水渠", "乙乡公路", "县级管理平台"]


def test_filters_narrow_rows_and_counts_alike(store: Store, framework: Framework) -> None:
    request = ListRequest(framework.measure("projects_finished"), PERIOD, AREA, filters={"fund_sources": "中央"})
    listed = read_list(store, request, "county", 10)
    assert listed.total == 2 and sorted(listed.rows["project_name"]) == ["一村水渠", "乙乡公路"]
    choices = shortfalls.read_choices(store, request)
    assert choices["fund_sources"] == ["中央", "县级", "省级"] and set(choices) == {
        "fund_sources",
        "category",
        "department",
    }


def test_a_filter_value_is_data_never_sql(store: Store, framework: Framework) -> None:
    request = ListRequest(
        framework.measure("projects_finished"), PERIOD, AREA, filters={"fund_sources": "x' OR 'a'='a"}
    )
    assert read_list(store, request, "county", 10).total == 0


def test_the_list_is_what_the_evaluation_counted(demo_store: Store) -> None:
    framework = read_framework(FRAMEWORK)
    evaluation = evaluate(demo_store, framework, PERIOD, AREA)
    found = shortfalls.list_measures(evaluation, AREA).set_index("measure")
    names = ("spend_on_schedule", "projects_finished", "subsidy_paid", "asset_in_use", "repeat_petitions")
    measures = [framework.measure(name) for name in names]
    assert len({one.holding is not None for one in measures}) == 2, "with a register beside the reports, and without"
    for name, measure in zip(names, measures, strict=True):
        request = shortfalls.request_for(measure, PERIOD, AREA, lambda: evaluation)
        listed = read_list(demo_store, request, "county", 5)
        assert listed.total == int(found.loc[name, "rows_short"]) == int(listed.counts["rows_short"].sum())
    lost = evaluation.measures.loc[~evaluation.measures["is_bonus"], "lost"].sum()
    assert shortfalls.sum_lost(found) == pytest.approx(lost)


def test_what_costs_most_is_the_same_measure_everywhere(demo_store: Store) -> None:
    """Two measures that cost the same marks stand in one order on the overview and in the list."""
    evaluation = evaluate(demo_store, read_framework(FRAMEWORK), "2021-11", "433100")
    for county in evaluation.places.loc[evaluation.places["score"].notna(), "place_code"]:
        top = answers.top_losses(evaluation, county)
        listed = shortfalls.list_measures(evaluation, county)
        assert list(top["measure"]) == list(listed[listed["lost"] > LEAST_LOSS]["measure"].head(len(top))), county


def test_measures_come_with_what_they_cost_and_what_wins_them_back(evaluation: Evaluation) -> None:
    found = shortfalls.list_measures(evaluation, FENGHUANG).set_index("measure")
    row = found.loc["projects_finished"]
    assert (row["rows_short"], row["places_short"], row["department"]) == (2, 1, "乡村振兴局")
    assert row["lost"] > 0 and "本年已不能补回" in row["needed"], "what was due and is late stays late"
    assert list(found["lost"].dropna()) == sorted(found["lost"].dropna(), reverse=True)
    assert "rural_income_growth" not in found.index, "凤凰 grew more than the average"
    assert "rural_income_growth" in set(shortfalls.list_measures(evaluation, LUXI)["measure"])


def test_without_data_a_measure_is_missing_not_met(evaluation: Evaluation) -> None:
    missing = shortfalls.list_missing(evaluation, FENGHUANG).set_index("measure")
    assert missing.loc["safe_water", "tables"] == "《乡镇工作进度表》"
    assert "safe_water" not in set(shortfalls.list_measures(evaluation, FENGHUANG)["measure"])


def test_where_no_row_falls_short_the_losing_places_rows_are_listed(
    store: Store, framework: Framework, evaluation: Evaluation
) -> None:
    measure = framework.measure("rural_income_growth")
    request = shortfalls.request_for(measure, PERIOD, AREA, lambda: evaluation)
    listed = read_list(store, request, "county", 10)
    assert request.places == (LUXI,) and list(listed.rows["place_code"]) == [LUXI]


def test_where_no_place_loses_marks_no_row_falls_short(
    store: Store, framework: Framework, evaluation: Evaluation
) -> None:
    measure = framework.measure("rural_income_growth")
    request = shortfalls.request_for(measure, PERIOD, FENGHUANG, lambda: evaluation)
    for level in ("", "township"):
        listed = read_list(store, request, level, 10)
        assert (request.places, listed.total, len(listed.rows), len(listed.counts)) == ((), 0, 0, 0)


SUMMED_ONLY = ("lifted_income_growth", "rural_income_growth", "model_cases", "industry_share")
"""Measures of the demonstration of which no single row falls short: what falls short are the places that lose marks."""


@pytest.mark.parametrize("name", SUMMED_ONLY)
def test_only_rows_of_places_that_lose_marks_are_listed(demo_store: Store, name: str) -> None:
    framework = read_framework(FRAMEWORK)
    measure, evaluation = framework.measure(name), evaluate(demo_store, framework, PERIOD, AREA)
    lost = evaluation.measures[(evaluation.measures["measure"] == name) & (evaluation.measures["lost"] > 1e-9)]
    request = shortfalls.request_for(measure, PERIOD, AREA, lambda: evaluation)
    listed = read_list(demo_store, request, "county", None)
    assert set(listed.rows["county_code"]) == set(listed.counts["place_code"]) == set(lost["place_code"])


def test_the_demonstration_has_sums_that_cost_some_places_marks_and_others_none(demo_store: Store) -> None:
    """Without such a sum, a list of all places would pass for one of the places that lose marks."""
    evaluation = evaluate(demo_store, read_framework(FRAMEWORK), PERIOD, AREA)
    loses = evaluation.measures["lost"].fillna(0) > LEAST_LOSS
    shares = loses.groupby(evaluation.measures["measure"]).mean()[list(SUMMED_ONLY)]
    assert ((shares > 0) & (shares < 1)).any() and (shares == 0).any()


def test_no_other_measure_of_the_demonstration_is_summed_only() -> None:
    known = read_framework(FRAMEWORK).measures.values()
    assert {one.id for one in known if one.is_scored and not shortfalls.has_short_rows(one)} == set(SUMMED_ONLY)


def test_what_is_still_to_spend_stands_beside_its_pair(store: Store, framework: Framework) -> None:
    measure = framework.measure("spend_on_schedule")
    listed = read_list(store, ListRequest(measure, PERIOD, VILLAGE), "", 10)
    assert listed.rows[shortfalls.gap_name("final_budget_cny")].tolist() == [50_000.0]
    headings = [view.heading for view in shortfalls.list_columns(measure, listed.rows)]
    assert headings[-3:] == ["最终预算（万元）", "累计支出（万元）", "未支出（万元）"]
    assert shortfall_words.say_gap(measure, listed) == "，预算还剩 5.00 万元没有支出"


def test_rows_of_a_figure_table_are_places_with_one_unit(demo_store: Store) -> None:
    measure = read_framework(FRAMEWORK).measure("subsidy_paid")
    listed = read_list(demo_store, ListRequest(measure, PERIOD, FENGHUANG), "", 50)
    assert shortfalls.row_counter(measure) == "个乡镇"
    headings = [view.heading for view in shortfalls.list_columns(measure, listed.rows)]
    assert headings == ["应完成数（户）", "已完成数（户）", "还差（户）"]


def test_sentences(evaluation: Evaluation, store: Store, framework: Framework) -> None:
    measure = framework.measure("projects_finished")
    listed = read_list(store, ListRequest(measure, PERIOD, FENGHUANG), "township", 10)
    said = shortfall_words.say_list(measure, "凤凰县", listed, 0.5, "1 个县")
    assert said == "凤凰县项目按期完工率：2 个项目未达标，失 0.50 分"
    nothing = read_list(store, ListRequest(measure, PERIOD, OTHER_TOWN, filters={"fund_sources": "省级"}), "", 10)
    assert shortfall_words.say_list(measure, "乙乡", nothing, 0.0, "") == "乙乡项目按期完工率全部达标"
    assert (
        shortfall_words.say_rule(measure)
        == "只看：项目类别不是“项目管理费”，且计划完工日期 ≤ 查看日；达标：在计划完工日当天或之前完工为“是”"
    )
    empty = shortfalls.list_measures(evaluation, FENGHUANG).head(0)
    assert shortfall_words.say_measures("凤凰县", empty, 0) == "凤凰县全部达标，没有短板"


@pytest.mark.parametrize("name", framework_ids())
def test_every_declared_measure_can_be_listed_and_said(name: str, store: Store) -> None:
    for measure in read_framework(name).measures.values():
        period = PERIOD if read_framework(name).period != "year" else "2021"
        listed = read_list(store, ListRequest(measure, period, AREA), "", 5)
        assert all(view.title for view in shortfalls.list_columns(measure, listed.rows))
        assert shortfall_words.say_rule(measure)
