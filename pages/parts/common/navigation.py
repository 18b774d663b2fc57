"""The way from page to page: the side bar, and bands: an unknown address, a framework that is not the picked one or has no data."""

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from core.templates import render
from core.words import say_period
from indicators.declared import CHECKS
from indicators.figures import quality
from pages.parts.common import cache, state
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

_GO_HOME = {"viewed": ""}
CHECKED = ("checks", "household", "comparison")
"""Pages of what the checks find, whatever framework is picked."""


def draw_sidebar(title: str, groups: Mapping[str, Mapping[str, str]], name: str) -> None:
    """The pages by group, of the picked framework, and the way into the projection of this page as it stands."""
    listed = [
        (group, [(link_html(label, page, **_GO_HOME), page == name) for page, label in entries.items()])
        for group, entries in groups.items()
    ]
    show = link_html("投影本页", name, **state.own_parameters() | {"show": "1"})
    with st.sidebar:
        draw_linked(render(__file__, "navigation", title=title, groups=listed, show=show), "navigation")


def draw_bands(picked: Picked, name: str) -> None:
    """That the address names no page, that another framework than the picked one is looked at, or one without data; the way back."""
    if unknown := state.parameter("unknown"):
        back = link_html("知道了", name, style="name")
        draw_linked(
            render(__file__, "band", said=f"没有“{unknown[:40]}”这个页面，已打开总览。", back=back), "unknown_band"
        )
    titles, broken = cache.frameworks(), cache.broken_frameworks()
    title = titles.get(picked.framework_id, picked.framework_id)
    if picked.framework_id in broken:
        other = first_with_data(titles)
        back = link_html(f"返回{titles[other]}", name, style="name", framework=other) if other else Markup("")
        draw_linked(
            render(__file__, "band", said=f"{say_broken(picked.framework_id)}，用不了。", back=back), "broken_band"
        )
        return
    is_of_checks = name in CHECKED
    for wrong, (file, count) in cache.tables_left_out(CHECKS if is_of_checks else picked.framework_id).items():
        lost = f"{count} 条规则没有核查" if is_of_checks else f"{count} 项指标算不出来，按没有数据处理"
        said = f"表“{file}”的定义有误，用到它的 {lost}：{wrong}"
        draw_linked(render(__file__, "band", said=said, back=Markup("")), f"table_band_{file}")
    if picked.home:
        own = titles.get(picked.home.framework_id, picked.home.framework_id)
        period = "" if picked.period == picked.home.period or not picked.period else f"（{say_period(picked.period)}）"
        back = Markup("") if picked.is_show else link_html(f"返回{own}", name, style="name", **_GO_HOME)
        draw_linked(render(__file__, "band", said=f"正在看：{title}{period}", back=back), "viewed_band")
    elif picked.framework_id == quality.FRAMEWORK and (
        other := first_with_data({one: titles[one] for one in titles if one != quality.FRAMEWORK})
    ):
        back = Markup("") if picked.is_show else link_html(f"返回{titles[other]}", name, style="name", framework=other)
        draw_linked(render(__file__, "band", said=f"正在看：{title}，不是后评估的得分和名次", back=back), "viewed_band")
    elif not picked.period and (other := first_with_data(titles)):
        back = link_html(f"返回{titles[other]}", name, style="name", framework=other)
        draw_linked(render(__file__, "band", said=f"“{title}”还没有数据。", back=back), "empty_band")


def say_broken(framework_id: str) -> str:
    """How the pickers call a framework that is not well declared."""
    return f"指标体系“{framework_id}”（定义有误）"


def first_with_data(framework_ids: Mapping[str, str]) -> str:
    """The first framework with data; '' where none has any."""
    return next((one for one in framework_ids if cache.periods(one)), "")
