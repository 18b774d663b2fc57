"""What a change would do before it is kept: whose value, score and rank, on the newest period with data."""

from typing import Any

import streamlit as st

from core import words
from core.errors import UserError
from indicators.books import Effect, find_effect
from indicators.declared import Framework
from indicators.evaluation import periods
from pages.parts.common import cache, look, state, tables
from pages.parts.common.linked import draw_linked

MOST_VALUES = 40
PLACES = (
    tables.Column("地区"), tables.Column("原得分", "number"), tables.Column("新得分", "number"), tables.Column("原位次", "number"),
    tables.Column("新位次", "number"),
)  # fmt: skip
VALUES = (
    tables.Column("地区"), tables.Column("指标", cell="wrap"), tables.Column("原值", "number"), tables.Column("新值", "number"),
    tables.Column("原得分", "number"), tables.Column("新得分", "number"),
)  # fmt: skip


def draw_effect(old: Framework, new: Framework, key: str) -> None:
    """The effect when it is asked for: it takes two evaluations."""
    if not st.toggle("看影响：谁的指标值、得分、位次会变", key=key):
        return
    scope = state.picked().scope
    try:
        known = sorted({*periods(cache.store(), old), *periods(cache.store(), new)})
        if not known:
            look.draw_note("这个办法用到的表还没有数据，看不出影响。")
            return
        effect = find_effect(cache.store(), old, new, known[-1], scope)
    except UserError as error:
        look.draw_problem(error.message)
        return
    look.draw_heading("影响", effect.say())
    _draw_places(effect)
    _draw_values(effect)


def _draw_places(effect: Effect) -> None:
    rows = [
        (
            row["place_name"],
            _points(row["old_score"]),
            _points(row["score"]),
            _rank(row["old_rank"]),
            _rank(row["rank"]),
        )
        for row in effect.changed.to_dict("records")
    ]
    if rows:
        draw_linked(tables.cells_html(PLACES, rows), "effect_places")


def _draw_values(effect: Effect) -> None:
    shown = effect.values.head(MOST_VALUES)
    rows = []
    for row in shown.to_dict("records"):
        unit = effect.units[row["measure"]]
        values = [words.say_value(row[name], unit) for name in ("old_value", "value")]
        rows.append((row["place_name"], row["title"], *values, _points(row["old_score"]), _points(row["score"])))
    if rows:
        more = f"共 {len(effect.values)} 处，列出前 {len(rows)} 处" if len(effect.values) > len(rows) else ""
        draw_linked(tables.cells_html(VALUES, rows, under=more), "effect_values")


def _points(value: Any) -> str:
    return words.say_value(value, "points")


def _rank(value: Any) -> str:
    return words.say_rank(None if value != value else value)
