"""The plain twin of 东西部协作: loops over rows, written from the words of the book and not from its expressions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
UNITS = {"元": 1.0, "万元": 1e4, "亿元": 1e8, "万人": 1e4, "万名": 1e4}
BLOCKS = {
    "leadership": "组织领导", "talent": "人才交流", "funds": "资金使用", "industry": "产业合作", "labour": "劳务协作",
    "pairing": "携手奔小康",
}  # fmt: skip
RATIOS = {"cadres_sent": "选派挂职干部", "experts_sent": "选派专业技术人才", "assistance_funds": "财政援助资金"}
NEGATIVES = {
    "unfinished": "未完成协议指标",
    "misuse": "违规违纪使用资金",
    "fraud": "考核弄虚作假",
    "serious": "工作出现突出问题",
}
ALIKE = 0.001


def items_of(tables: Tables, month: str) -> list[dict[str, Any]]:
    """Every agreement item of the year with what each sender said last, in the agreement's unit."""
    found = []
    for agreed in tables["cooperation_agreements"]:
        if agreed["period"] != month[:4]:
            continue
        newest: dict[str, Row] = {}
        for row in sorted(tables["cooperation_reports"], key=lambda row: str(row["period"])):
            is_same = all(row[name] == agreed[name] for name in ("place_code", "unit_name", "item"))
            if is_same and f"{month[:4]}-01" <= row["period"] <= month:
                newest[row["reported_by"]] = row
        scale = UNITS.get(agreed["unit"], 1.0)
        said = {who: row["done_value"] * UNITS.get(row["unit"], 1.0) / scale for who, row in newest.items()}
        done = next((said[who] for who in ("本级", "州", "对口市") if who in said), None)
        found.append({**agreed, "said": said, "done": done, "who": agreed["unit_name"] or agreed["place_code"]})
    return found


def values_of(tables: Tables, month: str) -> dict[tuple[str, str], float | None]:
    """(county or department, measure) → value; a measure without any row of its kind is left out."""
    year, values = month[:4], {}
    parts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for item in items_of(tables, month):
        is_more = item["done"] > item["agreed_value"]
        apart = max(item["said"].values()) - min(item["said"].values())
        is_alike = apart <= ALIKE * item["agreed_value"] + 1e-6
        if item["unit_name"]:
            parts[item["who"], "coop_department_exceeded"].append(is_more)
            parts[item["who"], "coop_department_agree"].append(is_alike)
            continue
        key = next(name for name, block in BLOCKS.items() if block == item["block"])
        parts[item["who"], f"coop_{key}_exceeded"].append(is_more)
        for name, title in RATIOS.items():
            if item["item"] == title:
                values[item["who"], f"coop_{name}"] = item["done"] / item["agreed_value"]
        parts[item["who"], "coop_senders_agree"].append(is_alike)
    for row in tables["cooperation_audits"]:
        key = (
            (row["unit_name"], "coop_department_mended")
            if row["unit_name"]
            else (row["place_code"], "coop_audits_mended")
        )
        parts[key] += [row["is_mended"]] if row["period"] == year else []
    for row in tables["cooperation_projects"]:
        if row["period"] == str(int(year) + 1) and not row["unit_name"]:
            begins = row["started_on"] or row["planned_start_on"]
            parts[row["place_code"], "coop_plan_in_time"].append((begins.year, begins.month) < (int(year) + 1, 3))
    values |= {key: sum(flags) / len(flags) for key, flags in parts.items()}
    for place in {row["place_code"] for row in tables["cooperation_projects"] if not row["unit_name"]}:
        own = [row for row in tables["cooperation_projects"] if row["place_code"] == place and row["period"] == year]
        values[place, "coop_funds_spent"] = sum(row["paid_cny"] for row in own) / sum(row["amount_cny"] for row in own)
    for row in tables["cooperation_negatives"]:
        name = next(name for name, title in NEGATIVES.items() if title == row["kind"])
        values[row["place_code"], f"coop_negative_{name}"] = float(row["cases_count"])
    for place in {row["place_code"] for row in tables["cooperation_cases"]}:
        adopted = {
            row["kind"] for row in tables["cooperation_cases"] if row["place_code"] == place and row["is_adopted"]
        }
        values[place, "coop_innovations"] = float(len(adopted))
    return values
