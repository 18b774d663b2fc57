"""反弹: closed problems whose measure fails again, by data newer than their closing, are opened again with the mark.

Asked again for the same run or evaluation nothing more happens: what was seen by it is on record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from core.places import changes, county_of
from core.settings import TIME_ZONE, today
from core.words import say_period
from indicators.checks import Run, findings
from indicators.checks import runs as findings_runs
from indicators.declared import CHECKS, Framework, Measure, read_framework, read_frameworks, views
from indicators.evaluation import evaluating, reach
from indicators.shortfalls import has_short_rows, request_for, row_counter
from ledger.book import RECURRED, EventRow, Ledger, Opened, Problem, ProblemRow, Sighting, reading, words
from ledger.opening import finding_of
from ledger.rechecking import measuring_rows
from ledger.rechecking.measuring import count_now, read_subjects
from store import Store

WHO: Final = "系统复查"
"""Who signs what a run of the checks brings back."""
BATCH: Final = 500
"""Problems reopened in one transaction, so that people at their desks are not kept waiting."""


@dataclass(frozen=True)
class Rechecked:
    """What came of it: how many closed problems were looked at, and those that were opened again."""

    closed: int
    reopened: tuple[Problem, ...]


NOTHING: Final = Rechecked(0, ())


def recheck(ledger: Ledger, store: Store, run: Run, framework: Framework | None = None) -> Rechecked:
    """Compare the closed problems with a check with a run; one of an older month than the newest checked says nothing."""
    if any(one.period > run.period for one in findings_runs.list_runs(store)):
        return NOTHING
    checks = framework or read_framework(CHECKS)
    closed = read_subjects(ledger.engine, checks.id, ProblemRow.state == words.CLOSED)
    counts = count_now(store, run, closed, checks)
    counts |= _count_left(ledger, store, run, checks, closed, counts)
    seen = {}
    for key, check, count in _failing_again(ledger, store, checks, closed, counts):
        said = f"{say_period(run.period)}的表又查出 {count:,} {check.counter}"
        seen[key] = (Sighting(finding=f"{run.id}/{check.id}", row_count=count), said)
    return Rechecked(len(closed), reopen(ledger, seen))


def _count_left(
    ledger: Ledger, store: Store, run: Run, checks: Framework, closed: pd.DataFrame, counts: Mapping[int, int | None]
) -> dict[int, int]:
    """Problem id → what is left, of the rows a run found, by checks of what cannot be undone: what has been dealt with all the
    same, or had happened before the closing, is found by every run and brings nothing back."""
    for_good = [f"{checks.id}/{name}" for name, check in checks.measures.items() if not check.is_undoable]
    found = closed[
        closed["measure"].isin(for_good) & closed["id"].isin([key for key, count in counts.items() if count])
    ]
    if found.empty:
        return {}
    closed_on = {key: at.date() for key, at in read_closing_times(ledger.engine, list(found["id"])).items()}
    left = measuring_rows.count_now(store, checks, run.period, found, closed_on)
    return {key: min(counts[key] or 0, count or 0) for key, count in left.items()}


def recheck_measures(ledger: Ledger, store: Store, framework: Framework, period: str) -> Rechecked:
    """Compare the closed problems with a measure of the evaluation with the tables; only the newest period says anything."""
    if reach.periods(store, framework)[-1:] != [period]:
        return NOTHING
    closed = read_subjects(ledger.engine, framework.id, ProblemRow.state == words.CLOSED)
    closed_on = {key: at.date() for key, at in read_closing_times(ledger.engine, list(closed["id"])).items()}
    counts = measuring_rows.count_now(store, framework, period, closed, closed_on)
    evaluated = cache(lambda: evaluating.evaluate(store, framework, period))
    seen = {}
    for key, measure, count in _failing_again(ledger, store, framework, closed, counts):
        listed = request_for(measure, period, "", evaluated).measure
        what = f"又有 {count:,} {row_counter(listed)}未达标" if has_short_rows(listed) else "又失分"
        sighting = Sighting(finding=finding_of(store, measure, period), row_count=count)
        seen[key] = (sighting, f"{say_period(period)}的数据{what}")
    return Rechecked(len(closed), reopen(ledger, seen))


def recheck_newest(ledger: Ledger, store: Store) -> Rechecked:
    """All of it by the newest tables: the run of the newest month (made when there is none), and every evaluation."""
    parts = [_recheck_newest_run(ledger, store)]
    for framework in read_frameworks()[0].values():
        periods = reach.periods(store, framework)
        if periods and framework.level != "unit":
            parts.append(recheck_measures(ledger, store, framework, periods[-1]))
    return Rechecked(sum(part.closed for part in parts), tuple(one for part in parts for one in part.reopened))


def _recheck_newest_run(ledger: Ledger, store: Store) -> Rechecked:
    with store.connect() as connection:
        found = connection.execute(f"SELECT max(period) FROM {findings.MONTHLY_EXPORT}").fetchone()
    if not found or not found[0]:
        return NOTHING
    return recheck(ledger, store, findings.ensure_compared_run(store, str(found[0])))


def say_rechecked(done: Rechecked) -> str:
    """`核对了 120 个已销号的问题，3 个又查出来，已重新打开（反弹）`."""
    if not done.reopened:
        return f"核对了 {done.closed:,} 个已销号的问题，没有反弹"
    return f"核对了 {done.closed:,} 个已销号的问题，{len(done.reopened):,} 个又查出来，已重新打开（反弹）"


def reopen(ledger: Ledger, seen: Mapping[int, tuple[Sighting, str]]) -> tuple[Problem, ...]:
    """Open these closed problems again, each with where it was seen and why; those that were."""
    keys = sorted(seen)
    opened: list[Opened] = []
    for start in range(0, len(keys), BATCH):
        opened += ledger.recur_many({key: seen[key] for key in keys[start : start + BATCH]}, WHO)
    return tuple(one.problem for one in opened if one.outcome == RECURRED)


def _failing_again(
    ledger: Ledger, store: Store, framework: Framework, closed: pd.DataFrame, counts: Mapping[int, int | None]
) -> Iterator[tuple[int, Measure, int]]:
    """(id, measure, rows) of closed problems with rows, a table of which was imported for their county after the closing."""
    failing = closed[closed["id"].isin([key for key, count in counts.items() if count])]
    if failing.empty:
        return
    closed_at = read_closing_times(ledger.engine, list(failing["id"]))
    measures = {name: framework.measures[name.partition("/")[2]] for name in set(failing["measure"])}
    tables = {name: tables_of(measure) for name, measure in measures.items()}
    imported = read_import_times(store, sorted({table for names in tables.values() for table in names}))
    for key, name, place in failing[["id", "measure", "place_code"]].itertuples(index=False):
        times = [imported.get((table, county_of(changes.current_code(place)))) for table in tables[name]]
        newest = max((one for one in times if one is not None), default=None)
        if newest is not None and newest > closed_at[key]:
            yield int(key), measures[name], int(counts[key] or 0)


def tables_of(measure: Measure) -> tuple[str, ...]:
    """The tables that give a measure's rows, reported and registered, and the one it is compared with."""
    first = tuple(dict.fromkeys(views.base_tables(form.table)[0] for form in measure.forms))
    return (*first, measure.compares) if measure.compares else first


def read_closing_times(engine: Engine, ids: Sequence[int]) -> dict[int, datetime]:
    """Problem id → when it was closed last, by the clock of the ledger."""
    if not len(ids):
        return {}
    asked = (
        select(EventRow.problem_id, func.max(EventRow.at))
        .where(EventRow.state == words.CLOSED, EventRow.problem_id.between(min(ids), max(ids)))
        .group_by(EventRow.problem_id)
    )
    with reading(engine) as connection:
        return {int(key): at for key, at in connection.execute(asked)}


def read_import_times(store: Store, tables: Sequence[str]) -> dict[tuple[str, str], datetime]:
    """(table, county) → when the newest of its stored rows were imported, by the clock of the ledger."""
    shift = timedelta(days=(today(store.folder) - datetime.now(TIME_ZONE).date()).days)
    found: dict[tuple[str, str], datetime] = {}
    with store.connect() as connection:
        for table in tables:
            when = {entry.import_id: entry.when for entry in reversed(store.history(table)) if entry.import_id}
            rows = connection.execute(f'SELECT DISTINCT county_code, import_id FROM "{table}"').fetchall()
            for county, import_id in rows:
                if import_id in when:
                    at = datetime.fromisoformat(when[import_id]).replace(tzinfo=None) + shift
                    found[table, str(county)] = max(at, found.get((table, str(county)), at))
    return found
