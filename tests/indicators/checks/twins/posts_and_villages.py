"""Twins of the checks of public posts, vocational aid and the phones of workers."""

from collections.abc import Callable
from typing import Any

from tests.indicators.checks.twins.links import PEOPLE, Key, by_person, citizen, given, is_on_duty, largest, person_of
from tests.indicators.checks.twins.rules import Row, Tables, person_key, twin

PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙", "辽宁", "吉林", "黑龙", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
)  # fmt: skip
OWN_PROVINCE = "湖南"
VOCATIONAL = ("中职", "高职高专")


def posts(tables: Tables, wrong: Callable[[Row], Any]) -> set[str]:
    return {f"{row['id_number']}|{row['post_name']}" for row in tables["public_posts"] if wrong(row)}


def household_of(row: Row, known: dict[Key, list[Row]]) -> str | None:
    """The holder's household in the monitoring table, else the one the list of posts gives."""
    codes = given(known.get(person_of(row), []), "household_code")
    return min(codes, default=None) or row["household_code"]


@twin("c6_post_outside_province")
def _(tables: Tables) -> set[str]:
    work = by_person(tables, "migrant_work")

    def wrong(row: Row) -> bool:
        rows = [one for one in work.get(person_of(row), []) if one["is_working"]]
        place = min((text[:2] for text in given(rows, "work_county")), default="")
        return is_on_duty(row) and place in PROVINCES and place != OWN_PROVINCE

    return posts(tables, wrong)


@twin("c6_post_one_person_several")
def _(tables: Tables) -> set[str]:
    held = by_person(tables, "public_posts")
    most = tables.limits["person_posts"]
    return posts(
        tables, lambda row: is_on_duty(row) and sum(bool(one["is_on_duty"]) for one in held[person_of(row)]) > most
    )


@twin("c6_post_household_several")
def _(tables: Tables) -> set[str]:
    known = by_person(tables, PEOPLE)
    holders: dict[tuple[str, str | None], set[str | None]] = {}
    for row in filter(is_on_duty, tables["public_posts"]):
        holders.setdefault((row["county_code"], household_of(row, known)), set()).add(citizen(row))

    def wrong(row: Row) -> bool:
        home = household_of(row, known)
        is_many = len(holders.get((row["county_code"], home), ())) > tables.limits["household_posts"]
        return is_on_duty(row) and home is not None and is_many

    return posts(tables, wrong)


@twin("c6_post_not_registered")
def _(tables: Tables) -> set[str]:
    known, sent = by_person(tables, PEOPLE), tables.has_sent(PEOPLE)
    return posts(tables, lambda row: is_on_duty(row) and row["county_code"] in sent and person_of(row) not in known)


@twin("c6_post_absent_paid")
def _(tables: Tables) -> set[str]:
    return posts(
        tables,
        lambda row: (row["monthly_pay_cny"] or 0) > 0 and row["is_on_duty"] is False and row["ended_month"] is None,
    )


@twin("c6_post_no_pay")
def _(tables: Tables) -> set[str]:
    return posts(
        tables, lambda row: is_on_duty(row) and row["monthly_pay_cny"] is not None and not row["monthly_pay_cny"] > 0
    )


@twin("c6_phone_many_workers")
def _(tables: Tables) -> set[str]:
    working = {
        (row["county_code"], row["id_number"])
        for row in tables["migrant_work"]
        if row["is_working"] and row["id_number"]
    }
    uses: dict[Key, int] = {}
    for row in tables[PEOPLE]:
        user = (row["county_code"], row["member_phone"])
        uses[user] = uses.get(user, 0) + 1
    phones: dict[Key, str] = {}
    for row in tables[PEOPLE]:
        person, phone = (row["county_code"], row["id_number"]), row["member_phone"]
        if person in working and phone and uses[row["county_code"], phone] > 1:
            phones[person] = min(phone, phones.get(person, phone))
    workers: dict[Key, int] = {}
    for (county, _), phone in phones.items():
        workers[county, phone] = workers.get((county, phone), 0) + 1
    return {
        person_key(row)
        for row in tables[PEOPLE]
        if row["member_phone"]
        and phones.get((row["county_code"], row["id_number"])) == row["member_phone"]
        and workers[row["county_code"], row["member_phone"]] > tables.limits["phone_persons"]
    }


# --- vocational aid, one finding a payment


def payments(tables: Tables, wrong: Callable[[Row], Any]) -> set[str]:
    return {f"{row['id_number']}|{row['term'] or ''}" for row in tables["rain_dew"] if wrong(row)}


@twin("c1_aid_twice")
def _(tables: Tables) -> set[str]:
    return payments(tables, lambda row: (row["aid_cny"] or 0) > tables.limits["rain_dew_term_cny"])


@twin("c1_aid_not_in_school")
def _(tables: Tables) -> set[str]:
    rolls, sent = by_person(tables, "school_rolls"), tables.has_sent("school_rolls")

    def wrong(row: Row) -> bool:
        enrolled = rolls.get(person_of(row), [])
        is_gone = largest(enrolled, "roll_state") not in (None, "在读", "休学", "毕业")
        is_elsewhere = largest(enrolled, "stage") not in (None, *VOCATIONAL)
        return row["county_code"] in sent and (not enrolled or is_gone or is_elsewhere)

    return payments(tables, wrong)


@twin("c1_aid_not_registered")
def _(tables: Tables) -> set[str]:
    known, sent = by_person(tables, PEOPLE), tables.has_sent(PEOPLE)
    return payments(tables, lambda row: row["county_code"] in sent and person_of(row) not in known)
