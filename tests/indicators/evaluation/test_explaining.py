"""Definitions in words: points both ways, search, expressions, columns, curves, the state of the data."""

from dataclasses import replace

import pytest

from indicators.declared import framework_ids, read_framework
from indicators.evaluation import Evaluation, evaluate, explaining
from tests.indicators.small_case import AREA, FENGHUANG, NOW, small_framework, small_store

FRAMEWORK = "consolidation_2021"


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    return evaluate(small_store(tmp_path_factory.mktemp("explaining")), framework, NOW, AREA)


def test_points_add_up_both_ways() -> None:
    framework = read_framework(FRAMEWORK)
    table = explaining.points_table(framework)
    body, total = table.iloc[:-1], table.iloc[-1]
    aspects = [cut.title for cut in framework.aspects]
    assert total[explaining.TOTAL_WORDS] == framework.points == 100
    assert total[aspects].tolist() == [cut.points for cut in framework.aspects]
    assert body[explaining.TOTAL_WORDS].tolist() == [cut.points for cut in framework.indicators]
    assert body[aspects].to_numpy().sum() == 100


@pytest.mark.parametrize(("text", "found"), [("", 59), ("认可", 6), ("财政局 支出", 3), ("没有这样的词", 0)])
def test_search_needs_every_word(text: str, found: int) -> None:
    framework = read_framework(FRAMEWORK)
    got = explaining.find_measures(framework, text)
    assert len(got) == (len(framework.measures) if not text else found)


@pytest.mark.parametrize("framework_id", framework_ids())
def test_every_measure_can_be_described(framework_id: str) -> None:
    for measure in read_framework(framework_id).measures.values():
        facts = dict(explaining.describe_measure(measure))
        assert {"方面", "分值", "计量单位", "方向", "计分规则", "算法", "期次", "数据表", "来源"} <= facts.keys()
        assert explaining.list_expressions(measure) or measure.kind == "count"
        worded = dict(explaining.describe_measure(replace(measure, wording="不达标不得分")))
        assert worded == facts | {"原文": "不达标不得分"}
        if measure.rule is not None and measure.points:
            curve = measure.rule.curve()
            assert len(explaining.say_corners(measure, curve)) == len(curve)
            assert explaining.say_axis(measure)


def test_columns_are_named_with_their_titles() -> None:
    columns = dict(explaining.list_columns(read_framework(FRAMEWORK).measure("spend_on_schedule")))
    assert columns["schedule_share"] == "序时进度（到查看日应支出的比例）"
    assert columns["paid_cny"]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("insured_next_year", "3 分"),
        ("model_cases", "加分，最多 2 分"),
        ("returned_to_poverty", "一票否决"),
        ("income_fell", "不计分"),
    ],
)
def test_points_in_words(measure: str, said: str) -> None:
    assert explaining.say_points(read_framework(FRAMEWORK).measure(measure)) == said


def test_axes_name_differences_in_points() -> None:
    framework = read_framework(FRAMEWORK)
    measure = framework.measure("spend_rate")
    assert measure.rule is not None
    assert explaining.say_axis(measure) == "与平均水平之差（个百分点）"
    assert "−10" in explaining.say_corners(measure, measure.rule.curve())
    assert explaining.say_axis(framework.measure("repeat_petitions")) == "例数"
    assert explaining.say_axis(framework.measure("safe_water")) == "指标值（%）"


def test_places_stand_on_the_curve(evaluation: Evaluation) -> None:
    measure = evaluation.framework.measure("satisfied")
    points = explaining.curve_points(evaluation, measure, FENGHUANG)
    assert len(points) == 3
    ours = points[points["is_ours"]].iloc[0]
    assert (ours["value"], ours["score"], ours["label"]) == (0.98, 4.0, "凤凰县 98.00%")


def test_states_say_how_many_places_have_data(evaluation: Evaluation) -> None:
    states = explaining.data_states(evaluation)
    assert states.loc["meetings", "words"] == "4/4 有数据"
    assert states.loc["satisfied", ["light", "words"]].tolist() == ["warning", "3/4 有数据，1 个未导入"]
    assert states.loc["cases", ["light", "words"]].tolist() == ["missing", "未导入"]
    said = explaining.say_data(evaluation.framework, states)
    assert said == "小例子共5项指标，其中3项计分，合计10分；本期3项有数据，2项未导入"
    assert explaining.say_data(evaluation.framework, None).endswith("还没有数据")


def test_a_measure_is_answered_with_its_rule() -> None:
    said = explaining.say_measure(read_framework(FRAMEWORK).measure("repeat_petitions"))
    assert said == "本年重复信访件数（1 分）：每件扣0.2分，扣完为止"
