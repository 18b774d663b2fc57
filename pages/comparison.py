"""部门比对: the departments' tables against the national system's export, and what does not agree, by place."""

import streamlit as st
from markupsafe import Markup

from indicators.checks import comparisons
from pages.parts.common import cache, checked, look
from pages.parts.common.address import read_place, say_area_of
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.comparison import data as comparison_data
from pages.parts.comparison.excel import list_comparison
from pages.parts.comparison.places import places_html
from pages.parts.comparison.tables import COMPARING, draw_departments, draw_differences
from reports.workbook import Sheet

HOW = "“在系统中”“只在”按人（户）数，“一致”“对不上”是各条规则人次相加；空格表示这张名册不要求人人都在，或没有报送"
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
    counts = checked.count_findings(run, at, level, COMPARING)
    differences = comparisons.count_differences(counts, checked.checks())
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
    draw_departments(picked, tables, links, differences, Markup("") if picked.is_show else places_html(counts, at))
    if not picked.is_show:
        draw_differences(picked, at, run, tables)
        titles = {name: one.title for name, one in checked.checks().measures.items()}
        area = say_area_of(at)

        def make() -> list[Sheet]:
            return list_comparison(tables, comparisons.sum_tables(links, differences), counts, titles, at, area)

        draw_excel("部门比对", area, period, make, [("怎样比", HOW)], key="comparison_excel")


look.draw_page(draw, "导入国家系统的监测对象信息和各部门的表格后，这里逐表比对：谁只在一边，哪些事项对不上。")
