"""What a click on 办法管理 does: signed, told in words, refused in words."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.errors import UserError
from pages.parts.books import in_hand
from pages.parts.common import acts, gate, look, office, state
from pages.parts.common.labels import plain_label

OUTCOME = "_book_outcome"
"""What the last click did: whether it was done, the words, and when they were first drawn."""
DONE, REFUSED = "done", "refused"
STAYS_SECONDS = 3.0
"""A page drawn anew within so long says it again: the first drawing may have been broken off by what a field sent meanwhile."""


@dataclass(frozen=True)
class Way:
    """A button that what is signed is for: its words, its key, whether it is the one to click, whether it can be clicked."""

    words: str
    key: str
    is_main: bool = True
    can_click: bool = True


@dataclass(frozen=True)
class Signed:
    """What stood in the form as it was sent: who, why, and the key of the button that was clicked, '' where none was."""

    who: str
    why: str
    clicked: str = ""


def draw_signing(key: str, *ways: Way, why: str = "", asks_why: bool = True) -> Signed:
    """Who and why, and the buttons that send them; nothing is sent before.

    It is one form, so that a name goes with its click in one message, and a page that is drawn anew meanwhile takes away no letter
    of it: what is written is kept by the browser until it is sent. The name is the one signed with before. `asks_why` False leaves
    the reason out where none is kept.
    """
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        left, right = st.columns([1, 2])
        is_known = gate.person().is_signed_in
        who = left.text_input(
            "办理人（必填）", value=office.signed_as(), disabled=is_known, max_chars=60, key=f"{key}_who"
        )
        reason = ""
        if asks_why:
            reason = right.text_input("原因（必填，记入历史）", value=why, max_chars=200, key=f"{key}_why")
        with st.container(horizontal=True):
            clicked = [
                way.key
                for way in ways
                if st.form_submit_button(
                    plain_label(way.words),
                    key=way.key,
                    type="primary" if way.is_main else "secondary",
                    disabled=not way.can_click,
                )
            ]
    if clicked and who.strip():
        st.session_state[office.SIGNED] = who.strip()
    return Signed(gate.person().name or who, reason, clicked[0] if clicked else "")


def act(do: Callable[[], str], **parameters: str) -> None:
    """Do it and open what it leads to, or say why not. `do` returns what was done, in words."""
    try:
        said = do()
    except UserError as error:
        st.session_state[OUTCOME] = (REFUSED, error.message, 0.0)
    else:
        st.session_state[OUTCOME] = (DONE, said, 0.0)
        acts.note("book", f"book/{state.parameter('book')}", why=said)
        in_hand.let_go()
        if parameters:
            state.set_parameters(**parameters)
    st.rerun()


def draw_outcome() -> None:
    """What the last click did, or why it did nothing; one place on the page, so that the forms below stay where they are."""
    with st.container():
        kind, said, drawn_at = st.session_state.get(OUTCOME, ("", "", 0.0))
        if not kind:
            return
        if drawn_at and time.monotonic() - drawn_at > STAYS_SECONDS:
            del st.session_state[OUTCOME]
            return
        st.session_state[OUTCOME] = (kind, said, drawn_at or time.monotonic())
        (look.draw_done if kind == DONE else look.draw_problem)(said)
