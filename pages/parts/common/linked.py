"""Our own tables with links that open a page of the dashboard without loading it anew.

Each link is a plain address too, so it can be copied, opened in a new tab, and works when scripts do not.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from pages.parts.common import state

HOME, ROOT = "overview", "./"
"""The page at the root address, and how to get there from another page."""
_HERE = Path(__file__).parent / "browser"


def link_html(shown: str, page: str, *, title: str = "", style: str = "", **parameters: str) -> Markup:
    """A link to a page with the picks and these parameters. `shown` is a text, or Markup that stands as it is.

    `style` is a class of linked.css: `name` (underlined), `button`.
    """
    hint = Markup(" title='{}'").format(title) if title else ""
    classes = f"go {style}".strip()
    return Markup("<a class='{}' href='{}'{}>{}</a>").format(classes, address(page, **parameters), hint, shown)


def address(page: str, **parameters: str) -> str:
    """The relative address of a page with the picks and these parameters."""
    query = urlencode(state.picked().parameters(**parameters))
    return f"{ROOT if page == HOME else page}?{query}"


def draw_linked(html: Markup, key: str) -> None:
    """Draw HTML; a click on one of its `link_html` links opens the page as the back button would."""
    shown = Markup("<div class='show'>{}</div>").format(html) if state.picked().is_show else html
    _component()(key=key, data={"html": str(shown)})


def follow(page: str, key: str, **parameters: str) -> None:
    """Open a page as a click on one of our links does, with one history entry; for clicks that Python hears of (a map)."""
    _component()(key=key, data={"html": "", "open": address(page, **parameters)})


def follow_points(chart: str, ways: Mapping[str, str]) -> None:
    """Let a click on a point of the plotly chart with this key open an address; `ways` are by the point's customdata (a place code)."""
    _points()(key=f"points_{chart}", data={"html": "", "chart": f"st-key-{chart}", "ways": dict(ways)})


def say_in_chinese() -> None:
    """Say the program's own English words in Chinese, also those that only a screen reader says."""
    _chinese()(key="chinese", data={"html": ""})


@cache
def _chinese() -> Any:
    script = (_HERE / "chinese.js").read_text(encoding="utf-8")
    return st.components.v2.component("chinese", html="<div hidden></div>", js=script, isolate_styles=False)


def _following(name: str) -> str:
    """A script that follows addresses, with what it takes for it in front."""
    return "\n".join((_HERE / one).read_text(encoding="utf-8") for one in ("follow.js", name))


@cache
def _points() -> Any:
    return st.components.v2.component(
        "points", html="<div hidden></div>", js=_following("points.js"), isolate_styles=False
    )


@cache
def _component() -> Any:
    style = (_HERE / "linked.css").read_text(encoding="utf-8")
    script = _following("linked.js")
    return st.components.v2.component(
        "linked", html="<div class='linked'></div>", css=style, js=script, isolate_styles=False
    )
