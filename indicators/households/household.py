"""One household: every stored row about it and its members; and the households of a place, to choose from.

Every reading names the county, and the household or the village, so that only the files and row groups holding them are
opened. The newest month's list of a county says who is registered, as for the checks (`views.read_sql`).
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import duckdb
import pandas as pd

from indicators.declared import PeriodBounds, is_empty, unread_sql, views
from indicators.evaluation import query
from indicators.households.refs import REF_DIGITS, household_ref
from store import CountyRows, Store, Table, read_tables

PERSONS: Final = "monitored_persons"
"""The system's export: who is registered in which household."""
INCOMES: Final = "household_incomes"
HEAD: Final = "户主"
ID_LENGTH: Final = 18
"""An ID number; a disability certificate's has two or four digits more."""
_REF = re.compile(rf"[0-9a-f]{{{REF_DIGITS}}}")
READERS: Final = 4
"""Tables read at the same time."""
CERTIFIED: Final = (
    "disability_register",
    "low_income_register",
    "public_posts",
    "rain_dew",
    "microcredit",
    "temporary_relief",
    "work_verifications",
)
"""Tables in which a disability certificate's number may stand for the ID number; in the others it is compared as it is."""
_NOT_ABOUT: Final = ("exemptions", "finding_reviews")
"""Tables that name households to speak of findings, not of the household."""
_MONITORED: Final = (
    "CASE WHEN bool_or(monitoring_kind IS NOT NULL) THEN TRUE "
    f"WHEN NOT bool_or({unread_sql('monitoring_kind')}) THEN FALSE END"
)
"""Whether a household is monitored: unknown, and not no, where nobody filled the column in."""
_LISTED: Final = (
    "min(place_code) AS place_code, min(household_kind) AS household_kind, min(monitoring_kind) AS monitoring_kind, "
    "count(*) AS persons, min(included_month) AS included_month, bool_or(is_risk_removed) AS is_risk_removed, "
    f"min(removed_month) AS removed_month, {_MONITORED} AS is_monitored"
)
_FOUND: Final = ("county_code", "place_code", "household_code", "id_number")

Row = Mapping[str, Any]
Rows = Sequence[Row]


class Registered(NamedTuple):
    """How many households, persons, and households monitored a place has; and households of which it is not known."""

    households: int
    persons: int
    monitored: int
    unsaid: int


@dataclass(frozen=True)
class TableRows:
    """The rows of one table about a household as column → value, newest period first; None is an empty cell."""

    table: Table
    rows: Rows
    is_imported: bool


@dataclass(frozen=True)
class Household:
    """A household in a period. `tables` has every table that could know it, empty or not, by name.

    Month tables hold the county's newest month within a year, year tables every year up to the period's.
    """

    county_code: str
    household_code: str
    place_code: str
    period: str
    tables: Mapping[str, TableRows]

    @property
    def persons(self) -> Rows:
        """Its members in the system's export, the 户主 first; none when the newest list has no such household."""
        return self.every_row(PERSONS)

    @property
    def ref(self) -> str:
        """What stands for it in an address."""
        return household_ref(self.household_code)

    def every_row(self, name: str) -> Rows:
        """A table's rows of every year; none of a table whose declaration cannot be read for now."""
        own = self.tables.get(name)
        return own.rows if own else []

    def rows(self, name: str) -> Rows:
        """A table's rows of the period: the newest month's or the year's."""
        own = self.tables.get(name)
        if own is None:
            return []
        if own.table.period != "year":
            return own.rows
        return [row for row in own.rows if row["period"] == self.period[:4]]

    def is_imported(self, name: str) -> bool:
        """Whether the table was ever imported; what is not there says nothing otherwise."""
        return name in self.tables and self.tables[name].is_imported


def is_ref(text: str) -> bool:
    """Whether a text could stand for a household."""
    return _REF.fullmatch(text) is not None


def household_tables() -> tuple[str, ...]:
    """Every declared table with rows about households or their members, the system's export first."""
    named = [table for table in read_tables().values() if table.name not in _NOT_ABOUT]
    about = [table.name for table in named if {"household_code", "id_number"} & table.stored_columns.keys()]
    return (PERSONS, *(name for name in about if name != PERSONS))


def read_household(store: Store, county_code: str, household_code: str, period: str) -> Household | None:
    """The household with its rows; None when no table knows it. Departments' rows of persons are found by ID number."""
    if not (county_code.isdigit() and len(county_code) == 6):
        return None
    versions = store.versions()
    names = household_tables()
    with store.connect(versions) as connection, ThreadPoolExecutor(READERS) as pool:
        known_rows = store.county_rows(names, county_code)

        def read(name: str, ids: Sequence[str] = ()) -> Rows:
            if name not in versions:
                return ()
            with connection.cursor() as cursor:
                inside = _belongs(read_tables()[name], household_code, ids)
                return _read(cursor, known_rows[name], period, inside)

        reading = {name: pool.submit(read, name) for name in names if not _is_of_persons(read_tables()[name])}
        persons = _heads_first(reading[PERSONS].result())
        ids = [str(row["id_number"]) for row in persons if row["id_number"]]
        reading |= {name: pool.submit(read, name, ids) for name in names if name not in reading}
        found = {name: reading[name].result() for name in names} | {PERSONS: persons}
    first_rows = next((rows for rows in found.values() if rows), None)
    if first_rows is None:
        return None
    tables = {name: TableRows(read_tables()[name], rows, name in versions) for name, rows in found.items()}
    return Household(county_code, household_code, str(first_rows[0]["place_code"]), period, tables)


def find_household(store: Store, county_code: str, ref: str, period: str) -> str | None:
    """The number of the household an address means, from the system's export, else from a department's table."""
    if not is_ref(ref) or not (county_code.isdigit() and len(county_code) == 6):
        return None
    inside = f"left(md5(household_code), {REF_DIGITS}) = '{ref}'"
    with_code = [name for name in household_tables() if "household_code" in read_tables()[name].stored_columns]
    with store.connect() as connection:
        for rows in store.county_rows(with_code, county_code).values():
            sql = _rows_sql(connection, rows, period, inside, ["household_code"])
            found = connection.execute(f"{sql} LIMIT 1").fetchone()
            if found:
                return str(found[0])
    return None


def search_households(store: Store, number: str, scope: str, period: str) -> pd.DataFrame:
    """Households of a scope with this 户编号, or with a member of this ID number: county_code, place_code, household_code, ref.

    Numbers are compared as they are, so that files and row groups that cannot hold them are passed over.
    """
    wanted = _quote(number.strip().upper())
    inside = query.scope_sql(scope)
    by_number = [f"{name} = {wanted}" for name in ("household_code", "id_number")]
    counties_sql = " UNION ".join(f"SELECT county_code FROM {PERSONS} WHERE {one} AND {inside}" for one in by_number)
    with store.connect() as connection:
        rows = [
            _rows_sql(connection, county, period, f"{one} AND {inside}", _FOUND)
            for (code,) in connection.execute(counties_sql).fetchall()
            for county in store.county_rows([PERSONS], str(code)).values()
            for one in by_number
        ]
        found = " UNION ALL ".join(rows or [f"SELECT {', '.join(_FOUND)} FROM {PERSONS} WHERE FALSE"])
        sql = f"SELECT county_code, min(place_code) AS place_code, household_code FROM ({found}) GROUP BY ALL ORDER BY 1, 3"
        return _with_refs(connection.execute(sql).df())


def list_households(store: Store, village: str, period: str) -> pd.DataFrame:
    """The registered households of a village, one a row: household_code, ref, place_code, household_kind, monitoring_kind,
    persons, included_month, is_risk_removed, removed_month, is_monitored (None: nobody filled the column in); by number.
    """
    inside = query.scope_sql(village)
    rows = views.read_sql(PERSONS, PeriodBounds.of(period), query.counties_sql(village), inside, "here")
    with store.connect() as connection:
        found = connection.execute(
            f"SELECT household_code, {_LISTED} FROM ({rows}) GROUP BY household_code ORDER BY household_code"
        ).df()
    return _with_refs(found)


def count_households(store: Store, scope: str, level: str, period: str) -> pd.DataFrame:
    """How many are registered by places of a level inside a scope: place_code, households, persons, monitored (households),
    unsaid (households of which it is not known whether they are monitored).

    A household that is registered in two places counts in both; in the whole of them it is one (`count_registered`).
    """
    return _count(store, scope, query.key_sql(level), period)


def count_registered(store: Store, scope: str, period: str) -> Registered:
    """How many are registered in the whole of a scope, each household once."""
    found = _count(store, scope, "'whole'", period)
    return Registered(*(int(found[name].sum()) for name in Registered._fields))


def _count(store: Store, scope: str, key: str, period: str) -> pd.DataFrame:
    rows = views.read_sql(PERSONS, PeriodBounds.of(period), query.counties_sql(scope), query.scope_sql(scope), "here")
    sql = (
        f"SELECT place_code, count(*) AS households, CAST(sum(persons) AS BIGINT) AS persons, "
        f"count(*) FILTER (WHERE is_monitored) AS monitored, count(*) FILTER (WHERE is_monitored IS NULL) AS unsaid "
        f"FROM (SELECT {key} AS place_code, county_code, household_code, count(*) AS persons, "
        f"{_MONITORED} AS is_monitored FROM ({rows}) GROUP BY 1, 2, 3) "
        "WHERE place_code IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    with store.connect() as connection:
        return connection.execute(sql).df()


def person_id(number: object) -> str:
    """The first 18 characters of an ID or disability certificate number: what departments' rows are joined by."""
    return str(number)[:ID_LENGTH]


def person_key(row: Mapping[str, Any]) -> str:
    """The `row_key` that checks give a person of the export."""
    if not is_empty(row["id_number"]):
        return str(row["id_number"])
    parts = ["" if is_empty(row[name]) else str(row[name]) for name in ("relation", "birth_month")]
    return f"{row['household_code']}/{''.join(parts)}"


def _read(connection: duckdb.DuckDBPyConnection, source: CountyRows, period: str, inside: str) -> Rows:
    """The rows of the household, newest period first."""
    found = connection.execute(_rows_sql(connection, source, period, inside))
    columns = [column[0] for column in found.description or ()]
    rows = [dict(zip(columns, values, strict=True)) for values in found.fetchall()]
    rows.sort(key=lambda row: (str(row["source_file"]), str(row["source_sheet"]), row["source_row"] or 0))
    return sorted(rows, key=lambda row: str(row.get("period")), reverse=True)


def _rows_sql(
    connection: duckdb.DuckDBPyConnection, source: CountyRows, period: str, inside: str, columns: Sequence[str] = ()
) -> str:
    """A county's rows inside a condition, of the newest month, as `views.read_sql` has them, or of every year so far."""
    bounds = PeriodBounds.of(period)
    if source.table.period == "year":
        return source.sql(f"{inside} AND period <= '{bounds.period_end.year}'", columns=columns)
    if source.table.period != "month":
        return source.sql(inside, columns=columns)
    month = source.newest_month(connection, views.first_month_out(bounds), bounds.period_end.strftime("%Y-%m"))
    return source.sql(inside if month else "FALSE", month=month or "", columns=columns)


def _is_of_persons(table: Table) -> bool:
    """Whether a row may name a member alone: where there is an ID number and the household's may be missing."""
    columns = table.stored_columns
    return "id_number" in columns and not ("household_code" in columns and table.column("household_code").required)


def _belongs(table: Table, household_code: str, ids: Sequence[str]) -> str:
    """By the household's number where the table must have one, else by that or by a member's ID number."""
    by_code = _same("household_code", household_code) if "household_code" in table.stored_columns else ""
    if not _is_of_persons(table):
        return by_code
    quoted_ids = ", ".join(map(_quote, dict.fromkeys(person_id(number) for number in ids)))
    number = f"substring(id_number, 1, {ID_LENGTH})" if table.name in CERTIFIED else "id_number"
    by_id = f"{number} IN ({quoted_ids})" if ids else ""
    parts = [part for part in (by_code, by_id) if part]
    return f"({' OR '.join(parts)})" if parts else "FALSE"


def _with_refs(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(ref=[household_ref(code) for code in found["household_code"]])


def _heads_first(persons: Rows) -> Rows:
    return sorted(persons, key=lambda row: row["relation"] != HEAD)


def _same(column: str, value: str) -> str:
    return f"{column} = {_quote(value)}"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
