"""Twins of the checks of one work record or one planned work."""

from collections.abc import Callable, Iterator

from tests.indicators.checks.twins.people import NOT_ABLE, PEOPLE, is_lifted, is_monitored
from tests.indicators.checks.twins.rules import Row, Tables, number, twin


def with_person(tables: Tables, table: str) -> Iterator[tuple[Row, Row | None]]:
    """(row of work, the person's row in the monitoring table of the same county, household and number)."""
    people = {}
    for row in tables[PEOPLE]:
        if row["id_number"] is not None:
            people[row["county_code"], row["household_code"], row["id_number"][:18]] = row
    for row in tables[table]:
        yield row, people.get((row["county_code"], row["household_code"], (row["id_number"] or "")[:18]))


def work_key(row: Row) -> str:
    return row["id_number"] or f"{row['household_code']}/"


def work_is_lifted(row: Row, person: Row | None) -> bool:
    kind = person["household_kind"] if person and person["household_kind"] is not None else row["household_kind"]
    return "脱贫户" in (kind or "")


def work_where(tables: Tables, asked: Callable[[Row, Row | None], bool]) -> set[str]:
    """Keys of the rows of people said to be at work for whom `asked(row, person)` holds."""
    return {
        work_key(row) for row, person in with_person(tables, "migrant_work") if row["is_working"] and asked(row, person)
    }


def is_working_now(row: Row, tables: Tables) -> bool:
    ended = number(row["work_ended_month"])
    return ended is None or ended >= tables.month_number


@twin("n_1111_08")
def _(tables: Tables) -> set[str]:
    def is_old(row: Row) -> bool:
        started = row["work_started_month"]
        return started is not None and int(started[:4]) < tables.year and row["work_ended_month"] is None

    return work_where(tables, lambda row, person: work_is_lifted(row, person) and is_old(row))


@twin("n_1111_12")
def _(tables: Tables) -> set[str]:
    def is_low(row: Row) -> bool:
        return row["monthly_wage_cny"] is not None and row["monthly_wage_cny"] < tables.limits["wage_too_low_cny"]

    return work_where(tables, lambda row, person: (work_is_lifted(row, person) or is_monitored(person)) and is_low(row))


@twin("n_2_01_015_a")
def _(tables: Tables) -> set[str]:
    def cannot(person: Row | None) -> bool:
        return person is not None and person["labour_skill"] in NOT_ABLE

    return work_where(tables, lambda row, person: work_is_lifted(row, person) and cannot(person))


@twin("n_2_01_015_b")
def _(tables: Tables) -> set[str]:
    found = set()
    for row, person in with_person(tables, "work_plans"):
        if row["plans_to_work"] and is_lifted(person) and person and person["labour_skill"] in NOT_ABLE:
            found.add(work_key(row))
    return found


@twin("n_4_01_006")
def _(tables: Tables) -> set[str]:
    def studies(person: Row | None) -> bool:
        return person is not None and person["student_state"] is not None

    return work_where(tables, lambda row, person: work_is_lifted(row, person) and studies(person))


@twin("n_4_12_001")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: is_monitored(person) and not names_a_county(row["work_county"]))


def names_a_county(place: str | None) -> bool:
    """Whether the text goes down to a county or further; cities without counties stand for one."""
    if place is None or place in ("北京市", "天津市", "上海市", "重庆市"):
        return False
    if place.endswith(("自治区", "地区")):
        return False
    if place.endswith(("县", "旗", "区", "镇", "乡", "街道")):
        return True
    if not place.endswith("市"):
        return False
    if place.endswith(("东莞市", "中山市", "儋州市", "嘉峪关市")):
        return True
    is_below_city = place.count("市") > 1 or "自治州" in place
    return is_below_city or not ("省" in place or "自治区" in place)


FILLED = ("monthly_wage_cny", "employer", "industry", "is_point_to_point", "job_channel")


def has_gap(row: Row, tables: Tables) -> bool:
    return is_working_now(row, tables) and any(row[name] is None for name in FILLED)


@twin("n_5_01_007")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: work_is_lifted(row, person) and has_gap(row, tables))


@twin("n_5_12_006")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: is_monitored(person) and has_gap(row, tables))


@twin("n_5_12_001")
def _(tables: Tables) -> set[str]:
    """The newest end, in the months before, of a job of the same person that began in another month."""

    def overlaps(row: Row) -> bool:
        ends = [
            other["work_ended_month"]
            for other in tables.earlier["migrant_work"]
            if row["id_number"] is not None
            and all(other[name] == row[name] for name in ("county_code", "household_code", "id_number"))
            and None not in (other["work_started_month"], other["work_ended_month"])
            and other["work_started_month"] != row["work_started_month"]
        ]
        return row["work_started_month"] is not None and bool(ends) and row["work_started_month"] < max(ends)

    return work_where(tables, lambda row, person: is_monitored(person) and overlaps(row))


def has_odd_wage(row: Row, tables: Tables) -> bool:
    low, high = tables.limits["wage_low_cny"], tables.limits["wage_high_cny"]
    wage = row["monthly_wage_cny"]
    return is_working_now(row, tables) and wage is not None and not low <= wage <= high


@twin("n_5_16_001")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: is_monitored(person) and has_odd_wage(row, tables))


@twin("n_5_16_002")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: work_is_lifted(row, person) and has_odd_wage(row, tables))


@twin("n_5_16_010")
def _(tables: Tables) -> set[str]:
    def is_child(row: Row, person: Row | None) -> bool:
        started, born = number(row["work_started_month"]), number(person["birth_month"] if person else None)
        return started is not None and born is not None and started - born < tables.limits["work_age_least"] * 12

    return work_where(
        tables, lambda row, person: (work_is_lifted(row, person) or is_monitored(person)) and is_child(row, person)
    )
