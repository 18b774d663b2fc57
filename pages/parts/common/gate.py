"""The one gate: who asks, what he may, and for which place. Pages, their store, ledger, answers and downloads ask nobody else.

Where nobody signs in, whoever sits at the machine may everything. A thread that nobody named asks as nobody and gets nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from access.accounts import ANYBODY, COOKIE, Person, Right, is_asked, who
from core.errors import UserError
from core.places import LEVELS, depth_of, is_inside

Made = TypeVar("Made")
NOBODY: Final = Person(-1, "", "", "", "nowhere", "", may_export=False)
"""Who asks without a session: no right, and a place that nothing is inside."""
SERVER: Final = ANYBODY
"""The server's own work, whose answers are kept for everybody and narrowed where they are given."""
PAGES: Final[Mapping[str, Right]] = {
    **dict.fromkeys(
        ("overview", "ranking", "county_map", "spending", "series", "standing", "cooperation", "projection", "quality", "needed",
         "definitions", "briefing"),
        Right.FIGURES,
    ),
    **dict.fromkeys(
        ("figures", "shortfalls", "checks", "entitlements", "household", "comparison", "integrity", "ledger", "duties", "activities",
         "outline", "archive"),
        Right.RECORDS,
    ),
    "imports": Right.IMPORT,
    "books": Right.APPROVE,
    "accounts": Right.ACCOUNTS,
    "acts": Right.AUDIT,
}  # fmt: skip
"""Page → the right that opens it; a page that is not here opens for nobody who signed in."""
WHOLE_AREA: Final = ("projection", "cooperation", "books")
"""Pages that show several counties side by side, or change what holds for all: not for somebody who may see a part of them."""
BELOW_COUNTIES: Final = (
    "checks", "entitlements", "household", "ledger", "duties", "activities", "archive", "imports", "definitions",
)  # fmt: skip
"""Pages for somebody whose place is a township or a village: those that say what rows say, and not how counties stand."""
NO_RIGHT: Final = "没有权限"
_ACCOUNT = "_account"
_current: ContextVar[Person | None] = ContextVar("person", default=None)


def person() -> Person:
    """Who asks in this run of a page, or in a piece of it that is drawn anew. Raises UserError when the database does not answer."""
    found = _current.get()
    if found is not None:
        return found
    if not is_asked():
        return ANYBODY
    return (who(token()) or NOBODY) if get_script_run_ctx(suppress_warning=True) else NOBODY


def token() -> str:
    """What the cookie says with which this page's socket was opened."""
    return str(st.context.cookies.get(COOKIE, ""))


@contextmanager
def acting(someone: Person) -> Iterator[Person]:
    """Inside, this person asks."""
    mark = _current.set(someone)
    try:
        yield someone
    finally:
        _current.reset(mark)


@contextmanager
def visiting() -> Iterator[Person]:
    """One run of a page by whoever asks. What the session held for another person is forgotten."""
    found = person()
    if is_asked():
        if st.session_state.get(_ACCOUNT, found.id) != found.id:
            st.session_state.clear()
        st.session_state[_ACCOUNT] = found.id
    with acting(found):
        yield found


def bound(make: Callable[[], Made]) -> Callable[[], Made]:
    """What is made later, or in another thread, is made for whoever asks now."""
    found = person()

    def made() -> Made:
        with acting(found):
            return make()

    return made


def may(right: Right, place_code: str | None = None) -> bool:
    """Whether whoever asks has a right, for a place where one is named."""
    return person().may(right, place_code)


def check(right: Right, what: str) -> None:
    """Raises UserError where whoever asks has not the right to `what`."""
    if not may(right):
        raise UserError(f"{NO_RIGHT}：您的账号不能{what}", todo="需要的话请账号管理员调整")


def scope() -> str:
    """The place whose rows whoever asks may see; '' for all."""
    return person().place_code


def is_within(place_code: str) -> bool:
    """Whether a place is one whose rows whoever asks may see."""
    return is_inside(place_code, scope())


def may_open(page: str) -> bool:
    """Whether whoever asks may open a page."""
    found = person()
    if not found.is_signed_in:
        return found is ANYBODY
    right = PAGES.get(page)
    if right is None or not found.may(right) or (page in WHOLE_AREA and found.place_code):
        return False
    return page in BELOW_COUNTIES or depth_of(found.place_code) <= LEVELS.index("county")


def refuse(what: str = "这一页") -> UserError:
    """What is said of something that whoever asks may not see or do."""
    return UserError(f"{NO_RIGHT}：您的账号看不到{what}", todo="需要的话请账号管理员调整")


def check_within(place_code: str) -> None:
    """Raises UserError for a place whose rows whoever asks may not see."""
    if not is_within(place_code):
        raise refuse("这个地区")
