"""What the address asks of 不漏一项一人: a place, one policy, which of the four numbers stands in the matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from core.places import is_area, level_of
from indicators.declared import Framework, Measure
from indicators.entitlements import policies_of, words
from pages.parts.common import cache, state
from pages.parts.common.address import LookedAt, read_known_place, write_parameters
from pages.parts.common.state import Picked
from pages.parts.entitlements import data

PAGE = "entitlements"
NUMBER = "view"
"""Which of the four numbers stands in the matrix."""
MISSING = "missing"
LISTED = (MISSING, "unknown")
"""The numbers that have a list by name."""


@dataclass(frozen=True)
class EntitlementsAddress(LookedAt):
    """What is looked at: the policies of a place `at`; `policy` is the one whose rule is told."""

    picked: Picked
    framework: Framework
    period: str
    day: date
    at: str
    policy: Measure | None = None
    number: str = MISSING
    notes: tuple[str, ...] = ()

    @cached_property
    def policies(self) -> Mapping[str, Measure]:
        """The policies that hold in the period."""
        return policies_of(self.framework, self.period)

    def totals(self) -> pd.DataFrame:
        """measure and the four numbers of the place looked at, summed over its counties where it holds several."""
        level = "county" if is_area(self.at) or not self.at else level_of(self.at)
        return data.sum_by_policy(self.framework, self.period, self.at, level, self.day)

    def counts(self) -> pd.DataFrame:
        """The same by the places below (`count_policies`)."""
        return data.count_policies(self.framework, self.period, self.at, self.level_below, self.day)

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed."""
        own = {
            "at": self.at,
            "measure": self.policy.id if self.policy else "",
            NUMBER: "" if self.number == MISSING else self.number,
        }
        return write_parameters(self.picked, own, changes)

    def list_parameters(self, policy: Measure, at: str, number: str = MISSING) -> dict[str, str]:
        """The parameters of the list, by name, of those who did not get a policy in a place, or of whom nobody can say."""
        view = {"view": number} if number in LISTED and number != MISSING else {}
        return {"viewed": self.framework.id, "measure": policy.id, "at": "" if at == self.picked.scope else at, **view}


def read_address(picked: Picked) -> EntitlementsAddress | None:
    """The address, with whatever does not exist left out and said in `notes`; None without policies or without their data."""
    framework = data.find_framework(picked.period, picked.scope, picked.framework_id)
    period = "" if framework is None else cache.nearest_period(picked.period, framework.id)
    if framework is None or not period:
        return None
    at, notes = read_known_place(picked)
    name, said = state.parameter("measure"), list(notes)
    if name and name not in framework.measures:
        said.append(f"没有编号为“{name[:40]}”的政策，已列出全部政策。")
    number = state.parameter(NUMBER, tuple(words.TITLES), MISSING)
    return EntitlementsAddress(
        picked, framework, period, cache.view_day(period), at, framework.measures.get(name), number, tuple(said)
    )
