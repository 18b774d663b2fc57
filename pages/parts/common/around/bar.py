"""The five groups of pages: their icons, and on a phone the bar below the page with a sheet for each group."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from core.templates import render
from pages.parts.common import gate
from pages.parts.common.linked import draw_linked, link_html

KEY: Final = "bottom_bar"
_GO_HOME: Final = {"viewed": ""}


def icon_html(group: str) -> Markup:
    """The icon of a group, drawn by us; '' for a group without one."""
    return render(__file__, "icon", group=group)


def switch_html() -> Markup:
    """The button between the light and the dark theme; which one it is stays in the browser."""
    return render(__file__, "switch")


def who_html() -> Markup:
    """Who signed in, and the way to the account; that nobody signs in where nobody does."""
    found = gate.person()
    return render(__file__, "who", name=found.name, role=found.role_title)


def draw_bar(groups: Mapping[str, Mapping[str, str]], name: str, shows: Sequence[Markup]) -> None:
    """The bar; `shows` are the ways into the projection, which stand in the group 讲. Only phones show it."""
    listed = [
        (group, icon_html(group), name in entries, [*_links(entries, name), *(shows if group == "讲" else ())])
        for group, entries in groups.items()
    ]
    with st.container(key=KEY):
        draw_linked(render(__file__, "bar", groups=listed, who=who_html()), "bar_links")


def _links(entries: Mapping[str, str], name: str) -> list[Markup]:
    return [link_html(label, page, style="here" if page == name else "", **_GO_HOME) for page, label in entries.items()]
