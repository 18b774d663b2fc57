"""What 任意数字 reads: the figures there are, one by place and period, the rows behind one."""

import pandas as pd

from indicators.figures import anything
from indicators.figures.anything import Asked, Figure, FoundRows, RowsAsked
from pages.parts.common import cache
from store import Store

PAGE: int = 50
"""Rows of one page of a list."""


def _list(store: Store, said: str) -> dict[str, Figure]:
    return anything.list_figures(store)


def _rows(store: Store, asked: RowsAsked, part: int) -> FoundRows:
    return anything.read_rows(store, asked, PAGE, (part - 1) * PAGE)


def _figure_key(figure: Figure) -> tuple[str, str]:
    return figure.key, figure.unit


_listed = cache.kept(_list, 4)
grid = cache.kept(anything.read_grid, keys={Asked: lambda asked: (
    _figure_key(asked.figure), _figure_key(asked.per) if asked.per else None, asked.level, asked.scope, asked.way)})  # fmt: skip
rows = cache.kept(
    _rows, keys={RowsAsked: lambda asked: (_figure_key(asked.figure), asked.period, asked.scope, asked.level, asked.at)}
)
without_place = cache.kept(
    anything.count_without_place, keys={Asked: lambda asked: (_figure_key(asked.figure), asked.level, asked.scope)}
)


def figures() -> dict[str, Figure]:
    """Key → figure, with what the office said of them up to now."""
    return _listed(repr(sorted(anything.read_answers(cache.folder()).items())))


def expected(asked: Asked, places: pd.Series) -> list[str]:
    """The places that ought to have a value: counties with any data, others where the figure has had one before."""
    if asked.level != "county":
        return sorted(set(places))
    counties = {place.code for place in cache.places().scope_counties(asked.scope)} & set(cache.scopes())
    return sorted(counties | set(places))
