"""League tables as HTML: rank, place, bar in the cell, change, reported share; rows open their place."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from charts import track
from core import words
from core.templates import join, render
from indicators.declared import MAIN_AREA
from indicators.evaluation import Choice, Evaluation, leagues
from indicators.evaluation import answers as standing
from indicators.figures import NO_GRADE_WORDS
from indicators.scoring import say_alike_ranks, say_last_rank, say_rank_change
from pages.parts.common import look, state, tables
from pages.parts.common.linked import link_html
from pages.parts.common.state import Picked
from pages.parts.ranking import data as ranking_data

STYLES = {"已有数据": "number extra", "得分": "number extra", "等次（人定）": "extra"}
CHANGE_CLASSES = {"up": "up", "down": "down"}


def league_html(
    rows: pd.DataFrame,
    choice: Choice,
    ours: str,
    evaluation: Evaluation,
    *,
    is_linked: bool = True,
    grades: Mapping[str, str] | None = None,
    average: tuple[float, str] | None = None,
    scale: track.Scale | None = None,
) -> Markup:
    """One league's table from rows of `leagues.league_table`; `grades` (place → grade) adds the column 等次（人定）.

    With `average` (value, what it is called) there are lines in place of bars: from the last period to this one, the average dashed.
    `scale` is that of the lines where several tables have the same; else the table's own.
    """
    longest = _longest(rows)
    scale = (scale or track.scale_of(scale_values(rows, average[0]))) if average else None
    head = ["名次", "单位" if evaluation.framework.level == "unit" else "县", choice.title]
    head += ["较上期"] + (["得分"] if _has_marks(choice, evaluation) else [])
    head += ["已有数据"] if not choice.is_value else []
    head += ["等次（人定）"] if grades is not None else []
    columns = [tables.Column(title, STYLES.get(title, "")) for title in head]
    mean = average[0] if average else math.nan
    shown = rows.to_dict("records")
    drawn = [_drawn(row, choice, scale, mean) if scale else _bar(row, choice, longest) for row in shown]
    body = [_row(row, one, choice, ours, evaluation, is_linked, grades) for row, one in zip(shown, drawn, strict=True)]
    under = signs_html(scale, choice, rows, average) if scale and average else ""
    return tables.cells_html(columns, body, style="grid", box="scroll", under=under)


def signs_html(scale: track.Scale, choice: Choice, rows: pd.DataFrame, average: tuple[float, str]) -> Markup:
    """What the marks on the lines are, and where the lines begin and end."""
    named = f"{average[1]} {leagues.say_value(average[0], choice)}" if average[1] else ""
    ends = [leagues.say_value(end, choice) for end in (scale.low, scale.high)]
    return render(__file__, "signs", has_last=bool(rows["last_value"].notna().any()), average=named, ends=ends)


def scale_values(rows: pd.DataFrame, average: float) -> list[float]:
    """Every value that a line of the table has a mark for."""
    ranked = rows[rows["rank"].notna()]
    return [*ranked["value"].astype(float), *ranked["last_value"].astype(float), float(average)]


def _longest(rows: pd.DataFrame) -> float:
    """What bars are drawn against; 0 where none can be drawn."""
    known = rows["value"].dropna()
    return float(known.max()) if len(known) and known.min() >= 0 else 0.0


def draw_nothing_here(picked: Picked) -> None:
    """A period without any row for the place picked."""
    look.draw_answer(f"{words.say_period(picked.period)}这里没有数据")
    look.draw_to_import("请在上方换一个地区或期次，或导入这一期的表格。")


def say_standing(evaluation: Evaluation, table: pd.DataFrame, choice: Choice, ours: str, area_word: str) -> str:
    """The sentence about one place, or about who leads and who is last."""
    is_unit = evaluation.framework.level == "unit"
    if not ours:
        return standing.say_leaders(table, choice, area_word, is_unit)
    row = table[table["place_code"] == ours].iloc[0].to_dict()
    return standing.say_place(row, choice, area_word, is_unit)


def last_evaluation(evaluation: Evaluation, choice: Choice) -> Evaluation | None:
    """The last period's evaluation where the change needs it; the total knows its change without."""
    return None if choice.by == leagues.TOTAL else evaluation.before


def change_html(row: Mapping[str, Any]) -> Markup:
    """▲2 / ▼1 / — / 新 / 参评范围不同，不比较, with the last period's rank on hover."""
    said = say_rank_change(str(row["change_state"]), row["rank_change"])
    style = CHANGE_CLASSES.get(str(row["change_state"]), "flat")
    return Markup("<span class='{}' title='{}'>{}</span>").format(style, say_last_rank(row["last_rank"]), said)


def place_parameters(code: str) -> dict[str, str]:
    """What the address says to look at one place: a page's own `at`, so that the pick stays; nothing for the picked place."""
    return {"at": "" if code == state.picked().scope else code}


def say_grade(code: str, period: str, area: str = MAIN_AREA) -> str:
    """The grade a person set for the place in the period's year in an area of work; `未评定` without one."""
    grades = ranking_data.grades(period[:4], area).set_index("place_code")["grade"]
    return str(grades.get(code, NO_GRADE_WORDS))


def _row(
    row: dict[str, Any],
    drawn: str | Markup,
    choice: Choice,
    ours: str,
    evaluation: Evaluation,
    is_linked: bool,
    grades: Mapping[str, str] | None,
) -> tables.Row:
    code, name, is_ranked = str(row["place_code"]), str(row["place_name"]), not words.is_missing(row["rank"])
    place: str | Markup = name
    if is_linked:
        place = link_html(name, "ranking", style="name", by=choice.by, **place_parameters(code))
        drawn = link_html(drawn, "ranking", by=choice.by, **place_parameters(code)) if is_ranked else drawn
    cells = [
        words.say_rank(row["rank"], bool(row["is_tied"])),
        tables.Cell(place, "place"),
        drawn if is_ranked else tables.Cell(row["reason"], "wrap soft"),
        _change(row, choice),
    ]
    if _has_marks(choice, evaluation):
        cells.append(_marks(row))
    if not choice.is_value:
        cells.append(words.say_value(row["reported_share"], "percent"))
    if grades is not None:
        cells.append(grades.get(code, NO_GRADE_WORDS))
    marks = " ".join(name for name, is_so in (("ours", code == ours), ("unranked", not is_ranked)) if is_so)
    return tables.Row(cells, marks)


def _drawn(row: dict[str, Any], choice: Choice, scale: track.Scale, average: float) -> Markup:
    """The line from the last period to this one with the value behind it; beside it what is not known."""
    last = float(row["last_value"]) if not words.is_missing(row["last_value"]) else math.nan
    line = track.draw_step(scale, float(row["value"]), last, average, leagues.say_value(row["value"], choice))
    return join((line, look.soft_html(row["beside"])), " ") if row["beside"] else line


def _bar(row: dict[str, Any], choice: Choice, longest: float) -> str | Markup:
    """The value with a bar, values alone where some are below zero; beside it what is not known."""
    said = leagues.say_value(row["value"], choice)
    bar = tables.bar_html(row["value"] / longest, said) if longest else said
    return join((bar, look.soft_html(row["beside"])), " ") if row["beside"] else bar


def _change(row: dict[str, Any], choice: Choice) -> Markup:
    """Change of rank, and beside it quietly the last period's rank and value."""
    if words.is_missing(row["last_rank"]):
        return change_html(row)
    beside = say_alike_ranks(row) or say_last_rank(row["last_rank"])
    last = f"{beside}，{leagues.say_last_value(row, choice)}"
    return join((change_html(row), look.soft_html(last, "extra")), " ")


def _marks(row: dict[str, Any]) -> str:
    if words.is_missing(row["score"]):
        return words.MISSING_WORDS
    return f"{words.say_value(row['score'], 'ratio')} / {words.say_value(row['points'], 'ratio')}"


def _has_marks(choice: Choice, evaluation: Evaluation) -> bool:
    return choice.is_value and evaluation.framework.is_scored
