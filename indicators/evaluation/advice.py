"""What can be done about marks lost: what can still be won and how much a step brings, what is gone for this year, what is open.

A deadline missed is not met again and a sample is not finished household by household: such marks are told apart from those
that work wins back.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from core import words
from indicators.declared import Measure
from indicators.evaluation import sampling
from indicators.evaluation.beside import is_left_empty, say_state
from indicators.scoring import FULL_WORDS, OUT_OF_REACH_WORDS

WINNABLE, SAMPLED, GONE, VETOED, BONUS, FULL, UNSCORED = (
    "winnable", "sampled", "gone", "vetoed", "bonus", "full", "unscored",
)  # fmt: skip
KIND_WORDS: Final = {
    WINNABLE: "还能补",
    SAMPLED: "抽样调查，不能逐户补",
    GONE: "本年已不能补回",
    VETOED: "被一票否决",
    BONUS: "加分还可争取",
    FULL: "已得满分",
    UNSCORED: "没有计分",
}
"""Kinds of advice in the order of screens."""
LEAST_MARKS: Final = 1e-9
"""Marks below this are float noise."""


@dataclass(frozen=True)
class Advice:
    """What to do about one measure in one place. `marks` can be won by `effort` steps counted in `counter` (NaN, '' unknown)."""

    kind: str
    says: str
    marks: float = math.nan
    effort: float = math.nan
    counter: str = ""

    @property
    def marks_each(self) -> float:
        """Marks a step: the marks to be won by the steps needed; NaN where steps cannot be counted."""
        return self.marks / self.effort if self.effort > 0 else math.nan

    @property
    def sentence(self) -> str:
        """`补到满分：再完成 23 户`; what cannot be won back stands for itself."""
        return f"补到满分：{self.says}" if self.kind == WINNABLE else self.says

    def say_each(self) -> str:
        """`每户 0.05 分`, of small ones `每百户 0.31 分`; '' where steps cannot be counted."""
        each = self.marks_each
        if words.is_missing(each):
            return ""
        size, many = next(((size, said) for size, said in _SIZES if each * size >= _LEAST_SAID), _SIZES[-1])
        return f"每{many}{self.counter} {words.say_value(each * size, 'points')}"


_SIZES: Final = ((1, ""), (100, "百"), (10_000, "万"))
_LEAST_SAID: Final = 0.01


def advise(measure: Measure, row: Any) -> Advice:
    """The advice for a row of `Evaluation.measures` (or of `marks.list_marks`)."""
    if row["state"] != "scored":
        return Advice(UNSCORED, _say_unscored(row))
    if measure.is_bonus:
        return _advise_bonus(measure, row)
    if not row["lost"] > LEAST_MARKS:
        return Advice(FULL, FULL_WORDS)
    lost, needed = float(row["lost"]), needed_words(measure, row)
    if row["vetoed_by"]:
        own = "本项已达标" if needed == FULL_WORDS else f"本项自身还差：{needed}"
        return Advice(VETOED, f"因一票否决不得分；{own}", lost)
    if measure.gone_because:
        return Advice(GONE, f"{KIND_WORDS[GONE]}：{measure.gone_because}", lost)
    if needed == OUT_OF_REACH_WORDS:
        return Advice(GONE, needed, lost)
    if measure.is_sample:
        return Advice(SAMPLED, sampling.say_advice(measure.counted_from(str(row["source"])), row), lost)
    effort, counter = _effort(measure, row)
    return Advice(WINNABLE, needed, lost, effort, counter)


def _say_unscored(row: Any) -> str:
    """What to do so that a measure is scored, else why it is not."""
    if row["state"] == "missing":
        return "填报后计分" if is_left_empty(row) else "导入数据后计分"
    if row["held_by"]:
        return "补齐一票否决的数据后计分"
    if row["state"] in ("unknown", "incomplete"):
        return "补填说不清的数据后计分" if row["state"] == "unknown" else "乡镇报齐后计分"
    return say_state(row)


def needed_words(measure: Measure, row: Any) -> str:
    """What reaches the full line in one place, in Chinese, whether or not it can still be done; '' for a check.

    What cannot be judged is taken at its worst, as the score takes it.
    """
    measure = measure.counted_from(str(row["source"]))
    if measure.rule is None:
        return ""
    is_by_parts, parts = _is_by_parts(measure), _parts(row)
    return measure.rule.needed_words(
        row["scored_value"],
        parts["numerator"] if is_by_parts else math.nan,
        parts["denominator"] if is_by_parts else math.nan,
        rows_short=_rows_short(row) if measure.kind != "ratio" or measure.is_growth else np.nan,
        last_year=row["last_year_value"],
        average=row["average"],
        numerator_unit=(measure.amount_unit or f"count:{measure.counter}") if is_by_parts else "count",
        verb=measure.verb,
    )


def _parts(row: Any) -> dict[str, float]:
    """Numerator and denominator as they are scored: what is unknown at its worst."""
    kept = "low_" if row["rows_unknown"] != 0 or row["places_absent"] > 0 else ""
    return {name: row[f"{kept}{name}"] for name in ("numerator", "denominator")}


def _rows_short(row: Any) -> float:
    return float(row["rows_short"] + row["rows_unknown"])


def sort_advice(marks: pd.DataFrame) -> pd.DataFrame:
    """Rows of `marks.list_marks` in the order they are worth doing: by kind, then most marks a step, then most marks lost."""
    order = {kind: position for position, kind in enumerate(KIND_WORDS)}
    keyed = marks.assign(_kind=marks["advice"].map(order))
    by = ["_kind", "marks_each", "lost", "declared"]
    return keyed.sort_values(by, ascending=[True, False, False, False], kind="stable").drop(columns="_kind")


def _is_by_parts(measure: Measure) -> bool:
    return measure.kind in ("share", "ratio") and not measure.is_growth


def _advise_bonus(measure: Measure, row: Any) -> Advice:
    open_marks = measure.points - float(row["earned"])
    if open_marks <= LEAST_MARKS:
        return Advice(FULL, "加分已满")
    said = needed_words(measure, row).replace("再完成", "再增加")
    return Advice(BONUS, f"{said}，还可加 {words.say_value(open_marks, 'points')}", open_marks)


def _effort(measure: Measure, row: Any) -> tuple[float, str]:
    """(steps, counter) to full marks: rows, households, persons to finish; projects behind where money is needed."""
    form = measure.counted_from(str(row["source"]))
    unit = (form.amount_unit or f"count:{form.counter}") if _is_by_parts(form) else form.unit
    if form.rule is not None and words.is_countable(unit) and unit != "days":
        parts = _parts(row) if _is_by_parts(form) else {}
        compared = {"rows_short": _rows_short(row), "last_year": row["last_year_value"], "average": row["average"]}
        needed = form.rule.needed(row["scored_value"], **parts, **compared)
        return (
            (needed, "") if math.isnan(needed) else (max(1.0, math.ceil(needed - LEAST_MARKS)), words.counter_of(unit))
        )
    short = _rows_short(row)
    return (short, form.counter) if form.met is not None and short > 0 else (math.nan, "")
