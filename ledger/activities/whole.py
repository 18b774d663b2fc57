"""The six activities of a place, all counts together: of tables, ledger, archive and what falls short; and by when each has to be done."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Engine

from indicators.books import book_for
from indicators.declared import Framework
from indicators.figures import Round, find_round
from indicators.shortfalls import has_lines
from ledger.activities import counts as counting
from ledger.activities.board import Cell, is_late, make_cells
from ledger.activities.counts import CountRequest
from ledger.activities.declared import newest_reports, read_activities


def gather_counts(
    engine: Engine,
    request: CountRequest,
    tables: pd.DataFrame,
    states: pd.DataFrame,
    short: pd.DataFrame | None,
    below: Sequence[str],
    today: date,
) -> pd.DataFrame:
    """`COUNT_COLUMNS` of every activity that anything but people counts. `tables` is `count_tables`, `states` the documents
    (`ledger.archive.document_states`), `short` `list_shortfalls` (None without data), `below` the places listed."""
    known = read_activities()
    parts = [
        tables,
        counting.name_activity(counting.count_mended(engine, request, today), known, "problems", below),
        counting.name_activity(counting.count_filed(states, request), known, "documents", below),
    ]
    if short is not None:
        towns = () if request.level == "village" else below
        parts.append(counting.name_activity(counting.count_listed(engine, short, request), known, "shortfalls", towns))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def book_of_shortfalls(picked: Framework, period: str, at: str) -> str:
    """The book whose shortfalls are listed: the picked one where its measures have lines, else the one in force; '' without any."""
    return picked.id if picked.level == "county" and has_lines(picked) else book_for(period, at)


def rounds_before(milestones: pd.DataFrame, scope: str, today: date) -> Mapping[str, Round]:
    """Activity id → the round by which it has to be done."""
    return {one.id: find_round(milestones, one.before, scope, today) for one in read_activities()}


def cells_of(
    engine: Engine, counts: pd.DataFrame, at: str, below: Sequence[str], before: Mapping[str, Round], today: date
) -> dict[tuple[str, str], Cell]:
    """(activity, place) → cell, of the place and of those below it."""
    late = [name for name, one in before.items() if is_late(one, today)]
    return make_cells(read_activities(), counts, newest_reports(engine, at), [at, *below], late)
