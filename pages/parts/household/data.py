"""What 户档案 reads: a household, the households of places and of a village, and the imports of a table."""

from collections.abc import Mapping

import pandas as pd

from indicators.households import Household
from indicators.households import household as households
from pages.parts.common import cache
from pages.parts.common.cache import kept
from store import Store, VersionEntry


def _read_household(store: Store, county_code: str, ref: str, period: str) -> Household | None:
    code = households.find_household(store, county_code, ref, period)
    return None if code is None else households.read_household(store, county_code, code, period)


def _read_imports(_store: Store, table: str, key: str) -> Mapping[str, VersionEntry]:
    return {entry.import_id: entry for entry in reversed(_store.history(table))}


read_household = kept(_read_household)
count_households = kept(households.count_households)
count_registered = kept(households.count_registered)
list_households = kept(households.list_households)
_imports = kept(_read_imports)


def read_imports(table: str) -> Mapping[str, VersionEntry]:
    """Import id → the version it made of a table."""
    return _imports(table, cache.key_of((table,)))


def find_households(number: str, scope: str, period: str) -> pd.DataFrame:
    """The households a typed number means (`households.search_households`). Not kept: the number is personal."""
    return households.search_households(cache.store(), number, scope, period)
