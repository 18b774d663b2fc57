"""The picks of every page: place, period, day of view, framework; one quiet line says them and opens the pickers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.places import is_area, prefecture_of, province_of
from core.words import say_date, say_period
from indicators.declared import day_of_view
from pages.parts.common import cache, gate, navigation
from pages.parts.common.around import line, search
from pages.parts.common.choosing import Chosen, book_of_area, choose, trial_title
from pages.parts.common.state import Home, Picked, parameter, set_parameters

FORGOTTEN = {"place": ("at", "row"), "period": ("day",), "framework": ("period", "day", "viewed", "measure", "row")}
"""Another pick makes these parameters meaningless: what was looked at inside the place or framework picked before."""
NO_BOOK = ""
"""What the picker of the framework holds where no book holds for the period."""


def pick() -> Picked:
    """The picks of the address."""
    scopes, asked = cache.scopes(), parameter("framework")
    if (named := parameter("place")) and named not in scopes:
        gate.check_within(named)
    titles = _titles(asked)
    is_show = parameter("show") == "1"
    scope = parameter("place", tuple(scopes), default_scope(scopes))
    if parameter("place") and parameter("place") not in scopes and scopes:
        st.toast("地址里的地区没有数据，已改为默认地区")
    chosen = _choose(scope, titles, asked)
    is_automatic = chosen.is_in_force and not _known(titles, asked)
    picked = Picked(
        scope, chosen.period, chosen.framework_id, is_show, None, *_pick_day(chosen.period), is_automatic, chosen.lacks_book
    )  # fmt: skip
    viewed = parameter("viewed", tuple(titles))
    if viewed in ("", chosen.framework_id):
        return picked
    nearest = cache.nearest_period(chosen.period, viewed)
    home = Home(chosen.framework_id, chosen.period)
    return Picked(scope, nearest, viewed, is_show, home, *_pick_day(nearest), is_automatic)


def _choose(scope: str, titles: Mapping[str, str], asked: str) -> Chosen:
    return choose(scope, default_scope(cache.scopes()), _known(titles, asked), parameter("period"))


def _known(titles: Mapping[str, str], asked: str) -> str:
    """The framework that the address asks for, where there is one of that name."""
    return asked if asked in titles or asked in cache.broken_frameworks() else ""


def default_scope(scopes: Mapping[str, str]) -> str:
    """The prefecture or province that holds all counties with data; '' without data."""
    counties = [code for code in scopes if not is_area(code)]
    for area_of in (prefecture_of, province_of):
        heads = {area_of(code) for code in counties}
        if len(heads) == 1 and heads <= set(scopes):
            return heads.pop()
    return next(iter(scopes), gate.scope())


def _pick_day(period: str) -> tuple[date | None, str]:
    """The day of view, and its text where the address asks for another than the working day."""
    if not period:
        return None, ""
    day, usual = cache.view_day(period), day_of_view(cache.store(), period)
    return day, "" if day == usual else day.isoformat()


def draw_line(picked: Picked, pages: Mapping[str, str]) -> None:
    """The line of what is picked with its pickers, and the search over `pages` (page → title)."""
    scopes, titles = cache.scopes(), _titles(parameter("framework"))
    home = picked.home or Home(picked.framework_id, picked.period)
    day, asked_day = _pick_day(home.period)
    own = replace(picked, period=home.period, framework_id=home.framework_id, home=None, day=day, asked_day=asked_day)
    book = titles.get(own.framework_id, own.framework_id)
    place = cache.places().find(own.scope)
    said = line.say_picked(
        own,
        place.name if place else scopes.get(own.scope, "").strip("　"),
        "没有适用的办法" if own.lacks_book else book,
    )
    with line.open_line():
        with line.open_pickers(said), st.container(key="pickers"):
            _draw_pickers(scopes, titles, own)
        search.draw_search(pages)
    line.watch(said)


def _titles(asked: str) -> dict[str, str]:
    """Framework → title, with the version of an office's book that the address tries."""
    titles = dict(cache.frameworks())
    if trial := trial_title(asked):
        titles[asked] = trial
    return titles


def _draw_pickers(scopes: Mapping[str, str], titles: Mapping[str, str], picked: Picked) -> None:
    chosen = _choose(picked.scope, titles, parameter("framework"))
    _draw_pick("place", "地区", list(scopes), picked.scope, lambda code: scopes[code].strip("　"), scopes)
    if chosen.periods or not scopes:
        also = ("framework",) if chosen.is_in_force else ()
        _draw_pick(
            "period", "期次", list(reversed(chosen.periods)), picked.period, say_period, forgotten=also,
            turn=lambda period: {"framework": book_of_area(picked.framework_id, period, picked.scope)},
        )  # fmt: skip
    else:
        st.selectbox("期次", ["没有期次"], disabled=True)
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
    turn: Callable[[str], Mapping[str, str]] = lambda _: {},
) -> None:
    """`forgotten` are parameters that another pick makes meaningless, `turn` those that it sets; '' of them sets none."""
    if not options:
        return
    key = f"pick_{name}"
    st.session_state[key] = value
    shown = (lambda code: indented[code]) if indented else say

    def change() -> None:
        more = (*FORGOTTEN.get(name, ()), *forgotten)
        turned = {parameter: value for parameter, value in turn(st.session_state[key]).items() if value}
        set_parameters(**(dict.fromkeys(more, "") | {name: st.session_state[key], "unknown": ""} | turned))

    st.selectbox(label, options, key=key, format_func=shown, on_change=change)
