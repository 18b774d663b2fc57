"""Invented monitoring of a household: why and since when it is monitored, what is done for it, who is on 低保 or 特困.

Texts of cells with several choices, joined by ',':
risks 因病 因残 因学 因灾 因意外事故 因缺劳动力 因务工就业不稳 因安全饮水 因安全住房;
industry_help 发展种植业 发展养殖业 技术指导 其他; job_help 劳务输出 外出务工补贴 就业信息服务 技能培训 其他; finance_help 小额信贷 其他;
post_help 公益性岗位; health_help 城乡居民基本医疗保险个人缴费补贴 家庭医生签约 大病救治; education_help 雨露计划 教育资助;
security_help 低保 特困供养 残疾人补贴 临时救助; housing_help 危房改造; water_help 饮水巩固提升; social_help 社会捐助;
living_help 改厨改厕; relocation_help and schooling_help are empty.
"""

import random

from demo.households.home import EDGE, LIFTED, LIFTED_MONITORED, SUDDEN, Home, Row
from demo.households.people import (
    CHRONIC,
    COLLEGE,
    DISABLED,
    HEALTHY,
    KINDERGARTEN,
    LABOUR,
    NONE,
    ORDINARY,
    SERIOUS,
    TODDLER,
    VOCATIONAL,
    age_of,
    choose,
    month_number,
    month_text,
)
from demo.households.work import is_outside, subsidise_workers

KINDS = {LIFTED: None, LIFTED_MONITORED: "脱贫不稳定户", EDGE: "边缘易致贫户", SUDDEN: "突发严重困难户"}
LOW_INCOME, DESTITUTE, NOT_HELPED = "农村低保", "农村特困供养", "未享受"
INSURANCE_AID = "城乡居民基本医疗保险个人缴费补贴"
LAST_MONTH_OF_AID = "2021-03"
"""Households included after this month were insured already and get no help with the premium this year."""
FIRST_INCLUDED, LAST_INCLUDED = "2020-03", "2021-10"
HELP_COLUMNS = (
    "industry_help", "job_help", "finance_help", "post_help", "health_help", "education_help", "social_help",
    "security_help", "relocation_help", "housing_help", "water_help", "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip


SINCE_REMOVAL = ("is_house_damaged_since", "is_water_damaged_since", "has_uninsured_member")
"""What the export asks of homes whose risk was removed."""


def household_kind(kind: str) -> str:
    """户类型 of a home of that kind."""
    return "脱贫户" if kind in (LIFTED, LIFTED_MONITORED) else "一般农户"


def has_labour(home: Home) -> bool:
    """Whether anybody in the home can work, fully or partly."""
    return any(member["labour_skill"] in LABOUR for member in home.members)


def invent_support(dice: random.Random, home: Home) -> None:
    """享受低保政策情况 and 享受特困供养政策情况 of every member."""
    home.set_all(low_income_policy=NOT_HELPED, destitute_policy=NOT_HELPED)
    if (
        all(member["labour_skill"] == NONE and age_of(member) >= 62 for member in home.members)
        and len(home.members) == 1
    ):
        home.set_all(destitute_policy=DESTITUTE)
    elif dice.random() < (0.05 if home.kind == LIFTED else 0.3) * (0.2 if home.workers else 2):
        home.set_all(low_income_policy=LOW_INCOME)


def invent_monitoring(dice: random.Random, home: Home) -> None:
    """Everything about monitoring; a home that is not monitored gets empty cells."""
    home.set_all(monitoring_kind=KINDS[home.kind], **dict.fromkeys(HELP_COLUMNS), is_risk_removed=None)
    if not home.is_monitored:
        home.set_all(included_month=None, removed_month=None, removal_way=None, has_development_help=None)
        return
    first, last = month_number(FIRST_INCLUDED), month_number(LAST_INCLUDED)
    included = dice.randint(first, last)
    removed = _invent_removal(dice, included, last) if has_labour(home) else None
    home.set_all(
        included_month=month_text(included),
        is_risk_removed=removed is not None,
        removed_month=removed and month_text(removed),
        removal_way=removed and choose(dice, ((9, "帮扶消除"), (1, "自然消除"))),
        has_development_help=has_labour(home),
        is_no_labour_household=not has_labour(home),
        **dict.fromkeys(SINCE_REMOVAL, False if removed else None),
    )
    risks = _invent_risks(dice, home)
    home.set_all(**{f"risk_{number}": risk for number, risk in enumerate(risks, start=1)})
    home.set_all(**_invent_help(dice, home, risks))


def _invent_removal(dice: random.Random, included: int, last: int) -> int | None:
    """The month in which the risk was removed, seven or more after inclusion; None for two homes in five."""
    earliest = included + 7
    return dice.randint(earliest, last) if earliest <= last and dice.random() < 0.6 else None


def _invent_risks(dice: random.Random, home: Home) -> list[str]:
    """One to three reasons, each with a member it fits."""
    members = home.members
    fitting = [
        ("因病", any(member["health"] in (CHRONIC, SERIOUS) for member in members)),
        ("因残", any(member["health"] == DISABLED for member in members)),
        ("因学", any(_studies(member) and age_of(member) >= 15 for member in members)),
        ("因缺劳动力", not has_labour(home)),
        ("因务工就业不稳", bool(home.workers) and any(one["labour_skill"] == ORDINARY for one in members)),
    ]
    likely = [risk for risk, fits in fitting if fits]
    rare = [choose(dice, ((4, "因灾"), (4, "因意外事故"), (1, "因安全饮水"), (1, "因安全住房")))]
    if not likely or (home.kind == SUDDEN and "因病" not in likely):
        return rare + likely[:1]
    first = "因病" if home.kind == SUDDEN else dice.choice(likely)
    more = [risk for risk in likely if risk != first]
    return [first, *more[: dice.randint(0, 2)], *(rare if dice.random() < 0.06 else [])]


def _studies(member: Row) -> bool:
    return member["student_state"] not in (None, TODDLER, KINDERGARTEN)


def _invent_help(dice: random.Random, home: Home, risks: list[str]) -> Row:
    """Measures by column, fitting who lives there and why they are monitored."""
    members = home.members
    found: dict[str, list[str]] = {name: [] for name in HELP_COLUMNS}
    if members[0]["included_month"] <= LAST_MONTH_OF_AID:
        found["health_help"].append(INSURANCE_AID)
    if any(member["health"] != HEALTHY for member in members):
        found["health_help"].append("大病救治" if "因病" in risks and dice.random() < 0.5 else "家庭医生签约")
    if any(member["student_state"] in (VOCATIONAL, COLLEGE) for member in members):
        found["education_help"].append("雨露计划")
    if "因学" in risks:
        found["education_help"].append("教育资助")
    found["security_help"] = _security_help(home)
    if "因安全饮水" in risks:
        found["water_help"].append("饮水巩固提升")
    if "因安全住房" in risks:
        found["housing_help"].append("危房改造")
    if "因灾" in risks or "因意外事故" in risks:
        found["security_help"].append("临时救助")
    if dice.random() < 0.06:
        found[dice.choice(("social_help", "living_help"))].append("其他")
    if has_labour(home):
        _add_development(dice, home, found)
    else:
        found["social_help"].append("社会捐助")
    return {name: ",".join(texts) or None for name, texts in found.items()}


def _security_help(home: Home) -> list[str]:
    members = home.members
    texts = []
    if any(member["low_income_policy"] != NOT_HELPED for member in members):
        texts.append("低保")
    if any(member["destitute_policy"] != NOT_HELPED for member in members):
        texts.append("特困供养")
    if any(member["health"] == DISABLED for member in members):
        texts.append("残疾人补贴")
    return texts


def _add_development(dice: random.Random, home: Home, found: dict[str, list[str]]) -> None:
    """At least one measure of 产业, 就业 or 金融 that is more than training or 其他."""
    outside = any(is_outside(home, row) for row in home.workers)
    if not home.workers or dice.random() < 0.6:
        found["industry_help"] = dice.choice((["发展种植业"], ["发展养殖业", "技术指导"], ["发展种植业", "其他"]))
    if home.workers and (not found["industry_help"] or dice.random() < 0.5):
        found["job_help"] = dice.choice((["就业信息服务"], ["就业信息服务", "技能培训"]))
    if outside and found["job_help"] and dice.random() < 0.7:
        found["job_help"] = dice.choice((["外出务工补贴"], ["劳务输出", "技能培训"], ["劳务输出", "外出务工补贴"]))
    if "外出务工补贴" in found["job_help"]:
        subsidise_workers(dice, home)
    if home.workers and home.table("public_posts"):
        found["post_help"] = ["公益性岗位"]
    if home.table("microcredit"):
        found["finance_help"] = ["小额信贷"]
