"""How far the next place is, and which marks won back overtake it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from core import words
from indicators.evaluation.advice import LEAST_MARKS, WINNABLE, advise
from indicators.evaluation.answers import most_first
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.leagues import Choice, say_value

NAMED: Final = 3
"""So many measures at most are named; where they do not overtake anybody, all that can be won is taken together."""


@dataclass(frozen=True)
class Overtaking:
    """Marks that work can win back, and the rank they lead to while the others stay as they are.

    `titles` are the measures, most marks first (all that can be won where `is_all`); `rank` is the rank reached, the present one where
    nobody is overtaken.
    """

    titles: tuple[str, ...]
    marks: float
    rank: int
    is_ahead: bool
    is_all: bool


def next_place(table: pd.DataFrame, ours: str, *, is_ahead: bool) -> Mapping[Any, Any] | None:
    """The row of the next ranked place of our league ahead of ours, or behind it; None without one, or where ours has no rank."""
    rows = table[table["rank"].notna()]
    own = rows[rows["place_code"] == ours]
    if own.empty:
        return None
    rank = own.iloc[0]["rank"]
    beside = rows[rows["league"] == own.iloc[0]["league"]].sort_values("rank", kind="stable")
    found = beside[beside["rank"] < rank].tail(1) if is_ahead else beside[beside["rank"] > rank].head(1)
    return None if found.empty else dict(found.iloc[0])


def say_gap(table: pd.DataFrame, ours: str, choice: Choice) -> str:
    """How far the next place ahead is: `离第4名泸溪县差 0.92 分`; `已是第一` at the top, '' without a rank."""
    own = table[(table["place_code"] == ours) & table["rank"].notna()]
    if own.empty:
        return ""
    ahead = next_place(table, ours, is_ahead=True)
    if ahead is None:
        return "已是第一"
    gap = abs(float(ahead["value"]) - float(own.iloc[0]["value"]))
    return f"离第{int(ahead['rank'])}名{ahead['place_name']}差 {say_step(gap, choice)}"


def say_lead(table: pd.DataFrame, ours: str, choice: Choice) -> str:
    """How far the next place behind is: `领先第6名龙山县 1.20 分`; '' without one."""
    behind = next_place(table, ours, is_ahead=False)
    if behind is None:
        return ""
    own = table.loc[table["place_code"] == ours, "value"]
    gap = abs(float(own.iloc[0]) - float(behind["value"]))
    return f"领先第{int(behind['rank'])}名{behind['place_name']} {say_step(gap, choice)}"


def say_step(gap: float, choice: Choice) -> str:
    """The size of a step between two values; of rates in 个百分点."""
    return words.say_points(100 * gap) if choice.unit == "percent" else say_value(gap, choice)


def find_overtaking(evaluation: Evaluation, table: pd.DataFrame, ours: str) -> Overtaking | None:
    """What is to be won back to overtake the next place: the fewest measures, most marks first. `table` is the `league_table` of the
    total. None where ours has no rank, or no marks that work can win back."""
    own = table[(table["place_code"] == ours) & table["rank"].notna()]
    if own.empty:
        return None
    winnable = list_winnable(evaluation, ours)
    if winnable.empty:
        return None
    row = own.iloc[0]
    others = table[table["rank"].notna() & (table["league"] == row["league"]) & (table["place_code"] != ours)]
    titles = [evaluation.framework.measures[name].title for name in winnable["measure"]]
    sums = winnable["lost"].cumsum().tolist()
    steps = [(count, sums[count - 1]) for count in range(1, min(NAMED, len(sums)) + 1)]
    for count, marks in [*steps, (len(sums), sums[-1])]:
        rank = 1 + int((others["value"] > float(row["value"]) + marks + LEAST_MARKS).sum())
        if rank < row["rank"]:
            return Overtaking(tuple(titles[:count]), marks, rank, True, count > NAMED)
    return Overtaking(tuple(titles), sums[-1], int(row["rank"]), False, True)


def list_winnable(evaluation: Evaluation, ours: str) -> pd.DataFrame:
    """The rows of `Evaluation.measures` of one place whose marks work can win back this year, most marks first."""
    rows = evaluation.measures
    rows = rows[(rows["place_code"] == ours) & (rows["lost"] > LEAST_MARKS) & ~rows["is_bonus"]]
    kinds = [advise(evaluation.framework.measures[row["measure"]], row).kind for _, row in rows.iterrows()]
    return most_first(rows[pd.Series(kinds, index=rows.index, dtype=object) == WINNABLE])


def say_overtaking(found: Overtaking | None) -> str:
    """`补齐“资金支出达到序时进度”得 3.00 分，可到第5位（其他县不变）`; '' without marks that can be won."""
    if found is None:
        return ""
    named = "、".join(f"“{title}”" for title in found.titles)
    what = f"可补的 {len(found.titles)} 项全部补齐" if found.is_all else f"补齐{named}"
    marks = words.say_value(found.marks, "points")
    reached = f"可到第{found.rank}位" if found.is_ahead else "位次不变" if found.rank > 1 else "保持第1位"
    return f"{what}得 {marks}，{reached}（其他县不变）"
