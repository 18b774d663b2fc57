"""部门比对: the departments' tables against the national system's export, and what does not agree, by place."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from indicators.checks import comparisons
from pages.parts.checks import data as check_data
from pages.parts.common import cache, look, state
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.comparison.tables import COMPARING, draw_departments, draw_differences
from pages.parts.household.address import read_place
from pages.parts.ranking.leagues import draw_nothing
from pages.parts.shortfalls.address import say_area_of

STYLE = Path(__file__).parent / "parts" / "comparison" / "comparison.css"
PERSONS_TITLE = "（自定义）监测对象信息"


def draw(picked: Picked) -> None:
    """The page for the picks and the place the address names."""
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
    at, notes = read_place(picked)
    period = check_data.checked_period(picked.period)
    tables = comparisons.compared_tables(check_data.checks(), cache.store().versions())
    if not period:
        look.draw_answer("还没有可以比对的数据")
        look.draw_empty(f"请先导入国家系统导出的{PERSONS_TITLE}，再导入各部门的表。")
        st.page_link("pages/imports.py", label="去导入数据", query_params=picked.parameters())
        return
    run = check_data.ensure_run(period)
    level = comparisons.level_below(at)
    differences = comparisons.count_differences(cache.check_matrix(run, at, level, COMPARING), check_data.checks())
    with st.spinner("正在逐个比对…"):
        links = cache.comparison_links(period, at, level)
    if not picked.is_show:
        draw_linked(crumbs_html(picked, at, "comparison"), "crumbs")
    look.draw_answer(
        f"{say_area_of(at)}：{comparisons.say_comparison(tables, differences)}",
        comparisons.say_run(run.period, run.at, cache.comparison_without_id(period, at)),
    )
    for note in notes:
        look.draw_note(note)
    draw_departments(picked, tables, links, differences)
    if not picked.is_show:
        draw_differences(picked, at, run, tables)


_picked = state.picked()
if _picked.period:
    draw(_picked)
else:
    draw_nothing("导入国家系统的监测对象信息和各部门的表格后，这里逐表比对：谁只在一边，哪些事项对不上。")
