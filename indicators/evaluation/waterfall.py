"""From the score to full marks, one step an indicator: what can still be won, what is gone, and what a bonus adds."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core import words
from indicators.evaluation.advice import BONUS, LEAST_MARKS, WINNABLE, advise
from indicators.evaluation.answers import most_first
from indicators.evaluation.evaluating import Evaluation
from indicators.scoring import is_held


@dataclass(frozen=True)
class Step:
    """The marks one indicator costs. `measures` are those that cost any (id, title, marks), most first; `start` is where the step begins
    on the way from the score to full marks."""

    indicator: str
    short: str
    start: float
    winnable: float
    gone: float
    measures: tuple[tuple[str, str, float], ...]

    @property
    def lost(self) -> float:
        """Both together."""
        return self.winnable + self.gone


@dataclass(frozen=True)
class Waterfall:
    """Marks of one place, or the mean of the places with a score (`places` of them). `score` + every step + `held` = `points`;
    `held` is what was not scored because the place left out what there should be. Bonuses stand apart: `bonus` is got, `bonus_open` can
    still be got."""

    score: float
    points: float
    steps: Sequence[Step]
    bonus: float
    bonus_open: float
    held: float
    places: int

    @property
    def winnable(self) -> float:
        """What work can still win back."""
        return sum(step.winnable for step in self.steps)

    @property
    def gone(self) -> float:
        """What no work wins back: gone for this year, vetoed, or of a sample."""
        return sum(step.gone for step in self.steps)


def make_waterfall(evaluation: Evaluation, ours: str = "") -> Waterfall | None:
    """The way of one place, or with '' of the mean of the places with a score; most marks first. None where nobody has a score."""
    whole = evaluation.places.loc[evaluation.places["score"].notna(), "place_code"]
    codes = [ours] if ours else list(whole)
    rows = evaluation.measures[evaluation.measures["place_code"].isin(codes)]
    if ours not in ("", *whole) or rows.empty or not evaluation.framework.is_scored:
        return None
    declared = evaluation.framework.measures
    marks = rows.assign(
        kind="", bonus_open=0.0, lost=rows["lost"].fillna(0.0).where(~rows["is_bonus"], 0.0), score=rows["score"].fillna(0.0)
    )  # fmt: skip
    costly = rows[(marks["lost"] > LEAST_MARKS) | rows["is_bonus"]]
    for index, row in costly.iterrows():
        advice = advise(declared[row["measure"]], row)
        marks.loc[index, "kind"] = advice.kind
        if advice.kind == BONUS:
            marks.loc[index, "bonus_open"] = advice.marks
    count = len(codes)
    counted = marks[~marks["is_bonus"]]
    score = float(counted["score"].sum()) / count
    held = float((counted["declared"] * counted["factor"]).where(is_held(counted), 0.0).sum()) / count
    points = score + float(counted["lost"].sum()) / count + held
    bonus = float(marks.loc[marks["is_bonus"], "score"].sum()) / count
    steps = _make_steps(evaluation, counted[counted["lost"] > LEAST_MARKS], score, count)
    return Waterfall(score, points, steps, bonus, float(marks["bonus_open"].sum()) / count, held, count)


def _make_steps(evaluation: Evaluation, lost: pd.DataFrame, score: float, count: int) -> list[Step]:
    """One step an indicator with marks lost, most first as they are shown."""
    shorts = {cut.title: cut.short for cut in evaluation.framework.indicators}
    titles = {name: measure.title for name, measure in evaluation.framework.measures.items()}
    sums = lost.groupby("indicator", sort=False)["lost"].sum().sort_values(ascending=False, kind="stable")
    steps, start = [], score
    for indicator in sums.index:
        own = lost[lost["indicator"] == indicator]
        winnable = float(own.loc[own["kind"] == WINNABLE, "lost"].sum()) / count
        gone = float(own.loc[own["kind"] != WINNABLE, "lost"].sum()) / count
        by_measure = own.groupby("measure", sort=False).agg(lost=("lost", "sum"), rows_short=("rows_short", "sum"))
        measures = [
            (str(name), titles[str(name)], float(row["lost"]) / count)
            for name, row in most_first(by_measure).iterrows()
        ]
        steps.append(Step(str(indicator), shorts[str(indicator)], start, winnable, gone, tuple(measures)))
        start += winnable + gone
    return steps


def say_waterfall(found: Waterfall, is_one: bool, noun: str = "县") -> str:
    """`还可补 28.10 分，已失 8.11 分；已加 1.00 分，加分还可争取 2.00 分`; over several places `5县平均还可补 …`."""
    who = "" if is_one else f"{found.places}{noun}平均"
    said = f"{who}还可补 {words.say_value(found.winnable, 'points')}，已失 {words.say_value(found.gone, 'points')}"
    said += f"，没有计分 {words.say_value(found.held, 'points')}" if found.held > LEAST_MARKS else ""
    more = [f"已加 {words.say_value(found.bonus, 'points')}"] if found.bonus > LEAST_MARKS else []
    more += [f"加分还可争取 {words.say_value(found.bonus_open, 'points')}"] if found.bonus_open > LEAST_MARKS else []
    return f"{said}；{'，'.join(more)}" if more else said
