"""The demonstration's registered households: what a home and the world of homes are, and the keys of their rows.

A home holds its rows of every table, dicts of declared column names; cells never given are empty. Nothing here is invented:
`demo.households.world` does that.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from demo.places.world import World
from store import find_table

Row = dict[str, Any]
"""Declared column → value: str, int, float, bool, date or None. Months are 'YYYY-MM'."""

PERIOD = "2021-11"
LAST_MONTH = "2021-10"
YEAR, LAST_YEAR, YEAR_BEFORE_LAST = "2021", "2020", "2019"
TWO_MONTH_COUNTIES = ("433101", "433123")
"""Counties whose export of last month is there as well."""

MONTH_TABLES = ("monitored_persons", "migrant_work", "low_income_register", "public_posts")
"""Tables of homes that those counties have of both months."""

LIFTED, LIFTED_MONITORED, EDGE, SUDDEN = "lifted", "lifted_monitored", "edge", "sudden"
PEOPLE = "monitored_persons"


@dataclass
class Home:
    """One registered household.

    `kind`: lifted (脱贫户), lifted_monitored (脱贫不稳定户), edge (边缘易致贫户) or sudden (突发严重困难户); the last two are
    一般农户. `rows`: table → its rows; a row of another period than the present one carries its own 'period'.
    """

    code: str
    place_code: str
    kind: str
    seed: int = 0
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def county_code(self) -> str:
        """The six digits of its county."""
        return self.place_code[:6]

    @property
    def members(self) -> list[Row]:
        """Its rows of monitored_persons, the 户主 first."""
        return self.rows[PEOPLE]

    @property
    def head(self) -> Row:
        """The 户主's row."""
        return self.members[0]

    @property
    def is_monitored(self) -> bool:
        return self.kind != LIFTED

    @property
    def is_active(self) -> bool:
        """Monitored and its risk not removed."""
        return self.is_monitored and not self.head.get("is_risk_removed")

    @property
    def risks(self) -> set[str]:
        """The reasons it is monitored for, up to five."""
        return {self.head[name] for name in (f"risk_{number}" for number in range(1, 6)) if self.head.get(name)}

    @property
    def workers(self) -> list[Row]:
        """Its rows of migrant_work of this month whose person is at work."""
        return [row for row in self.table("migrant_work") if row.get("is_working") and "period" not in row]

    @cached_property
    def dice(self) -> random.Random:
        """Chance of its own, the same under the same seed."""
        return random.Random(f"{self.seed}/{self.code}")

    def table(self, name: str) -> list[Row]:
        """Its rows of a table, a list that may be added to."""
        return self.rows.setdefault(name, [])

    def add(self, table: str, member: Row | None = None, **values: Any) -> Row:
        """Add a row to a table: the codes and the name the table has of household and member, and the values; returns it."""
        codes = {"household_code": self.code} | {
            name: member and member.get(name) for name in ("id_number", "person_name")
        }
        row = {name: codes[name] for name in _code_columns(table)} | values
        self.table(table).append(row)
        return row

    def set_all(self, **values: Any) -> None:
        """Set household-level columns on every member's row."""
        for member in self.members:
            member.update(values)

    def of_person(self, name: str, member: Row) -> list[Row]:
        """The rows of a table that are about one member."""
        return [row for row in self.table(name) if row["id_number"] == member["id_number"]]


@dataclass
class HouseholdWorld:
    """All homes, the facts of their villages (place code → row of village_facts) and the rows of tables without a
    household; a loose row carries its place_code.

    `last_month`: code of a home that was otherwise a month ago → its rows of then; `touched`: code of a home that faults
    were planted in → the check.
    """

    seed: int
    places: World
    homes: list[Home]
    villages: dict[str, Row]
    loose: dict[str, list[Row]]
    last_month: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    touched: dict[str, str] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        """How many people the homes have."""
        return sum(len(home.members) for home in self.homes)

    def in_village(self, place_code: str) -> list[Home]:
        """The homes of one village."""
        return [home for home in self.homes if home.place_code == place_code]

    def all_rows(self, table: str) -> Iterator[tuple[str, Row]]:
        """(place code, row) of one table, of homes first, then loose ones."""
        for home in self.homes:
            for row in home.rows.get(table, ()):
                yield home.place_code, row
        for row in self.loose.get(table, ()):
            yield row["place_code"], row


@cache
def _code_columns(table: str) -> tuple[str, ...]:
    """Columns that say whose row it is: the household's number, the member's number and name."""
    known = ("household_code", "id_number", "person_name")
    return tuple(one.name for one in find_table(table).columns if one.name in known)


def person_key(home: Home, member: Row) -> str:
    """The row_key of a row about one person: its ID number, or what stands in when there is none."""
    number = member.get("id_number")
    return number or f"{home.code}/{member.get('relation') or ''}{member.get('birth_month') or ''}"


def household_key(home: Home) -> str:
    """The row_key of a household's row."""
    return home.code


def village_key(village: Row) -> str:
    """The row_key of a village's row."""
    return str(village["place_code"])


def row_key(table: str, row: Row, home: Home | None = None) -> str:
    """The row_key of a row of a declared table looked at directly: its key columns joined by '|'."""
    own = {"place_code": home.place_code, "household_code": home.code} if home else {}
    names = [name for name in find_table(table).key if name not in ("county_code", "period")]
    return "|".join(_key_text({**own, **row}.get(name)) for name in names)


def _key_text(value: Any) -> str:
    return "" if value is None else str(value)
