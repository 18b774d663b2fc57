"""What 不漏一项一人 reads: the framework of policies, and their four numbers by place."""

from datetime import date

import pandas as pd

from indicators import entitlements
from indicators.declared import Framework, read_frameworks
from pages.parts.common.cache import kept
from store import Store


def find_framework(period: str, scope: str, picked_id: str) -> Framework | None:
    """The framework of policies to look at (`entitlements.find_framework`)."""
    return entitlements.find_framework(read_frameworks()[0], period, scope, picked_id)


def _count(store: Store, framework: Framework, period: str, scope: str, level: str, day: date) -> pd.DataFrame:
    return entitlements.count_policies(store, framework, period, scope, level, day)


count_policies = kept(_count)


def _sum(store: Store, framework: Framework, period: str, scope: str, level: str, day: date) -> pd.DataFrame:
    return entitlements.sum_counts(entitlements.count_policies(store, framework, period, scope, level, day), "measure")


sum_by_policy = kept(_sum)
