"""数据真实: how usual the figures of each place are, test by test; a cell opens the picture and the rows behind it."""

import streamlit as st

from indicators.checks import level_below
from indicators.integrity import TESTS, IntegrityRequest, words
from pages.parts.common import checked, look, state
from pages.parts.common.address import read_place, say_area_of
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.integrity import data as integrity_data
from pages.parts.integrity.cell import draw_cell
from pages.parts.integrity.excel import list_degrees
from pages.parts.integrity.table import PAGE, draw_table


def draw(picked: Picked) -> None:
    """The page for the picks, and the cell the address names."""
    look.use_styles("integrity")
    at, notes = read_place(picked)
    with st.spinner("正在检验数字…"):
        found = integrity_data.read_integrity(
            IntegrityRequest(at, level_below(at), picked.period), checked.find_run(picked.period)
        )
    test = TESTS.get(state.parameter("test"))
    place = state.parameter("of", (at, *found.places()), at)
    if not picked.is_show:
        draw_linked(crumbs_html(picked, at, PAGE, test.title if test else ""), "crumbs")
    for note in notes:
        look.draw_note(note)
    if test is not None and found.of(place, test.id):
        draw_cell(picked, found, test, place)
    else:
        draw_table(picked, found)
        name = say_area_of(at)
        draw_excel(
            "数据真实",
            name,
            picked.period,
            lambda: list_degrees(found, name),
            [("程度", words.HOW)],
            key="integrity_excel",
        )


look.draw_page(
    draw,
    "导入年度收支表、务工信息和监测对象信息后，这里检验数字像不像逐户算出来的：末位、首位、整数、雷同、照抄、离群。",
)
