"""Of a row of which nobody can say whether it falls short: which of its cells do not say."""

from collections.abc import Callable, Iterator
from typing import Final

from sqlglot import exp

from indicators.declared import column_names, column_views, unread_sql, views
from store import UNREAD_COLUMNS, quote

BECAUSE: Final = "unclear_because"
"""The column of such rows: the titles of those cells, `发放金额（没有读出）、核定日期`."""
BECAUSE_TITLE: Final = "缺什么"
_NOTES: Final = dict(zip(UNREAD_COLUMNS, ("（表里没有这一列）", "（没有读出）"), strict=True))
_AT_ODDS: Final = "（互相矛盾）"


def because_sql(relation: str, trees: tuple[exp.Expression | None, ...], sql: Callable[[exp.Expression], str]) -> str:
    """The text of `BECAUSE` over the rows of a table or view, by the conditions that decide; `sql` writes an expression.

    A condition that says neither yes nor no is one whose cells are empty, or, where all are filled, one that they contradict.
    """
    titles = {name: view.title for name, view in column_views(relation).items()}
    parts = [part for tree in trees if tree is not None for part in _simple(tree)]
    named = {part: [name for name in column_names(part) if name in titles] for part in parts}
    said = []
    for name in dict.fromkeys(name for names in named.values() for name in names):
        is_open = " OR ".join(f"({sql(part)}) IS NULL" for part in parts if name in named[part])
        said.append(f'CASE WHEN "{name}" IS NULL AND ({is_open}) THEN {_cell(relation, name, titles[name])} END')
    for part, names in named.items():
        filled = " AND ".join(f'"{name}" IS NOT NULL' for name in names)
        if names:
            odd = quote("、".join(titles[name] for name in names) + _AT_ODDS)
            said.append(f"CASE WHEN {filled} AND ({sql(part)}) IS NULL THEN {odd} END")
    return f"concat_ws('、', {', '.join(said)})" if said else "''"


def _simple(tree: exp.Expression) -> Iterator[exp.Expression]:
    """The conditions that AND, OR and NOT join."""
    if isinstance(tree, exp.And | exp.Or):
        yield from (part for side in (tree.this, tree.expression) for part in _simple(side))
    elif isinstance(tree, exp.Not | exp.Paren):
        yield from _simple(tree.this)
    else:
        yield tree


def _cell(relation: str, name: str, title: str) -> str:
    """A cell with why it says nothing."""
    if not set(UNREAD_COLUMNS) <= set(views.relation_columns(relation)):
        return quote(title)
    notes = " ".join(f"WHEN {unread_sql(name, (way,))} THEN {quote(title + note)}" for way, note in _NOTES.items())
    return f"CASE {notes} ELSE {quote(title)} END"
