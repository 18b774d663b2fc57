"""反弹 on the pages: once a run or an import is there, closed problems are held against it, once a process."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from indicators.findings import Run
from ledger import rechecking
from loaders.errors import UserError
from pages.parts import cache, office

LOG = logging.getLogger(__name__)


@st.cache_resource(max_entries=16, show_spinner=False)
def _rechecked(folder: Path, run_id: str, _run: Run) -> int:
    return len(rechecking.recheck(office.ledger(), cache.store(), _run).reopened)


def ensure_rechecked(run: Run) -> None:
    """Hold the closed problems against a run; a ledger that does not answer keeps nobody from looking at findings."""
    try:
        _rechecked(cache.folder(), run.id, run)
    except UserError as error:
        LOG.warning("closed problems were not held against the run: %s", error.message)
