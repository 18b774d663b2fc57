"""After an import: the figures it brought, each one click from being looked at, and those that no measure asks."""

import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from core.templates import join
from indicators.figures.anything import Figure, Unused, brought_figures, unused_figures
from loaders.results import ImportResult
from pages.parts.common import cache, look
from pages.parts.common.linked import draw_linked, link_html

LISTED = 24
"""More figures than this are counted, not named."""


def draw_brought(done: ImportResult) -> None:
    """Nothing where the file had no figures of places or units."""
    tables = tuple(sorted({label.partition("@")[0] for label in done.versions}))
    try:
        figures = _brought(done.import_id, tables, cache.version_key())
    except UserError as error:
        look.draw_problem(error.message)
        return
    if not figures:
        return
    look.use_styles("imports")
    unused = unused_figures(figures)
    look.draw_heading(f"这次导入的 {len(figures)} 个数", "点一个就能排名、上图、看走势，不用先写口径")
    shown = [link_html(figure.title, "figures", style="button", item=figure.key) for figure in figures[:LISTED]]
    draw_linked(look.buttons_html(shown), f"brought_{done.import_id}")
    if len(figures) > LISTED:
        look.draw_note(f"另有 {len(figures) - LISTED} 个，在“任意数字”里选")
    if unused:
        _draw_unused(unused, done.import_id)


def _draw_unused(unused: list[Unused], import_id: str) -> None:
    """What no measure asks, with the measures of the nearest names."""
    look.draw_heading(
        f"没有指标用到的 {len(unused)} 个数", "名字最近的指标写在后面：若本该算进去，请改列名或指定列的对应后再导入"
    )
    lines = [_line(one) for one in unused[:LISTED]]
    draw_linked(look.links_html(lines), f"unused_{import_id}")
    if len(unused) > LISTED:
        look.draw_note(f"另有 {len(unused) - LISTED} 个没有指标用到")


def _line(one: Unused) -> Markup:
    name = link_html(one.figure.title, "figures", style="name", item=one.figure.key)
    near = [
        link_html(measure.title, "definitions", style="name", measure=measure.id, viewed=measure.framework)
        for measure in one.nearest
    ]
    beside = join(("最接近：", join(near, "、"))) if near else "没有名字相近的指标"
    return join((name, look.soft_html(beside)), "　")


@st.cache_resource(max_entries=8, show_spinner=False)
def _brought(import_id: str, tables: tuple[str, ...], key: str) -> list[Figure]:
    """The figures of an import, for as long as the tables stay as they are."""
    return brought_figures(cache.store(), tables, import_id)
