"""League tables as HTML: rank, place, bar in the cell, change, reported share; rows open their place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

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
) -> Markup:
    """One league's table from rows of `leagues.league_table`; `grades` (place → grade) adds the column 等次（人定）.

    With `average` (value, what it is called) bars are wide, and the last period and the average are marked on them.
    """
    scale = _Scale.of(rows, average)
    head = ["名次", "单位" if evaluation.framework.level == "unit" else "县", choice.title]
    head += ["较上期"] + (["得分"] if _has_marks(choice, evaluation) else [])
    head += ["已有数据"] if not choice.is_value else []
    head += ["等次（人定）"] if grades is not None else []
    columns = [tables.Column(title, STYLES.get(title, "")) for title in head]
    body = [_row(row, choice, ours, evaluation, scale, is_linked, grades) for row in rows.to_dict("records")]
    named = f"{average[1]} {leagues.say_value(average[0], choice)}" if average and average[1] else ""
    under = render(__file__, "signs", has_last=scale.has_last, average=named) if average and scale.longest else ""
    return tables.cells_html(columns, body, style="grid", box="scroll", under=under)


@dataclass(frozen=True)
class _Scale:
    """What bars are drawn against: the longest value (0: none can be drawn), the average (NaN: none), whether they carry marks."""

    longest: float
    average: float
    has_marks: bool
    has_last: bool

    @classmethod
    def of(cls, rows: pd.DataFrame, average: tuple[float, str] | None) -> "_Scale":
        mean = average[0] if average else math.nan
        known = [*rows["value"].dropna(), *rows["last_value"].dropna(), *([mean] if mean == mean else [])]
        longest = float(max(known)) if known and min(known) >= 0 else 0.0
        has_last = bool(average) and bool(rows["last_value"].notna().any())
        return cls(longest, mean, average is not None, has_last)


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
    choice: Choice,
    ours: str,
    evaluation: Evaluation,
    scale: _Scale,
    is_linked: bool,
    grades: Mapping[str, str] | None,
) -> tables.Row:
    code, name, is_ranked = str(row["place_code"]), str(row["place_name"]), not words.is_missing(row["rank"])
    place = name
    if is_linked:
        place = link_html(name, "ranking", style="name", by=choice.by, **place_parameters(code))
    cells = [
        words.say_rank(row["rank"], bool(row["is_tied"])),
        tables.Cell(place, "place"),
        _bar(row, choice, scale) if is_ranked else tables.Cell(row["reason"], "wrap soft"),
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


def _bar(row: dict[str, Any], choice: Choice, scale: _Scale) -> str | Markup:
    """The value with a bar, values alone where some are below zero; beside it what is not known."""
    said = leagues.say_value(row["value"], choice)
    bar: str | Markup = said
    if scale.longest and scale.has_marks:
        marks = {"was": row["last_value"] / scale.longest, "mean": scale.average / scale.longest}
        bar = tables.bar_html(row["value"] / scale.longest, said, marks)
    elif scale.longest:
        bar = tables.bar_html(row["value"] / scale.longest, said)
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
