"""Marks of one place as HTML: what was lost and what wins it back, and how one score came about."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from core import words
from core.templates import join, render
from indicators.evaluation import Choice, Evaluation, marks
from pages.parts.common import look, tables
from pages.parts.common.linked import link_html
from pages.parts.ranking.leagues import place_parameters

COLUMNS = (
    tables.Column("指标", "wrap"),
    tables.Column("指标值", "number extra"),
    tables.Column("满分线", "number extra"),
    tables.Column("得分 / 满分", "number extra"),
    tables.Column("失分", "number"),
    tables.Column("补到满分", "wrap"),
    tables.Column("责任单位", "extra"),
    tables.Column(""),
)
"""A phone leaves the `extra` ones out."""
SMALLEST = 1e-9


def choose_marks(listed: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of `list_marks` that belong to what is ranked by."""
    if choice.kind == "measure":
        return listed[listed["measure"] == choice.key]
    return listed if choice.kind == "total" else listed[listed[choice.kind] == choice.key]


def marks_html(listed: pd.DataFrame, evaluation: Evaluation, place_code: str) -> Markup:
    """Three parts: what lost marks (with its total), what is at full marks, what was not scored (closed)."""
    own = place_parameters(place_code)
    is_scored = listed["state"] == "scored"
    lost = listed[is_scored & (listed["lost"] > SMALLEST)]
    full, rest = listed[is_scored & ~(listed["lost"] > SMALLEST)], listed[~is_scored]
    closed = [(f"已得满分 {len(full)} 项", _table(full, own))] if len(full) else []
    if len(rest):
        states = "、".join(f"{state} {count} 项" for state, count in rest["state_words"].value_counts().items())
        closed.append((f"没有计分 {len(rest)} 项（{states}；不按零分计）", _table(rest, own)))
    table = _table(lost, own, _total(listed)) if len(lost) else ""
    return render(__file__, "marks", lost=table, is_full=len(full) > 0, closed=closed)


def explain_html(evaluation: Evaluation, place_code: str, measure_id: str) -> Markup:
    """Rule, value, comparison, marks; links to the rows behind the value and to the definition."""
    measure = evaluation.framework.measure(measure_id)
    own = place_parameters(place_code)
    facts = marks.explain_score(evaluation, place_code, measure_id)
    facts += [("责任单位", measure.department or "未指定")] + ([("办法", measure.win_back)] if measure.win_back else [])
    rows = link_html("看背后的明细行", "shortfalls", style="button", measure=measure_id, **own)
    definition = link_html("看口径", "definitions", style="button", measure=measure_id)
    return look.facts_html(facts) + look.line_html((rows, definition))


def _table(rows: pd.DataFrame, own: Mapping[str, str], *total: tables.Row) -> Markup:
    body = [_row(row, own) for row in rows.to_dict("records")]
    return tables.cells_html(COLUMNS, [*body, *total], style="grid", box="scroll")


def _row(row: dict[Any, Any], own: Mapping[str, str]) -> tuple[object, ...]:
    title = link_html(row["title"], "ranking", style="name", by=f"measure:{row['measure']}", **own)
    is_known = not words.is_missing(row["lost"]) and row["state"] == "scored"
    return (
        render(__file__, "title", title=title, vetoed_by=row["vetoed_by"]),
        join((row["value_words"], look.soft_html(row["beside"])), " ") if row["beside"] else row["value_words"],
        row["full_words"],
        f"{_bare(row['score'])} / {_bare(row['points'])}" if is_known else f"— / {words.say_number(row['declared'])}",
        _lost_html(row) if is_known else words.MISSING_WORDS,
        row["needed"],
        row["department"],
        link_html("明细", "shortfalls", style="name", measure=row["measure"], **own)
        if row["state"] != "missing"
        else "",
    )


def _lost_html(row: Mapping[Any, Any]) -> Markup:
    """The loss, and what it is on the declared points where marks are rescaled."""
    lost = look.bold_html(_minus(row["lost"]))
    return join((lost, look.soft_html(row["rescaled"])), " ") if row["rescaled"] else lost


def _total(listed: pd.DataFrame) -> tables.Row:
    sums = marks.sum_marks(listed)
    score = f"{_bare(sums['score'])} / {_bare(sums['points'])}"
    return tables.Row(("合计", "", "", score, _minus(sums["lost"]), "目标是满分", "", ""), "total")


def _bare(score: float) -> str:
    """Marks with two decimals and without the word."""
    return words.say_value(score, "ratio")


def _minus(lost: float) -> str:
    return f"−{_bare(lost)}" if lost > SMALLEST else _bare(0.0)
