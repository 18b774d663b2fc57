"""What pages read of 疑点核查: the run for the picks (made when the tables changed, with a visible state), its counts, its
findings and their facts. A run never changes, so its id stands for everything it was made from."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.errors import UNWRITABLE, UserError
from indicators.checks import FindingFilter, FindingRequest, Run, findings
from indicators.declared import CHECKS, Framework, Measure, views
from pages.parts.common import cache, gate, look, recheck
from pages.parts.common.cache import kept
from pages.parts.common.labels import plain_label
from store import Store

EVERY_CHECK = FindingFilter()


def checks() -> Framework:
    """The checks there are."""
    return cache.framework(CHECKS)


def checked_period(period: str) -> str:
    """The month whose tables are checked for a picked period: itself, else the newest with data before it; '' without one."""
    return cache.newest_month(period, CHECKS)


def find_run(period: str) -> Run | None:
    """The newest run of the period picked, which may be older than the newest import; None where nothing was checked yet."""
    month = checked_period(period)
    return findings.find_run(cache.whole(), month) if month else None


def ensure_run(period: str) -> Run:
    """The run for today's tables and rules; while one is made, the page says so."""
    found = findings.find_run(cache.whole(), period)
    try:
        if found is None or not found.is_current:
            found = _make_run(period)
        recheck.ensure_rechecked(found)
    except UserError as error:
        if found is None or error.rule != UNWRITABLE:
            raise
        look.draw_problem(f"{error.message}下面是上一次核查的结果。")
    return found


def _make_run(period: str) -> Run:
    place = st.empty()
    bar = place.progress(0.0, text="正在核查…")

    def tell(words: str, share: float) -> None:
        bar.progress(min(1.0, share), text=plain_label(f"正在核查… {words}"))

    try:
        return findings.ensure_compared_run(cache.whole(), period, progress=tell)
    finally:
        place.empty()


def run_key(run: Run) -> str:
    """What stands for a run in the keys of kept answers."""
    return f"{cache.folder()}|{run.id}"


def _count(_store: Store, run: Run, scope: str, level: str, filters: FindingFilter = EVERY_CHECK) -> pd.DataFrame:
    return findings.read_matrix(_store, run, scope=scope, level=level, filters=filters)


def _list(_store: Store, run: Run, request: FindingRequest, reviews: str) -> tuple[pd.DataFrame, int]:
    return findings.read_findings(_store, run, request)


def _facts(
    store: Store, period: str, day: date, check: Measure, codes: tuple[str, ...], _rows: pd.DataFrame
) -> pd.DataFrame:
    return findings.read_facts(store, period, check, _rows, day)


_counted = kept(_count, 64, {Run: run_key})
_findings = kept(_list, 128, {Run: run_key})
_read_facts = kept(_facts, 128)


def count_findings(run: Run, scope: str, level: str, filters: FindingFilter = EVERY_CHECK) -> pd.DataFrame:
    """Findings of a run by place and check inside a scope (`findings.read_matrix`). Raises UserError for one that may not be seen."""
    _check_scope(scope)
    return _counted(run, scope, level, filters)


def _check_scope(scope: str) -> None:
    """A run holds the findings of all places."""
    if cache.within():
        gate.check_within(scope)


def list_findings(run: Run, request: FindingRequest) -> tuple[pd.DataFrame, int]:
    """Findings of a run with what people said of them since, and how many (`findings.read_findings`)."""
    _check_scope(request.place)
    return _findings(run, request, cache.key_of(["finding_reviews"]))


def read_facts(run: Run, check: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The facts of these rows of one check, by row_key; rows that are gone have none (`findings.read_facts`)."""
    there = rows[rows["state"] != "gone"]
    return _read_facts(run.period, run.view_day, check, tuple(there["finding_code"]), there)


def missing_cells(checks: Mapping[str, Measure], period: str, counties: Sequence[str]) -> frozenset[tuple[str, str]]:
    """(county, check) where the county lacks the table that gives the rows of the check, or the one it is held against."""
    missing = _missing_tables(period, counties)
    found: set[tuple[str, str]] = set()
    for name, check in checks.items():
        needed = [views.base_tables(check.table)[0], *([check.compares] if check.compares else [])]
        found |= {(county, name) for table in needed for county in missing.get(table, ())}
    return frozenset(found)


def _missing_tables(period: str, counties: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Table → the counties among these that have sent no such table."""
    states = cache.table_states(checks(), period, tuple(counties))
    return {str(row["table"]): frozenset(row["places_missing"]) for row in states.to_dict("records")}
