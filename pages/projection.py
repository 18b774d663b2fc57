"""投影: ready-made and own shows; run on the wall, changed, shared, taken away as PowerPoint or as one page that needs no server."""

from dataclasses import replace

from core.settings import data_dir
from pages.parts.common import look, state, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.projection.adding import EMPTY, NEW, draw_adding, first_show, sent_slide
from pages.parts.projection.form import draw_form
from pages.parts.projection.running import DARK, RUN, draw_running
from pages.parts.projection.taking import draw_taking
from shows import READY_MADE, Show, read_shows

KEYS = "→ ← 翻页 · 数字+回车 跳到 · Home End · B 黑屏 · F 全屏 · P 讲稿窗口 · A 自动翻页 · D 明暗 · Esc 退出"
COLUMNS = (tables.Column("投影"), tables.Column("屏数", "number"), tables.Column("存的人", "extra"), tables.Column("时间", "extra"),
           tables.Column("放映"))  # fmt: skip


def draw(picked: Picked) -> None:
    """The list of shows with the one picked; or that one on the wall; or a slide that another page sends into one."""
    shows = {show.id: show for show in read_shows(data_dir())}
    slide = sent_slide()
    known = {**shows, NEW: EMPTY} if slide else shows
    show = known[state.parameter("deck", known, first_show(shows) if slide else READY_MADE.id)]
    if state.parameter(RUN) == "1":
        draw_running(picked, show)
        return
    if slide is not None:
        look.draw_answer(f"加入投影“{show.title}”", "一屏就是那一页的样子加一句标题")
        draw_adding(shows, show, slide)
        draw_form(replace(show, slides=(*show.slides, slide)))
        return
    look.draw_answer(f"投影“{show.title}”有 {len(show.slides)} 项内容，按 → 翻页；断网、停机也能放完", KEYS)
    draw_linked(look.plain_html(COLUMNS, [_cells(one, show.id) for one in shows.values()]), "shows")
    draw_taking(picked, show)
    draw_form(show)


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


look.draw_page(draw, "导入各县的表格后，这里有现成的“动员部署会”，也可以自己编排。")
