"""The stored rows a record is made of, table by table, with the import that brought them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pandas as pd

from indicators.declared import ITEM, ColumnView, Measure, PeriodBounds, column_names, column_views, is_empty, views
from store import Store, Table, VersionEntry, read_tables

MAX_ROWS: Final = 500
"""Rows shown of one table behind a record; more are only counted."""
SOURCES: Final = ("source_file", "source_sheet", "source_row", "source_column")
PLACES: Final = "places"
"""The table of places names a place by its code; a place's rows are its own and those below it."""
_ORDER: Final = ("period DESC", "paid_on", "source_file", "source_row")
_UP_TO_THE_DAY: Final = {"fund_payments": "paid_on"}
"""Tables of which a view takes only what happened by the day of view, and the date that says so."""


@dataclass(frozen=True)
class RowsBehind:
    """Rows of one imported table: `columns` to show with the source columns last, `total` rows there are, the imports by id."""

    table: Table
    rows: pd.DataFrame
    columns: tuple[ColumnView, ...]
    total: int
    imports: Mapping[str, VersionEntry]

    @property
    def has_secrets(self) -> bool:
        """Whether the table holds ID or phone numbers, so that its file is not handed out beside a masked record."""
        return has_secrets(self.table)


def has_secrets(table: Table) -> bool:
    """Whether a table holds ID or phone numbers."""
    return any(column.personal in ("id", "phone") for column in table.columns)


def is_about_persons(measure: Measure) -> bool:
    """Whether a measure's rows are persons, so that no list of them is projected."""
    return any(has_secrets(read_tables()[name]) for name in views.base_tables(measure.table))


def read_behind(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    measure: Measure,
    period: str,
    row: Mapping[str, Any],
    key: Sequence[str],
    day: date | None = None,
) -> tuple[RowsBehind, ...]:
    """The rows of every table behind a measure's table or view that share the row's key, by the day the measure is taken on
    (None: the period's last); tables without any are left out.
    """
    names = views.base_tables(measure.table)
    found = (_read_table(connection, store, measure, PeriodBounds.of(period, day), row, key, name) for name in names)
    return tuple(one for one in found if one.total)


def same_rows(names: Sequence[str], row: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The condition that these columns are as in the row (missing equals missing), and its values; '' without columns."""
    filled = [name for name in names if not is_empty(row[name])]
    conditions = [f'"{name}" = ?' if name in filled else f'"{name}" IS NULL' for name in names]
    return " AND ".join(conditions), [row[name] for name in filled]


def _read_table(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    measure: Measure,
    bounds: PeriodBounds,
    row: Mapping[str, Any],
    key: Sequence[str],
    name: str,
) -> RowsBehind:
    table = read_tables()[name]
    where, values = _where(table, measure, bounds, row, _shared(table, measure, key))
    order = [column for column in _ORDER if column.split()[0] in table.stored_columns]
    sql = f"FROM {name} WHERE {where}"
    rows = connection.execute(f"SELECT * {sql} ORDER BY {', '.join(order)} LIMIT {MAX_ROWS}", values).df()
    total = len(rows)
    if total == MAX_ROWS:
        total = int(connection.execute(f"SELECT count(*) {sql}", values).fetchall()[0][0])
    columns = _columns(table, measure, rows, key)
    return RowsBehind(table, rows, columns, total, _imports(store, name, rows))


def _shared(table: Table, measure: Measure, key: Sequence[str]) -> list[str]:
    """The columns by which rows of a table belong to a row of the measure's table or view: either key, as far as both have it."""
    both = views.relation_columns(measure.table).keys() & table.stored_columns.keys()
    return [name for name in dict.fromkeys((*key, *table.key)) if name in both]


def _where(
    table: Table, measure: Measure, bounds: PeriodBounds, row: Mapping[str, Any], key: Sequence[str]
) -> tuple[str, list[Any]]:
    """Same key; also last year's where the measure compares with it; only items the measure names; nothing after the day."""
    where, values = same_rows([name for name in key if name != "period"], row)
    conditions = [where] if where else []
    if table.name == PLACES:
        conditions.append("starts_with(code, ?)")
        values.append(row["place_code"])
    if "period" in key:
        periods = [str(row["period"])] + ([_year_before(str(row["period"]))] if measure.needs_last_year else [])
        conditions.append(f"period IN ({', '.join('?' * len(periods))})")
        values += periods
    items = _items(measure) if _is_pivoted(table, measure) else []
    if items:
        conditions.append(f"{ITEM} IN ({', '.join('?' * len(items))})")
        values += items
    if table.name in _UP_TO_THE_DAY:
        conditions.append(f"{_UP_TO_THE_DAY[table.name]} <= ?")
        values.append(bounds.view_day)
    return " AND ".join(conditions) or "FALSE", values


def _columns(table: Table, measure: Measure, rows: pd.DataFrame, key: Sequence[str]) -> tuple[ColumnView, ...]:
    """What the record's own facts do not say already: nothing of the table that gives the row, the figures of a pivoted one."""
    by_name = column_views(table.name)
    gives_row = (
        table.name != PLACES and table.name == views.base_tables(measure.table)[0] and not _is_pivoted(table, measure)
    )
    hidden = {*key, ITEM} if "item_title" in rows and rows["item_title"].notna().all() else {*key}
    own = [] if gives_row else [column.name for column in table.columns if column.name not in hidden]
    if measure.needs_last_year and "period" in by_name:
        own.insert(0, "period")
    names = [*own, *SOURCES]
    return tuple(by_name[name] for name in names if len(rows) == 0 or rows[name].notna().any())


def _items(measure: Measure) -> list[str]:
    """The items a measure over a pivoted table names, in its expressions or its list."""
    named = column_names(measure.population, measure.met, measure.numerator, measure.denominator, measure.reported)
    codes = {item.code for name in views.base_tables(measure.table) for item in read_tables()[name].items}
    return [name for name in dict.fromkeys((*named, *measure.list_columns)) if name in codes]


def _is_pivoted(table: Table, measure: Measure) -> bool:
    """Whether the measure looks at a view that has a column an item of this long table."""
    return table.is_melted and ITEM not in views.relation_columns(measure.table)


def _imports(store: Store, name: str, rows: pd.DataFrame) -> dict[str, VersionEntry]:
    wanted = set(rows["import_id"].dropna())
    return {entry.import_id: entry for entry in reversed(store.history(name)) if entry.import_id in wanted}


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1:04d}{period[4:]}"
