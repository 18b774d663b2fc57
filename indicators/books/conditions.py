"""Conditions as people put them together: column, comparison, value; written as an expression and read back out of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlglot import exp

from core.errors import UserError
from core.words import CNY_PER_WAN, MINUS
from indicators.declared import (
    ColumnView,
    expression_views,
    parse_expression,
    say_expression,
    split_conditions,
    to_sql,
    views,
)
from store import read_tables

EQUAL, ONE_OF, EMPTY, FILLED, YES, NO = "等于", "是其中之一", "未填", "已填", "为是", "为否"
_SIGNS: Final[dict[str, type[exp.Expression]]] = {
    EQUAL: exp.EQ, "不等于": exp.NEQ, "大于": exp.GT, "不小于": exp.GTE, "小于": exp.LT, "不大于": exp.LTE,
}  # fmt: skip
_KINDS = {kind: word for word, kind in _SIGNS.items()}
WITHOUT_VALUE = (EMPTY, FILLED, YES, NO)
_SEPARATOR = "、"
_TEXTS = ("text", "code", "choice", "period", "row")


class Condition(NamedTuple):
    """`value` as a person writes it: 95 for 95%, 万元 where the column reads in 万元, `甲、乙` for one of several, the title of another
    column for that column."""

    column: str
    comparison: str
    value: str = ""


def comparisons_of(view: ColumnView) -> tuple[str, ...]:
    """The comparisons a column can have."""
    if view.kind == "boolean":
        return (YES, NO, EMPTY, FILLED)
    if view.kind in _TEXTS:
        return (EQUAL, "不等于", ONE_OF, EMPTY, FILLED)
    return (*_SIGNS, EMPTY, FILLED)


def options_of(name: str, relation: str) -> tuple[str, ...]:
    """What a column of choices can hold; empty of a column that takes other texts, too."""
    tables = [read_tables()[base] for base in views.base_tables(relation)]
    column = next((one for table in tables for one in table.columns if one.name == name), None)
    return tuple(column.choices) if column is not None and column.type == "choice" and not column.others else ()


def write_conditions(conditions: Sequence[Condition], relation: str) -> str:
    """The expression that all of them hold. Raises UserError where a value does not fit its column."""
    known = expression_views(relation)
    return " and ".join(_write(one, known[one.column], relation) for one in conditions)


def read_conditions(text: str, relation: str) -> tuple[Condition, ...] | None:
    """The conditions an expression consists of; None where it says more than columns compared with values. Raises UserError where it
    is no expression over the table."""
    if not text.strip():
        return ()
    columns = tuple(views.relation_columns(relation))
    tree = parse_expression(text, columns, file="", field="条件")
    found = [_read(part, relation) for part in split_conditions(tree)]
    return None if any(one is None for one in found) else tuple(one for one in found if one is not None)


def say_condition(text: str, relation: str) -> str:
    """An expression over a table in words, by the titles of its columns. Raises UserError where it is none."""
    tree = parse_expression(text, tuple(views.relation_columns(relation)), file="", field="条件")
    return say_expression(tree, relation)


def _write(one: Condition, view: ColumnView, relation: str) -> str:
    name = one.column
    if one.comparison in (YES, NO):
        return name if one.comparison == YES else f"not {name}"
    if one.comparison in (EMPTY, FILLED):
        return f"{name} is null" if one.comparison == EMPTY else f"not {name} is null"
    if one.comparison == ONE_OF:
        parts = [part.strip() for part in one.value.split(_SEPARATOR) if part.strip()]
        return f"{name} in ({', '.join(_literal(part, view, relation) for part in parts)})"
    sign = to_sql(_SIGNS[one.comparison](this=exp.column("a"), expression=exp.column("b"))).split()[1]
    return f"{name} {sign} {_literal(one.value.strip(), view, relation)}"


def _literal(value: str, view: ColumnView, relation: str) -> str:
    other = next((name for name, found in expression_views(relation).items() if found.title == value), "")
    if other:
        return other
    if view.kind in _TEXTS:
        options = options_of(view.name, relation)
        if options and value not in options:
            raise _wrong(view, value, f"这一列的一种：{'、'.join(options)}")
        return "'" + value.replace("'", "''") + "'"
    if view.kind == "date":
        try:
            return f"cast('{date.fromisoformat(value).isoformat()}' as date)"
        except ValueError as error:
            raise _wrong(view, value, "写成 2021-11-20 这样的日期") from error
    return _number(value, view)


def _number(value: str, view: ColumnView) -> str:
    try:
        number = float(value.removesuffix("%").replace(",", "").replace(MINUS, "-"))
    except ValueError as error:
        raise _wrong(view, value, "写成数字，或另一列的名称") from error
    factor = 0.01 if view.kind == "percent" else CNY_PER_WAN if view.kind == "money" and view.unit == "万元" else 1
    return f"{round(number * factor, 12):.12g}"


def _wrong(view: ColumnView, value: str, todo: str) -> UserError:
    return UserError("这个值和列对不上", field=view.title, came=value or "空", todo=todo)


def _read(tree: exp.Expression, relation: str) -> Condition | None:
    known = expression_views(relation)
    tree = tree.this if isinstance(tree, exp.Paren) else tree
    is_not = isinstance(tree, exp.Not)
    inner = tree.this if is_not else tree
    inner = inner.this if isinstance(inner, exp.Paren) else inner
    if isinstance(inner, exp.Column) and inner.name in known:
        return Condition(inner.name, NO if is_not else YES)
    if not isinstance(getattr(inner, "this", None), exp.Column) or inner.this.name not in known:
        return None
    view = known[inner.this.name]
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return Condition(view.name, FILLED if is_not else EMPTY)
    if is_not:
        return None
    if isinstance(inner, exp.In):
        values = [_say(one, view, relation) for one in inner.expressions]
        return None if not values or None in values else Condition(view.name, ONE_OF, _SEPARATOR.join(map(str, values)))
    if type(inner) in _KINDS:
        value = _say(inner.expression, view, relation)
        return None if value is None else Condition(view.name, _KINDS[type(inner)], value)
    return None


def _say(tree: exp.Expression, view: ColumnView, relation: str) -> str | None:
    """A value as a person writes it; None where it is more than a value or a column."""
    if isinstance(tree, exp.Column):
        found = expression_views(relation).get(tree.name)
        return found.title if found else None
    if isinstance(tree, exp.Cast) and isinstance(tree.this, exp.Literal) and view.kind == "date":
        return str(tree.this.this)
    if not isinstance(tree, exp.Literal | exp.Neg):
        return None
    literal: Any = tree.this if isinstance(tree, exp.Neg) else tree
    if not isinstance(literal, exp.Literal):
        return None
    if literal.is_string:
        return str(literal.this) if view.kind in _TEXTS else None
    factor = 100 if view.kind == "percent" else 1 / CNY_PER_WAN if view.kind == "money" and view.unit == "万元" else 1
    number = float(literal.this) * factor * (-1 if isinstance(tree, exp.Neg) else 1)
    return f"{round(number, 10):.12g}"
