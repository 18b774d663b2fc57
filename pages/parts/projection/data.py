"""What 投影 reads: the deck of a show for the picks. What the ledger holds changes at any time, so a deck is made when it is asked for."""

from pages.parts.common import cache, office
from pages.parts.common.state import Picked
from reports.deck import Deck
from reports.paper import Paper
from shows import Show, Snapshot, make_deck, write_notice


def deck_of(picked: Picked, show: Show) -> Deck:
    """The deck of a show, of this moment."""
    return make_deck(_snapshot(picked), show)


def notice_of(picked: Picked) -> Paper:
    """The 通报 of the picks, of this moment."""
    return write_notice(_snapshot(picked))


def _snapshot(picked: Picked) -> Snapshot:
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    parts = (cache.store(), evaluation, picked.scope, cache.places(), office.ledger().engine, office.working_day())
    return Snapshot(*parts)
