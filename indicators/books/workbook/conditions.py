"""A condition as three cells (列、比较、值) ↔ its expression, where it is that simple; the expression is always the book's."""

import re
from typing import Any, NamedTuple

from core.errors import UserError
from indicators.books.choices import say_relation
from indicators.books.conditions import WITHOUT_VALUE, Condition, comparisons_of, read_conditions, write_conditions
from indicators.books.fault_words import say_near
from indicators.books.workbook.cells import CellError, is_missing, say_cell
from indicators.declared import ColumnView, expression_views, views
from loaders.files import FormattedFigure

_CELL_NAME = re.compile(r"(?:.*\s)?([A-Za-z_][A-Za-z0-9_]*)")


class PartError(CellError):
    """One of the three cells that cannot be read, by its heading (列, 比较 or 值): what it should hold."""

    def __init__(self, part: str, expected: str) -> None:
        super().__init__(expected)
        self.part = part


class Simple(NamedTuple):
    """The three cells; `value` is '' where the comparison has none."""

    column: str
    comparison: str
    value: Any


def comparison_words() -> tuple[str, ...]:
    """Every comparison that some column can have."""
    kinds = [ColumnView("", "", kind) for kind in ("number", "text", "boolean")]
    return tuple(dict.fromkeys(word for view in kinds for word in comparisons_of(view)))


def split(expression: Any, relation: str) -> Simple | None:
    """The three cells of an expression over a table; None where it is not one comparison, or would be written in another way."""
    if not isinstance(expression, str) or relation not in views.relation_names():
        return None
    try:
        found = read_conditions(expression, relation)
        if found is None or len(found) != 1 or write_conditions(found, relation) != expression:
            return None
    except UserError:
        return None
    (one,) = found
    return Simple(_say_column(one.column, relation), one.comparison, one.value)


def join(simple: Simple, relation: str) -> str:
    """The expression of three cells over a table. Raises PartError naming the cell and what it should hold."""
    known = expression_views(relation)
    named = _CELL_NAME.fullmatch(simple.column.strip())
    view = known.get(find_column(simple.column, relation) or (named[1] if named else ""))
    if view is None:
        said = say_near(simple.column.strip(), {name: one.title for name, one in known.items()})
        raise PartError("列", f"“{say_relation(relation)}”的列，{said}")
    comparison = simple.comparison.strip()
    if comparison not in comparisons_of(view):
        raise PartError("比较", f"这一列能用的一种比较：{'、'.join(comparisons_of(view))}")
    if is_missing(simple.value) != (comparison in WITHOUT_VALUE):
        raise PartError(
            "值", f"空，“{comparison}”不用写值" if comparison in WITHOUT_VALUE else f"和“{comparison}”一起写的值"
        )
    try:
        return write_conditions([Condition(view.name, comparison, _say_value(simple.value))], relation)
    except UserError as error:
        raise PartError("值", error.todo.removeprefix("写成") or error.rule) from None


def find_column(said: str, relation: str) -> str:
    """The column that a cell names by its name, by its title where no other column has it, or by both; '' where it names none."""
    known = expression_views(relation)
    said = said.strip()
    if said in known:
        return said
    named = [name for name, view in known.items() if f"{view.title} {name}" == said]
    titled = named or [name for name, view in known.items() if view.title == said]
    return titled[0] if len(titled) == 1 else ""


def _say_value(value: Any) -> str:
    """A value as a person writes it: 95% of a cell that shows it so."""
    if is_missing(value):
        return ""
    if isinstance(value, FormattedFigure) and value.unit == "%":
        return f"{round(float(value) * 100, 10):.12g}%"
    return say_cell(value).strip()


def _say_column(name: str, relation: str) -> str:
    """A column with its Chinese title before it: `是否培训 is_trained`."""
    view = expression_views(relation).get(name)
    return f"{view.title} {name}" if view is not None and view.title != name else name
