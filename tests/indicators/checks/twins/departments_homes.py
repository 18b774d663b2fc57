"""Twins of the checks that compare a household with what departments know of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.indicators.checks.twins.links import (
    END,
    PEOPLE,
    Key,
    by_home,
    given,
    home_of,
    is_safe,
    largest,
    may_be_on_duty,
)
from tests.indicators.checks.twins.rules import Row, Tables, number, twin

HELP = (
    "industry_help", "job_help", "finance_help", "post_help", "health_help", "education_help", "social_help",
    "security_help", "relocation_help", "housing_help", "water_help", "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """A household's rows in the monitoring table and in the tables of departments."""

    key: Key
    members: list[Row]
    tables: Tables
    others: dict[str, dict[Key, list[Row]]]

    def of(self, table: str) -> list[Row]:
        return self.others[table].get(self.key, [])

    def has_sent(self, table: str) -> bool:
        return self.key[0] in self.tables.has_sent(table)

    def any(self, column: str) -> bool:
        return any(given(self.members, column))

    @property
    def is_lifted(self) -> bool:
        return "脱贫户" in (largest(self.members, "household_kind") or "")

    @property
    def is_monitored(self) -> bool:
        return bool(given(self.members, "monitoring_kind"))

    @property
    def has_help(self) -> bool:
        return any(given(self.members, column) for column in HELP) or self.any("has_development_help")

    @property
    def grade(self) -> str | None:
        return largest(self.of("house_grades"), "grade")

    @property
    def is_rebuilt(self) -> bool:
        rebuilt = largest(self.of("house_grades"), "rebuilt_on")
        return rebuilt is not None and rebuilt <= END

    @property
    def is_graded_unsafe(self) -> bool:
        return self.grade in ("C", "D") and not self.is_rebuilt


def homes(tables: Tables, wrong: Callable[[Home], Any]) -> set[str]:
    names = ("helpers", "visits", "house_grades", "relocated_households")
    others = {name: by_home(tables[name]) for name in names}
    own = (Home(key, members, tables, others) for key, members in by_home(tables[PEOPLE]).items())
    return {home.key[1] for home in own if wrong(home)}


# --- houses and water


@twin("c1_house_unsafe_unmarked")
def _(tables: Tables) -> set[str]:
    def wrong(home: Home) -> bool:
        marks = given(home.members, "is_unsafe_house")
        return home.is_graded_unsafe and bool(marks) and not any(marks)

    return homes(tables, wrong)


@twin("c1_house_marked_safe_grade")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: home.any("is_unsafe_house") and (home.is_rebuilt or home.grade in ("A", "B")))


@twin("c1_house_not_graded")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: home.has_sent("house_grades") and not home.of("house_grades"))


@twin("c1_house_unsafe_occupied")
def _(tables: Tables) -> set[str]:
    return {
        row["household_code"]
        for row in tables["house_grades"]
        if row["is_occupied"] and row["grade"] and not is_safe(row)
    }


@twin("c1_house_unsafe_only")
def _(tables: Tables) -> set[str]:
    return {
        row["household_code"]
        for row in tables["house_grades"]
        if row["is_only_house"] and row["grade"] and not is_safe(row)
    }


@twin("c1_water_unsolved")
def _(tables: Tables) -> set[str]:
    return homes(
        tables,
        lambda home: home.is_lifted and not home.is_monitored and False in given(home.members, "has_safe_water"),
    )


# --- measures and removal


@twin("c2_measures_none")
def _(tables: Tables) -> set[str]:
    def wrong(home: Home) -> bool:
        included = number(min(given(home.members, "included_month"), default=None))
        if not home.is_monitored or home.any("is_risk_removed") or home.has_help or included is None:
            return False
        return (tables.month_number - included - 1) * 30 >= tables.limits["measures_days"]

    return homes(tables, wrong)


@twin("c2_removed_no_measures")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: home.is_monitored and home.any("is_risk_removed") and not home.has_help)


@twin("c2_removed_no_labour")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: home.any("is_no_labour_household") and home.any("is_risk_removed"))


# --- helpers and visits


@twin("c4_helper_gone")
def _(tables: Tables) -> set[str]:
    def stays(row: Row) -> bool:
        """Also where it is left open whether the helper does."""
        return row["helper_state"] in (None, "在岗") and (row["ended_on"] is None or row["ended_on"] > END)

    return homes(tables, lambda home: home.of("helpers") and not any(map(stays, home.of("helpers"))))


@twin("c4_helper_none")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: home.has_sent("helpers") and not home.of("helpers"))


@twin("c4_not_visited")
def _(tables: Tables) -> set[str]:
    def is_recent(day: date) -> bool:
        months = (END.year - day.year) * 12 + END.month - day.month
        return day <= END and months <= tables.limits["visit_months"]

    return homes(
        tables,
        lambda home: home.has_sent("visits") and not any(is_recent(row["visited_on"]) for row in home.of("visits")),
    )


@twin("c10_unsatisfied_no_visit")
def _(tables: Tables) -> set[str]:
    visits, found = by_home(tables["visits"]), set()
    for row in tables["satisfaction_sample"]:
        if row["answer"] != "不满意" or row["county_code"] not in tables.has_sent("visits"):
            continue
        days = given(visits.get(home_of(row), []), "visited_on")
        if row["asked_on"] is None or not any(row["asked_on"] <= day <= END for day in days):
            found.add(row["household_code"])
    return found


# --- who lives together


@twin("t_household_two_villages")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: len({row["place_code"] for row in home.members}) > 1)


@twin("t_household_no_head")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: all(one["relation"] not in (None, "户主") for one in home.members))


@twin("t_household_two_heads")
def _(tables: Tables) -> set[str]:
    return homes(tables, lambda home: given(home.members, "relation").count("户主") > 1)


@twin("t_phone_households")
def _(tables: Tables) -> set[str]:
    phones = {home: largest(members, "household_phone") for home, members in by_home(tables[PEOPLE]).items()}
    users = Counter((county, phone) for (county, _), phone in phones.items() if phone is not None)

    def wrong(home: Home) -> bool:
        return users[home.key[0], phones[home.key]] > tables.limits["phone_households"]

    return homes(tables, wrong)


# --- relocation


def moved(tables: Tables, wrong: Callable[[Row, list[Row]], Any]) -> set[str]:
    """Relocated households for which it holds, given their members in the monitoring table."""
    members = by_home(tables[PEOPLE])
    return {
        row["household_code"] for row in tables["relocated_households"] if wrong(row, members.get(home_of(row), []))
    }


@twin("c3_nobody_in_work")
def _(tables: Tables) -> set[str]:
    return moved(
        tables,
        lambda row, members: (row["labour"] or 0) > 0 and row["workers"] is not None and not row["workers"] > 0,
    )


@twin("c3_workers_on_paper")
def _(tables: Tables) -> set[str]:
    work = by_home(row for row in tables["migrant_work"] if row["is_working"] is not False)
    posts = by_home(row for row in tables["public_posts"] if may_be_on_duty(row))
    sent = tables.has_sent("migrant_work")
    return moved(
        tables,
        lambda row, members: (
            (row["workers"] or 0) > 0
            and row["county_code"] in sent
            and not work.get(home_of(row))
            and not posts.get(home_of(row))
        ),
    )


@twin("c3_not_registered")
def _(tables: Tables) -> set[str]:
    return moved(tables, lambda row, members: row["county_code"] in tables.has_sent(PEOPLE) and not members)


@twin("c3_members_differ")
def _(tables: Tables) -> set[str]:
    return moved(tables, lambda row, members: members and row["members"] is not None and row["members"] != len(members))


@twin("c3_old_house_kept")
def _(tables: Tables) -> set[str]:
    return moved(
        tables,
        lambda row, members: (
            row["moved_on"] is not None and row["moved_on"] <= END and row["is_old_house_removed"] is False
        ),
    )


@twin("c3_marked_not_listed")
def _(tables: Tables) -> set[str]:
    return homes(
        tables,
        lambda home: (
            home.is_lifted
            and not home.is_monitored
            and given(home.members, "relocation_help")
            and home.has_sent("relocated_households")
            and not home.of("relocated_households")
        ),
    )
