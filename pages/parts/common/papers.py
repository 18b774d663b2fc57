"""A document of the office (公文) to take along as Word, made on a click; who signs it and the office's own template stand beside it."""

from collections.abc import Callable

import streamlit as st

from pages.parts.common.letterhead import WORD, draw_letterhead
from pages.parts.common.saving import offer_file
from reports.paper import Paper, Signed, write_paper


def draw_word(label: str, name: str, make: Callable[[Signed], Paper], key: str) -> None:
    """The button; `name` is the file's without its ending. What `make` needs is read before, as it runs on the click."""
    with st.container(horizontal=True, key=f"{key}_papers"):
        head = draw_letterhead()
        offer_file(
            label, lambda: write_paper(make(head.signed), head.template), file_name=f"{name}.docx", mime=WORD, key=key
        )
