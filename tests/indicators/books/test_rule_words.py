"""Rule sentences: published ones with their hand-reckoned marks, kinds of the trade, and what must not be guessed."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.kinds import Where
from indicators.books.published import read_rule_words
from indicators.books.published.reading import RuleFound
from indicators.scoring import read_rule

PUBLISHED = yaml.safe_load((Path(__file__).parent / "published_rules.yaml").read_text(encoding="utf-8"))
LOWER, HIGHER = "lower_is_better", "higher_is_better"


def earned(found: RuleFound, value: float, last_year: float | None = None, average: float | None = None) -> float:
    """The marks by the program's own rule."""
    where = Where("draft.yaml", "scoring")
    rule = read_rule(found.scoring, points=found.points, direction=found.direction, unit=found.unit, where=where)
    return float(rule.share(value, last_year, average)) * rule.points


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one["words"][:16])
def test_a_published_sentence_scores_as_reckoned_by_hand(one: dict[str, Any]) -> None:
    reading = read_rule_words(one["words"], one["points"], one.get("notes", ""))
    assert [ask.words for ask in reading.asks] == one.get("asks", [])
    if "rule" not in one:
        assert reading.rules == () and not reading.is_understood
        return
    (found,) = reading.rules
    assert (found.scoring, found.unit) == (one["rule"], one["unit"]) and reading.is_understood
    for value, points in one["scores"]:
        assert earned(found, value) == pytest.approx(points), value
    assert reading.is_absent_left_out == ("缺项" in one["words"])


def test_the_published_sentences_are_of_many_kinds_and_each_is_cited() -> None:
    kinds = {one["rule"]["rule"] for one in PUBLISHED if "rule" in one}
    assert len(kinds) >= 6 and len(PUBLISHED) >= 9
    assert all("http" in one["source"] or "存本" in one["source"] for one in PUBLISHED)


KINDS = [
    ("达到60%得满分，每低1个百分点扣0.5分，扣完为止", {"rule": "per_step", "full_at": 0.6, "step": 0.01, "per_step": 0.5}, HIGHER),
    ("达到百分之九十五得满分，每下降十个百分点扣一分", {"rule": "per_step", "full_at": 0.95, "step": 0.1, "per_step": 1}, HIGHER),
    ("达到98%以上得10分，每少1个百分点扣1分。", {"rule": "per_step", "full_at": 0.98, "step": 0.01, "per_step": 1}, HIGHER),
    ("98%以上得10分，低于98%的每低1个百分点扣1分", {"rule": "per_step", "full_at": 0.98, "step": 0.01, "per_step": 1}, HIGHER),
    ("较上年增长8%以上得10分，每少1个百分点扣1分", {"rule": "per_step", "full_at": 0.08, "step": 0.01, "per_step": 1}, HIGHER),
    ("高于全省平均水平得10分，（低于全省平均水平的）每低1个百分点扣2分",
     {"rule": "per_step_behind", "of": "area", "step": 0.01, "per_step": 2}, HIGHER),
    ("高于全省平均水平得满分，每低1个百分点扣2分", {"rule": "per_step_behind", "of": "area", "step": 0.01, "per_step": 2}, HIGHER),
    ("达到或高于全省平均水平的得10分", {"rule": "versus_average"}, HIGHER),
    ("有1例不得分", {"rule": "threshold", "full_at": 0}, LOWER),
    ("发现3例以上的不得分", {"rule": "threshold", "full_at": 2}, LOWER),
    ("每户扣1分，扣完10分为止", {"rule": "per_case", "per_case": 1}, LOWER),
    ("每户扣1分，最多扣4分", {"rule": "per_case", "per_case": 1, "most": 4}, LOWER),
    ("位居全省前10名加2分", {"rule": "bonus_steps", "max": 2, "steps": [{"at": 10, "share": 1}]}, LOWER),
    ("按比例计分", {"rule": "proportional", "full_at": 1}, HIGHER),
    ("完成率90%以上得满分，80%以上的按完成比例计分，低于80%不得分",
     {"rule": "proportional", "full_at": 0.9, "none_below": 0.8}, HIGHER),
    ("达到95%以上得满分、低于80%不得分，其间按比例计分", {"rule": "linear", "zero_at": 0.8, "full_at": 0.95}, HIGHER),
    ("每增加1个加0.5分，最多加2分", {"rule": "bonus", "per_case": 0.5, "max": 2}, HIGHER),
    ("不低于上年得满分", {"rule": "not_below_last_year"}, HIGHER),
    ("高于全省平均水平的得满分", {"rule": "versus_average", "beyond": True}, HIGHER),
    ("低于全国平均水平的不得分", {"rule": "versus_average", "of": "nation"}, HIGHER),
    ("每低于全省平均1个百分点扣0.5分", {"rule": "per_step_behind", "of": "area", "step": 0.01, "per_step": 0.5}, HIGHER),
    ("超额完成任务的得满分", {"rule": "threshold", "full_at": 1, "beyond": True}, HIGHER),
    ("达到50%且高于上年的得满分", {"rule": "threshold_above_last_year", "full_at": 0.5}, HIGHER),
    ("不低于序时进度得满分", {"rule": "threshold_gap", "against": "序时进度"}, HIGHER),
    ("第1-3名得10分，第4-10名得6分",
     {"rule": "steps", "steps": [{"at": 3, "share": 1}, {"at": 10, "share": 0.6}]}, LOWER),
    ("90%以上得10分，80%以上得5分，80%以下不得分",
     {"rule": "steps", "steps": [{"at": 0.9, "share": 1}, {"at": 0.8, "share": 0.5}]}, HIGHER),
    ("发生规模性返贫的一票否决", {"rule": "veto", "scope": "total"}, LOWER),
    ("５％以上的不得分", {"rule": "threshold", "full_at": 0.05, "beyond": True}, LOWER),
    ("按全州排名计分，第一名得满分，每下降一个位次扣0.5分，扣完为止",
     {"rule": "per_step", "full_at": 1, "step": 1, "per_step": 0.5}, LOWER),
    ("排名前三名的得10分，其余依次递减一分", {"rule": "per_step", "full_at": 3, "step": 1, "per_step": 1}, LOWER),
    ("第一名得满分，每低一名扣1分", {"rule": "per_step", "full_at": 1, "step": 1, "per_step": 1}, LOWER),
    ("每少一名扣1分", {"rule": "per_case", "per_case": 1}, LOWER),
    ("第1名得10分，每后移两位扣1分", {"rule": "per_step", "full_at": 1, "step": 2, "per_step": 1}, LOWER),
    ("按位次打分，每个位次递减0.3分，最多扣6分",
     {"rule": "per_step", "full_at": 1, "step": 1, "per_step": 0.3, "most": 6}, LOWER),
    ("在全市排名1-5名的依次赋予10分、9分、8分、7分、6分",
     {"rule": "steps", "steps": [{"at": at, "share": (11 - at) / 10} for at in range(1, 6)]}, LOWER),
    ("考核排名前三名的分别得10、8、5分",
     {"rule": "steps", "steps": [{"at": 1, "share": 1}, {"at": 2, "share": 0.8}, {"at": 3, "share": 0.5}]}, LOWER),
    ("第一、二、三名分别加3分、2分、1分",
     {"rule": "bonus_steps", "max": 3, "steps": [{"at": 1, "share": 1}, {"at": 2, "share": 0.666666667}, {"at": 3, "share": 0.333333333}]},
     LOWER),
    ("省级通报每次扣1分，市级通报每次扣0.5分", {"rule": "per_case", "per_case": 1}, LOWER),
    ("每少报一次扣0.5分，每错报一项扣0.2分，最多扣4分", {"rule": "per_case", "per_case": 1, "most": 4}, LOWER),
    ("有1例的不得评为“好”等次", {"rule": "grade_cap", "best": "较好"}, LOWER),
    ("发生规模性返贫的，不得评为优秀", {"rule": "grade_cap", "best": "良好"}, LOWER),
    ("漏纳率高于1%的最高评为“一般”", {"rule": "grade_cap", "best": "一般", "allowed": 0.01}, LOWER),
    ("问题超过3个的不能评定为较好及以上", {"rule": "grade_cap", "best": "一般", "allowed": 3}, LOWER),
]  # fmt: skip


@pytest.mark.parametrize(("words", "scoring", "direction"), KINDS, ids=[one[0][:14] for one in KINDS])
def test_each_kind_of_sentence_becomes_its_rule(words: str, scoring: dict[str, Any], direction: str) -> None:
    reading = read_rule_words(words, 10)
    assert [(one.scoring, one.direction) for one in reading.rules] == [(scoring, direction)]
    assert reading.is_understood, reading.asks
    assert earned(reading.rules[0], 0.5, 0.4, 0.4) >= 0, "the program takes the rule"


def test_several_penalties_are_one_figure_and_how_it_is_summed_is_told() -> None:
    reading = read_rule_words("省级通报每次扣1分，市级通报每次扣0.5分，扣完为止", 3)
    (found,) = reading.rules
    assert [ask.words for ask in reading.asks] == [
        "几种扣分合成一个数，取数请写成：省级通报×1＋市级通报×0.5（各按次数）"
    ]
    assert [earned(found, value) for value in (0, 1 * 1 + 1 * 0.5, 7)] == [3, 1.5, 0]


def test_a_place_further_down_costs_and_from_which_place_on_is_asked() -> None:
    reading = read_rule_words("每位次按0.25分递减", 20)
    (ask,) = reading.asks
    assert [choice.keys["scoring"]["full_at"] for choice in ask.choices] == [1, 3, 5]
    assert not read_rule_words("前五名得满分，每位次按0.25分递减", 20).asks


def test_a_grade_cap_stands_beside_the_rule_that_has_the_points() -> None:
    rule, cap = read_rule_words("每发现1户漏纳扣2分，扣完为止；有5户以上的不得评为较好", 10).rules
    assert (rule.scoring["rule"], rule.points) == ("per_case", 10)
    assert (cap.scoring, cap.unit, cap.points) == (
        {"rule": "grade_cap", "best": "一般", "allowed": 4},
        "households",
        None,
    )


def test_two_rules_of_one_item_are_a_rule_and_a_veto() -> None:
    words = "非贫困户被纳入5%以上的不得分。有投诉举报的，经核实的每户扣1分，扣完10分为止。"
    first, veto = read_rule_words(words, 10).rules
    assert first.scoring == {"rule": "per_case", "per_case": 1} and first.unit == "households"
    assert veto.scoring == {"rule": "veto", "scope": "item", "allowed": 0.05, "beyond": True} and veto.points is None


@pytest.mark.parametrize(
    "words",
    [
        "高于全省平均2个百分点以上得满分", "高于全省平均且高于上年的得满分", "视情况酌情扣分", "扣1分", "较好的得6分，一般的得4分",
        "在全市排名1-5名的依次赋予10分、9分、8分", "省级通报每次扣1分，完成率每低1个百分点扣0.5分",
        "5%以上的不得评为好", "有1例的降低一个等次",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_asked_and_sets_no_rule(words: str) -> None:
    reading = read_rule_words(words, 10)
    assert reading.rules == () and reading.asks and not reading.is_understood
    assert any(ask.sentence and ask.sentence in words for ask in reading.asks)


def test_what_the_words_leave_open_is_asked_with_answers_that_can_be_taken() -> None:
    (ask,) = read_rule_words("达到95%以上得满分、低于80%不得分", 10).asks
    assert ask.words == "两条线之间怎样计分没有写，先按比例"
    assert [choice.keys["scoring"]["rule"] for choice in ask.choices] == ["linear", "threshold"]
    (ask,) = read_rule_words("不达标不得分", 10).asks
    assert [choice.keys["scoring"]["full_at"] for choice in ask.choices] == [1, 0.95, 0.9]
    (ask,) = read_rule_words("每获一次表彰加1分", 10).asks
    assert [choice.keys["scoring"]["max"] for choice in ask.choices] == [1, 2, 4]
