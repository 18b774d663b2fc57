"""The plain twin of what registers say behind reported figures: each written again in Python from its words."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.indicators.evaluation.twins.sums import (
    Row,
    both,
    by_county,
    due,
    either,
    has_come,
    is_filled,
    is_refused,
    is_unread,
    months,
    newest_of,
    not_,
    of_county,
    one_of_each,
    ratio_of,
    share_of,
)

SCORED = (
    "insured_next_year", "school_attendance", "safe_housing", "safe_water", "big_illness_visits", "screening_done",
    "inclusion_in_time", "measures_in_time", "grid_staff_trained", "relocated_jobs", "site_managers", "helper_visits",
    "helpers_replaced", "team_resident", "credit_satisfied", "work_verified", "workshops_running", "handbook_updated",
    "subsidy_paid", "income_checked", "petitions_closed",
)  # fmt: skip
"""Measures whose register is scored; of the others it only has the names."""
DEAR, TEAM_DAYS, INCLUSION_DAYS, MEASURES_DAYS, SUBSIDY_DAYS, HANDBOOK_MONTHS = 20_000, 20, 15, 30, 30, 3
TABLES = (
    "insured_next_year", "school_rolls", "house_hazards", "water_problems", "hospital_stays", "visits", "grids",
    "inclusion_register", "relocated_households", "relocation_sites", "helpers", "work_teams", "microcredit",
    "work_verifications", "workshops", "handbooks", "household_subsidies", "income_reviews", "petitions", "public_posts",
    "household_incomes",
)  # fmt: skip
ITEMS = {
    "insured_next_year": "insured", "school_attendance": "school", "big_illness_visits": "big_illness_visit",
    "screening_done": "screening", "credit_satisfied": "credit_wanted", "workshops_running": "workshops", "handbook_updated": "handbook",
}  # fmt: skip
"""Measure → its item in the progress table, where it is called otherwise."""
OF_THE_NEWEST = ("monitored_persons",)
"""First tables by month of which the newest of twelve counts; of the others that of the period itself."""
Tables = dict[str, list[Row]]


def chooser(
    tables: Tables, counties: Iterable[str], period: str, day: date, newest: date | None = None
) -> Callable[[dict[str, Row], str], None]:
    """What `plain.evaluate` asks to put registers in the place of reports; `newest`: the last day of which anything is known."""
    mine = by_county(tables, counties)
    progress = [
        row for row in tables["township_progress"] if row["period"] == period and (row["target_count"] or 0) > 0
    ]
    reporters = {
        name: {row["county_code"] for row in progress if row["item"] == ITEMS.get(name, name)} for name in SCORED
    }
    senders = {name: _senders(tables, table, period) for name, (table, _) in _REGISTERS.items()}

    def choose_source(facts: dict[str, Row], county: str) -> None:
        registered = register_facts(mine[county], county, period, day)
        whole = register_facts(mine[county], county, period, newest or day)
        for name in SCORED:
            claimed = facts.get(name, {}).get("denominator")
            if name in registered:
                leave_out(registered[name], left_out(whole[name], claimed))
            elif claimed and facts[name]["state"] == "reported" and _is_kept(senders[name], county, reporters[name]):
                facts[name] |= {"unknown": claimed, "judged": 0}
        choose(facts, registered)

    return choose_source


def _senders(tables: Tables, table: str, period: str) -> tuple[set[str], set[str]]:
    """The counties with rows of a register that count in the period, and with rows of the twelve months (the year) before."""
    now, before = set(), set()
    for row in tables.get(table, []):
        sent, is_yearly = row["period"], len(row["period"]) == 4
        age = int(period[:4]) - int(sent) if is_yearly else months(period) - months(sent)
        lasts = 1 if is_yearly or table not in OF_THE_NEWEST else 12
        now |= {row["county_code"]} if 0 <= age < lasts else set()
        before |= {row["county_code"]} if (age == 1 if is_yearly else 0 <= age < 12) else set()
    return now, before


def _is_kept(senders: tuple[set[str], set[str]], county: str, reporters: set[str]) -> bool:
    """Whether a county that has sent nothing had sent some before, or half of its neighbours have."""
    now, before = senders
    mates = {one for one in now | reporters if one[:4] == county[:4]}
    return county not in now and (county in before or len(mates & now) >= len(mates) / 2)


def register_facts(tables: Tables, county: str, period: str, day: date) -> dict[str, Row]:
    """Measure → facts of one county as its registers have them; nothing where the county has sent no such register."""
    facts = {}
    for name, (table, make) in _REGISTERS.items():
        rows = _rows(tables, table, county, period)
        if rows:
            facts[name] = make(rows, Around(tables, county, period, day))
    return facts


class Around:
    """What else there is of a county in a period."""

    def __init__(self, tables: Tables, county: str, period: str, day: date) -> None:
        self.tables, self.county, self.period, self.end = tables, county, period, day
        self.start = date(self.end.year, self.end.month, 1)
        self.year_start = date(self.end.year, 1, 1)

    def rows(self, table: str) -> list[Row]:
        return _rows(self.tables, table, self.county, self.period)


def _rows(tables: Tables, table: str, county: str, period: str) -> list[Row]:
    mine = [row for row in tables.get(table, []) if row["county_code"] == county]
    if mine and len(mine[0]["period"]) == 4:
        return of_county(tables, table, county, period[:4])
    if table in ("monitored_persons",):
        return newest_of(tables, table, county, period)
    return of_county(tables, table, county, period)


def _share(population: Callable[[Row, Around], Any], met: Callable[[Row, Around], Any]) -> Callable[..., Row]:
    return lambda rows, around: share_of(rows, lambda r: population(r, around), lambda r: met(r, around))


def _household(
    population: Callable[[Row, Around], Any], met: Callable[[Row, Around], Any], is_any: bool = False
) -> Callable[..., Row]:
    """The same of households: one with several rows counts once."""

    def count(rows: list[Row], around: Around) -> Row:
        homes = one_of_each(rows, _home_of, lambda r: population(r, around), lambda r: met(r, around), is_any)
        return share_of(homes, lambda r: r["counts"], lambda r: r["met"])

    return count


def _home_of(row: Row) -> str | None:
    return row["household_code"]


def _insured(rows: list[Row], around: Around) -> Row:
    known: dict[str, bool | None] = {}
    for row in around.rows("insured_next_year"):
        is_paid = row["insurance_kind"] == "城乡居民" and row["is_paid"] is not False
        is_insured = row["insurance_kind"] == "城镇职工" or is_paid
        known[row["id_number"][:18]] = None if row["insurance_kind"] is None else is_insured
    is_sent = bool(known)
    return share_of(rows, lambda r: True, lambda r: known.get((r["id_number"] or "")[:18], False) if is_sent else None)


def _at_school(rows: list[Row], around: Around) -> Row:
    rolls = {row["id_number"][:18]: row["roll_state"] for row in around.rows("school_rolls")}
    starts = (months(around.period) - 9) // 12 * 12 + 8

    def is_of_age(row: Row) -> bool | None:
        return None if row["birth_month"] is None else 6 <= (starts - months(row["birth_month"])) // 12 <= 14

    def is_there(row: Row) -> bool | None:
        state = rolls.get((row["id_number"] or "")[:18], "不在册")
        return None if not rolls or state is None else state in ("在读", "送教上门")

    return share_of(rows, is_of_age, is_there)


def _visited_after_illness(rows: list[Row], around: Around) -> Row:
    homes = {
        (r["id_number"] or "")[:18]: r["household_code"] for r in around.rows("monitored_persons") if r["id_number"]
    }
    visits = [row for row in around.rows("visits") if row["visited_on"] <= around.end]
    newest_visit: dict[str, date] = {}
    for row in visits:
        home = row["household_code"]
        newest_visit[home] = max(row["visited_on"], newest_visit.get(home, row["visited_on"]))
    persons: dict[str, list[Row]] = {}
    for row in rows:
        if row["admitted_on"] <= around.end:
            persons.setdefault(row["id_number"][:18], []).append(row)

    def is_visited(number: str) -> bool | None:
        last = max(row["admitted_on"] for row in persons[number])
        if not visits or number not in homes:
            return None
        return newest_visit.get(homes[number], date.min) >= last

    found = [{"own": sum(row["out_of_pocket_cny"] or 0 for row in stays), "met": is_visited(number), "home": homes.get(number)}
             for number, stays in persons.items()]  # fmt: skip
    sick = one_of_each(found, lambda r: r["home"], lambda r: r["own"] > DEAR, lambda r: r["met"])
    return share_of(sick, lambda r: r["counts"], lambda r: r["met"])


def _lent(rows: list[Row], around: Around) -> Row:
    homes = {(r["id_number"] or "")[:18]: r["household_code"] for r in around.rows("monitored_persons")}

    def is_wanted(row: Row) -> bool | None:
        return both(None if row["wanted_cny"] is None else row["wanted_cny"] > 0, due(row, "applied_on", around.end))

    def is_got(row: Row) -> bool | None:
        is_told = row["lent_on"] is not None or not _is_loan(row)
        return both(_is_loan(row), has_come(row, "lent_on", around.end) if is_told else None)

    borrowers = one_of_each(
        rows, lambda r: r["household_code"] or homes.get((r["id_number"] or "")[:18]), is_wanted, is_got, is_any=True
    )
    return share_of(borrowers, lambda r: r["counts"], lambda r: r["met"])


def _visited(rows: list[Row], around: Around) -> Row:
    visits = around.rows("visits")
    seen = {row["household_code"] for row in visits if row["visited_on"] <= around.end}
    homes = [{"code": code} for code in {row["household_code"] for row in rows if row["household_code"]}]
    return share_of(homes, lambda r: True, lambda r: r["code"] in seen if visits else None)


def _screened(rows: list[Row], around: Around) -> Row:
    def is_done(row: Row) -> bool | None:
        if row["last_screened_on"] is None:
            return None if is_unread(row, "last_screened_on") else False
        return bool(around.start <= row["last_screened_on"] <= around.end)

    def screened(row: Row) -> float | None:
        return None if is_done(row) is None else row["households"] if is_done(row) else 0

    return ratio_of(rows, lambda r: True, screened, lambda r: r["households"], lambda r: is_done(r) is False)


def _helpers_replaced(rows: list[Row], around: Around) -> Row:
    def is_gone(row: Row) -> bool | None:
        if row["ended_on"] is not None and row["ended_on"] <= around.end:
            return True
        return None if row["helper_state"] is None else row["helper_state"] != "在岗"

    held = {row["household_code"] for row in rows if is_gone(row) is False}
    unsure = {row["household_code"] for row in rows if is_gone(row) is None}

    def is_replaced(row: Row) -> bool | None:
        return True if row["household_code"] in held else None if row["household_code"] in unsure else False

    return share_of(rows, is_gone, is_replaced)


def _days(first: date | None, last: date | None) -> float:
    return (last - first).days if first is not None and last is not None else float("inf")


def _is_found(row: Row, around: Around) -> bool | None:
    if row["discovered_on"] is None:
        return False if row["outcome"] == "不予纳入" else None
    is_kept = None if is_unread(row, "outcome") else row["outcome"] != "不予纳入"
    return both(row["discovered_on"] <= around.end, is_kept)


def _is_included_in_time(row: Row, around: Around) -> bool | None:
    if is_refused(row, "included_on"):
        return None
    included = row["included_on"] or (around.end if row["outcome"] == "核查中" else None)
    return (
        None
        if included is None or included < row["discovered_on"]
        else _days(row["discovered_on"], included) <= INCLUSION_DAYS
    )


def _is_included(row: Row, around: Around) -> bool | None:
    if row["included_on"] is None:
        return False if row["outcome"] in ("不予纳入", "核查中") and not is_unread(row, "included_on") else None
    return bool(row["included_on"] <= around.end)


def _is_helped_in_time(row: Row, around: Around) -> bool | None:
    if row["included_on"] is None:
        return None
    if (around.end - row["included_on"]).days <= MEASURES_DAYS:
        return True
    return None if row["helped_on"] is None else _days(row["included_on"], row["helped_on"]) <= MEASURES_DAYS


def _is_paid(row: Row, around: Around) -> bool | None:
    if row["approved_on"] is not None and (around.end - row["approved_on"]).days <= SUBSIDY_DAYS:
        return True
    amounts = row["paid_cny"], row["approved_cny"]
    is_enough = None if None in amounts else amounts[0] >= amounts[1]
    is_said = None if is_unread(row, "is_paid") else row["is_paid"] is not False
    is_in_time = None if is_unread(row, "paid_on") else row["paid_on"] is None or row["paid_on"] <= around.end
    is_all = both(is_enough, both(is_said, is_in_time))
    return either(is_all, None if row["approved_on"] is None else False)


def _done_by(day: str, flag: str) -> Callable[[Row, Around], bool | None]:
    def is_done(row: Row, around: Around) -> bool | None:
        if row[day] is None:
            return None if is_refused(row, day) else row[flag]
        return bool(row[day] <= around.end)

    return is_done


def _found(day: str) -> Callable[[Row, Around], bool | None]:
    return lambda row, around: None if row[day] is None else row[day] <= around.end


def _is_updated(row: Row, around: Around) -> bool | None:
    day = row["last_updated_on"]
    if day is None:
        return None if is_refused(row, "last_updated_on") else row["is_updated"]
    return months(around.period) - day.year * 12 - day.month <= HANDBOOK_MONTHS


def _is_loan(row: Row) -> bool | None:
    return None if row["loan_cny"] is None else row["loan_cny"] > 0


def _every(row: Row, around: Around) -> bool:
    return True


_REGISTERS: dict[str, tuple[str, Callable[[list[Row], Around], Row]]] = {
    "insured_next_year": ("monitored_persons", _insured),
    "school_attendance": ("monitored_persons", _at_school),
    "safe_housing": ("house_hazards", _household(_found("found_on"), _done_by("done_on", "is_done"))),
    "safe_water": ("water_problems", _household(_found("found_on"), _done_by("solved_on", "is_solved"))),
    "big_illness_visits": ("hospital_stays", _visited_after_illness),
    "screening_done": ("grids", _screened),
    "inclusion_in_time": ("inclusion_register", _household(_is_found, _is_included_in_time)),
    "measures_in_time": ("inclusion_register", _household(_is_included, _is_helped_in_time)),
    "grid_staff_trained": ("grids", _share(
        lambda r, a: is_filled(r, "staff_name") or (False if r["is_trained"] and not is_unread(r, "staff_name") else None),
        lambda r, a: r["is_trained"])),
    "relocated_jobs": ("relocated_households", _share(
        lambda r, a: None if r["labour"] is None else r["labour"] > 0,
        lambda r, a: None if r["workers"] is None else r["workers"] > 0)),
    "site_managers": ("relocation_sites", _share(_every, lambda r, a: is_filled(r, "manager"))),
    "helper_visits": ("monitored_persons", _visited),
    "helpers_replaced": ("helpers", _helpers_replaced),
    "team_resident": ("work_teams", _share(
        lambda r, a: not_(has_come(r, "ended_on", a.end)),
        lambda r, a: None if r["days_in_village"] is None else r["days_in_village"] >= TEAM_DAYS)),
    "credit_satisfied": ("microcredit", _lent),
    "work_verified": ("work_verifications", _share(_found("asked_on"), lambda r, a: r["is_consistent"])),
    "workshops_running": ("workshops", _share(
        _every, lambda r, a: None if r["run_state"] is None else r["run_state"] == "正常")),
    "handbook_updated": ("handbooks", _share(_every, _is_updated)),
    "subsidy_paid": ("household_subsidies", _household(
        lambda r, a: both(None if r["approved_cny"] is None else r["approved_cny"] > 0, due(r, "approved_on", a.end)), _is_paid)),
    "income_checked": ("income_reviews", _household(_found("found_on"), _done_by("reviewed_on", "is_reviewed"))),
    "petitions_closed": ("petitions", _share(
        lambda r, a: None if r["received_on"] is None else a.year_start <= r["received_on"] <= a.end,
        lambda r, a: has_come(r, "closed_on", a.end))),
    "workers_kept": ("migrant_work", _share(_every, lambda r, a: r["is_working"])),
    "workers_target": ("migrant_work", _share(_every, lambda r, a: r["is_working"])),
    "public_posts_kept": ("public_posts", _share(_every, lambda r, a: r["is_on_duty"])),
}  # fmt: skip


def choose(facts: dict[str, Row], registered: dict[str, Row]) -> None:
    """The register's figure where it is scored, and its rows short wherever it has names."""
    for name, fact in registered.items():
        if name in SCORED and fact["state"] != "missing":
            facts[name] = fact
        elif name in facts and fact.get("rows_short") is not None:
            facts[name]["rows_short"] = fact["rows_short"]


def left_out(fact: Row, claimed: float | None) -> float:
    """How many of those that were reported the register does not hold."""
    missing = (claimed or 0) - _held(fact)
    return missing if missing > 1e-6 and fact["state"] != "missing" else 0.0


def _held(fact: Row) -> float:
    """What the register's rows hold: the unknown ones too, each what it says or, where it does not, as much as the others."""
    return fact.get("held") or (fact.get("denominator") or 0) + fact.get("unknown", 0) * _each(fact)


def _each(fact: Row) -> float:
    held, judged = fact.get("denominator") or 0, fact.get("judged") or 0
    return held / judged if held and judged else 1


def leave_out(fact: Row, missing: float) -> None:
    """What is left out is unknown and at worst falls short."""
    if not missing or fact["state"] == "missing":
        return
    held = _held(fact)
    fact["scored_value"] = (fact.get("scored_value") or 0) * held / (held + missing)
    fact["unknown"] = fact.get("unknown", 0) + missing / _each(fact)
    if fact["state"] == "not_applicable":
        fact["state"] = "missing"
