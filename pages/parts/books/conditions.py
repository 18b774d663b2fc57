"""The fields for conditions: column, comparison, value, one line each, or the expression itself."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from core.errors import UserError
from indicators.books.conditions import (
    WITHOUT_VALUE,
    Condition,
    comparisons_of,
    read_conditions,
    say_condition,
    write_conditions,
)  # fmt: skip
from indicators.declared import ColumnView, PeriodBounds, column_views, expression_views, views
from pages.parts.common import cache, look, state
from pages.parts.common.labels import plain_label
from store import Store

MOST, MOST_VALUES = 6, 200
BY_HAND = "直接写表达式"


def draw_conditions(label: str, text: str, relation: str, key: str) -> str:
    """The fields, filled with an expression; the expression that they say now. What columns and values cannot say is written by
    hand."""
    known = _read(text, relation)
    st.markdown(f"**{plain_label(label)}**")
    is_by_hand = st.toggle(BY_HAND, value=known is None, key=f"{key}_by_hand")
    if is_by_hand:
        return st.text_area("表达式", value=text, key=f"{key}_text", label_visibility="collapsed", height=80).strip()
    conditions = _draw_lines(known or (), relation, key)
    try:
        made = write_conditions(conditions, relation)
    except UserError as error:
        look.draw_problem(error.message)
        return text
    _draw_expression(made, relation)
    return made


def _draw_expression(text: str, relation: str) -> None:
    """The expression as it is kept, and in words."""
    if not text:
        look.draw_note("没有条件：全部行。")
        return
    st.code(text, language="sql", wrap_lines=True)
    with suppress(UserError):
        look.draw_note(say_condition(text, relation))


def _read(text: str, relation: str) -> tuple[Condition, ...] | None:
    try:
        return read_conditions(text, relation)
    except UserError:
        return None


def _draw_lines(known: tuple[Condition, ...], relation: str, key: str) -> list[Condition]:
    columns = {name: one for name, one in expression_views(relation).items() if not name.startswith("source_")}
    count = st.number_input("几个条件（都要满足）", 0, MOST, value=min(len(known), MOST), key=f"{key}_count", width=220)
    found = (
        _draw_line(columns, relation, known[at] if at < len(known) else None, f"{key}_{at}") for at in range(int(count))
    )
    return [one for one in found if one is not None]


def _draw_line(columns: Mapping[str, ColumnView], relation: str, known: Condition | None, key: str) -> Condition | None:
    left, middle, right = st.columns([3, 2, 3])
    names = list(columns)
    at = names.index(known.column) if known and known.column in names else None
    column = left.selectbox(
        "列", names, index=at, format_func=lambda name: columns[name].heading, key=f"{key}_column", placeholder="选一列"
    )
    if column is None:
        return None
    comparisons = comparisons_of(columns[column])
    chosen = comparisons.index(known.comparison) if known and known.comparison in comparisons else 0
    comparison = middle.selectbox("比较", comparisons, index=chosen, key=f"{key}_comparison")
    if comparison in WITHOUT_VALUE:
        return Condition(column, comparison)
    value = _draw_value(right, columns[column], relation, known.value if known else "", key)
    return Condition(column, comparison, value) if value.strip() else None


def _draw_value(box: Any, view: ColumnView, relation: str, value: str, key: str) -> str:
    """The value to compare with: one of those that stand in the column where it holds few texts, else whatever is written."""
    period = state.picked().period
    is_listed = period and not view.personal and view.kind in ("text", "choice")
    known = _values(relation, view.name, period) if is_listed else ()
    if not known:
        written: str = box.text_input("值", value=value, key=f"{key}_value", placeholder="数字、文字，或另一列的名称")
        return written
    options = list(dict.fromkeys([*([value] if value else []), *known]))
    chosen = box.selectbox(
        "值",
        options,
        index=0 if value else None,
        key=f"{key}_value_{view.name}",
        accept_new_options=True,
        placeholder="选一个或直接写",
    )
    return chosen or ""


def _read_values(store: Store, relation: str, column: str, period: str) -> tuple[str, ...]:
    """The texts that stand in a column, of a view in the period; none where there are more than `MOST_VALUES`."""
    bounds = PeriodBounds.of(period)
    rows = f"({views.view_sql(relation, bounds)})" if views.is_view(relation) else f'"{relation}"'
    with store.connect() as connection:
        views.prepare(connection)
        query = (
            f'SELECT DISTINCT "{column}" FROM {rows} WHERE "{column}" IS NOT NULL ORDER BY 1 LIMIT {MOST_VALUES + 1}'
        )
        found = tuple(str(row[0]) for row in connection.execute(query).fetchall())
    return found if len(found) <= MOST_VALUES else ()


_values = cache.kept(_read_values)


def draw_figure(label: str, text: str, relation: str, key: str) -> str:
    """The field for a figure that is added up: one column, or an expression by hand."""
    columns = {name: one for name, one in column_views(relation).items() if one.is_number}
    is_by_hand = st.toggle(
        plain_label(f"{label}：{BY_HAND}"), value=bool(text) and text not in columns, key=f"{key}_by_hand"
    )
    if is_by_hand:
        return st.text_input(label, value=text, key=f"{key}_text").strip()
    names = list(columns)
    at = names.index(text) if text in names else None
    chosen = st.selectbox(
        label,
        names,
        index=at,
        format_func=lambda name: columns[name].heading,
        key=f"{key}_column",
        placeholder="选一列",
    )
    return chosen or ""
