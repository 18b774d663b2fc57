"""Invented registers of the departments that agree with the monitoring system: insurance, hospital, 民政, school, helpers …"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from demo.households.help import DESTITUTE, LOW_INCOME, NOT_HELPED
from demo.households.home import SUDDEN, Home, Row
from demo.households.money import spread, unrounded
from demo.households.people import (
    CHRONIC,
    COLLEGE,
    DISABLED,
    HEALTHY,
    JUNIOR,
    KINDERGARTEN,
    MASTER,
    PRIMARY,
    SENIOR,
    SERIOUS,
    UNIVERSITY,
    VOCATIONAL,
    age_of,
    invent_name,
)
from demo.households.work import invent_day
from demo.places.world import COUNTIES

_STAGES = {
    KINDERGARTEN: "学前教育", PRIMARY: "小学", JUNIOR: "初中", SENIOR: "高中", VOCATIONAL: "中职", COLLEGE: "高职高专",
    UNIVERSITY: "本科及以上", MASTER: "本科及以上",
}  # fmt: skip
_SCHOOLS = {
    "学前教育": "中心幼儿园", "小学": "中心小学", "初中": "第二中学", "高中": "民族中学", "中职": "中等职业技术学校",
    "高职高专": "职业技术学院", "本科及以上": "大学",
}  # fmt: skip
_FIRST_AGE = {"学前教育": 3, "小学": 6, "初中": 12, "高中": 15, "中职": 15, "高职高专": 18, "本科及以上": 18}
_GRADES = "一二三四五六七八"
_KINDS = {"1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重"}
_LEVELS = ("一级", "二级", "三级", "四级")
_ILLNESSES = {SERIOUS: ("恶性肿瘤", "慢性肾衰竭", "脑卒中"), CHRONIC: ("高血压", "2型糖尿病", "慢性阻塞性肺疾病")}
_HOSPITALS = ("县人民医院", "县中医院", "州人民医院", "镇中心卫生院")
_PURPOSES = ("政策宣传", "填写帮扶手册", "核实收入", "了解就业就学情况", "排查住房和饮水安全")
FORMER_SHARE = 0.07
SEEN_AFTER_SHARE = 0.75
"""About so many of the homes asked were visited once more afterwards."""
_COMPLAINTS = ("组里的路还没有修通", "不清楚帮扶政策", "产业发展缺少技术", "饮水时有停断", "帮扶干部来得少")
SURVEYED_SHARE = 0.3
"""Of the homes those that were asked how content they are."""
_WANTED = (10_000, 20_000, 30_000, 50_000)

Names = dict[str, str]
"""ID number → name."""


def invent_registers(dice: random.Random, home: Home, names: Names) -> None:
    """The departments' rows about the home's members and the home; hospital stays and loans are drawn before."""
    for member in home.members:
        _add_insurance(dice, home, member, names)
        _add_support(dice, home, member, names)
        _add_disability(home, member, names)
        _add_school(dice, home, member, names)
    if "临时救助" in (home.head.get("security_help") or ""):
        _add_relief(dice, home, names)


def invent_stays(dice: random.Random, home: Home, names: Names) -> None:
    """Stays in hospital; only in homes monitored for a sudden illness do they cost the home more than it can bear."""
    is_hit = home.kind == SUDDEN
    for member in home.members:
        is_ill = member["health"] in (CHRONIC, SERIOUS)
        if dice.random() > (0.45 if is_ill else 0.02):
            continue
        own = spread(dice, 14_000, 0.6, 46_000) + 3_000 if is_hit and is_ill else spread(dice, 1_100, 1.0, 7_500)
        admitted = invent_day(dice, date(2021, 1, 8), date(2021, 9, 30))
        total = unrounded(own / dice.uniform(0.14, 0.4))
        home.add(
            "hospital_stays",
            member,
            person_name=names[member["id_number"]],
            admitted_on=admitted,
            discharged_on=admitted + timedelta(days=dice.randint(3, 21)),
            hospital=_hospital(dice.choice(_HOSPITALS), member),
            disease=dice.choice(_ILLNESSES.get(member["health"], ("急性阑尾炎", "肺炎", "骨折"))),
            total_cny=total,
            reimbursed_cny=total - own,
            out_of_pocket_cny=own,
        )


def _hospital(near: str, member: Row) -> str:
    """Who works far away is treated there."""
    place = member.get("work_place") or ""
    return f"{place}人民医院" if place and not place.startswith("湖南省") else near


def invent_loan(dice: random.Random, home: Home, names: Names, number: int) -> None:
    """For one home in twenty a small loan, asked for and given in time."""
    borrowers = [one for one in home.members if 20 <= age_of(one) < 60 and one["health"] == HEALTHY]
    if not borrowers or dice.random() > 0.05 or borrowers[0]["student_state"]:
        return
    applied = invent_day(dice, date(2021, 2, 1), date(2021, 9, 30))
    lent = applied + timedelta(days=dice.randint(3, 20))
    amount = dice.choice(_WANTED)
    home.add(
        "microcredit",
        borrowers[0],
        loan_code=f"XD{home.county_code}{number:05d}",
        person_name=names[borrowers[0]["id_number"]],
        wanted_cny=amount,
        loan_cny=amount,
        applied_on=applied,
        lent_on=lent,
        due_on=date(lent.year + dice.choice((1, 2)), lent.month, min(28, lent.day)),
        purpose=dice.choice(("养殖", "种植", "农产品加工")),
        is_overdue=False,
    )


def _add_insurance(dice: random.Random, home: Home, member: Row, names: Names) -> None:
    subsidy = 320 if member["destitute_policy"] != NOT_HELPED else 160 if home.is_monitored else 0
    home.add(
        "insured_next_year",
        member,
        person_name=names[member["id_number"]],
        insurance_kind="城乡居民",
        is_paid=True,
        subsidy_cny=subsidy,
        paid_on=invent_day(dice, date(2021, 9, 6), date(2021, 11, 18)),
    )


def _add_support(dice: random.Random, home: Home, member: Row, names: Names) -> None:
    kinds = {LOW_INCOME: member["low_income_policy"], "特困供养": member["destitute_policy"]}
    for kind, policy in kinds.items():
        if policy not in (LOW_INCOME, DESTITUTE):
            continue
        home.add(
            "low_income_register",
            member,
            person_name=names[member["id_number"]],
            support_kind=kind,
            started_month=f"{dice.randint(2016, 2020)}-{dice.randint(1, 12):02d}",
            monthly_aid_cny=dice.randint(183, 356) if kind == LOW_INCOME else dice.randint(566, 641),
        )


def _add_disability(home: Home, member: Row, names: Names) -> None:
    """One row for a disabled member; a member without a certificate's number has grade three or four."""
    if member["health"] != DISABLED:
        return
    number = member["id_number"]
    kind, level = (number[18], int(number[19])) if len(number) > 18 else ("4", 3)
    home.add(
        "disability_register",
        id_number=number,
        person_name=names[number],
        disability_kind=_KINDS[kind],
        disability_level=_LEVELS[level - 1],
        has_allowance=True,
    )


def _add_school(dice: random.Random, home: Home, member: Row, names: Names) -> None:
    stage = _STAGES.get(member["student_state"] or "")
    if not stage:
        return
    year = max(0, min(len(_GRADES) - 1, age_of(member) - _FIRST_AGE[stage]))
    person = {"id_number": member["id_number"], "person_name": names[member["id_number"]]}
    school = _SCHOOLS[stage]
    home.add(
        "school_rolls", **person, school=school, stage=stage, grade_class=f"{_GRADES[year]}年级", roll_state="在读"
    )
    if stage in ("中职", "高职高专"):
        for term, paid_on in (("春季", date(2021, 4, 20)), ("秋季", date(2021, 10, 20))):
            home.add(
                "rain_dew",
                **person,
                school=school,
                term=term,
                aid_cny=1500,
                paid_on=paid_on + timedelta(days=dice.randint(0, 14)),
            )


def _add_relief(dice: random.Random, home: Home, names: Names) -> None:
    home.add(
        "temporary_relief",
        home.head,
        person_name=names[home.head["id_number"]],
        paid_on=invent_day(dice, date(2021, 2, 1), date(2021, 11, 10)),
        relief_cny=unrounded(dice.uniform(800, 5_000)),
        reason="突发困难",
    )


def invent_visits(dice: random.Random, home: Home, visitor: str) -> None:
    """Two to four visits of this year by the helper, the last of them this autumn, after any stay in hospital."""
    days = {invent_day(dice, date(2021, 1, 5), date(2021, 9, 20)) for _ in range(dice.randint(1, 3))}
    days.add(invent_day(dice, date(2021, 10, 25), date(2021, 11, 19)))
    met = _at_home(home)
    home.table("visits").extend(
        {
            "household_code": home.code,
            "visited_on": day,
            "visitor": visitor,
            "purpose": dice.choice(_PURPOSES),
            "met_id_number": met,
        }
        for day in sorted(days)
    )


def _at_home(home: Home) -> str | None:
    """The number of the first member who is grown and not away at work; None when there is nobody."""
    away = {row["id_number"] for row in home.table("migrant_work")}
    grown = (one["id_number"] for one in home.members if age_of(one) >= 16 and not one["student_state"])
    return next((number for number in grown if number not in away), None)


def invent_former_helper(dice: random.Random, home: Home, units: Sequence[str]) -> None:
    """For one home in fifteen the helper before the present one, who retired or was moved this year."""
    if dice.random() > FORMER_SHARE:
        return
    home.add(
        "helpers",
        helper_name=invent_name(dice),
        helper_unit=dice.choice(units),
        helper_post="科员",
        helper_state=dice.choice(("退休", "调离")),
        started_on=date(2020, 3, dice.randint(1, 28)),
        ended_on=date(2021, dice.randint(1, 3), dice.randint(1, 28)),
    )


def invent_discontent(dice: random.Random, home: Home) -> None:
    """Of the homes asked, some are not content, more of them where the county's story says so; somebody came afterwards."""
    satisfied = next(county.satisfied for county in COUNTIES if county.code == home.county_code)
    last = max((row["visited_on"] for row in home.table("visits")), default=date.min)
    for row in home.table("satisfaction_sample"):
        if last >= row["asked_on"] and dice.random() < (1 - satisfied) / SEEN_AFTER_SHARE:
            row.update(answer="不满意", complaint=dice.choice(_COMPLAINTS))


def invent_home_registers(dice: random.Random, home: Home, number: int) -> None:
    """House grade, and for a few homes a satisfaction interview or a petition that was dealt with."""
    home.add("house_grades", grade="A" if dice.random() < 0.7 else "B", is_occupied=True, is_only_house=True)
    if dice.random() < SURVEYED_SHARE:
        home.add(
            "satisfaction_sample",
            answer="满意" if dice.random() < 0.9 else "基本满意",
            asked_on=invent_day(dice, date(2021, 10, 8), date(2021, 11, 12)),
            weight=round(dice.uniform(0.6, 1.6), 3),
        )
    if dice.random() < 0.008:
        received = invent_day(dice, date(2021, 1, 10), date(2021, 8, 30))
        home.add(
            "petitions",
            petition_code=f"XF2021{number:06d}",
            petition_kind=dice.choice(("低保政策", "住房保障", "土地流转", "产业奖补")),
            received_on=received,
            closed_on=received + timedelta(days=dice.randint(6, 50)),
            is_repeat=False,
            is_satisfied=True,
        )
