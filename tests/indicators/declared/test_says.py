"""What a title, a unit, a counter and a sentence promise is what the expressions count."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pytest
from sqlglot import exp

from indicators.declared import CHECKS, TO_DATE, Measure, column_names, framework_ids, read_framework, say_expression
from indicators.figures.briefing import Figure, read_figures
from store import read_tables

COUNTERS: Final[Mapping[str, Collection[str]]] = {
    "aid_rows": ("笔",), "answer_rows": ("户",), "assets": ("处资产", "座电站"), "away_rows": ("人",),
    "cooperation_findings": ("个问题",), "cooperation_innovations": ("项创新工作",), "cooperation_items": ("项协议指标",),
    "cooperation_negatives": ("类负面事项",), "cooperation_plan": ("个项目",), "cooperation_projects": ("个项目",),
    "county_figures": ("个县", "条月报"),
    "disability_register": ("人",), "fund_projects": ("笔项目资金",), "grids": ("个网格",), "handbooks": ("户",), "house_grades": ("户",),
    "house_hazards": ("户",), "household_money": ("户",), "household_rows": ("户",), "household_services": ("户",),
    "household_subsidies": ("笔",), "inclusion_register": ("户",), "income_reviews": ("户",), "lifted_growth": ("个县",),
    "loan_rows": ("笔",), "migrant_work": ("人",), "monitored_household_rows": ("户",), "monitored_persons": ("人",),
    "moved_rows": ("户",), "payment_links": ("笔支付",), "person_integrity": ("人",), "person_links": ("人",), "person_rows": ("人",),
    "petitions": ("件",), "place_sums": ("个乡镇",), "plan_rows": ("人",), "post_rows": ("人次",), "progress_steps": ("条进度",),
    "project_progress": ("笔项目资金",), "projects": ("个项目",), "relief_rows": ("件",), "relocation_sites": ("个安置点",),
    "solar_stations": ("座电站",), "stay_rows": ("人",), "support_rows": ("人",), "unit_notice": ("个单位",), "village_facts": ("个村",),
    "village_rows": ("个村",), "village_services": ("个村",), "wanting_rows": ("人",), "water_problems": ("户",), "wish_rows": ("户",),
    "work_phone_rows": ("户",), "work_rows": ("人",), "work_teams": ("人",), "work_verifications": ("人",), "workshops": ("个车间",),
}  # fmt: skip
"""Table or view → what one row of it may be counted in. Of the table by township and task the counter is the unit of the
task's figures."""
ONE_OF_EACH: Final = {
    ("monitored_persons", "户"): "relation = '户主'",
    ("project_progress", "个项目"): "fund_source = ",
}
"""Where a condition leaves one row of each, the rows may be counted in these, too."""
NEEDED: Final[Mapping[str, Collection[str]]] = {
    "按期": ("planned_finish_on",), "开工": ("is_started",), "验收": ("accept_days", "is_accepted", "accepted_on"),
    "三个月内": ("accept_days",), "满一个月": ("finished_on",), "六个月": ("removed_month", "included_number"),
    "工作日": ("allocation_work_days",), "在用": ("use_state",), "确权": ("owner",), "净": ("costs_cny", "net_income_cny"),
    "产业项目": ("is_industry",), "产业占比": ("is_industry",), "公益岗": (
        "post_wages_cny", "public_post", "is_on_post_list", "says_post", "posts", "person_posts", "household_holders", "monthly_pay_cny",
        "is_on_duty", "post_holders", "post_help"),
    "公益事业": ("village_works_cny",), "达标": ("expected_kwh", "post_wages_cny"), "发电": ("power_kwh",), "中央": ("fund_source",),
    "搬迁后扶": ("category",), "人均纯收入": ("income_per_person_cny", "lifted_income", "growth_change_points", "growth_rate"),
    "可支配收入": ("rural_income", "urban_income"), "监测对象": (
        "monitoring_kind", "is_monitored", "is_active_risk", "table:monitored_household_rows"),
    "劳动力": ("has_full_labour", "has_labour", "labour_skill", "labour", "is_weak_labour", "is_no_labour_household"),
    "序时进度": ("schedule_share",), "预算": ("final_budget_cny",), "住房安全": ("is_unsafe_house", "done_on", "is_done"),
    "参保": ("has_resident_insurance", "is_insured_next_year", "has_employee_insurance"), "雨露计划": (
        "aid_cny", "table:aid_rows", "has_rain_dew_help"),
    "走访": ("visits", "is_visited_after"), "电话": (
        "phone_households", "phone_workers", "has_phone_in_two_counties", "households_on_phone", "has_contact", "is_consistent"),
    "残疾证": ("is_on_disability_list",), "消除风险": ("is_active_risk", "is_risk_removed", "removed_month"), "典型经验": ("model_cases",),
}  # fmt: skip
"""Word of a title → columns of which the expressions must name one (`table:` a relation that is of nothing else)."""
NOT_MEANT: Final[Mapping[str, str]] = {"正常使用": "低效", "产业": "就业"}
"""Word of a title → a value that does not belong to it, unless the title says that it is counted."""
WHOLES: Final = ("户", "人", "件", "笔", "座", "处", "个", "条")
FRAMEWORKS: Final = (*framework_ids(), CHECKS)


def measures() -> Iterator[Measure]:
    for name in FRAMEWORKS:
        yield from read_framework(name).measures.values()


def faults_of(measure: Measure) -> list[str]:
    """What title, unit, counter and sentence promise and the expressions do not keep."""
    is_by_task = measure.table in ("township_progress",)
    return [
        *(_wrong_counter(measure) if not is_by_task else _wrong_task(measure)),
        *_wrong_sentence(measure),
        *(_missing_columns(measure) if not is_by_task else ()),
        *_wrong_values(measure),
    ]


def _wrong_counter(measure: Measure) -> Iterator[str]:
    allowed = {*COUNTERS.get(measure.table, [measure.counter])}
    condition = str(measure.texts.get("population", ""))
    allowed |= {word for (table, word), text in ONE_OF_EACH.items() if table == measure.table and text in condition}
    if measure.counter not in allowed:
        yield f"rows of {measure.table} are counted in {sorted(allowed)}, not {measure.counter}"


def _wrong_task(measure: Measure) -> Iterator[str]:
    """A measure of one task: its counter is the unit that the figures of the task have."""
    item = re.search(r"item = '(\w+)'", str(measure.texts.get("population", "")))
    if item is None or measure.counter == "个乡镇":
        return
    unit = next(one.unit for one in read_tables()["township_progress"].items if one.code == item[1])
    if measure.counter != unit:
        yield f"the figures of {item[1]} are {unit}, not {measure.counter}"


def _wrong_sentence(measure: Measure) -> Iterator[str]:
    said = measure.says
    if measure.framework == CHECKS:
        whole = next((word for word in WHOLES if word in measure.counter), measure.counter)
        whole = "村" if measure.counter == "个村" else "人次" if measure.counter == "人次" else whole
        if not (said.startswith("统计") and f"{whole}数" in said):
            yield f"a check's sentence says what is counted (统计…{whole}数)"
        met = str(measure.texts.get("met"))
        if ("或没有填写" in said or "没有填写或" in said) and not ("coalesce" in met or "IS NOT NULL" in met):
            yield "an empty cell is no finding here"
    elif (measure.kind in ("share", "ratio") or measure.is_growth) and "÷" not in said:
        yield "a share's sentence says what is divided by what (÷)"
    elif measure.kind == "mean" and measure.counter not in ("个县", "个单位") and "平均" not in said:
        yield "a mean's sentence says so (平均)"
    if measure.is_growth and "上年" not in said:
        yield "a growth's sentence names the year before"
    if measure.binding == TO_DATE and "1月到本期" not in said:
        yield "what is added up over the year says from when"


def _missing_columns(measure: Measure) -> Iterator[str]:
    trees = (measure.population, measure.met, measure.numerator, measure.denominator, measure.reported)
    named = {*column_names(*trees), f"table:{measure.table}"}
    for word, columns in NEEDED.items():
        if word in measure.title and not named & {*columns}:
            yield f"“{word}” needs one of {sorted(columns)}"


def _wrong_values(measure: Measure) -> Iterator[str]:
    said = " ".join(str(text) for text in measure.texts.values())
    for word, value in NOT_MEANT.items():
        if word in measure.title and f"'{value}'" in said and value not in measure.title:
            yield f"“{word}” does not mean {value}"


def test_every_measure_and_check_says_what_it_counts_and_means_it() -> None:
    found = {f"{one.framework}/{one.id}": faults_of(one) for one in measures()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_sentences_are_short_plain_chinese() -> None:
    assert [one.id for one in measures() if re.search(r"[A-Za-z_]{3,}", one.says) or len(one.says) > 70] == []


def test_conditions_are_said_in_chinese_without_a_name_of_the_program() -> None:
    """No column without a title, no code of an item, no word of SQL, in either form of any measure or check."""
    names = ("population", "met", "numerator", "denominator", "reported", "settled")
    forms = [form for measure in measures() for form in measure.forms]
    trees: list[tuple[Measure | Figure, exp.Expression]] = [
        (form, tree) for form in forms for name in names if (tree := getattr(form, name)) is not None
    ]
    trees += [(one, one.where) for one in read_figures() if one.where is not None]
    said = [(one.id, say_expression(tree, one.table)) for one, tree in trees]
    assert [(name, text) for name, text in said if re.search(r"[A-Za-z_]{2,}", text)] == []


def test_the_form_counted_from_a_register_says_so_and_not_that_townships_report_it() -> None:
    forms = [(one, one.holding.register) for one in measures() if one.holding is not None]
    assert forms
    for reported, register in forms:
        assert ("合并数出" in register.says) == (register.grouping is not None)
        assert "上报" not in register.says and "数出" in register.says and reported.says != register.says


WRONG: Final = {
    "persons counted as households": ("consolidation_2021", "monitored_insured", {"counter": "户"}),
    "money by source counted as projects": ("consolidation_2021", "spend_rate", {"counter": "个项目"}),
    "a share without what it is divided by": ("consolidation_2021", "satisfaction", {"says": "满意户数"}),
    "on time without the planned day": ("consolidation_2021", "projects_started", {"title": "项目按期开工率"}),
    "net without costs": ("consolidation_2021", "asset_earning", {"title": "经营性资产净收益率"}),
    "the unit of another task": ("consolidation_2021", "school_attendance", {"counter": "户"}),
    "a check that says nothing of what it counts": (CHECKS, "c5_asset_idle", {"says": "闲置或损毁的资产"}),
    "a check counted in something else": (CHECKS, "c1_aid_twice", {"counter": "人"}),
    "a check that claims to find empty cells": (
        CHECKS,
        "c5_asset_idle",
        {"says": "统计闲置、损毁或没有填写的资产处数"},
    ),
    "a sum over months that does not say so": ("consolidation_2021", "media_problems", {"says": "媒体曝光问题数之和"}),
    "in normal use with what runs badly": ("consolidation_2021", "asset_in_use", {"title": "经营性资产正常使用率"}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_said_wrongly_is_found(case: str) -> None:
    framework, name, change = WRONG[case]
    measure = read_framework(framework).measure(name)
    assert faults_of(measure) == [] and faults_of(replace(measure, **change)) != []
