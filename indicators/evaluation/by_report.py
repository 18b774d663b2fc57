"""Points scored from what a place reports of itself, though a register could be counted: none of it was sent, so there are no names."""

from typing import Final

import pandas as pd

from core import words
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.sources import is_self_told

NAMED: Final = 3
"""So many places are named."""
UNCHECKED: Final = "登记表没有导入，没有名单可核"


def list_by_report(evaluation: Evaluation) -> pd.DataFrame:
    """Every measure of which a place is scored by its own report while its register is not there: place_code, measure, declared."""
    rows = evaluation.measures
    is_own = is_self_told(rows, evaluation.framework) & rows["earned"].notna() & ~rows["is_bonus"]
    return rows.loc[is_own, ["place_code", "measure", "declared"]]


def say_by_report(evaluation: Evaluation, ours: str = "") -> str:
    """`6.00 分（3 项）按填报数计分：登记表没有导入，没有名单可核`; over an area whose they are; '' where no points are."""
    found = list_by_report(evaluation)
    if ours:
        found = found[found["place_code"] == ours]
    if found.empty:
        return ""
    sums = (
        found.groupby("place_code")["declared"].agg(["sum", "size"]).sort_values("sum", ascending=False, kind="stable")
    )
    points = [f"{words.say_value(one['sum'], 'points')}（{one['size']:.0f} 项）" for _, one in sums.iterrows()]
    if ours:
        return f"{points[0]}按填报数计分：{UNCHECKED}"
    names = evaluation.places.set_index("place_code")["place_name"]
    told = [f"{names[code]} {said}" for code, said in zip(sums.index, points, strict=True)][:NAMED]
    rest = f"等 {len(sums)} 个" if len(sums) > NAMED else ""
    return f"按填报数计分的（{UNCHECKED}）：{'、'.join(told)}{rest}"
