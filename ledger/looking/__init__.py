"""Questions about many problems: which a filter finds, how many by what, how fast they are closed, and the words for it.

Everything is counted by the database; what comes back are frames and sentences.
"""

from ledger.looking.clearing import DEFINITION, Times, all_times, clearing_curve, closing_times, say_clearing
from ledger.looking.missed import DEFINITION as MISSED_DEFINITION
from ledger.looking.missed import count_missed, say_missed
from ledger.looking.monthly import open_by_month
from ledger.looking.saying import (
    WARNING_DAYS, say_changes, say_late, say_ledger, say_left, say_note, say_people, say_value,
    title_of,
)  # fmt: skip
from ledger.looking.searching import (
    BEYOND_20, DUES, GROUPS, OVERDUE, UNCLOSED, WITHIN_10, WITHIN_20, ProblemFilter, conditions, count_problems,
    find_problems, in_chunks, read_curve, read_problems,
)  # fmt: skip
from ledger.looking.summaries import (
    CHOSEN, DUTY_GROUPS, Sums, any_state, count_deadlines, count_duties, find_due_on, late_departments, list_values,
    sum_problems, widen,
)  # fmt: skip

__all__ = [
    "BEYOND_20",
    "CHOSEN",
    "DEFINITION",
    "DUES",
    "DUTY_GROUPS",
    "GROUPS",
    "MISSED_DEFINITION",
    "OVERDUE",
    "UNCLOSED",
    "WARNING_DAYS",
    "WITHIN_10",
    "WITHIN_20",
    "ProblemFilter",
    "Sums",
    "Times",
    "all_times",
    "any_state",
    "clearing_curve",
    "closing_times",
    "conditions",
    "count_deadlines",
    "count_duties",
    "count_missed",
    "count_problems",
    "find_due_on",
    "find_problems",
    "in_chunks",
    "late_departments",
    "list_values",
    "open_by_month",
    "read_curve",
    "read_problems",
    "say_changes",
    "say_clearing",
    "say_late",
    "say_ledger",
    "say_left",
    "say_missed",
    "say_note",
    "say_people",
    "say_value",
    "sum_problems",
    "title_of",
    "widen",
]  # fmt: skip
