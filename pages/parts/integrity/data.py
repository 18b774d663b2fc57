"""What 数据真实 reads: how usual the figures of the places are, with a run's findings, and the rows behind a result."""

from indicators.checks import Run
from indicators.integrity import Integrity, IntegrityRequest, results, rows
from pages.parts.common import checked
from pages.parts.common.cache import kept
from store import Store


def _read_integrity(store: Store, request: IntegrityRequest, run: Run | None) -> Integrity:
    matrix = None if run is None else checked.count_findings(run, request.at, request.level)
    return results.read_integrity(store, request, matrix, checked.checks())


read_integrity = kept(_read_integrity, 32, {Run: checked.run_key})
read_rows = kept(rows.read_rows)
