"""The search over pages, places, measures, rules, and households by number. What is typed never reaches the address."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, NamedTuple

import streamlit as st
from markupsafe import Markup

from access.accounts import Right
from core.errors import UserError
from core.places import is_area, is_inside
from core.templates import render
from indicators.declared import CHECKS
from indicators.households import household as households
from pages.parts.common import acts, cache, gate, state
from pages.parts.common.address import household_parameters, say_path
from pages.parts.common.linked import draw_linked, link_html

KEY: Final = "search_open"
WORDS: Final = "search_words"
MOST: Final = 8
"""Found of each kind at most."""
SHORTEST_NUMBER: Final = 6
BELOW_COUNTY: Final = {"township": ("乡镇", "shortfalls"), "village": ("村", "household")}
"""Level → what places of it are called, and the page that is opened for one."""
LABEL: Final = "页面、地区、指标、规则，或户编号"


class Found(NamedTuple):
    """One way: its kind, what it is called, the page with its parameters."""

    kind: str
    title: str
    page: str
    parameters: Mapping[str, str]


def draw_search(titles: Mapping[str, str]) -> None:
    """The button 查找 (the key `/` opens it) with its field; `titles` are page → title."""
    with st.popover("查找", key=KEY, type="tertiary", help="按 / 键打开"):
        _draw_field(titles)


@st.fragment
def _draw_field(titles: Mapping[str, str]) -> None:
    typed = st.text_input(LABEL, key=WORDS, autocomplete="off", max_chars=60).strip()
    if not typed:
        return
    try:
        found = [*find_households(typed), *find_all(typed, titles)]
    except UserError as error:
        draw_linked(render(__file__, "found", ways=[], nothing=error.message), "search_found")
        return
    ways = [_way(one) for one in found]
    draw_linked(render(__file__, "found", ways=ways, nothing=f"没有找到“{typed}”，换个词试试"), "search_found")


def _way(found: Found) -> Markup:
    shown = render(__file__, "way", kind=found.kind, title=found.title)
    return link_html(shown, found.page, **{"viewed": "", **found.parameters})


def find_all(typed: str, titles: Mapping[str, str]) -> list[Found]:
    """Pages, places, measures and rules whose name holds what was typed; names that begin with it first."""
    picked = state.picked()
    pages = [Found("页面", title, page, {}) for page, title in titles.items()]
    found = _matching(typed, pages)
    found += _find_places(typed)
    if picked.framework_id in cache.frameworks():
        measures = cache.framework(picked.framework_id).measures.items()
        found += _matching(
            typed, [Found("指标", one.title, "ranking", {"by": f"measure:{name}"}) for name, one in measures]
        )
    if cache.is_well_declared(CHECKS):
        checks = cache.framework(CHECKS).measures.items()
        found += _matching(typed, [Found("规则", one.title, "checks", {"check": name}) for name, one in checks])
    return found


def _matching(typed: str, ways: Iterable[Found]) -> list[Found]:
    holding = [one for one in ways if typed in one.title]
    return sorted(holding, key=lambda one: (not one.title.startswith(typed), len(one.title)))[:MOST]


def _find_places(typed: str) -> list[Found]:
    """Places that can be picked, and the townships and villages in the place picked."""
    scopes, scope = cache.scopes(), state.picked().scope
    picks = [Found("地区", title.strip("　"), "overview", {"place": code}) for code, title in scopes.items()]
    found = _matching(typed, picks)
    inside = [code for code in scopes if not is_area(code) and is_inside(code, scope)]
    for level, (kind, page) in BELOW_COUNTY.items():
        below = (place for county in inside for place in cache.places().children(county, level) if typed in place.name)
        found += [Found(kind, say_path(place.code), page, {"at": place.code}) for place in islice(below, MOST)]
    return found


def find_households(typed: str) -> list[Found]:
    """The households that a number means; nothing for words. Not kept: the number is personal."""
    if not gate.may(Right.RECORDS):
        return []
    number, picked = "".join(typed.split()), state.picked()
    if len(number) < SHORTEST_NUMBER or not number.isascii() or not any(letter.isdigit() for letter in number):
        return []
    if not picked.period:
        return []
    rows = households.search_households(cache.store(), number, picked.scope, picked.period)
    acts.note_once("search", "household", number, counts={"户": len(rows)})
    return [
        Found("户", f"{say_path(str(row.place_code))}的一户", "household", household_parameters(str(row.county_code), str(row.ref)))
        for row in rows.head(MOST).itertuples()
    ]  # fmt: skip
