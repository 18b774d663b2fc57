"""六个一: how far each declared activity is in each place, by tables, ledger, archive or the reports of people.

Progress against the rounds of the countdown, and the reports that people sign.
"""

from ledger.activities import counts
from ledger.activities.board import (
    LIGHT_WORDS, Cell, find_slowest, is_late, make_cells, own_rows, say_answer, say_covered, say_pace,
    say_report,
)  # fmt: skip
from ledger.activities.counts import CountRequest, count_tables, list_shortfalls
from ledger.activities.declared import (
    COUNTED_BY, REPORT_LEVELS, Activity, Report, list_reports, newest_reports, read_activities, report_progress,
)  # fmt: skip
from ledger.activities.whole import book_of_shortfalls, cells_of, gather_counts, rounds_before

__all__ = [
    "COUNTED_BY",
    "LIGHT_WORDS",
    "REPORT_LEVELS",
    "Activity",
    "Cell",
    "CountRequest",
    "Report",
    "book_of_shortfalls",
    "cells_of",
    "count_tables",
    "counts",
    "find_slowest",
    "gather_counts",
    "is_late",
    "list_reports",
    "list_shortfalls",
    "make_cells",
    "newest_reports",
    "own_rows",
    "read_activities",
    "report_progress",
    "rounds_before",
    "say_answer",
    "say_covered",
    "say_pace",
    "say_report",
]  # fmt: skip
