"""One cell to a day, a month or a year."""

import re
from datetime import date, time, timedelta

from loaders.cells.base import Parsed, empty_or_error, half_width, plain_text, refuse

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Numbers taken for Excel's count of days in a date column: from 1954 to 2119."""
EXCEL_EPOCH = date(1899, 12, 30)
DAYS_TO_1904 = 1462

_DATE = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_COMPACT_DATE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\.0)?")
_MONTH = re.compile(r"(\d{4})\s*(?:年\s*(\d{1,2})\s*月?份?|[-/]\s*(\d{1,2})|\.(\d{2}|[2-9]))")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d\d)(\d\d)(?:\.0)?")
_YEAR = re.compile(r"(\d{4})(?:\.0)?\s*(?:年度?)?")
DATE_EXPECTED = "日期，如 2021-11-20"
MONTH_EXPECTED = "月份，如 2021-11"


def parse_date(cell: object) -> Parsed:
    """A day as datetime.date: date cells, 2021年11月20日, 2021-11-20, 2021/11/20, 2021.11.20, 20211120, Excel day counts."""
    early = empty_or_error(cell)
    if early:
        return early
    if isinstance(cell, date):
        return _day(cell, cell.year, cell.month, cell.day)
    if isinstance(cell, bool | time | timedelta):
        return refuse("not_a_date", cell, DATE_EXPECTED)
    if isinstance(cell, int | float) and FIRST_SERIAL <= cell < LAST_SERIAL:
        return Parsed(EXCEL_EPOCH + timedelta(days=int(cell)))
    text = half_width(plain_text(cell))
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if found:
        return _day(cell, int(found[1]), int(found[2]), int(found[3]))
    only_month = _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text)
    return refuse("not_a_date", cell, "到日的日期，如 2021-11-20，不能只到月" if only_month else DATE_EXPECTED)


def from_1904(cell: object) -> object:
    """A day counted from 1904 as one counted from 1900; everything else as it is."""
    is_count = (
        isinstance(cell, int | float)
        and not isinstance(cell, bool)
        and FIRST_SERIAL - DAYS_TO_1904 <= cell < LAST_SERIAL
    )
    return cell + DAYS_TO_1904 if is_count and isinstance(cell, int | float) else cell


def _day(cell: object, year: int, month: int, day: int) -> Parsed:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return refuse("not_a_date", cell, f"{FIRST_YEAR} 年至 {LAST_YEAR} 年之间的日期")
    return (
        Parsed(date(year, month, day))
        if is_day(year, month, day)
        else refuse("not_a_date", cell, "存在的日期；没有这一天")
    )


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day, in the years that can occur."""
    try:
        return FIRST_YEAR <= date(year, month, day).year <= LAST_YEAR
    except ValueError:
        return False


def parse_month(cell: object) -> Parsed:
    """A month as 'YYYY-MM': 202111, 2021-11, 2021年11月, 2021.11, and the month of any day."""
    early = empty_or_error(cell)
    if early:
        return early
    text = half_width(plain_text(cell))
    found = _MONTH.fullmatch(text) if isinstance(cell, str) else None
    found = found or _COMPACT_MONTH.fullmatch(text)
    if found:
        year, month = (int(group) for group in found.groups() if group)
        is_real = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
        return Parsed(f"{year:04d}-{month:02d}") if is_real else refuse("not_a_month", cell, "存在的月份；没有这个月")
    day = parse_date(cell).value
    return Parsed(f"{day:%Y-%m}") if day else refuse("not_a_month", cell, MONTH_EXPECTED)


def parse_year(cell: object) -> Parsed:
    """A year as 'YYYY': 2018.0, '2018年', '2018年度', or a date cell."""
    early = empty_or_error(cell)
    if early:
        return early
    if isinstance(cell, date):
        return Parsed(f"{cell.year:04d}")
    found = None if isinstance(cell, bool) else _YEAR.fullmatch(half_width(plain_text(cell)))
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return Parsed(found[1])
    return refuse("not_a_year", cell, "四位的年份，如 2021")
