"""Empty is not always "none": which empty cells of a row say nothing, in SQL of views and in expressions over relations.

A row names the columns whose emptiness means nothing (`store.UNREAD_COLUMNS`): its sheet did not have them, or the cell
could not be read. Of any other column an empty cell was left empty, and that may be an answer.
"""

from collections.abc import Collection, Sequence
from typing import cast

import sqlglot
from sqlglot import exp

from indicators.declared.expressions import PARAMETERS
from indicators.declared.limits import PREFIX
from store import UNREAD_COLUMNS

_, _REFUSED = UNREAD_COLUMNS
_TOKENS = ("$said", "$read", "$any", "$all")
GATHERED = (
    "coalesce(max({0}absent_columns), '') || coalesce(min({0}absent_columns), '') AS absent_columns, "
    "coalesce(max({0}refused_columns), '') || coalesce(min({0}refused_columns), '') AS refused_columns"
)
"""`$unread`: the unread columns of a group's rows, as the group's own; of more than two different lists two are told."""


def fill_tokens(text: str) -> str:
    """The SQL of a view with these written out; brackets may stand inside, tokens inside tokens.

    `$said(a, b)`: whether any of these cells of a row has something in it; unknown where all are empty and one is unread.
    `$read(a, b)`: whether none of these cells is one that was not read.
    `$any(condition)`, `$all(condition)`: whether it holds for one, for all rows of a group; unknown rows are not passed
    over. `$unread`: `GATHERED`.
    """
    for token in _TOKENS:
        while token + "(" in text:
            start = text.rindex(token + "(")
            inner, end = _inside(text, start + len(token))
            text = text[:start] + _written(token, inner) + text[end:]
    return text.replace("$unread", GATHERED.format(""))


def _written(token: str, inner: str) -> str:
    if token == "$any":
        return f"CASE WHEN bool_or({inner}) THEN TRUE WHEN count({inner}) = count(*) THEN FALSE END"
    if token == "$all":
        return f"CASE WHEN NOT bool_and({inner}) THEN FALSE WHEN count({inner}) = count(*) THEN TRUE END"
    names = [name.strip() for name in inner.split(",")]
    if token == "$read":
        return f"(NOT ({' OR '.join(f'({name} IS NULL AND ({unread_sql(name)}))' for name in names)}))"
    filled = " OR ".join(f"{name} IS NOT NULL" for name in names)
    unread = " OR ".join(unread_sql(name) for name in names)
    return f"(CASE WHEN {filled} THEN TRUE WHEN {unread} THEN NULL ELSE FALSE END)"


def unread_sql(name: str, ways: Sequence[str] = UNREAD_COLUMNS) -> str:
    """The condition that an empty cell says nothing: `name` is a column, with the name of its table in front or not; `ways`
    are the reasons that count."""
    table, _, column = name.rpartition(".")
    at = f"{table}." if table else ""
    return " OR ".join(f"coalesce({at}{one}, '') LIKE '%,{column},%'" for one in ways)


def _inside(text: str, start: int) -> tuple[str, int]:
    """What stands between the bracket at `start` and its partner, and where the text goes on."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            return text[start + 1 : at], at + 1
    raise ValueError(f"no closing bracket: {text[start : start + 40]}")


def respect_unread(tree: exp.Expression, columns: Collection[str]) -> exp.Expression:
    """The expression over a relation with these columns, in which an unread cell is unknown: `x IS NULL` is then neither
    true nor false, and `coalesce(x, FALSE)` empty. `coalesce(x, y)` with another column is empty where x was refused: what
    stood there might have said otherwise; of a column that no sheet had, the other one is the answer. The same tree where the
    relation does not know what was unread."""
    if not set(UNREAD_COLUMNS) <= set(columns) or tree.find(exp.Is, exp.Coalesce) is None:
        return tree
    return cast(exp.Expression, tree.transform(_respect))


def _respect(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return _unless_unread(node, node.this, _cells(node.this))
    if isinstance(node, exp.Coalesce) and not isinstance(node.parent, exp.Is):
        *asked, last = (node.this, *node.expressions)
        cells = [name for one in asked for name in _cells(one)]
        given = asked[0] if len(asked) == 1 else exp.Coalesce(this=asked[0].copy(), expressions=asked[1:])
        return _unless_unread(node, given, cells, (_REFUSED,) if _cells(last) else UNREAD_COLUMNS)
    return node


def _cells(tree: exp.Expr) -> list[str]:
    """The columns a part of an expression names; no names of the period and no limits."""
    names = [column.name for column in tree.find_all(exp.Column)]
    return [name for name in names if name not in PARAMETERS and not name.startswith(PREFIX)]


def _unless_unread(node: exp.Expr, given: exp.Expr, cells: list[str], ways: Sequence[str] = UNREAD_COLUMNS) -> exp.Expr:
    """The node, empty where what it asks about is empty and one of the cells was not read."""
    unread = " OR ".join(unread_sql(name, ways) for name in dict.fromkeys(cells))
    text = f"(CASE WHEN ({given.sql(dialect='duckdb')}) IS NULL AND ({unread}) THEN NULL ELSE {node.sql(dialect='duckdb')} END)"
    return sqlglot.parse_one(text, dialect="duckdb") if cells else node
