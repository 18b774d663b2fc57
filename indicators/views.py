"""Views that definitions may look at beside the declared tables: SQL files of our own, or long tables made wide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import chinese_calendar
import duckdb
import numpy as np
import pandas as pd

from indicators.expressions import PeriodBounds
from loaders.declarations import Table, read_tables

VIEWS_FOLDER = Path(__file__).parent / "views"
CALENDAR = "work_calendar"
EVERYWHERE = "TRUE"

BASE_TABLES = {
    "project_progress": ("fund_projects", "fund_payments"),
    "county_figures": ("indicator_values",),
    "unit_notice": ("unit_figures",),
    "payment_links": ("fund_payments", "fund_projects"),
    "progress_steps": ("township_progress",),
    "place_sums": ("places",),
}
"""View → the declared tables whose rows stand behind it, the one that gives the rows first."""


def is_view(name: str) -> bool:
    """Whether the name is one of the views (else it is a declared table)."""
    return name in BASE_TABLES


def base_tables(name: str) -> tuple[str, ...]:
    """The declared tables behind a table or view."""
    return BASE_TABLES.get(name, (name,))


def period_kind(name: str) -> str:
    """'month', 'year' or 'none': how the rows of a table or view are bound to time."""
    return read_tables()[base_tables(name)[0]].period


def view_sql(name: str, bounds: PeriodBounds, counties: str = EVERYWHERE) -> str:
    """SQL that answers with the view's rows as of the end of the period.

    `counties` is a condition on county_code, put where the base tables are read, so that one county costs one county.
    """
    if name == "county_figures":
        return _county_figures_sql(read_tables()["indicator_values"], counties)
    if name == "unit_notice":
        return _unit_notice_sql(read_tables()["unit_figures"])
    text = (VIEWS_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    end = bounds.period_end.isoformat()
    text = text.replace("$scope", f"({counties})")
    return text.replace("$period_end_text", end).replace("$period_end", f"DATE '{end}'")


def relation_sql(name: str, bounds: PeriodBounds, counties: str = EVERYWHERE) -> str:
    """What to put after FROM for a table or a view, see `view_sql`."""
    return f"({view_sql(name, bounds, counties)})" if is_view(name) else name


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the working-day calendar that views join."""
    calendar = _calendar_frame()
    connection.register("_work_calendar_frame", calendar)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CALENDAR} AS SELECT * FROM _work_calendar_frame")
    connection.unregister("_work_calendar_frame")


@cache
def relation_columns(name: str) -> Mapping[str, str]:
    """Column → DuckDB type of a declared table or view; KeyError when there is none of that name."""
    if not is_view(name):
        return read_tables()[name].stored_columns
    with empty_connection() as connection:
        rows = connection.execute(f"DESCRIBE {view_sql(name, PeriodBounds.of('2021-11'))}").fetchall()
    return {row[0]: row[1] for row in rows}


def relation_names() -> tuple[str, ...]:
    """Every table and view a definition may name."""
    return (*read_tables(), *BASE_TABLES)


def empty_connection() -> duckdb.DuckDBPyConnection:
    """A connection in which every declared table exists and is empty; expressions can be bound against it."""
    connection = duckdb.connect(":memory:")
    for table in read_tables().values():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in table.stored_columns.items())
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
    connection.execute(f"CREATE TABLE {CALENDAR} (day DATE, workday_number INTEGER)")
    return connection


@cache
def _calendar_frame() -> pd.DataFrame:
    """Columns day, workday_number: how many working days lie between two dates is the difference of their numbers.

    Chinese holidays and make-up days from the package chinesecalendar, from its first year to its last.
    """
    first, last = min(chinese_calendar.holidays), max(chinese_calendar.holidays)
    days = pd.date_range(f"{first.year}-01-01", f"{last.year}-12-31").date
    numbers = np.cumsum([chinese_calendar.is_workday(day) for day in days])
    return pd.DataFrame({"day": pd.to_datetime(days), "workday_number": numbers})


def _county_figures_sql(table: Table, counties: str) -> str:
    """One row a county and period with a column an item; the source is that of the row's first figure."""
    items = ", ".join(f"max(value) FILTER (item = '{item.code}') AS \"{item.code}\"" for item in table.items)
    sources = ", ".join(
        f"min({name}) AS {name}" for name in ("source_file", "source_hash", "source_sheet", "source_row")
    )
    return (
        f"SELECT place_code, any_value(place_name) AS place_name, county_code, period, {items}, {sources} "
        f"FROM indicator_values WHERE length(place_code) = 6 AND ({counties}) GROUP BY place_code, county_code, period"
    )


def _unit_notice_sql(table: Table) -> str:
    items = ", ".join(f"max(value) FILTER (item = '{item.code}') AS \"{item.code}\"" for item in table.items)
    sources = ", ".join(
        f"min({name}) AS {name}" for name in ("source_file", "source_hash", "source_sheet", "source_row")
    )
    return (
        "SELECT place_code, county_code, period, unit_kind, unit_name, coalesce(unit_kind, '') || '/' || unit_name AS "
        f"unit_key, {items}, {sources} FROM unit_figures GROUP BY place_code, county_code, period, unit_kind, unit_name"
    )
