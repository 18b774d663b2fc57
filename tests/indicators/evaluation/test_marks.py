"""Marks of one place: lost, what wins them back, and how a score came about."""

import math
from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import read_framework
from indicators.evaluation import Evaluation, answers, evaluate, marks
from indicators.evaluation.beside import say_rescaled
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, JISHOU, NOW, small_framework, small_store


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    return evaluate(small_store(tmp_path_factory.mktemp("marks")), framework, NOW, AREA)


def test_most_marks_lost_come_first_and_the_sums_are_the_places(evaluation: Evaluation) -> None:
    listed = marks.list_marks(evaluation, HUAYUAN)
    assert listed["measure"].tolist() == ["satisfied", "petitions", "meetings", "cases"]
    place = evaluation.places.set_index("place_code").loc[HUAYUAN]
    sums = marks.sum_marks(listed)
    assert sums["total"] == pytest.approx(place["score"]) and sums["points"] == pytest.approx(place["points"])
    assert sums["lost"] == pytest.approx(place["lost"]) and sums["score"] + sums["lost"] == pytest.approx(
        sums["points"]
    )


def test_each_row_says_value_line_and_what_is_needed(evaluation: Evaluation) -> None:
    row = marks.list_marks(evaluation, HUAYUAN).set_index("measure").loc["satisfied"]
    assert (row["value_words"], row["full_words"], row["needed"]) == ("94.00%", "≥ 98%", "再完成 4 户")
    assert row["state_words"] == "已计分"


def test_missing_is_listed_last_and_never_zero(evaluation: Evaluation) -> None:
    listed = marks.list_marks(evaluation, JISHOU).set_index("measure")
    assert listed.loc["satisfied", "needed"] == "导入数据后计分"
    assert math.isnan(listed.loc["satisfied", "score"])
    assert list(listed.index[-2:]) == ["satisfied", "cases"]


def test_checks_without_points_are_not_listed(evaluation: Evaluation) -> None:
    assert "all_petitions" not in set(marks.list_marks(evaluation, HUAYUAN)["measure"])


def test_a_score_is_explained_from_rule_to_marks(evaluation: Evaluation) -> None:
    said = dict(marks.explain_score(evaluation, HUAYUAN, "satisfied"))
    assert said["计分规则"] == "达到98%得满分，低于90%不得分，其间按比例计分"
    assert said["指标值"] == "94 户 ÷ 100 户 = 94.00%"
    assert said["得分"] == "2.00 分 / 4.00 分"
    assert said["补到满分"] == "再完成 4 户"


def test_rescaling_is_said(tmp_path: Path) -> None:
    """Without petitions 8 of 10 points are there: a loss of 0.8 counts 1.00, and the number says so."""
    store = small_store(tmp_path / "data", left_out={NOW: ["repeat_petitions"]})
    evaluation = evaluate(store, small_framework(tmp_path / "definitions"), NOW, AREA)
    said = dict(marks.explain_score(evaluation, HUAYUAN, "meetings"))
    assert said["得分"] == "4.00 分 / 5.00 分（原分值 4 分，缺项不计后折算 ×1.2500）"
    assert dict(marks.explain_score(evaluation, JISHOU, "satisfied"))["得分"] == "未导入数据"
    row = marks.list_marks(evaluation, HUAYUAN).set_index("measure").loc["meetings"]
    assert say_rescaled(row["lost"], row["declared"] - row["earned"]) == "按已报指标折算，原 0.80 分"
    losses = answers.top_losses(evaluation, HUAYUAN).set_index("measure")
    assert losses.loc["meetings", "rescaled"] == "按已报指标折算，原 0.80 分"
    assert "（−2.50分，按已报指标折算，原2.00分）" in answers.say_top_loss(losses, True)


def test_too_little_is_not_rescaled(evaluation: Evaluation) -> None:
    said = dict(marks.explain_score(evaluation, JISHOU, "meetings"))
    assert said["得分"] == "4.00 分 / 4.00 分"
    assert evaluation.places.set_index("place_code")["score"].isna()[JISHOU]


def test_full_marks_need_nothing(evaluation: Evaluation) -> None:
    assert dict(marks.explain_score(evaluation, FENGHUANG, "meetings"))["补到满分"] == "已得满分"


@pytest.mark.parametrize(
    ("measure", "known", "line"),
    [
        ("industry_share", {"last_year": 0.55}, "> 55%"),
        ("industry_share", {"last_year": 0.45}, "≥ 50%"),
        ("industry_share", {}, "—"),
        ("spend_rate", {"average": 0.87}, "≥ 87%"),
        ("spend_rate", {}, "—"),
        ("allocation_days", {}, "≤ 25天"),
        ("repeat_petitions", {}, "≤ 0件"),
        ("income_fell", {}, "—"),
    ],
)
def test_full_lines(measure: str, known: dict[str, float], line: str) -> None:
    assert marks.say_full_line(read_framework("consolidation_2021").measure(measure), **known) == line


@pytest.mark.parametrize(
    ("measure", "row", "said"),
    [
        ("allocation_days", (1356.0, 63.0, 1356 / 63), "63 笔项目资金的平均数，21.52 天"),
        ("rural_income_growth", (12680.77, 11297.63, 0.122428), "12,680.77 ÷ 上年 11,297.63 − 1 = 12.24%"),
        ("spend_rate", (96_113_300.0, 115_863_200.0, 0.829541), "9,611.33 万元 ÷ 11,586.32 万元 = 82.95%"),
        ("repeat_petitions", (2.0, math.nan, 2.0), "2 件"),
        ("spend_rate", (math.nan, math.nan, math.nan), "—"),
    ],
)
def test_values_are_said_with_their_parts(measure: str, row: tuple[float, float, float], said: str) -> None:
    facts = pd.Series(dict(zip(("numerator", "denominator", "value"), row, strict=True)))
    assert marks.say_fraction(read_framework("consolidation_2021").measure(measure), facts) == said


def test_units_and_directions() -> None:
    assert [marks.say_unit(unit) for unit in ("percent", "cny", "households", "count:件", "count")] == [
        "%",
        "万元",
        "户",
        "件",
        "个",
    ]
    assert marks.say_direction("lower_is_better") == "越低越好"
