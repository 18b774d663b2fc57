"""From the score to full marks, reckoned by hand: 花垣 5.7 = 10 − 乙项 3.5 − 甲项 0.8."""

from dataclasses import replace

import pytest

from indicators.evaluation import Evaluation, evaluate, waterfall
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, JISHOU, NOW, small_framework, small_store


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    return evaluate(small_store(tmp_path_factory.mktemp("waterfall")), framework, NOW, AREA)


def made(evaluation: Evaluation, place: str) -> waterfall.Waterfall:
    found = waterfall.make_waterfall(evaluation, place)
    assert found is not None
    assert found.score + sum(step.lost for step in found.steps) + found.held == pytest.approx(found.points)
    return found


def test_each_step_begins_where_the_one_before_ends(evaluation: Evaluation) -> None:
    found = made(evaluation, HUAYUAN)
    assert [(step.short, pytest.approx(step.lost)) for step in found.steps] == [("乙", 3.5), ("甲", 0.8)]
    assert [step.start for step in found.steps] == [pytest.approx(5.7), pytest.approx(9.2)]
    assert [(title, pytest.approx(lost)) for _, title, lost in found.steps[0].measures] == [
        ("群众认可度", 2.0), ("重复信访件数", 1.5),
    ]  # fmt: skip
    assert waterfall.say_waterfall(found, True) == "还可补 4.30 分，已失 0.00 分"


def test_what_no_work_wins_back_stands_apart(evaluation: Evaluation) -> None:
    measures = dict(evaluation.framework.measures)
    measures["petitions"] = replace(measures["petitions"], gone_because="已发生的不能撤回")
    measures["satisfied"] = replace(measures["satisfied"], sample="simple")
    found = made(replace(evaluation, framework=replace(evaluation.framework, measures=measures)), HUAYUAN)
    assert found.winnable == pytest.approx(0.8) and found.gone == pytest.approx(3.5)


def test_what_was_not_scored_stands_before_full_marks(evaluation: Evaluation) -> None:
    rows = evaluation.measures.copy()
    own = (rows["place_code"] == HUAYUAN) & (rows["measure"] == "satisfied")
    rows.loc[own, "state"] = "unknown"
    rows.loc[own, ["earned", "score", "lost"]] = float("nan")
    found = made(replace(evaluation, measures=rows), HUAYUAN)
    declared = float(rows.loc[own, "declared"].iloc[0])
    assert found.held == pytest.approx(declared) and found.points == pytest.approx(10)
    assert f"，没有计分 {declared:.2f} 分" in waterfall.say_waterfall(found, True)


def test_a_bonus_stands_beyond_full_marks(evaluation: Evaluation) -> None:
    own = (evaluation.measures["place_code"] == HUAYUAN) & (evaluation.measures["measure"] == "cases")
    rows = evaluation.measures.copy()
    facts = {"state": "scored", "value": 1.0, "scored_value": 1.0, "rows_unknown": 0.0, "earned": 0.5, "score": 0.5}
    for name, value in facts.items():
        rows.loc[own, name] = value
    found = made(replace(evaluation, measures=rows), HUAYUAN)
    assert (found.bonus, found.bonus_open) == (pytest.approx(0.5), pytest.approx(1.5))
    assert found.score == pytest.approx(5.7)
    assert waterfall.say_waterfall(found, True).endswith("；已加 0.50 分，加分还可争取 1.50 分")


def test_an_area_is_the_mean_of_the_places_with_a_score(evaluation: Evaluation) -> None:
    found = made(evaluation, "")
    assert found.places == 3 and found.score == pytest.approx((10 + 6.4 + 5.7) / 3)
    assert [step.lost for step in found.steps] == [pytest.approx(5.5 / 3), pytest.approx(2.4 / 3)]
    assert waterfall.say_waterfall(found, False).startswith("3县平均还可补 2.63 分")


def test_a_place_at_full_marks_has_no_step_and_one_without_a_score_no_way(evaluation: Evaluation) -> None:
    assert list(made(evaluation, FENGHUANG).steps) == []
    assert waterfall.make_waterfall(evaluation, JISHOU) is None
