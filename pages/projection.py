"""投影: ready-made and own shows; run on the wall, changed, taken away as PowerPoint or as one page that needs no server."""

import streamlit as st

from core.settings import data_dir
from core.words import say_date
from pages.parts.common import look, state, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.projection.data import deck_of, notice_of
from pages.parts.projection.form import draw_form
from pages.parts.projection.running import DARK, RUN, draw_running
from reports.deck import write_page, write_presentation
from reports.paper import write_paper
from shows import KINDS, READY_MADE, Show, Spec, read_shows

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEYS = "→ ← 翻页 · 数字+回车 跳到 · Home End · B 黑屏 · F 全屏 · P 讲稿窗口 · A 自动翻页 · D 明暗 · Esc 退出"
COLUMNS = (tables.Column("投影"), tables.Column("屏数", "number"), tables.Column("存的人", "extra"), tables.Column("时间", "extra"),
           tables.Column("放映"))  # fmt: skip
PICKS = ("by", "source", "line")
"""What of a page's own choices a slide keeps."""


def draw(picked: Picked) -> None:
    """The list of shows with the one picked; or that one on the wall."""
    shows = {show.id: show for show in read_shows(data_dir())}
    show = shows[state.parameter("deck", shows, READY_MADE.id)]
    if state.parameter(RUN) == "1":
        draw_running(picked, show)
        return
    look.draw_answer(f"投影“{show.title}”有 {len(show.slides)} 项内容，按 → 翻页；断网、停机也能放完", KEYS)
    draw_linked(look.plain_html(COLUMNS, [_cells(one, show.id) for one in shows.values()]), "shows")
    _draw_add(shows, show)
    _draw_take_away(picked, show)
    draw_form(_with_added(show))


def _cells(show: Show, chosen: str) -> list[object]:
    name = show.title if show.id == chosen else link_html(show.title, "projection", style="name", deck=show.id)
    start = link_html("放映", "projection", style="name", deck=show.id, **{RUN: "1"})
    dark = link_html("暗场放映", "projection", style="name", deck=show.id, **{RUN: "1", DARK: "1"})
    return [
        name,
        len(show.slides),
        show.who or "程序自带",
        show.saved_at[:16].replace("T", " "),
        look.line_html([start, dark], "　"),
    ]


def _with_added(show: Show) -> Show:
    """The show with the slide that another page sends, at its end."""
    added = state.parameter("add", tuple(KINDS))
    if not added:
        return show
    picks = {name: value for name in PICKS if (value := state.parameter(name))}
    return Show(show.id, show.title, (*show.slides, Spec(added, picks)), show.who, show.saved_at)


def _draw_add(shows: dict[str, Show], show: Show) -> None:
    added = state.parameter("add", tuple(KINDS))
    if added:
        look.draw_note(f"“{KINDS[added].title}”已排在“{show.title}”的最后一屏；在下面调整顺序、写标题，再存下。")


def _draw_take_away(picked: Picked, show: Show) -> None:
    name = f"{show.title}_{picked.period}_{say_date(picked.day) if picked.day else ''}"
    template = st.file_uploader("本单位的 PowerPoint 模板（可不选）", type=["pptx"], key="template")
    own = template.getvalue() if template else None
    with st.container(horizontal=True):
        st.download_button(
            "下载 PowerPoint", lambda: write_presentation(deck_of(picked, show), own), file_name=f"{name}.pptx",
            mime=POWERPOINT, on_click="ignore", key="download_pptx",
        )  # fmt: skip
        st.download_button(
            "下载通报（Word）", lambda: write_paper(notice_of(picked)), file_name=f"通报_{picked.period}.docx", mime=WORD,
            on_click="ignore", key="download_docx",
        )  # fmt: skip
        st.download_button(
            "下载网页（不用联网、不用服务器）", lambda: write_page(deck_of(picked, show)).encode(), file_name=f"{name}.html",
            mime="text/html", on_click="ignore", key="download_html",
        )  # fmt: skip


look.draw_page(draw, "导入各县的表格后，这里有现成的“动员部署会”，也可以自己编排。")
