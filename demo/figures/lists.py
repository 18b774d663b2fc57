"""Short invented lists: spending schedule, examination calendar, monitoring lines, items that do not apply, grades, provincial averages."""

from datetime import date

import pandas as pd

from core.places import COUNTRY
from demo.places.world import COUNTIES, PERIODS, PROVINCE, PROVINCE_NAME, SCOPE, SCOPE_NAME

CALENDAR = (
    ("2020", "省级后评估", "省级年度考核评估", date(2020, 11, 23), date(2020, 12, 5)),
    ("2020", "国家后评估", "国家年度考核评估", date(2020, 12, 14), date(2021, 1, 9)),
    ("2020", "资金支出截止", "年度衔接资金支出截止", date(2020, 12, 20), None),
    ("2020", "项目完工截止", "年度项目完工截止", date(2020, 11, 30), None),
    ("2021", "省级后评估", "省级巩固脱贫成果后评估", date(2021, 11, 25), date(2021, 12, 5)),
    ("2021", "国家后评估", "国家巩固脱贫成果后评估", date(2021, 12, 15), date(2022, 1, 10)),
    ("2021", "资金支出截止", "年度衔接资金支出截止", date(2021, 12, 20), None),
    ("2021", "项目完工截止", "年度项目完工截止", date(2021, 11, 30), None),
)
COOPERATION_CALENDAR = (
    ("2021", "下年项目计划上报", "各县和州直部门报送下年协作项目清单", date(2021, 12, 10), None),
    ("2021", "动员部署和培训", "东西部协作考核动员部署和政策培训", date(2021, 12, 15), None),
    ("2021", "实地考核", "东西部协作实地考核", date(2021, 12, 20), date(2022, 1, 10)),
    ("2021", "现场考核结束", "东西部协作现场考核结束", date(2022, 1, 10), None),
)
MONITORING_LINES = {"2020": 5_000.0, "2021": 6_000.0}
NO_RELOCATION = ("relocated_jobs", "site_managers", "relocation_projects_finished")
"""Measures that do not apply to a county without relocation sites."""

PROVINCE_BY_MONTH = {
    "spend_rate": (0.02, 0.05, 0.11, 0.19, 0.29, 0.41, 0.52, 0.62, 0.72, 0.81, 0.87, 0.985),
    "central_spend_rate": (0.02, 0.06, 0.13, 0.22, 0.33, 0.45, 0.56, 0.66, 0.75, 0.84, 0.9, 0.99),
    "satisfaction": (0.962, 0.963, 0.963, 0.965, 0.966, 0.967, 0.968, 0.969, 0.97, 0.971, 0.972, 0.974),
}
"""Provincial averages at the end of each month, the same in both years; spending starts anew each January."""
NATION_BY_MONTH = {
    "workers_kept_growth": (0.004, 0.005, 0.006, 0.007, 0.008, 0.009, 0.01, 0.011, 0.0115, 0.012, 0.0125, 0.013)
}
"""National averages at the end of each month, the same in both years."""
PROVINCE_BY_YEAR = {
    "industry_share": {"2020": 0.523, "2021": 0.552},
    "rural_income_growth": {"2020": 0.077, "2021": 0.103},
    "lifted_income_growth": {"2020": 0.105, "2021": 0.096},
}

NODES = {
    "2020": ((3, 31, 0.2), (6, 30, 0.5), (9, 30, 0.8), (11, 30, 0.92), (12, 20, 0.98)),
    "2021": ((3, 31, 0.1), (4, 30, 0.2), (6, 30, 0.45), (8, 31, 0.65), (9, 30, 0.75), (10, 31, 0.85), (11, 30, 0.95), (12, 20, 1.0)),
}  # fmt: skip


def list_check_limits() -> pd.DataFrame:
    """Table `check_limits`: one county that compares farmland with a line of its own, below what the planted faults have."""
    county = next(one for one in COUNTIES if one.code == "433130")
    limit = {"limit_code": "farmland_high_mu", "limit_title": "户耕地面积上限", "limit_value": 110.0}
    return pd.DataFrame([{**county.columns, "period": "2021", **limit, "basis": "县数据质量会商纪要（演示）"}])


def list_schedule_nodes() -> pd.DataFrame:
    """Table `schedule_nodes`: what share of the year's money the prefecture wants paid by which day."""
    return pd.DataFrame(
        {
            "place_code": SCOPE,
            "place_name": SCOPE_NAME,
            "county_code": None,
            "period": year,
            "fund_source": None,
            "node_on": date(int(year), month, day),
            "target_rate": rate,
            "document": f"州衔接资金调度通知〔{year}〕3号（演示）",
        }
        for year, nodes in NODES.items()
        for month, day, rate in nodes
    )


def list_milestones() -> pd.DataFrame:
    """Table `milestones`: the province's calendar of 2020 and 2021, and the prefecture's of 东西部协作."""
    columns = ["period", "kind", "title", "starts_on", "ends_on"]
    rows = pd.DataFrame(CALENDAR, columns=columns).assign(place_code=PROVINCE, place_name=PROVINCE_NAME)
    own = pd.DataFrame(COOPERATION_CALENDAR, columns=columns).assign(place_code=SCOPE, place_name=SCOPE_NAME)
    whole = pd.concat([rows.assign(area=""), own.assign(area="东西部协作")], ignore_index=True)
    area = whole["area"].astype(object).where(whole["area"] != "", None)
    return whole.assign(area=area, county_code=None)


def list_monitoring_thresholds() -> pd.DataFrame:
    """Table `monitoring_thresholds`: yuan a person a year, one line a county and year."""
    return pd.DataFrame(
        {
            **county.columns,
            "period": year,
            "threshold_cny": line,
            "wording": f"脱贫人口、监测对象家庭年人均纯收入低于{line:.0f}元",
        }
        for county in COUNTIES
        for year, line in MONITORING_LINES.items()
    )


def list_grades() -> pd.DataFrame:
    """Table `grades`: what last year's examination gave each county, and why."""
    return pd.DataFrame(
        {
            **county.columns,
            "period": "2020",
            "grade": county.grade_2020[0],
            "reason": county.grade_2020[1],
            "set_by": "州考核工作领导小组",
        }
        for county in COUNTIES
    )


def list_not_applicable() -> pd.DataFrame:
    """Table `not_applicable`: measures about relocation for the counties without relocation sites."""
    return pd.DataFrame(
        {
            **county.columns,
            "period": year,
            "measure": measure,
            "reason": "辖区内无易地扶贫搬迁集中安置点",
        }
        for county in COUNTIES
        if county.without
        for year in MONITORING_LINES
        for measure in NO_RELOCATION
    )


def list_reference_values() -> pd.DataFrame:
    """Table `reference_values`: averages of the province and of the nation, as fractions, from 2020-01 on."""
    months = [period for period in PERIODS if period >= "2020"]
    by_month = [
        (measure, period, values[int(period[5:]) - 1])
        for measure, values in PROVINCE_BY_MONTH.items()
        for period in months
    ]
    by_year = [
        (measure, period, values[period[:4]]) for measure, values in PROVINCE_BY_YEAR.items() for period in months
    ]
    national = [
        (measure, period, values[int(period[5:]) - 1])
        for measure, values in NATION_BY_MONTH.items()
        for period in months
    ]
    columns = ["measure", "period", "value"]
    rows = pd.DataFrame([*by_month, *by_year], columns=columns).assign(place_code=PROVINCE, place_name=PROVINCE_NAME)
    nation = pd.DataFrame(national, columns=columns).assign(place_code=COUNTRY, place_name="全国")
    return pd.concat([rows, nation], ignore_index=True).assign(county_code=None)
