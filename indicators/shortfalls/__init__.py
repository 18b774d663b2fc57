"""Which rows fall short of a measure, where, and everything known about one of them.

`request_for` is the only maker of the question "which rows fall short"; every count adds up to the one above it.
"""

from indicators.shortfalls import groups, lists, reasons, records, words
from indicators.shortfalls.behind import RowsBehind, has_secrets, is_about_persons
from indicators.shortfalls.lists import (
    LEVEL_WORDS, ListRequest, ShortfallList, has_lines, has_short_rows, read_list, request_for, row_counter,
    table_titles,
)  # fmt: skip
from indicators.shortfalls.records import Reason, Record, RecordRequest, row_token
from indicators.shortfalls.words import say_rule

__all__ = [
    "LEVEL_WORDS",
    "ListRequest",
    "Reason",
    "Record",
    "RecordRequest",
    "RowsBehind",
    "ShortfallList",
    "groups",
    "has_lines",
    "has_secrets",
    "has_short_rows",
    "is_about_persons",
    "lists",
    "read_list",
    "reasons",
    "records",
    "request_for",
    "row_counter",
    "row_token",
    "say_rule",
    "table_titles",
    "words",
]  # fmt: skip
