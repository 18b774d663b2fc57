"""A show on the wall: the deck over the whole window. It holds all it shows, so it goes on when the server is gone."""

import streamlit as st

from pages.parts.common import look, state
from pages.parts.common.state import Picked
from pages.parts.projection.data import deck_of
from reports.deck import write_page
from shows import Show

RUN, DARK = "run", "dark"


def draw_running(picked: Picked, show: Show) -> None:
    """The deck, and the way back (Esc)."""
    deck = deck_of(picked, show)
    look.use_styles("projection")
    st.iframe(write_page(deck, is_dark=state.parameter(DARK) == "1"), height=600, tab_index=0)
    if st.button("退出投影", key="show_exit", shortcut="Esc"):
        state.set_parameters(**{RUN: "", DARK: ""})
        st.rerun()
