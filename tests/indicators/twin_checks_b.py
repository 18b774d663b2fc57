"""Twins of the checks of one household: its own facts, its help and reasons, its members' work and phones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.indicators.odd_tables import WORDS
from tests.indicators.twin_checks import Row, Tables, number, twin

PEOPLE = "monitored_persons"
FULL_LABOUR = ("普通劳动力", "技能劳动力")
LABOUR = (*FULL_LABOUR, "弱劳动力或半劳动力")
DEVELOPMENT = ("industry_help", "job_help", "finance_help", "post_help")
MORE_HELP = (
    *DEVELOPMENT, "health_help", "education_help", "social_help", "relocation_help", "housing_help", "water_help",
    "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip
LANDS = {
    "farmland_mu": "farmland_high_mu", "woodland_mu": "woodland_high_mu", "returned_land_mu": "returned_land_high_mu",
    "orchard_mu": "orchard_high_mu", "pasture_mu": "pasture_high_mu", "water_area_mu": "water_area_high_mu",
}  # fmt: skip
"""Land → the limit it is held against, in the order of the rules' numbers."""

WORDS.update(
    {f"risk_{at}": ("因病", "因残", "因务工就业不稳", "因安全饮水", "因灾") for at in range(1, 6)}
    | {
        "job_help": ("其他", "技能培训", "技能培训,其他", "外出务工补贴", "劳务输出,其他", "就业信息服务"),
        "industry_help": ("其他", "发展种植业", "其他,技术指导"),
        "finance_help": ("其他", "小额信贷"),
        "education_help": ("雨露计划", "教育资助", "教育资助,雨露计划"),
        "security_help": ("低保", "特困供养", "残疾人补贴", "临时救助", "低保,残疾人补贴"),
    }
)


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
        return bool(self.given("labour_skill"))

    @property
    def is_on_low_income(self) -> bool:
        return any("低保" in text and not text.startswith("未") for text in self.given("low_income_policy"))

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

    def has_worked(self, rows: Iterable[Row]) -> bool | None:
        """Whether any of the rows of work reaches the month of inclusion; None when nobody knows that month."""
        last = [month for month in (_last_month(row, self.tables) for row in rows) if month is not None]
        if not last:
            return False
        return None if self.included is None else max(last) >= self.included

    def has_worked_outside(self) -> bool | None:
        names = {place["code"]: place["name"] for place in self.tables["places"]}
        own = names.get(self.county)
        if self.work and own is None:
            return None
        return self.has_worked(row for row in self.work if row["work_county"] and own not in row["work_county"])


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


def is_outside(value: float | None, most: float) -> bool:
    return value is not None and not 0 <= value <= most


# --- land, distance, income, house, water


def _land_twins(at: int, name: str, limit: str) -> None:
    @twin(f"n_5_14_{at:03d}")
    def _(tables: Tables) -> set[str]:
        return lifted_homes(tables, lambda home: is_outside(home.largest(name), tables.limits[limit]))

    @twin(f"n_5_14_{at + 7:03d}")
    def _(tables: Tables) -> set[str]:
        return monitored_homes(tables, lambda home: is_outside(home.largest(name), tables.limits[limit]))

    @twin(f"n_5_14_{at + 14:03d}")
    def _(tables: Tables) -> set[str]:
        return monitored_homes(tables, lambda home: not home.given(name))


for _at, (_name, _limit) in enumerate(LANDS.items(), start=1):
    _land_twins(_at, _name, _limit)


@twin("n_5_14_007")
def _(tables: Tables) -> set[str]:
    far = tables.limits["road_far_km"]
    return lifted_homes(tables, lambda home: is_outside(home.largest("road_distance_km"), far))


@twin("n_5_14_014")
def _(tables: Tables) -> set[str]:
    far = tables.limits["road_far_km"]
    return monitored_homes(tables, lambda home: is_outside(home.largest("road_distance_km"), far))


@twin("n_1_02_006")
def _(tables: Tables) -> set[str]:
    def is_poor(home: Home) -> bool:
        income = home.largest("income_per_person_cny")
        return income is not None and income < tables.limits["monitoring_line_cny"]

    return lifted_homes(tables, lambda home: is_poor(home) and not home.given("monitoring_kind"))


@twin("n_3_02_002")
def _(tables: Tables) -> set[str]:
    return lifted_homes(tables, lambda home: not home.given("has_safe_water"))


@twin("n_1_02_008")
def _(tables: Tables) -> set[str]:
    return removed_homes(tables, lambda home: home.largest("is_unsafe_house"))


@twin("n_1_02_009_a")
def _(tables: Tables) -> set[str]:
    def is_unsafe(row: Row) -> bool:
        is_rebuilt = row["rebuilt_on"] is not None and f"{row['rebuilt_on']:%Y-%m}" <= tables.period
        return row["grade"] in ("C", "D") and row["is_occupied"] is not False and not is_rebuilt

    unsafe = {(row["county_code"], row["household_code"]) for row in tables["house_grades"] if is_unsafe(row)}
    return removed_homes(tables, lambda home: (home.county, home.code) in unsafe)


@twin("n_1_02_009_b")
def _(tables: Tables) -> set[str]:
    return removed_homes(tables, lambda home: home.largest("has_safe_water") is False)


@twin("n_1_11_011")
def _(tables: Tables) -> set[str]:
    return removed_homes(tables, lambda home: not (home.given("contact_name") and home.given("contact_phone")))


@twin("n_1111_18")
def _(tables: Tables) -> set[str]:
    def is_rich(home: Home) -> bool:
        income = home.largest("income_per_person_cny")
        return income is not None and income > tables.limits["included_income_high_cny"]

    return monitored_homes(tables, lambda home: (home.included or 0) > tables.year * 12 and is_rich(home))


@twin("n_2_11_002")
def _(tables: Tables) -> set[str]:
    def is_short(home: Home) -> bool:
        if home.included is None or home.removed is None or home.removed <= tables.year * 12:
            return False
        return home.removed - home.included < tables.limits["removal_months_least"]

    return removed_homes(tables, is_short)


@twin("n_5_15_015")
def _(tables: Tables) -> set[str]:
    def is_well(home: Home) -> bool:
        states = home.given("health")
        return bool(states) and not any("大病" in state or "慢性病" in state for state in states)

    return active_homes(tables, lambda home: home.has_risk("因病") and is_well(home))


@twin("n_5_15_020")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_risk("因病") and (home.largest("out_of_pocket_cny") or 0) <= 0)


@twin("n_5_15_023")
def _(tables: Tables) -> set[str]:
    least = tables.limits["included_wage_least_cny"]
    return active_homes(tables, lambda home: 0 < (home.largest("wage_income_cny") or 0) < least)


# --- help


@twin("n_1111_2")
def _(tables: Tables) -> set[str]:
    before = tables.year * 12 + tables.limits["rain_dew_month"]

    def is_due(home: Home) -> bool:
        is_student = home.has_in("student_state", "中职") or home.has_in("student_state", "高职")
        return is_student and home.included is not None and home.included < before

    return monitored_homes(tables, lambda home: is_due(home) and not home.has_in("education_help", "雨露计划"))


@twin("n_1111_3")
def _(tables: Tables) -> set[str]:
    def is_asked(home: Home) -> bool:
        return home.has_sent_work and bool(home.given("job_help") or home.given("post_help"))

    return monitored_homes(tables, lambda home: is_asked(home) and home.has_worked(home.work) is False)


@twin("n_1111_4")
def _(tables: Tables) -> set[str]:
    last = tables.limits["relocation_last_year"] * 12 + 12
    return monitored_homes(tables, lambda home: home.given("relocation_help") and (home.included or 0) > last)


@twin("n_1111_10")
def _(tables: Tables) -> set[str]:
    def is_unpaid(home: Home) -> bool:
        return bool(home.work) and sum(row["transport_subsidy_cny"] or 0 for row in home.work) <= 0

    return active_homes(tables, lambda home: home.has_in("job_help", "外出务工补贴") and is_unpaid(home))


@twin("n_4_11_015")
def _(tables: Tables) -> set[str]:
    def is_said(home: Home) -> bool:
        return home.has_in("security_help", "低保") or home.has_in("security_help", "特困")

    return monitored_homes(tables, lambda home: is_said(home) and not home.is_on_low_income and not home.is_destitute)


@twin("n_5_11_032")
def _(tables: Tables) -> set[str]:
    def is_alone(home: Home) -> bool:
        return bool(home.given("security_help")) and not any(home.given(name) for name in MORE_HELP)

    return active_homes(tables, lambda home: home.has_full_labour and is_alone(home))


@twin("n_5_11_033")
def _(tables: Tables) -> set[str]:
    return active_homes(
        tables,
        lambda home: home.labour_is_known and not home.has_labour and not home.largest("is_no_labour_household"),
    )


@twin("n_5_12_007_a")
def _(tables: Tables) -> set[str]:
    latest = tables.month_number - tables.limits["development_help_months"]

    def is_due(home: Home) -> bool:
        return home.has_full_labour and home.included is not None and home.included <= latest

    return active_homes(tables, lambda home: is_due(home) and home.largest("has_development_help") is False)


@twin("n_5_12_007_b")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_labour and not any(home.given(name) for name in DEVELOPMENT))


@twin("n_5_12_011")
def _(tables: Tables) -> set[str]:
    vague = {"其他", "技能培训", "其他,技能培训", "技能培训,其他"}

    def is_vague(home: Home) -> bool:
        texts = {text for name in ("industry_help", "finance_help") for text in home.given(name)}
        jobs = set(home.given("job_help"))
        is_any = bool(texts or jobs) and not home.given("post_help")
        return is_any and texts <= {"其他"} and jobs <= vague

    return monitored_homes(tables, lambda home: home.largest("has_development_help") and is_vague(home))


@twin("n_5_16_003")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.is_on_low_income and not home.has_in("security_help", "低保"))


@twin("n_5_16_004")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.is_destitute and not home.has_in("security_help", "特困"))


@twin("n_5_16_005")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_in("security_help", "低保") and not home.is_on_low_income)


@twin("n_5_16_006")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_in("security_help", "特困") and not home.is_destitute)


@twin("n_5_16_008")
def _(tables: Tables) -> set[str]:
    def has_severe(home: Home) -> bool:
        return any(code[19:20] in ("1", "2") for code in home.given("id_number") if len(code) > 19)

    return active_homes(tables, lambda home: has_severe(home) and not home.has_in("security_help", "残疾人补贴"))


@twin("n_5_18_006")
def _(tables: Tables) -> set[str]:
    return monitored_homes(tables, lambda home: home.has_risk("饮水") and not home.given("water_help"))


# --- work and phones


@twin("n_5_15_013")
def _(tables: Tables) -> set[str]:
    return monitored_homes(
        tables, lambda home: home.has_risk("务工就业不稳") and home.labour_is_known and not home.has_labour
    )


@twin("n_5_15_014")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_risk("务工就业不稳") and home.has_sent_work and not home.work)


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
        (row["county_code"], row["household_code"], row["id_number"]): row["member_phone"]
        for row in tables[PEOPLE]
        if row["id_number"] and row["member_phone"]
    }
    found: dict[tuple[str, str, str], set[str]] = {}
    for row in tables["migrant_work"]:
        home = (row["county_code"], row["household_code"])
        phone = phones.get((*home, row["id_number"]))
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
