"""Twins of the checks of a person's own cells, and of those in hospital or helped by 民政."""

from collections.abc import Callable

from tests.indicators.checks.twins.links import END, PEOPLE, Key, by_home, by_person, given, person_of, total
from tests.indicators.checks.twins.people import age_in, is_monitored
from tests.indicators.checks.twins.rules import Row, Tables, person_key, twin


def people(tables: Tables, wrong: Callable[[Row], object]) -> set[str]:
    return {person_key(row) for row in tables[PEOPLE] if wrong(row)}


@twin("t_id_birth_differs")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        number_, birth = row["id_number"], row["birth_month"]
        return bool(number_ and birth) and f"{number_[6:10]}-{number_[10:12]}" != birth

    return people(tables, wrong)


@twin("t_id_sex_differs")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        number_, sex = row["id_number"], row["sex"]
        return bool(number_ and sex) and sex[0] != ("男" if int(number_[16]) % 2 else "女")

    return people(tables, wrong)


@twin("t_born_after_period")
def _(tables: Tables) -> set[str]:
    return people(tables, lambda row: row["birth_month"] and row["birth_month"] > tables.period)


@twin("t_age_impossible")
def _(tables: Tables) -> set[str]:
    return people(tables, lambda row: (age_in(row, tables) or 0) > tables.limits["person_age_most"])


@twin("t_removed_before_included")
def _(tables: Tables) -> set[str]:
    return people(
        tables,
        lambda row: row["removed_month"] and row["included_month"] and row["removed_month"] < row["included_month"],
    )


@twin("t_id_two_households")
def _(tables: Tables) -> set[str]:
    homes: dict[Key, set[str]] = {}
    for row in tables[PEOPLE]:
        if row["id_number"]:
            homes.setdefault((row["county_code"], row["id_number"]), set()).add(row["household_code"])
    return {number_ for (_, number_), codes in homes.items() if len(codes) > 1}


# --- illness, one finding a person in hospital


def patients(tables: Tables) -> list[tuple[Key, list[Row], list[Row]]]:
    """(person, its stays so far, its rows of the monitoring table) in counties that sent one."""
    known, sent = by_person(tables, PEOPLE), tables.has_sent(PEOPLE)
    found = []
    for key, rows in by_person(tables, "hospital_stays").items():
        stays = [row for row in rows if row["admitted_on"] <= END]
        if stays and key[0] in sent:
            found.append((key, stays, known.get(key, [])))
    return found


@twin("c1_illness_no_visit")
def _(tables: Tables) -> set[str]:
    visits, noted, found = by_home(tables["visits"]), tables.has_sent("visits"), set()
    for key, stays, rows in patients(tables):
        admitted = max(given(stays, "admitted_on"))
        is_big = total(stays, "out_of_pocket_cny") > tables.limits["big_illness_cny"]
        if not rows or key[0] not in noted or not is_big:
            continue
        code = min(given(rows, "household_code"))
        days = [day for day in given(visits.get((key[0], code), []), "visited_on") if admitted <= day <= END]
        if (END - admitted).days > tables.limits["illness_visit_days"] and not days:
            found.add(key[1])
    return found


@twin("c2_illness_not_included")
def _(tables: Tables) -> set[str]:
    limit = tables.limits["big_illness_cny"]
    return {
        key[1]
        for key, stays, rows in patients(tables)
        if total(stays, "out_of_pocket_cny") > limit and not any(is_monitored(row) for row in rows)
    }


@twin("c7_long_stay_no_help")
def _(tables: Tables) -> set[str]:
    relief, found = by_person(tables, "temporary_relief"), set()
    for key, stays, rows in patients(tables):
        days = max(((row["discharged_on"] or END) - row["admitted_on"]).days for row in stays)
        is_helped = any(is_monitored(row) for row in rows) or total(relief.get(key, []), "relief_cny") > 0
        if days > tables.limits["hospital_days"] and not is_helped:
            found.add(key[1])
    return found


@twin("c7_low_income_ill")
def _(tables: Tables) -> set[str]:
    known, stays, found = by_person(tables, PEOPLE), by_person(tables, "hospital_stays"), set()
    for row in tables["low_income_register"]:
        own = [stay for stay in stays.get(person_of(row), []) if stay["admitted_on"] <= END]
        is_ill = total(own, "out_of_pocket_cny") > tables.limits["low_income_illness_cny"]
        if (
            is_ill
            and row["county_code"] in tables.has_sent(PEOPLE)
            and not any(map(is_monitored, known.get(person_of(row), [])))
        ):
            found.add(row["id_number"])
    return found


@twin("c2_low_income_instead")
def _(tables: Tables) -> set[str]:
    known, found = by_person(tables, PEOPLE), set()
    for row in tables["low_income_register"]:
        rows, started = known.get(person_of(row), []), row["started_month"] or ""
        if (
            rows
            and started[:4] == str(tables.year)
            and row["support_kind"] in ("农村低保", "城市低保")
            and not any(map(is_monitored, rows))
        ):
            found.add(row["id_number"])
    return found


@twin("c2_relief_instead")
def _(tables: Tables) -> set[str]:
    known = by_person(tables, PEOPLE)
    return {
        f"{row['id_number']}|{row['paid_on']}"
        for row in tables["temporary_relief"]
        if known.get(person_of(row)) and not any(map(is_monitored, known[person_of(row)]))
    }
