"""What 部门比对 reads: who stands in departments' tables and in the export."""

import pandas as pd

from indicators.checks import comparisons
from indicators.declared import Framework
from pages.parts.common.cache import kept
from store import Store


def _count_links(store: Store, checks: Framework, period: str, scope: str, level: str) -> pd.DataFrame:
    tables = comparisons.compared_tables(checks, store.versions())
    return comparisons.count_links(store, tables, period, scope, level)


count_links = kept(_count_links)
count_without_id = kept(comparisons.count_without_id)
