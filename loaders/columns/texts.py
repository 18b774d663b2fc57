"""Columns of texts, codes, choices, dates and the like as typed arrays: each different cell is read once where that pays."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import (
    EXCEL_ERRORS,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_TEXT,
    MISSING_MARKS,
    TEXT_KEEPS,
    CellProblem,
    ColumnParser,
    column_parser,
    parse_column,
)
from loaders.recognise import SheetBody
from store import ARROW_TYPES, TYPES, Column

_REPEATED_TYPES = frozenset(("choice", "boolean", "month", "year"))
_DATED_TYPES = frozenset(("date", "month"))
_CONTROL_CHARACTERS = r"[\x00-\x08\x0b-\x1f\x7f\x{200b}\x{200e}\x{200f}\x{2028}\x{2029}\x{feff}]"

Problems = Sequence[tuple[int, CellProblem]]


def read_text_column(body: SheetBody, index: int, column: Column) -> tuple[pa.Array, Problems]:
    """(one value a row, problems by position) of a declared column that holds no figures."""
    stored = ARROW_TYPES[TYPES[column.type]]
    types = body.types(index)
    quick = None
    if types == {str} and column.type == "text":
        quick = _plain_texts(body.texts(index))
    elif column.type == "date" and types <= {date, str}:
        quick = _plain_dates(body, index)
    if quick is not None:
        return quick, ()
    parser = column_parser(column.type, choices=column.choices, is_open=column.others)
    if types == {str} and column.type in _REPEATED_TYPES:
        return _read_repeated(body.texts(index), parser, stored)
    values, problems = parse_column(body.days(index) if column.type in _DATED_TYPES else body.column(index), parser)
    return pa.array(values, stored), problems


def _plain_texts(texts: pa.Array) -> pa.Array | None:
    """Texts that need no more than cleaning, read as `parse_text` would; None when a cell needs a closer look."""
    trimmed = pc.utf8_trim_whitespace(texts)
    longest = pc.max(pc.utf8_length(trimmed)).as_py()
    if longest is None or longest > MAX_TEXT or pc.any(pc.is_in(trimmed, pa.array(sorted(EXCEL_ERRORS)))).as_py():
        return None
    if pc.any(pc.match_substring_regex(trimmed, _CONTROL_CHARACTERS)).as_py():
        return None
    is_missing = pc.is_in(trimmed, pa.array(sorted(MISSING_MARKS - TEXT_KEEPS)))
    return pc.if_else(is_missing, pa.scalar(None, pa.string()), trimmed)


def _plain_dates(body: SheetBody, index: int) -> pa.Array | None:
    """Date cells and missing ones, nothing else; None when a cell needs a closer look."""
    cells: list[Any] = body.column(index)
    if str in body.types(index):
        silent = body.silent(index)
        cells = [None if type(cell) is str and cell in silent else cell for cell in cells]
        if str in set(map(type, cells)):
            return None
    days = pa.array(cells, pa.date32())
    years = pc.min_max(pc.year(days)).as_py()
    if years["min"] is not None and not FIRST_YEAR <= years["min"] <= years["max"] <= LAST_YEAR:
        return None
    return days


def _read_repeated(texts: pa.Array, parser: ColumnParser, stored: pa.DataType) -> tuple[pa.Array, Problems]:
    """A column of few different texts."""
    encoded = texts.dictionary_encode()
    values, problems = parse_column(encoded.dictionary.to_pylist(), parser)
    read = pa.array(values, stored).take(encoded.indices)
    if not problems:
        return read, ()
    why = dict(problems)
    which = encoded.indices.to_numpy(zero_copy_only=False)
    wrong = np.flatnonzero(np.isin(which, list(why)))
    return read, [(position, why[which[position]]) for position in wrong.tolist()]
