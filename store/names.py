"""The names a store knows: the built-in ones and the office's own."""

from functools import lru_cache

from core.names import Names, built_in_names
from store.versions import Store


def read_names(store: Store) -> Names:
    """The names of the newest 名称沿革表 over the built-in ones, kept in memory until that table gets a new version."""
    return _read_names(store, store.version_key(["office_names"]))


@lru_cache(maxsize=4)
def _read_names(store: Store, _version_key: str) -> Names:
    with store.connect() as connection:
        rows = connection.sql("SELECT * FROM office_names").to_arrow_table().to_pylist()
    return built_in_names().with_rows(rows)
