"""Which figures a store has: every number column of every table with places, and every item of the long tables, by a key.

A key stands in addresses and in kept answers: `fund_projects/budget_cny`, `township_progress/done_count/insured`,
`indicator_values/value/<item>`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb

from core.measure_units import GROWTH, find_unit
from core.places import PLACE_LEVELS
from indicators.declared import column_views, read_frameworks
from indicators.figures.anything.asked import Answers, read_answers
from indicators.figures.anything.units import unit_of_answer, unit_of_money, unit_of_title, unit_of_word
from loaders.columns import adds_up, bare_name
from store import Column, Store, Table, ask, quote, read_tables

NUMBERS: Final = ("integer", "number", "money", "percent")
SUM, MEAN, MOST, LEAST = "sum", "mean", "max", "min"
WAYS: Final = {SUM: "合计", MEAN: "平均", MOST: "最大", LEAST: "最小"}
"""How the rows of a place become one figure."""
UNIT: Final = "unit"
"""The level of departments and townships that a notice names without a code."""
ITEM_COLUMN: Final = "item"
BETWEEN: Final = " · "
"""Between an item and which of its columns the figure is."""


@dataclass(frozen=True)
class Figure:
    """One figure that can be looked at. `unit` is one of `core.words` or '' where nobody knows it; `level` the level its rows are of
    (`unit`: of departments and townships by name); `ways` how its rows may become one figure a place, the usual one first.

    `item_column` and `item` pick its rows where one column holds many figures. `periods` are those with a value, oldest first;
    `values` counts the cells with one, `places` about how many places have one in the fullest period.
    `better` is what somebody said ('' nobody did).
    """

    key: str
    table: str
    column: str
    title: str
    unit: str
    level: str
    ways: tuple[str, ...]
    item_column: str = ""
    item: str = ""
    periods: tuple[str, ...] = ()
    places: int = 0
    values: int = 0
    better: str = ""
    is_unit_known: bool = True

    @property
    def table_title(self) -> str:
        """The table it stands in."""
        return read_tables()[self.table].title

    @property
    def adds_up(self) -> bool:
        """Whether its table says that figures of rows may be added."""
        return self.ways[0] == SUM

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels its places can be looked at, the widest first."""
        if self.level == UNIT:
            return (UNIT,)
        return PLACE_LEVELS[: PLACE_LEVELS.index(self.level) + 1]


def list_figures(store: Store) -> dict[str, Figure]:
    """Key → figure of everything with a value, in the order of their tables, with what the office said of them."""
    answers = read_answers(store.folder)
    found = []
    with store.connect() as connection:
        imported = store.versions()
        for table in read_tables().values():
            if table.place_level and table.name in imported:
                found += list(_of_table(connection, table))
    return {figure.key: _answered(figure, answers) for figure in found}


def _answered(figure: Figure, answers: Answers) -> Figure:
    said = answers.get(figure.key)
    if said is None:
        return figure
    is_asked = not figure.is_unit_known
    unit = unit_of_answer(said.unit) if is_asked and said.unit else figure.unit
    return replace(figure, unit=unit, better=said.better, is_unit_known=figure.is_unit_known or bool(said.unit))


def _of_table(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Figure]:
    columns = [column for column in table.columns if column.type in NUMBERS]
    split = {column.name: ITEM_COLUMN if column.name in table.melt_into else column.unit_of for column in columns}
    plain = [column for column in columns if not split[column.name]]
    if plain:
        yield from _plain_figures(connection, table, plain)
    for column in columns:
        if split[column.name]:
            yield from _item_figures(connection, table, column, split[column.name])


def _plain_figures(connection: duckdb.DuckDBPyConnection, table: Table, columns: list[Column]) -> Iterator[Figure]:
    """One query a table: how many cells and places each column has, period by period."""
    parts = [_counts(table, column.name, position) for position, column in enumerate(columns)]
    rows = ask(
        connection, f"SELECT {_period(table)} AS period, {', '.join(parts)} FROM {table.name} GROUP BY 1"
    ).to_pylist()
    for position, column in enumerate(columns):
        there = _There.of(rows, position)
        if there.values:
            unit, title = column_unit(table, column), column_views(table.name)[column.name].title
            ways = _ways(column.additive, unit != "percent" and adds_up(title))
            yield Figure(
                key=f"{table.name}/{column.name}", table=table.name, column=column.name, title=title, unit=unit, level=_level(table),
                ways=ways, periods=there.periods, places=there.places, values=there.values, is_unit_known=bool(unit),
            )  # fmt: skip


def _item_figures(connection: duckdb.DuckDBPyConnection, table: Table, column: Column, by: str) -> Iterator[Figure]:
    has = set(table.stored_columns)
    title = f"any_value({by}_title)" if f"{by}_title" in has else "NULL"
    unit = "any_value(unit)" if "unit" in has else "NULL"
    sql = (
        f"SELECT {by} AS item, {_period(table)} AS period, {title} AS title, {unit} AS unit, {_counts(table, column.name, 0)} "
        f"FROM {table.name} WHERE {column.name} IS NOT NULL AND {by} IS NOT NULL GROUP BY 1, 2"
    )
    declared = {item.code: item for item in table.items}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in ask(connection, sql).to_pylist():
        found.setdefault(row["item"], []).append(row)
    for name, rows in sorted(found.items()):
        first, item, there = rows[0], declared.get(name), _There.of(rows, 0)
        said = item.title if item else first["title"] or (_measure_title(name) if column.unit_of else name)
        known = column_unit(table, column, name, (item.unit if item else "") or first["unit"] or "")
        can_add = known not in ("percent", "percent_points") and adds_up(bare_name(said))
        yield Figure(
            key=f"{table.name}/{column.name}/{name}", table=table.name, column=column.name,
            title=f"{said}{BETWEEN}{column.title}" if len(table.melt_into) > 1 else said, unit=known, level=_level(table),
            ways=_ways(can_add), item_column=by, item=name, periods=there.periods, places=there.places, values=there.values,
            is_unit_known=bool(known),
        )  # fmt: skip


@dataclass(frozen=True)
class _There:
    """What there is of a column: its periods with a value, how many values, and about how many places in the fullest period."""

    periods: tuple[str, ...]
    values: int
    places: int

    @classmethod
    def of(cls, rows: list[dict[str, Any]], position: int) -> "_There":
        full = [row for row in rows if row[f"n{position}"] and row["period"] is not None]
        periods = tuple(sorted(row["period"] for row in full))
        return cls(
            periods, sum(row[f"n{position}"] for row in full), max((row[f"c{position}"] for row in full), default=0)
        )


def _measure_title(measure: str) -> str:
    """The title of a measure by its id, or of its growth over last year (`core.measure_units`)."""
    known = {name: one.title for found in read_frameworks()[0].values() for name, one in found.measures.items()}
    base = measure.removesuffix(GROWTH)
    return known.get(measure) or (f"{known[base]}增幅" if base in known else measure)


def _period(table: Table) -> str:
    return "period" if table.period != "none" else "''"


def _counts(table: Table, column: str, position: int) -> str:
    place = "unit_name" if _level(table) == UNIT else "place_code"
    return f"count({column}) AS n{position}, approx_count_distinct(CASE WHEN {column} IS NOT NULL THEN {place} END) AS c{position}"


def _level(table: Table) -> str:
    return UNIT if any(column.names_units for column in table.columns) else table.place_level


def _ways(is_added: bool, may_add: bool = False) -> tuple[str, ...]:
    """A sum first where the declaration says that figures add up, last where only the title lets it be."""
    if is_added:
        return (SUM, MEAN, MOST, LEAST)
    return (MEAN, MOST, LEAST, SUM) if may_add else (MEAN, MOST, LEAST)


def column_unit(table: Table, column: Column, item: str = "", word: str = "") -> str:
    """The unit of `core.words` that the values of a column are stored in, for an item that of its word; '' where nobody says it."""
    if column.unit_of:
        return find_unit(item)
    if item:
        return unit_of_word(word)
    view = column_views(table.name)[column.name]
    if view.kind == "percent":
        return "percent"
    if view.kind == "money":
        return unit_of_money(view.unit)
    return unit_of_word(view.unit) or unit_of_title(view.title)


def rows_sql(figure: Figure) -> str:
    """The rows of the table that are of this figure, of several days in one period the newest a place."""
    own = f"{figure.item_column} = {quote(figure.item)}" if figure.item_column else "TRUE"
    table = read_tables()[figure.table]
    newest = ""
    if "as_of" in table.stored_columns:
        newest = " QUALIFY as_of IS NOT DISTINCT FROM max(as_of) OVER (PARTITION BY place_code, period)"
    return f"SELECT * FROM {figure.table} WHERE {own}{newest}"
