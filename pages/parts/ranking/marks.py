"""Marks of one place as HTML: what was lost and what wins it back, and how one score came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from core import words
from indicators.evaluation import marks
from indicators.evaluation.evaluate import Evaluation
from indicators.evaluation.leagues import Choice
from pages.parts.common.linked import link_html
from pages.parts.ranking.leagues import place_parameters

HEADS = ("指标", "指标值", "满分线", "得分 / 满分", "失分", "补到满分", "责任单位", "")
EXTRA = (1, 2, 3, 6)
"""Columns a phone leaves out."""
SMALLEST = 1e-9


def choose_marks(listed: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of `list_marks` that belong to what is ranked by."""
    if choice.kind == "measure":
        return listed[listed["measure"] == choice.key]
    return listed if choice.kind == "total" else listed[listed[choice.kind] == choice.key]


def marks_html(listed: pd.DataFrame, evaluation: Evaluation, place_code: str) -> str:
    """Three parts: what lost marks (with its total), what is at full marks, what was not scored (closed)."""
    own = place_parameters(evaluation, place_code)
    is_scored = listed["state"] == "scored"
    lost = listed[is_scored & (listed["lost"] > SMALLEST)]
    full, rest = listed[is_scored & ~(listed["lost"] > SMALLEST)], listed[~is_scored]
    parts = [
        _table(lost, evaluation, own, _total(listed))
        if len(lost)
        else f"<p>{'各项均得满分。' if len(full) else ''}</p>"
    ]
    if len(full):
        parts.append(_closed(f"已得满分 {len(full)} 项", _table(full, evaluation, own)))
    if len(rest):
        states = "、".join(f"{state} {count} 项" for state, count in rest["state_words"].value_counts().items())
        parts.append(_closed(f"没有计分 {len(rest)} 项（{states}；不按零分计）", _table(rest, evaluation, own)))
    return "".join(parts)


def explain_html(evaluation: Evaluation, place_code: str, measure_id: str) -> str:
    """Rule, value, comparison, marks; links to the rows behind the value and to the definition."""
    measure = evaluation.framework.measure(measure_id)
    own = place_parameters(evaluation, place_code)
    facts = marks.explain_score(evaluation, place_code, measure_id)
    facts += [("责任单位", measure.department or "未指定")] + ([("办法", measure.win_back)] if measure.win_back else [])
    said = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts)
    rows = link_html("看背后的明细行", "shortfalls", style="button", measure=measure_id, **own)
    definition = link_html("看口径", "definitions", style="button", measure=measure_id)
    return f"<dl class='facts'>{said}</dl><p>{rows} {definition}</p>"


def _table(rows: pd.DataFrame, evaluation: Evaluation, own: Mapping[str, str], total: str = "") -> str:
    heads = "".join(f"<th class='{_classes(index)}'>{escape(head)}</th>" for index, head in enumerate(HEADS))
    body = "".join(_row(row, own) for row in rows.to_dict("records"))
    return f"<div class='scroll'><table class='grid'><thead><tr>{heads}</tr></thead><tbody>{body}{total}</tbody></table></div>"


def _row(row: dict[Any, Any], own: Mapping[str, str]) -> str:
    title = link_html(row["title"], "ranking", style="name", by=f"measure:{row['measure']}", **own)
    veto = f"<div class='down'>被“{escape(row['vetoed_by'])}”一票否决</div>" if row["vetoed_by"] else ""
    is_known = not words.is_missing(row["lost"]) and row["state"] == "scored"
    cells = (
        f"{title}{veto}",
        escape(row["value_words"]),
        escape(row["full_words"]),
        f"{_bare(row['score'])} / {_bare(row['points'])}" if is_known else f"— / {words.say_number(row['declared'])}",
        f"<b>{_minus(row['lost'])}</b>" if is_known else words.MISSING_WORDS,
        escape(row["needed"]),
        escape(row["department"]),
        link_html("明细", "shortfalls", style="name", measure=row["measure"], **own)
        if row["state"] != "missing"
        else "",
    )
    return f"<tr>{_cells(cells)}</tr>"


def _total(listed: pd.DataFrame) -> str:
    sums = marks.sum_marks(listed)
    cells = (
        "合计", "", "", f"{_bare(sums['score'])} / {_bare(sums['points'])}", f"{_minus(sums['lost'])}", "目标是满分", "", "",
    )  # fmt: skip
    return f"<tr class='total'>{_cells(cells)}</tr>"


def _cells(cells: Sequence[str]) -> str:
    """Table cells from trusted HTML, with the classes of their columns."""
    return "".join(f"<td class='{_classes(index)}'>{cell}</td>" for index, cell in enumerate(cells))


def _classes(index: int) -> str:
    names = ["number"] if index in (1, 2, 3, 4) else ["wrap"] if index in (0, 5) else []
    return " ".join([*names, "extra"] if index in EXTRA else names)


def _closed(title: str, html: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{html}</details>"


def _bare(score: float) -> str:
    """Marks with two decimals and without the word."""
    return words.say_value(score, "ratio")


def _minus(lost: float) -> str:
    return f"−{_bare(lost)}" if lost > SMALLEST else _bare(0.0)
