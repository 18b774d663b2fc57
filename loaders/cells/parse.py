"""Cells to values, one by one or a column at a time. Nothing is guessed or repaired: what cannot be read is a problem.

Every parser returns `Parsed(value, problem, unit)`: a missing cell is (None, None), an unreadable one (None, problem).
`parse_column` runs the same parsers over a column: plain floats as one array, everything else once per different cell.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from loaders.cells.base import (
    EXCEL_ERRORS,
    LARGEST_EXACT,
    MISSING_MARKS,
    PROBLEM_KINDS,
    TEXT_KEEPS,
    CellProblem,
    Parsed,
    half_width,
    is_missing,
    plain_text,
)
from loaders.cells.dates import is_day, parse_date, parse_month, parse_year
from loaders.cells.figures import (
    HUNDREDTH,
    LARGEST_INTEGER,
    SHARE_DECIMALS,
    WHOLE_TOLERANCE,
    YUAN_DECIMALS,
    decide_percent_scale,
    parse_integer,
    parse_money,
    parse_number,
    parse_percent,
    scale_all,
)
from loaders.cells.texts import (
    CONTROLS,
    ID_CHECK_DIGITS,
    ID_WEIGHTS,
    MAX_TEXT,
    choice_lookup,
    clean_text,
    id_check_digit,
    mask_number,
    parse_boolean,
    parse_choice,
    parse_code,
    parse_id_number,
    parse_text,
)
from loaders.cells.units import MONEY_IN_YUAN, PERCENT

__all__ = [
    "MISSING_MARKS", "PROBLEM_KINDS", "CellProblem", "ColumnParser", "Parsed", "choice_lookup", "clean_text",
    "column_parser", "decide_percent_scale", "half_width", "id_check_digit", "is_missing", "mask_number",
    "parse_boolean", "parse_choice", "parse_code", "parse_column", "parse_date", "parse_id_number", "parse_integer",
    "parse_money", "parse_month", "parse_number", "parse_percent", "parse_text", "parse_year", "plain_text",
]  # fmt: skip

CellParser = Callable[[Any], Parsed]
FloatsParser = Callable[[np.ndarray], tuple[list[Any], np.ndarray]]
"""Finite floats → (their values, which of them are to be looked at one by one)."""
TextsParser = Callable[[list[str]], list[Any] | None]
"""Texts that need no more than cleaning → their values; None when they are to be looked at one by one."""


_PLAIN_FIGURE = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?", re.ASCII).fullmatch


@dataclass(frozen=True)
class ColumnParser:
    """How a column is read: any cell, and the fast ways for plain floats and plain texts where there are any.

    `figures`: texts such as '12.5' mean the same as the number.
    """

    cell: CellParser
    floats: FloatsParser | None = None
    texts: TextsParser | None = None
    figures: bool = False


def parse_column(
    values: Sequence[Any], parser: ColumnParser | CellParser
) -> tuple[list[Any], list[tuple[int, CellProblem]]]:
    """(values, problems): one value a cell in the same order, None where missing or unreadable; problems by position."""
    parser = parser if isinstance(parser, ColumnParser) else ColumnParser(parser)
    types = set(map(type, values))
    if parser.texts and types <= {str}:
        quick = parser.texts(list(values))
        if quick is not None:
            return quick, []
    if parser.floats is None:
        return _parse_different(values, parser.cell)
    figures = values
    if parser.figures and str in types:
        figures = [float(cell) if type(cell) is str and _PLAIN_FIGURE(cell) else cell for cell in values]
    return _parse_floats(values, figures, parser.cell, parser.floats)


def _parse_different(values: Sequence[Any], parse: CellParser) -> tuple[list[Any], list[tuple[int, CellProblem]]]:
    """Each different cell once; TRUE, 1 and 1.0 are the same to a dictionary, so mixed columns go by type as well."""
    if len(set(map(type, values)) & {bool, int, float}) > 1:
        keys: Sequence[Any] = [(type(cell), cell) for cell in values]
        parsed = {key: parse(key[1]) for key in set(keys)}
    else:
        keys = values
        parsed = {cell: parse(cell) for cell in set(values)}
    problems = {key: answer.problem for key, answer in parsed.items() if answer.problem}
    found = {key: answer.value for key, answer in parsed.items()}
    read = list(map(found.__getitem__, keys))
    if not problems:
        return read, []
    return read, [(index, problems[key]) for index, key in enumerate(keys) if key in problems]


def _parse_floats(
    values: Sequence[Any], figures: Sequence[Any], parse: CellParser, parse_floats: FloatsParser
) -> tuple[list[Any], list[tuple[int, CellProblem]]]:
    """The floats among `figures` as one array, the other cells one by one as they stand in `values`."""
    if set(map(type, figures)) == {float}:
        is_float = np.ones(len(figures), dtype=bool)
    else:
        is_float = np.fromiter((type(cell) is float for cell in figures), dtype=bool, count=len(figures))
    places = np.flatnonzero(is_float)
    array = np.array(
        figures if len(places) == len(figures) else [figures[at] for at in places.tolist()], dtype=np.float64
    )
    quick, odd = parse_floats(array)
    if len(quick) == len(values) and not odd.any():
        return quick, []
    read: list[Any] = [None] * len(values)
    for place, value in zip(places[~odd].tolist(), _pick(quick, ~odd), strict=True):
        read[place] = value
    is_float[places[odd]] = False
    rest = np.flatnonzero(~is_float).tolist()
    answers, problems = _parse_different([values[place] for place in rest], parse)
    for place, value in zip(rest, answers, strict=True):
        read[place] = value
    return read, [(rest[index], problem) for index, problem in problems]


def _pick(values: list[Any], chosen: np.ndarray) -> list[Any]:
    return values if chosen.all() else [value for value, take in zip(values, chosen.tolist(), strict=True) if take]


def column_parser(
    kind: str,
    *,
    unit: str = "",
    scale: str = "",
    choices: Mapping[str, Sequence[str]] | None = None,
    is_open: bool = False,
) -> ColumnParser:
    """The parser of a declared type (text, code, id_number, choice, month, year, integer, number, money, percent, date,
    boolean). `unit` is the unit in force (cell's own units are honoured), `scale` what `decide_percent_scale` said.

    KeyError for a type that is not declared.
    """
    if kind == "choice":
        named = choices or {}
        return ColumnParser(partial(parse_choice, choices=named, lookup=choice_lookup(named), is_open=is_open))
    if kind == "money":
        factor = MONEY_IN_YUAN.get(unit)
        floats = partial(_money_floats, factor=factor) if factor else None
        return ColumnParser(partial(parse_money, unit=unit), floats, figures=bool(factor))
    if kind == "percent":
        scale = scale or ("percent" if unit == PERCENT else "")
        return ColumnParser(
            partial(parse_percent, stored_as=scale), partial(_percent_floats, scale=scale), figures=True
        )
    if kind == "number":
        return ColumnParser(partial(parse_number, unit=unit), _number_floats, figures=True)
    if kind == "integer":
        return ColumnParser(partial(parse_integer, unit=unit), _integer_floats, figures=True)
    return _PLAIN[kind]


def _number_floats(array: np.ndarray) -> tuple[list[Any], np.ndarray]:
    return array.tolist(), ~np.isfinite(array)


def _money_floats(array: np.ndarray, factor: int) -> tuple[list[Any], np.ndarray]:
    yuan = scale_all(array, factor, YUAN_DECIMALS)
    return yuan.tolist(), ~np.isfinite(yuan)


def _percent_floats(array: np.ndarray, scale: str) -> tuple[list[Any], np.ndarray]:
    if scale == "percent":
        return scale_all(array, HUNDREDTH, SHARE_DECIMALS).tolist(), ~np.isfinite(array)
    if scale == "fraction":
        return array.tolist(), ~np.isfinite(array)
    return array.tolist(), ~(np.isfinite(array) & (array >= 0) & (array <= (0 if scale else 1)))


def _integer_floats(array: np.ndarray) -> tuple[list[Any], np.ndarray]:
    with np.errstate(invalid="ignore"):
        whole = np.rint(array)
        near = np.abs(array - whole) <= WHOLE_TOLERANCE * np.maximum(1.0, np.abs(whole))
        odd = ~(near & (np.abs(whole) < float(LARGEST_INTEGER)))
        return np.where(odd, 0, whole).astype(np.int64).tolist(), odd


def _code_floats(array: np.ndarray) -> tuple[list[Any], np.ndarray]:
    with np.errstate(invalid="ignore"):
        odd = ~((array >= 0) & (array < LARGEST_EXACT) & (array == np.floor(array)))
    return list(map(str, np.where(odd, 0, array).astype(np.int64).tolist())), odd


def _plain_texts(texts: list[str]) -> list[Any] | None:
    """Stripped texts, None for missing marks; None altogether when a text needs more than that."""
    stripped = list(map(str.strip, texts))
    joined = "".join(stripped)
    if "\r" in joined or CONTROLS.search(joined) or max(map(len, stripped), default=0) > MAX_TEXT:
        return None
    if not EXCEL_ERRORS.isdisjoint(stripped):
        return None
    return [None if text in _NO_TEXT else text for text in stripped]


def _plain_codes(texts: list[str]) -> list[Any] | None:
    """Codes of half-width digits and letters, which is nearly every column of codes; None when there is another."""
    stripped = list(map(str.strip, texts))
    joined = "".join(stripped)
    if not (joined.isascii() and joined.isalnum()) or "e" in joined.lower():
        return None
    return [None if text in MISSING_MARKS else text for text in stripped]


def _plain_ids(texts: list[str]) -> list[Any] | None:
    """Citizens' numbers of 18 characters, checked as one array; None when one is anything else."""
    stripped = list(map(str.strip, texts))
    filled = [text for text in stripped if text not in MISSING_MARKS]
    joined = "".join(filled)
    if not filled or set(map(len, filled)) != {18} or not joined.isascii():
        return None
    digits = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    body = digits[:, :17].astype(np.int64) - ord("0")
    checks = np.frombuffer(ID_CHECK_DIGITS.encode("ascii"), dtype=np.uint8)
    if (body < 0).any() or (body > 9).any() or (body[:, 0] == 0).any():
        return None
    days = set((body[:, 6:14] @ (10 ** np.arange(7, -1, -1))).tolist())
    right = checks[(body @ np.array(ID_WEIGHTS)) % 11] == digits[:, 17]
    if not right.all() or not all(is_day(day // 10000, day // 100 % 100, day % 100) for day in days):
        return None
    return [None if text in MISSING_MARKS else text for text in stripped]


_NO_TEXT = MISSING_MARKS - TEXT_KEEPS
_PLAIN = {
    "text": ColumnParser(parse_text, texts=_plain_texts),
    "code": ColumnParser(parse_code, _code_floats, _plain_codes),
    "id_number": ColumnParser(parse_id_number, texts=_plain_ids),
    "month": ColumnParser(parse_month),
    "year": ColumnParser(parse_year),
    "date": ColumnParser(parse_date),
    "boolean": ColumnParser(parse_boolean),
}
