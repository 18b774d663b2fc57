"""档案资料: what each indicator needs as evidence, what is there, missing and out of date, by place down to the file."""

from __future__ import annotations

import streamlit as st

from pages.parts.archive.address import Asked, read_asked
from pages.parts.archive.excel import draw_download
from pages.parts.archive.items import draw_filter, draw_item, draw_lacking, draw_own
from pages.parts.archive.matrix import draw_answer, draw_matrix, draw_nothing
from pages.parts.common import documents, look
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls", "archive")
    asked = read_asked(picked)
    if not picked.is_show and asked.at != picked.scope:
        draw_linked(crumbs_html(picked, asked.at, "archive", **_kept(asked)), "crumbs")
    states = documents.states(asked.archive, asked.at)
    if states.empty:
        draw_nothing(asked)
        return
    if asked.indicator:
        states = states[states["indicator"] == asked.indicator]
    draw_answer(asked, states)
    for note in asked.notes:
        look.draw_note(note)
    if picked.is_show:
        if asked.level_below and not states.empty:
            draw_matrix(asked, states)
        return
    with st.container(horizontal=True, key="archive_head", vertical_alignment="bottom"):
        draw_filter(asked)
        draw_download(asked, states)
    if asked.item is not None:
        draw_item(asked, asked.item)
    draw_own(asked, states)
    if asked.level_below and not states.empty:
        draw_matrix(asked, states)
    if asked.indicator and asked.level_below:
        draw_lacking(asked, states[states["place_code"] != asked.at])


def _kept(asked: Asked) -> dict[str, str]:
    return {"indicator": asked.indicator} if asked.indicator else {}


look.draw_page(draw, "导入区划和各县的表后，这里按县、乡镇、村列出每项指标应有的资料：在档、缺少、过期。")
