"""What pages read of 档案资料: the items that hold for the picks, the places that have documents, and which are there."""

import pandas as pd

from core.places import level_of
from indicators.declared import DEFAULT_FRAMEWORK
from ledger.archive import Archive, document_states, needed_places, newest_documents, read_archive
from pages.parts.common import cache, office
from store import Store


def archive(framework_id: str) -> Archive:
    """The items declared beside the picked framework; those of the default one where it declares none."""
    found = read_archive(framework_id)
    return found if found.items else read_archive(DEFAULT_FRAMEWORK)


def _list_codes(store: Store, counties: tuple[str, ...], at: str) -> tuple[str, ...]:
    return tuple(place.code for place in needed_places(cache.places(), counties, at))


_codes = cache.kept(_list_codes)


def states(known: Archive, at: str) -> pd.DataFrame:
    """`documents_state.document_states` of every place inside `at`, as of now."""
    counties = tuple(code for code in cache.scopes() if level_of(code) == "county")
    return document_states(
        known, _codes(counties, at), newest_documents(office.ledger().engine, at), office.working_day()
    )
