"""What the twins of measures are made of: rows as dicts, shares and sums with what is unknown, days and months."""

import calendar
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

import chinese_calendar

Row = dict[str, Any]


def by_county(tables: dict[str, list[Row]], counties: Iterable[str]) -> dict[str, dict[str, list[Row]]]:
    """County → its own rows of each table, in their order, so that each is gone through once; a table of no county whole."""
    split: dict[str, dict[str, list[Row]]] = {county: {} for county in counties}
    for name, rows in tables.items():
        is_split = bool(rows) and "county_code" in rows[0]
        for mine in split.values():
            mine[name] = [] if is_split else rows
        for row in rows if is_split else ():
            if row["county_code"] in split:
                split[row["county_code"]][name].append(row)
    return split


def of_county(tables: dict[str, list[Row]], table: str, county: str, period: str) -> list[Row]:
    return [row for row in tables.get(table, []) if row["county_code"] == county and row["period"] == period]


def newest_of(tables: dict[str, list[Row]], table: str, county: str, period: str) -> list[Row]:
    """The rows of the newest month up to the period, of the twelve that count."""
    mine = [row for row in tables.get(table, []) if row["county_code"] == county and row["period"] <= period]
    mine = [row for row in mine if months(row["period"]) > months(period) - 12]
    newest = max((row["period"] for row in mine), default=None)
    return [row for row in mine if row["period"] == newest]


def ratio(top: float, bottom: float, short: int | None, has_rows: bool) -> Row:
    if not has_rows:
        return {"state": "not_applicable"}
    if not bottom:
        return {"state": "missing"}
    return {"value": top / bottom, "numerator": top, "denominator": bottom, "rows_short": short, "state": "reported"}


def share_of(rows: list[Row], population: Callable[[Row], Any], met: Callable[[Row], bool | None]) -> Row:
    """Of the rows that can be judged. At worst what is unknown is not met; a good row that may not count is left out."""
    chosen = [row for row in rows if population(row)]
    open_rows = [row for row in rows if population(row) is None]
    known = [met(row) for row in chosen if met(row) is not None]
    held, blank = sum(bool(one) for one in known), len(chosen) - len(known)
    fact = ratio(held, len(known), sum(not one for one in known), bool(chosen) or bool(open_rows))
    harming = blank + sum(not met(row) for row in open_rows)
    worst = held / (len(known) + harming) if len(known) + harming else None
    return fact | {"unknown": blank + len(open_rows), "judged": len(known), "scored_value": worst}


def one_of_each(
    rows: list[Row],
    key: Callable[[Row], Any],
    population: Callable[[Row], Any],
    met: Callable[[Row], bool | None],
    is_any: bool = False,
) -> list[Row]:
    """counts and met of each that several rows are of, as the row says that tells of it; a row of nobody stands alone. All that
    count have to be good; with `is_any` one is enough."""
    groups: dict[Any, list[tuple[bool | None, bool | None]]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(key(row) or at, []).append((population(row), met(row)))
    told = (_told(states, is_any) for states in groups.values())
    return [{"counts": counts, "met": good} for counts, good in told]


def _told(states: list[tuple[bool | None, bool | None]], is_any: bool) -> tuple[bool | None, bool | None]:
    """What settles it; else what may settle it, once it is known; else what all agree on."""
    if (True, is_any) in states:
        return True, is_any
    if (True, None) in states:
        return True, None
    may_settle = [state for state in states if state[0] is None and state[1] is not (not is_any)]
    if may_settle:
        return may_settle[0]
    if (True, not is_any) in states:
        return True, not is_any
    return next((state for state in states if state[0] is None), (False, None))


def ratio_of(
    rows: list[Row],
    population: Callable[[Row], Any],
    top: Callable[[Row], float | None],
    bottom: Callable[[Row], float | None],
    short: Callable[[Row], bool],
) -> Row:
    """Sum over sum of the rows that know both; at worst nought above the line, and a row without a bottom is a usual one."""
    chosen = [row for row in rows if population(row) is not False]
    known = [row for row in chosen if population(row) and None not in (top(row), bottom(row))]
    fact = ratio(
        sum(top(row) or 0 for row in known),
        sum(bottom(row) or 0 for row in known),
        sum(map(short, known)),
        bool(chosen),
    )
    usual = sum(bottom(row) or 0 for row in known) / len(known) if known else 0
    weights = [usual if bottom(row) is None else bottom(row) for row in chosen]
    worst = sum(top(row) or 0 for row in known) / sum(weights) if sum(weights) else None
    return fact | {
        "unknown": len(chosen) - len(known),
        "judged": len(known),
        "scored_value": worst,
        "held": sum(weights),
    }


def is_unread(row: Row, *columns: str) -> bool:
    """Whether one of these cells is empty because its sheet did not have it or it could not be read."""
    named = f"{row.get('absent_columns') or ''}{row.get('refused_columns') or ''}"
    return any(row[column] is None and f",{column}," in named for column in columns)


def is_refused(row: Row, column: str) -> bool:
    """Whether the cell is empty because it could not be read."""
    return row[column] is None and f",{column}," in (row.get("refused_columns") or "")


def is_filled(row: Row, *columns: str) -> bool | None:
    """Whether all of these cells have something in them."""
    if any(row[column] is None and not is_unread(row, column) for column in columns):
        return False
    return None if is_unread(row, *columns) else True


def has_come(row: Row, column: str, end: date) -> bool | None:
    """Whether the day has come by the end; an empty cell is a day that has not."""
    return row[column] <= end if row[column] is not None else None if is_unread(row, column) else False


def in_set(value: Any, allowed: tuple[str, ...]) -> bool | None:
    return None if value is None else value in allowed


def both(one: bool | None, other: bool | None) -> bool | None:
    """What AND says of two that may be unknown."""
    return False if one is False or other is False else None if one is None or other is None else True


def not_(one: bool | None) -> bool | None:
    return None if one is None else not one


def either(one: bool | None, other: bool | None) -> bool | None:
    """What OR says of two that may be unknown."""
    return True if one or other else None if one is None or other is None else False


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Whether any is true; unknown where none is known."""
    known = [value for value in values if value is not None]
    return any(known) if known else None


def add_up(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def due(row: Row, column: str, end: date) -> bool | None:
    return None if row[column] is None else row[column] <= end


@cache
def work_days(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative the other way round."""
    first, last, sign = (start, end, 1) if start <= end else (end, start, -1)
    return sign * sum(
        chinese_calendar.is_workday(first + timedelta(days=step)) for step in range(1, (last - first).days + 1)
    )


def period_end(period: str) -> date:
    year, month = int(period[:4]), int(period[5:7])
    return date(year, month, calendar.monthrange(year, month)[1])


def same_day_before(day: date) -> date:
    """The same day a year before; a month's last day stays the last."""
    if (day + timedelta(days=1)).month != day.month:
        return date(day.year - 1, day.month, calendar.monthrange(day.year - 1, day.month)[1])
    return date(day.year - 1, day.month, day.day)


def year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"


def months(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7])
