"""Shortfall lists: which measures fall short in a place, where, and which rows; every count adds up to the one above it."""

from indicators.shortfalls.lists.asking import (
    ListRequest, can_fall_short, counted, has_lines, has_short_rows, losing_places, newer_than, request_for,
    rows_inside, unclear_of, unjudged_of, without_settled,
)  # fmt: skip
from indicators.shortfalls.lists.columns import (
    GAPS, LEVEL_WORDS, base_tables, filter_columns, gap_columns, gap_name, list_columns, next_level,
    row_counter, row_unit, sum_gap, table_titles,
)  # fmt: skip
from indicators.shortfalls.lists.measures import list_measures, list_missing, list_places, list_unknown, sum_lost
from indicators.shortfalls.lists.rows import ShortfallList, read_choices, read_list

__all__ = [
    "GAPS", "LEVEL_WORDS", "ListRequest", "ShortfallList", "base_tables", "can_fall_short", "counted", "filter_columns",
    "gap_columns", "gap_name", "has_lines", "has_short_rows", "list_columns", "list_measures", "list_missing", "list_places",
    "list_unknown", "losing_places", "newer_than", "next_level", "read_choices", "read_list", "request_for", "row_counter",
    "row_unit", "rows_inside", "sum_gap", "sum_lost", "table_titles", "unclear_of", "unjudged_of", "without_settled",
]  # fmt: skip
