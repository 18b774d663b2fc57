"""Lost marks told apart: what work wins back and how much a step brings, what is gone, what a sample says, what is open."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.declared import Framework, read_framework
from indicators.evaluation import Evaluation, advice, answers, evaluate, marks
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, JISHOU, LUXI, NOW, small_framework, small_store


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    return evaluate(small_store(tmp_path_factory.mktemp("advice")), framework, NOW, AREA)


def advised(
    evaluation: Evaluation, place: str, name: str, facts: dict[str, Any] | None = None, **declared: Any
) -> advice.Advice:
    """The advice for one measure of one place, with other facts or another declaration."""
    row = evaluation.measures.query("place_code == @place and measure == @name").iloc[0]
    return advice.advise(replace(evaluation.framework.measure(name), **declared), pd.Series({**row, **(facts or {})}))


def test_what_work_wins_back_says_how_much_a_step_brings(evaluation: Evaluation) -> None:
    """花垣: 4 of 100 households short of the line lose 2 marks, 3 petitions lose 1.5."""
    found = advised(evaluation, HUAYUAN, "satisfied")
    assert (found.kind, found.says, found.effort, found.counter) == (advice.WINNABLE, "再完成 4 户", 4, "户")
    assert found.marks_each == pytest.approx(0.5) and found.say_each() == "每户 0.50 分"
    assert advised(evaluation, HUAYUAN, "petitions").say_each() == "每件 0.50 分"


def test_small_steps_are_said_by_the_hundred() -> None:
    assert advice.Advice(advice.WINNABLE, "", 3.0, 1171.0, "户").say_each() == "每百户 0.26 分"
    assert advice.Advice(advice.WINNABLE, "", 0.9, 1.0, "个项目").say_each() == "每个项目 0.90 分"
    assert advice.Advice(advice.WINNABLE, "", 3.0).say_each() == ""


def test_money_is_allotted_or_handed_out_where_it_is_not_spent(evaluation: Evaluation, framework: Framework) -> None:
    assert advised(evaluation, HUAYUAN, "satisfied", verb="再动员").says == "再动员 4 户"
    verbs = {name: one.verb for name, one in framework.measures.items() if one.verb}
    assert verbs == {"industry_share": "产业项目再安排", "income_distributed": "再分配"}


def test_a_deadline_missed_is_not_met_again(evaluation: Evaluation) -> None:
    found = advised(evaluation, HUAYUAN, "meetings", gone_because="已超过15日的不能再按期纳入")
    assert found.kind == advice.GONE and found.says == "本年已不能补回：已超过15日的不能再按期纳入"
    assert found.marks == pytest.approx(0.8) and math.isnan(found.marks_each)
    full = advised(evaluation, FENGHUANG, "meetings", gone_because="已超过15日的不能再按期纳入")
    assert full.kind == advice.FULL, "nothing is gone where nothing was lost"


def test_a_sample_is_not_finished_household_by_household(evaluation: Evaluation) -> None:
    found = advised(evaluation, HUAYUAN, "satisfied", sample="simple")
    assert found.kind == advice.SAMPLED and "再完成" not in found.says
    assert found.says == "抽样率，不能逐户补：距满分线 4.00个百分点"


@pytest.mark.parametrize(
    ("cases", "kind", "says"),
    [
        (0, advice.BONUS, "再增加 4 个，还可加 2.00 分"),
        (1, advice.BONUS, "再增加 3 个，还可加 1.50 分"),
        (4, advice.FULL, "加分已满"),
    ],
)
def test_a_bonus_not_at_its_most_is_open_and_never_full_marks(
    evaluation: Evaluation, cases: int, kind: str, says: str
) -> None:
    facts = {
        "state": "scored",
        "value": float(cases),
        "scored_value": float(cases),
        "rows_unknown": 0.0,
        "earned": cases / 2,
        "score": cases / 2,
        "lost": 0.0,
    }
    found = advised(evaluation, HUAYUAN, "cases", facts)
    assert (found.kind, found.says) == (kind, says)


def test_what_was_vetoed_is_not_called_full_marks_nor_can_its_own_work_win_it_back(evaluation: Evaluation) -> None:
    vetoed = {"vetoed_by": "petitions", "earned": 0.0, "score": 0.0, "lost": 4.0}
    found = advised(evaluation, FENGHUANG, "meetings", vetoed)
    assert (found.kind, found.marks, found.says) == (advice.VETOED, 4, "因一票否决不得分；本项已达标")
    short = advised(evaluation, HUAYUAN, "meetings", vetoed)
    assert (short.kind, short.says) == (advice.VETOED, "因一票否决不得分；本项自身还差：再完成 1 次")
    assert math.isnan(short.effort), "no step of its own brings a mark"


def test_missing_is_no_advice_about_marks(evaluation: Evaluation) -> None:
    assert advised(evaluation, JISHOU, "satisfied").says == "导入数据后计分"


def test_the_order_is_by_kind_then_by_marks_a_step(evaluation: Evaluation) -> None:
    """泸溪: meetings 1.6 marks for 2, the survey 1.5 for 3, petitions 0.5 for 1."""
    listed = marks.list_marks(evaluation, LUXI)
    assert listed["measure"].tolist()[:3] == ["meetings", "satisfied", "petitions"], "the list itself is by marks lost"
    each = listed.set_index("measure")["marks_each"]
    assert each[["meetings", "satisfied", "petitions"]].tolist() == pytest.approx([0.8, 0.5, 0.5])
    ordered = advice.sort_advice(
        listed.assign(advice=listed["advice"].where(listed["measure"] != "meetings", advice.GONE))
    )
    assert ordered["measure"].tolist() == ["satisfied", "petitions", "meetings", "cases"]


def test_the_sum_adds_up_with_the_bonus_on_its_own(evaluation: Evaluation) -> None:
    listed = marks.list_marks(evaluation, HUAYUAN)
    with_bonus = listed.assign(score=listed["score"].where(listed["measure"] != "cases", 0.5))
    sums = marks.sum_marks(with_bonus)
    assert sums["score"] + sums["lost"] == pytest.approx(sums["points"])
    assert (sums["bonus"], sums["total"]) == (0.5, pytest.approx(sums["score"] + 0.5))


def test_the_costliest_of_a_place_says_that_it_is_gone(evaluation: Evaluation) -> None:
    framework = evaluation.framework
    gone = replace(framework.measure("satisfied"), gone_because="期限已过")
    other = replace(evaluation, framework=replace(framework, measures={**framework.measures, "satisfied": gone}))
    first = answers.top_losses(other, HUAYUAN).iloc[0]
    assert (first["advice"], first["needed"]) == (advice.GONE, "本年已不能补回：期限已过")


@pytest.fixture(scope="module")
def framework() -> Framework:
    return read_framework("consolidation_2021")


@pytest.mark.parametrize(
    "name",
    [
        "inclusion_in_time",
        "measures_in_time",
        "allocation_days",
        "removed_too_early",
        "media_problems",
        "repeat_petitions",
    ],
)
def test_measures_whose_deadline_cannot_be_met_again_say_why(framework: Framework, name: str) -> None:
    assert len(framework.measure(name).gone_because) > 8


def test_the_survey_is_a_sample(framework: Framework) -> None:
    assert [name for name, one in framework.measures.items() if one.is_sample and one.is_scored] == ["satisfaction"]


def test_definitions_are_found(tmp_path: Path) -> None:
    assert not small_framework(tmp_path).measure("meetings").gone_because
