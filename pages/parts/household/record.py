"""户档案 of one household: the sentence, its findings, members, money, protection, time line, and where every row came from."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from charts import households as pictures
from charts import theme
from core import words
from indicators.checks import matrix as check_matrix
from indicators.checks import of_household as household_findings
from indicators.declared.columns import column_views, say_cell
from indicators.households import events as household_events
from indicators.households import incomes as household_incomes
from indicators.households import words as household_words
from indicators.households.household import INCOMES, Household
from indicators.households.words import Member
from pages.parts.common import cache, look
from pages.parts.common.address import say_path
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.household import checked as household_checked
from pages.parts.household.address import HouseholdAddress
from pages.parts.household.list import PAGE
from pages.parts.household.sections import absent_html, part_html, section_html, sources_html
from pages.parts.household.to_ledger import draw_to_ledger
from pages.parts.to_ledger import marks as to_ledger_marks

MEMBER_TITLES = {
    "relation": "关系", "sex_age": "性别年龄", "id_number": "证件号码", "health": "健康", "school": "在校", "labour": "劳动技能",
    "work": "务工", "insured": "医保（今年）", "insured_next": "医保（下年）", "support": "低保、特困、残疾",
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
FINDING_TITLES = ("规则", "涉及", "程度", "状态", "核实", "来源")
INCOME_NOTE = "单位：元；黑色竖线是消费支出，空心是生产经营支出"
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
    "学籍": "school_rolls",
    "走访": "visits",
    "计划外出务工": "work_plans",
}
"""Sections that show a table's rows as they are."""


def draw_household(address: HouseholdAddress, household: Household) -> None:
    """The page of one household."""
    draw_linked(crumbs_html(address.picked, address.at, PAGE, f"户 {household.household_code}"), "crumbs")
    findings = household_checked.read_own(household)
    count = None if findings is None else household_findings.count_open(findings)
    look.draw_answer(
        household_words.say_household(household, count),
        f"{say_path(household.place_code)} · 户编号 {household.household_code} · {words.say_period(household.period)}",
    )
    if count:
        draw_to_ledger(household)
    draw_linked(_findings_html(findings, household) + _members_html(household), "findings_members")
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_incomes(household)
        draw_linked("".join(section_html(title, name, household) for title, name in TABLES.items()), "tables")
    with right:
        draw_linked(_facts_html(household), "facts")
    draw_linked(absent_html(household) + sources_html(address, household), "sources")


def _findings_html(findings: pd.DataFrame | None, household: Household) -> str:
    if findings is None:
        return part_html("疑点", "<div class='absent'>还没有核查过，请先在“疑点核查”运行一次。</div>")
    if findings.empty:
        return part_html("疑点", look.light_html("normal", "没有查出疑点"))
    said = findings.assign(
        said=[_say_state(row) for _, row in findings.iterrows()],
        review=[_say_review(row) for _, row in findings.iterrows()],
    )
    groups = said.groupby(["check", "said", "review"], sort=False)
    marks = to_ledger_marks.household_marks(household, list(findings["check"]))
    rows = "".join(
        _finding_row(check, state, review, group, household, marks[check]) for (check, state, review), group in groups
    )
    head = "".join(f"<th>{title}</th>" for title in FINDING_TITLES)
    table = _stacked_html("findings", head, rows)
    return part_html("疑点", table, f"{household_findings.count_open(findings)} 条未消除")


def _finding_row(
    check_id: str, state: str, review: str, rows: pd.DataFrame, household: Household, in_ledger: str
) -> str:
    """One rule in one state, with everybody it is about."""
    check = household_checked.find_check(check_id)
    code = f" <span class='soft'>{escape(check.code)}</span>" if check.code else ""
    title = link_html(check.title, "checks", style="name", check=check.id, at=household.place_code)
    why = f"<div class='soft'>{escape(check.why_it_matters)}</div>" if check.why_it_matters else ""
    whose = "<br>".join(escape(text or "全户") for text in rows["whose"])
    sources = rows[["source_file", "source_sheet", "source_row"]].drop_duplicates()
    lines = "<br>".join(
        f"{escape(str(file))} · {escape(str(sheet))} · 第{row}行"
        for file, sheet, row in sources.itertuples(index=False)
    )
    cells = (
        f"{title}{code}{why}",
        whose,
        escape(check.suspicion or "—"),
        escape(state) + in_ledger,
        escape(review),
        f"<span class='soft'>{lines}</span>",
    )
    return (
        "<tr>"
        + "".join(
            f"<td class='{'head wrap' if name == FINDING_TITLES[0] else 'wrap'}' data-title='{name}'>{cell}</td>"
            for name, cell in zip(FINDING_TITLES, cells, strict=True)
        )
        + "</tr>"
    )


def _say_review(row: pd.Series) -> str:
    """What the village answered: `属实：已上报`, `—` without an answer."""
    parts = [str(row[name]) for name in ("review_result", "review_note") if not pd.isna(row[name])]
    return "：".join(parts) or words.MISSING_WORDS


def _say_state(row: pd.Series) -> str:
    if row["is_exempt"]:
        reason = "" if pd.isna(row["exempt_reason"]) else f"：{row['exempt_reason']}"
        return f"已豁免{reason}"
    return check_matrix.STATES.get(str(row["state"]), str(row["state"]))


def _members_html(household: Household) -> str:
    members = household_words.list_members(household)
    if not members:
        return part_html("家庭成员", "<div class='absent'>最新一期的系统导出里没有这户。</div>")
    rows = "".join(_member_row(member) for member in members)
    head = "".join(f"<th>{title}</th>" for title in MEMBER_TITLES.values())
    table = _stacked_html("members", head, rows)
    return part_html("家庭成员", table, f"{len(members)} 人，证件号码已隐去中间")


def _stacked_html(style: str, head: str, rows: str) -> str:
    """A table whose rows stand one below the other as cards on a phone."""
    whole = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f"<div class='scroll whole'><table class='grid rows stacked {style}'>{whole}</table></div>"


def _member_row(member: Member) -> str:
    cells = "".join(
        f"<td class='{'head' if name == 'relation' else 'wrap'}' data-title='{title}'>{escape(getattr(member, name))}</td>"
        for name, title in MEMBER_TITLES.items()
    )
    return f"<tr>{cells}</tr>"


def _draw_incomes(household: Household) -> None:
    years = household_incomes.income_years(household)
    if years.empty:
        said = "○ 未导入" if not household.is_imported(INCOMES) else "表里没有这户"
        draw_linked(part_html("收入和支出", f"<div class='absent'>年度收支表：{said}</div>"), "no_incomes")
        return
    said = f"<b>{escape(household_incomes.say_income(years))}</b>"
    draw_linked(part_html("收入和支出", said, INCOME_NOTE), "income_head")
    parts = household_incomes.income_parts(years)
    key = ("household_incomes", (household.county_code, household.ref, household.period))
    figure = cache.figure(*key, lambda: pictures.draw_incomes(parts, years[["year", "spending_cny"]]))
    st.plotly_chart(figure, config=theme.config(), key="incomes")
    draw_linked(_incomes_html(years), "income_table")


def _incomes_html(years: pd.DataFrame) -> str:
    known = column_views(INCOMES)
    head = "".join(f"<th class='number'>{year}年</th>" for year in years["year"])
    rows = "".join(
        f"<tr><td>{_swatch_html(name)}{escape(known[name].title)}</td>"
        + "".join(f"<td class='number'>{escape(say_cell(value, known[name]))}</td>" for value in years[name])
        + "</tr>"
        for name in INCOME_COLUMNS
    )
    persons = "".join(f"<td class='number'>{'—' if pd.isna(value) else int(value)}</td>" for value in years["persons"])
    rows += f"<tr><td>家庭人数</td>{persons}</tr>"
    return f"<table class='grid rows'><thead><tr><th>单位：元</th>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _swatch_html(name: str) -> str:
    """The colour of a part in the picture."""
    if name not in pictures.COLOURS:
        return ""
    return f"<i class='swatch' style='background:{pictures.COLOURS[name][0]}'></i>"


def _facts_html(household: Household) -> str:
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
    return "".join([htmls[0], _events_html(household), *htmls[1:]])


def _facts_list(facts: list[tuple[str, str]]) -> str:
    """Filled facts one by one, the others named in one line."""
    filled = [(title, text) for title, text in facts if text != words.MISSING_WORDS]
    empty = [title for title, text in facts if text == words.MISSING_WORDS]
    items = "".join(f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in filled)
    under = f"<div class='under'>未填：{escape('、'.join(empty))}</div>" if empty else ""
    return f"<dl class='facts'>{items}</dl>{under}"


def _events_html(household: Household) -> str:
    events = household_events.list_events(household)
    if not events:
        return ""
    items = "".join(
        f"<li class='{'main' if event.kind in ('识别', '消除') else ''}'><span class='when'>{escape(event.when)}</span> "
        f"<div><span class='kind'>{escape(event.kind)}</span>{escape(event.words)}</div></li>"
        for event in events
    )
    return part_html("时间轴", f"<ol class='time'>{items}</ol>", "从早到晚")
