"""The record of acts: who did what, when, from where, to what, with which result. Lines are only ever added, in a chain."""

from access.audit.acts import ACTS, DONE, FAILED, REFUSED, RESULTS, Act, Line
from access.audit.archive import put_away
from access.audit.commands import HEADERS, add_commands, by_command, note_command, row_of, say_verified
from access.audit.models import LineRow
from access.audit.record import Counted, Record, Wanted, open_record
from access.audit.verifying import Verified, verify

__all__ = [
    "ACTS", "DONE", "FAILED", "HEADERS", "REFUSED", "RESULTS", "Act", "Counted", "Line", "LineRow", "Record",
    "Verified", "Wanted", "add_commands", "by_command", "note_command", "open_record", "put_away", "row_of",
    "say_verified", "verify",
]  # fmt: skip
