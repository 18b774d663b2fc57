"""The rows that fall short and their counts by places; every count adds up to the one above it."""

from dataclasses import dataclass, replace
from typing import Final

import duckdb
import pandas as pd

from indicators.declared import views
from indicators.evaluation import query
from indicators.shortfalls.lists.asking import ListRequest
from indicators.shortfalls.lists.columns import MAX_FILTER_CHOICES, filter_columns, gap_columns, with_gap
from store import Store, read_tables

_READ_ALONE: Final = ("province", "prefecture", "county")
"""Levels whose places the tables are read by, so that one place costs one place."""


@dataclass(frozen=True)
class ShortfallList:
    """Rows that fall short (limited; every column, source columns last), how many there are in all, and counts one level down.

    counts: place_code, rows_short, most first; their sum is `total`; empty at the lowest level.
    """

    rows: pd.DataFrame
    total: int
    counts: pd.DataFrame
    level: str


def read_list(store: Store, request: ListRequest, level: str, limit: int | None, offset: int = 0) -> ShortfallList:
    """The list with its counts by places of `level` ('' for none); every row without a limit."""
    request = request.on_day(store)
    with store.connect() as connection:
        views.prepare(connection)
        if not level:
            rows = query.shortfall_rows(connection, request.row_request(limit, offset))
            is_whole = not offset and (limit is None or len(rows) < limit)
            total = len(rows) if is_whole else query.count_shortfalls(connection, request.row_request())
            counts = pd.DataFrame(columns=["place_code", "rows_short"])
        else:
            counts = query.shortfall_counts(connection, request.row_request(), level)
            total = int(counts["rows_short"].sum())
            rows = _read_rows(connection, request, counts, level, limit, offset)
    return ShortfallList(with_gap(rows, request.measure), total, counts, level)


def _read_rows(
    connection: duckdb.DuckDBPyConnection,
    request: ListRequest,
    counts: pd.DataFrame,
    level: str,
    limit: int | None,
    offset: int,
) -> pd.DataFrame:
    """The wanted rows. In the order of place codes one place below may hold them all: then only it is read."""
    is_by_place = gap_columns(request.measure) is None
    if limit is not None and level in _READ_ALONE and not request.unit_key and is_by_place:
        ends = counts.set_index("place_code")["rows_short"].sort_index().cumsum()
        last = min(offset + limit, int(ends.iloc[-1])) if len(ends) else 0
        for code, end in ends.items():
            start = int(end) - int(counts.loc[counts["place_code"] == code, "rows_short"].iloc[0])
            if start <= offset < last <= end and code != request.at:
                inside = replace(request, at=str(code))
                return query.shortfall_rows(connection, inside.row_request(limit, offset - start))
    return query.shortfall_rows(connection, request.row_request(limit, offset))


def read_choices(store: Store, request: ListRequest) -> dict[str, list[str]]:
    """Column → values a list may be filtered by, of all rows of the place; columns with fewer than two values are left out."""
    names, measure = filter_columns(request.measure), request.measure
    if not names:
        return {}
    base = views.base_tables(measure.table)[0]
    is_plain = set(names) <= read_tables()[base].stored_columns.keys()
    relation = base if is_plain else measure.table
    day = query.day_taken(measure, request.on_day(store).day)
    read = "" if measure.of_units else request.at
    rows = query.bound_rows_sql(relation, measure.binding, request.period, read, day)
    columns = ", ".join(f'"{name}"' for name in names)
    with store.connect() as connection:
        if not is_plain:
            views.prepare(connection)
        found = connection.execute(
            f"SELECT DISTINCT {columns} FROM ({rows}) WHERE {query.inside_sql(measure, request.at)}"
        ).df()
    values = {name: sorted(str(value) for value in found[name].dropna().unique()) for name in names}
    return {name: choices for name, choices in values.items() if 2 <= len(choices) <= MAX_FILTER_CHOICES}
