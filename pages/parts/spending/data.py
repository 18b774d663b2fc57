"""What 资金进度 reads: a scope's money, the same against a schedule line, and the projects that are behind."""

from __future__ import annotations

from indicators.spending import against_schedule, query
from indicators.spending.against_schedule import Standing
from indicators.spending.query import SpendingRequest
from pages.parts.common.cache import kept
from store.versions import Store

read_spending = kept(query.read_spending, 48)
read_behind = kept(query.read_behind, 96)


def _read_standing(store: Store, request: SpendingRequest, method: str) -> Standing:
    return against_schedule.hold_against(read_spending(request), method)


read_standing = kept(_read_standing, 96)
