"""What twins look up in the departments' tables: rows by person, by household, and who has sent anything."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.indicators.checks.twins.rules import Row, Tables, table_key

PEOPLE = "monitored_persons"
END, START = date(2021, 11, 30), date(2021, 11, 1)
Key = tuple[str, str]


def citizen(row: Row) -> str | None:
    """The citizen's number in a number of 18 to 22 characters."""
    return row["id_number"][:18] if row["id_number"] else None


def by_person(tables: Tables, table: str) -> dict[Key, list[Row]]:
    """(county, citizen's number) → the rows about that person."""
    found: dict[Key, list[Row]] = {}
    for row in tables[table]:
        number = citizen(row)
        if number:
            found.setdefault((row["county_code"], number), []).append(row)
    return found


def by_home(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    """(county, household) → its rows."""
    found: dict[Key, list[Row]] = {}
    for row in rows:
        if row["household_code"]:
            found.setdefault((row["county_code"], row["household_code"]), []).append(row)
    return found


def person_of(row: Row) -> Key:
    return row["county_code"], citizen(row) or ""


def home_of(row: Row) -> Key:
    return row["county_code"], row["household_code"] or ""


def given(rows: Iterable[Row], column: str) -> list[Any]:
    """The values of a column, those that are empty left out."""
    return [row[column] for row in rows if row[column] is not None]


def largest(rows: Iterable[Row], column: str) -> Any:
    return max(given(rows, column), default=None)


def total(rows: Iterable[Row], column: str) -> float:
    return sum(given(rows, column))


def may_be_on_duty(row: Row) -> bool:
    return row["is_on_duty"] is not False


def is_on_duty(row: Row) -> bool:
    return row["is_on_duty"] is True


def rows_where(tables: Tables, table: str, wrong: Callable[[Row], Any]) -> set[str]:
    """Row keys of the rows of a declared table for which it holds."""
    return {table_key(table, row) for row in tables[table] if wrong(row)}


def is_safe(row: Row) -> bool:
    """A house of grade A or B, or made new by now."""
    return row["grade"] in ("A", "B") or (row["rebuilt_on"] is not None and row["rebuilt_on"] <= END)
