"""A show (投影): which slides are shown in which order, made at one moment of one period, place and day.

`snapshot` reads once what all slides stand on; `making` makes a slide of each kind, `notice` the 通报; `kept` is
what an office put together itself.
"""

from shows.kept import READY_MADE, Show, Spec, delete_show, read_show, read_shows, save_show
from shows.making import KINDS, Kind, make_deck
from shows.notice import Signed, write_notice
from shows.snapshot import Snapshot, take_snapshot

__all__ = [
    "KINDS", "READY_MADE", "Kind", "Show", "Signed", "Snapshot", "Spec", "delete_show", "make_deck", "read_show", "read_shows", "save_show",
    "take_snapshot", "write_notice",
]  # fmt: skip
