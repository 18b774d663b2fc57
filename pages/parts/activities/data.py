"""What 六个一 reads: counts of tables, ledger and archive for a place, reports by hand, and the days to be done by."""

from collections.abc import Mapping, Sequence

import pandas as pd

from core.places import BELOW, level_of
from indicators.books import books_of
from indicators.declared import CHECKS, read_framework
from indicators.figures import Round
from ledger.activities import (
    Activity,
    Cell,
    CountRequest,
    book_of_shortfalls,
    cells_of,
    gather_counts,
    own_rows,
    read_activities,
    rounds_before,
    say_answer,
)  # fmt: skip
from ledger.activities import counts as counting
from pages.parts.common import cache, documents, office
from pages.parts.common.address import say_area_of
from pages.parts.common.state import Picked
from store import Store


def month_of(period: str) -> str:
    """The newest month with data up to the picked period; '' without one."""
    checks = (CHECKS,) if cache.is_well_declared(CHECKS) else ()
    return cache.newest_month(period, *checks, *(name for name in books_of() if name in cache.frameworks()))


def count(framework_id: str, request: CountRequest, below: Sequence[str]) -> pd.DataFrame:
    """`activities_counts.COUNT_COLUMNS` of every activity that anything but people counts."""
    states = documents.states(documents.archive(framework_id), request.at)
    short = _short(framework_id, request)
    return gather_counts(office.ledger().engine, request, _tables(request), states, short, below, office.working_day())


def _count_tables(store: Store, request: CountRequest) -> pd.DataFrame:
    return counting.count_tables(store, read_activities(), request)


def _short(framework_id: str, request: CountRequest) -> pd.DataFrame | None:
    """What falls short, of the picked framework where its measures have lines, else of the book in force; None without data or in a
    village."""
    held = book_of_shortfalls(read_framework(framework_id), request.period, request.at)
    if not held:
        return None
    framework = read_framework(held)
    if request.period not in cache.periods(framework.id) or not request.level:
        return None
    return _shortfalls(framework, request.period, request.at, request.day)


_tables = cache.kept(_count_tables)
_shortfalls = cache.kept(counting.list_shortfalls)


def rounds(scope: str) -> Mapping[str, Round]:
    """Activity id → the round by which it has to be done."""
    return rounds_before(cache.milestones(), scope, office.working_day())


def cells(counts: pd.DataFrame, at: str, below: list[str], before: Mapping[str, Round]) -> dict[tuple[str, str], Cell]:
    """(activity, place) → cell, of the place and of those below it."""
    return cells_of(office.ledger().engine, counts, at, below, before, office.working_day())


def own_cells(counts: pd.DataFrame, at: str) -> dict[str, Cell]:
    """Activity id → what of the place's figures lies in no place below it."""
    known: Mapping[str, Activity] = {one.id: one for one in read_activities()}
    rows = own_rows(counts, at).to_dict("records")
    return {
        str(row["activity"]): Cell(known[str(row["activity"])], at, (int(row["done"]), int(row["total"])), None)
        for row in rows
    }


def say_whole(picked: Picked) -> str:
    """What the page answers for the place picked, without the places below it."""
    month = month_of(picked.period)
    day = cache.view_day(month) if month else None
    counts = count(
        picked.framework_id, CountRequest(month, picked.scope, BELOW.get(level_of(picked.scope), ""), day), []
    )
    whole = cells(counts, picked.scope, [], rounds(picked.scope))
    return say_answer(say_area_of(picked.scope), [whole[one.id, picked.scope] for one in read_activities()], [])
