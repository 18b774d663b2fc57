"""Planters written as lines of a table: which check, in how many homes, in which, what is changed, what else finds it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from demo.faults.picks import Pick, Wants, is_any
from demo.faults.planting import Found, plant
from demo.households.home import Home, HouseholdWorld, Row, household_key, row_key, village_key

HomeChange = Callable[[Home], object]
Change = Callable[[Home, Row], Sequence[Row] | None]
"""Changes the chosen row; the rows that are found when it is not that one."""
Key = Callable[[Home, Row], str]
Also = str | tuple[str, Callable[[Home], object]]
"""A check that finds the same; or the check and in which homes it does, as they were before the change."""
HomeLine = tuple[str, int, Wants, HomeChange, *tuple[Also, ...]]
"""Check, number of homes, which homes, the change, what finds the household as well."""
RowLine = tuple[str, int, Wants, Pick, Change, *tuple[Also, ...]]
"""Check, number of homes, which homes, which row in them, the change, what finds the row as well."""


def plant_homes(*lines: HomeLine) -> None:
    """Register one planter a line; the household is found."""
    for line in lines:
        _plant_home(*line)


def _plant_home(check: str, homes: int, wants: Wants, change: HomeChange, *also: Also) -> None:
    @plant(check, homes, wants=wants)
    def _(home: Home) -> Found:
        checks = _checks(home, check, also)
        change(home)
        return [(one, household_key(home)) for one in checks]


def plant_rows(key: Key, *lines: RowLine) -> None:
    """Register one planter a line; the row is found under its key."""
    for line in lines:
        _plant_row(key, *line)


def of_home(home: Home, row: Row) -> str:
    """The key of the household the row belongs to."""
    return household_key(home)


def key_in(table: str) -> Key:
    """The key by which a row of the table is found."""
    return lambda home, row: row_key(table, row)


def _plant_row(key: Key, check: str, homes: int, wants: Wants, choose: Pick, change: Change, *also: Also) -> None:
    @plant(check, homes, wants=lambda home: wants(home) and choose(home) is not None)
    def _(home: Home) -> Found:
        row = choose(home)
        if row is None:
            raise ValueError(f"{check}: {home.code} has nothing to change")
        checks = _checks(home, check, also)
        rows = change(home, row) or [row]
        return [(one, key(home, found)) for one in checks for found in rows]


def _checks(home: Home, check: str, also: Sequence[Also]) -> list[str]:
    """The check and those of the others that find it in this home."""
    pairs = ((one, is_any) if isinstance(one, str) else one for one in also)
    return [check, *(name for name, finds in pairs if finds(home))]


def plant_loose_cells(
    check: str, table: str, rows: int, wants: Callable[[Row], bool] = lambda row: True, **values: Any
) -> None:
    """Register a planter that sets cells of so many loose rows of a table."""

    @plant(check, rows, subject=table, wants=wants)
    def _(row: Row) -> Found:
        row.update(_given(values, row))
        return [(check, row_key(table, row))]


def plant_village_cells(
    check: str, villages: int, wants: Callable[[Row], bool] = lambda village: True, **values: Any
) -> None:
    """Register a planter that sets cells of so many villages' facts."""

    @plant(check, villages, subject="village", wants=wants)
    def _(village: Row, world: HouseholdWorld) -> Found:
        village.update(_given(values, village))
        return [(check, village_key(village))]


# --- changes


def _given(values: Mapping[str, Any], subject: Any) -> dict[str, Any]:
    """The values, those that are functions called with the subject as it was before the change."""
    return {name: value(subject) if callable(value) else value for name, value in values.items()}


def everywhere(**values: Any) -> HomeChange:
    """Sets columns on every member's row; a function gives the value from the home."""
    return lambda home: home.set_all(**_given(values, home))


def first_row(table: str, **values: Any) -> HomeChange:
    """Sets columns of the home's first row of a table; a function gives the value from the home."""
    return lambda home: home.table(table)[0].update(_given(values, home))


def without(table: str) -> HomeChange:
    """Takes all the home's rows out of a table."""
    return lambda home: home.table(table).clear()


def cells(**values: Any) -> Change:
    """Sets columns of the row; a function gives the value from the row."""
    return lambda home, row: row.update(_given(values, row))


def add(table: str, **values: Any) -> Change:
    """Adds a row about the chosen person; a function gives the value from the home."""
    return lambda home, person: [home.add(table, person, **_given(values, home))]


def drop(table: str) -> Change:
    """Takes the person's rows out of a table."""

    def change(home: Home, row: Row) -> None:
        home.table(table)[:] = [one for one in home.table(table) if one["id_number"] != row["id_number"]]

    return change
