"""From values to scores: `score_measures` → `rescale` → `sum_cuts` and `sum_total`, on long frames without rounding.

The long frame has one row a place and measure: place_code, measure, value, numerator, denominator, rows_short,
last_year_value, average, state; scored_value and rows_unknown where not all rows could be judged, gaps where months between others
of a figure of the year to date are left out.
A measure that does not apply or has no data is left out and the rest rescaled; missing is never zero, but it lowers the
reported share, and below `LEAST_REPORTED_SHARE` nothing is rescaled: there are marks, but no score and no rank. Where the rows
are there and do not say enough (`HELD`), the points are held: nothing is earned for them and the rest is not rescaled in their
place, so that leaving cells empty never pays.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from core import words
from core.kinds import Where
from indicators.scoring.cases import VETO_SCOPES, Veto
from indicators.scoring.rule import FULL_WORDS, HIGHER, LOWER, OUT_OF_REACH_WORDS, Floats, Rule
from indicators.scoring.rules import DIRECTIONS, RULES, read_rule

__all__ = [
    "DIRECTIONS",
    "FULL_WORDS",
    "HELD",
    "HIGHER",
    "LEAST_REPORTED_SHARE",
    "LOWER",
    "NOT_RANKED",
    "OUT_OF_REACH_WORDS",
    "RULES",
    "STATE_WORDS",
    "UNJUDGED",
    "VETO_SCOPES",
    "Rule",
    "Scored",
    "Where",
    "is_enough",
    "is_held",
    "left_empty",
    "read_rule",
    "rescale",
    "score_measures",
    "sum_cuts",
    "sum_total",
    "unranked_reason",
]

LEAST_REPORTED_SHARE = 0.8
"""Below this share of the applicable points nothing is rescaled: a place has no score, a cut no light, neither a rank."""
SHARE_TOLERANCE = 1e-9
FULL_MARKS = 100.0

STATE_WORDS = {
    "scored": "已计分",
    "missing": "未导入数据",
    "not_applicable": "不适用",
    "unknown": "说不清的太多，不计分",
    "incomplete": "下级没有报齐，不计分",
    "needs_last_year": "缺上年数，不计分",
    "needs_average": "缺平均数，不计分",
    "check_only": "只核查不计分",
}
NOT_RANKED = ("not_applicable", "unknown", "incomplete")
"""States of measures whose value, if there is any, says too little to be ranked, coloured or averaged."""
HELD = ("unknown", "incomplete")
"""States of measures that are not scored because of what the place itself left out: its points stay in the total."""
UNJUDGED = ("unknown", "incomplete", "needs_last_year", "needs_average")
"""States of measures whose rows are there and cannot be scored all the same."""
_NEED_STATES = (("last_year", "needs_last_year"), ("average", "needs_average"))
_KEY = ["place_code", "measure"]
_FACTS = {"value": "scored_value", "last_year": "last_year_value", "average": "average", "rows_short": "rows_short"}


class Scored(Protocol):
    """What scoring asks of a measure. A check has no rule; a veto may have 0 points."""

    @property
    def id(self) -> str: ...
    @property
    def points(self) -> float | None: ...
    @property
    def rule(self) -> Rule | None: ...
    @property
    def aspect(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def is_bonus(self) -> bool: ...


def score_measures(frame: pd.DataFrame, measures: Mapping[str, Scored]) -> pd.DataFrame:
    """Every place × measure with the marks it earned on the declared points.

    `frame` is the long frame above with state `reported` or one of those that are not scored; a place without a row for a measure
    counts as missing. Adds aspect, indicator, is_bonus, declared (points; NaN for checks), earned (NaN when not scored),
    state (a key of `STATE_WORDS`) and vetoed_by and held_by (ids of the vetoes that zeroed the row, or of
    which nobody can say whether they do, joined by 、, or empty).
    Raises ValueError for two rows of one place and measure and for a measure that is not declared.
    """
    _check_rows(frame, measures)
    grid = pd.MultiIndex.from_product([pd.unique(frame["place_code"]), list(measures)], names=_KEY).to_frame(
        index=False
    )
    full = _with_defaults(grid.merge(frame, on=_KEY, how="left", sort=False))
    facts = {fact: _floats(full[column]) for fact, column in _FACTS.items()}
    facts["rows_short"] = facts["rows_short"] + np.nan_to_num(_floats(full["rows_unknown"]))
    came = full["state"].fillna("missing").astype(object).to_numpy()
    earned, declared = np.full(len(full), np.nan), np.full(len(full), np.nan)
    state, broken = came.copy(), np.zeros(len(full), dtype=bool)
    for position, measure in enumerate(measures.values()):
        rows = slice(position, None, len(measures))
        marks = _score_one(measure, {fact: values[rows] for fact, values in facts.items()}, came[rows])
        earned[rows], declared[rows], state[rows], broken[rows] = marks
    scored = full.assign(
        aspect=full["measure"].map({name: measure.aspect for name, measure in measures.items()}),
        indicator=full["measure"].map({name: measure.indicator for name, measure in measures.items()}),
        is_bonus=full["measure"].map({name: measure.is_bonus for name, measure in measures.items()}).astype(bool),
        declared=declared,
        earned=earned,
        state=state,
        vetoed_by="",
        held_by="",
    )
    return _apply_vetoes(scored, measures, broken)


def rescale(frame: pd.DataFrame, total: float = FULL_MARKS) -> pd.DataFrame:
    """Adds factor, points, score, lost and reported_share: marks rescaled so that what a place reported adds up to `total`.

    Per place factor = total / declared points of its scored and held (`is_held`) measures without bonuses, and 1 where the scored are
    less than `LEAST_REPORTED_SHARE` of those that apply: few marks say nothing about the rest. points is 0 for a measure that is not
    scored; score and lost are NaN there. A bonus is added as it is: points 0, lost 0. reported_share = declared points scored /
    declared points that apply (NaN when none applies).
    """
    counted = frame["declared"].where(~frame["is_bonus"]).fillna(0.0)
    is_scored = frame["earned"].notna()
    scored_points = _per_place(frame, counted.where(is_scored, 0.0))
    applicable_points = _per_place(frame, counted.where(frame["state"] != "not_applicable", 0.0))
    result = frame.copy()
    result["reported_share"] = scored_points / applicable_points.where(applicable_points > 0)
    held_points = _per_place(frame, counted.where(is_held(frame), 0.0))
    factor = total / (scored_points + held_points).where(scored_points > 0)
    result["factor"] = factor.where(factor.isna() | is_enough(result["reported_share"]), 1.0)
    result["points"] = (counted * result["factor"]).where(is_scored, 0.0)
    result["score"] = frame["earned"].where(frame["is_bonus"], frame["earned"] * result["factor"])
    result["lost"] = (result["points"] - result["score"]).where(~frame["is_bonus"] | ~is_scored, 0.0)
    return result


def is_held(frame: pd.DataFrame) -> pd.Series:
    """Whether a row is not scored because of rows or cells that the place left out: `HELD`, and rows whose cells are all empty."""
    return frame["earned"].isna() & (frame["state"].isin(HELD) | left_empty(frame))


def left_empty(frame: pd.DataFrame) -> pd.Series:
    """Whether rows were imported whose cells are empty, all of them; one row of many items is no sign of that."""
    return (frame["state"] == "missing") & (frame["rows_unknown"] > 1)


def is_enough(reported_share: pd.Series) -> pd.Series:
    """Whether so much was reported that the rest may be rescaled: at least `LEAST_REPORTED_SHARE`."""
    return reported_share >= LEAST_REPORTED_SHARE - SHARE_TOLERANCE


def sum_cuts(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Sums of a rescaled frame: one row a place_code and `by` (`aspect`, `indicator`), in order of first appearance.

    Columns points, score, lost, bonus (part of score), reported_share (inside the cut). score and lost are NaN where nothing
    was scored. Over either cut the sums equal those of `sum_total`.
    """
    return _sums(frame, ["place_code", by])


def sum_total(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a place of a rescaled frame: place_code, points, score, lost, bonus, reported_share, unranked_reason.

    score is NaN where less than `LEAST_REPORTED_SHARE` was reported: part of the marks is no score, a bonus alone neither.
    """
    sums = _sums(frame, ["place_code"])
    sums["score"] = sums["score"].where((sums["points"] > 0) & is_enough(sums["reported_share"]))
    pairs = zip(sums["score"], sums["reported_share"], strict=True)
    sums["unranked_reason"] = [unranked_reason(score, share) for score, share in pairs]
    return sums


def unranked_reason(score: float, reported_share: float, least: float = LEAST_REPORTED_SHARE) -> str:
    """Why a place has no rank, in Chinese; empty when it has one."""
    if math.isnan(reported_share) or reported_share <= 0:
        return "没有可计分的指标，不排名"
    if math.isnan(score) or reported_share < least - SHARE_TOLERANCE:
        said = words.say_value(reported_share, "percent")
        return f"已有数据的指标只占分值的{said}，不足{words.say_line(least, 'percent')}，不排名"
    return ""


def _with_defaults(frame: pd.DataFrame) -> pd.DataFrame:
    """What marks are reckoned from is the value itself, and every row is judged, where nothing else is said."""
    scored = frame["scored_value"] if "scored_value" in frame else frame["value"]
    return frame.assign(
        scored_value=scored, rows_unknown=frame.get("rows_unknown", np.nan), gaps=frame.get("gaps", np.nan)
    )


def _check_rows(frame: pd.DataFrame, measures: Mapping[str, Scored]) -> None:
    unknown = set(frame["measure"]) - set(measures)
    if unknown:
        raise ValueError(f"measures without a declaration: {sorted(unknown)}")
    if frame.duplicated(_KEY).any():
        raise ValueError("a place has two rows for one measure")


def _score_one(
    measure: Scored, facts: Mapping[str, Floats], came: np.ndarray
) -> tuple[Floats, float, np.ndarray, np.ndarray]:
    """One measure over its places: earned, declared points, state, whether its veto is broken."""
    rule, points = measure.rule, measure.points or 0.0
    share = np.where(np.isfinite(facts["value"]), 1.0, np.nan) if rule is None else rule.share(**facts)
    is_known = (came == "reported") & np.isfinite(share)
    has_points = rule is not None and points > 0
    earned = np.where(is_known, share * points, np.nan) if has_points else np.full(share.shape, np.nan)
    state = np.where(is_known, "scored" if has_points else "check_only", came)
    state = _say_why_missing(state, facts, () if rule is None else rule.needs)
    return earned, points if has_points else np.nan, state, is_known & (share < 1.0) & isinstance(rule, Veto)


def _say_why_missing(state: np.ndarray, facts: Mapping[str, Floats], needs: Sequence[str]) -> np.ndarray:
    """Rows still `reported` could not be scored: the value is missing, or what it is compared with."""
    why = np.full(state.shape, "missing", dtype=object)
    for need, word in _NEED_STATES:
        if need in needs:
            why = np.where(np.isfinite(facts["value"]) & ~np.isfinite(facts[need]), word, why)
    return np.where(state == "reported", why, state)


def _apply_vetoes(scored: pd.DataFrame, measures: Mapping[str, Scored], broken: np.ndarray) -> pd.DataFrame:
    """Zero the scope of every broken veto; what was not scored stays not scored. Where months between others are left out nobody can say
    whether it is broken, and the scope is held; where a place began to report late it is not."""
    for name in pd.unique(scored["measure"][broken]):
        hit = _hit_by(scored, measures[name], broken, "vetoed_by")
        scored.loc[hit, "earned"] = 0.0
    unclear = (scored["state"].isin(HELD) & (scored["gaps"] > 0)).to_numpy()
    for name in (one.id for one in measures.values() if isinstance(one.rule, Veto)):
        hit = _hit_by(scored, measures[name], unclear, "held_by")
        scored.loc[hit, "earned"], scored.loc[hit, "state"] = np.nan, HELD[0]
    return scored


def _hit_by(scored: pd.DataFrame, measure: Scored, where: np.ndarray, column: str) -> pd.Series:
    """The scored rows in the scope of a veto in the places where `where` holds of it, its name put into a column of theirs."""
    places = scored["place_code"][where & (scored["measure"] == measure.id)]
    hit = scored["place_code"].isin(places) & _in_scope(scored, measure) & scored["earned"].notna()
    marks = scored.loc[hit, column]
    scored.loc[hit, column] = marks.where(marks == "", marks + "、") + measure.id
    return hit


def _in_scope(scored: pd.DataFrame, measure: Scored) -> pd.Series:
    assert isinstance(measure.rule, Veto)
    scope = measure.rule.scope
    if scope == "total":
        return pd.Series(True, index=scored.index)
    return scored[scope] == {"measure": measure.id, "indicator": measure.indicator, "aspect": measure.aspect}[scope]


def _floats(column: pd.Series) -> Floats:
    return np.asarray(pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan))


def _per_place(frame: pd.DataFrame, amounts: pd.Series) -> pd.Series:
    return amounts.groupby(frame["place_code"]).transform("sum")


def _sums(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    counted = frame["declared"].where(~frame["is_bonus"]).fillna(0.0)
    facts = frame[[*keys, "points", "score", "lost"]].assign(
        bonus=frame["score"].where(frame["is_bonus"], 0.0).fillna(0.0),
        scored=counted.where(frame["earned"].notna(), 0.0),
        applicable=counted.where(frame["state"] != "not_applicable", 0.0),
    )
    groups = facts.groupby(keys, sort=False, dropna=False)
    sums = groups[["points", "score", "lost", "bonus", "scored", "applicable"]].sum(min_count=1).reset_index()
    sums["reported_share"] = sums["scored"] / sums["applicable"].where(sums["applicable"] > 0)
    return sums.drop(columns=["scored", "applicable"])
