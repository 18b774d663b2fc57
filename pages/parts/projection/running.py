"""A show on the wall: the deck over the whole window. It holds all it shows, so it goes on when the server is gone."""

from typing import Any

import streamlit as st

from pages.parts.common import look, state
from pages.parts.common.state import Picked
from pages.parts.projection.data import snapshot_of
from reports.deck import write_page
from shows import Show, make_deck

RUN, DARK = "run", "dark"


def draw_running(picked: Picked, show: Show) -> None:
    """The deck, and the way back (Esc)."""
    bar = st.progress(0.0, text="正在准备投影")
    deck = make_deck(snapshot_of(picked), show, lambda words, share: _tell(bar, words, share))
    bar.empty()
    look.use_styles("projection")
    st.iframe(write_page(deck, is_dark=state.parameter(DARK) == "1"), height=600, tab_index=0)
    if st.button("退出投影", key="show_exit", shortcut="Esc"):
        state.set_parameters(**{RUN: "", DARK: ""})
        st.rerun()


def _tell(bar: Any, words: str, share: float) -> None:
    bar.progress(share, text=words)
