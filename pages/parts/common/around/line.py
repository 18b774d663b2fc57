"""The quiet line of what is picked: it opens the pickers, and closes them after a choice; beside it the search."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from core.words import say_date, say_period
from pages.parts.common import look
from pages.parts.common.labels import plain_label
from pages.parts.common.state import Picked

KEY: Final = "picked_line"
OPENER: Final = "pickers_open"
_SCRIPT: Final = Path(__file__).parent / "around.js"


def say_picked(picked: Picked, place: str, book: str) -> str:
    """`永顺县 · 2021年11月 · 后评估`, with the day of view where it is not today's; what is not there yet is left out."""
    period = say_period(picked.period) if picked.period else ""
    day = f"截至{say_date(picked.day)}" if picked.asked_day and picked.day else ""
    return " · ".join(part for part in (place, period, day, book) if part) or "还没有数据"


def open_line() -> AbstractContextManager[Any]:
    """The line; what stands in it follows in a `with`."""
    look.use_styles("common/around")
    return st.container(horizontal=True, key=KEY)


def open_pickers(said: str) -> AbstractContextManager[Any]:
    """The button that says what is picked and holds the pickers."""
    return st.popover(plain_label(said), key=OPENER, type="tertiary", help="换地区、期次、办法")


def watch(said: str) -> None:
    """Let the key `/` open the search, a choice close the pickers, a tap beside it close the sheet of the bar."""
    _component()(key="around", data={"html": "", "said": said})


def say_titles(groups: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Page → title, in the order of the groups."""
    return {page: title for entries in groups.values() for page, title in entries.items()}


@cache
def _component() -> Any:
    script = _SCRIPT.read_text(encoding="utf-8")
    return st.components.v2.component("around", html="<div hidden></div>", js=script, isolate_styles=False)
