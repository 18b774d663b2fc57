"""The frame around every page: navigation, the three pickers, the bands, the projection, and error messages."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.errors import UserError
from core.places import is_area, prefecture_of, province_of
from core.settings import today
from core.words import say_date, say_period
from indicators.declared import day_of_view
from pages.parts.common import cache, look, navigation
from pages.parts.common.first_start import draw_first_start
from pages.parts.common.importing import draw_importing
from pages.parts.common.linked import say_in_chinese
from pages.parts.common.state import Home, Picked, keep, own_parameters, parameter, set_parameters

LOG = logging.getLogger(__name__)
FORGOTTEN = {"place": ("at", "row"), "period": ("day",), "framework": ("period", "day", "viewed", "measure", "row")}
"""Another pick makes these parameters meaningless: what was looked at inside the place or framework picked before."""


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
        with cache.script_run(parameter("day")):
            picked = _pick(name)
            keep(picked)
            cache.look_at(picked.day)
            _draw_around(app_title, groups, pages, name, picked, show_order)
            if wrong := cache.broken_frameworks().get(picked.framework_id):
                raise UserError(f"“{picked.framework_id}”文件夹里的定义有误。{wrong}")
            current.run()
    except UserError as error:
        look.draw_problem(error.message)
    except Exception:
        LOG.exception("page %s failed", name)
        look.draw_problem("这一页没能打开。数据没有改动；请刷新重试，仍不行请把服务器日志交给管理员。")


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
        navigation.draw_sidebar(app_title, groups, name)
    if cache.is_demo():
        look.draw_demo_band()
    navigation.draw_bands(picked, name)
    if not picked.is_show and name != "imports":
        draw_importing()
    if not picked.is_show:
        draw_first_start(name)


def _pick(name: str) -> Picked:
    """The three pickers in one line; in the projection their values only, as text."""
    scopes, titles, broken = cache.scopes(), cache.frameworks(), cache.broken_frameworks()
    is_show = parameter("show") == "1"
    framework_id = parameter("framework", (*titles, *broken), _default_framework(titles, broken))
    periods = () if framework_id in broken else cache.periods(framework_id)
    period = parameter("period", periods)
    if periods and not period:
        period = cache.default_period(framework_id, _default_scope(scopes))
    scope = parameter("place", tuple(scopes), _default_scope(scopes))
    if parameter("place") and parameter("place") not in scopes and scopes:
        st.toast("地址里的地区没有数据，已改为默认地区")
    picked = Picked(scope, period, framework_id, is_show, None, *_pick_day(period))
    if not is_show:
        _draw_pickers(scopes, titles, periods, picked)
    viewed = parameter("viewed", tuple(titles))
    if viewed in ("", framework_id):
        return picked
    nearest = _nearest(period, cache.periods(viewed))
    return Picked(scope, nearest, viewed, is_show, Home(framework_id, period), *_pick_day(nearest))


def _nearest(period: str, periods: Sequence[str]) -> str:
    """The picked period where there are data of it, else the newest before it, else the newest; '' without any."""
    before = [one for one in periods if one <= period] or list(periods)
    return max(before, default="")


def _pick_day(period: str) -> tuple[date | None, str]:
    """The day of view, and its text where the address asks for another than the working day."""
    if not period:
        return None, ""
    day, usual = cache.view_day(period), day_of_view(cache.store(), period)
    return day, "" if day == usual else day.isoformat()


def _draw_pickers(scopes: Mapping[str, str], titles: Mapping[str, str], periods: Sequence[str], picked: Picked) -> None:
    with st.container(horizontal=True, key="pickers"):
        _draw_pick("place", "地区", list(scopes), picked.scope, lambda code: scopes[code].strip("　"), scopes)
        if periods or not scopes:
            _draw_pick("period", "期次", list(reversed(periods)), picked.period, say_period)
        else:
            st.selectbox("期次", ["没有期次"], disabled=True, label_visibility="collapsed", width=260)
        if picked.day:
            _draw_pick("day", "查看日", _days(picked), picked.day.isoformat(), _say_day)
        said = {name: title if cache.periods(name) else f"{title}（还没有数据）" for name, title in titles.items()}
        said |= {name: navigation.say_broken(name) for name in cache.broken_frameworks()}
        _draw_pick("framework", "指标体系", list(said), picked.framework_id, lambda name: said[name])


def _days(picked: Picked) -> list[str]:
    """The days a period can be looked at, the newest first."""
    last = day_of_view(cache.store(), picked.period)
    first = day_of_view(cache.store(), picked.period, date.min)
    return [(last - timedelta(days=passed)).isoformat() for passed in range((last - first).days + 1)]


def _say_day(text: str) -> str:
    return f"截至{say_date(date.fromisoformat(text))}"


def _draw_pick(
    name: str, label: str, options: list[str], value: str, say: Any, indented: Mapping[str, str] | None = None
) -> None:
    if not options:
        return
    key = f"pick_{name}"
    st.session_state[key] = value
    shown = (lambda code: indented[code]) if indented else say

    def change() -> None:
        more = FORGOTTEN.get(name, ())
        set_parameters(**{name: st.session_state[key], "unknown": ""}, **dict.fromkeys(more, ""))

    st.selectbox(label, options, key=key, format_func=shown, on_change=change, label_visibility="collapsed", width=260)


def _default_framework(titles: Mapping[str, str], broken: Mapping[str, str]) -> str:
    return navigation.first_with_data(titles) or next(iter((*titles, *broken)))


def _default_scope(scopes: Mapping[str, str]) -> str:
    """The prefecture or province that holds all counties with data; '' without data."""
    counties = [code for code in scopes if not is_area(code)]
    for area_of in (prefecture_of, province_of):
        heads = {area_of(code) for code in counties}
        if len(heads) == 1:
            return heads.pop()
    return next(iter(scopes), "")


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
        scopes, titles = cache.scopes(), cache.frameworks()
        framework_id = _default_framework(titles, {})
        period = cache.default_period(framework_id, _default_scope(scopes))
        if period:
            cache.evaluation(framework_id, period, _default_scope(scopes))
    except UserError as error:
        LOG.warning("nothing warmed up: %s", error.message)
