"""部门比对: the departments' tables against the national system's export, and what does not agree, by place."""

import streamlit as st

from indicators.checks import comparisons
from pages.parts.common import cache, checked, look
from pages.parts.common.address import read_place, say_area_of
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.comparison import data as comparison_data
from pages.parts.comparison.tables import COMPARING, draw_departments, draw_differences

PERSONS_TITLE = "（自定义）监测对象信息"


def draw(picked: Picked) -> None:
    """The page for the picks and the place the address names."""
    look.use_styles("comparison")
    at, notes = read_place(picked)
    period = checked.checked_period(picked.period)
    tables = comparisons.compared_tables(checked.checks(), cache.store().versions())
    if not period:
        look.draw_answer("还没有可以比对的数据")
        look.draw_to_import(f"请先导入国家系统导出的{PERSONS_TITLE}，再导入各部门的表。")
        return
    run = checked.ensure_run(period)
    level = comparisons.level_below(at)
    differences = comparisons.count_differences(checked.count_findings(run, at, level, COMPARING), checked.checks())
    with st.spinner("正在逐个比对…"):
        links = comparison_data.count_links(checked.checks(), period, at, level)
    if not picked.is_show:
        draw_linked(crumbs_html(picked, at, "comparison"), "crumbs")
    look.draw_answer(
        f"{say_area_of(at)}：{comparisons.say_comparison(tables, differences)}",
        comparisons.say_run(run.period, run.at, comparison_data.count_without_id(period, at)),
    )
    for note in notes:
        look.draw_note(note)
    draw_departments(picked, tables, links, differences)
    if not picked.is_show:
        draw_differences(picked, at, run, tables)


look.draw_page(draw, "导入国家系统的监测对象信息和各部门的表格后，这里逐表比对：谁只在一边，哪些事项对不上。")
