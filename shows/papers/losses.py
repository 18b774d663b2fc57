"""What costs most marks: over an area measure by measure, and the annex of each county."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from core import words
from indicators.evaluation import Evaluation, advice, answers, leagues, list_marks, most_first, summary, unscored
from reports.paper import Break, Grid, Part, Text
from shows.papers.told import Telling
from shows.snapshot import Snapshot

NAMED_LOSSES: Final = 5
"""So many measures that cost most are named in the body."""
ANNEX_ROWS: Final = 12
"""So many measures of each county stand in its annex, most marks first; what the others cost is said."""
NOBODY: Final = "未指定"


def tell_losses(snapshot: Snapshot, telling: Telling) -> list[Part]:
    """The measures that cost most, with how many counties lose by them and who answers for it."""
    losses = answers.top_losses(snapshot.evaluation, snapshot.ours, NAMED_LOSSES)
    if losses.empty:
        return [Text(f"{unscored.say_no_loss(snapshot.evaluation, snapshot.ours)}。")]
    rows = losses.to_dict("records")
    named = "、".join(f"“{row['title']}”" for row in rows)
    said = f"失分最多的{len(rows)}项指标为{named}，{summary.say_losses(snapshot.evaluation, losses, snapshot.ours)}。"
    heads = ("指标", "失分（平均）", "失分的县（个）", "责任单位")
    cells = tuple(
        (
            str(row["title"]),
            words.say_value(row["lost"], "points"),
            f"{int(row['places_short'])}",
            str(row["department"] or NOBODY),
        )
        for row in rows
    )
    grid = Grid("失分最多的指标", heads, cells, frozenset({1, 2}), (6, 3, 3, 3))
    return [telling.text(said, telling.book()), telling.grid(grid, telling.book())]


def marks_grid(marks: pd.DataFrame, limit: int, title: str = "") -> Grid:
    """The measures of one county that cost marks: value, marks lost, what wins them back, who."""
    rows = tuple(
        (str(one["title"]), say_measured(one), f"−{words.say_value(one['lost'], 'points')}",
         str(one["needed"]), str(one["department"]) or NOBODY)
        for one in marks.head(limit).to_dict("records")
    )  # fmt: skip
    heads = ("指标", "现值", "失分", "补到满分", "责任单位")
    return Grid(title, heads, rows, frozenset({2}), (5, 3.2, 2.2, 6.2, 2.9))


def costly_part(evaluation: Evaluation) -> Evaluation:
    """The evaluation with the measures that cost marks only: of a province asked county by county that is half of the work."""
    rows = evaluation.measures
    return replace(evaluation, measures=rows[(rows["lost"] > answers.LEAST_LOSS) & ~rows["is_bonus"]])


def short_marks(costly: Evaluation, code: str) -> pd.DataFrame:
    """The rows of `list_marks` that cost marks, most first; `costly` is a `costly_part`."""
    return most_first(list_marks(costly, code))


def annex_of(snapshot: Snapshot, costly: Evaluation, row: Mapping[Any, Any], number: int) -> list[Part]:
    """One county: where it stands, what it lost and what wins it back."""
    code, name = str(row["place_code"]), str(row["place_name"])
    choice = leagues.first_choice(snapshot.evaluation)
    short = short_marks(costly, code)
    said = answers.say_place(dict(row), choice, snapshot.area_word)
    value = "" if words.is_missing(row["value"]) else f"，{choice.title}{leagues.say_value(row['value'], choice)}"
    winnable = float(short.loc[short["advice"] == advice.WINNABLE, "lost"].sum())
    rest = short.iloc[ANNEX_ROWS:]
    left = words.say_value(float(rest["lost"].sum()), "points")
    after = f"下表列失分最多的{ANNEX_ROWS}项，其余{len(rest)}项共失 {left}。" if len(rest) else ""
    text = f"{said}{value}。{_say_sums(snapshot.evaluation, code, short, winnable)}{after}"
    parts: list[Part] = [Break(f"附件{number}", f"{name}失分情况"), Text(text)]
    return parts if short.empty else [*parts, marks_grid(short, ANNEX_ROWS)]


def _say_sums(evaluation: Evaluation, code: str, short: pd.DataFrame, winnable: float) -> str:
    if short.empty:
        return f"{unscored.say_no_loss(evaluation, code)}。"
    lost = words.say_value(float(short["lost"].sum()), "points")
    return f"失分的指标{len(short)}项，共失 {lost}，其中还能补回 {words.say_value(winnable, 'points')}。"


def say_measured(row: Mapping[Any, Any]) -> str:
    """The value with what is to be said beside it."""
    beside = str(row["beside"] or "")
    return f"{row['value_words']}{f'（{beside}）' if beside else ''}"
