"""What a changed book would change, before it is saved: whose values, scores and ranks, on a period there is."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from core import words
from indicators.declared import Framework, Measure
from indicators.evaluation import Evaluation, evaluate, periods
from store import Store

SCORE_TOLERANCE = 5e-5
"""Differences of scores and values below this are float noise."""


@dataclass(frozen=True)
class Effect:
    """places: place_code, place_name, league, old_score, score, old_rank, rank of every place of either book, those that change first;
    values: place_code, place_name, measure, title, old_value, value, old_score, score of the measures that change there."""

    period: str
    places: pd.DataFrame
    values: pd.DataFrame
    units: dict[str, str]
    """Measure → its unit, as the new book has it."""

    @property
    def changed(self) -> pd.DataFrame:
        """The places whose score or rank changes."""
        frame = self.places
        return frame[_differ(frame["old_score"], frame["score"]) | _differ(frame["old_rank"], frame["rank"])]

    def say(self) -> str:
        """`2021年11月：8 个地区中 3 个得分变化，2 个位次变化；12 个指标值或得分变化`."""
        frame = self.places
        scores = int(_differ(frame["old_score"], frame["score"]).sum())
        ranks = int(_differ(frame["old_rank"], frame["rank"]).sum())
        head = words.say_period(self.period)
        if not scores and not ranks and self.values.empty:
            return f"{head}：{len(frame)} 个地区的指标值、得分和位次都不变"
        return f"{head}：{len(frame)} 个地区中 {scores} 个得分变化，{ranks} 个位次变化；{len(self.values)} 处指标值或得分变化"


def find_effect(
    store: Store, old: Framework, new: Framework, period: str, scope: str = "", day: date | None = None
) -> Effect:
    """Both books evaluated for the same period, place and day; an old one without data of the period has no figures. Raises UserError
    as `evaluate` does."""
    now = evaluate(store, new, period, scope, day)
    was = evaluate(store, old, period, scope, day) if period in periods(store, old) else _without_figures(now)
    key = ["place_code", "place_name", "league"]
    places = now.places[[*key, "score", "rank"]].merge(
        was.places[[*key, "score", "rank"]].rename(columns={"score": "old_score", "rank": "old_rank"}),
        on=key,
        how="outer",
    )
    places = places.assign(
        is_same=~(_differ(places["old_score"], places["score"]) | _differ(places["old_rank"], places["rank"])),
    ).sort_values(["is_same", "league", "rank", "place_code"], kind="stable")
    columns = ["place_code", "place_name", "league", "old_score", "score", "old_rank", "rank"]
    return Effect(
        period,
        places[columns].reset_index(drop=True),
        _values(was.measures, now.measures, places, old, new),
        _units(old, new),
    )


def _without_figures(evaluation: Evaluation) -> Evaluation:
    """The same places, of which nothing is known, and no measure."""
    places = evaluation.places.assign(score=np.nan, rank=np.nan)
    return replace(evaluation, places=places, measures=evaluation.measures.head(0))


def _values(was: pd.DataFrame, now: pd.DataFrame, places: pd.DataFrame, old: Framework, new: Framework) -> pd.DataFrame:
    taken = ["place_code", "measure", "scored_value", "score"]
    named = {"scored_value": "value"}
    before = was[taken].rename(columns={"scored_value": "old_value", "score": "old_score"})
    frame = now[taken].rename(columns=named).merge(before, on=["place_code", "measure"], how="outer")
    differs = _differ(frame["old_value"], frame["value"]) | _differ(frame["old_score"], frame["score"])
    names = dict(zip(places["place_code"], places["place_name"], strict=True))
    titles = {name: one.title for name, one in (*old.measures.items(), *new.measures.items())}
    frame = frame[differs].sort_values(["measure", "place_code"], kind="stable")
    frame = frame.assign(place_name=frame["place_code"].map(names), title=frame["measure"].map(titles))
    columns = ["place_code", "place_name", "measure", "title", "old_value", "value", "old_score", "score"]
    return frame[columns].reset_index(drop=True)


def _units(old: Framework, new: Framework) -> dict[str, str]:
    return {name: one.unit for name, one in (*old.measures.items(), *new.measures.items())}


def _differ(old: pd.Series, new: pd.Series) -> pd.Series:
    """Whether two figures are more apart than noise; known against unknown is a difference, unknown twice is none."""
    before, after = old.astype(float), new.astype(float)
    return (before.isna() != after.isna()) | ((after - before).abs().fillna(0.0) > SCORE_TOLERANCE)


def with_measure(framework: Framework, measure: Measure) -> Framework:
    """The framework as it would be with a measure in the place of the one of that id, or beside the others; its points follow."""
    measures = {**framework.measures, measure.id: measure}
    return replace(framework, measures=measures, points=_points(framework, measures))


def without_measure(framework: Framework, measure_id: str) -> Framework:
    """The framework as it would be without a measure."""
    measures = {name: one for name, one in framework.measures.items() if name != measure_id}
    return replace(framework, measures=measures, points=_points(framework, measures))


def _points(framework: Framework, measures: dict[str, Measure]) -> float:
    """The points of all measures where the framework has points at all: a draft's may not add up yet."""
    total = sum(one.points for one in measures.values() if one.is_scored and not one.is_bonus)
    return float(np.round(total, 9)) if framework.points else framework.points
