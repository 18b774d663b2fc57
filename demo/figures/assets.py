"""Invented register of project assets at each quarter's end, and its yearly summary."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from demo.places.names import invent_person_names
from demo.places.world import COUNTIES, County, World

ASSETS_A_COUNTY = 80
SOLAR_A_COUNTY = 7
SNAPSHOTS = ("2019-12", "2020-03", "2020-06", "2020-09", "2020-12", "2021-03", "2021-06", "2021-09", "2021-11")

KINDS = {
    "经营性资产": (
        0.5,
        ("标准厂房", "冷链仓库", "茶叶加工生产线", "养殖圈舍", "温室大棚", "商铺门面", "民宿客房", "油茶基地"),
    ),
    "公益性资产": (0.32, ("通组公路", "集中供水工程", "村级活动中心", "村卫生室", "太阳能路灯", "山塘水渠")),
    "到户类资产": (0.18, ("入户菜园设施", "庭院圈舍", "种苗及农机具")),
}
"""Kind → share of the assets and what they are."""
OWNERS = {
    "经营性资产": ("村", "村", "村", "乡镇", "区县"),
    "公益性资产": ("村", "村", "乡镇", "区县"),
    "到户类资产": ("户",),
}
FEED_IN_CNY_PER_KWH = 0.85
HOURS_A_MONTH = 78
"""Full-load hours of a solar station a month."""
DISTRIBUTED_BY = (0.1, 0.15, 0.25, 0.35, 0.4, 0.5, 0.55, 0.6, 0.7, 0.78, 0.86, 0.97)
"""Share of the year's earnings given out by the end of each month in an ordinary village."""

Row = dict[str, object]


def invent_assets(world: World) -> pd.DataFrame:
    """Table `assets`: one row an asset and snapshot, from the month it was built. Money in yuan; earnings are missing
    for assets that are not meant to earn, zero for those that should and did not."""
    rows: list[Row] = []
    for county in COUNTIES:
        rng = world.generator(f"assets/{county.code}")
        for fixed in _invent_register(rng, world, county):
            rows += _invent_snapshots(rng, county, fixed)
    return pd.DataFrame(rows).sort_values(["period", "county_code", "asset_code"], ignore_index=True)


def _invent_register(rng: np.random.Generator, world: World, county: County) -> list[Row]:
    """What does not change about a county's assets."""
    villages = world.villages[world.villages["county_code"] == county.code]
    managers = invent_person_names(rng, ASSETS_A_COUNTY)
    kinds = [kind for kind, (share, _) in KINDS.items() for _ in range(round(share * ASSETS_A_COUNTY))]
    register = []
    for number, (kind, manager) in enumerate(zip(kinds, managers, strict=False), 1):
        village = villages.iloc[int(rng.integers(0, len(villages)))]
        is_solar = number <= SOLAR_A_COUNTY
        names = KINDS[kind][1]
        what = "村级光伏电站" if is_solar else names[int(rng.integers(0, len(names)))]
        owners = OWNERS[kind]
        register.append(
            {
                "place_code": village["code"],
                "place_name": village["name"],
                "county_code": county.code,
                "asset_code": f"ZC{county.code}{number:04d}",
                "asset_name": f"{village['name']}{what}",
                "kind": kind,
                "owner": owners[int(rng.integers(0, len(owners)))],
                "original_cny": float(rng.integers(400, 32_000 if kind == "经营性资产" else 16_000)) * 100,
                "built_on": date(2017, 1, 1) + timedelta(days=int(1_700 * float(rng.random()) ** 1.4)),
                "manager": manager if rng.random() > (1 - county.level) * 1.2 else None,
                "is_solar": is_solar,
            }
        )
    return register


def _invent_snapshots(rng: np.random.Generator, county: County, fixed: Row) -> Iterator[Row]:
    """The asset's rows, quarter by quarter: its state, what it earned and what was given out."""
    earns = fixed["kind"] == "经营性资产"
    rate = 0.0 if rng.random() < county.idle * 0.6 else 0.03 + 0.05 * float(rng.random())
    idle_from = SNAPSHOTS[int(rng.integers(0, len(SNAPSHOTS)))] if rng.random() < county.idle else "9999"
    gives_out = rng.random() > (1 - county.level) * 1.5
    quality = min(1.03, county.level - 0.04 + 0.14 * (float(rng.random()) - 0.5))
    posts = county.posts + 0.1 * (float(rng.random()) - 0.5)
    earned_before = _earned_before(fixed, rate)
    year_income, year = 0.0, ""
    for period in SNAPSHOTS:
        if str(fixed["built_on"])[:7] > period:
            continue
        month = int(period[5:])
        if period[:4] != year:
            earned_before, year_income, year = earned_before + year_income, 0.0, period[:4]
        row = fixed | {"period": period, "use_state": _use_state(fixed, rate, quality, period >= idle_from)}
        if earns:
            working = rate * quality if period < idle_from or period[:4] == "2019" else 0.0
            months = month if str(fixed["built_on"])[:4] < year else month - fixed["built_on"].month  # type: ignore[attr-defined]
            power = _invent_power(fixed, months, quality) if fixed["is_solar"] else {}
            earned = _earned(fixed, working, months, power)
            year_income = max(year_income, earned)
            wages = year_income * min(posts, 0.97) if fixed["is_solar"] else 0.0
            given = max(wages, year_income * DISTRIBUTED_BY[month - 1] * (county.level if gives_out else 0.0))
            row |= {
                **power,
                "income_cny": _hundreds(earned_before + year_income),
                "year_income_cny": _hundreds(year_income),
                "distributed_cny": _hundreds(min(given, year_income)),
                "post_wages_cny": _hundreds(wages) if fixed["is_solar"] else None,
            }
        yield row


def _hundreds(amount: float) -> float:
    """Rounded down to 100 yuan, the 0.01 万元 in which offices write; parts so never exceed their whole."""
    return float(int(amount / 100) * 100)


def _earned_before(fixed: Row, rate: float) -> float:
    """What the asset earned before 2019."""
    built = fixed["built_on"]
    years: float = max(0.0, (date(2019, 1, 1) - built).days / 365)  # type: ignore[operator]
    return float(fixed["original_cny"]) * rate * years * 0.8  # type: ignore[arg-type]


def _earned(fixed: Row, rate: float, months: int, power: dict[str, float]) -> float:
    if power:
        return power["power_kwh"] * FEED_IN_CNY_PER_KWH
    return float(fixed["original_cny"]) * rate * months / 12  # type: ignore[arg-type]


def _invent_power(fixed: Row, months: int, quality: float) -> dict[str, float]:
    """Power made and power expected since January, in kilowatt-hours; 7 000 yuan build one kilowatt."""
    expected = round(float(fixed["original_cny"]) / 7_000) * HOURS_A_MONTH * months  # type: ignore[arg-type]
    return {"power_kwh": float(round(expected * quality)), "expected_kwh": float(expected)}


def _use_state(fixed: Row, rate: float, quality: float, is_idle: bool) -> str:
    if is_idle and not fixed["is_solar"]:
        return "闲置"
    return "低效" if rate and fixed["kind"] == "经营性资产" and quality < 0.89 else "正常"


SUMMARY_YEARS = {"2020": "2020-12", "2021": "2021-11"}


def sum_assets(assets: pd.DataFrame) -> pd.DataFrame:
    """Table `asset_summary`: number and original value by kind and by owner, a county and year, from the register."""
    parts = []
    for year, period in SUMMARY_YEARS.items():
        snapshot = assets[assets["period"] == period]
        for words, column in (("资产类型", "kind"), ("确权归属", "owner")):
            groups = snapshot.groupby(["county_code", column], sort=True)["original_cny"].agg(["size", "sum"])
            rows = groups.reset_index().rename(columns={column: "category", "size": "asset_count", "sum": "amount_cny"})
            parts.append(rows.assign(period=year, classified_by=words))
    summary = pd.concat(parts, ignore_index=True)
    names = {county.code: county.name for county in COUNTIES}
    summary = summary.assign(place_code=summary["county_code"], place_name=summary["county_code"].map(names))
    return summary.sort_values(["period", "place_code", "classified_by", "category"], ignore_index=True)
