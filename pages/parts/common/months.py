"""Scores, ranks and marks lost by month for pages: read from what is kept; what is missing is evaluated beside the server, newest first."""

import logging
import threading
from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.errors import UserError
from core.settings import history_months
from indicators.declared import read_framework
from indicators.evaluation import area_of
from indicators.figures import past
from pages.parts.common import cache
from store import Store

LOG: Final = logging.getLogger(__name__)
_lock = threading.Lock()
_running: set[tuple[str, str, str]] = set()
_server = threading.Event()
"""Set by the server: only there periods are evaluated that nobody asked to see."""


@dataclass(frozen=True)
class Months:
    """The periods looked back at, what is kept of them (`past.read_past`), and those that are still to be evaluated, newest first."""

    framework_id: str
    area: str
    periods: tuple[str, ...]
    frame: pd.DataFrame
    missing: tuple[str, ...]

    @property
    def is_working(self) -> bool:
        """Whether the missing periods are being evaluated just now."""
        with _lock:
            return _key(self.framework_id, self.area) in _running


def read_months(framework_id: str, scope: str, until: str) -> Months:
    """The course up to a period around a scope; cheap, as nothing is evaluated."""
    periods = tuple(one for one in cache.periods(framework_id) if one <= until and len(one) == len(until))[
        -history_months() :
    ]
    area = area_of(scope, cache.places())
    frame = past.read_past(cache.whole(), read_framework(framework_id), area, periods)
    missing = tuple(past.missing_periods(frame, periods))
    return Months(framework_id, area, periods, cache.own_rows(frame), missing)


def allow_work() -> None:
    """Called by the server when it has started."""
    _server.set()


def begin_work(months: Months) -> None:
    """Evaluate what is missing beside the server, unless somebody is at it already."""
    if not months.missing or not _server.is_set():
        return
    key = _key(months.framework_id, months.area)
    with _lock:
        if key in _running:
            return
        _running.add(key)
    threading.Thread(target=_work, args=(cache.whole(), months, key), name="months", daemon=True).start()


def _key(framework_id: str, area: str) -> tuple[str, str, str]:
    return str(cache.folder()), framework_id, area


def _work(store: Store, months: Months, key: tuple[str, str, str]) -> None:
    """Every missing period once; an evaluation brings the period before along."""
    framework = read_framework(months.framework_id)
    try:
        for period in months.missing:
            kept = past.read_past(store, framework, months.area, [period])
            if past.missing_periods(kept, [period]):
                past.evaluate_kept(store, framework, period, months.area)
    except UserError as error:
        LOG.warning("months not evaluated: %s", error.message)
    except Exception:
        LOG.exception("months not evaluated")
    finally:
        with _lock:
            _running.discard(key)
