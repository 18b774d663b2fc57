"""What 资金进度 reads: a scope's money, the same against a schedule line, and the projects that are behind."""

from indicators.spending import PaidAgainstSchedule, SpendingRequest, against_schedule, query
from pages.parts.common.cache import kept
from store import Store

read_spending = kept(query.read_spending, 48)
read_behind = kept(query.read_behind, 96)


def _compare(store: Store, request: SpendingRequest, method: str) -> PaidAgainstSchedule:
    return against_schedule.compare_with_schedule(read_spending(request), method)


read_against_schedule = kept(_compare, 96)
