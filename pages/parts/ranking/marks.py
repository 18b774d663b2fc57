"""Marks of one place as HTML: what was lost and what wins it back, and how one score came about."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from core import words
from core.templates import join, render
from indicators.evaluation import Choice, Evaluation, advice, marks
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
    tables.Column("每做一件", "extra"),
    tables.Column("责任单位", "extra"),
    tables.Column(""),
)
"""A phone leaves the `extra` ones out."""
SMALLEST = 1e-9
OPENED = (advice.WINNABLE, advice.SAMPLED, advice.GONE, advice.VETOED, advice.BONUS)
"""Kinds of advice shown open, in their order."""


def choose_marks(listed: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of `list_marks` that belong to what is ranked by."""
    if choice.kind == "measure":
        return listed[listed["measure"] == choice.key]
    return listed if choice.kind == "total" else listed[listed[choice.kind] == choice.key]


def marks_html(listed: pd.DataFrame, evaluation: Evaluation, place_code: str, by_when: str = "") -> Markup:
    """A part for each kind of advice: what can still be won first, most marks a step first; then the sums; then, closed, what
    is at full marks and what was not scored.

    `by_when` says until when marks can be won.
    """
    own = place_parameters(place_code)
    ordered = advice.sort_advice(listed)
    parts = {kind: ordered[ordered["advice"] == kind] for kind in advice.KIND_WORDS}
    opened = [(_say_part(kind, parts[kind], by_when), _table(parts[kind], own)) for kind in OPENED if len(parts[kind])]
    full, rest = parts[advice.FULL], parts[advice.UNSCORED]
    closed = [(f"已得满分 {len(full)} 项", _table(full, own))] if len(full) else []
    if len(rest):
        states = "、".join(f"{state} {count} 项" for state, count in rest["state_words"].value_counts().items())
        closed.append((f"没有计分 {len(rest)} 项（{states}；不按零分计）", _table(rest, own)))
    sums = _say_sums(listed) if opened else ""
    return render(__file__, "marks", opened=opened, sums=sums, is_full=len(full) > 0, closed=closed)


def _say_part(kind: str, rows: pd.DataFrame, by_when: str) -> str:
    """The heading of one part: how many measures, how many marks, until when."""
    count = len(rows)
    if kind == advice.BONUS:
        return f"{advice.KIND_WORDS[kind]}：{count} 项，已加 {words.say_value(float(rows['score'].sum()), 'points')}"
    said = f"{advice.KIND_WORDS[kind]}：{count} 项，{words.say_value(float(rows['lost'].sum()), 'points')}"
    if kind != advice.WINNABLE:
        return said
    return f"{said}，每做一件得分多的在前" + (f"；{by_when}" if by_when else "")


def _say_sums(listed: pd.DataFrame) -> str:
    """`合计：得分 78.49 / 100.00，失分 21.51；加分 0.50；总分 78.99。目标是满分。`, which adds up."""
    sums = marks.sum_marks(listed)
    said = f"合计：得分 {_bare(sums['score'])} / {_bare(sums['points'])}，失分 {_bare(sums['lost'])}"
    if not listed["is_bonus"].any():
        return f"{said}。目标是满分。"
    return f"{said}；另加分 {_bare(sums['bonus'])}，总分 {_bare(sums['total'])}。目标是满分。"


def explain_html(evaluation: Evaluation, place_code: str, measure_id: str) -> Markup:
    """Rule, value, comparison, marks; links to the rows behind the value and to the definition."""
    measure = evaluation.framework.measure(measure_id)
    own = place_parameters(place_code)
    facts = marks.explain_score(evaluation, place_code, measure_id)
    facts += [("责任单位", measure.department or "未指定")] + ([("办法", measure.win_back)] if measure.win_back else [])
    rows = link_html("看背后的明细行", "shortfalls", style="button", measure=measure_id, **own)
    definition = link_html("看口径", "definitions", style="button", measure=measure_id)
    return look.facts_html(facts) + look.line_html((rows, definition))


def _table(rows: pd.DataFrame, own: Mapping[str, str]) -> Markup:
    return tables.cells_html(COLUMNS, [_row(row, own) for row in rows.to_dict("records")], style="grid", box="scroll")


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
        row["each_words"],
        row["department"],
        link_html("明细", "shortfalls", style="name", measure=row["measure"], **own)
        if row["state"] != "missing"
        else "",
    )


def _lost_html(row: Mapping[Any, Any]) -> Markup:
    """The loss, and what it is on the declared points where marks are rescaled."""
    lost = look.bold_html(_minus(row["lost"]))
    return join((lost, look.soft_html(row["rescaled"])), " ") if row["rescaled"] else lost


def _bare(score: float) -> str:
    """Marks with two decimals and without the word."""
    return words.say_value(score, "ratio")


def _minus(lost: float) -> str:
    return f"−{_bare(lost)}" if lost > SMALLEST else _bare(0.0)
