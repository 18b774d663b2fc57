"""What a click on 办法管理 does: signed, told in words, refused in words."""

from collections.abc import Callable

import streamlit as st

from core.errors import UserError
from pages.parts.common import look, office, state

DONE, REFUSED = "_book_done", "_book_refused"


def draw_signing(key: str, why: str = "") -> tuple[str, str]:
    """The fields for who and why, filled with what was signed before; (who, why)."""
    left, right = st.columns([1, 2])
    st.session_state.setdefault(f"{key}_who", office.signed_as())
    st.session_state.setdefault(f"{key}_why", why)
    who: str = left.text_input("办理人（必填）", max_chars=40, key=f"{key}_who")
    reason: str = right.text_input("原因（必填，记入历史）", max_chars=200, key=f"{key}_why")
    if who.strip():
        st.session_state[office.SIGNED] = who.strip()
    return who, reason


def act(do: Callable[[], str], **parameters: str) -> None:
    """Do it and open what it leads to, or say why not. `do` returns what was done, in words."""
    try:
        st.session_state[DONE] = do()
    except UserError as error:
        st.session_state[REFUSED] = error.message
    else:
        if parameters:
            state.set_parameters(**parameters)
    st.rerun()


def draw_outcome() -> None:
    """What the last click did, or why it did nothing."""
    if done := st.session_state.pop(DONE, ""):
        look.draw_done(done)
    if refused := st.session_state.pop(REFUSED, ""):
        look.draw_problem(refused)
