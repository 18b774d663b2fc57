"""The frame around every page: navigation, the three pickers, the bands, the projection, and error messages."""

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.errors import UserError
from core.settings import today
from pages.parts.common import cache, choosing, gate, look, months, navigation, picking
from pages.parts.common.around import line
from pages.parts.common.first_start import draw_first_start
from pages.parts.common.importing import draw_importing
from pages.parts.common.linked import say_in_chinese
from pages.parts.common.state import Picked, keep, own_parameters, parameter

LOG = logging.getLogger(__name__)
FIRST_VISIT_SECONDS = 20.0
"""So long after the start whatever can wait leaves the processors to the first visitor's page."""
_drawn = threading.Event()
"""Set once a page was drawn in this process."""


def run(app_title: str, groups: Mapping[str, Mapping[str, str]], show_order: Sequence[str]) -> None:
    """Draw the frame and the page that the address names."""
    st.set_page_config(page_title=app_title, layout="wide", initial_sidebar_state="auto")
    titles = {name: title for entries in groups.values() for name, title in entries.items()}
    pages = {
        name: st.Page(f"pages/{name}.py", title=title, default=name == show_order[0]) for name, title in titles.items()
    }
    current = st.navigation(list(pages.values()), position="hidden")
    name = next(name for name, page in pages.items() if page == current)
    st.html(look.stylesheet())
    say_in_chinese()
    try:
        with gate.visiting(), cache.script_run(parameter("day")):
            groups = _opened(groups)
            if not gate.may_open(name):
                if name == show_order[0] and (first := next((one for them in groups.values() for one in them), "")):
                    st.switch_page(pages[first])
                _turn_away(app_title, groups, name)
                return
            picked = picking.pick()
            keep(picked)
            cache.look_at(picked.day)
            _draw_around(app_title, groups, pages, name, picked, show_order)
            if wrong := cache.broken_frameworks().get(picked.framework_id):
                raise UserError(f"“{picked.framework_id}”文件夹里的定义有误。{wrong}")
            if picked.lacks_book and name in navigation.SCORED:
                navigation.draw_no_book(picked)
            else:
                current.run()
    except UserError as error:
        look.draw_problem(error.message)
    except Exception:
        LOG.exception("page %s failed", name)
        if _finds_damage():
            st.rerun()
        look.draw_problem("这一页没能打开。数据没有改动；请刷新重试，仍不行请把服务器日志交给管理员。")
    finally:
        _drawn.set()


def _finds_damage() -> bool:
    try:
        return cache.finds_damage()
    except Exception:
        LOG.exception("the store could not be looked at")
        return False


def _opened(groups: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The groups with the pages that whoever asks may open, without empty ones."""
    found = {
        group: {name: title for name, title in entries.items() if gate.may_open(name)}
        for group, entries in groups.items()
    }
    return {group: entries for group, entries in found.items() if entries}


def _turn_away(app_title: str, groups: Mapping[str, Mapping[str, str]], name: str) -> None:
    """What stands in the place of a page that whoever asks may not open: the pages that he may."""
    keep(Picked("", "", "", is_show=False))
    navigation.draw_pages(app_title, groups, name)
    look.draw_problem(gate.refuse().message if gate.person().role else "请先登录：打开登录页，登录后再来。")


def _draw_around(
    app_title: str,
    groups: Mapping[str, Mapping[str, str]],
    pages: Mapping[str, Any],
    name: str,
    picked: Picked,
    show_order: Sequence[str],
) -> None:
    if picked.is_show:
        st.html(look.show_stylesheet())
        _draw_show_keys(pages, name, picked, show_order)
    else:
        navigation.draw_pages(app_title, groups, name)
        picking.draw_line(picked, line.say_titles(groups))
    if cache.is_demo():
        look.draw_demo_band()
    navigation.draw_bands(picked, name)
    if not picked.is_show and name != "imports":
        draw_importing()
    if not picked.is_show:
        draw_first_start(name)


def _draw_show_keys(pages: Mapping[str, Any], name: str, picked: Picked, order: Sequence[str]) -> None:
    """Arrow keys move through the projection, Esc leaves it."""
    position = order.index(name) if name in order else 0
    steps = {"prev": ("上一屏", "Left", position - 1), "next": ("下一屏", "Right", position + 1)}
    with st.container(horizontal=True, key="show_keys"):
        for key, (label, shortcut, target) in steps.items():
            is_there = 0 <= target < len(order)
            if st.button(label, key=f"show_{key}", shortcut=shortcut, disabled=not is_there):
                st.switch_page(pages[order[target]], query_params=picked.parameters())
        if st.button("退出投影", key="show_exit", shortcut="Esc"):
            st.switch_page(pages[name], query_params=own_parameters() | picked.parameters(show=""))


def warm() -> None:
    """Fill the cache with what the first screen asks for; a broken store is left to the page to report."""
    try:
        today(cache.folder())
        scope = picking.default_scope(cache.scopes())
        chosen = choosing.choose(scope, scope)
        if chosen.period and not chosen.lacks_book:
            cache.evaluation(chosen.framework_id, chosen.period, scope)
    except UserError as error:
        LOG.warning("nothing warmed up: %s", error.message)


def warm_months() -> None:
    """Evaluate the months before beside the server; a broken store is left to the page to report."""
    try:
        scope = picking.default_scope(cache.scopes())
        chosen = choosing.choose(scope, scope)
        if chosen.period and not chosen.lacks_book and cache.framework(chosen.framework_id).is_scored:
            months.begin_work(months.read_months(chosen.framework_id, scope, chosen.period))
    except UserError as error:
        LOG.warning("no months evaluated: %s", error.message)


def wait_for_first_page() -> None:
    """Return once a page was drawn, or nobody came for a while."""
    _drawn.wait(FIRST_VISIT_SECONDS)
