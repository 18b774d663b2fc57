"""What 疑点核查 reads: the run for the picks (made when the tables changed, with a visible state), its counts and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from indicators.checks import facts as check_facts
from indicators.checks import findings
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared import views
from indicators.declared.framework import CHECKS, Framework, Measure
from pages.parts.common import cache
from pages.parts.to_ledger import recheck as to_ledger_recheck


def checks() -> Framework:
    """The checks there are."""
    return cache.framework(CHECKS)


def checked_period(period: str) -> str:
    """The month whose tables are checked for a picked period: itself, else the newest with data before it; '' without one."""
    known = [one for one in cache.periods(CHECKS) if len(one) == 7]
    until = period if len(period) == 7 else f"{period}-12"
    return max((one for one in known if one <= until), default="")


def ensure_run(period: str) -> Run:
    """The run for today's tables and rules; while one is made, the page says so."""
    store = cache.store()
    found = findings.find_run(store, period)
    if found is None or not found.is_current:
        found = _make_run(period)
    to_ledger_recheck.ensure_rechecked(found)
    return found


def _make_run(period: str) -> Run:
    place = st.empty()
    bar = place.progress(0.0, text="正在核查…")

    def tell(words: str, share: float) -> None:
        bar.progress(min(1.0, share), text=f"正在核查… {words}")

    try:
        return findings.ensure_compared_run(cache.store(), period, progress=tell)
    finally:
        place.empty()


def read_matrix(run: Run, scope: str, level: str, check: str = "") -> pd.DataFrame:
    """`findings.read_matrix` of every state. Shared: never change it."""
    return cache.check_matrix(run, scope, level, FindingFilter(check=check))


def read_findings(
    run: Run, place: str, filters: FindingFilter, limit: int | None = None, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """`findings.read_findings` (rows, how many in all). Shared: never change them."""
    return cache.check_findings(run, FindingRequest(place, filters, limit, offset))


def read_facts(run: Run, check: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The facts of these rows of one check, by row_key; rows that are gone have none. Shared: never change them."""
    return cache.check_facts(run.period, check, rows[rows["state"] != "gone"])


def say_all_facts(run: Run, framework: Framework, rows: pd.DataFrame) -> dict[str, str]:
    """Finding code → its facts in words, of findings of many rules (`check_facts.say_all`)."""
    return check_facts.say_all(cache.store(), run.period, framework.measures, rows)


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
    states = cache.table_states(CHECKS, period, tuple(counties))
    return {str(row["table"]): frozenset(row["places_missing"]) for row in states.to_dict("records")}
