"""The demonstration's households as workbooks: the national system's five exports, and the tables departments send.

Exports are all text with the header on row 3 and months as YYYYMM; departments' tables have figures and days as such, and
the longest come as GBK files.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from demo.books.sheets import Cell, Sheet, SheetColumn
from demo.books.wrong_cells import plant_cells
from demo.households.home import LAST_MONTH, LAST_YEAR, PERIOD, YEAR, YEAR_BEFORE_LAST, HouseholdWorld, Row
from demo.households.months import rows_of_month
from demo.places.world import SCOPE_NAME, World
from store import Column, find_table

SHORT_NAME = "湘西州"
UNITS = {"元": 1, "万元": 10_000}
Placed = Sequence[tuple[str, Row]]


@dataclass(frozen=True)
class Book:
    """How one table is sent: the file's name without its period, the sheet, the three place headers."""

    table: str
    file: str
    sheet: str
    places: tuple[str, str, str]
    ending: str = "xlsx"


EXPORTS = (
    Book("village_facts", "（自定义）行政村信息_湘西", "行政村信息", ("县", "乡", "村")),
    Book("monitored_persons", "（自定义）监测对象信息_湘西", "监测对象信息", ("县", "乡", "村")),
    Book("rural_households", "（乡村建设）户信息_湘西", "户信息", ("县(市、区、旗)", "乡(镇)", "行政村")),
    Book("migrant_work", "（务工月监测）已外出务工信息_湘西", "已外出务工信息", ("县", "乡", "行政村")),
    Book("work_plans", "计划外出务工信息_湘西", "计划外出务工信息", ("县", "乡", "行政村")),
)
DEPARTMENTS = tuple(
    Book(table, "", "名册", ("县", "乡镇", "村"), "csv" if table in ("insured_next_year", "school_rolls", "visits") else "xlsx")
    for table in (
        "low_income_register", "public_posts", "insured_next_year", "hospital_stays", "temporary_relief", "house_grades",
        "disability_register", "school_rolls", "helpers", "visits", "relocated_households", "microcredit", "rain_dew",
        "petitions", "satisfaction_sample", "third_party_sample", "household_incomes", "work_teams", "grids", "workshops", "solar_stations",
        "relocation_sites", "household_subsidies", "handbooks", "inclusion_register", "work_verifications", "income_reviews",
        "water_problems", "house_hazards", "credit_wishes",
    )
)  # fmt: skip
"""Their files are named by the area, the table's title and the period."""
IN_WAN = {"microcredit": ("wanted_cny", "loan_cny")}
"""Columns that a department writes in 万元, with four decimals."""


def lay_out_household_books(world: HouseholdWorld) -> list[Sheet]:
    """Every sheet in the order of import, last month's and last year's before this one's, the wrong cells put in."""
    names = _place_names(world.places)
    sheets = []
    for book in EXPORTS:
        for month in (LAST_MONTH, PERIOD):
            rows = list(rows_of_month(world, book.table, month))
            if rows:
                sheets.append(_lay_out_export(book, rows, names, month))
    for book in DEPARTMENTS:
        is_monthly = find_table(book.table).period == "month"
        for period in (LAST_MONTH, PERIOD) if is_monthly else (YEAR_BEFORE_LAST, LAST_YEAR, YEAR):
            rows = list(_rows_of(world, book.table, period))
            if rows:
                sheets.append(_lay_out_department(book, rows, names, period))
    return plant_cells(sheets, world)


def lay_out_list(book: Book, rows: Placed, places: World) -> Sheet:
    """A list without a period that the prefecture keeps, as one workbook."""
    table = find_table(book.table)
    columns = [_column(one.title, rows, one.name, _as_cell(one, False)) for one in table.columns]
    return Sheet(
        f"{SHORT_NAME}{table.title}.{book.ending}",
        book.sheet,
        book.table,
        f"{SCOPE_NAME}{table.title}（模拟数据）",
        (*_place_columns(book, rows, _place_names(places)), *columns),
    )


def _rows_of(world: HouseholdWorld, table: str, period: str) -> Iterator[tuple[str, Row]]:
    """The rows of one period; those that name none are of the present one."""
    if find_table(table).period == "month":
        yield from rows_of_month(world, table, period)
        return
    for place, row in world.all_rows(table):
        if row.get("period", YEAR) == period:
            yield place, row


def _place_names(world: World) -> Mapping[str, tuple[str, str, str]]:
    """Village code → names of county, township and village."""
    columns = ("code", "county_name", "township_name", "name")
    rows = zip(*(world.villages[name] for name in columns), strict=True)
    return {code: (county, township, village) for code, county, township, village in rows}


def _lay_out_export(book: Book, rows: Placed, names: Mapping[str, tuple[str, str, str]], month: str) -> Sheet:
    table = find_table(book.table)
    return Sheet(
        f"{book.file}_{month.replace('-', '')}.{book.ending}",
        book.sheet,
        book.table,
        f"{table.title}（模拟数据）",
        (
            *_place_columns(book, rows, names),
            *(_column(one.title, rows, one.name, _as_text(one)) for one in table.columns),
        ),
        remark=f"数据期次：{month[:4]}年{int(month[5:])}月",
        is_long=True,
    )


def _lay_out_department(book: Book, rows: Placed, names: Mapping[str, tuple[str, str, str]], period: str) -> Sheet:
    table = find_table(book.table)
    when = f"{period[:4]}年" + (f"{int(period[5:])}月" if len(period) > 4 else "")
    in_wan = IN_WAN.get(book.table, ())
    columns = [
        _column(
            f"{one.title}（万元）" if one.name in in_wan else one.title,
            rows,
            one.name,
            _as_cell(one, one.name in in_wan),
        )
        for one in table.columns
    ]
    name = f"{SHORT_NAME}{table.title}_{period.replace('-', '')}"
    has_money = any(one.type == "money" and one.name not in in_wan for one in table.columns)
    return Sheet(
        f"{name}.{book.ending}",
        name if book.ending == "csv" else book.sheet,
        book.table,
        f"{SCOPE_NAME}{when}{table.title}（模拟数据）",
        (*_place_columns(book, rows, names), *columns),
        remark="单位：元" if has_money else "",
        is_long=book.ending == "xlsx",
    )


def _place_columns(book: Book, rows: Placed, names: Mapping[str, tuple[str, str, str]]) -> Iterator[SheetColumn]:
    for at, header in enumerate(book.places):
        yield SheetColumn((header,), tuple(names[row.get("place_code", place)][at] for place, row in rows))


def _column(header: str, rows: Placed, name: str, change: Callable[[Any], Cell]) -> SheetColumn:
    values = [row.get(name) for _, row in rows]
    cells = {value: change(value) for value in dict.fromkeys(values)}
    return SheetColumn((header,), tuple(map(cells.__getitem__, values)))


def _as_text(column: Column) -> Callable[[Any], Cell]:
    """How the national system writes a column: everything text, nothing is an empty text."""
    if column.type == "boolean":
        words = {True: "是", False: "尚未实施" if column.name == "has_development_help" else "否", None: ""}
        return words.__getitem__
    if column.type == "month":
        return lambda value: (value or "").replace("-", "")
    if column.type in ("money", "number", "integer"):
        factor = UNITS.get(column.unit, 1)
        return lambda value: "" if value is None else _figure_text(value, factor)
    return lambda value: "" if value is None else str(value)


def _figure_text(value: float, factor: int) -> str:
    return str(value) if isinstance(value, int) and factor == 1 else repr(round(value / factor, 4)).removesuffix(".0")


def _as_cell(column: Column, in_wan: bool) -> Callable[[Any], Cell]:
    """How a department writes a column: figures and days as such, 是 and 否, nothing left empty."""
    if column.type == "boolean":
        return {True: "是", False: "否", None: None}.__getitem__
    if in_wan:
        return lambda value: None if value is None else round(value / UNITS["万元"], 4)
    if column.type == "date":
        return _day
    return lambda value: value


def _day(value: date | str | None) -> Cell:
    return value
