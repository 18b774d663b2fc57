"""The version that a form was opened on: it stays in hand while somebody writes, whatever others save meanwhile."""

import streamlit as st

from indicators import books
from indicators.books import Book
from pages.parts.common import look

_HELD = "_versions_in_hand"


def version_in_hand(book: Book, slot: str) -> int:
    """The version a form is filled with: the one it shows already, the newest where it is opened anew. `slot` names the form."""
    version, field = st.session_state.get(_HELD, {}).get(slot, (book.newest, ""))
    return version if field and field in st.session_state else book.newest


def keep_in_hand(slot: str, version: int, field: str) -> None:
    """Remember what a form shows, for as long as the field of this key is drawn."""
    st.session_state.setdefault(_HELD, {})[slot] = version, field


def let_go() -> None:
    """Let every form show the newest version again: after what this person saved."""
    st.session_state.pop(_HELD, None)


def draw_newer(book: Book, version: int, key: str) -> None:
    """That somebody saved a newer version than the one in hand, and the way to it."""
    if book.newest <= version:
        return
    last = max(books.read_history(book.id), key=lambda event: event.version)
    when = books.say_when(last)
    said = f"{last.who}在{when}保存了第{last.version}版（{last.why}），这里还是第{version}版，保存不了。"
    look.draw_note(f"{said}请先记下自己改的，再换成新的一版改。")
    st.button(f"换成第{last.version:d}版", key=f"newer_{key}", on_click=let_go)
