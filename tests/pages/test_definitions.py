"""The page 指标口径: every measure in words, search, one opened; without data the definitions stand alone."""

from pathlib import Path

import pytest

from indicators.declared import framework_ids, read_framework
from indicators.evaluation import evaluate
from store.versions import Store
from tests.pages.opening import answer_of, charts_of, html_of, links_of, open_page, text_of

FRAMEWORK = "consolidation_2021"


def test_every_measure_is_listed_with_its_rule_and_state(demo_folder: Path) -> None:
    page = open_page("definitions", framework=FRAMEWORK)
    said = text_of(page)
    framework = read_framework(FRAMEWORK)
    assert f"共{len(framework.measures)}项指标" in answer_of(page) and "合计100分" in answer_of(page)
    for measure in framework.measures.values():
        assert measure.title in said and measure.says in said
    assert "8/8 有数据" in said and "未导入" not in said
    earlier = evaluate(Store(demo_folder), framework, "2021-06", "433100").measures
    states = earlier.groupby("measure")["state"].agg(set)
    without = int(
        ((earlier.groupby("measure")["value"].count() == 0) & ~states.map(lambda one: "not_applicable" in one)).sum()
    )
    assert without and f"{without}项未导入" in answer_of(
        open_page("definitions", framework=FRAMEWORK, period="2021-06")
    )
    assert html_of(page).count("class='small-curve'") > 40


def test_points_add_up_both_ways(demo_folder: Path) -> None:
    said = text_of(open_page("definitions", framework=FRAMEWORK))
    assert "分值表" in said and "两种分法都合计 100 分" in said


@pytest.mark.parametrize(
    "measure", ["spend_rate", "repeat_petitions", "rural_income_growth", "model_cases", "income_fell"]
)
def test_one_measure_opens_with_expressions_source_and_query(demo_folder: Path, measure: str) -> None:
    page = open_page("definitions", framework=FRAMEWORK, measure=measure)
    declared = read_framework(FRAMEWORK).measure(measure)
    assert answer_of(page).startswith(declared.title)
    said = text_of(page)
    for words in ("数据表", "来源", "本期数据", "期次", declared.source[:10]):
        assert words in said
    assert page.code[0].value.startswith("SELECT county_code")
    assert charts_of(page) == (1 if declared.points else 0)
    assert any(link.startswith("ranking?") for link in links_of(page))


def test_search_narrows_the_list_and_stays_in_the_address(demo_folder: Path) -> None:
    page = open_page("definitions", framework=FRAMEWORK)
    page.text_input(key="definitions_text").set_value("财政局").run()
    assert page.query_params["q"] in ("财政局", ["财政局"])
    assert "含“财政局”" in text_of(page) and "衔接资金支出率" in text_of(page) and "群众认可度" not in text_of(page)


def test_nothing_found_is_said(demo_folder: Path) -> None:
    page = open_page("definitions", framework=FRAMEWORK, q="<b>没有</b>")
    assert "没有找到" in text_of(page) and "<b>没有" not in html_of(page)


def test_an_unknown_measure_shows_the_list(demo_folder: Path) -> None:
    page = open_page("definitions", framework=FRAMEWORK, measure="../../etc")
    assert "分值表" in text_of(page)


@pytest.mark.parametrize("framework_id", framework_ids())
def test_definitions_stand_without_data(empty_folder: Path, framework_id: str) -> None:
    page = open_page("definitions", framework=framework_id)
    assert "还没有数据" in answer_of(page)
    first = next(iter(read_framework(framework_id).measures))
    opened = open_page("definitions", framework=framework_id, measure=first)
    assert opened.code[0].value.startswith("SELECT")


def test_the_projection_shows_the_points_only(demo_folder: Path) -> None:
    page = open_page("definitions", framework=FRAMEWORK, show="1")
    assert "分值表" in text_of(page) and not page.text_input
