"""What whoever asks does on the pages goes into the record of acts: who, from where, what."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from access.audit import DONE, Act, Record, open_record
from core.errors import UserError
from core.settings import account, data_dir
from pages.parts.common import gate

HERE: Final = "本机"
_SEEN: Final = "_acts_seen"
_MOST_SEEN: Final = 500
_log = logging.getLogger(__name__)


def record() -> Record:
    """The record of this server's data folder."""
    return open_record(data_dir())


def note(
    act: str,
    what: str,
    *,
    why: str = "",
    result: str = DONE,
    counts: Mapping[str, int] | None = None,
    must: bool = False,
) -> None:
    """Add a line. With `must` nothing goes on where it cannot be added (UserError); else reading goes on and the server's log says so."""
    teller(act, what, why=why, counts=counts, must=must)(result)


def teller(
    act: str, what: str, *, why: str = "", counts: Mapping[str, int] | None = None, must: bool = False
) -> Callable[[str], None]:
    """As `note`, by whoever asks now, from where he asks now; it may be called later and in another thread, with the result."""
    (who, login), source = _who(), _source()

    def tell(result: str = DONE) -> None:
        try:
            record().add(Act(act, what, who, login, source, why, result, counts))
        except (UserError, OSError) as error:
            if must:
                raise
            _log.warning("an act of kind %s was not recorded: %s", act, type(error).__name__)

    return tell


def note_once(act: str, what: str, of: str = "", **more: Any) -> None:
    """As `note`, once a session for the same thing: a page is drawn anew at every click. `of` tells things apart that `what` does not;
    it is kept as a hash."""
    seen: dict[str, None] = st.session_state.setdefault(_SEEN, {})
    key = hashlib.sha256(f"{act}\n{what}\n{of}".encode()).hexdigest()
    if key in seen:
        return
    note(act, what, **more)
    seen[key] = None
    while len(seen) > _MOST_SEEN:
        seen.pop(next(iter(seen)))


def note_ledger(events: Sequence[tuple[str, str]]) -> None:
    """What was written into the ledger: the problem and the version of it, and the beginning of the event's digest; many as one line."""
    name, digest = events[-1]
    note("ledger", f"problem/{name}/{digest[:16]}", counts={"条": len(events)})


def recorded(make: Callable[[], bytes], what: str) -> Callable[[], bytes]:
    """A file that is made on a click, and not before the act is recorded."""
    tell = teller("export", what, must=True)

    def made() -> bytes:
        tell(DONE)
        return make()

    return made


def _who() -> tuple[str, str]:
    """Name and account of whoever signed in; else the name given on the page, which is the person's own word, or the machine's account."""
    found = gate.person()
    if found.is_signed_in:
        return found.name, found.login
    signed = str(st.session_state.get("signature", st.session_state.get("_signed_as", ""))).strip()
    return (f"{signed}（自填）" if signed else f"{HERE}（{account()}）"), ""


def _source() -> str:
    if not get_script_run_ctx(suppress_warning=True):
        return HERE
    asked_from = st.context.ip_address
    return asked_from if isinstance(asked_from, str) and asked_from else HERE
