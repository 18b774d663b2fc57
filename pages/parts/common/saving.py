"""The one button that gives a file away: only to whoever may export, and made for whoever clicks it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from access import handed
from access.accounts import Right
from pages.parts.common import acts, gate


def offer_file(
    label: str,
    data: bytes | Callable[[], bytes],
    *,
    file_name: str,
    is_open: bool = False,
    what: str = "",
    **settings: Any,
) -> None:
    """The button; nothing for whoever may not export. `is_open` of an empty form, in which nothing is of anybody. `data` may be a function,
    asked on the click; the other settings are those of Streamlit. What leaves is recorded before it is made: under its name, or as `what`
    where the name is not ours and may name somebody."""
    if is_open or gate.may(Right.EXPORT):
        make = _owned(data if callable(data) else partial(bytes, data))
        st.download_button(
            label,
            gate.bound(make if is_open else acts.recorded(make, f"file/{what or file_name}")),
            file_name=file_name,
            **{"on_click": "ignore"} | settings,
        )


def _owned(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The file made for whoever asks, whom the server then gives it to."""

    def made() -> bytes:
        content = make()
        if gate.person().is_signed_in:
            handed.note(content, gate.person().login)
        return content

    return made
