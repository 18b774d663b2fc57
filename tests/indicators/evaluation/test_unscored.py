"""What may be said where no marks were lost: an all-clear only where all that counts was scored."""

from dataclasses import replace

import numpy as np
import pytest

from indicators.evaluation import Evaluation, evaluate, unscored
from tests.indicators.small_case import AREA, FENGHUANG, NOW, small_framework, small_store


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    return evaluate(small_store(tmp_path_factory.mktemp("unscored")), framework, NOW, AREA)


def without(evaluation: Evaluation, count: int, state: str = "unknown") -> Evaluation:
    """The first measures of 凤凰 that earn marks are not scored."""
    rows = evaluation.measures.copy()
    own = rows.index[(rows["place_code"] == FENGHUANG) & rows["earned"].notna() & ~rows["is_bonus"]][:count]
    rows.loc[own, "earned"] = np.nan
    rows.loc[own, "state"] = state
    return replace(evaluation, measures=rows)


def test_who_has_all_marks_lost_none(evaluation: Evaluation) -> None:
    assert unscored.say_no_loss(evaluation, FENGHUANG) == "没有失分"


def test_what_was_not_scored_is_said_beside(evaluation: Evaluation) -> None:
    one = without(evaluation, 1)
    points = unscored.list_unscored(one).set_index("place_code").loc[[FENGHUANG], "declared"].sum()
    said = f"已计分的指标没有失分，另有 {points:.2f} 分没有计分（说不清 1 项 {points:.2f} 分）"
    assert unscored.say_no_loss(one, FENGHUANG) == said
    assert unscored.say_no_loss(without(evaluation, 1, "not_applicable"), FENGHUANG) == "没有失分"


def test_where_nothing_was_scored_nothing_is_said_of_losses(evaluation: Evaluation) -> None:
    assert unscored.say_no_loss(without(evaluation, 99), FENGHUANG) == "没有可计分的指标，说不上失分"
