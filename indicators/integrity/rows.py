"""The households behind a result of 数据真实: the rows whose figures make it, with their file, sheet and row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from indicators.declared import ColumnView, PeriodBounds, column_views, views
from indicators.evaluation import query
from indicators.households import INCOMES, REF_DIGITS
from indicators.integrity.declared_tests import PHONE_TABLE, TAIL_FROM, VECTOR, Figure, Test
from store import Store

ADDRESS: Final = ("source_file", "source_sheet", "source_row")
_HOUSEHOLD: Final = "county_code, place_code, household_code, "
GROWTH: Final = ColumnView("growth", "增幅", "percent")
LAST: Final = ColumnView("last_cny", "上年人均纯收入", "money", "元")
_PARTS: Final = ("wage_cny", "business_cny", "property_cny", "transfer_cny", "net_income_cny")


@dataclass(frozen=True)
class RowsRequest:
    """Rows of a test in a place. `bin` is the digit asked for, where the test is of digits."""

    test: Test
    figure: Figure | None
    place: str
    period: str
    bin: int = 0
    limit: int = 100


@dataclass(frozen=True)
class RowsFound:
    """The first rows (household_ref and the source columns beside `columns`), and how many there are."""

    rows: pd.DataFrame
    columns: tuple[ColumnView, ...]
    total: int


def read_rows(store: Store, request: RowsRequest) -> RowsFound:
    """The rows, those most alike or furthest off first."""
    sql, order = SOURCES[request.test.id](request)
    columns = _columns(request)
    names = ", ".join(f'"{column.name}"' for column in columns)
    listed = (
        f"SELECT {_HOUSEHOLD} left(md5(household_code), {REF_DIGITS}) AS household_ref, {names}, {', '.join(ADDRESS)} "
        f"FROM ({sql}) ORDER BY {order}, household_code, source_row LIMIT {request.limit:d}"
    )
    with store.connect() as connection:
        rows = connection.execute(listed).df()
        counted = connection.execute(f"SELECT count(*) FROM ({sql})").fetchall()
    return RowsFound(rows, columns, int(counted[0][0]))


def _columns(request: RowsRequest) -> tuple[ColumnView, ...]:
    incomes = column_views(INCOMES)
    if request.figure is not None:
        return (column_views(request.figure.table)[request.figure.column],)
    if request.test.id == "growth":
        return (LAST, incomes["income_per_person_cny"], GROWTH)
    if request.test.id == "phone":
        return (column_views(PHONE_TABLE)["household_phone"],)
    return tuple(incomes[name] for name in _PARTS)


def _last_digit(request: RowsRequest) -> tuple[str, str]:
    column = _figure(request).column
    whole = f"CAST(round({column}) AS BIGINT)"
    where = f"{whole} >= {TAIL_FROM} AND {whole} % 10 = {request.bin:d}"
    return f"SELECT * FROM ({_here(_figure(request).table, request)}) WHERE {where}", column


def _first_digit(request: RowsRequest) -> tuple[str, str]:
    column = _figure(request).column
    where = f"{column} >= 1 AND left(CAST(CAST(floor({column}) AS BIGINT) AS VARCHAR), 1) = '{request.bin:d}'"
    return f"SELECT * FROM ({_here(_figure(request).table, request)}) WHERE {where}", column


def _heaping(request: RowsRequest) -> tuple[str, str]:
    column = _figure(request).column
    where = f"{column} >= {TAIL_FROM} AND {column} % 100 = 0"
    return f"SELECT * FROM ({_here(_figure(request).table, request)}) WHERE {where}", column


def _same_vector(request: RowsRequest) -> tuple[str, str]:
    vector = ", ".join(f"coalesce({name}, 0)" for name in VECTOR)
    rows = f"SELECT *, concat_ws('/', place_code, {vector}) AS income FROM ({_here(INCOMES, request)}) WHERE net_income_cny > 0"
    alike = f"SELECT income AS shared FROM ({rows}) GROUP BY 1 HAVING count(*) > 1"
    return f"SELECT * FROM ({rows}) JOIN ({alike}) ON shared = income", "income"


def _copied(request: RowsRequest) -> tuple[str, str]:
    same = " AND ".join(f"coalesce(n.{name}, 0) = coalesce(b.{name}, 0)" for name in VECTOR)
    where = f"n.net_income_cny > 0 AND {same}"
    return f"SELECT n.* FROM ({_here(INCOMES, request)}) n {_before(request)} WHERE {where}", "place_code"


def _growth(request: RowsRequest) -> tuple[str, str]:
    facts = "n.*, b.income_per_person_cny AS last_cny, n.income_per_person_cny / b.income_per_person_cny - 1 AS growth"
    where = "b.income_per_person_cny > 0 AND n.income_per_person_cny IS NOT NULL"
    return f"SELECT {facts} FROM ({_here(INCOMES, request)}) n {_before(request)} WHERE {where}", "abs(growth) DESC"


def _phone(request: RowsRequest) -> tuple[str, str]:
    """One row a household: the first of its members' rows."""
    first = ", ".join(f"arg_min({name}, source_row) AS {name}" for name in ADDRESS)
    county = views.read_sql(PHONE_TABLE, PeriodBounds.of(request.period), query.counties_sql(request.place))
    households = (
        f"SELECT county_code, household_code, min(place_code) AS place_code, max(household_phone) AS household_phone, {first} "
        f"FROM ({county}) WHERE household_phone <> '' GROUP BY 1, 2"
    )
    shared = f"SELECT county_code AS of_county, household_phone AS shared FROM ({households}) GROUP BY 1, 2 HAVING count(*) > 1"
    found = f"SELECT * FROM ({households}) JOIN ({shared}) ON shared = household_phone AND of_county = county_code"
    return f"SELECT * FROM ({found}) WHERE {query.scope_sql(request.place)}", "shared"


def _here(table: str, request: RowsRequest) -> str:
    bounds = PeriodBounds.of(request.period)
    return views.read_sql(table, bounds, query.counties_sql(request.place), query.scope_sql(request.place), "here")


def _before(request: RowsRequest) -> str:
    bounds = PeriodBounds.of(request.period)
    rows = views.read_sql(INCOMES, bounds, query.counties_sql(request.place), how="last_year")
    return f"JOIN ({rows}) b ON b.county_code = n.county_code AND b.household_code = n.household_code"


def _figure(request: RowsRequest) -> Figure:
    if request.figure is None:
        raise ValueError(f"the test {request.test.id} is of a figure")
    return request.figure


SOURCES: Final[Mapping[str, Callable[[RowsRequest], tuple[str, str]]]] = {
    "last_digit": _last_digit,
    "first_digit": _first_digit,
    "heaping": _heaping,
    "same_vector": _same_vector,
    "copied": _copied,
    "growth": _growth,
    "phone": _phone,
}
"""Test id → the SQL of its rows and their order; the test of rules has lists of its own (疑点核查)."""
