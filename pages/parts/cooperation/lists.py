"""The lists of 东西部协作 as frames with their titles, for the page and the Excel alike."""

from collections.abc import Mapping

import pandas as pd

from core import words
from core.words import say_date, say_rank, say_value
from indicators.evaluation import Evaluation
from indicators.figures import cooperation

ITEM_TITLES = {
    "holder": "县或部门", "block": "板块", "item": "协议指标", "agreed": "协议数", "done": "完成数", "rate": "完成率",
    "exceeded": "是否超额", "needed": "还差多少", "department": "责任单位", "counted_from": "用哪一方的数",
}  # fmt: skip
UNIT_TITLES = {
    "rank": "名次",
    "holder": "州直部门",
    "count": "超额/项数",
    "score": "参考得分",
    "short": "没有超过协议数的指标",
}
APART_TITLES = {
    "holder": "县或部门", "item": "协议指标", "own": "本级", "prefecture": "州", "partner": "对口市", "apart": "相差",
    "department": "责任单位",
}  # fmt: skip
PLAN_TITLES = {
    "holder": "县或部门",
    "project_name": "项目",
    "amount": "援助资金",
    "starts": "计划启动",
    "department": "责任单位",
}
FINDING_TITLES = {
    "holder": "县或部门", "finding_number": "编号", "found_by": "发现渠道", "block": "板块", "finding_text": "发现的问题",
    "department": "责任单位",
}  # fmt: skip
NUMBERS = ("agreed", "done", "rate", "own", "prefecture", "partner", "apart", "amount", "score", "count")
KEPT = ("holder", "project_name", "rank", "block", "item", "starts", "finding_number", "found_by", "exceeded")
"""Columns whose cells stay on one line."""
EXCEEDED_WORDS: Mapping[object, str] = {True: "超额", False: "没有超过"}


def list_items(items: pd.DataFrame) -> pd.DataFrame:
    """Every item with both figures in the agreement's unit; what is needed is what must still be passed, not only reached."""
    return pd.DataFrame({
        "holder": _holders(items),
        "block": items["block"],
        "item": items["item"],
        "agreed": _amounts(items, "agreed_value"),
        "done": _amounts(items, "done_value"),
        "rate": [say_value(value, "percent") for value in items["completed_rate"]],
        "exceeded": [EXCEEDED_WORDS.get(value, "没有报数") for value in _flags(items["is_exceeded"])],
        "needed": [_say_needed(row) for row in items.to_dict("records")],
        "department": items["department"],
        "counted_from": items["counted_from"].fillna(words.MISSING_WORDS),
    })  # fmt: skip


def list_short(items: pd.DataFrame) -> pd.DataFrame:
    """The items that are not exceeded, or that nobody reported."""
    return items[[value is not True for value in _flags(items["is_exceeded"])]]


def say_short(items: pd.DataFrame) -> str:
    """`没有超过协议数的 6 项，没有报数的 2 项`; what nobody reported is not short."""
    unknown = int(items["is_exceeded"].isna().sum())
    short = f"没有超过协议数的 {len(list_short(items)) - unknown} 项"
    return f"{short}，没有报数的 {unknown} 项" if unknown else short


def list_units(units: Evaluation, items: pd.DataFrame) -> pd.DataFrame:
    """The departments by rank, each with its items."""
    own = items[items["unit_name"].notna() & items["county_code"].isna()]
    counts = cooperation.count_items(own, ["unit_name"]).set_index("unit_name")
    rows = []
    for row in units.places.sort_values(["rank", "place_name"]).to_dict("records"):
        mine = own[own["unit_name"] == row["place_name"]]
        short = [f"{one['item']}（{_say_needed(one)}）" for one in list_short(mine).to_dict("records")]
        count = counts.loc[row["place_name"]] if row["place_name"] in counts.index else None
        rows.append({
            "rank": say_rank(row["rank"], bool(row["is_tied"])),
            "holder": row["place_name"],
            "count": words.MISSING_WORDS if count is None else f"{count['exceeded']}/{count['items']}",
            "score": say_value(row["score"], "points"),
            "short": "、".join(short) or "全部超额",
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(UNIT_TITLES))


def list_apart(apart: pd.DataFrame) -> pd.DataFrame:
    """What the senders say of the same figure, side by side."""
    if apart.empty:
        return pd.DataFrame(columns=list(APART_TITLES))
    columns = {"own": "own_value", "prefecture": "prefecture_value", "partner": "partner_value", "apart": "apart_value"}
    return pd.DataFrame({
        "holder": _holders(apart), "item": apart["item"], **{name: _amounts(apart, column) for name, column in columns.items()},
        "department": apart["department"],
    })  # fmt: skip


def list_plan(rows: pd.DataFrame) -> pd.DataFrame:
    """Projects of next year's plan."""
    starts = [words.MISSING_WORDS if pd.isna(day) else say_date(pd.Timestamp(day).date()) for day in rows["starts_on"]]
    amounts = [say_value(value, "cny") for value in rows["amount_cny"]]
    return pd.DataFrame({
        "holder": _holders(rows), "project_name": rows["project_name"], "amount": amounts, "starts": starts,
        "department": rows["department"],
    })  # fmt: skip


def list_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """What last year's audit, examination or inspection found and nobody has mended."""
    is_open = [value is not True for value in _flags(findings["is_mended"])]
    rows = findings[is_open]
    return rows.assign(holder=_holders(rows))[list(FINDING_TITLES)]


def _holders(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["unit_name"], rows["place_name"], strict=True)
    return [str(place if pd.isna(unit) else unit) for unit, place in pairs]


def _amounts(rows: pd.DataFrame, column: str) -> list[str]:
    units = rows["unit"].fillna("")
    return [_say_amount(value, unit) for value, unit in zip(rows[column], units, strict=True)]


def _say_amount(value: float, unit: str) -> str:
    return words.MISSING_WORDS if pd.isna(value) else f"{words.say_number(round(float(value), 4))} {unit}".rstrip()


def _say_needed(row: Mapping[object, object]) -> str:
    if pd.isna(row["done_value"]):
        return "没有报数"
    needed = float(str(row["still_needed"]))
    if needed > 0:
        return f"差 {_say_amount(needed, str(row['unit']))}"
    return "" if float(str(row["done_value"])) > float(str(row["agreed_value"])) else "正好完成，还要超过"


def _flags(values: pd.Series) -> list[bool | None]:
    return [None if pd.isna(value) else bool(value) for value in values]
