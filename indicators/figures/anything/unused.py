"""Which stored figures no measure and no check asks, and which measures have the nearest names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from core.errors import UserError
from indicators.declared import Measure, read_frameworks, views
from indicators.figures.anything.known import Figure, list_figures
from loaders.columns import bare_name
from store import Store

NEAREST: Final = 3
LEAST_LIKE: Final = 0.25
"""Names less alike than this are no help."""
LISTED: Final = 12
_WORD: Final = re.compile(r"\w+")
_SHOWN_ONLY: Final = ("list_columns",)
"""Parts of a measure that only say what stands in its list."""


@dataclass(frozen=True)
class Unused:
    """A figure that nothing asks, with the measures of the nearest names, the nearest first."""

    figure: Figure
    nearest: tuple[Measure, ...]

    def say(self) -> str:
        """`没有指标用到：任务数；名字最近的指标：…`."""
        near = "、".join(f"“{measure.title}”" for measure in self.nearest)
        return f"没有指标用到：{self.figure.title}" + (f"；名字最近的指标：{near}" if near else "；没有名字相近的指标")


def brought_figures(store: Store, tables: Iterable[str], import_id: str) -> list[Figure]:
    """The figures of these tables of which an import brought a value."""
    wanted = set(tables)
    figures = [figure for figure in list_figures(store).values() if figure.table in wanted]
    return [figure for figure in figures if _is_of_import(store, figure, import_id)]


def unused_figures(figures: Iterable[Figure]) -> list[Unused]:
    """Those of the figures that no measure and no check asks."""
    asked = list(figures)
    uses = {name: list(_texts(name)) for name in {figure.table for figure in asked}}
    measures = [one for found in read_frameworks()[0].values() for one in found.measures.values() if one.is_scored]
    return [Unused(figure, _nearest(figure, measures)) for figure in asked if not is_asked(figure, uses[figure.table])]


def is_asked(figure: Figure, texts: Iterable[str]) -> bool:
    """Whether one of the texts names the figure: its column, or its item beside whatever column holds it."""
    name = figure.item or figure.column
    if _WORD.fullmatch(name):
        return any(name in _WORD.findall(text) for text in texts)
    return any(f"'{name}'" in text for text in texts)


def _texts(table: str) -> Iterator[str]:
    """What measures and checks over a table, or over a view of it, ask: their expressions and the view's own text."""
    for found in read_frameworks()[0].values():
        for measure in (form for one in found.measures.values() for form in one.forms):
            if table in views.base_tables(measure.table):
                yield " ".join(_words({name: said for name, said in measure.texts.items() if name not in _SHOWN_ONLY}))
                if views.is_view(measure.table):
                    yield views.view_text(measure.table)


def _words(said: Any) -> Iterator[str]:
    """The texts of a declaration, however deep they lie."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for inner in said.values():
            yield from _words(inner)
    elif isinstance(said, list | tuple):
        for inner in said:
            yield from _words(inner)


def _nearest(figure: Figure, measures: Iterable[Measure]) -> tuple[Measure, ...]:
    name = bare_name(figure.title)
    likeness = [(SequenceMatcher(None, name, one.title).ratio(), one) for one in measures]
    likely = sorted(((how, one) for how, one in likeness if how >= LEAST_LIKE), key=lambda pair: -pair[0])
    return tuple(one for _, one in likely[:NEAREST])


def _is_of_import(store: Store, figure: Figure, import_id: str) -> bool:
    own = f"{figure.item_column} = $item AND " if figure.item_column else ""
    sql = f"SELECT 1 FROM {figure.table} WHERE {own}{figure.column} IS NOT NULL AND import_id = $import_id LIMIT 1"
    given = {"import_id": import_id} | ({"item": figure.item} if figure.item_column else {})
    with store.connect() as connection:
        return connection.execute(sql, given).fetchone() is not None


def say_unused(store: Store, tables: Iterable[str], import_id: str) -> list[str]:
    """Lines for a command on what an import brought that nothing asks; what keeps it from being known takes nothing from the import."""
    try:
        found = unused_figures(brought_figures(store, tables, import_id))
    except UserError as error:
        return [f"  {error.message}"]
    lines = [f"  {one.say()}" for one in found[:LISTED]]
    if not found:
        return []
    rest = f"  …… 另有 {len(found) - LISTED} 个" if len(found) > LISTED else ""
    return [*lines, *filter(None, [rest]), "  这些数在“任意数字”页可以排名、上图、看走势"]
