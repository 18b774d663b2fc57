"""Twins of the checks of a household's work: against its reasons and its help, and the phones of those at work."""

from tests.indicators.checks.twins.homes import PEOPLE, Home, active_homes, monitored_homes
from tests.indicators.checks.twins.rules import Tables, twin


@twin("n_5_15_013")
def _(tables: Tables) -> set[str]:
    return monitored_homes(
        tables, lambda home: home.has_risk("务工就业不稳") and home.labour_is_known and not home.has_labour
    )


@twin("n_5_15_014")
def _(tables: Tables) -> set[str]:
    return active_homes(
        tables, lambda home: home.has_risk("务工就业不稳") and home.has_sent_work and home.has_told_work is False
    )


def _works_only_here(tables: Tables, words: tuple[str, ...]) -> set[str]:
    def is_asked(home: Home) -> bool:
        return home.has_sent_work and any(home.has_in("job_help", word) for word in words)

    return active_homes(tables, lambda home: is_asked(home) and home.has_worked_outside() is False)


@twin("n_5_17_011")
def _(tables: Tables) -> set[str]:
    return _works_only_here(tables, ("劳务输出", "外出务工补贴"))


@twin("n_5_17_012")
def _(tables: Tables) -> set[str]:
    return _works_only_here(tables, ("外出务工补贴",))


def _phones_at_work(tables: Tables) -> dict[tuple[str, str, str], set[str]]:
    """(county, household, phone) → the counties its users work in; of members in the work table only."""
    phones = {
        (row["county_code"], row["household_code"], row["id_number"][:18]): row["member_phone"]
        for row in tables[PEOPLE]
        if row["id_number"] and row["member_phone"]
    }
    found: dict[tuple[str, str, str], set[str]] = {}
    for row in tables["migrant_work"]:
        home = (row["county_code"], row["household_code"])
        phone = phones.get((*home, (row["id_number"] or "")[:18]))
        if row["is_working"] and phone:
            counties = found.setdefault((*home, phone), set())
            counties.update(filter(None, [row["work_county"]]))
    return found


@twin("n_5_15_021")
def _(tables: Tables) -> set[str]:
    return {home for (_, home, _), counties in _phones_at_work(tables).items() if len(counties) > 1}


@twin("n_5_15_022")
def _(tables: Tables) -> set[str]:
    used = _phones_at_work(tables)
    homes: dict[tuple[str, str], set[str]] = {}
    for county, home, phone in used:
        homes.setdefault((county, phone), set()).add(home)
    most = tables.limits["phone_households"]
    return {home for county, home, phone in used if len(homes[county, phone]) > most}
