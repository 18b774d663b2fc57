"""复习大纲: what is to be gone through before a round, item by item, with what is known of each, and who ticked it off where.

An outline is built in or the office's own table; a tick is an event of the ledger that nobody changes.
"""

from ledger.outline.board import Known, count_complete, make_known, say_answer
from ledger.outline.items import Item, Outline, read_outline
from ledger.outline.linking import link_items
from ledger.outline.ticks import MAX_NOTE, Tick, list_ticks, newest_ticks, tick_off

__all__ = [
    "MAX_NOTE", "Item", "Known", "Outline", "Tick", "count_complete", "link_items", "list_ticks", "make_known",
    "newest_ticks", "read_outline", "say_answer", "tick_off",
]  # fmt: skip
