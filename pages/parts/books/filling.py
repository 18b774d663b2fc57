"""填报: figures that no table has, typed into a grid of places and items or pasted from Excel, stored as an import."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.places import is_inside, level_of
from loaders.typed import TABLE, TypedFigure, import_typed
from pages.parts.books.acting import Way, act, draw_signing
from pages.parts.common import cache, look, state
from store import Store

PLACE = "地区"
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def _read_items(store: Store) -> tuple[str, ...]:
    with store.connect() as connection:
        return tuple(
            row[0] for row in connection.execute(f"SELECT DISTINCT item FROM {TABLE} ORDER BY item").fetchall()
        )


def _read_figures(store: Store, period: str) -> Mapping[tuple[str, str], float]:
    with store.connect() as connection:
        query = f"SELECT place_code, item, value FROM {TABLE} WHERE period = ?"
        return {(code, item): value for code, item, value in connection.execute(query, [period]).fetchall()}


_items = cache.kept(_read_items, 4)
_figures = cache.kept(_read_figures, 8)


def draw_filling() -> None:
    """Period and items, then the grid, then who."""
    look.draw_answer(
        "填报没有表的数字", "在表格里填，或从 Excel 复制一块粘贴进来；存为一次导入，记下谁、何时，可以退回"
    )
    left, right = st.columns([1, 3])
    period = left.text_input("期次", value=state.picked().period, key="fill_period", placeholder="2026-11").strip()
    known = [item for item in _items() if not item.isascii()]
    items = right.multiselect(
        "填哪些数字（选已有的，或写新的，单位写在括号里）", known, accept_new_options=True, key="fill_items",
        placeholder="如 危房改造完成户数（户）",
    )  # fmt: skip
    if not _PERIOD.fullmatch(period):
        look.draw_note("期次写成 2026-11 或 2026。")
        return
    if not items:
        look.draw_note("先选或写要填的数字。")
        return
    _draw_grid(period, items)


def _draw_grid(period: str, items: Sequence[str]) -> None:
    counties = [code for code in cache.scopes() if level_of(code) == "county" and is_inside(code, state.picked().scope)]
    names = {code: place.name for code in counties if (place := cache.places().find(code))}
    stored = _figures(period)
    frame = pd.DataFrame({PLACE: list(names.values())}, dtype=object)
    for item in items:
        scale = 100 if item.endswith(("（%）", "(%)")) else 1
        frame[item] = [_shown(stored.get((code, item)), scale) for code in names]
    columns = {item: st.column_config.TextColumn(item) for item in items}
    edited = st.data_editor(
        frame, hide_index=True, disabled=[PLACE], column_config=columns, key=f"fill_{period}_{'|'.join(items)}", width="stretch"
    )  # fmt: skip
    signed = draw_signing("fill", Way("保存", "fill_save"), asks_why=False)
    if signed.clicked:
        figures = [
            TypedFigure(code, name, item, str(value or ""))
            for item in items
            for (code, name), value in zip(names.items(), edited[item], strict=True)
            if str(value or "") != str(frame[item].iloc[list(names).index(code)])
        ]
        act(lambda: _store(figures, period, signed.who))


def _store(figures: Sequence[TypedFigure], period: str, who: str) -> str:
    result = import_typed(figures, period, who, cache.folder())
    sheet = result.sheets[0]
    wrong = "；".join(f"第{problem.row}行“{problem.came}”应为{problem.expected}" for problem in sheet.problems)
    return f"已存 {sheet.rows_stored} 个数字（{'、'.join(result.versions)}）" + (
        f"。没有存的：{wrong}" if wrong else ""
    )


def _shown(value: float | None, scale: int) -> str:
    return "" if value is None else f"{value * scale:.12g}"
