"""Six checks over a few persons of two counties and two months, small enough to reckon by hand.

November: 花垣's H1 has 130 mu (land), H2 no phone (phone), 泸溪's H4 130 mu as well and no income (income unknown).
October (花垣 only): H1 has 130 mu as now, H3 had no phone, H2 had one. So H1 is still there, H2 new, H3 gone, H4 first.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from indicators.declared import Framework, read_framework
from store.versions import Store
from tests.indicators.small_case import write_rows

NOW, BEFORE = "2021-11", "2021-10"
LUXI, HUAYUAN = "433122", "433124"
HUA_A, HUA_B, LU_A = "433124101201", "433124102201", "433122101201"
ID_1, ID_2, ID_3, ID_4, ID_5 = (f"43312419800101000{tail}" for tail in range(1, 6))

FRAMEWORK = {
    "framework": "few_checks", "title": "几条核查", "version": "1", "period": "month", "points": 0, "purpose": "checks",
    "aspects": [{"title": "责任", "points": 0}], "indicators": [{"title": "甲项", "points": 0}], "source": "测试",
}  # fmt: skip
_COMMON = {
    "says": "统计不合要求的人数", "aspect": "责任", "indicator": "甲项", "unit": "percent", "direction": "higher_is_better",
    "counter": "人",
    "source": "测试",
}  # fmt: skip
CHECKS: dict[str, dict[str, Any]] = {
    "land": {
        "title": "耕地过大", "code": "5_14_001", "table": "person_rows", "population": "farmland_mu IS NOT NULL",
        "met": "farmland_mu <= limit_farmland_high_mu", "suspicion": "需要核实", "list_columns": ["farmland_mu", "age"],
    },
    "income": {
        "title": "收入低于监测线", "table": "person_rows", "suspicion": "高度可疑",
        "met": "income_per_person_cny >= limit_monitoring_line_cny", "problem_type": "识别标准把关不严",
    },
    "phone": {
        "title": "没有电话", "table": "monitored_persons", "population": "household_code IS NOT NULL",
        "met": "household_phone IS NOT NULL", "suspicion": "确定有误",
    },
    "young_head": {
        "title": "户主年龄不足十六岁", "table": "person_rows", "population": "relation = '户主'", "met": "age >= 16",
        "compares": "school_rolls",
    },
    "head_alive": {
        "title": "户主有出生日期", "table": "person_rows", "population": "relation = '户主'",
        "met": "birth_month IS NOT NULL",
    },
    "credit": {
        "title": "贷款金额过高", "table": "microcredit", "met": "loan_cny <= limit_credit_most_cny", "counter": "笔",
    },
}  # fmt: skip
"""Check → its declaration, in the order of file names when sorted."""


def person(place: str, household: str, id_number: str, **values: Any) -> dict[str, Any]:
    """A row of monitored_persons that no check finds anything in."""
    county = place[:6]
    return {
        "place_code": place, "place_name": "某村", "county_code": county, "period": NOW, "household_code": household,
        "id_number": id_number, "relation": "户主", "birth_month": "1980-01", "household_kind": "脱贫户",
        "farmland_mu": 3.0, "income_per_person_cny": 9000.0, "household_phone": "13800000000", **values,
    }  # fmt: skip


OCTOBER = [
    person(HUA_A, "H1", ID_1, farmland_mu=130.0, period=BEFORE),
    person(HUA_A, "H2", ID_2, period=BEFORE),
    person(HUA_B, "H3", ID_3, household_phone=None, period=BEFORE),
]
NOVEMBER = [
    person(HUA_A, "H1", ID_1, farmland_mu=130.0),
    person(HUA_A, "H2", ID_2, household_phone=None),
    person(HUA_B, "H3", ID_3),
    person(LU_A, "H4", ID_4, farmland_mu=130.0, income_per_person_cny=None),
    person(LU_A, "H4", ID_5, relation="之子", farmland_mu=None),
]
ROWS = {"monitored_persons": [*OCTOBER, *NOVEMBER]}


def few_checks(folder: Path, checks: Mapping[str, Mapping[str, Any]] = CHECKS) -> Framework:
    """The framework, written below `folder` and read from there."""
    home = folder / "few_checks"
    home.mkdir(parents=True, exist_ok=True)
    files = {"framework": FRAMEWORK} | {name: {**_COMMON, **check} for name, check in checks.items()}
    for name, content in files.items():
        (home / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read_framework("few_checks", folder)


def few_rows(folder: Path, rows: Mapping[str, list[dict[str, Any]]] = ROWS) -> Store:
    """A store with these rows by table."""
    store = Store(folder)
    for name, found in rows.items():
        write_rows(store, name, found)
    return store
