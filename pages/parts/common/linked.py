"""Our own tables with links that open a page of the dashboard without loading it anew.

Each link is a plain address too, so it can be copied, opened in a new tab, and works when scripts do not.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.parts.common import state

HOME, ROOT = "overview", "./"
"""The page at the root address, and how to get there from another page."""
_HERE = Path(__file__).parent


def link_html(text: str, page: str, *, html: str = "", title: str = "", style: str = "", **parameters: str) -> str:
    """A link to a page with the picks and these parameters. `text` is escaped; `html` (trusted) may stand in its place.

    `style` is a class of linked.css: `name` (underlined), `button`.
    """
    hint = f" title='{escape(title, quote=True)}'" if title else ""
    classes = f"go {style}".strip()
    return f"<a class='{classes}' href='{address(page, **parameters)}'{hint}>{html or escape(text)}</a>"


def address(page: str, **parameters: str) -> str:
    """The relative address of a page with the picks and these parameters, escaped for an attribute."""
    query = urlencode(state.picked().parameters(**parameters))
    return escape(f"{ROOT if page == HOME else page}?{query}", quote=True)


def draw_linked(html: str, key: str) -> None:
    """Draw trusted HTML; a click on one of its `link_html` links opens the page as the back button would."""
    shown = f"<div class='show'>{html}</div>" if state.picked().is_show else html
    _component()(key=key, data={"html": shown})


def follow(page: str, key: str, **parameters: str) -> None:
    """Open a page as a click on one of our links does, with one history entry; for clicks that Python hears of (a map)."""
    query = urlencode(state.picked().parameters(**parameters))
    _component()(key=key, data={"html": "", "open": f"{ROOT if page == HOME else page}?{query}"})


@cache
def _component() -> Any:
    style = (_HERE / "linked.css").read_text(encoding="utf-8")
    script = (_HERE / "linked.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        "linked", html="<div class='linked'></div>", css=style, js=script, isolate_styles=False
    )
