"""What 投影 reads: the moment a show is of. What the ledger holds changes at any time, so a deck is made when it is asked for."""

from pages.parts.common import cache, office
from pages.parts.common.state import Picked
from shows import Snapshot


def snapshot_of(picked: Picked) -> Snapshot:
    """This moment of the picks; nothing of the page is asked by what is made of it."""
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    parts = (cache.store(), evaluation, picked.scope, cache.places(), office.ledger().engine, office.working_day())
    return Snapshot(*parts)
