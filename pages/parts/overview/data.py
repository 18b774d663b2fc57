"""What 总览 reads once: the way to full marks, what overtakes the next place; and beside them problems and findings."""

import pandas as pd

from core.places import BELOW, level_of
from indicators.checks import Run, add_counts, total_of
from indicators.checks import words as check_words
from indicators.evaluation import Evaluation, ladder, waterfall
from ledger.looking import ProblemFilter, Sums, sum_problems, widen
from pages.parts.common import cache, checked, office
from pages.parts.common.address import say_area_of
from store import Store

_OF_EVALUATION: cache.Keys = {
    Evaluation: lambda one: (one.framework.id, one.framework.content_hash, one.framework.called, one.period, one.area, one.day),
    pd.DataFrame: lambda _: "the league table of the evaluation",
}  # fmt: skip


def _make_waterfall(_store: Store, evaluation: Evaluation, ours: str) -> waterfall.Waterfall | None:
    return waterfall.make_waterfall(evaluation, ours)


def _find_overtaking(_store: Store, evaluation: Evaluation, table: pd.DataFrame, ours: str) -> ladder.Overtaking | None:
    return ladder.find_overtaking(evaluation, table, ours)


make_waterfall = cache.kept(_make_waterfall, 128, _OF_EVALUATION)
find_overtaking = cache.kept(_find_overtaking, 128, _OF_EVALUATION)


def count_problems(scope: str) -> Sums:
    """The problems of a place as 问题台账 has them, by the time that is left."""
    engine = office.ledger().engine
    return sum_problems(engine, widen(engine, ProblemFilter(place=scope)), office.working_day())


def say_findings(run: Run, scope: str) -> str:
    """What 疑点核查 answers for a place."""
    counted = add_counts(
        checked.count_findings(run, scope, BELOW.get(level_of(scope), "")), "", checked.checks().measures
    )
    if counted.empty:
        return ""
    return check_words.say_matrix(say_area_of(scope), total_of(counted), "")
