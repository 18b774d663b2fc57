"""The index of places over the newest table of places in a store."""

from functools import lru_cache

from core.places import PlaceIndex
from store.versions import Store


def read_places(store: Store) -> PlaceIndex:
    """The index for the newest places table, kept in memory until that table gets a new version."""
    return _read_places(store, store.version_key(["places"]))


@lru_cache(maxsize=4)
def _read_places(store: Store, _version_key: str) -> PlaceIndex:
    with store.connect() as connection:
        rows = connection.sql("SELECT * FROM places").to_arrow_table().to_pylist()
    return PlaceIndex(rows)
