"""Invented ledgers of what was found in a household and what became of it: subsidies, handbooks, inclusion, calls to
workers, income reviews, water, houses, wishes for loans. Everything found has been seen to, in time.

One function a table; each draws from chance of its own, so that one of them changed changes no other.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta

from demo.households.home import YEAR, Home, Row
from demo.households.money import unrounded
from demo.households.work import invent_day
from demo.places.world import TODAY

Names = dict[str, str]
"""ID number → name."""
NEWEST = TODAY - timedelta(days=2)
"""No ledger knows of anything later."""
SUBSIDY_SHARE, ASKED_SHARE, CALLED_SHARE = 0.3, 0.5, 0.6
"""Of the homes: those with a subsidy, those asked whether they want a loan; of those at work: those called."""
REVIEWED_SHARE, WATER_SHARE, HAZARD_SHARE, REJECTED_SHARE = 0.03, 0.012, 0.012, 0.006
_SUBSIDIES = ("种植业到户补助", "养殖业到户补助", "庭院经济补助", "农产品加工补助")
_WAYS = ("农户申报", "干部排查", "干部排查", "部门预警", "信访舆情")
_REASONS = ("收入支出核实后不符合条件", "家庭名下有商品房", "风险已自行化解")
_ANOMALIES = ("工资性收入比上年增长较快", "转移性收入比上年减少", "生产经营性支出偏高", "人均纯收入接近监测标准")
_RESULTS = ("情况属实，依据齐全", "填报有误，已更正", "情况属实，已纳入重点关注")
_WATER = ("枯水季节水量不足", "水管老化漏水", "取水往返时间较长", "水质浑浊")
_WATER_MENDED = ("新建蓄水池", "更换管网", "接入集中供水", "加装净水设备")
_HAZARDS = ("屋面漏雨", "墙体开裂", "木柱腐朽", "地基下沉")
_MEASURES = ("修缮", "修缮", "改造", "拆除")
_WISHES = ("养殖", "种植", "农产品加工", "乡村旅游")
_NOT_ELIGIBLE = ("征信不良", "年龄超过65周岁", "没有发展项目")


def invent_follow_ups(seed: int, home: Home, names: Names) -> None:
    """The home's rows of all these tables, from what else is known of it."""
    for table, invent in _TABLES.items():
        invent(random.Random(f"{seed}/{table}/{home.code}"), home, names)


def invent_subsidy(dice: random.Random, home: Home, names: Names) -> None:
    """For homes with 产业帮扶 and some others one subsidy, paid in full within weeks."""
    if not home.head.get("industry_help") and dice.random() > SUBSIDY_SHARE:
        return
    approved = invent_day(dice, date(2021, 4, 6), date(2021, 9, 28))
    amount = unrounded(dice.uniform(600, 5_000))
    home.add(
        "household_subsidies",
        head_name=_head_name(home, names),
        subsidy_kind=dice.choice(_SUBSIDIES),
        project_name=f"{YEAR}年产业到户奖补",
        approved_cny=amount,
        approved_on=approved,
        paid_cny=amount,
        paid_on=approved + timedelta(days=dice.randint(4, 26)),
        is_paid=True,
    )


def invent_handbook(dice: random.Random, home: Home, names: Names) -> None:
    """The home's handbook, written in during the last weeks."""
    home.add(
        "handbooks",
        head_name=_head_name(home, names),
        last_updated_on=invent_day(dice, date(2021, 10, 11), NEWEST),
        is_updated=True,
    )


def sign_handbook(home: Home, helper: str) -> None:
    """The helper of the home is who writes in its handbook."""
    for row in home.table("handbooks"):
        row["recorded_by"] = helper


def invent_inclusion(dice: random.Random, home: Home, names: Names) -> None:
    """A home included this year was found at most two weeks before; a few were looked at and not included."""
    month = home.head.get("included_month")
    if month and month[:4] == YEAR:
        included = date(int(YEAR), int(month[5:]), dice.randint(9, 28))
        home.add("inclusion_register", **_found(dice, home, names, included), **_included(dice, included))
    elif not home.is_monitored and dice.random() < REJECTED_SHARE:
        day = invent_day(dice, date(2021, 2, 1), date(2021, 10, 28))
        found = _found(dice, home, names, day)
        home.add("inclusion_register", **found, outcome="不予纳入", rejected_reason=dice.choice(_REASONS))


def _found(dice: random.Random, home: Home, names: Names, decided: date) -> Row:
    return {
        "head_name": _head_name(home, names),
        "discovered_on": max(date(int(YEAR), 1, 1), decided - timedelta(days=dice.randint(4, 14))),
        "discovery_way": dice.choice(_WAYS),
    }


def _included(dice: random.Random, included: date) -> Row:
    helped = min(NEWEST, included + timedelta(days=dice.randint(3, 26)))
    return {"outcome": "纳入", "included_on": included, "helped_on": helped}


def invent_calls(dice: random.Random, home: Home, names: Names) -> None:
    """Most of those at work were called and are where the monitoring system has them."""
    for work in home.workers:
        if dice.random() > CALLED_SHARE:
            continue
        home.add(
            "work_verifications",
            work,
            person_name=names[work["id_number"]],
            asked_on=invent_day(dice, date(2021, 10, 8), NEWEST),
            is_consistent=True,
            found_place=work["work_county"],
        )


def invent_income_review(dice: random.Random, home: Home, names: Names) -> None:
    """A few homes whose income looked odd, all of them looked into."""
    if dice.random() > REVIEWED_SHARE:
        return
    found = invent_day(dice, date(2021, 3, 1), date(2021, 10, 20))
    home.add(
        "income_reviews",
        head_name=_head_name(home, names),
        found_on=found,
        anomaly=dice.choice(_ANOMALIES),
        is_reviewed=True,
        reviewed_on=found + timedelta(days=dice.randint(2, 24)),
        result=dice.choice(_RESULTS),
    )


def invent_water_problem(dice: random.Random, home: Home, names: Names) -> None:
    """Homes monitored for their water and a few others: found, and solved within weeks."""
    if "因安全饮水" not in home.risks and dice.random() > WATER_SHARE:
        return
    found = invent_day(dice, date(2021, 1, 20), date(2021, 9, 30))
    kind = dice.randrange(len(_WATER))
    home.add(
        "water_problems",
        head_name=_head_name(home, names),
        found_on=found,
        problem=_WATER[kind],
        measure=_WATER_MENDED[kind],
        is_solved=True,
        solved_on=found + timedelta(days=dice.randint(5, 45)),
    )


def invent_house_hazard(dice: random.Random, home: Home, names: Names) -> None:
    """Homes monitored for their house and a few others: found, and mended within weeks."""
    if "因安全住房" in home.risks or dice.random() < HAZARD_SHARE:
        home.add("house_hazards", head_name=_head_name(home, names), **hazard_row(dice))


def hazard_row(dice: random.Random) -> Row:
    """A hazard of a house that was mended, without the house."""
    found = invent_day(dice, date(2021, 1, 20), date(2021, 8, 31))
    return {
        "found_on": found,
        "hazard": dice.choice(_HAZARDS),
        "measure": dice.choice(_MEASURES),
        "is_done": True,
        "done_on": found + timedelta(days=dice.randint(10, 75)),
    }


def invent_wish(dice: random.Random, home: Home, names: Names) -> None:
    """Who has a loan said before that it wanted one; of the others hardly anybody does, and nobody who could have one."""
    loans = home.table("microcredit")
    if not loans and dice.random() > ASKED_SHARE:
        return
    refused = not loans and dice.random() < 0.03
    wanted = {"wanted_cny": loans[0]["wanted_cny"], "wanted_for": loans[0]["purpose"]} if loans else {}
    if refused:
        wanted = {"wanted_cny": dice.choice((10_000, 20_000, 30_000)), "wanted_for": dice.choice(_WISHES)}
    asked = loans[0]["applied_on"] - timedelta(days=dice.randint(3, 20)) if loans else invent_day(
        dice, date(2021, 1, 11), date(2021, 10, 9)
    )  # fmt: skip
    home.add(
        "credit_wishes",
        head_name=_head_name(home, names),
        asked_on=asked,
        wants_loan=bool(wanted),
        not_eligible_reason=dice.choice(_NOT_ELIGIBLE) if refused else None,
        **wanted,
    )


def _head_name(home: Home, names: Names) -> str:
    return names[home.head["id_number"]]


_TABLES: dict[str, Callable[[random.Random, Home, Names], None]] = {
    "household_subsidies": invent_subsidy,
    "handbooks": invent_handbook,
    "inclusion_register": invent_inclusion,
    "work_verifications": invent_calls,
    "income_reviews": invent_income_review,
    "water_problems": invent_water_problem,
    "house_hazards": invent_house_hazard,
    "credit_wishes": invent_wish,
}
