"""户档案: looking behind the mask of one household, with a reason, for three hours, on record."""

from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from access.accounts import Right
from access.audit import DONE, Line, Wanted
from core.errors import UserError
from core.settings import china_time
from indicators.households import Household
from pages.parts.common import acts, gate, look, state

LASTS: Final = timedelta(hours=3)
LEAST_REASON: Final = 4
"""Letters of a reason that says something."""
_COVERED: Final = "_covered"


def draw_behind(household: Household) -> bool:
    """Draw the way behind the mask for whoever may look, and say whether it is open now. Nobody may where nobody signs in."""
    if not gate.person().is_signed_in or not gate.may(Right.NAMES, household.place_code):
        return False
    opened = _find_look()
    if opened is None:
        _draw_asking()
        return False
    until = datetime.fromisoformat(opened.at) + LASTS
    with st.container(horizontal=True, vertical_alignment="center", key="behind_open"):
        look.draw_note(f"姓名和号码完整显示到 {until:%H:%M}；理由：{opened.why}，已记入操作记录")
        st.button("现在遮住", key="behind_cover", on_click=_cover, args=(opened.id,))
    return True


def _what() -> str:
    """The household as the record of acts names it: by its reference, never by a number."""
    return f"household/{state.parameter('county')}/{state.parameter('ref')}"


def _find_look() -> Line | None:
    """The newest look at this household by whoever asks that still lasts; None without one, or where he has covered it again."""
    login, now = gate.person().login, china_time()
    wanted = Wanted(since=(now - LASTS).date(), who=login, act="unmask", words=_what())
    lines, _ = acts.record().find(wanted, 20)
    found = next((one for one in lines if one.login == login and one.what == _what() and one.result == DONE), None)
    if found is None or found.id in st.session_state.get(_COVERED, ()):
        return None
    return found if timedelta(0) <= now - datetime.fromisoformat(found.at) < LASTS else None


def _cover(number: int) -> None:
    st.session_state[_COVERED] = {*st.session_state.get(_COVERED, ()), number}


def _draw_asking() -> None:
    with st.popover("看完整姓名和号码", key="behind"), st.form("behind_form", border=False):
        look.draw_note("只对这一户，3 小时；谁、什么时候、为什么看，都记入操作记录。")
        reason = st.text_input("为什么要看", max_chars=100, placeholder="如：入户核对医保参保", key="behind_why")
        if not st.form_submit_button("完整显示", type="primary"):
            return
        if len(reason.strip()) < LEAST_REASON:
            look.draw_problem(f"请写明为什么要看（至少 {LEAST_REASON} 个字）。")
            return
        try:
            acts.note("unmask", _what(), why=reason.strip(), must=True)
        except UserError as error:
            look.draw_problem(str(error))
            return
    st.rerun()
