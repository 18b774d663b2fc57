"""双百分: work and funds both at full marks. Work is the score of the framework, funds the marks of its measures of 衔接资金.

The performance evaluation of the funds is made apart from it by rules of its own (base, bonus, penalties); what
can be told from here is how far the measures of spending and of what it is spent on are from full marks, brought to 100.
"""

from typing import Final

import pandas as pd

from core import words
from indicators.declared import MAIN_AREA, Framework, Measure, views
from indicators.evaluation.evaluating import Evaluation

FULL: Final = 100.0
FUNDS: Final = "fund_projects"
_NOTHING_LEFT: Final = 1e-9
COLUMNS: Final = ("place_code", "work", "funds", "funds_open")


def fund_measures(framework: Framework) -> list[Measure]:
    """The scored measures of amounts of 衔接资金: how much is paid, by when, and on what."""
    return [
        one
        for one in framework.measures.values()
        if one.is_scored and not one.is_bonus and one.amount_unit == "cny" and FUNDS in views.base_tables(one.table)[:1]
    ]


def count_both_full(evaluation: Evaluation) -> pd.DataFrame:
    """`COLUMNS` by place: work and funds of 100 (NaN where nothing is scored), and how many fund measures are not scored for want of
    data."""
    framework = evaluation.framework
    names = [one.id for one in fund_measures(framework)]
    mine = evaluation.measures[
        evaluation.measures["measure"].isin(names) & (evaluation.measures["state"] != "not_applicable")
    ]
    is_scored = mine["state"] == "scored"
    scored = mine[is_scored].groupby("place_code")[["earned", "declared"]].sum()
    left_open = mine[~is_scored].groupby("place_code").size()
    places = evaluation.places[["place_code", "score"]]
    return pd.DataFrame(
        {
            "place_code": places["place_code"].to_numpy(),
            "work": (places["score"] / framework.points * FULL).to_numpy(),
            "funds": (scored["earned"] / scored["declared"] * FULL).reindex(places["place_code"]).to_numpy(),
            "funds_open": left_open.reindex(places["place_code"], fill_value=0).to_numpy(),
        }
    )


def say_both_full(evaluation: Evaluation, ours: str = "") -> str:
    """`双百分：工作 45.99 分，资金 0.00 分；…` of a place; of an area how many are at full marks in each. '' where there is no
    work to score or no measure of funds."""
    framework = evaluation.framework
    funds = fund_measures(framework) if framework.is_scored and framework.area == MAIN_AREA else []
    if not funds:
        return ""
    counted = count_both_full(evaluation)
    names = "、".join(one.title for one in funds)
    rule = f"工作为参考得分，资金按{names}的得分折成百分；资金绩效评价另行评定"
    if ours:
        row = counted[counted["place_code"] == ours].iloc[0]
        return f"双百分：工作{_say(row['work'])}，{_say_funds(row['funds'], int(row['funds_open']))}；{rule}"
    work, money = (counted[name] >= FULL - _NOTHING_LEFT for name in ("work", "funds"))
    money &= counted["funds_open"] == 0
    said = f"工作满分 {int(work.sum())} 个、资金满分 {int(money.sum())} 个、双满分 {int((work & money).sum())} 个"
    return f"双百分：{len(counted)} 个县中{said}；{rule}"


def _say(value: float) -> str:
    """` 45.99 分`, never 100.00 while anything is left."""
    if words.is_missing(value):
        return "没有数据"
    shown = min(float(value), FULL - 0.01) if value < FULL - _NOTHING_LEFT else FULL
    return f" {words.say_value(shown, 'points')}"


def _say_funds(value: float, left_open: int) -> str:
    """`资金 61.50 分`; what could not be scored stands beside it, and the rest is then only what was scored."""
    if not left_open:
        return f"资金{_say(value)}"
    known = "" if words.is_missing(value) else "已计分的"
    return f"资金{known}{_say(value)}（另有 {left_open} 项没有计分）"
