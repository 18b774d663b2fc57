"""Invented projects of the two years' 衔接资金, their payments and the schedule set for them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from demo.places.world import COUNTIES, TODAY, County, World

FUND_YEARS = ("2020", "2021")
PROJECTS_A_YEAR = 60
REPORTED_UNTIL = TODAY - timedelta(days=1)
"""The last day the projects' and payments' tables know of."""

SOURCES = ("中央", "省级", "市级", "县级")
SOURCE_SHARES = (0.55, 0.25, 0.08, 0.12)
ISSUED = {"中央": ((-34, 102), 0.75), "省级": ((21, 137), 0.65), "市级": ((68, 160), 0.8), "县级": ((56, 150), 0.8)}
"""Days after 1 January on which a source's two batches are issued, and the share of projects in the first."""

KINDS = {
    "产业发展": ("农业农村局", ("茶叶基地提质改造", "柑橘品改", "油茶低改", "中药材种植基地", "稻鱼综合种养", "肉牛养殖示范场",
                          "冷链仓储", "农产品加工车间")),
    "就业": ("人社局", ("就业帮扶车间建设", "公益性岗位补助", "外出务工交通补助")),
    "乡村建设": ("住建局", ("通组路硬化", "安全饮水巩固提升", "小型水利设施", "人居环境整治", "村庄污水治理", "危桥改造")),
    "易地搬迁后扶": ("发改局", ("安置点配套设施", "安置区产业配套")),
    "公共服务": ("教体局", ("雨露计划补助", "村卫生室改造", "村级综合服务设施")),
}  # fmt: skip
"""Category → department in charge and the works it does."""
OTHER_CATEGORIES = ("乡村建设", "乡村建设", "乡村建设", "公共服务", "易地搬迁后扶")

CURVES = {
    "early": (0.02, 0.06, 0.15, 0.27, 0.4, 0.53, 0.65, 0.76, 0.86, 0.94, 1.0, 1.02),
    "even": (0.0, 0.03, 0.09, 0.17, 0.27, 0.38, 0.5, 0.62, 0.74, 0.87, 1.0, 1.06),
    "late": (0.0, 0.01, 0.04, 0.08, 0.14, 0.22, 0.31, 0.42, 0.56, 0.75, 1.0, 1.18),
}
"""Money paid by the end of each month, as a share of what is paid by 20 November."""
CURVE_DAYS = (31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 324, 365)
SPENT_2020 = 0.996
KEPT_BACK = 0.02
"""Share of projects whose last payment is kept back until faults are mended."""
NEVER_ACCEPTED = 0.2
"""Share of last year's projects still not accepted, for each unit by which a county's pace is above 1.2."""
HOUSEHOLD_COUNTS = ("benefit_households", "subsidy_due_households", "subsidy_paid_households")

Row = dict[str, object]


def invent_fund_projects(world: World) -> pd.DataFrame:
    """Table `fund_projects`: about 60 projects a county and year, some with two sources of money. Money in yuan;
    dates after the last reported day are missing: not started, not finished, not accepted yet."""
    rows: list[Row] = []
    for year in FUND_YEARS:
        for county in COUNTIES:
            rows += _county_projects(world, county, year)
    return pd.DataFrame(rows)


def _county_projects(world: World, county: County, year: str) -> Iterator[Row]:
    rng = world.generator(f"fund_projects/{county.code}/{year}")
    villages = world.villages[world.villages["county_code"] == county.code]
    budgets = np.round(30 + 570 * rng.random(PROJECTS_A_YEAR) ** 2, 2)
    categories = _pick_categories(rng, budgets, county.industry[FUND_YEARS.index(year)], county.without)
    for number, (budget, category) in enumerate(zip(budgets.tolist(), categories, strict=True), 1):
        row = _invent_project(rng, county, year, number, category, villages)
        parts = _split_budget(rng, budget)
        for source, part in parts.items():
            yield row | _invent_money(rng, source, part) | _invent_dates(rng, county, year, source)
            row = row | dict.fromkeys(HOUSEHOLD_COUNTS)  # counted once, in the row of the first source
    yield _management_fee(county, year, number + 1, float(budgets.sum()))


def _pick_categories(
    rng: np.random.Generator, budgets: np.ndarray, industry: float, without: tuple[str, ...]
) -> list[str]:
    """A category a project, so that industry and work make up that share of the money as closely as projects allow."""
    others = [c for c in OTHER_CATEGORIES if not (without and c == "易地搬迁后扶")]
    categories = [others[i] for i in rng.integers(0, len(others), len(budgets))]
    wanted = float(budgets.sum()) * industry
    for index in rng.permutation(len(budgets)).tolist():
        if budgets[index] <= wanted + 15:
            categories[index] = "就业" if rng.random() < 0.12 else "产业发展"
            wanted -= float(budgets[index])
    return categories


def _invent_project(
    rng: np.random.Generator, county: County, year: str, number: int, category: str, villages: pd.DataFrame
) -> Row:
    village = villages.iloc[int(rng.integers(0, len(villages)))]
    department, works = KINDS[category]
    work = works[int(rng.integers(0, len(works)))]
    benefit = int(rng.integers(25, 380))
    has_subsidy = category == "产业发展" and bool(rng.random() < 0.45)
    due = benefit * 6 // 10 if has_subsidy else None
    paid_share = min(1.0, county.level + 0.01 - county.weak.get("subsidy_paid", 0.0) - 0.25 * max(0.0, county.pace - 1))
    paid = int(rng.binomial(due, paid_share if year == "2021" else 0.995)) if due is not None else None
    return {
        "place_code": village["code"],
        "place_name": village["name"],
        "county_code": county.code,
        "period": year,
        "project_code": f"{county.code}{year}{number:04d}",
        "project_name": f"{year}年{village['township_name']}{village['name']}{work}项目",
        "category": category,
        "site": f"{village['township_name']}{village['name']}",
        "department": f"{county.name}{department}",
        "benefit_households": benefit,
        "subsidy_due_households": due,
        "subsidy_paid_households": paid,
    }


def _split_budget(rng: np.random.Generator, budget_wan: float) -> dict[str, float]:
    """Source → 万元; one project in ten is paid from two sources."""
    source = SOURCES[int(rng.choice(4, p=SOURCE_SHARES))]
    if source == "县级" or rng.random() >= 0.1:
        return {source: budget_wan}
    own = round(budget_wan * 0.2, 2)
    return {source: round(budget_wan - own, 2), "县级": own}


def _invent_money(rng: np.random.Generator, source: str, budget_wan: float) -> Row:
    """Budget and what became of it after adjustment: one project in seven was cut or raised by up to a tenth."""
    change = (0.9 + 0.2 * float(rng.random())) if rng.random() < 1 / 7 else 1.0
    return {
        "fund_source": source,
        "budget_cny": round(budget_wan * 10_000, 2),
        "adjusted_budget_cny": round(round(budget_wan * change, 2) * 10_000, 2),
    }


def _invent_dates(rng: np.random.Generator, county: County, year: str, source: str) -> Row:
    """Issued, allocated, planned and real dates of one project; slow counties (`pace` > 1) are late at each step."""
    batches, first_share = ISSUED[source]
    issued = date(int(year), 1, 1) + timedelta(days=batches[0] if rng.random() < first_share else batches[1])
    allocated = issued + timedelta(days=round(county.pace * int(rng.integers(14, 44))))
    earliest = max(allocated, date(int(year), 3, 1))
    planned_start = earliest + timedelta(days=int(rng.integers(5, 40)))
    duration = int(rng.integers(50, 150))
    planned_finish = min(planned_start + timedelta(days=duration), date(int(year), 11, 30))
    delay = round(30 * max(0.0, county.pace - 0.85) * float(rng.random()) * (3 if rng.random() < 0.25 else 1))
    started = planned_start + timedelta(days=delay)
    finished = max(started + timedelta(days=20), planned_finish + timedelta(days=round(delay * 1.2) - 8))
    accepted = finished + timedelta(days=round(int(rng.integers(12, 45)) * county.pace * county.pace))
    is_forgotten = year == "2020" and rng.random() < NEVER_ACCEPTED * (county.pace - 1.2)
    has_started = not (year == "2021" and rng.random() < 0.07 * (county.pace - 0.75))
    steps = {"started_on": started, "finished_on": finished, "accepted_on": accepted}
    real = {name: day if has_started and day <= REPORTED_UNTIL else None for name, day in steps.items()}
    real["accepted_on"] = None if is_forgotten else real["accepted_on"]
    return {
        "issued_on": issued,
        "allocated_on": allocated,
        "planned_start_on": planned_start,
        "planned_finish_on": planned_finish,
        **real,
    }


def _management_fee(county: County, year: str, number: int, total_wan: float) -> Row:
    """One per cent of the year's money, no building and so no dates of building."""
    fee = round(round(total_wan * 0.01, 2) * 10_000, 2)
    return {
        **county.columns,
        "period": year,
        "project_code": f"{county.code}{year}{number:04d}",
        "project_name": f"{year}年{county.name}衔接资金项目管理费",
        "fund_source": "县级",
        "category": "项目管理费",
        "site": county.name,
        "department": f"{county.name}乡村振兴局",
        "budget_cny": fee,
        "adjusted_budget_cny": fee,
        "issued_on": date(int(year), 2, 26),
        "allocated_on": date(int(year), 3, 15),
    }


def invent_fund_payments(world: World, projects: pd.DataFrame) -> pd.DataFrame:
    """Table `fund_payments`: three to eight payments a started project, on working days until the last reported day."""
    rows: list[Row] = []
    for (county_code, year), group in projects.groupby(["county_code", "period"], sort=True):
        county = next(county for county in COUNTIES if county.code == county_code)
        rows += _county_payments(world, county, str(year), group)
    return pd.DataFrame(rows)


def _county_payments(world: World, county: County, year: str, projects: pd.DataFrame) -> Iterator[Row]:
    rng = world.generator(f"fund_payments/{county.code}/{year}")
    last_day = REPORTED_UNTIL if year == "2021" else date(2020, 12, 31)
    curve = _curve(county, year)
    number = 0
    for project in projects.to_dict("records"):
        begin = project["started_on"] if project["category"] != "项目管理费" else project["allocated_on"]
        if not isinstance(begin, date):
            continue
        for paid_on, paid in _invent_payments(rng, curve, year, begin, round(project["adjusted_budget_cny"] / 100)):
            if paid_on <= last_day:
                number += 1
                yield _payment_row(rng, county, year, number, project, paid_on, paid * 100.0)


def _curve(county: County, year: str) -> tuple[float, ...]:
    shape = CURVES[county.curve]
    share = county.spent_2021 if year == "2021" else SPENT_2020 / shape[-1]
    return tuple(point * share for point in shape)


def _invent_payments(
    rng: np.random.Generator, curve: tuple[float, ...], year: str, begin: date, hundreds: int
) -> Iterator[tuple[date, int]]:
    """Days and amounts (in hundreds of yuan) of one project, adding up to its budget over the year and after."""
    count = int(rng.integers(3, 9))
    weights = 0.5 + rng.random(count)
    reached = np.cumsum(weights) / weights.sum()
    amounts = np.diff(np.rint(reached * hundreds), prepend=0).astype(int)
    if rng.random() < KEPT_BACK:
        amounts[-1] = 0
    for level, amount in zip(reached.tolist(), amounts.tolist(), strict=True):
        if amount == 0:
            continue
        wanted = level - 0.5 / count + 0.12 * (float(rng.random()) - 0.5)
        day = date(int(year), 1, 1) + timedelta(days=_day_reached(curve, wanted))
        yield _working_day(max(day, begin + timedelta(days=int(rng.integers(4, 30))))), amount


def _day_reached(curve: tuple[float, ...], share: float) -> int:
    """Day of the year on which the curve reaches that share; a year later when it never does."""
    before_day, before = 0, 0.0
    for day, point in zip(CURVE_DAYS, curve, strict=True):
        if point >= share:
            return before_day + int((day - before_day) * max(0.0, share - before) / max(point - before, 1e-9))
        before_day, before = day, point
    return CURVE_DAYS[-1] + 365


def _working_day(day: date) -> date:
    """The day itself, or the Friday before a week-end: treasuries pay on working days."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _payment_row(
    rng: np.random.Generator,
    county: County,
    year: str,
    number: int,
    project: Mapping[str, object],
    day: date,
    paid: float,
) -> Row:
    is_subsidy = not pd.isna(project["subsidy_due_households"])
    kinds = ("农户", "村集体") if is_subsidy else ("企业", "村集体", "单位")
    return {
        **county.columns,
        "period": year,
        "project_code": project["project_code"],
        "fund_source": project["fund_source"],
        "voucher": f"{county.code}{year}{number:05d}",
        "paid_on": day,
        "paid_cny": paid,
        "payee_kind": kinds[int(rng.integers(0, len(kinds)))],
    }
