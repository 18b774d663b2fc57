"""The ledger of this server's data folder, and the name with which whoever sits here signs what is written into it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import streamlit as st

from core.settings import data_dir, today
from ledger.book import MAX_WHO, Ledger, china_time, open_ledger

NO_NAME = "请先填写办理人姓名"
SIGNED, FIELD = "_signed_as", "signature"
"""Where the name stays for the session, and the key of the field it is written in."""


@st.cache_resource(max_entries=4, show_spinner=False)
def _ledger(folder: Path) -> Ledger:
    def office_time() -> datetime:
        return datetime.combine(today(folder), china_time().time())

    return replace(open_ledger(folder), clock=office_time)


def ledger() -> Ledger:
    """The ledger. What it holds changes at any moment: never cache an answer of it for longer than a run.

    Its events bear the working day of the countdowns, which with demo data or `TODAY` is not the calendar's.
    """
    return _ledger(data_dir())


def working_day() -> date:
    """The day from which deadlines are counted."""
    return today(data_dir())


def signed_as() -> str:
    """The name given in this session, also by the click that is being answered; '' when nobody has signed yet."""
    return str(st.session_state.get(FIELD, st.session_state.get(SIGNED, ""))).strip()


def draw_signature() -> str:
    """The field for the name; what is written is signed with it, and it stays for the session.

    A name is known only once its field is left, so no button waits for it to be enabled: the click that leaves the field would be
    lost. Who clicks without a name is told `NO_NAME`.
    """
    name = st.text_input(
        "办理人",
        value=str(st.session_state.get(SIGNED, "")),
        max_chars=MAX_WHO,
        placeholder="填写姓名后才能办理",
        key=FIELD,
    )
    st.session_state[SIGNED] = name.strip()
    return name.strip()
