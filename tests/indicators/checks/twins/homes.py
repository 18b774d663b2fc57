"""Households as the twins see them: a home with its members' rows, and which homes a rule asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.indicators.checks.twins.rules import Row, Tables, number

PEOPLE = "monitored_persons"
FULL_LABOUR = ("普通劳动力", "技能劳动力")
LABOUR = (*FULL_LABOUR, "弱劳动力或半劳动力")
WORK_FACTS = ("work_county", "employer", "work_started_month", "work_ended_month")


@dataclass(frozen=True)
class Home:
    """The rows of one household's members, the rows of its work and the tables around it."""

    code: str
    county: str
    members: list[Row]
    tables: Tables

    def any(self, asked: Callable[[Row], Any]) -> bool:
        return any(asked(member) for member in self.members)

    def given(self, column: str) -> list[Any]:
        """The values of a column, those that are empty left out."""
        return [member[column] for member in self.members if member[column] is not None]

    def all_say(self, column: str) -> bool:
        """Whether no member leaves the column empty."""
        return len(self.given(column)) == len(self.members)

    def largest(self, column: str) -> Any:
        return max(self.given(column), default=None)

    def has_in(self, column: str, word: str) -> bool:
        return any(word in value for value in self.given(column))

    def has_risk(self, word: str) -> bool:
        return any(self.has_in(f"risk_{at}", word) for at in range(1, 6))

    @property
    def is_active(self) -> bool:
        return not self.any(lambda member: member["is_risk_removed"])

    @property
    def included(self) -> int | None:
        return number(min(self.given("included_month"), default=None))

    @property
    def removed(self) -> int | None:
        return number(self.largest("removed_month"))

    @property
    def has_labour(self) -> bool:
        return any(skill in LABOUR for skill in self.given("labour_skill"))

    @property
    def has_full_labour(self) -> bool:
        return any(skill in FULL_LABOUR for skill in self.given("labour_skill"))

    @property
    def labour_is_known(self) -> bool:
        return self.all_say("labour_skill")

    @property
    def is_on_low_income(self) -> bool:
        return any("低保" in text and not text.startswith("未") for text in self.given("low_income_policy"))

    @property
    def is_on_rural_low_income(self) -> bool:
        texts = self.given("low_income_policy")
        return any("低保" in text and not text.startswith("未") and "城市" not in text for text in texts)

    @property
    def is_off_low_income(self) -> bool:
        return self.all_say("low_income_policy") and not self.is_on_low_income

    @property
    def is_not_destitute(self) -> bool:
        return self.all_say("destitute_policy") and not self.is_destitute

    @property
    def is_destitute(self) -> bool:
        texts = self.given("destitute_policy")
        return any(not text.startswith("未") and text not in ("否", "无") for text in texts)

    @property
    def has_sent_work(self) -> bool:
        return self.county in self.tables.has_sent("migrant_work")

    @property
    def work(self) -> list[Row]:
        mine = (self.county, self.code)
        return [row for row in self.tables["migrant_work"] if (row["county_code"], row["household_code"]) == mine]

    @property
    def has_told_work(self) -> bool | None:
        """Whether a row of work says anything of work: that somebody does, or where or when; None where nobody said whether."""
        if any(row["is_working"] or any(row[name] for name in WORK_FACTS) for row in self.work):
            return True
        return False if all(row["is_working"] is False for row in self.work) else None

    def has_worked(self, rows: Iterable[Row]) -> bool | None:
        """Whether any of the rows of work reaches the month of inclusion; None when nobody knows that month."""
        rows = list(rows)
        last = [month for month in (_last_month(row, self.tables) for row in rows) if month is not None]
        if last and self.included is not None and max(last) >= self.included:
            return True
        if any(map(_is_open, rows)):
            return None
        return False if not last or self.included is not None else None

    def has_worked_outside(self) -> bool | None:
        names = {place["code"]: place["name"] for place in self.tables["places"]}
        own = names.get(self.county)
        if self.work and own is None:
            return None
        elsewhere = self.has_worked(row for row in self.work if row["work_county"] and own not in row["work_county"])
        somewhere = self.has_worked(row for row in self.work if not row["work_county"])
        return True if elsewhere else None if elsewhere is None or somewhere is not False else False


def _is_open(row: Row) -> bool:
    """Whether nobody can say that its person works, or has."""
    return row["work_ended_month"] is None and row["is_working"] is None


def _last_month(row: Row, tables: Tables) -> int | None:
    if row["work_ended_month"]:
        return number(row["work_ended_month"])
    return tables.month_number if row["is_working"] else None


def group_homes(tables: Tables, rows: Iterable[Row]) -> list[Home]:
    homes: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        homes.setdefault((row["place_code"], row["county_code"], row["household_code"]), []).append(row)
    return [Home(code, county, members, tables) for (_, county, code), members in homes.items()]


def lifted_homes(tables: Tables, wrong: Callable[[Home], Any]) -> set[str]:
    homes = group_homes(tables, tables[PEOPLE])
    return {home.code for home in homes if home.has_in("household_kind", "脱贫户") and wrong(home)}


def monitored_homes(tables: Tables, wrong: Callable[[Home], Any]) -> set[str]:
    rows = [row for row in tables[PEOPLE] if row["monitoring_kind"] is not None]
    return {home.code for home in group_homes(tables, rows) if wrong(home)}


def active_homes(tables: Tables, wrong: Callable[[Home], Any]) -> set[str]:
    return monitored_homes(tables, lambda home: home.is_active and wrong(home))


def removed_homes(tables: Tables, wrong: Callable[[Home], Any]) -> set[str]:
    return monitored_homes(tables, lambda home: not home.is_active and wrong(home))
