"""户档案 of one household: the sentence, its findings, members, money, protection, time line, and where every row came from."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts import households as pictures
from charts import theme
from core import words
from core.personal import NAME, behind_mask, may_see_whole
from core.templates import join, render, stack
from indicators.checks import matrix as check_matrix
from indicators.checks import of_household as household_findings
from indicators.checks import words as check_words
from indicators.declared import column_views, say_cell
from indicators.households import INCOMES, Household
from indicators.households import events as household_events
from indicators.households import incomes as household_incomes
from indicators.households import words as household_words
from pages.parts.common import cache, look, tables
from pages.parts.common.address import say_path
from pages.parts.common.checked import find_run
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.household import checked as household_checked
from pages.parts.household.address import HouseholdAddress
from pages.parts.household.behind import draw_behind
from pages.parts.household.entitlements import entitlements_html
from pages.parts.household.list import PAGE
from pages.parts.household.sections import absence_html, absent_html, part_html, section_html, sources_html
from pages.parts.household.to_ledger import draw_to_ledger
from pages.parts.to_ledger import marks as to_ledger_marks

MEMBER_TITLES = {
    "relation": "关系", "name": "姓名", "sex_age": "性别年龄", "id_number": "证件号码", "health": "健康", "school": "在校",
    "labour": "劳动技能", "work": "务工", "insured": "医保（今年）", "insured_next": "医保（下年）", "support": "低保、特困、残疾",
}  # fmt: skip
HOUSING = (
    "is_unsafe_house",
    "house_area_m2",
    "has_sanitary_toilet",
    "has_hardened_path",
    "has_electricity",
    "road_distance_km",
)
WATER = ("has_safe_water",)
MONITORING = (
    "income_per_person_cny",
    "out_of_pocket_cny",
    "removal_way",
    "has_development_help",
    "is_no_labour_household",
)
LAND = ("farmland_mu", "woodland_mu", "returned_land_mu", "orchard_mu", "pasture_mu", "water_area_mu")
CONTACTS = ("household_phone", "contact_name", "contact_phone")
INCOME_COLUMNS = (
    "wage_cny", "business_cny", "property_cny", "transfer_cny", "production_cost_cny", "net_income_cny",
    "income_per_person_cny", "policy_money_cny", "spending_cny",
)  # fmt: skip
UNJUDGED_NAMED = 12
"""Rules named one by one that cannot judge a household."""
INCOME_NOTE = "来自年度收支表，与监测系统登记数不是一个来源；单位：元；黑色竖线是消费支出，空心是生产经营支出"
TABLES = {
    "帮扶责任人": "helpers",
    "公益岗位": "public_posts",
    "小额信贷": "microcredit",
    "雨露计划": "rain_dew",
    "易地搬迁": "relocated_households",
    "住院": "hospital_stays",
    "临时救助": "temporary_relief",
    "信访": "petitions",
    "满意度调查": "satisfaction_sample",
    "第三方核查": "third_party_sample",
    "学籍": "school_rolls",
    "走访": "visits",
    "计划外出务工": "work_plans",
    "务工电话核实": "work_verifications",
    "识别纳入": "inclusion_register",
    "产业到户补助": "household_subsidies",
    "贷款意愿": "credit_wishes",
    "帮扶手册": "handbooks",
    "收入异常核查": "income_reviews",
    "饮水问题": "water_problems",
    "住房安全隐患": "house_hazards",
}
"""Sections that show a table's rows as they are."""


def draw_household(address: HouseholdAddress, household: Household) -> None:
    """The page of one household."""
    draw_linked(crumbs_html(address.picked, address.at, PAGE, f"户 {household.household_code}"), "crumbs")
    findings = household_checked.read_own(household)
    count = None if findings is None else household_findings.count_open(findings)
    unjudged = household_checked.unjudged_checks(household)
    look.draw_answer(
        household_words.say_household(household, count, sum(unjudged.values())),
        f"{say_path(household.place_code)} · 户编号 {household.household_code} · {words.say_period(household.period)}",
    )
    is_open = draw_behind(household)
    if count:
        draw_to_ledger(household)
    with behind_mask(is_open):
        _draw_parts(address, household, findings, unjudged)


def _draw_parts(
    address: HouseholdAddress, household: Household, findings: pd.DataFrame | None, unjudged: Mapping[str, int]
) -> None:
    draw_linked(_findings_html(findings, household, unjudged) + _members_html(household), "findings_members")
    draw_linked(entitlements_html(household), "entitlements")
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_incomes(household)
        draw_linked(join(section_html(title, name, household) for title, name in TABLES.items()), "tables")
    with right:
        draw_linked(_facts_html(household), "facts")
    draw_linked(absent_html(household) + sources_html(address, household), "sources")


def _findings_html(findings: pd.DataFrame | None, household: Household, unjudged: Mapping[str, int]) -> Markup:
    if findings is None:
        return part_html("疑点", absence_html("还没有核查过，请先在“疑点核查”运行一次。"))
    open_left = join((look.under_html(_say_unjudged(unjudged)) if unjudged else "", _run_html(household)))
    if findings.empty:
        return part_html("疑点", open_left or look.light_html("normal", "没有查出疑点"))
    said = findings.assign(
        said=[_say_state(row) for _, row in findings.iterrows()],
        review=[_say_review(row) for _, row in findings.iterrows()],
    )
    groups = said.groupby(["check", "said", "review"], sort=False)
    marks = to_ledger_marks.household_marks(household, list(findings["check"]))
    rows = [
        _finding_row(check, state, review, group, household, marks[check]) for (check, state, review), group in groups
    ]
    table = render(__file__, "findings", rows=rows)
    return part_html("疑点", table + open_left, f"{household_findings.count_open(findings)} 条未消除")


def _run_html(household: Household) -> Markup:
    """When the findings were looked for, and the way to look again where tables or the day are newer than that."""
    run = find_run(household.period)
    if run is None:
        return Markup("")
    said = check_words.say_short_run(run.period, run.view_day, run.at)
    if run.is_current:
        return look.under_html(said)
    way = link_html("打开“疑点核查”重新核查", "checks", style="name")
    return look.under_html(join((f"{said}；此后导入过表格，或规则、日期有变，这里还是那时的疑点：", way)))


def _say_unjudged(unjudged: Mapping[str, int]) -> str:
    """`缺数据无法判断的规则 12 条：下一年度医保未参保缴费、…`."""
    titles = [household_checked.find_check(name).title for name in unjudged]
    more = "…" if len(titles) > UNJUDGED_NAMED else ""
    return f"缺数据无法判断的规则 {len(titles)} 条：{'、'.join(titles[:UNJUDGED_NAMED])}{more}"


def _finding_row(
    check_id: str, state: str, review: str, rows: pd.DataFrame, household: Household, in_ledger: Markup
) -> dict[str, object]:
    """One rule in one state, with everybody it is about."""
    check = household_checked.find_check(check_id)
    sources = rows[["source_file", "source_sheet", "source_row"]].drop_duplicates()
    return {
        "check": check,
        "title": link_html(check.title, "checks", style="name", check=check.id, at=household.place_code),
        "whose": stack(text or "全户" for text in rows["whose"]),
        "state": join((state, in_ledger)),
        "review": review,
        "lines": stack(f"{file} · {sheet} · 第{row}行" for file, sheet, row in sources.itertuples(index=False)),
    }


def _say_review(row: pd.Series) -> str:
    """What the village answered: `属实：已上报`, `—` without an answer."""
    parts = [str(row[name]) for name in ("review_result", "review_note") if not pd.isna(row[name])]
    return "：".join(parts) or words.MISSING_WORDS


def _say_state(row: pd.Series) -> str:
    if row["is_exempt"]:
        reason = "" if pd.isna(row["exempt_reason"]) else f"：{row['exempt_reason']}"
        return f"已豁免{reason}"
    return check_matrix.STATE_WORDS.get(str(row["state"]), str(row["state"]))


def _members_html(household: Household) -> Markup:
    members = household_words.list_members(household)
    if not members:
        return part_html("家庭成员", absence_html("最新一期的系统导出里没有这户。"))
    rows = [[(name, title, getattr(one, name)) for name, title in MEMBER_TITLES.items()] for one in members]
    table = render(__file__, "members", titles=MEMBER_TITLES.values(), rows=rows)
    said = "" if may_see_whole(NAME) else "，姓名和证件号码已隐去部分"
    return part_html("家庭成员", table, f"{len(members)} 人{said}")


def _draw_incomes(household: Household) -> None:
    years = household_incomes.income_years(household)
    if years.empty:
        said = "○ 未导入" if not household.is_imported(INCOMES) else "表里没有这户"
        draw_linked(part_html("收入和支出", absence_html(f"年度收支表：{said}")), "no_incomes")
        return
    said = look.bold_html(household_incomes.say_income(years))
    draw_linked(part_html("收入和支出", said, INCOME_NOTE), "income_head")
    parts = household_incomes.income_parts(years)
    key = ("household_incomes", (household.county_code, household.ref, household.period))
    figure = cache.figure(*key, lambda: pictures.draw_incomes(parts, years[["year", "spending_cny"]]))
    st.plotly_chart(figure, config=theme.config(), key="incomes")
    draw_linked(_incomes_html(years), "income_table")


def _incomes_html(years: pd.DataFrame) -> Markup:
    known = column_views(INCOMES)
    heads = [tables.Column("单位：元"), *(tables.Column(f"{year}年", "number") for year in years["year"])]
    rows = [
        (_swatch_html(name) + known[name].title, *(say_cell(value, known[name]) for value in years[name]))
        for name in INCOME_COLUMNS
    ]
    persons = ("家庭人数", *("—" if pd.isna(value) else int(value) for value in years["persons"]))
    return tables.cells_html(heads, [*rows, persons], box="")


def _swatch_html(name: str) -> Markup:
    """The colour of a part in the picture."""
    if name not in pictures.COLOURS:
        return Markup("")
    return Markup("<i class='swatch' style='background:{}'></i>").format(pictures.COLOURS[name][0])


def _facts_html(household: Household) -> Markup:
    if not household.persons:
        return _events_html(household)
    head = household.persons[0]
    helps = [("致贫返贫风险", household_words.say_risks(head)), *household_words.say_helps(head)]
    parts = {
        "监测和帮扶": [
            ("监测情况", household_words.say_risk(head)),
            *household_words.say_facts(head, MONITORING),
            *helps,
        ],
        "住房": [*household_words.say_house(household), *household_words.say_facts(head, HOUSING)],
        "饮水": household_words.say_facts(head, WATER),
        "土地": household_words.say_facts(head, LAND),
        "联系": household_words.say_facts(head, CONTACTS),
    }
    htmls = [part_html(title, _facts_list(facts)) for title, facts in parts.items()]
    return join([htmls[0], _events_html(household), *htmls[1:]])


def _facts_list(facts: list[tuple[str, str]]) -> Markup:
    """Filled facts one by one, the others named in one line."""
    filled = [(title, text) for title, text in facts if text != words.MISSING_WORDS]
    empty = [title for title, text in facts if text == words.MISSING_WORDS]
    return join((look.facts_html(filled), look.under_html(f"未填：{'、'.join(empty)}") if empty else ""))


def _events_html(household: Household) -> Markup:
    events = household_events.list_events(household)
    return part_html("时间轴", render(__file__, "events", events=events), "从早到晚") if events else Markup("")
