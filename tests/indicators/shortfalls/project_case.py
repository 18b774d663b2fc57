"""Projects, payments, persons and figures of two counties, small enough to count by hand.

By the end of November 2021 three projects should be finished and are not: two in 凤凰 (甲镇 一村, and the county's own) and one
in 泸溪 (乙乡). 一村's project has two payments of 3 and 2 万元 by then, and one of December.
"""

from datetime import date
from pathlib import Path

from store.versions import Store
from tests.indicators.small_case import write_rows

PERIOD, AREA = "2021-11", "433100"
LUXI, FENGHUANG = "433122", "433123"
TOWN, VILLAGE, OTHER_TOWN = "433123901", "433123901201", "433122901"
NAME, ID_NUMBER, PHONE = "张三丰", "433123199001011234", "13812341234"


def project_store(folder: Path) -> Store:
    """The store with all of it."""
    store = Store(folder)
    write_rows(store, "places", _places())
    write_rows(store, "fund_projects", _projects())
    write_rows(store, "fund_payments", _payments())
    write_rows(store, "monitored_persons", _persons())
    write_rows(store, "assets", [_asset()])
    write_rows(store, "indicator_values", _incomes())
    return store


def _places() -> list[dict[str, object]]:
    named = [(LUXI, "泸溪县", "county"), (FENGHUANG, "凤凰县", "county"), (TOWN, "甲镇", "township"),
             (VILLAGE, "一村", "village"), (OTHER_TOWN, "乙乡", "township")]  # fmt: skip
    return [{"code": code, "name": name, "level": level} for code, name, level in named]


def _projects() -> list[dict[str, object]]:
    rows = [
        ("P1", "一村水渠", VILLAGE, "中央", "产业发展", False),
        ("P2", "县级管理平台", FENGHUANG, "县级", "乡村建设", False),
        ("P3", "乙乡公路", OTHER_TOWN, "中央", "乡村建设", False),
        ("P4", "甲镇大棚", TOWN, "省级", "产业发展", True),
    ]
    return [
        {
            "place_code": code, "place_name": "某地", "county_code": code[:6], "period": "2021", "project_code": number,
            "project_name": name, "fund_source": source, "category": category, "department": f"{code[:6]}农业局",
            "budget_cny": 100_000.0, "planned_finish_on": date(2021, 10, 31),
            "finished_on": date(2021, 9, 30) if is_finished else None,
        }
        for number, name, code, source, category, is_finished in rows
    ]  # fmt: skip


def _payments() -> list[dict[str, object]]:
    paid = [
        ("V1", date(2021, 5, 1), 30_000.0),
        ("V2", date(2021, 11, 30), 20_000.0),
        ("V3", date(2021, 12, 1), 10_000.0),
    ]
    return [
        {
            "place_code": FENGHUANG, "county_code": FENGHUANG, "period": "2021", "project_code": "P1",
            "fund_source": "中央", "voucher": voucher, "paid_on": day, "paid_cny": amount,
        }
        for voucher, day, amount in paid
    ]  # fmt: skip


def _persons() -> list[dict[str, object]]:
    row: dict[str, object] = {
        "place_code": VILLAGE, "place_name": "一村", "county_code": FENGHUANG, "period": PERIOD, "household_code": "H1",
        "id_number": ID_NUMBER, "member_phone": PHONE, "relation": "户主", "has_resident_insurance": False,
        "household_kind": "脱贫户", "monitoring_kind": "脱贫不稳定户",
        "has_employee_insurance": False, "is_unsafe_house": False, "is_risk_removed": False,
    }  # fmt: skip
    return [row]


def _asset() -> dict[str, object]:
    return {
        "place_code": VILLAGE, "place_name": "一村", "county_code": FENGHUANG, "period": PERIOD, "asset_code": "Z1",
        "asset_name": "一村冷库", "kind": "经营性资产", "use_state": "闲置", "original_cny": 2_500_000.0, "manager": NAME,
        "built_on": date(2019, 3, 5), "owner": "村",
    }  # fmt: skip


def unit_rows() -> list[dict[str, object]]:
    """Rows of unit_figures: a notice ranks two units that belong to no place, one on schedule, one behind."""
    rates = [("乡镇", "丙乡", 0.95), ("部门", "丁局", 0.5)]
    return [
        {
            "period": PERIOD,
            "unit_kind": kind,
            "unit_name": name,
            "item": "spend_rate",
            "item_title": "支出进度",
            "value": rate,
        }
        for kind, name, rate in rates
    ]


def _incomes() -> list[dict[str, object]]:
    """Rural income grew by 10 % in 凤凰 and by 5 % in 泸溪."""
    names = {FENGHUANG: "凤凰县", LUXI: "泸溪县"}
    values = [
        (FENGHUANG, "2020", 10_000.0),
        (FENGHUANG, "2021", 11_000.0),
        (LUXI, "2020", 10_000.0),
        (LUXI, "2021", 10_500.0),
    ]
    return [
        {
            "place_code": code, "place_name": names[code], "county_code": code, "period": period, "item": "rural_income",
            "item_title": "农村居民人均可支配收入", "unit": "元", "value": value, "source_column": "C",
        }
        for code, period, value in values
    ]  # fmt: skip
