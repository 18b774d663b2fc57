"""The rows behind a figure: what names them, the value, and file, sheet and row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from indicators.declared import ColumnView, column_views
from indicators.figures.anything.known import NUMBERS, UNIT, Figure, rows_sql
from indicators.figures.anything.values import inside_sql, key_sql
from store import Store, ask, quote, read_tables

NAMED_BY: Final = 3
"""So many columns that name a row stand beside its value."""
SOURCES: Final = ("source_file", "source_sheet", "source_row", "source_column")
UNREAD_WORDS: Final = "没有读出，或表里没有这一列"
EMPTY_WORDS: Final = "空着"


@dataclass(frozen=True)
class RowsAsked:
    """Which rows: of a figure in a period ('' of a table without), inside a place and, where `at` is given, of one place of a level."""

    figure: Figure
    period: str
    scope: str
    level: str
    at: str = ""


@dataclass(frozen=True)
class FoundRows:
    """A part of the rows, in the order of place and file, and how many there are in all, with a value, left empty and not read."""

    rows: pd.DataFrame
    columns: Sequence[ColumnView]
    total: int
    known: int


def read_rows(store: Store, asked: RowsAsked, limit: int, offset: int = 0) -> FoundRows:
    """Rows with the columns that name them, `value`, `state` (why it is missing, else '') and the source columns. Personal columns
    are masked by whoever shows them."""
    figure = asked.figure
    columns = naming_columns(figure)
    names = ", ".join([*(column.name for column in columns), *SOURCES])
    unread = f"contains(coalesce(absent_columns, '') || coalesce(refused_columns, ''), ',{figure.column},')"
    state = (
        f"CASE WHEN {figure.column} IS NOT NULL THEN '' WHEN {unread} THEN '{UNREAD_WORDS}' ELSE '{EMPTY_WORDS}' END"
    )
    where = _where(asked)
    with store.connect() as connection:
        counted = ask(
            connection, f"SELECT count(*) AS n, count({figure.column}) AS known FROM ({rows_sql(figure)}) WHERE {where}"
        ).to_pylist()[0]
        found = ask(
            connection,
            f"SELECT {names}, {figure.column} AS value, {state} AS state FROM ({rows_sql(figure)}) WHERE {where} "
            f"ORDER BY place_code, source_file, source_sheet, source_row, source_column LIMIT {limit} OFFSET {offset}",
        ).to_pandas()
    return FoundRows(found, columns, int(counted["n"]), int(counted["known"]))


def naming_columns(figure: Figure) -> list[ColumnView]:
    """What says which row it is: the place, then the columns of the key that are no figures, three at most."""
    table, views = read_tables()[figure.table], column_views(figure.table)
    skipped = {"place_code", "county_code", "period", figure.item_column, f"{figure.item_column}_title", *SOURCES}
    numbers = {column.name for column in table.columns if column.type in NUMBERS}
    keyed = [name for name in table.key if name in views and name not in skipped and name not in numbers]
    first = [] if figure.level == UNIT else ["place_name"]
    return [views[name] for name in (*first, *keyed[:NAMED_BY])]


def _where(asked: RowsAsked) -> str:
    period = f"period = {quote(asked.period)}" if asked.period else "TRUE"
    inside = inside_sql(asked.level, asked.scope)
    at = f"{key_sql(asked.level)} = {quote(asked.at)}" if asked.at else "TRUE"
    return f"{period} AND {inside} AND {at}"
