"""The ledger itself: what a problem is, the steps it may take, and the events that record them.

Which problems there are, who changed what and when, which files are kept, and whether two sightings are of one problem.
"""

from ledger.book import words
from core.database import FOLDER, database_url, make_engine, reading, together, writing
from ledger.book.database import upgrade
from ledger.book.evidence import BEGINNINGS, MAX_BYTES, Evidence, keep_file, kept_path, read_file
from ledger.book.ledger import (
    KNOWN, MAX_WHO, NEW, RECURRED, Conflict, Ledger, Opened, check_step, check_who, china_time, open_ledger,
)  # fmt: skip
from ledger.book.places import codes_of, inside
from ledger.book.models import (
    ActivityRow,
    Base,
    DocumentRow,
    EventRow,
    EvidenceRow,
    OutlineTickRow,
    ProblemRow,
    SightingRow,
)
from ledger.book.seat import Seat
from ledger.book.problems import (
    COLUMNS, LONGEST, MAX_LENGTHS, Draft, Event, Problem, Sighting, as_json, check_values, replay,
)  # fmt: skip
from ledger.book.recording import MAX_NOTE, seal
from ledger.book.words import (
    CHOICES, CLOSED, DONE, EVIDENCE, FIELD_TITLES, IN_HAND, KIND_TITLES, NOBODY, NOT_STARTED, NOTED, OPENED,
    OWN_FINDING, ROOT_CAUSES, SEVERITIES, SOURCES, STATES, STEP_TITLES, STEPS, TERMS,
)  # fmt: skip

__all__ = [
    "BEGINNINGS", "CHOICES", "CLOSED", "COLUMNS", "DONE", "EVIDENCE", "FIELD_TITLES", "FOLDER", "IN_HAND",
    "KIND_TITLES", "KNOWN", "LONGEST", "MAX_BYTES", "MAX_LENGTHS", "MAX_NOTE", "MAX_WHO", "NEW", "NOBODY", "NOTED",
    "NOT_STARTED", "OPENED", "OWN_FINDING", "RECURRED", "ROOT_CAUSES", "SEVERITIES", "SOURCES", "STATES", "STEPS",
    "STEP_TITLES", "TERMS", "ActivityRow", "Base", "Conflict", "DocumentRow", "Draft", "Event", "EventRow",
    "Evidence", "EvidenceRow", "Ledger", "Opened", "OutlineTickRow", "Problem", "ProblemRow", "Seat", "Sighting", "SightingRow", "as_json",
    "check_step", "check_values", "check_who", "china_time", "codes_of", "database_url", "inside", "keep_file", "kept_path", "make_engine",
    "open_ledger", "read_file", "reading", "replay", "seal", "together", "upgrade", "words", "writing",
]  # fmt: skip
