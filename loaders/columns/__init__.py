"""The columns of a recognised sheet as typed arrays, with the place and the period of every row.

Cell problems are collected by position with their addresses.
"""

from loaders.columns.collector import ProblemCollector, positions_mask
from loaders.columns.context import ImportContext, RowDefaults, find_row_defaults
from loaders.columns.figures import (
    PERSONS, PIECES, FigureColumn, read_declared_figures, read_item_figures,
)  # fmt: skip
from loaders.columns.header_dates import date_columns, split_by_period
from loaders.columns.melting import melt_long, melt_wide, say_rows
from loaders.columns.name_units import adds_up, bare_name
from loaders.columns.open_figures import read_open_figures
from loaders.columns.open_items import TYPED, name_after, name_open_columns, name_rows_after
from loaders.columns.period_column import read_period_column
from loaders.columns.place_columns import read_place_columns
from loaders.columns.periods import describe_answer
from loaders.columns.places import CODE_KINDS, LEVELS
from loaders.columns.rate_scales import find_rate_unit
from loaders.columns.shared_cells import leave_shared
from loaders.columns.texts import read_text_column
from loaders.columns.unread import find_unfilled, read_unread, take_none_words

__all__ = [
    "CODE_KINDS", "LEVELS", "PERSONS", "PIECES", "TYPED", "FigureColumn", "ImportContext", "ProblemCollector", "RowDefaults",
    "adds_up", "bare_name", "date_columns", "describe_answer", "find_rate_unit", "find_row_defaults", "find_unfilled",
    "leave_shared", "melt_long", "melt_wide", "name_after", "name_open_columns", "name_rows_after",
    "positions_mask", "read_declared_figures", "read_item_figures", "read_open_figures", "read_period_column",
    "read_place_columns", "read_text_column", "read_unread", "say_rows", "split_by_period", "take_none_words",
]  # fmt: skip
