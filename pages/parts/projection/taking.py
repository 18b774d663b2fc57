"""Taking a show along: its link, PowerPoint, one page that needs no server; the 通报 of the same moment."""

from collections.abc import Callable

import streamlit as st

from core.words import say_date
from pages.parts.common import look
from pages.parts.common.letterhead import WORD, Letterhead, draw_letterhead
from pages.parts.common.linked import address
from pages.parts.common.making import File, Tell, draw_making
from pages.parts.common.state import Picked
from pages.parts.projection.data import snapshot_of
from pages.parts.projection.running import RUN
from reports.deck import write_page, write_presentation
from reports.paper import write_paper
from shows import Show, Snapshot, make_deck, write_notice

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HALF = 0.5


def draw_taking(picked: Picked, show: Show) -> None:
    """The section; each file is of the moment its button was clicked."""
    name = f"{show.title}_{picked.period}_{say_date(picked.day) if picked.day else ''}"
    snapshot = snapshot_of(picked)
    look.draw_heading("带走和分享", "把网址发给同事，打开就是这个投影；文件断网也能用")
    st.code(_link(show), language=None)
    template = st.file_uploader("本单位的 PowerPoint 模板（可不选）", type=["pptx"], key="template")
    own = template.getvalue() if template else None
    key = f"{show.id}_{picked.scope}_{picked.period}"
    with st.container(horizontal=True, key="taking"):
        draw_making(f"pptx_{key}_{template.name if template else ''}", File("PowerPoint", f"{name}.pptx", POWERPOINT),
                    _presentation(snapshot, show, own))  # fmt: skip
        draw_making(f"html_{key}", File("网页（不用服务器）", f"{name}.html", "text/html"), _page(snapshot, show))
        head = draw_letterhead()
        made_of = f"{hash(head)}_{key}"
        draw_making(
            f"docx_{made_of}", File("通报（Word）", f"通报_{picked.period}.docx", WORD), _notice(snapshot, head)
        )


def _link(show: Show) -> str:
    """The whole address that runs the show; from the root where the browser's is not known."""
    here = str(st.context.url or "").partition("?")[0]
    return f"{here.rpartition('/')[0]}/{address('projection', deck=show.id, **{RUN: '1'})}"


def _presentation(snapshot: Snapshot, show: Show, template: bytes | None) -> Callable[[Tell], bytes]:
    def make(tell: Tell) -> bytes:
        deck = make_deck(snapshot, show, lambda words, share: tell(words, share * HALF))
        return write_presentation(deck, template, lambda words, share: tell(words, HALF + share * HALF))

    return make


def _page(snapshot: Snapshot, show: Show) -> Callable[[Tell], bytes]:
    return lambda tell: write_page(make_deck(snapshot, show, tell)).encode()


def _notice(snapshot: Snapshot, head: Letterhead) -> Callable[[Tell], bytes]:
    def make(tell: Tell) -> bytes:
        tell("正在写各部分和附件", 0.1)
        paper = write_notice(snapshot, head.signed)
        tell("正在排版", HALF)
        return write_paper(paper, head.template)

    return make
