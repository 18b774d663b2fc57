"""东西部协作, invented: agreement items of counties and departments, what three senders report of them, projects, cases, findings.

Items are exceeded, senders agree and projects begin in time, but for what is planted below.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from demo.figures.cooperation_items import COUNTY_ITEMS, DEPARTMENT_ITEMS, INNOVATIONS, NEGATIVES, PROJECT_KINDS
from demo.places.world import COUNTIES, SCOPE, SCOPE_NAME, World

YEAR, NEXT_YEAR = "2021", "2022"
MONTHS = {"2021-10": 0.86, "2021-11": 1.0}
"""Month → share of what was done by November."""
SENDERS = ("本级", "州", "对口市")
SHORT = {
    ("433127", "选派专业技术人才"): 0.62, ("433127", "引进落地企业"): 0.75, ("433130", "企业实际到位投资"): 0.83,
    ("433130", "脱贫人口到省外就业"): 0.94, ("433125", "致富带头人培训"): 1.0, ("433122", "社会帮扶资金"): 0.95,
    ("州商务局", "消费协作专场活动"): 0.5, ("州科学技术局", "科技特派员交流"): 1.0,
}  # fmt: skip
"""(county or department, item) → share of the agreement figure done; exactly the figure (1.0) is not more than it."""
APART = {
    ("433127", "脱贫人口到省外就业", "对口市"): -37.0, ("433124", "采购和帮助销售农特产品", "州"): 260.0,
    ("433101", "选派专业技术人才", "对口市"): -2.0, ("州卫生健康委员会", "医师帮扶", "对口市"): -3.0,
}  # fmt: skip
"""(county or department, item, sender) → what that sender's figure is off the others."""
OTHER_UNIT = ("433123", "财政援助资金", "对口市")
"""Reported in 亿元 instead of 万元, the same amount."""
NEGATIVE = ("433126", "违规违纪使用资金")
PLAN_TOTAL_WAN = 32_150
"""The amount of next year's plan, below the 33 000 万元 that are asked for."""
LATE = (("433127", 2), ("州水利局", 1))
"""(county or department, number of its project) of next year's plan that are to begin in March only."""
OPEN_FINDINGS = ("433127-2", "433130-1", "433100-2")
"""Findings of last year that nobody has mended yet."""


def invent_cooperation(world: World) -> Mapping[str, pd.DataFrame]:
    """Table name → its rows."""
    dice = world.generator("cooperation")
    agreed = pd.DataFrame(_agree(dice))
    return {
        "cooperation_agreements": agreed,
        "cooperation_reports": pd.DataFrame(_report(dice, agreed)),
        "cooperation_projects": pd.DataFrame([*_run_projects(dice), *_plan_projects(dice)]),
        "cooperation_negatives": pd.DataFrame(_list_negatives()),
        "cooperation_cases": pd.DataFrame(_list_cases()),
        "cooperation_audits": pd.DataFrame(_list_findings()),
    }


def holders() -> Sequence[tuple[Mapping[str, object], str, str]]:
    """(place columns with `unit_name`, the key of planted faults, the short name) of every county and department."""
    prefecture = {"place_code": SCOPE, "place_name": SCOPE_NAME, "county_code": None}
    counties = [({**county.columns, "unit_name": None}, county.code, county.name) for county in COUNTIES]
    return [*counties, *(({**prefecture, "unit_name": name}, name, name) for name in DEPARTMENT_ITEMS)]


def _agree(dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for place, key, _ in holders():
        items = DEPARTMENT_ITEMS[key] if place["unit_name"] else COUNTY_ITEMS
        for block, item, unit, low, high, department in items:
            value = dice.uniform(low, high)
            agreed = round(value, 2) if unit == "亿元" else float(round(value, -1) if value > 1000 else round(value))
            own = {"block": block, "item": item, "unit": unit, "agreed_value": agreed, "department": department or None}
            yield {**place, "period": YEAR, **own}


def _report(dice: np.random.Generator, agreed: pd.DataFrame) -> Iterator[dict[str, object]]:
    for row in agreed.to_dict("records"):
        key = row["place_code"] if pd.isna(row["unit_name"]) else row["unit_name"]
        whole = _done(dice, row["agreed_value"], row["unit"], SHORT.get((key, row["item"])))
        for month, share in MONTHS.items():
            done = whole if share == 1.0 else _rounded(whole * share, row["unit"])
            for sender in SENDERS:
                value, unit = done + APART.get((key, row["item"], sender), 0.0), row["unit"]
                if (key, row["item"], sender) == OTHER_UNIT:
                    value, unit = round(value / 10_000, 8), "亿元"
                place = {name: row[name] for name in ("place_code", "place_name", "county_code", "unit_name")}
                yield {
                    **place,
                    "period": month,
                    "item": row["item"],
                    "reported_by": sender,
                    "unit": unit,
                    "done_value": value,
                }


def _done(dice: np.random.Generator, agreed: float, unit: str, share: float | None) -> float:
    """What was done by November: more than agreed, or the planted share of it."""
    ahead = dice.uniform(1.02, 1.22)
    if share is not None:
        return _rounded(agreed * share, unit)
    return _rounded(agreed * ahead, unit) if unit == "亿元" else float(math.floor(agreed * ahead) + 1)


def _rounded(value: float, unit: str) -> float:
    return round(value, 2) if unit == "亿元" else float(math.floor(value))


def _run_projects(dice: np.random.Generator) -> Iterator[dict[str, object]]:
    """This year's projects of the counties, paid as far as the county spends its money."""
    for county in COUNTIES:
        for number, (block, name) in enumerate(PROJECT_KINDS[:6], start=1):
            amount = float(dice.integers(200, 700)) * 10_000
            paid = round(amount * min(1.0, county.spent_2021 * dice.uniform(0.92, 1.06)), -2)
            planned = date(2021, 2, 1) + timedelta(days=int(dice.integers(0, 60)))
            started = planned + timedelta(days=int(dice.integers(0, 25)))
            yield {
                **county.columns, "unit_name": None, "period": YEAR, "project_code": f"XZ{YEAR}-{county.code}-{number:02d}",
                "project_name": f"{county.name}{name}", "block": block, "amount_cny": amount, "paid_cny": paid,
                "planned_start_on": planned, "started_on": started, "department": "县乡村振兴局",
            }  # fmt: skip


def _plan_projects(dice: np.random.Generator) -> list[dict[str, object]]:
    """Next year's plan, its amounts adding up to `PLAN_TOTAL_WAN`."""
    rows: list[dict[str, object]] = []
    for place, key, name in holders():
        for number, (block, kind) in enumerate(PROJECT_KINDS[: 1 if place["unit_name"] else 7], start=1):
            begins = date(2022, 1, 5) + timedelta(days=int(dice.integers(0, 50)))
            rows.append({
                **place, "period": NEXT_YEAR, "project_code": f"XZ{NEXT_YEAR}-{len(rows) + 1:03d}",
                "project_name": f"{name}{kind}", "block": block, "weight": dice.uniform(1, 3),
                "planned_start_on": date(2022, 3, 15) if (key, number) in LATE else begins,
                "department": place["unit_name"] or "县乡村振兴局",
            })  # fmt: skip
    total = sum(float(str(row["weight"])) for row in rows)
    amounts = [math.floor(PLAN_TOTAL_WAN * float(str(row.pop("weight"))) / total) for row in rows]
    amounts[0] += PLAN_TOTAL_WAN - sum(amounts)
    return [row | {"amount_cny": amount * 10_000.0} for row, amount in zip(rows, amounts, strict=True)]


def _list_negatives() -> Iterator[dict[str, object]]:
    for county in COUNTIES:
        for kind in NEGATIVES:
            is_planted = (county.code, kind) == NEGATIVE
            found = {
                "found_on": date(2021, 9, 18),
                "found_by": "州审计局",
                "detail": "援助资金用于非协作项目，已责令归还（演示）",
            }
            yield {
                **county.columns,
                "period": YEAR,
                "kind": kind,
                "cases_count": int(is_planted),
                **(found if is_planted else {}),
            }


def _list_cases() -> Iterator[dict[str, object]]:
    """How many of the five kinds each county has adopted cases of, and one that nobody adopted yet."""
    adopted = {"433124": 3, "433123": 2, "433101": 1}
    for county in COUNTIES:
        for number, kind in enumerate(INNOVATIONS[: adopted.get(county.code, 0) + 1]):
            is_adopted = number < adopted.get(county.code, 0)
            by = {"adopted_by": "省乡村振兴局", "adopted_on": date(2021, 8 + number, 12)} if is_adopted else {}
            case = {"kind": kind, "case_title": f"{county.name}{kind}做法", "is_adopted": is_adopted}
            yield {**county.columns, "period": YEAR, **case, **by}


def _list_findings() -> Iterator[dict[str, object]]:
    ways = (("审计", "资金使用", "援助资金拨付到项目不及时"), ("考核", "产业合作", "产业合作带动人口底数不清"))
    prefecture = {"place_code": SCOPE, "place_name": SCOPE_NAME, "county_code": None}
    places = [({**county.columns, "unit_name": None}, "县乡村振兴局") for county in COUNTIES]
    for place, department in [*places, (prefecture | {"unit_name": "州财政局"}, "州财政局")]:
        for number, (way, block, said) in enumerate(ways, start=1):
            code = f"{place['place_code']}-{number}"
            is_mended = code not in OPEN_FINDINGS
            mended = {"mended_on": date(2021, 6, 10) + timedelta(days=9 * number)} if is_mended else {}
            yield {
                **place, "period": YEAR, "finding_number": code, "found_by": way, "block": block, "finding_text": said,
                "is_mended": is_mended, "department": department, **mended,
            }  # fmt: skip
