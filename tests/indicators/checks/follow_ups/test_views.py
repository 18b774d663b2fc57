"""Wishes for loans, posts with several holders, wanted work, and work far away that local tables contradict: single
persons just inside and just outside each check at the end of November 2021, and what is unknown where a table is not there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from indicators.declared import PeriodBounds, views
from tests.indicators.checks.twins.rules import Row, Rows, county_row, engine_findings, fill_database, whole_row

PERIOD = "2021-11"
PLACE, ID, OTHER = "433122101201", "433122198106150015", "433122198106150031"
FAR = "广东省深圳市宝安区"


def find(check: str, base: Mapping[str, Row], given: Mapping[str, Any]) -> bool:
    """Whether the check finds anything. `base` gives a row by table, `given` what differs; None leaves the table out, an
    empty tuple puts only somebody else's row into it."""
    rows: Rows = {"places": [county_row("433122", "泸溪县")]}
    own = {"place_code": PLACE, "household_code": "H1", "id_number": ID}
    for table in base.keys() | given.keys():
        change = given.get(table, {})
        if change is None:
            continue
        stranger = whole_row(table, {"place_code": PLACE, "household_code": "X", "id_number": OTHER}, PERIOD)
        changes = (change,) if isinstance(change, Mapping) else change
        rows[table] = [stranger, *(whole_row(table, own | base.get(table, {}) | one, PERIOD) for one in changes)]
    with fill_database(rows) as connection:
        return bool(engine_findings(connection, PERIOD, [check])[check])


# --- wishes for loans

WISH: Mapping[str, Row] = {
    "credit_wishes": {"asked_on": date(2021, 9, 1), "wants_loan": True},
    "monitored_persons": {"relation": "户主"},
    "microcredit": {"loan_code": "D1", "applied_on": date(2021, 9, 20), "wanted_cny": 30_000.0},
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, False),
        ({"microcredit": ()}, True),
        ({"microcredit": None}, False),
        ({"microcredit": {"applied_on": date(2021, 12, 1)}}, True),
        ({"microcredit": {"household_code": None}}, False),
        ({"microcredit": {"household_code": None, "id_number": OTHER}}, True),
        ({"microcredit": (), "credit_wishes": {"asked_on": date(2021, 10, 31)}}, False),
        ({"microcredit": (), "credit_wishes": {"asked_on": date(2021, 10, 30)}}, True),
        ({"microcredit": (), "credit_wishes": {"wants_loan": False}}, False),
        ({"microcredit": (), "credit_wishes": {"wants_loan": None}}, False),
        ({"microcredit": (), "credit_wishes": {"not_eligible_reason": "征信不良"}}, False),
    ],
)
def test_who_wants_a_loan_and_never_applied_is_found(given: Mapping[str, Any], expected: bool) -> None:
    assert find("c4_credit_wish_ignored", WISH, given) is expected


# --- posts

POST = {"public_posts": {"post_name": "保洁员", "post_code": "G1", "is_on_duty": True}}
SECOND = {"id_number": "433122198106150058", "household_code": "H2"}


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, True),
        ({"post_code": "G2"}, False),
        ({"place_code": "433122101202"}, False),
        ({"post_code": "G2", "post_name": "护林员"}, False),
        ({"is_on_duty": False}, False),
        ({"is_on_duty": None, "ended_month": "2021-10"}, False),
        ({"is_on_duty": None, "ended_month": "2021-11"}, False),
        ({"id_number": ID, "post_name": "护林员"}, False),
    ],
)
def test_two_holders_of_one_numbered_post_are_found(second: Row, expected: bool) -> None:
    assert find("c6_post_several_holders", POST, {"public_posts": ({}, SECOND | second)}) is expected


@pytest.mark.parametrize(
    ("both", "expected"),
    [
        ({"approved_holders": 2}, False),
        ({"approved_holders": 1}, True),
        ({"post_code": None}, False),
        ({"post_code": None, "approved_holders": 1}, True),
        ({"post_code": None, "approved_holders": 2}, False),
    ],
)
def test_how_many_may_hold_a_post_is_what_the_list_says(both: Row, expected: bool) -> None:
    """The name of a post alone says what sort it is: two cleaners of a village are no finding."""
    assert find("c6_post_several_holders", POST, {"public_posts": (both, SECOND | both)}) is expected


# --- wanted work

WANTING: Mapping[str, Row] = {
    "work_plans": {"plans_to_work": True},
    "monitored_persons": {"birth_month": "1981-06", "labour_skill": "普通劳动力"},
    "migrant_work": {"is_working": True},
    "public_posts": {"post_name": "保洁员", "is_on_duty": True},
}
NOTHING: Mapping[str, Any] = {"migrant_work": (), "public_posts": ()}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, False),
        (NOTHING, True),
        ({"public_posts": ()}, False),
        ({"migrant_work": ()}, False),
        ({"migrant_work": {"work_ended_month": "2021-10"}, "public_posts": ()}, True),
        ({"migrant_work": {"work_ended_month": "2021-11"}, "public_posts": ()}, False),
        ({"migrant_work": {"is_working": False}, "public_posts": {"is_on_duty": False}}, True),
        ({"migrant_work": None, "public_posts": None}, False),
        (NOTHING | {"public_posts": None}, True),
        (NOTHING | {"work_plans": {"plans_to_work": False}}, False),
        (NOTHING | {"work_plans": {"plans_to_work": None}}, False),
        (NOTHING | {"work_plans": {"plans_to_work": False, "service_wanted": "岗位信息,技能培训"}}, True),
        (NOTHING | {"work_plans": {"plans_to_work": False, "service_wanted": "技能培训"}}, False),
        (NOTHING | {"monitored_persons": {"labour_skill": "丧失劳动力"}}, False),
        (NOTHING | {"monitored_persons": {"labour_skill": None}}, False),
        (NOTHING | {"monitored_persons": {"student_state": "本科"}}, False),
        (NOTHING | {"monitored_persons": {"birth_month": "1961-11"}}, False),
        (NOTHING | {"monitored_persons": {"birth_month": "1961-12"}}, True),
        (NOTHING | {"monitored_persons": {"public_post": "护林员"}}, False),
        (NOTHING | {"monitored_persons": ()}, False),
    ],
)
def test_who_wants_work_is_able_and_has_none_is_found(given: Mapping[str, Any], expected: bool) -> None:
    assert find("c6_wants_work_none", WANTING, given) is expected


# --- work far away

AWAY: Mapping[str, Row] = {
    "migrant_work": {
        "is_working": True,
        "work_county": FAR,
        "work_started_month": "2021-03",
        "job_channel": "自发外出",
    },
    "hospital_stays": {"admitted_on": date(2021, 8, 1), "hospital": "县人民医院"},
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"hospital_stays": ()}, False),
        ({}, True),
        ({"hospital_stays": {"hospital": "泸溪县中医院"}}, True),
        ({"hospital_stays": {"hospital": f"{FAR}人民医院"}}, False),
        ({"hospital_stays": {"hospital": None}}, False),
        ({"hospital_stays": {"hospital": "镇中心卫生院"}}, True),
        ({"hospital_stays": {"hospital": "镇江市第一人民医院"}}, False),
        ({"hospital_stays": {"admitted_on": date(2021, 3, 31)}}, False),
        ({"hospital_stays": {"admitted_on": date(2021, 4, 1)}}, True),
        ({"hospital_stays": {"admitted_on": date(2021, 12, 1)}}, False),
        ({"migrant_work": {"work_county": "湖南省长沙市雨花区"}}, False),
        ({"migrant_work": {"work_county": "深圳市宝安区"}}, False),
        ({"migrant_work": {"is_working": False}}, False),
        ({"migrant_work": {"work_started_month": None}}, False),
        ({"migrant_work": {"work_ended_month": "2021-08"}}, False),
        ({"hospital_stays": (), "migrant_work": {"job_channel": "帮扶车间吸纳"}}, True),
        ({"hospital_stays": (), "public_posts": {"post_name": "保洁员"}}, True),
        ({"hospital_stays": (), "public_posts": {"post_name": "保洁员", "is_on_duty": False}}, False),
        ({"hospital_stays": (), "public_posts": {"post_name": "保洁员", "ended_month": "2021-02"}}, False),
        ({"hospital_stays": (), "school_rolls": {"stage": "高中", "roll_state": "在读"}}, True),
        ({"hospital_stays": (), "school_rolls": {"stage": "中职", "roll_state": "在读"}}, False),
        ({"hospital_stays": (), "school_rolls": {"stage": "高中", "roll_state": "毕业"}}, False),
        ({"hospital_stays": (), "visits": {"visited_on": date(2021, 6, 1), "met_id_number": ID}}, True),
        ({"hospital_stays": (), "visits": {"visited_on": date(2021, 2, 1), "met_id_number": ID}}, False),
        ({"hospital_stays": (), "visits": {"visited_on": date(2021, 6, 1), "met_id_number": None}}, False),
    ],
)
def test_who_works_in_another_province_and_is_seen_at_home_is_found(given: Mapping[str, Any], expected: bool) -> None:
    assert find("c6_away_seen_at_home", AWAY, given) is expected


# --- incomes of three years


@pytest.mark.parametrize(
    ("incomes", "expected"),
    [
        ((11_000.0, 10_000.0, 8_300.0), True),
        ((11_000.0, 10_000.0, 8_400.0), False),
        ((10_000.0, 10_000.0, 9_000.0), True),
        ((9_999.0, 10_000.0, 5_000.0), False),
        ((11_000.0, 10_000.0, None), False),
        ((11_000.0, 10_000.0, 0.0), False),
        ((11_000.0, None, 5_000.0), False),
    ],
)
def test_a_home_whose_income_grows_far_slower_than_last_year_is_found(
    incomes: tuple[float | None, ...], expected: bool
) -> None:
    """Ten percentage points below; a home that earns less than last year is the other check's."""
    rows = tuple(
        {"period": year, "income_per_person_cny": income}
        for year, income in zip(("2021", "2020", "2019"), incomes, strict=True)
    )
    base: Mapping[str, Row] = {"household_incomes": {}}
    assert find("c9_growth_slowed", base, {"household_incomes": rows}) is expected


# --- what measures count in these views


def read_view(view: str, rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    """The columns of every row of a view, in the order of its keys."""
    with fill_database(rows) as connection:
        sql = views.view_sql(view, PeriodBounds.of(PERIOD))
        return connection.sql(f"SELECT {', '.join(columns)} FROM ({sql}) ORDER BY row_key").fetchall()


def test_who_is_at_work_is_called_or_not_and_agrees_or_not() -> None:
    own = {"place_code": PLACE, "household_code": "H1"}
    people = [f"43312219810615000{at}" for at in range(1, 5)]
    work = [whole_row("migrant_work", own | {"id_number": one, "is_working": True}, PERIOD) for one in people]
    calls = [
        whole_row("work_verifications", own | {"id_number": one, "is_consistent": same, "asked_on": day}, PERIOD)
        for one, same, day in zip(
            people, (True, False, True), (date(2021, 10, 1), date(2021, 10, 1), date(2021, 12, 1)), strict=False
        )
    ]
    columns = ("is_called", "is_consistent")
    found = read_view("called_rows", {"migrant_work": work, "work_verifications": calls}, *columns)
    assert found == [(True, True), (True, False), (False, None), (False, None)]
    assert read_view("called_rows", {"migrant_work": work[:1]}, *columns) == [(None, None)]


def test_a_wish_is_fulfilled_by_a_loan_that_was_lent_by_now() -> None:
    own = {"place_code": PLACE, "asked_on": date(2021, 9, 1), "wants_loan": True}
    wishes = [whole_row("credit_wishes", own | {"household_code": f"H{at}"}, PERIOD) for at in range(4)]
    lent = (date(2021, 11, 30), date(2021, 12, 1), None)
    loans = [
        whole_row(
            "microcredit",
            {"place_code": PLACE, "household_code": f"H{at}", "id_number": ID, "loan_code": f"D{at}",
             "applied_on": date(2021, 10, 1), "lent_on": day},
            PERIOD,
        )
        for at, day in enumerate(lent)
    ]  # fmt: skip
    found = read_view("wish_rows", {"credit_wishes": wishes, "microcredit": loans}, "has_applied", "has_loan")
    assert found == [(True, True), (True, False), (True, False), (False, False)]
    assert read_view("wish_rows", {"credit_wishes": wishes[:1]}, "has_applied", "has_loan") == [(None, None)]
