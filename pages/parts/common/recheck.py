"""反弹 on the pages: once a run or an import is there, closed problems are held against it, once a process."""

import logging
from pathlib import Path

import streamlit as st

from core.errors import UserError
from indicators.checks import Run, findings
from indicators.declared import CHECKS
from ledger.rechecking import recurring as rechecking
from pages.parts.common import cache, office

LOG = logging.getLogger(__name__)


@st.cache_resource(max_entries=16, show_spinner=False)
def _rechecked(folder: Path, run_id: str, _run: Run) -> int:
    return len(rechecking.recheck(office.whole_ledger(), cache.whole(), _run).reopened)


@st.cache_resource(max_entries=32, show_spinner=False)
def _measures_rechecked(framework_id: str, key: str) -> int:
    periods, framework = cache.periods(framework_id), cache.framework(framework_id)
    if not periods or framework.level == "unit":
        return 0
    done = rechecking.recheck_measures(office.whole_ledger(), cache.whole(), framework, periods[-1])
    return len(done.reopened)


def ensure_measures_rechecked(framework_id: str) -> None:
    """Hold the closed problems with a measure of an evaluation against the tables as they are now."""
    try:
        _measures_rechecked(framework_id, cache.version_key())
    except UserError as error:
        LOG.warning("closed problems were not held against the tables: %s", error.message)


def ensure_newest(framework_id: str) -> None:
    """Both, as far as the newest month was checked already: a page of the ledger makes no run."""
    try:
        months = [one for one in cache.periods(CHECKS) if len(one) == 7]
        run = findings.find_run(cache.whole(), months[-1]) if months else None
    except UserError as error:
        LOG.warning("closed problems were not held against the checks: %s", error.message)
        run = None
    if run is not None and run.is_current:
        ensure_rechecked(run)
    ensure_measures_rechecked(framework_id)


def ensure_rechecked(run: Run) -> None:
    """Hold the closed problems against a run; a ledger that does not answer keeps nobody from looking at findings."""
    try:
        _rechecked(cache.folder(), run.id, run)
    except UserError as error:
        LOG.warning("closed problems were not held against the run: %s", error.message)
