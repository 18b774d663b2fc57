"""Single households just inside and just outside each rule, as of the end of November 2021."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from indicators.declared.views import relation_columns
from tests.indicators.checks.twins.rules import Row, Rows, checks, county_row, engine_findings, fill_database, whole_row

PERIOD = "2021-11"
PLACE, NAMELESS = "433122101201", "433124101201"
"""A village of 泸溪县, whose name the place table has, and one of a county whose name it has not."""
LAND = {
    "farmland_mu": 4.0, "woodland_mu": 9.0, "returned_land_mu": 0.0, "orchard_mu": 0.0, "pasture_mu": 0.0,
    "water_area_mu": 0.0, "road_distance_km": 0.8,
}  # fmt: skip
LIFTED = {
    **LAND, "relation": "户主", "household_kind": "脱贫户", "income_per_person_cny": 11_000.0, "has_safe_water": True,
    "is_unsafe_house": False, "labour_skill": "普通劳动力", "health": "健康", "low_income_policy": "未享受",
    "destitute_policy": "未享受", "contact_name": "某某", "contact_phone": "13800000000",
}  # fmt: skip
ACTIVE = {
    **LIFTED, "household_kind": "一般农户", "monitoring_kind": "边缘易致贫户", "is_risk_removed": False,
    "included_month": "2020-10", "risk_1": "因灾", "income_per_person_cny": 5_400.0, "wage_income_cny": 9_000.0,
    "out_of_pocket_cny": 0.0, "industry_help": "发展种植业", "has_development_help": True, "is_no_labour_household": False,
}  # fmt: skip
REMOVED = {**ACTIVE, "is_risk_removed": True, "removed_month": "2021-09"}
UNABLE = {"labour_skill": "无劳动力", "is_no_labour_household": True}
NOTHING = {"industry_help": None}
AWAY, AT_HOME = "广东省深圳市宝安区", "湖南省湘西土家族苗族自治州泸溪县"


def work(place: str | None = AWAY, subsidy: float | None = 300, ended: str | None = None) -> Row:
    """A row of migrant_work, of somebody at work unless it has ended."""
    return {
        "is_working": ended is None,
        "work_county": place,
        "work_started_month": "2020-05",
        "work_ended_month": ended,
        "transport_subsidy_cny": subsidy,
    }


NO_WORK: Row = dict.fromkeys(work()) | {"is_working": False}

Case = tuple[Mapping[str, Any], Mapping[str, Any], str]
"""(what sort of home, what differs in it, the rules that find it). `work` gives rows of work, `house` one of its grade,
`second` what differs in a second member."""

FACTS: Mapping[str, Case] = {
    "lifted in order": (LIFTED, {}, ""),
    "active in order": (ACTIVE, {}, ""),
    "removed in order": (REMOVED, {}, ""),
    "100 mu": (LIFTED, {"farmland_mu": 100.0}, ""),
    "101 mu": (LIFTED, {"farmland_mu": 101.0}, "5_14_001"),
    "farmland below nought": (ACTIVE, {"farmland_mu": -0.5}, "5_14_008"),
    "lifted and monitored with 101 mu": (ACTIVE, {"farmland_mu": 101.0, "household_kind": "脱贫户"}, "5_14_001 5_14_008"),
    "farmland empty in a lifted home": (LIFTED, {"farmland_mu": None}, ""),
    "farmland empty": (ACTIVE, {"farmland_mu": None}, "5_14_015"),
    "farmland empty on one row": (ACTIVE, {"second": {"farmland_mu": None}}, ""),
    "200 mu of wood": (LIFTED, {"woodland_mu": 200.0}, ""),
    "too much wood": (LIFTED, {"woodland_mu": 200.1}, "5_14_002"),
    "too much wood, monitored": (ACTIVE, {"woodland_mu": 260.0}, "5_14_009"),
    "wood empty": (ACTIVE, {"woodland_mu": None}, "5_14_016"),
    "returned land below nought": (LIFTED, {"returned_land_mu": -1.0}, "5_14_003"),
    "too much returned land": (ACTIVE, {"returned_land_mu": 201.0}, "5_14_010"),
    "returned land empty": (ACTIVE, {"returned_land_mu": None}, "5_14_017"),
    "too much orchard": (LIFTED, {"orchard_mu": 201.0}, "5_14_004"),
    "too much orchard, monitored": (ACTIVE, {"orchard_mu": 201.0}, "5_14_011"),
    "orchard empty": (ACTIVE, {"orchard_mu": None}, "5_14_018"),
    "150 mu of pasture": (LIFTED, {"pasture_mu": 150.0}, "5_14_005"),
    "150 mu of pasture, monitored": (ACTIVE, {"pasture_mu": 150.0}, "5_14_012"),
    "pasture empty": (ACTIVE, {"pasture_mu": None}, "5_14_019"),
    "150 mu of water": (LIFTED, {"water_area_mu": 150.0}, "5_14_006"),
    "150 mu of water, monitored": (ACTIVE, {"water_area_mu": 150.0}, "5_14_013"),
    "water empty": (ACTIVE, {"water_area_mu": None}, "5_14_020"),
    "5 km": (LIFTED, {"road_distance_km": 5.0}, ""),
    "5.1 km": (LIFTED, {"road_distance_km": 5.1}, "5_14_007"),
    "800 m written as km": (ACTIVE, {"road_distance_km": 800.0}, "5_14_014"),
    "poor and not monitored": (LIFTED, {"income_per_person_cny": 5_999.9}, "1_02_006"),
    "poor and monitored": (ACTIVE, {"household_kind": "脱贫户"}, ""),
    "on the line": (LIFTED, {"income_per_person_cny": 6_000.0}, ""),
    "income empty": (LIFTED, {"income_per_person_cny": None}, ""),
    "water not judged": (LIFTED, {"has_safe_water": None}, "3_02_002"),
    "water unsafe, lifted": (LIFTED, {"has_safe_water": False}, ""),
    "water unsafe again": (REMOVED, {"has_safe_water": False}, "1_02_009_b"),
    "water unsafe, still at risk": (ACTIVE, {"has_safe_water": False}, ""),
    "house unsafe again": (REMOVED, {"is_unsafe_house": True}, "1_02_008"),
    "house damaged since": (REMOVED, {"is_house_damaged_since": True}, "1_02_008"),
    "house damaged, still at risk": (ACTIVE, {"is_house_damaged_since": True}, ""),
    "water damaged since": (REMOVED, {"is_water_damaged_since": True}, "1_02_009_b"),
    "house graded D": (REMOVED, {"house": {"grade": "D", "is_occupied": True}}, "1_02_009_a"),
    "house graded D, empty": (REMOVED, {"house": {"grade": "D", "is_occupied": False}}, ""),
    "house graded B": (REMOVED, {"house": {"grade": "B", "is_occupied": True}}, ""),
    "no one to ask": (REMOVED, {"contact_name": None}, "1_11_011"),
    "no phone to ring": (REMOVED, {"contact_phone": None}, "1_11_011"),
    "no phone, still at risk": (ACTIVE, {"contact_phone": None}, ""),
    "rich when included": (ACTIVE, {"included_month": "2021-06", "income_per_person_cny": 20_001.0}, "1111_18"),
    "rich when included last year": (ACTIVE, {"income_per_person_cny": 20_001.0}, ""),
    "removed after five months": (REMOVED, {"included_month": "2021-04"}, "2_11_002"),
    "removed after six months": (REMOVED, {"included_month": "2021-03"}, ""),
    "removed early last year": (REMOVED, {"included_month": "2020-10", "removed_month": "2020-12"}, ""),
    "ill without an ill member": (ACTIVE, {"risk_2": "因病", "out_of_pocket_cny": 500.0}, "5_15_015"),
    "ill without cost": (ACTIVE, {"risk_2": "因病", "health": "患有大病"}, "5_15_020"),
    "ill, cost empty": (ACTIVE, {"risk_2": "因病", "health": "长期慢性病", "out_of_pocket_cny": None}, ""),
    "ill, removed": (REMOVED, {"risk_2": "因病"}, ""),
    "wage of 99 a year": (ACTIVE, {"wage_income_cny": 99.0}, "5_15_023"),
    "wage of 100 a year": (ACTIVE, {"wage_income_cny": 100.0}, ""),
    "no wage": (ACTIVE, {"wage_income_cny": 0.0}, ""),
}  # fmt: skip

HELP: Mapping[str, Case] = {
    "student without 雨露": (REMOVED, {"second": {"student_state": "中职一年级", **UNABLE}}, "1111_2"),
    "student included in August": (
        ACTIVE, {"second": {"student_state": "高职高专", **UNABLE}, "included_month": "2021-08"}, ""),
    "student with 雨露": (REMOVED, {"student_state": "中职", "education_help": "教育资助,雨露计划"}, ""),
    "moved after the programme": (REMOVED, {"relocation_help": "搬迁", "included_month": "2021-01"}, "1111_4"),
    "moved within the programme": (REMOVED, {"relocation_help": "搬迁", "included_month": "2020-12"}, ""),
    "低保 on paper": (REMOVED, {"security_help": "低保,临时救助"}, "4_11_015"),
    "低保 on paper, 特困 in fact": (REMOVED, {"security_help": "低保", "destitute_policy": "集中供养"}, ""),
    "低保 on paper, at risk": (ACTIVE, {"security_help": "低保"}, "4_11_015 5_16_005"),
    "低保 of one member": (ACTIVE, {"security_help": "低保", "second": {"low_income_policy": "农村低保"}}, ""),
    "低保 not written down": (ACTIVE, {"low_income_policy": "农村低保"}, "5_16_003"),
    "低保 of the town not written down": (ACTIVE, {"low_income_policy": "城市低保"}, ""),
    "特困 not written down": (ACTIVE, {"destitute_policy": "分散供养", "security_help": "低保"}, "5_16_004 5_16_005"),
    "特困 on paper": (ACTIVE, {"security_help": "特困供养"}, "4_11_015 5_16_006"),
    "severely disabled": (ACTIVE, {"id_number": "43312219810601001742"}, "5_16_008"),
    "severely disabled, allowance": (ACTIVE, {"id_number": "43312219810601001742", "security_help": "残疾人补贴"}, ""),
    "disabled, third grade": (ACTIVE, {"id_number": "43312219810601001743"}, ""),
    "only supported": (ACTIVE, {**NOTHING, "security_help": "临时救助"}, "5_11_032 5_12_007_b"),
    "supported and treated": (ACTIVE, {**NOTHING, "security_help": "临时救助", "health_help": "大病救治"}, "5_12_007_b"),
    "only supported, weak": (
        ACTIVE, {**NOTHING, "security_help": "临时救助", "labour_skill": "弱劳动力或半劳动力"}, "5_12_007_b"),
    "only supported, unable": (ACTIVE, {**NOTHING, "security_help": "临时救助", **UNABLE}, ""),
    "unable, not marked": (ACTIVE, {**UNABLE, "is_no_labour_household": None}, "5_11_033"),
    "unable and marked": (ACTIVE, UNABLE, ""),
    "unable, one weak member": (
        ACTIVE, {"labour_skill": "丧失劳动力", "second": {"labour_skill": "弱劳动力或半劳动力"}}, ""),
    "labour not known": (ACTIVE, {"labour_skill": None}, ""),
    "not developed after six months": (
        ACTIVE, {"included_month": "2021-05", "has_development_help": False}, "5_12_007_a"),
    "development left empty": (ACTIVE, {"included_month": "2021-05", "has_development_help": None}, "5_12_007_a"),
    "not developed after five months": (ACTIVE, {"included_month": "2021-06", "has_development_help": False}, ""),
    "developed by 其他": (ACTIVE, {"industry_help": "其他"}, "5_12_011"),
    "developed by 其他 and a post": (ACTIVE, {"industry_help": "其他", "post_help": "公益性岗位", "work": [work()]}, ""),
    "developed by training": (ACTIVE, {**NOTHING, "job_help": "其他,技能培训", "work": [work()]}, "5_12_011"),
    "developed by training and more": (ACTIVE, {"job_help": "技能培训", "work": [work()]}, ""),
    "water a reason": (REMOVED, {"risk_5": "因安全饮水"}, "5_18_006"),
    "water a reason and mended": (ACTIVE, {"risk_5": "因安全饮水", "water_help": "饮水巩固提升"}, ""),
}  # fmt: skip

JOB_RISK = {"risk_2": "因务工就业不稳"}
WORK: Mapping[str, Case] = {
    "job help, nobody at work": (REMOVED, {"job_help": "就业信息服务"}, "1111_3"),
    "post, nobody at work": (ACTIVE, {"post_help": "公益性岗位"}, "1111_3"),
    "job help, work ended before": (
        ACTIVE, {"job_help": "就业信息服务", "work": [work(ended="2020-09")]}, "1111_3"),
    "job help, work ended in that month": (ACTIVE, {"job_help": "就业信息服务", "work": [work(ended="2020-10")]}, ""),
    "fare not paid": (ACTIVE, {"job_help": "外出务工补贴", "work": [work(subsidy=None)]}, "1111_10"),
    "fare paid to one": (
        ACTIVE, {"job_help": "外出务工补贴", "work": [work(subsidy=0)], "second": {}, "second_work": [work()]}, ""),
    "fare not paid, removed": (REMOVED, {"job_help": "外出务工补贴", "work": [work(subsidy=0)]}, ""),
    "fare paid at home": (ACTIVE, {"job_help": "外出务工补贴", "work": [work(AT_HOME)]}, "5_17_011 5_17_012"),
    "sent out, at home": (ACTIVE, {"job_help": "劳务输出,其他", "work": [work(AT_HOME)]}, "5_17_011"),
    "sent out, place empty": (ACTIVE, {"job_help": "劳务输出", "work": [work(None)]}, ""),
    "sent out, away": (ACTIVE, {"job_help": "劳务输出", "work": [work()]}, ""),
    "sent out, nobody at work": (ACTIVE, {"job_help": "劳务输出"}, "1111_3 5_17_011"),
    "sent out, county's name unknown": (
        ACTIVE, {"job_help": "劳务输出", "work": [work(AT_HOME)], "place_code": NAMELESS}, ""),
    "unsteady and unable": (REMOVED, {**JOB_RISK, **UNABLE}, "5_15_013"),
    "unsteady and unable, at risk": (ACTIVE, {**JOB_RISK, **UNABLE}, "5_15_013 5_15_014"),
    "unsteady, not in the work table": (ACTIVE, JOB_RISK, "5_15_014"),
    "unsteady, only put down as not working": (ACTIVE, {**JOB_RISK, "work": [NO_WORK]}, "5_15_014"),
    "unsteady, one of two at work": (
        ACTIVE, {**JOB_RISK, "work": [NO_WORK], "second": {}, "second_work": [work()]}, ""),
    "unsteady, nobody said whether": (ACTIVE, {**JOB_RISK, "work": [NO_WORK | {"is_working": None}]}, ""),
    "unsteady, came back": (ACTIVE, {**JOB_RISK, "work": [work(ended="2021-08")]}, ""),
    "one phone in two counties": (
        LIFTED, {"member_phone": "13900000001", "work": [work()], "second": {}, "second_work": [work("上海市松江区")]},
        "5_15_021"),
    "one phone in one county": (
        LIFTED, {"member_phone": "13900000002", "work": [work()], "second": {}, "second_work": [work()]}, ""),
    "a phone of two homes": (LIFTED, {"member_phone": "13900000003", "work": [work()]}, "5_15_022"),
    "the other home": (ACTIVE, {"member_phone": "13900000003", "work": [work()]}, "5_15_022"),
    "a third home, nobody at work": (LIFTED, {"member_phone": "13900000003"}, ""),
    "the phone in another county": (
        LIFTED, {"member_phone": "13900000003", "work": [work()], "place_code": NAMELESS}, ""),
    "no phones": (LIFTED, {"work": [work()], "second": {}, "second_work": [work("上海市松江区")]}, ""),
}  # fmt: skip
CASES = {**FACTS, **HELP, **WORK}
VIEWS = ("household_rows", "monitored_household_rows", "work_phone_rows")


def ours() -> list[str]:
    """The checks that look at a household."""
    return [name for name, check in checks().measures.items() if check.table in VIEWS]


@pytest.fixture(scope="module")
def found() -> Mapping[str, set[str]]:
    """Household code → the rules that find it, of all cases at once."""
    rows: Rows = {name: [] for name in ("monitored_persons", "migrant_work", "house_grades")}
    rows["places"] = [county_row(PLACE[:6], "泸溪县")]
    for at, (home, changes, _) in enumerate(CASES.values()):
        _add_home(rows, at, home, changes)
    return _find(rows)


def _find(rows: Rows) -> Mapping[str, set[str]]:
    rules: dict[str, set[str]] = {}
    with fill_database(rows) as connection:
        for name, keys in engine_findings(connection, PERIOD, ours()).items():
            for key in keys:
                rules.setdefault(key, set()).add(name.removeprefix("n_"))
    return rules


def _add_home(rows: Rows, at: int, home: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    own = {"place_code": PLACE, "household_code": _code(at), **home, **changes}
    members: Sequence[Row] = [{"id_number": _number(at, 0), **own}]
    if "second" in changes:
        members = [*members, {**own, "relation": "配偶", "id_number": _number(at, 1), **changes["second"]}]
    for member, jobs in zip(members, (changes.get("work", []), changes.get("second_work", [])), strict=False):
        rows["monitored_persons"].append(whole_row("monitored_persons", member, PERIOD))
        rows["migrant_work"] += [whole_row("migrant_work", member | job, PERIOD) for job in jobs]
    if "house" in changes:
        rows["house_grades"].append(whole_row("house_grades", own | changes["house"], PERIOD))


def _code(at: int) -> str:
    return f"H{at:04d}"


def _number(at: int, seat: int) -> str:
    return f"433122198106{at:04d}{seat}7"


@pytest.mark.parametrize("which", CASES)
def test_a_household_is_found_by_the_rules_it_breaks(found: Mapping[str, set[str]], which: str) -> None:
    key = _code(list(CASES).index(which))
    assert found.get(key, set()) == set(CASES[which][2].split())


def test_every_rule_has_a_household_that_breaks_it() -> None:
    broken = {f"n_{rule}" for _, _, words in CASES.values() for rule in words.split()}
    assert broken == set(ours())


def test_without_the_work_table_nobody_is_said_not_to_work() -> None:
    rows: Rows = {"monitored_persons": [], "migrant_work": [], "house_grades": []}
    _add_home(rows, 0, ACTIVE, {"job_help": "劳务输出,外出务工补贴", **JOB_RISK})
    del rows["migrant_work"]
    assert _find(rows) == {}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_where_its_rows_come_from(name: str) -> None:
    needed = ("place_code", "county_code", "row_key", "household_code", "source_file", "source_hash", "source_sheet")
    columns = relation_columns(name)
    assert [column for column in needed if columns.get(column) != "VARCHAR"] == []
    assert columns["source_row"] == "INTEGER"


@pytest.mark.parametrize("name", ours())
def test_a_rule_says_its_code_and_no_year_of_its_own(name: str) -> None:
    check = checks().measures[name]
    assert name.removeprefix("n_").removesuffix("_a").removesuffix("_b") == check.code
    assert check.source.startswith(f"国家系统数据质量规则 {check.code}-")
    assert not re.search(r"20\d\d|\d{3}年", check.title)
    assert check.suspicion and check.department and check.why_it_matters and check.list_columns
