"""One cell to one value: figures, dates, texts, units; and the catalogue of what can be wrong with a cell.

What cannot be read is a cell problem; nothing is guessed or repaired.
"""

from loaders.cells.base import (
    EXCEL_ERRORS, MISSING_MARKS, TEXT_KEEPS, empty_or_error, half_width, is_missing, plain_text,
)  # fmt: skip
from loaders.cells.dates import DATE_EXPECTED, FIRST_YEAR, LAST_YEAR, from_1904, is_day, parse_date
from loaders.cells.figures import PERCENT_FROM, find_stray_shares, is_percent_cell, written_unit
from loaders.cells.parse import (
    CellProblem, ColumnParser, column_parser, decide_percent_scale, parse_column, parse_money, parse_month,
    parse_number, parse_text, parse_year,
)  # fmt: skip
from loaders.cells.problems import (
    CELL, COSTS_WORDS, KINDS, NOTICE, ROW, SheetProblem, count_kinds, mask_personal, quote_cell,
)  # fmt: skip
from loaders.cells.said_periods import (
    Nature, SaidPeriod, drop_said_periods, find_said_periods, part_of, read_said_period, say_said_period, take_said_period,
)  # fmt: skip
from loaders.cells.texts import MAX_TEXT, id_check_digit, mask_number
from loaders.cells.units import (
    MONEY_IN_YUAN, PERCENT, POINTS, normalise_header, read_unit, split_multiple, split_unit, stated_unit,
    stated_units,    unit_factor,
)  # fmt: skip

__all__ = [
    "CELL", "COSTS_WORDS", "DATE_EXPECTED", "EXCEL_ERRORS", "FIRST_YEAR", "KINDS", "LAST_YEAR", "MAX_TEXT",
    "MISSING_MARKS", "MONEY_IN_YUAN", "NOTICE", "PERCENT", "PERCENT_FROM", "POINTS", "ROW", "TEXT_KEEPS", "CellProblem",
    "ColumnParser", "Nature", "SaidPeriod", "SheetProblem", "column_parser", "count_kinds", "decide_percent_scale",
    "drop_said_periods", "empty_or_error", "find_said_periods", "find_stray_shares", "from_1904", "half_width", "id_check_digit", "is_day",
    "is_missing", "is_percent_cell", "mask_number", "mask_personal", "normalise_header", "parse_column", "parse_date",
    "parse_money", "parse_month", "parse_number", "parse_text", "parse_year", "part_of", "plain_text", "quote_cell",
    "read_said_period", "read_unit", "say_said_period", "split_multiple", "split_unit", "stated_unit", "stated_units",
    "take_said_period", "unit_factor", "written_unit",
]  # fmt: skip
