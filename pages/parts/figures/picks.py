"""The pickers of 任意数字: the figure and its divisor, level, period, way, and how to look at it; each is a step of the address."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core.words import say_period
from indicators.figures.anything import WAYS, Figure, title_of
from pages.parts.common import state
from pages.parts.figures.address import FiguresAddress, divisors, levels_of

NOTHING = "不除以别的数"


def draw_picks(address: FiguresAddress, figures: Mapping[str, Figure]) -> None:
    """Two lines: which figure, and how it is looked at."""
    asked = address.asked
    others = ("", *divisors(figures, asked.figure))
    with st.container(horizontal=True):
        _draw_select("item", "数字", list(figures), asked.figure.key, lambda key: title_of(figures[key]), 460,
                     forget=("per", "level", "way", "when", "at", "part"))  # fmt: skip
        _draw_select("per", "除以", others, asked.per.key if asked.per else "",
                     lambda key: f"÷ {title_of(figures[key])}" if key else NOTHING, 460, forget=("at", "part"))  # fmt: skip
    with st.container(horizontal=True):
        _draw_view(address)
        levels = levels_of(asked.figure, address.picked.scope)
        if len(levels) > 1:
            _draw_select(
                "level",
                "看到哪一级",
                list(levels),
                asked.level,
                lambda name: f"按{levels[name]}",
                150,
                forget=("at", "part"),
            )
        if len(address.periods) > 1:
            _draw_select("when", "期次", address.periods[::-1], address.when, say_period, 170, forget=("part",))
        if len(asked.figure.ways) > 1:
            _draw_select(
                "way",
                "怎样合成一个数",
                asked.figure.ways,
                asked.way,
                lambda way: f"各行{WAYS[way]}",
                150,
                forget=("part",),
            )


def _draw_view(address: FiguresAddress) -> None:
    views = address.views
    st.session_state["pick_figures_view"] = address.view
    st.segmented_control(
        "怎样看", list(views), format_func=lambda name: views[name], key="pick_figures_view", label_visibility="collapsed",
        on_change=lambda: state.set_parameters(view=st.session_state["pick_figures_view"] or address.view, at="", part=""),
    )  # fmt: skip


def _draw_select(
    name: str,
    label: str,
    options: Sequence[str],
    value: str,
    say: Callable[[str], str],
    width: int,
    forget: Sequence[str] = (),
) -> None:
    key = f"pick_figures_{name}"
    st.session_state[key] = value

    def change() -> None:
        state.set_parameters(**dict.fromkeys(forget, ""), **{name: st.session_state[key]})

    st.selectbox(label, options, key=key, format_func=say, on_change=change, label_visibility="collapsed", width=width)
