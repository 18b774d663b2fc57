"""A condition as three cells (列、比较、值) ↔ its expression, where it is that simple; the expression is always the book's."""

import re
from typing import Any, NamedTuple

from core.errors import UserError
from indicators.books.workbook.cells import BETWEEN, CellError, is_missing, say_cell
from indicators.books.workbook.words import COMPARISONS, choice_words, read_choice, say_choice
from indicators.declared import column_views, views

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_NUMBER = r"-?\d+(?:\.\d+)?"
_TEXT = r"'(?:[^']|'')*'"
_TRUTH = re.compile(rf"(not )?({_NAME})")
_FILLED = re.compile(rf"({_NAME}) is (not )?null")
_COMPARED = re.compile(rf"({_NAME}) (=|<>|>=|<=|>|<) ({_NUMBER}|{_TEXT})")
_AMONG = re.compile(rf"({_NAME}) (not in|in) \(((?:{_TEXT})(?:, {_TEXT})*)\)")
_CELL_NAME = re.compile(rf"(?:.*\s)?({_NAME})")
_WITHOUT_VALUE = ("is true", "is false", "is null", "is not null")


class Simple(NamedTuple):
    """The three cells; `value` is '' where the comparison has none."""

    column: str
    comparison: str
    value: str | float


def split(expression: Any, relation: str) -> Simple | None:
    """The three cells of an expression over a table; None where it is not one comparison of one column, written as `join` writes it."""
    if not isinstance(expression, str):
        return None
    found = _split(expression, relation)
    try:
        return found if found is not None and join(found) == expression else None
    except CellError:
        return None


def _split(expression: str, relation: str) -> Simple | None:
    if match := _TRUTH.fullmatch(expression):
        return _simple(match[2], "is false" if match[1] else "is true", "", relation)
    if match := _FILLED.fullmatch(expression):
        return _simple(match[1], "is not null" if match[2] else "is null", "", relation)
    if match := _COMPARED.fullmatch(expression):
        text = match[3]
        value: str | float = _unquote(text) if text.startswith("'") else _number(text)
        return _simple(
            match[1], match[2], f"'{value}" if isinstance(value, str) and _is_figure(value) else value, relation
        )
    if match := _AMONG.fullmatch(expression):
        values = [_unquote(one) for one in re.findall(_TEXT, match[3])]
        return _simple(match[1], match[2], BETWEEN.join(values), relation)
    return None


def _simple(column: str, comparison: str, value: str | float, relation: str) -> Simple:
    return Simple(say_column(column, relation), say_choice(COMPARISONS, comparison), value)


def say_column(name: str, relation: str) -> str:
    """A column with its Chinese title before it: `是否培训 is_trained`."""
    try:
        view = column_views(relation).get(name) if relation in views.relation_names() else None
    except UserError:
        view = None
    return f"{view.title} {name}" if view is not None and view.title != name else name


def join(simple: Simple) -> str:
    """The expression of three cells. Raises CellError naming what is expected."""
    named = _CELL_NAME.fullmatch(simple.column.strip())
    if named is None:
        raise CellError("列名，如 是否培训 is_trained")
    column, comparison = named[1], read_choice(COMPARISONS, simple.comparison.strip())
    if comparison not in choice_words(COMPARISONS):
        raise CellError(f"比较：{'、'.join(choice_words(COMPARISONS).values())}")
    if comparison in _WITHOUT_VALUE:
        if not is_missing(simple.value):
            raise CellError(f"“{simple.comparison}”不用写值")
        return {"is true": column, "is false": f"not {column}"}.get(comparison, f"{column} {comparison}")
    if is_missing(simple.value):
        raise CellError("要比较的值")
    if comparison in ("in", "not in"):
        values = [one.strip() for one in say_cell(simple.value).split(BETWEEN)]
        return f"{column} {comparison} ({', '.join(map(_quote, values))})"
    return f"{column} {comparison} {_literal(simple.value)}"


def _literal(value: Any) -> str:
    """A number as such, a text in quotes; `'80` is the text 80."""
    if isinstance(value, str):
        return _quote(value[1:] if value.startswith("'") and _is_figure(value[1:]) else value)
    return say_cell(value)


def _quote(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _unquote(text: str) -> str:
    return text[1:-1].replace("''", "'")


def _is_figure(text: str) -> bool:
    return re.fullmatch(_NUMBER, text) is not None


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)
