"""Single persons, work records and villages just inside and just outside each rule, as of the end of November 2021."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest

from loaders.cells.texts import id_check_digit
from tests.indicators.checks.twins.rules import Row, Rows, checks, engine_findings, fill_database, whole_row

PERIOD = "2021-11"
PLACE = "433122101201"
IN_ORDER = {
    "relation": "户主", "sex": "男", "birth_month": "1981-06", "education": "初中", "health": "健康",
    "labour_skill": "普通劳动力", "household_kind": "脱贫户", "has_resident_insurance": True, "has_critical_insurance": True,
    "has_employee_insurance": False, "has_illness_relief": False, "destitute_policy": "未享受", "low_income_policy": "未享受",
}  # fmt: skip
AT_WORK = {
    "is_working": True, "work_county": "广东省深圳市宝安区", "monthly_wage_cny": 4_000, "job_channel": "自发外出",
    "employer": "电子厂", "industry": "制造业", "is_point_to_point": False, "work_started_month": "2021-02",
}  # fmt: skip
VILLAGE = {
    "is_lifted": True, "households": 300, "persons": 1_100, "low_income_households": 9, "low_income_persons": 20,
    "destitute_persons": 2, "disabled_persons": 11, "unsafe_house_households": 0, "unsafe_water_households": 0,
    "has_bus": True, "has_paved_road": True, "clinics": 1, "doctors": 1, "public_toilets": 1, "reading_rooms": 1,
    "pension_persons": 700, "waste_sites": 3, "farmland_mu": 900.0,
}  # fmt: skip
EDGE = {"household_kind": "一般农户", "monitoring_kind": "边缘易致贫户", "is_risk_removed": False, "included_month": "2020-08",
        "health_help": "其他,城乡居民基本医疗保险个人缴费补贴"}  # fmt: skip
STUDENT = {"education": None, "labour_skill": "无劳动力"}


def student(state: str | None, birth_month: str) -> dict[str, Any]:
    return {**STUDENT, "student_state": state, "birth_month": birth_month}


PERSONS: Mapping[str, tuple[dict[str, Any], str]] = {
    "in order": ({}, ""),
    "monitored in order": (EDGE, ""),
    "aid missing": ({**EDGE, "health_help": "其他"}, "1111_06_2"),
    "aid missing, blank": ({**EDGE, "health_help": None}, "1111_06_2"),
    "aid missing, included in March": ({**EDGE, "health_help": None, "included_month": "2021-03"}, "1111_06_2"),
    "aid missing, included in April": ({**EDGE, "health_help": None, "included_month": "2021-04"}, ""),
    "aid missing, risk removed": ({**EDGE, "health_help": None, "is_risk_removed": True}, ""),
    "aid though included in April": ({**EDGE, "included_month": "2021-04"}, "1111_13"),
    "student who can work": (student("高中", "2005-01") | {"labour_skill": "普通劳动力"}, "1111_07"),
    "student who has lost the ability": (student("高中", "2005-01") | {"labour_skill": "丧失劳动力"}, ""),
    "weak at 59": ({**EDGE, "labour_skill": "弱劳动力或半劳动力", "birth_month": "1961-12"}, "1111_14 5_12_008"),
    "weak at 60": ({**EDGE, "labour_skill": "弱劳动力或半劳动力", "birth_month": "1961-11"}, ""),
    "weak and ill": ({**EDGE, "labour_skill": "弱劳动力或半劳动力", "health": "长期慢性病"}, ""),
    "weak in a lifted home": ({"labour_skill": "弱劳动力或半劳动力"}, "1111_15"),
    "unable though healthy": ({**EDGE, "labour_skill": "丧失劳动力"}, "5_12_008"),
    "no critical insurance": ({"has_critical_insurance": False}, "2_01_016"),
    "no insurance, employee's instead": ({"has_resident_insurance": False, "has_employee_insurance": True}, ""),
    "insurance cell empty": ({"has_critical_insurance": None}, ""),
    "no insurance, employee's not told": (
        {"has_resident_insurance": False, "has_employee_insurance": None, "has_illness_relief": True}, ""),
    "relief without insurance": ({"has_resident_insurance": False, "has_illness_relief": True}, "2_01_016 3_01_007"),
    "educated student": (student("小学", "2012-05") | {"education": "小学"}, "3_01_003"),
    "no number": ({"id_number": None}, "4_01_003"),
    "temporary number": ({"id_number": "99999919810601001"}, "4_01_003"),
    "in kindergarten at 7": (student("学前教育", "2014-11"), "5_17_001"),
    "in kindergarten at 6": (student("学前教育", "2014-12"), ""),
    "in kindergarten at 7, monitored": (EDGE | student("学龄前儿童", "2014-11"), "5_12_013"),
    "at university at 17": (student("本科", "2003-12"), "5_17_005"),
    "at university at 18": (student("本科", "2003-11"), ""),
    "at university at 17, monitored": (EDGE | student("高职高专", "2003-12"), "5_12_017"),
    "master at 19": (student("硕士研究生", "2001-12"), "5_17_006"),
    "master at 17, monitored": (EDGE | student("硕士研究生", "2003-12"), "5_12_017 5_12_018"),
    "junior school at 11": (student("初中", "2009-12"), "5_17_003"),
    "junior school at 12": (student("初中", "2009-11"), ""),
    "junior school at 17": (student("九年级", "2003-12"), ""),
    "junior school at 18": (student("初中", "2003-11"), "5_17_003"),
    "senior school at 14": (student("高中", "2006-12"), "5_17_004"),
    "vocational school at 21": (student("中职", "2000-11"), "5_17_004"),
    "primary school only at 22": ({"education": "小学", "birth_month": "1998-12"}, "5_17_007"),
    "primary school only at 23": ({"education": "小学", "birth_month": "1998-11"}, ""),
    "cannot read at 16": ({"education": "文盲或半文盲", "birth_month": "2005-11"}, "5_17_007"),
    "out of school at 7": (student(None, "2014-11"), "5_15_016"),
    "out of school at 15": (student(None, "2005-12"), "5_15_016"),
    "finished junior school at 15": (student(None, "2005-12") | {"education": "初中"}, ""),
    "left junior school at 13": (student(None, "2008-05") | {"education": "初中"}, "5_15_016"),
    "left junior school at 13, monitored": (EDGE | student(None, "2008-05") | {"education": "初中"}, "5_15_017"),
    "out of school at 16": (student(None, "2005-11") | {"labour_skill": "普通劳动力"}, ""),
    "out of school, monitored": (EDGE | student(None, "2010-05"), "5_15_017"),
    "destitute at 40": ({"destitute_policy": "集中供养"}, "5_15_018"),
    "destitute at 60": ({"destitute_policy": "集中供养", "birth_month": "1961-11"}, ""),
    "destitute and disabled": ({"destitute_policy": "集中供养", "health": "残疾"}, ""),
    "destitute, monitored": ({**EDGE, "destitute_policy": "分散供养"}, "5_15_019"),
    "destitute, lifted and monitored": (
        {**EDGE, "household_kind": "脱贫户", "destitute_policy": "分散供养"}, "5_15_018 5_15_019"),
}  # fmt: skip
"""Who → (what differs from a person in order, the rules that find it)."""

WORKERS: Mapping[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "in order": ({}, {}, ""),
    "since last December": ({}, {"work_started_month": "2020-12"}, "1111_08"),
    "since last December, ended": ({}, {"work_started_month": "2020-12", "work_ended_month": "2021-02"}, ""),
    "wage of 399": ({}, {"monthly_wage_cny": 399.9}, "1111_12"),
    "wage of 400": ({}, {"monthly_wage_cny": 400}, ""),
    "wage of 99": ({}, {"monthly_wage_cny": 99}, "1111_12 5_16_002"),
    "wage of 99, ended": ({}, {"monthly_wage_cny": 99, "work_ended_month": "2021-10"}, "1111_12"),
    "wage of 30000": (EDGE, {"monthly_wage_cny": 30_000}, ""),
    "wage of 30001": (EDGE, {"monthly_wage_cny": 30_001}, "5_16_001"),
    "not at work": ({}, {"is_working": False, "monthly_wage_cny": 50}, ""),
    "unable": ({"labour_skill": "丧失劳动力"}, {}, "2_01_015_a"),
    "studies": (student("本科", "2002-03"), {}, "2_01_015_a 4_01_006"),
    "no employer": ({}, {"employer": None}, "5_01_007"),
    "no employer, ended": ({}, {"employer": None, "work_ended_month": "2021-10"}, ""),
    "no wage, monitored": (EDGE, {"monthly_wage_cny": None}, "5_12_006"),
    "began at 15": ({"birth_month": "2005-07"}, {"work_started_month": "2021-06"}, "5_16_010"),
    "began at 16": ({"birth_month": "2005-06"}, {"work_started_month": "2021-06"}, ""),
    "place empty": (EDGE, {"work_county": None}, "4_12_001"),
    "place a province": (EDGE, {"work_county": "广东省"}, "4_12_001"),
    "place a prefecture": (EDGE, {"work_county": "贵州省贵阳市"}, "4_12_001"),
    "place an autonomous prefecture": (EDGE, {"work_county": "湖南省湘西土家族苗族自治州"}, "4_12_001"),
    "place a municipality": (EDGE, {"work_county": "上海市"}, "4_12_001"),
    "place a city below a prefecture": (EDGE, {"work_county": "江苏省苏州市昆山市"}, ""),
    "place in an autonomous prefecture": (EDGE, {"work_county": "湖南省湘西土家族苗族自治州吉首市"}, ""),
    "place a city without counties": (EDGE, {"work_county": "广东省东莞市"}, ""),
    "place a town": (EDGE, {"work_county": "广东省中山市小榄镇"}, ""),
}
"""Who → (what differs in the person, what in the work record, the rules that find it)."""

VILLAGES: Mapping[str, tuple[dict[str, Any], str]] = {
    "in order": ({}, ""),
    "not lifted": ({"is_lifted": False, "clinics": None, "households": 0}, ""),
    "no pension figure": ({"pension_persons": None}, "pension"),
    "no bus figure": ({"has_bus": None}, "bus"),
    "no bus": ({"has_bus": False}, ""),
    "no clinic figure": ({"clinics": None}, "clinics"),
    "no clinic": ({"clinics": 0}, ""),
    "no toilet figure": ({"public_toilets": None}, "toilets"),
    "no doctor figure": ({"doctors": None}, "doctors"),
    "no waste figure": ({"waste_sites": None}, "waste"),
    "no reading room figure": ({"reading_rooms": None}, "reading"),
    "no low income figure": ({"low_income_households": None}, "low_income"),
    "no destitute figure": ({"destitute_persons": None}, "destitute"),
    "no disabled figure": ({"disabled_persons": None}, "disabled"),
    "no paved road": ({"has_paved_road": False}, "road"),
    "no households": ({"households": 0}, "households"),
    "households empty": ({"households": None}, "households"),
    "as many unsafe as there are": ({"unsafe_house_households": 300}, ""),
    "more unsafe than there are": ({"unsafe_house_households": 301}, "unsafe_above_all"),
    "less land than its homes": ({"farmland_mu": 29.9}, "land"),
    "as much land as its homes": ({"farmland_mu": 30.0}, ""),
    "no land figure": ({"farmland_mu": None}, ""),
}
"""Which → (what differs from a village in order, the rules that find it). Two homes there have 10 and 20 mu."""


@pytest.fixture(scope="module")
def found() -> Iterator[Mapping[str, set[str]]]:
    """Row key → the rules that find it, of all cases at once."""
    with _fill() as connection:
        findings = engine_findings(connection, PERIOD, [name for name in checks().measures if name.startswith("n_")])
    rules: dict[str, set[str]] = {}
    for name, keys in findings.items():
        for key in keys:
            rules.setdefault(key, set()).add(name.removeprefix("n_village_").removeprefix("n_"))
    yield rules


def _fill() -> duckdb.DuckDBPyConnection:
    rows: Rows = {"monitored_persons": [], "migrant_work": [], "village_facts": []}
    for at, (changes, _) in enumerate(PERSONS.values()):
        _add_person(rows, at, changes)
    for at, (changes, work, _) in enumerate(WORKERS.values(), start=500):
        person = _add_person(rows, at, changes)
        record = {name: person[name] for name in ("household_code", "id_number", "household_kind", "place_code")}
        rows["migrant_work"].append(whole_row("migrant_work", record | AT_WORK | work, PERIOD))
    for at, (changes, _) in enumerate(VILLAGES.values()):
        place = _village(at)
        rows["village_facts"].append(whole_row("village_facts", {"place_code": place, **VILLAGE, **changes}, PERIOD))
        for home in (1, 2):
            _add_person(rows, 1_000 + at * 10 + home, {"place_code": place, "farmland_mu": 10.0 * home})
    return fill_database(rows)


def _add_person(rows: Rows, at: int, changes: Mapping[str, Any]) -> Row:
    own = {"place_code": PLACE, "household_code": f"H{at:05d}", "id_number": _number(at)}
    row = whole_row("monitored_persons", {**own, **IN_ORDER, **changes}, PERIOD)
    if row["id_number"] is not None and len(row["id_number"]) == 17:
        row["id_number"] += id_check_digit(row["id_number"])
    rows["monitored_persons"].append(row)
    return row


def _number(at: int) -> str:
    return f"43312219810601{at:03d}" if at < 1_000 else f"43312219810701{at - 1_000:03d}"


def _village(at: int) -> str:
    return f"433122102{at + 201:03d}"


def _key(at: int, changes: Mapping[str, Any]) -> str:
    number = changes.get("id_number", _number(at))
    if number is None:
        return f"H{at:05d}/户主{IN_ORDER['birth_month']}"
    return str(number + id_check_digit(number))


def _rules(words: str) -> set[str]:
    return set(words.split())


OURS = (
    "1111_06_2", "1111_07", "1111_08", "1111_09", "1111_12", "1111_13", "1111_14", "1111_15", "2_01_015_a", "2_01_015_b",
    "2_01_016", "3_01_003", "3_01_007", "4_01_003", "4_01_006", "4_12_001", "5_01_007", "5_12_001", "5_12_006", "5_12_008",
    "5_12_013", "5_12_017", "5_12_018", "5_15_012", "5_15_016", "5_15_017", "5_15_018", "5_15_019", "5_16_001", "5_16_002",
    "5_16_010", "5_17_001", "5_17_003", "5_17_004", "5_17_005", "5_17_006", "5_17_007",
)  # fmt: skip


@pytest.mark.parametrize("who", PERSONS)
def test_a_person_is_found_by_the_rules_it_breaks(found: Mapping[str, set[str]], who: str) -> None:
    changes, words = PERSONS[who]
    key = _key(list(PERSONS).index(who), changes)
    assert found.get(key, set()) & set(OURS) == _rules(words)


@pytest.mark.parametrize("who", WORKERS)
def test_a_work_record_is_found_by_the_rules_it_breaks(found: Mapping[str, set[str]], who: str) -> None:
    changes, _, words = WORKERS[who]
    key = _key(500 + list(WORKERS).index(who), changes)
    of_work = {name for name in OURS if checks().measures[f"n_{name}"].table == "work_rows"}
    assert found.get(key, set()) & of_work == _rules(words)


@pytest.mark.parametrize("which", VILLAGES)
def test_a_village_is_found_by_the_rules_it_breaks(found: Mapping[str, set[str]], which: str) -> None:
    key = _village(list(VILLAGES).index(which))
    assert found.get(key, set()) == _rules(VILLAGES[which][1])


def test_two_jobs_overlap_only_when_the_earlier_one_began_in_another_month() -> None:
    started = {"same job": "2021-02", "other job": "2021-01", "ended before": "2020-09"}
    ended = {"same job": "2021-09", "other job": "2021-09", "ended before": "2021-01"}
    rows: Rows = {"monitored_persons": [], "migrant_work": []}
    for at, name in enumerate(started):
        person = _add_person(rows, at, EDGE)
        record = {key: person[key] for key in ("household_code", "id_number", "place_code")} | AT_WORK
        before = {"period": "2021-10", "work_started_month": started[name], "work_ended_month": ended[name]}
        rows["migrant_work"] += [whole_row("migrant_work", row, PERIOD) for row in (record, record | before)]
    with fill_database(rows) as connection:
        assert engine_findings(connection, PERIOD, ["n_5_12_001"]) == {"n_5_12_001": {_key(1, {})}}


def test_a_planned_worker_who_cannot_work_is_found() -> None:
    rows: Rows = {"monitored_persons": [], "work_plans": []}
    for at, plans in enumerate((True, False, None)):
        person = _add_person(rows, at, {"labour_skill": "无劳动力"})
        record = {key: person[key] for key in ("household_code", "id_number", "place_code")}
        rows["work_plans"].append(whole_row("work_plans", record | {"plans_to_work": plans}, PERIOD))
    with fill_database(rows) as connection:
        assert engine_findings(connection, PERIOD, ["n_2_01_015_b"]) == {"n_2_01_015_b": {_key(0, {})}}


@pytest.mark.parametrize("name", [f"n_{name}" for name in OURS])
def test_a_rule_says_its_code_and_no_year_of_its_own(name: str) -> None:
    measure = checks().measures[name]
    assert measure.code.replace("-", "_") in name
    assert measure.code in measure.source
    assert not re.search(r"20\d\d|\d{3}年", measure.title)
    assert measure.suspicion and measure.department and measure.why_it_matters and measure.list_columns
