"""What twins ask of a row of the monitoring table, in plain Python."""

from collections.abc import Callable

from tests.indicators.checks.twins.rules import Row, Tables, number, person_key

PEOPLE = "monitored_persons"
NOT_ABLE = ("无劳动力", "丧失劳动力")
WEAK = "弱劳动力或半劳动力"
Group = Callable[[Row], bool]


def is_lifted(row: Row | None) -> bool:
    return row is not None and "脱贫户" in (row["household_kind"] or "")


def is_monitored(row: Row | None) -> bool:
    return row is not None and row["monitoring_kind"] is not None


def is_either(row: Row | None) -> bool:
    return is_lifted(row) or is_monitored(row)


def is_active(row: Row) -> bool:
    return is_monitored(row) and not row["is_risk_removed"]


def age_in(row: Row, tables: Tables) -> int | None:
    born = number(row["birth_month"])
    return None if born is None else (tables.month_number - born) // 12


def is_aged(row: Row, tables: Tables, least: float, below: float) -> bool:
    age = age_in(row, tables)
    return age is not None and least <= age < below


def says(text: str | None, words: tuple[str, ...]) -> bool:
    return text is not None and any(word in text for word in words)


def people_where(tables: Tables, asked: Callable[[Row], bool]) -> set[str]:
    return {person_key(row) for row in tables[PEOPLE] if asked(row)}
