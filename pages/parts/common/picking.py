"""The pickers in one line at the top of every page: place, period, day of view, framework; what they say is what the page is about."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.places import is_area, prefecture_of, province_of
from core.words import say_date, say_period
from indicators.declared import day_of_view
from pages.parts.common import cache, navigation
from pages.parts.common.choosing import Chosen, choose, trial_title
from pages.parts.common.state import Home, Picked, parameter, set_parameters

FORGOTTEN = {"place": ("at", "row"), "period": ("day",), "framework": ("period", "day", "viewed", "measure", "row")}
"""Another pick makes these parameters meaningless: what was looked at inside the place or framework picked before."""
NO_BOOK = ""
"""What the picker of the framework holds where no book holds for the period."""


def pick() -> Picked:
    """The picks of the address; pickers for them, but in the projection, where they are text."""
    scopes, titles = cache.scopes(), dict(cache.frameworks())
    asked = parameter("framework")
    if trial := trial_title(asked):
        titles[asked] = trial
    is_show = parameter("show") == "1"
    scope = parameter("place", tuple(scopes), default_scope(scopes))
    if parameter("place") and parameter("place") not in scopes and scopes:
        st.toast("地址里的地区没有数据，已改为默认地区")
    known = asked if asked in titles or asked in cache.broken_frameworks() else ""
    chosen = choose(scope, default_scope(scopes), known, parameter("period"))
    is_automatic = chosen.is_in_force and not known
    picked = Picked(
        scope, chosen.period, chosen.framework_id, is_show, None, *_pick_day(chosen.period), is_automatic, chosen.lacks_book
    )  # fmt: skip
    if not is_show:
        _draw_pickers(scopes, titles, chosen, picked)
    viewed = parameter("viewed", tuple(titles))
    if viewed in ("", chosen.framework_id):
        return picked
    nearest = cache.nearest_period(chosen.period, viewed)
    home = Home(chosen.framework_id, chosen.period)
    return Picked(scope, nearest, viewed, is_show, home, *_pick_day(nearest), is_automatic)


def default_scope(scopes: Mapping[str, str]) -> str:
    """The prefecture or province that holds all counties with data; '' without data."""
    counties = [code for code in scopes if not is_area(code)]
    for area_of in (prefecture_of, province_of):
        heads = {area_of(code) for code in counties}
        if len(heads) == 1:
            return heads.pop()
    return next(iter(scopes), "")


def _pick_day(period: str) -> tuple[date | None, str]:
    """The day of view, and its text where the address asks for another than the working day."""
    if not period:
        return None, ""
    day, usual = cache.view_day(period), day_of_view(cache.store(), period)
    return day, "" if day == usual else day.isoformat()


def _draw_pickers(scopes: Mapping[str, str], titles: Mapping[str, str], chosen: Chosen, picked: Picked) -> None:
    with st.container(horizontal=True, key="pickers"):
        _draw_pick("place", "地区", list(scopes), picked.scope, lambda code: scopes[code].strip("　"), scopes)
        if chosen.periods or not scopes:
            also = ("framework",) if chosen.is_in_force else ()
            periods = list(reversed(chosen.periods))
            _draw_pick("period", "期次", periods, picked.period, say_period, forgotten=also)
        else:
            st.selectbox("期次", ["没有期次"], disabled=True, label_visibility="collapsed", width=260)
        if picked.day:
            _draw_pick("day", "查看日", _days(picked), picked.day.isoformat(), _say_day)
        said = {NO_BOOK: "没有适用的办法"} if chosen.lacks_book else {}
        said |= {name: title if cache.periods(name) else f"{title}（还没有数据）" for name, title in titles.items()}
        said |= {name: navigation.say_broken(name) for name in cache.broken_frameworks()}
        value = NO_BOOK if chosen.lacks_book else picked.framework_id
        _draw_pick("framework", "指标体系", list(said), value, lambda name: said[name])


def _days(picked: Picked) -> list[str]:
    """The days a period can be looked at, the newest first."""
    last = day_of_view(cache.store(), picked.period)
    first = day_of_view(cache.store(), picked.period, date.min)
    return [(last - timedelta(days=passed)).isoformat() for passed in range((last - first).days + 1)]


def _say_day(text: str) -> str:
    return f"截至{say_date(date.fromisoformat(text))}"


def _draw_pick(
    name: str,
    label: str,
    options: list[str],
    value: str,
    say: Any,
    indented: Mapping[str, str] | None = None,
    forgotten: Sequence[str] = (),
) -> None:
    if not options:
        return
    key = f"pick_{name}"
    st.session_state[key] = value
    shown = (lambda code: indented[code]) if indented else say

    def change() -> None:
        more = (*FORGOTTEN.get(name, ()), *forgotten)
        set_parameters(**{name: st.session_state[key], "unknown": ""}, **dict.fromkeys(more, ""))

    st.selectbox(label, options, key=key, format_func=shown, on_change=change, label_visibility="collapsed", width=260)
