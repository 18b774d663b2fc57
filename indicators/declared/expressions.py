"""SQL expressions in definitions: parsed when the file is loaded, refused when they do more than they may."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import cast

import sqlglot
from sqlglot import exp

from core.errors import UserError
from indicators.declared.limits import PREFIX, limit_names, read_limits
from indicators.declared.schedule import DEFAULT_METHOD, schedule_share

DIALECT = "duckdb"
LAST_MONTH = 12

ALLOWED_NODES: tuple[type[exp.Expression], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.And, exp.Or, exp.Not, exp.EQ,
    exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Tuple, exp.Between, exp.Is, exp.Like, exp.Add, exp.Sub,
    exp.Mul, exp.Div, exp.Neg, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Abs, exp.Round, exp.Least,
    exp.Greatest, exp.Length, exp.Year, exp.Month, exp.Day, exp.DateDiff, exp.Var, exp.Substring, exp.Cast, exp.DataType,
)  # fmt: skip
ALLOWED_FUNCTIONS = (
    "case", "coalesce", "nullif", "abs", "round", "least", "greatest", "length", "year", "month", "day", "cast",
    "date_diff('day', …)", "substring",
)  # fmt: skip
ALLOWED_FUNCTIONS_WORDS = "、".join(ALLOWED_FUNCTIONS)
FUNCTIONS_SAID = "可用的函数："


@dataclass(frozen=True)
class PeriodBounds:
    """The dates and shares an expression may name; they depend on the period and the day it is looked at.

    `view_day` is the day the picture is of, inside the period: what happened by it counts. `schedule_share` is the schedule's
    share by that day. `lines` are limits that places set for the year (`limits.read_lines`), and the schedule's share where
    places have node tables; the other limits have their built-in value. `newest` says for tables by month which rows are each
    county's newest (`views.find_newest`); for the others it is asked in the query.
    """

    period_start: date
    period_end: date
    year_start: date
    year_end: date
    view_day: date
    schedule_share: float
    lines: Mapping[str, exp.Expression] = field(default_factory=dict, compare=False)
    newest: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, period: str, day: date | None = None, method: str = DEFAULT_METHOD) -> PeriodBounds:
        """Bounds of '2021-11' or '2021', looked at on a day (None, or one after it: its end; one before it: its start).

        The share is that of a method which needs no node table. Raises UserError for any other text.
        """
        try:
            year, month = int(period[:4]), int(period[5:7] or 0)
            if len(period) not in (4, 7) or (len(period) == 7 and period[4] != "-"):
                raise ValueError
            last_month = month or LAST_MONTH
            end = date(year, last_month, calendar.monthrange(year, last_month)[1])
            start = date(year, month or 1, 1)
            seen = max(start, min(day or end, end))
            return cls(start, end, date(year, 1, 1), date(year, 12, 31), seen, schedule_share(seen, method))
        except (ValueError, IndexError, calendar.IllegalMonthError) as error:
            raise UserError(
                "期次不可识别", field="period", came=period, todo="月份写成 2021-11，年份写成 2021"
            ) from error

    @property
    def month_number(self) -> int:
        """year*12+month of the day of view."""
        return self.view_day.year * 12 + self.view_day.month

    @cached_property
    def literals(self) -> Mapping[str, exp.Expression]:
        """Name → SQL literal."""
        days = {
            name: getattr(self, name) for name in ("period_start", "period_end", "year_start", "year_end", "view_day")
        }
        literals: dict[str, exp.Expression] = {
            name: exp.cast(exp.Literal.string(day.isoformat()), "DATE") for name, day in days.items()
        }
        lines: dict[str, exp.Expression] = {
            f"{PREFIX}{code}": exp.Literal.number(repr(limit.value)) for code, limit in read_limits().items()
        }
        share = exp.Literal.number(repr(self.schedule_share))
        month = exp.Literal.number(str(self.month_number))
        return literals | lines | {"schedule_share": share, "month_number": month} | dict(self.lines)

    @cached_property
    def _written(self) -> dict[str, str]:
        return {}

    def write(self, name: str) -> str:
        """The SQL literal of a name."""
        if name not in self._written:
            self._written[name] = to_sql(self.literals[name])
        return self._written[name]


_MARK = "\x00"
_MARKED = re.compile(f"{_MARK}(\\w+){_MARK}")
PARAMETERS = ("period_start", "period_end", "year_start", "year_end", "view_day", "schedule_share", "month_number")
"""Names beside the columns; `month_number` is year*12+month of the day of view. Limits (`limit_…`) come on top."""


def parse_expression(text: str, columns: Collection[str], *, file: str, field: str) -> exp.Expression:
    """The checked tree of one expression over the given columns.

    Raises UserError naming file and field: unreadable SQL, sub-statements, functions outside the list, unknown columns.
    """
    try:
        tree = sqlglot.parse_one(str(text), dialect=DIALECT)
    except sqlglot.errors.SqlglotError as error:
        raise UserError("不是可读的表达式", file=file, field=field, came=text, todo="请检查括号和引号") from error
    for node in tree.walk():
        _check_node(node, text, columns, file, field)
    return cast(exp.Expression, tree)


def _check_node(node: exp.Expr, text: str, columns: Collection[str], file: str, field: str) -> None:
    if isinstance(node, exp.Query | exp.Command | exp.DDL | exp.DML):
        raise UserError("表达式里不能有查询语句", file=file, field=field, came=text, todo="只写条件或算式")
    if not isinstance(node, ALLOWED_NODES):
        todo = f"{FUNCTIONS_SAID}{ALLOWED_FUNCTIONS_WORDS}"
        raise UserError("用了不允许的写法", file=file, field=field, came=node.sql(dialect=DIALECT), todo=todo)
    if isinstance(node, exp.Column):
        if node.table:
            raise UserError("列名前不能带表名", file=file, field=field, came=node.sql(), todo="只写列名")
        if node.name not in columns and node.name not in PARAMETERS and node.name not in limit_names():
            todo = f"可用的列：{'、'.join(sorted(columns))}"
            raise UserError("没有这一列", file=file, field=field, came=node.name, todo=todo, options=sorted(columns))
    if isinstance(node, exp.DateDiff) and str(node.args.get("unit") or "DAY").strip("'").upper() != "DAY":
        raise UserError("date_diff 只能按天", file=file, field=field, came=text, todo="月数请写 year(x)*12+month(x)")


def bind_period(tree: exp.Expression, bounds: PeriodBounds) -> exp.Expression:
    """The tree with period names replaced by literals."""
    literals = bounds.literals

    def replace(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.name in literals:
            return literals[node.name].copy()
        return node

    return tree.transform(replace)


def mark_period(tree: exp.Expression) -> str:
    """The expression as SQL text in which the names of the period are marked: `fill_period` writes them out for any period.

    Filled it is `to_sql(bind_period(tree, bounds))`, without going over the tree for each period and day.
    """

    def mark(node: exp.Expression) -> exp.Expression:
        is_name = isinstance(node, exp.Column) and (node.name in PARAMETERS or node.name in limit_names())
        return exp.Var(this=f"{_MARK}{node.name}{_MARK}") if is_name else node

    return to_sql(tree.transform(mark))


def marked_names(text: str) -> frozenset[str]:
    """The names of the period in a marked text."""
    return frozenset(_MARKED.findall(text))


def fill_period(text: str, bounds: PeriodBounds) -> str:
    """A marked text with the names of the period written out."""
    return _MARKED.sub(lambda found: bounds.write(found[1]), text)


def to_sql(tree: exp.Expression, dialect: str = DIALECT) -> str:
    """The expression as SQL text of one engine."""
    return tree.sql(dialect=dialect)
