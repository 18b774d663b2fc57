"""What 东西部协作 reads beside the evaluations of its two books."""

from dataclasses import dataclass

import pandas as pd

from indicators.books import book_for
from indicators.evaluation import Evaluation
from indicators.figures import cooperation, read_grades
from indicators.shortfalls import read_list, request_for
from pages.parts.common import cache
from pages.parts.common.state import Picked

_read_rows = cache.kept(cooperation.read_rows, 32)
_read_plan = cache.kept(cooperation.read_plan, 16)
grades = cache.kept(read_grades, 8)
COUNTY_AGREE, UNIT_AGREE, UNIT_EXCEEDED, MENDED, UNIT_MENDED = (
    "coop_senders_agree", "coop_department_agree", "coop_department_exceeded", "coop_audits_mended", "coop_department_mended",
)  # fmt: skip
MOST = 2_000


@dataclass(frozen=True)
class Looked:
    """All that the page shows of a place and period: the evaluation of the counties, that of the departments (None where no book
    or data of theirs hold), the agreement's items, senders that differ, next year's plan, last year's findings."""

    picked: Picked
    counties: Evaluation
    units: Evaluation | None
    items: pd.DataFrame
    apart: pd.DataFrame
    plan: cooperation.Plan
    findings: pd.DataFrame


def find_book(picked: Picked, level: str = "county") -> str:
    """The book of the area of work that holds for the picks and has data then; '' where none does."""
    book = book_for(picked.period, picked.scope, cooperation.AREA, level)
    return book if book and picked.period in cache.periods(book) else ""


def read(picked: Picked, book: str, ours: str) -> Looked:
    """Everything of the place: of one county its own only, of an area the departments of its prefecture too."""
    day = cache.view_day(picked.period)
    counties = cache.evaluation(book, picked.period, picked.scope)
    unit_book = "" if ours else find_book(picked, "unit")
    units = cache.evaluation(unit_book, picked.period, "") if unit_book else None
    scope = ours or counties.area
    apart = [_short_rows(counties, COUNTY_AGREE, scope)]
    apart += [_short_rows(units, UNIT_AGREE, "")] if units and not units.is_empty else []
    return Looked(
        picked, counties, units, _read_rows(cooperation.ITEMS, picked.period, day, scope), pd.concat(apart, ignore_index=True),
        _read_plan(picked.period, day, scope), _read_rows(cooperation.FINDINGS, picked.period, day, scope),
    )  # fmt: skip


def _short_rows(evaluation: Evaluation, measure: str, at: str) -> pd.DataFrame:
    if measure not in evaluation.framework.measures:
        return pd.DataFrame()
    asked = evaluation.framework.measure(measure)
    request = request_for(asked, evaluation.period, at, lambda: evaluation, day=evaluation.day)
    return read_list(cache.store(), request, "", MOST).rows
