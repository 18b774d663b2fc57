"""举一反三: in which other places the measure of a problem fails now, which of them have a problem already, and opening theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
from sqlalchemy import select

from core.errors import UserError
from core.places import significant
from indicators.checks import FindingFilter, FindingRequest, Run, findings
from indicators.declared import CHECKS, COUNTY, TOWNSHIP, VILLAGE, Measure, read_framework
from indicators.evaluation import evaluating
from indicators.shortfalls import ListRequest
from indicators.shortfalls import lists as shortfalls
from ledger.book import CLOSED, Draft, Ledger, Opened, Problem, ProblemRow, reading
from ledger.opening import Order, draft_findings, draft_shortfalls
from ledger.opening import order as opening
from ledger.rechecking.measuring import count_now
from store import Store, read_places

LEVELS: Final = {VILLAGE: "村", TOWNSHIP: "乡镇", COUNTY: "县"}
COLUMNS: Final = ("place_code", "place_name", "row_count", "problem_id", "problem_state", "problems_below")


@dataclass(frozen=True)
class Elsewhere:
    """Other places of a level inside a scope that fail the measure now: `COLUMNS`, most rows first.

    problem_id and problem_state are those of the place's own problem of this measure (missing without one), problems_below
    counts the open ones of households, projects and smaller places inside it. Of a check `judged` counts the rows of the other
    places that could be judged and `unknown` those that nobody can judge; of a measure both are None.
    """

    measure: Measure
    level: str
    scope: str
    period: str
    places: pd.DataFrame
    judged: int | None = None
    unknown: int | None = None

    @property
    def without(self) -> tuple[str, ...]:
        """Codes of the places without an open problem of their own whose rows are not all in problems either."""
        state = self.places["problem_state"]
        is_covered = self.places["problems_below"] >= self.places["row_count"]
        return tuple(self.places.loc[(state.isna() | (state == CLOSED)) & ~is_covered, "place_code"])


def find_elsewhere(ledger: Ledger, store: Store, problem: Problem, level: str, scope: str, period: str) -> Elsewhere:
    """Where else. `period` is the month (or year) to look at; raises UserError for a problem without a measure."""
    if level not in LEVELS:
        raise UserError(f"应为其中之一：{'、'.join(LEVELS.values())}", field="级别", came=level)
    measure = measure_of(problem)
    run = find_run(store, measure, period)
    counts, judged, unknown = _counts(store, measure, run, level, scope, period, significant(problem.place_code))
    counts = _without_own(counts, problem, level, _count_own(store, problem, run))
    named = read_places(store)
    frame = counts.assign(place_name=[opening.say_path(code, named) for code in counts["place_code"]])
    problems = _read_problems(ledger, problem.measure, scope)
    frame = frame.merge(_own_problems(problems), on="place_code", how="left")
    frame["problems_below"] = [_count_below(problems, code) for code in frame["place_code"]]
    return Elsewhere(measure, level, scope, period, frame[list(COLUMNS)].reset_index(drop=True), judged, unknown)


def open_elsewhere(
    ledger: Ledger, store: Store, found: Elsewhere, places: Sequence[str], order: Order, who: str
) -> list[Opened]:
    """Open the problems of these places, one each, or recognise those that are there. Raises UserError."""
    wanted = set(places)
    drafts = [draft for draft in _drafts(store, found, replace(order, by=found.level))
              if draft.values["place_code"] in wanted]  # fmt: skip
    return ledger.open_many(drafts, who)


def measure_of(problem: Problem) -> Measure:
    """The measure of a problem. Raises UserError where it has none, or none that is still declared."""
    framework, _, name = problem.measure.partition("/")
    if not name:
        raise UserError(
            "这个问题没有对应的指标或规则，查不了别处", came=problem.number, todo="可在“修改”里补上指标或规则"
        )
    return read_framework(framework).measure(name)


def find_run(store: Store, measure: Measure, period: str) -> Run | None:
    """The newest run of the month for a check; None for a measure of the evaluation. Raises UserError when none was made."""
    if measure.framework != CHECKS:
        return None
    run = findings.find_run(store, period)
    if run is None:
        raise UserError("这一期还没有核查", came=period, todo="请先打开“疑点核查”")
    return run


def _counts(
    store: Store, measure: Measure, run: Run | None, level: str, scope: str, period: str, own: str
) -> tuple[pd.DataFrame, int | None, int | None]:
    """place_code, row_count by places of the level, most first; rows that name no such place are left out. With them the rows judged
    and not judged in places other than the problem's own; None, None of a measure."""
    judged = unknown = None
    if run is not None:
        matrix = findings.read_matrix(store, run, scope=scope, level=level, filters=FindingFilter(check=measure.id))
        others = matrix[~matrix["place_code"].str.startswith(own or "-")]
        unknown = int(others["unknown"].sum())
        judged = int(others["population"].sum()) - unknown
        frame = matrix.rename(columns={"findings": "row_count"})[["place_code", "row_count"]]
    else:
        listed = shortfalls.read_list(store, _request(store, measure, period, scope), level, 1)
        frame = listed.counts.rename(columns={"rows_short": "row_count"})
    is_deep = frame["place_code"].str.len() == {COUNTY: 6, TOWNSHIP: 9, VILLAGE: 12}[level]
    frame = frame[is_deep & (frame["row_count"] > 0)]
    return frame.sort_values(["row_count", "place_code"], ascending=[False, True]), judged, unknown


def _count_own(store: Store, problem: Problem, run: Run | None) -> int:
    """Rows of the problem itself, which are not elsewhere."""
    if run is None or not (problem.household_code or problem.project_code):
        return 1 if problem.household_code or problem.project_code else 0
    return count_now(store, run, pd.DataFrame([problem.__dict__])).get(problem.id) or 0


def _without_own(counts: pd.DataFrame, problem: Problem, level: str, own: int) -> pd.DataFrame:
    """Without the problem's own place; of a household's or project's problem its place keeps the rows of the others."""
    here = significant(problem.place_code)
    is_narrow = bool(problem.household_code or problem.project_code)
    left = [
        row_count - own if is_narrow and here.startswith(code) else row_count
        for code, row_count in zip(counts["place_code"], counts["row_count"], strict=True)
    ]
    counts = counts.assign(row_count=left)
    is_own = counts["place_code"].str.startswith(here or "-") & (not is_narrow)
    return counts[~is_own & (counts["row_count"] > 0)]


def _read_problems(ledger: Ledger, measure: str, scope: str) -> pd.DataFrame:
    """The problems of the measure inside a scope: id, state, place_code, is_place (about nothing narrower)."""
    asked = select(
        ProblemRow.id, ProblemRow.state, ProblemRow.place_code, ProblemRow.household_code, ProblemRow.project_code
    ).where(ProblemRow.measure == measure, ProblemRow.place_code.startswith(significant(scope), autoescape=True))
    with reading(ledger.engine) as connection:
        rows = connection.execute(asked).all()
    found = [(key, state, place, not (household or project)) for key, state, place, household, project in rows]
    return pd.DataFrame(found, columns=["id", "state", "place_code", "is_place"])


def _own_problems(problems: pd.DataFrame) -> pd.DataFrame:
    """place_code, problem_id, problem_state of problems about whole places."""
    mine = problems[problems["is_place"].astype(bool)].drop_duplicates("place_code")
    return mine.rename(columns={"id": "problem_id", "state": "problem_state"})[
        ["place_code", "problem_id", "problem_state"]
    ]


def _count_below(problems: pd.DataFrame, code: str) -> int:
    inside = problems["place_code"].str.startswith(code) & ~(
        (problems["place_code"] == code) & problems["is_place"].astype(bool)
    )
    return int((inside & (problems["state"] != CLOSED)).sum())


def _drafts(store: Store, found: Elsewhere, order: Order) -> list[Draft]:
    """A draft for every place of the level inside the scope."""
    measure, run = found.measure, find_run(store, found.measure, found.period)
    if run is not None:
        return draft_findings(store, run, FindingRequest(found.scope, FindingFilter(check=measure.id)), order)
    evaluation = evaluating.evaluate(store, read_framework(measure.framework), found.period, found.scope)
    request = shortfalls.request_for(measure, found.period, found.scope, lambda: evaluation)
    return draft_shortfalls(store, evaluation, request, order)


def _request(store: Store, measure: Measure, period: str, scope: str) -> ListRequest:
    framework = read_framework(measure.framework)
    return shortfalls.request_for(measure, period, scope, lambda: evaluating.evaluate(store, framework, period, scope))
