"""Invented work of a household's members: who works where since when, who plans to, who holds a public post."""

import random
from datetime import date

from demo.households.home import LIFTED, LIFTED_MONITORED, Home, Row
from demo.households.people import ORDINARY, SKILLED, WEAK, age_of, choose, invent_name
from demo.places.world import COUNTIES

FAR = (
    "广东省深圳市宝安区", "广东省惠州市惠阳区", "广东省佛山市顺德区", "广东省广州市番禺区", "浙江省杭州市余杭区", "浙江省宁波市北仑区",
    "浙江省温州市鹿城区", "福建省泉州市晋江市", "江苏省苏州市昆山市", "上海市松江区", "重庆市秀山县", "贵州省铜仁市碧江区",
)  # fmt: skip
PROVINCE = ("湖南省长沙市长沙县", "湖南省长沙市雨花区", "湖南省张家界市永定区", "湖南省怀化市鹤城区")
COUNTY_NAMES = {county.code: county.name for county in COUNTIES}
NEAR = "湖南省湘西土家族苗族自治州"
_TRADES = ("制造业", "建筑业", "住宿和餐饮业", "居民服务业", "批发和零售业", "交通运输业")
_FIRMS = ("电子厂", "鞋服厂", "建筑工程公司", "餐饮店", "物流公司", "家具厂", "商贸公司", "五金厂")
_CHANNELS = ("自发外出", "亲友介绍", "政府组织劳务输出", "企业招聘", "帮扶车间吸纳")
_PLANNED_SHARE = 0.3
_SERVICES = ("岗位信息", "技能培训", "交通补助", "岗位信息,技能培训")
POSTS = (
    "保洁员", "护林员", "护路员", "水管员", "护河员", "治安巡逻员", "养老护理员", "防疫消杀员", "图书管理员", "就业信息员",
)  # fmt: skip


def home_county(home: Home) -> str:
    """The home's own county as 务工所在县 writes it."""
    return NEAR + COUNTY_NAMES[home.county_code]


def invent_work(dice: random.Random, home: Home) -> None:
    """Rows of migrant_work and work_plans, and 务工所在地 of those at work."""
    for member in home.members:
        if member["labour_skill"] not in (ORDINARY, SKILLED) or not 18 <= age_of(member) < 60:
            continue
        at_home = 34 if home.kind in (LIFTED, LIFTED_MONITORED) else 95
        state = choose(dice, ((50, "far"), (12, "near"), (4, "back"), (at_home, "home")))
        if state == "home":
            _add_plan(home, member)
            continue
        place = choose(dice, ((70, dice.choice(FAR)), (18, dice.choice(PROVINCE)), (12, _other_county(dice, home))))
        row = _work_row(dice, home, member, place if state != "near" else home_county(home))
        if state == "back":
            row |= {"is_working": False, "work_ended_month": f"2021-{dice.randint(8, 10):02d}"}
        else:
            member["work_place"] = row["work_county"]
            _add_plan_that_came_true(home, member, row["work_county"])
        home.table("migrant_work").append(row)


def _other_county(dice: random.Random, home: Home) -> str:
    return NEAR + dice.choice([name for code, name in COUNTY_NAMES.items() if code != home.county_code])


def _work_row(dice: random.Random, home: Home, member: Row, place: str) -> Row:
    wage = min(9_800, max(1_150, round(dice.lognormvariate(8.1, 0.34))))
    is_far = not place.startswith("湖南省")
    town = place.removesuffix("区").removesuffix("县").removesuffix("市")[-2:]
    return {
        "household_code": home.code,
        "id_number": member["id_number"],
        "person_name": member.get("person_name"),
        "household_kind": member["household_kind"],
        "is_working": True,
        "work_county": place,
        "monthly_wage_cny": wage,
        "job_channel": dice.choice(_CHANNELS[:4]),
        "employer": f"{town}{invent_name(dice)[1:]}{dice.choice(_FIRMS)}",
        "industry": dice.choice(_TRADES),
        "is_point_to_point": dice.random() < 0.2,
        "work_started_month": f"2021-{dice.choice((2, 2, 2, 3, 3, 4, 5, 6, 7)):02d}",
        "transport_subsidy_cny": dice.choice((200, 300, 400)) if is_far and dice.random() < 0.6 else None,
    }


def _add_plan(home: Home, member: Row) -> None:
    """Who is at home was asked, and does not want to leave; nobody who wants work has none."""
    home.add("work_plans", member, plans_to_work=False)


def _add_plan_that_came_true(home: Home, member: Row, place: str) -> None:
    """Some of those at work stand in the table of planned work since before they went."""
    dice = random.Random(f"{home.seed}/plan/{member['id_number']}")
    if dice.random() < _PLANNED_SHARE:
        home.add("work_plans", member, plans_to_work=True, planned_county=place, service_wanted=dice.choice(_SERVICES))


def invent_post(dice: random.Random, home: Home, names: dict[str, str], taken: dict[str, int]) -> None:
    """For one home in ten that has somebody at home who can: a public post, no two of a village the same."""
    at_work = {row["id_number"] for row in home.table("migrant_work")}
    able = [
        member
        for member in home.members
        if member["labour_skill"] in (ORDINARY, WEAK) and age_of(member) < 65 and member["id_number"] not in at_work
    ]
    number = taken.get(home.place_code, 0)
    if not able or number >= len(POSTS) or dice.random() > 0.22:
        return
    taken[home.place_code] = number + 1
    holder, months = dice.choice(able), dice.randint(2, 11)
    holder |= {"public_post": POSTS[number], "public_post_months": months}
    home.table("work_plans")[:] = [row for row in home.table("work_plans") if row["id_number"] != holder["id_number"]]
    home.add(
        "public_posts",
        holder,
        person_name=names[holder["id_number"]],
        post_name=POSTS[number],
        post_code=f"GW{home.place_code}{number + 1:02d}",
        approved_holders=1,
        employer="村民委员会",
        monthly_pay_cny=dice.choice((500, 600, 800)),
        started_month=f"2021-{12 - months:02d}",
        is_on_duty=True,
    )


def subsidise_workers(dice: random.Random, home: Home) -> None:
    """Every worker of the home has got something towards the fare."""
    for row in home.workers:
        row["transport_subsidy_cny"] = row["transport_subsidy_cny"] or dice.choice((200, 300, 400))


def is_outside(home: Home, row: Row) -> bool:
    """Whether a row of migrant_work is about work outside the home's county."""
    return bool(row["work_county"]) and row["work_county"] != home_county(home)


def invent_day(dice: random.Random, first: date, last: date) -> date:
    """A day between two, both included."""
    return date.fromordinal(dice.randint(first.toordinal(), last.toordinal()))
