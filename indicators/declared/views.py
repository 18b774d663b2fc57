"""Views that definitions may look at beside the declared tables: SQL files of our own, or long tables made wide.

A file begins with `-- tables: a, b` (the declared tables behind it, the one that gives the rows first) and, when the view
binds its rows to the period itself, `-- period: none`. Names it may use are those of `_fill`.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import chinese_calendar
import duckdb
import numpy as np
import pandas as pd

from core.declared import files_by_name, kept_until_changed
from core.kinds import Where, one_of
from indicators.declared.expressions import PeriodBounds
from indicators.declared.fields import VIEW
from indicators.declared.unread import fill_tokens
from store import TABLES_FOLDER, Table, ask, broken_tables, create_refused, find_table, read_tables

VIEWS_FOLDER = Path(__file__).parents[1] / "views"
CALENDAR = "work_calendar"
EVERYWHERE = "TRUE"
_SATURDAY = 5
BELONGS = "belongs"
"""A view about some of a table's rows only keeps those of which nobody can say whether they are such; this column of it is TRUE, or
empty for them, and every population over the view asks it first."""

LATEST_WITHIN_MONTHS = 12
"""A snapshot older than this many months is no longer taken for the present; what it would say is then missing."""

FIRST_SOURCE = (
    ", ".join(f"arg_min({name}, source_row) AS {name}" for name in ("source_file", "source_hash", "source_sheet"))
    + ", min(source_row) AS source_row"
)
"""Where the first of a group's rows stands: one row's file, sheet and number, never the file of one and the number of another."""

_MADE_WIDE = {"county_figures": "indicator_values", "unit_notice": "unit_figures"}
"""Views made from the items of a long table."""
_HEADER = re.compile(rf"^-- ({'|'.join(VIEW.names)}): (.+)$", re.MULTILINE)
_READS = re.compile(r"\$(latest|here|earlier|last_year|before_last_year)\((\w+)\)")


def is_view(name: str) -> bool:
    """Whether the name is one of the views (else it is a declared table)."""
    return name in view_names()


@kept_until_changed(VIEWS_FOLDER)
def _view_files() -> Mapping[str, Path]:
    return files_by_name(VIEWS_FOLDER, ".sql")


@kept_until_changed(VIEWS_FOLDER)
def view_names() -> tuple[str, ...]:
    """Every view there is."""
    return (*_view_files(), *_MADE_WIDE)


def base_tables(name: str) -> tuple[str, ...]:
    """The declared tables behind a table or view, the one that gives the rows first."""
    if name in _MADE_WIDE:
        return (_MADE_WIDE[name],)
    return _split_names(_header(name)["tables"]) if is_view(name) else (name,)


def table_titles(name: str) -> str:
    """The tables to import for a table or view: `《衔接资金项目表》《衔接资金支付明细》`."""
    return "".join(f"《{read_tables()[one].title}》" for one in base_tables(name))


def period_kind(name: str) -> str:
    """'month', 'year' or 'none': how the rows of a table or view are bound to time."""
    own = _header(name)["period"] if is_view(name) and name not in _MADE_WIDE else None
    return own or find_table(base_tables(name)[0]).period


@kept_until_changed(VIEWS_FOLDER, TABLES_FOLDER)
def _header(name: str) -> Mapping[str, str]:
    """The lines at the head of a view's file. Raises UserError where they are missing or name no declared table."""
    where = Where(f"{name}.sql")
    header = VIEW.read(dict(_HEADER.findall(view_text(name))), where)
    for table in _split_names(header["tables"]):
        one_of((*read_tables(), *broken_tables())).read(table, where.at("tables"))
    return header


def _split_names(text: str) -> tuple[str, ...]:
    """The names of a list like `a, b`."""
    return tuple(re.split(r",\s*", text))


@kept_until_changed(VIEWS_FOLDER)
def view_text(name: str) -> str:
    """The SQL file of a view of our own; '' for one made from a long table."""
    return "" if name in _MADE_WIDE else _view_files()[name].read_text(encoding="utf-8")


def view_sql(name: str, bounds: PeriodBounds, counties: str = EVERYWHERE, inside: str = EVERYWHERE) -> str:
    """SQL that answers with the view's rows as of the day of view.

    `counties` is a condition on county_code, put where the base tables are read, so that one county costs one county;
    `inside` is one on place_code, put where the table that gives the rows is read (`$here`), so that one village costs
    one village.
    """
    if name == "county_figures":
        return _county_figures_sql(find_table("indicator_values"), counties)
    if name == "unit_notice":
        return _unit_notice_sql(find_table("unit_figures"))
    return _fill(view_text(name), bounds, counties, inside)


def _fill(text: str, bounds: PeriodBounds, counties: str, inside: str) -> str:
    """The text with its names replaced.

    `$latest(t)`: the rows of a declared table for the period: the newest month's of each county, the year's, or all;
    `$here(t)`: the same inside the place asked for; `$earlier(t)`: those of the months before the newest, within the
    twelve; `$last_year(t)`, `$before_last_year(t)`: those of the year before, and of the one before that.
    `$month_number` is year*12+month of the day of view; `$view_day`, `$year_start`: dates, `$view_day_text` the text
    2021-11-20; `$year`, `$last_year`: texts; `$scope`: the condition on county_code; `$first_source`: `FIRST_SOURCE`. `$said`,
    `$read`, `$any`, `$all`, `$unread`: see `fill_tokens`.
    """
    text = fill_tokens(text)
    text = _READS.sub(lambda found: f"({read_sql(found[2], bounds, counties, inside, found[1])})", text)
    end = bounds.view_day
    names = {
        "$scope": f"({counties})",
        "$first_source": FIRST_SOURCE,
        "$view_day_text": end.isoformat(),
        "$view_day": f"DATE '{end.isoformat()}'",
        "$year_start": f"DATE '{bounds.year_start.isoformat()}'",
        "$month_number": str(end.year * 12 + end.month),
        "$last_year": f"'{end.year - 1}'",
        "$year": f"'{end.year}'",
    }
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def read_sql(table: str, bounds: PeriodBounds, counties: str, inside: str = EVERYWHERE, how: str = "latest") -> str:
    """SELECT of a declared table's rows for a period, see `_fill`."""
    kind = find_table(table).period
    places = f"{counties} AND {inside}" if how == "here" else counties
    end = bounds.view_day
    if kind == "none":
        return f"SELECT * FROM {table} WHERE {places}"
    if kind == "year":
        year = end.year - {"last_year": 1, "before_last_year": 2}.get(how, 0)
        return f"SELECT * FROM {table} WHERE {places} AND period = '{year}'"
    window = _window(bounds)
    given = bounds.newest.get(table)
    newest = given or f"(county_code, period) IN ({_newest_sql(table, bounds, counties)})"
    chosen = f"NOT ({newest})" if how == "earlier" else newest
    return f"SELECT * FROM {table} WHERE {places} AND {window} AND {chosen}"


def find_newest(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[str], bounds: PeriodBounds, counties: str = EVERYWHERE
) -> dict[str, str]:
    """Table by month → the condition of its rows of each county's newest month, with the months written out.

    Worth asking once before many queries: the condition compares short texts and lets files of other months be passed over.
    """
    monthly = [name for name in tables if find_table(name).period == "month"]
    first_out, last = first_month_out(bounds), _last_month(bounds)
    found = {}
    for name in monthly:
        asked = f"SELECT DISTINCT county_code, period FROM {name} WHERE {counties} AND county_code IS NOT NULL"
        newest: dict[str, str] = {}
        for row in ask(connection, asked).to_pylist():
            county, month = row["county_code"], row["period"]
            if month is not None and first_out < month <= last:
                newest[county] = max(month, newest.get(county, ""))
        found[name] = _newest_condition(newest)
    return found


def _window(bounds: PeriodBounds) -> str:
    return f"period > '{first_month_out(bounds)}' AND period <= '{_last_month(bounds)}'"


def _last_month(bounds: PeriodBounds) -> str:
    return bounds.view_day.strftime("%Y-%m")


def _newest_sql(table: str, bounds: PeriodBounds, counties: str) -> str:
    return f"SELECT county_code, max(period) FROM {table} WHERE {counties} AND {_window(bounds)} GROUP BY county_code"


def _newest_condition(newest: Mapping[str, str]) -> str:
    """The months by how many counties have them; the commonest is said by leaving out the counties of the others."""
    months = [month for month, _ in Counter(newest.values()).most_common()]
    if len(months) <= 1:
        return f"period = '{months[0]}'" if months else "FALSE"
    counties = {month: ", ".join(f"'{code}'" for code in sorted(newest) if newest[code] == month) for month in months}
    rest = ", ".join(counties[month] for month in months[1:])
    parts = [f"(period = '{months[0]}' AND county_code NOT IN ({rest}))"]
    return f"({' OR '.join(parts + [f'(period = {month!r} AND county_code IN ({counties[month]}))' for month in months[1:]])})"


def first_month_out(bounds: PeriodBounds) -> str:
    """The month LATEST_WITHIN_MONTHS before the period: the newest one that no longer counts."""
    index = bounds.view_day.year * 12 + bounds.view_day.month - 1 - LATEST_WITHIN_MONTHS
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def relation_sql(name: str, bounds: PeriodBounds, counties: str = EVERYWHERE) -> str:
    """What to put after FROM for a table or a view, see `view_sql`."""
    return f"({view_sql(name, bounds, counties)})" if is_view(name) else name


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the working-day calendar that views join."""
    calendar = _calendar_frame(_own_days(connection))
    connection.register("_work_calendar_frame", calendar)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CALENDAR} AS SELECT * FROM _work_calendar_frame")
    connection.unregister("_work_calendar_frame")


@kept_until_changed(VIEWS_FOLDER, TABLES_FOLDER)
def relation_columns(name: str) -> Mapping[str, str]:
    """Column → DuckDB type of a declared table or view. Raises UserError when there is none of that name."""
    if not is_view(name):
        return find_table(name).stored_columns
    with binding_connection() as connection:
        rows = connection.execute(f"DESCRIBE {view_sql(name, PeriodBounds.of('2021-11'))}").fetchall()
    return {row[0]: row[1] for row in rows}


def relation_names() -> tuple[str, ...]:
    """Every table and view a definition may name, also those that cannot be used for now."""
    return (*read_tables(), *broken_tables(), *view_names())


def require_tables(name: str) -> None:
    """Raises BrokenTableError where a table behind a table or view is not well declared."""
    for table in base_tables(name):
        if table in broken_tables():
            find_table(table)


def empty_connection() -> duckdb.DuckDBPyConnection:
    """A connection of its own in which every declared table exists and is empty, to be filled."""
    connection = duckdb.connect(":memory:")
    for table in read_tables().values():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in table.stored_columns.items())
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
    connection.execute(f"CREATE TABLE {CALENDAR} (day DATE, workday_number INTEGER)")
    create_refused(connection)
    return connection


def binding_connection() -> duckdb.DuckDBPyConnection:
    """A connection in which every declared table exists and stays empty; expressions are bound against it. Only temporary tables are
    its own."""
    return _empty_database().cursor()


_empty_database = kept_until_changed(TABLES_FOLDER)(empty_connection)


def calendar_stamp(connection: duckdb.DuckDBPyConnection) -> str:
    """A short text that changes with the working-day calendar that `prepare` gives this connection."""
    return _stamp_of(_own_days(connection))


def _own_days(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[date, bool], ...]:
    """(day, whether it is worked on) of the office's 节假日安排表, by day."""
    rows = ask(connection, "SELECT day, is_workday FROM workdays WHERE day IS NOT NULL AND is_workday IS NOT NULL")
    return tuple(sorted((row["day"], row["is_workday"]) for row in rows.to_pylist()))


@lru_cache(maxsize=4)
def _calendar_frame(given: tuple[tuple[date, bool], ...] = ()) -> pd.DataFrame:
    """Columns day, workday_number: how many working days lie between two dates is the difference of their numbers.

    Chinese holidays and make-up days from the package chinesecalendar, from its first year to its last, and the office's own days
    with the other days of their years as the week has them; after a year that neither has nothing is known.
    """
    own, known = dict(given), range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
    last = known[-1]
    while any(day.year == last + 1 for day in own):
        last += 1
    days = pd.date_range(f"{known[0]}-01-01", f"{last}-12-31").date
    numbers = np.cumsum([own.get(day, _is_workday(day, day.year in known)) for day in days])
    return pd.DataFrame({"day": pd.to_datetime(days), "workday_number": numbers})


def _is_workday(day: date, is_known: bool) -> bool:
    """By the package's tables, read here: its own function looks for the first and the last year it knows at every call."""
    in_week = day.weekday() < _SATURDAY
    return (
        day in chinese_calendar.workdays or (in_week and day not in chinese_calendar.holidays) if is_known else in_week
    )


@lru_cache(maxsize=4)
def _stamp_of(given: tuple[tuple[date, bool], ...]) -> str:
    return hashlib.sha256(_calendar_frame(given).to_csv().encode()).hexdigest()[:16]


def _county_figures_sql(table: Table, counties: str) -> str:
    """One row a county and period with a column an item; the source is that of the row's first figure."""
    items = ", ".join(f"max(value) FILTER (item = '{item.code}') AS \"{item.code}\"" for item in table.items)
    return (
        f"SELECT place_code, any_value(place_name) AS place_name, county_code, period, {items}, {FIRST_SOURCE} "
        f"FROM indicator_values WHERE length(place_code) = 6 AND ({counties}) GROUP BY place_code, county_code, period"
    )


def _unit_notice_sql(table: Table) -> str:
    items = ", ".join(f"max(value) FILTER (item = '{item.code}') AS \"{item.code}\"" for item in table.items)
    return (
        "SELECT place_code, county_code, period, unit_kind, unit_name, coalesce(unit_kind, '') || '/' || unit_name AS "
        f"unit_key, {items}, {FIRST_SOURCE} FROM unit_figures GROUP BY place_code, county_code, period, unit_kind, unit_name"
    )
