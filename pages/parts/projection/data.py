"""What 投影 reads: the deck of a show for the picks. What the ledger holds changes at any time, so a deck is made when it is asked for."""

from pages.parts.common import cache, office
from pages.parts.common.state import Picked
from reports.deck import Deck
from shows import Show, Snapshot, make_deck


def deck_of(picked: Picked, show: Show) -> Deck:
    """The deck of a show, of this moment."""
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    parts = (cache.store(), evaluation, picked.scope, cache.places(), office.ledger().engine, office.working_day())
    return make_deck(Snapshot(*parts), show)
