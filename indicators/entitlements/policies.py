"""Which framework holds the policies for a period and place, and which of them hold in the period."""

from collections.abc import Mapping

from indicators.books import POLICIES, book_for, nearest_book
from indicators.declared import Framework, Measure, PeriodBounds


def is_policies(framework: Framework) -> bool:
    """Whether the measures of a framework are policies."""
    return framework.purpose == POLICIES


def find_framework(frameworks: Mapping[str, Framework], period: str, scope: str, picked: str = "") -> Framework | None:
    """The framework of policies: the picked one where it is of policies, else the office's book that is in force for the period and
    place before the one that is built in; where none holds, the last one that did. None without any."""
    mine = {name: found for name, found in frameworks.items() if is_policies(found)}
    if picked in mine:
        return mine[picked]
    for area in dict.fromkeys(found.area for found in mine.values()):
        name = (book_for(period, scope, area) if period else "") or nearest_book(period, scope, area)
        if name in mine:
            return mine[name]
    return None


def policies_of(framework: Framework, period: str) -> dict[str, Measure]:
    """Id → policy, of those that hold by the end of a period: before it began nobody was entitled."""
    last = f"{PeriodBounds.of(period).period_end:%Y-%m}"
    return {name: policy for name, policy in framework.measures.items() if policy.since <= last}
