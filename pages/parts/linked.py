"""Our own tables with links that open a page of the dashboard without loading it anew.

Each link is a plain address too, so it can be copied, opened in a new tab, and works when scripts do not.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from pages.parts import state

PAGES = ("overview", "ranking", "county_map", "spending", "shortfalls", "definitions", "imports")
HOME = "overview"
"""The page at the root address."""
_HERE = Path(__file__).parent


def link_html(text: str, page: str, *, html: str = "", title: str = "", style: str = "", **parameters: str) -> str:
    """A link to a page with the picks and these parameters. `text` is escaped; `html` (trusted) may stand in its place.

    `style` is a class of linked.css: `name` (underlined), `button`.
    """
    query = urlencode(state.picked().parameters(**parameters))
    target, address = f"{page}?{query}", f"{'./' if page == HOME else page}?{query}"
    hint = f" title='{escape(title, quote=True)}'" if title else ""
    places = f"href='{escape(address, quote=True)}' data-go='{escape(target, quote=True)}'"
    return f"<a class='go {style}' {places}{hint}>{html or escape(text)}</a>"


def draw_linked(html: str, key: str) -> None:
    """Draw trusted HTML whose `link_html` links open pages; goes to the page when one was clicked."""
    clicked = _component()(key=key, data={"html": html}, on_go_change=_nothing).go
    if clicked:
        open_link(str(clicked))


def open_link(target: str) -> None:
    """Go to a link's page; anything but a page of the dashboard is ignored."""
    page, _, query = target.partition("?")
    if page in PAGES:
        state.go(page, **dict(parse_qsl(query)))


@cache
def _component() -> Any:
    style = (_HERE / "linked.css").read_text(encoding="utf-8")
    script = (_HERE / "linked.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        "linked", html="<div class='linked'></div>", css=style, js=script, isolate_styles=False
    )


def _nothing() -> None:
    """The click is read from the component's answer; a callback only makes the answer exist."""
