"""Rows that are counted together (those of one household) as the one that tells of them all (`Grouping`)."""

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from indicators.declared import Grouping

_ALL: Final = (
    "{p} AND NOT {m}", "{p} AND {m} IS NULL", "{p} IS NULL AND {m} IS NOT TRUE", "{p} AND {m}", "{p} IS NULL",
)  # fmt: skip
_ANY: Final = (
    "{p} AND {m}", "{p} AND {m} IS NULL", "{p} IS NULL AND {m} IS NOT FALSE", "{p} AND NOT {m}", "{p} IS NULL",
)  # fmt: skip
"""Which row tells, the first of these there is: what settles it, what nobody can judge, what all agree on. `p`: the row counts,
`m`: it is as it should be."""


def told_rows_sql(grouping: Grouping | None, rows: str, sql: Callable[[exp.Expression | None], str]) -> str:
    """Of some rows those that tell, one of each; all of them where nothing is counted together. `sql` writes an expression.

    A row whose column is empty is counted alone. Of several that fall short one of which something is still to do tells.
    """
    if grouping is None:
        return rows
    population, met = f"({sql(grouping.population)})", f"({sql(grouping.met)})"
    states = (text.format(p=population, m=met) for text in (_ANY if grouping.is_any else _ALL))
    state = f"CASE {' '.join(f'WHEN {text} THEN {at}' for at, text in enumerate(states))} ELSE {len(_ALL)} END"
    settled = f"coalesce({sql(grouping.settled or exp.false())}, FALSE)"
    alone = "concat_ws('|', source_hash, source_sheet, source_row)"
    each = f'county_code, coalesce(CAST("{grouping.column}" AS VARCHAR), {alone})'
    order = f"{state}, {settled}, place_code, source_row, source_sheet, source_hash"
    return f"SELECT * FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY {each} ORDER BY {order}) = 1"
