"""A show (投影): which slides are shown in which order, made at one moment of one period, place and day.

`snapshot` reads once what all slides stand on; `making` makes a slide of each kind, `papers` the documents; `kept` is
what an office put together itself.
"""

from shows.kept import READY_MADE, Show, Spec, delete_show, read_show, read_shows, save_show
from shows.making import KINDS, PLACE, Kind, Tell, make_deck
from shows.papers import Wanted, make_briefing, write_briefing, write_notice, write_rectification, write_report
from shows.snapshot import Snapshot, take_snapshot

__all__ = [
    "KINDS", "PLACE", "READY_MADE", "Kind", "Show", "Snapshot", "Spec", "Tell", "Wanted", "delete_show", "make_briefing", "make_deck",
    "read_show", "read_shows", "save_show", "take_snapshot", "write_briefing", "write_notice", "write_rectification", "write_report",
]  # fmt: skip
