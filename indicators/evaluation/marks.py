"""Marks of one place, measure by measure: lost and what wins them back, and how a score came about. Full marks are the aim."""

from typing import Any, Final

import numpy as np
import pandas as pd

from core import words
from indicators.declared import Measure
from indicators.evaluation import sampling
from indicators.evaluation.advice import GONE, SAMPLED, VETOED, advise
from indicators.evaluation.beside import say_beside, say_rescaled, say_state, say_unclear
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.leagues import say_average
from indicators.scoring import HIGHER, LEAST_REPORTED_SHARE, AboveLastYearAndGrowth, PerCase, ThresholdGap

MISSING_RULE_WORDS: Final = (
    "缺项规则：没有导入和不适用的指标不按零分计，其分值由其余指标按比例补足到满分；"
    "表已导入而说不清或乡镇没有报齐的，补齐前不得分，分值留在满分里；"
    f"已有数据的指标不足应计分值{words.say_line(LEAST_REPORTED_SHARE, 'percent')}的不排名，并写明原因。"
)
STATE_ORDER: Final = (
    "scored", "needs_last_year", "needs_average", "unknown", "incomplete", "missing", "not_applicable", "check_only",
)  # fmt: skip
_UNIT_WORDS: Final = {
    **words.RATES, "cny": "万元", "cny_per_person": "元/人", "households": "户", "persons": "人", "days": "天", "points": "分",
    "ratio": "比值",
}  # fmt: skip


def say_unit(unit: str) -> str:
    """The word of a unit: `%`, `万元`, `户`, the counter of a count."""
    return _UNIT_WORDS.get(unit) or words.counter_of(unit)


def say_direction(direction: str) -> str:
    """`越高越好` or `越低越好`."""
    return "越高越好" if direction == HIGHER else "越低越好"


def say_full_line(measure: Measure, last_year: float = np.nan, average: float = np.nan) -> str:
    """The value that earns full marks: `≥ 95%`, `≤ 25天`, `> 上年 51.2%`; `—` when it depends on something unknown."""
    if measure.rule is None:
        return words.MISSING_WORDS
    target = measure.rule.target(last_year, average)
    if words.is_missing(target):
        return words.MISSING_WORDS
    if isinstance(measure.rule, PerCase) and measure.rule.of == "rows_short":
        return f"未达标 ≤ {words.say_number(target)}例"
    if isinstance(measure.rule, ThresholdGap) and target == 0:
        return f"≥ {measure.rule.against}"
    sign = ("≥", ">") if measure.direction == HIGHER else ("≤", "<")
    return f"{sign[measure.rule.is_beyond_target(last_year)]} {words.say_line(round(target, 6), measure.unit)}"


def say_fraction(measure: Measure, row: pd.Series) -> str:
    """How the value comes from its parts: `421 户 ÷ 428 户 = 98.36%`; a value without parts alone. `row` as in `list_marks`."""
    value = words.say_value(row["value"], measure.unit)
    if words.is_missing(row["numerator"]) or words.is_missing(row["denominator"]):
        return value
    if measure.kind == "mean":
        return f"{words.say_value(row['denominator'], f'count:{measure.counter}')}的平均数，{value}"
    unit = measure.amount_unit or ("ratio" if measure.is_growth else f"count:{measure.counter}")
    top, bottom = (words.say_value(row[name], unit, is_exact=True) for name in ("numerator", "denominator"))
    return f"{top} ÷ 上年 {bottom} − 1 = {value}" if measure.is_growth else f"{top} ÷ {bottom} = {value}"


def list_marks(evaluation: Evaluation, place_code: str) -> pd.DataFrame:
    """Every measure with points of one place, most marks lost first, then what was not scored.

    Columns measure, title, aspect, indicator, department, state, state_words, value, numerator, denominator, value_words,
    beside and rescaled (see `beside`), full_words, declared, points, score, lost, needed, advice (kind), marks_each (marks a
    step; NaN unknown) and each_words, rows_short, vetoed_by (titles), is_bonus. points, score and lost are rescaled as in
    `Evaluation.measures`, NaN or 0 where nothing was scored; their sums are those of the place.
    """
    measures = evaluation.framework.measures
    rows = evaluation.measures[evaluation.measures["place_code"] == place_code]
    rows = rows[rows["declared"].notna() | rows["is_bonus"]].copy()
    pairs: list[tuple[Measure, Any]] = [(measures[str(row["measure"])], row) for row in rows.to_dict("records")]
    rows["title"] = [measure.title for measure, _ in pairs]
    rows["department"] = [measure.department for measure, _ in pairs]
    rows["value_words"] = [words.say_value(row["value"], measure.unit) for measure, row in pairs]
    rows["full_words"] = [say_full_line(measure, row["last_year_value"], row["average"]) for measure, row in pairs]
    advices = [advise(measure, row) for measure, row in pairs]
    rows["needed"] = [one.says for one in advices]
    rows["advice"] = [one.kind for one in advices]
    rows["marks_each"] = [one.marks_each for one in advices]
    rows["each_words"] = [one.say_each() for one in advices]
    rows["state_words"] = [say_state(row) for _, row in pairs]
    rows["beside"] = [say_beside(measure, row) for measure, row in pairs]
    rows["rescaled"] = [say_rescaled(row["lost"], row["declared"] - row["earned"]) for _, row in pairs]
    rows["vetoed_by"] = [_titles(evaluation, row["vetoed_by"]) for _, row in pairs]
    rows["order"] = rows["state"].map({state: position for position, state in enumerate(STATE_ORDER)})
    return rows.sort_values(["order", "lost", "declared"], ascending=[True, False, False], kind="stable").drop(
        columns="order"
    )


def say_needed(measure: Measure, row: pd.Series) -> str:
    """What wins the marks back, in words; where that cannot be done why, for a measure without data what to do about that."""
    return advise(measure, row).says


def sum_marks(marks: pd.DataFrame) -> dict[str, float]:
    """points, score and lost over a frame of `list_marks` without bonuses, so that score + lost = points; bonus; total."""
    counted = marks[~marks["is_bonus"]]
    sums = {name: float(counted[name].sum()) for name in ("points", "score", "lost")}
    bonus = float(marks.loc[marks["is_bonus"], "score"].sum())
    return {**sums, "bonus": bonus, "total": sums["score"] + bonus}


def explain_score(evaluation: Evaluation, place_code: str, measure_id: str) -> list[tuple[str, str]]:
    """How one score came about, as (label, words): rule, value, what it was compared with, marks, what was rescaled."""
    measure = evaluation.framework.measure(measure_id)
    found = evaluation.measures.query("place_code == @place_code and measure == @measure_id")
    row = found.iloc[0]
    said = [("口径", measure.says)] if measure.says else []
    said += [
        ("计分规则", measure.rule.describe() if measure.rule else "只核查，不计分"),
        ("指标值", say_fraction(measure, row)),
    ]
    if unclear := say_unclear(measure, row):
        said.append(("还不清楚的", unclear))
    if error := sampling.say_error(measure.counted_from(str(row["source"])), row):
        said.append(("抽样误差", error))
    said += _compared_with(measure, row)
    if row["state"] != "scored":
        return [*said, ("得分", say_state(row))]
    said.append(("得分", _say_score(measure, row)))
    if row["vetoed_by"]:
        said.append(("一票否决", f"因“{_titles(evaluation, row['vetoed_by'])}”，本项不得分"))
    advice = advise(measure, row)
    label = "争取加分" if measure.is_bonus else "补分" if advice.kind in (GONE, SAMPLED, VETOED) else "补到满分"
    said.append((label, advice.says))
    return [*said, ("每做一件", advice.say_each())] if advice.say_each() else said


def _say_score(measure: Measure, row: pd.Series) -> str:
    score, points = (words.say_value(row[name], "points") for name in ("score", "points"))
    if measure.is_bonus:
        return f"加 {score}"
    factor = float(row["factor"])
    if abs(factor - 1) < 1e-9:
        return f"{score} / {points}"
    return f"{score} / {points}（原分值 {words.say_number(row['declared'])} 分，缺项不计后折算 ×{factor:.4f}）"


def _compared_with(measure: Measure, row: pd.Series) -> list[tuple[str, str]]:
    held: tuple[str, ...] = measure.rule.compared_with if measure.rule else ()
    said = []
    if "last_year" in held:
        said.append(("上年同期", words.say_value(row["last_year_value"], measure.unit)))
    if isinstance(measure.rule, AboveLastYearAndGrowth):
        facts = (row["scored_value"], row["last_year_value"], row["average"])
        said += measure.rule.conditions(*map(float, facts)) if row["state"] == "scored" else []
    if "average" in held and not words.is_missing(row["average"]):
        name = say_average(str(row["average_source"]), row["average_places"])
        said.append((name, words.say_value(row["average"], measure.unit)))
    return said


def _titles(evaluation: Evaluation, ids: Any) -> str:
    measures = evaluation.framework.measures
    return "、".join(measures[name].title for name in str(ids).split("、") if name in measures)
