"""Single persons, households and rows just inside and just outside each check of departments' tables, end of November 2021."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from loaders.cells.texts import id_check_digit
from tests.indicators.checks.twins.rules import Row, Rows, checks, engine_findings, fill_database, whole_row

PERIOD = "2021-11"
PLACE, OTHER_PLACE = "433122101201", "433122101202"
OWN = [name for name in checks().measures if name[0] in "ct"]
MEMBER = {
    "relation": "户主", "sex": "男", "birth_month": "1981-06", "health": "健康", "labour_skill": "普通劳动力",
    "household_kind": "脱贫户", "has_resident_insurance": True, "has_employee_insurance": False, "is_unsafe_house": False,
    "has_safe_water": True, "low_income_policy": "未享受", "destitute_policy": "未享受", "is_school_dropout": False,
}  # fmt: skip
WATCHED = {
    "household_kind": "一般农户", "monitoring_kind": "边缘易致贫户", "included_month": "2020-09", "is_risk_removed": False,
    "industry_help": "发展种植业",
}  # fmt: skip
PUPIL = {"birth_month": "2012-05", "student_state": "小学", "labour_skill": "无劳动力"}
INSURED = {"insurance_kind": "城乡居民", "is_paid": True}
GRADED = {"grade": "A", "is_occupied": True, "is_only_house": True}
HELPED = {"helper_name": "某某", "helper_state": "在岗"}
VISITED = {"visited_on": date(2021, 11, 3), "visitor": "某某"}
ENROLLED = {"stage": "小学", "roll_state": "在读"}
EARNED = {
    "persons": 1, "wage_cny": 9_137.0, "business_cny": 2_411.0, "property_cny": 0.0, "transfer_cny": 1_803.0,
    "production_cost_cny": 551.0, "net_income_cny": 12_800.0, "income_per_person_cny": 12_800.0, "policy_money_cny": 900.0,
}  # fmt: skip
BEFORE = EARNED | {
    "period": "2020", "wage_cny": 8_600.0, "net_income_cny": 12_263.0, "income_per_person_cny": 12_263.0,
}  # fmt: skip
ORDINARY: Mapping[str, Mapping[str, Any]] = {
    "insured_next_year": INSURED, "house_grades": GRADED, "helpers": HELPED, "visits": VISITED,
}  # fmt: skip
"""What every home of the cases has in the departments' tables, unless the case says otherwise."""
SENT = (
    "school_rolls", "low_income_register", "disability_register", "public_posts", "rain_dew", "relocated_households",
    "migrant_work",
)  # fmt: skip
"""Tables of which the county has sent a row about somebody else, so that who is missing is missing."""


def bill(own: float, admitted: date = date(2021, 8, 1), discharged: date | None = date(2021, 8, 12)) -> Row:
    """A stay in hospital."""
    return {"admitted_on": admitted, "discharged_on": discharged, "out_of_pocket_cny": own}


def loan(**changes: Any) -> Row:
    """A loan given in time."""
    return {
        "wanted_cny": 30_000.0, "loan_cny": 30_000.0, "applied_on": date(2021, 3, 1),
        "lent_on": date(2021, 3, 20), "due_on": date(2023, 3, 20), "is_overdue": False, **changes,
    }  # fmt: skip


def post(**changes: Any) -> Row:
    """A public post."""
    return {"post_name": "保洁员", "monthly_pay_cny": 600.0, "is_on_duty": True, **changes}


def aid(**changes: Any) -> Row:
    """A term's vocational aid."""
    return {"term": "秋季", "aid_cny": 1_500.0, **changes}


def moved(**changes: Any) -> Row:
    """A relocated household in order."""
    return {
        "members": 1,
        "labour": 1,
        "workers": 1,
        "moved_on": date(2019, 3, 1),
        "is_old_house_removed": True,
        **changes,
    }


def work(place: str = "广东省深圳市宝安区") -> Row:
    """Somebody at work."""
    return {"is_working": True, "work_county": place}


def fewer(**changes: Any) -> Row:
    """This year's row of the income table, with last year's beside it."""
    return EARNED | changes


Case = tuple[Mapping[str, Any], Mapping[str, Any], str]
"""(what differs in the member, rows of departments about it: one, several, or none by an empty tuple; what finds it)."""
SUPPORTED = {"support_kind": "农村低保", "started_month": "2019-03"}
STUDENT = {"birth_month": "2004-05", "student_state": "中职"}
POOR = {"net_income_cny": 5_999.0, "income_per_person_cny": 5_999.0, "wage_cny": 2_336.0}

HOMES: Mapping[str, Case] = {
    "in order": ({}, {}, ""),
    "monitored in order": (WATCHED, {}, ""),
    # insurance
    "on no list of the next year": ({}, {"insured_next_year": ()}, "c1_insured_next_year c1_insurance_dropped"),
    "not paid": ({}, {"insured_next_year": INSURED | {"is_paid": False}}, "c1_insured_next_year c1_insurance_dropped"),
    "whether paid is unknown": ({}, {"insured_next_year": INSURED | {"is_paid": None}}, ""),
    "never insured": ({"has_resident_insurance": False}, {"insured_next_year": ()}, "c1_insured_next_year"),
    "insured twice": ({"has_employee_insurance": True}, {}, "c1_insurance_twice"),
    "another insurance": ({}, {"insured_next_year": {"insurance_kind": "城镇职工"}}, "c1_insurance_kind_differs"),
    # house and water
    "lives in D": ({"is_unsafe_house": True}, {"house_grades": GRADED | {"grade": "D", "is_only_house": False}},
                   "c1_house_unsafe_occupied"),
    "only C": ({"is_unsafe_house": True}, {"house_grades": GRADED | {"grade": "C", "is_occupied": False}},
               "c1_house_unsafe_only"),
    "D made new": ({}, {"house_grades": GRADED | {"grade": "D", "rebuilt_on": date(2021, 11, 30)}}, ""),
    "D made new next month": ({"is_unsafe_house": True}, {"house_grades": GRADED | {"grade": "D", "rebuilt_on": date(2021, 12, 1)}},
                              "c1_house_unsafe_occupied c1_house_unsafe_only"),
    "empty C not marked": ({}, {"house_grades": {"grade": "C", "is_occupied": False, "is_only_house": False}},
                           "c1_house_unsafe_unmarked"),
    "whether marked is unknown": ({"is_unsafe_house": None},
                                  {"house_grades": {"grade": "C", "is_occupied": False, "is_only_house": False}}, ""),
    "marked though A": ({"is_unsafe_house": True}, {}, "c1_house_marked_safe_grade"),
    "not graded": ({}, {"house_grades": ()}, "c1_house_not_graded"),
    "no water": ({"has_safe_water": False}, {}, "c1_water_unsolved"),
    "no water, monitored": (WATCHED | {"has_safe_water": False}, {}, ""),
    # school
    "dropped out": (PUPIL, {"school_rolls": ENROLLED | {"roll_state": "辍学"}}, "c1_school_dropout_unmarked"),
    "dropped out and marked": (PUPIL | {"is_school_dropout": True}, {"school_rolls": ENROLLED | {"roll_state": "辍学"}},
                               "c1_school_dropout_both c1_school_dropout_registered"),
    "marked and enrolled": (PUPIL | {"is_school_dropout": True}, {"school_rolls": ENROLLED},
                            "c1_school_dropout_still_enrolled c1_school_dropout_registered"),
    "on no roll": (PUPIL, {}, "c1_school_no_roll"),
    "six on 31 August": (PUPIL | {"birth_month": "2015-08"}, {}, "c1_school_no_roll"),
    "six in September": (PUPIL | {"birth_month": "2015-09"}, {}, ""),
    "fifteen on 31 August": (PUPIL | {"birth_month": "2006-08"}, {}, ""),
    "fifteen in September": (PUPIL | {"birth_month": "2006-09"}, {}, "c1_school_no_roll"),
    "dropped out, no roll sent of the child": (PUPIL | {"is_school_dropout": True}, {},
                                               "c1_school_no_roll c1_school_dropout_registered"),
    "ill and put down as too young": (PUPIL | {"student_state": "学龄前儿童", "health": "长期慢性病"},
                                           {"school_rolls": ENROLLED}, "c1_school_preschool_marked"),
    "healthy and put down as too young": (PUPIL | {"student_state": "学龄前儿童"}, {"school_rolls": ENROLLED}, ""),
    "vocational without aid": (STUDENT, {"school_rolls": {"stage": "中职", "roll_state": "在读"}}, "c1_aid_missing"),
    "vocational on leave": (STUDENT, {"school_rolls": {"stage": "中职", "roll_state": "休学"}}, ""),
    "vocational with aid": (STUDENT, {"school_rolls": {"stage": "中职", "roll_state": "在读"}, "rain_dew": aid()}, ""),
    "aid of 1501": (STUDENT, {"school_rolls": {"stage": "中职", "roll_state": "在读"}, "rain_dew": aid(aid_cny=1_501.0)},
                    "c1_aid_twice"),
    "aid to no student": ({}, {"rain_dew": aid()}, "c1_aid_not_in_school"),
    # disability and 民政
    "has a certificate": ({}, {"disability_register": {"disability_level": "三级", "has_allowance": True}}, "c1_disability_unmarked"),
    "has no certificate": ({"health": "残疾"}, {}, "c1_disability_no_certificate"),
    "second grade without allowance": ({"health": "残疾"}, {"disability_register": {"disability_level": "二级", "has_allowance": False}},
                                       "c1_disability_no_allowance"),
    "third grade without allowance": ({"health": "残疾"},
                                      {"disability_register": {"disability_level": "三级", "has_allowance": False}}, ""),
    "low income on the list only": ({}, {"low_income_register": SUPPORTED}, "c7_low_income_unmarked"),
    "low income in the system only": ({"low_income_policy": "农村低保"}, {}, "c7_low_income_not_listed"),
    "destitute on the list only": ({}, {"low_income_register": SUPPORTED | {"support_kind": "特困供养"}}, "c7_destitute_unmarked"),
    "destitute in the system only": ({"destitute_policy": "集中供养"}, {}, "c7_destitute_not_listed"),
    "low income since this year": ({"low_income_policy": "农村低保"}, {"low_income_register": SUPPORTED | {"started_month": "2021-01"}},
                                   "c2_low_income_instead"),
    "low income since this year, monitored": (WATCHED | {"low_income_policy": "农村低保"},
                                              {"low_income_register": SUPPORTED | {"started_month": "2021-01"}}, ""),
    "helped for once": ({}, {"temporary_relief": {"paid_on": date(2021, 5, 1), "relief_cny": 900.0}}, "c2_relief_instead"),
    # illness
    "paid 20000": ({}, {"hospital_stays": bill(20_000)}, ""),
    "paid 20001": ({}, {"hospital_stays": bill(20_001)}, "c2_illness_not_included"),
    "paid 20001 in two stays": ({}, {"hospital_stays": (bill(12_001), bill(8_000, date(2021, 9, 1), date(2021, 9, 4)))},
                                "c2_illness_not_included"),
    "paid much, nobody came": (WATCHED, {"hospital_stays": bill(30_000), "visits": {"visited_on": date(2021, 7, 31), "visitor": "某某"}},
                               "c1_illness_no_visit"),
    "paid much, somebody came that day": (
        WATCHED, {"hospital_stays": bill(30_000), "visits": {"visited_on": date(2021, 8, 1), "visitor": "某某"}}, ""),
    "paid much thirty days ago": (
        WATCHED, {"hospital_stays": bill(30_000, date(2021, 10, 31), None),
                  "visits": {"visited_on": date(2021, 7, 31), "visitor": "某某"}}, ""),
    "thirty days in hospital": ({}, {"hospital_stays": bill(5_000, date(2021, 8, 1), date(2021, 8, 31))}, ""),
    "thirty-one days in hospital": ({}, {"hospital_stays": bill(5_000, date(2021, 8, 1), date(2021, 9, 1))}, "c7_long_stay_no_help"),
    "still in hospital": ({}, {"hospital_stays": bill(5_000, date(2021, 10, 20), None)}, "c7_long_stay_no_help"),
    "long in hospital, monitored": (WATCHED, {"hospital_stays": bill(5_000, date(2021, 8, 1), date(2021, 10, 1))}, ""),
    "low income and ill": ({"low_income_policy": "农村低保"}, {"low_income_register": SUPPORTED, "hospital_stays": bill(10_001)},
                           "c7_low_income_ill"),
    # monitoring
    "no measure": (WATCHED | {"industry_help": None}, {}, "c2_measures_none"),
    "no measure since last month": (WATCHED | {"industry_help": None, "included_month": "2021-10"}, {}, ""),
    "no measure since September": (WATCHED | {"industry_help": None, "included_month": "2021-09"}, {}, "c2_measures_none"),
    "removed without measures": (WATCHED | {"industry_help": None, "is_risk_removed": True}, {}, "c2_removed_no_measures"),
    "removed without labour": (WATCHED | {"is_risk_removed": True, "is_no_labour_household": True}, {}, "c2_removed_no_labour"),
    "removed and poor": (WATCHED | {"is_risk_removed": True}, {"household_incomes": fewer(**POOR)}, "c2_removed_below_line"),
    "poor": ({}, {"household_incomes": fewer(**POOR)}, "c2_income_below_line"),
    "poor and monitored": (WATCHED, {"household_incomes": fewer(**POOR)}, ""),
    "removed before included": (WATCHED | {"is_risk_removed": True, "removed_month": "2020-08"}, {}, "t_removed_before_included"),
    # relocation
    "nobody in work": ({}, {"relocated_households": moved(workers=0)}, "c3_nobody_in_work"),
    "in work on paper": ({}, {"relocated_households": moved()}, "c3_workers_on_paper"),
    "in work": ({}, {"relocated_households": moved(), "migrant_work": work()}, ""),
    "more members": ({}, {"relocated_households": moved(members=2), "migrant_work": work()}, "c3_members_differ"),
    "old house": ({}, {"relocated_households": moved(is_old_house_removed=False), "migrant_work": work()}, "c3_old_house_kept"),
    "moved, not listed": ({"relocation_help": "易地搬迁"}, {}, "c3_marked_not_listed"),
    # helpers and visits
    "helper retired": ({}, {"helpers": HELPED | {"helper_state": "退休"}}, "c4_helper_gone"),
    "helper replaced": ({}, {"helpers": (HELPED | {"helper_state": "退休"}, HELPED | {"helper_name": "另一人"})}, ""),
    "helper's time over": ({}, {"helpers": HELPED | {"ended_on": date(2021, 11, 30)}}, "c4_helper_gone"),
    "no helper": ({}, {"helpers": ()}, "c4_helper_none"),
    "no visit": ({}, {"visits": ()}, "c4_not_visited"),
    "visited next month": ({}, {"visits": VISITED | {"visited_on": date(2021, 12, 1)}}, "c4_not_visited"),
    "not content": ({}, {"satisfaction_sample": {"answer": "不满意", "asked_on": date(2021, 11, 4)}}, "c10_unsatisfied_no_visit"),
    "not content, visited that day": ({}, {"satisfaction_sample": {"answer": "不满意", "asked_on": date(2021, 11, 3)}}, ""),
    "nearly content": ({}, {"satisfaction_sample": {"answer": "基本满意", "asked_on": date(2021, 11, 4)}}, ""),
    # loans
    "loan in order": ({}, {"microcredit": loan()}, ""),
    "loan late": ({}, {"microcredit": loan(lent_on=date(2021, 4, 1))}, "c4_credit_not_given"),
    "loan on the thirtieth day": ({}, {"microcredit": loan(lent_on=date(2021, 3, 31), due_on=date(2023, 3, 31))}, ""),
    "loan refused": ({}, {"microcredit": loan(lent_on=None, loan_cny=None, due_on=None, refused_reason="征信不符")}, ""),
    "loan never given": ({}, {"microcredit": loan(lent_on=None, loan_cny=None, due_on=None)}, "c4_credit_not_given"),
    "loan of 50001": ({}, {"microcredit": loan(loan_cny=50_001.0)}, "c4_credit_over_most"),
    "loan of 37 months": ({}, {"microcredit": loan(due_on=date(2024, 4, 1))}, "c4_credit_too_long"),
    "loan overdue": ({}, {"microcredit": loan(is_overdue=True)}, "c4_credit_overdue"),
    # posts
    "post not marked": ({}, {"public_posts": post()}, "c6_post_unmarked"),
    "post not listed": ({"public_post": "护林员"}, {}, "c6_post_marked_not_listed"),
    "post and work far away": ({"public_post": "保洁员"}, {"public_posts": post(), "migrant_work": work()},
                           "c6_post_outside_province c6_away_seen_at_home"),
    "post and work in the province": ({"public_post": "保洁员"}, {"public_posts": post(), "migrant_work": work("湖南省长沙市雨花区")}, ""),
    "two posts": ({"public_post": "保洁员"}, {"public_posts": (post(), post(post_name="护林员"))}, "c6_post_one_person_several"),
    "one post after another": ({"public_post": "保洁员"}, {"public_posts": (post(), post(
        post_name="护林员", is_on_duty=False, ended_month="2021-06"))}, ""),
    "absent and paid": ({}, {"public_posts": post(is_on_duty=False)}, "c6_post_absent_paid"),
    "on duty unpaid": ({"public_post": "保洁员"}, {"public_posts": post(monthly_pay_cny=0.0)}, "c6_post_no_pay"),
    "on duty, pay left empty": ({"public_post": "保洁员"}, {"public_posts": post(monthly_pay_cny=None)}, ""),
    # incomes
    "income in order": ({}, {"household_incomes": (EARNED, BEFORE)}, ""),
    "income fell": ({}, {"household_incomes": (EARNED, BEFORE | {"income_per_person_cny": 12_801.0})}, "c9_income_fell"),
    "income doubled": ({}, {"household_incomes": (EARNED, BEFORE | {"income_per_person_cny": 6_400.0})}, ""),
    "income more than doubled": ({}, {"household_incomes": (EARNED, BEFORE | {"income_per_person_cny": 6_399.0})}, "c9_income_jumped"),
    "income fell by a third": ({}, {"household_incomes": (EARNED, BEFORE | {"income_per_person_cny": 19_200.0})},
                               "c9_income_fell c9_income_fell_far"),
    "policy money halved": ({}, {"household_incomes": (EARNED, BEFORE | {"policy_money_cny": 1_800.0})}, ""),
    "policy money fell": ({}, {"household_incomes": (EARNED, BEFORE | {"policy_money_cny": 1_801.0})}, "c4_policy_money_cliff"),
    "parts off by one": ({}, {"household_incomes": fewer(wage_cny=9_138.0)}, ""),
    "parts off by two": ({}, {"household_incomes": fewer(wage_cny=9_139.0)}, "c9_parts_do_not_add_up"),
    "a person off by two": ({}, {"household_incomes": fewer(income_per_person_cny=12_802.0)}, "c9_per_person_wrong"),
    "copied from last year": ({}, {"household_incomes": (EARNED, EARNED | {"period": "2020"})}, "t_income_copied"),
    "round": ({}, {"household_incomes": fewer(
        wage_cny=9_000.0, business_cny=2_000.0, transfer_cny=2_000.0, net_income_cny=12_449.0, income_per_person_cny=12_449.0)},
        "t_income_round"),
    "round but one": ({}, {"household_incomes": fewer(
        wage_cny=9_000.0, business_cny=2_000.0, transfer_cny=2_500.0, net_income_cny=12_949.0, income_per_person_cny=12_949.0)}, ""),
    "lives on something else": ({}, {"household_incomes": (
        fewer(wage_cny=1_803.0, transfer_cny=9_137.0), BEFORE)}, "c9_structure_turned"),
    # own cells
    "born next month": ({"birth_month": "2021-12"}, {}, "t_born_after_period t_id_birth_differs"),
    "another month": ({"birth_month": "1981-07"}, {}, "t_id_birth_differs"),
    "another sex": ({"sex": "女"}, {}, "t_id_sex_differs"),
    "110 years old": ({"birth_month": "1910-12"}, {}, ""),
    "111 years old": ({"birth_month": "1910-11"}, {}, "t_age_impossible"),
    "nobody the head": ({"relation": "配偶"}, {}, "t_household_no_head"),
}  # fmt: skip


def _number(at: int, born: str) -> str:
    body = f"433122{born.replace('-', '')}15{2 * at + 1:03d}"
    return body + id_check_digit(body)


def _code(at: int) -> str:
    return f"H{at:05d}"


def _born(name: str, member: Mapping[str, Any]) -> str:
    """The month the ID number says: the member's own, but for the cases that are about the difference."""
    return "1981-06" if name in ("born next month", "another month") else {**MEMBER, **member}["birth_month"]


def _place(at: int) -> str:
    """A village of its own, so that no two homes are compared."""
    return f"433122{101 + at // 90:03d}{201 + at % 90:03d}"


def _rows() -> Rows:
    rows: Rows = {"monitored_persons": []}
    for at, (name, (member, about, _)) in enumerate(HOMES.items()):
        own = {"place_code": _place(at), "household_code": _code(at), "id_number": _number(at, _born(name, member))}
        rows["monitored_persons"].append(whole_row("monitored_persons", {**own, **MEMBER, **member}, PERIOD))
        for table, given in {**ORDINARY, **about}.items():
            for row in (given,) if isinstance(given, Mapping) else given:
                rows.setdefault(table, []).append(whole_row(table, {**own, **_named(table, at), **row}, PERIOD))
    for table in SENT:
        stranger = {"place_code": PLACE, "id_number": _number(499, "1970-01"), "household_code": "X", "loan_code": "X"}
        rows.setdefault(table, []).append(whole_row(table, stranger, PERIOD))
    return rows


def _named(table: str, at: int) -> Row:
    return {"loan_code": f"D{at}"} if table == "microcredit" else {}


def _is_of(key: str, at: int, name: str, member: Mapping[str, Any]) -> bool:
    """Whether a row key is about the home, its member, or a row of theirs."""
    number = _number(at, _born(name, member))
    return key in (_code(at), number, f"D{at}") or key.startswith(f"{number}|")


@pytest.fixture(scope="module")
def found() -> Mapping[str, set[str]]:
    """Check → row keys it finds, of all cases at once."""
    with fill_database(_rows()) as connection:
        return engine_findings(connection, PERIOD, OWN)


@pytest.mark.parametrize("name", HOMES)
def test_a_home_is_found_by_the_checks_it_breaks_and_no_other(name: str, found: Mapping[str, set[str]]) -> None:
    member, _, expected = HOMES[name]
    at = list(HOMES).index(name)
    mine = {check for check, keys in found.items() if any(_is_of(key, at, name, member) for key in keys)}
    assert mine == set(expected.split())
