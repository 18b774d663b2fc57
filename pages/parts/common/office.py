"""The ledger of this server's data folder, and the name with which whoever sits here signs what is written into it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import streamlit as st

from access.accounts import Right, open_signing
from core.settings import china_time, data_dir, today
from ledger.book import MAX_WHO, Ledger, Seat, open_ledger
from pages.parts.common import acts, gate

NO_NAME = "请先填写办理人姓名"
SIGNED, FIELD = "_signed_as", "signature"
"""Where the name stays for the session, and the key of the field it is written in."""


@st.cache_resource(max_entries=4, show_spinner=False)
def _ledger(folder: Path) -> Ledger:
    def office_time() -> datetime:
        return datetime.combine(today(folder), china_time().time())

    return replace(open_ledger(folder), clock=office_time, heard=acts.note_ledger)


def ledger() -> Ledger:
    """The ledger. What it holds changes at any moment: never cache an answer of it for longer than a run.

    Its events bear the working day of the countdowns, which with demo data or `TODAY` is not the calendar's.
    """
    whole, found = _ledger(data_dir()), gate.person()
    if not found.is_signed_in:
        return whole
    seat = Seat(found.name, found.place_code, gate.may(Right.WRITE), gate.may(Right.APPROVE))
    return replace(whole, seat=seat)


def whole_ledger() -> Ledger:
    """The ledger for the program's own work (反弹), whoever is looking."""
    return _ledger(data_dir())


def working_day() -> date:
    """The day from which deadlines are counted."""
    return today(data_dir())


def signed_as() -> str:
    """The name of whoever signed in; where nobody does, the one given in this session, also by the click that is being answered, ''
    when nobody has signed yet."""
    if gate.person().is_signed_in:
        return gate.person().name
    return str(st.session_state.get(FIELD, st.session_state.get(SIGNED, ""))).strip()


def draw_signature() -> str:
    """The field for the name; what is written is signed with it, and it stays for the session.

    A name is known only once its field is left, so no button waits for it to be enabled: the click that leaves the field would be
    lost. Who clicks without a name is told `NO_NAME`.
    """
    if gate.person().is_signed_in:
        st.text_input("办理人", value=gate.person().name, disabled=True, key=f"{FIELD}_account")
        return gate.person().name
    name = st.text_input(
        "办理人",
        value=str(st.session_state.get(SIGNED, "")),
        max_chars=MAX_WHO,
        placeholder="填写姓名后才能办理",
        key=FIELD,
    )
    st.session_state[SIGNED] = name.strip()
    return name.strip()


def say_who(names: Iterable[str], *programs: str) -> dict[str, str]:
    """Name → how it is said, `programs` being names of the program's own work.

    Where people sign in, a name that no account has was written by hand, before or beside the log-in.
    """
    if not gate.person().is_signed_in:
        return {name: name for name in names}
    known = {row["name"] for row in open_signing().accounts.list()} | {*programs}
    return {name: name if name in known else f"{name}（自填）" for name in names}
