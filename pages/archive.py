"""档案资料: what each indicator needs as evidence, what is there, missing and out of date, by place down to the file."""

import streamlit as st

from pages.parts.archive.address import ArchiveAddress, read_address
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
    address = read_address(picked)
    if not picked.is_show and address.at != picked.scope:
        draw_linked(crumbs_html(picked, address.at, "archive", **_kept(address)), "crumbs")
    states = documents.states(address.archive, address.at)
    if states.empty:
        draw_nothing(address)
        return
    if address.indicator:
        states = states[states["indicator"] == address.indicator]
    draw_answer(address, states)
    for note in address.notes:
        look.draw_note(note)
    if picked.is_show:
        if address.level_below and not states.empty:
            draw_matrix(address, states)
        return
    with st.container(horizontal=True, key="archive_head", vertical_alignment="bottom"):
        draw_filter(address)
        draw_download(address, states)
    if address.item is not None:
        draw_item(address, address.item)
    draw_own(address, states)
    if address.level_below and not states.empty:
        draw_matrix(address, states)
    if address.indicator and address.level_below:
        draw_lacking(address, states[states["place_code"] != address.at])


def _kept(address: ArchiveAddress) -> dict[str, str]:
    return {"indicator": address.indicator} if address.indicator else {}


look.draw_page(draw, "导入区划和各县的表后，这里按县、乡镇、村列出每项指标应有的资料：在档、缺少、过期。")
