"""应知应会: the main figures of a county, township or village on one card, a sheet to print, and ten questions."""

import pandas as pd
import streamlit as st

from core import words
from core.settings import today
from indicators.figures import briefing
from pages.parts.briefing import data as briefing_data
from pages.parts.briefing.card import draw_card, draw_places, draw_print, draw_quiz
from pages.parts.common import cache, look, state
from pages.parts.common.address import read_place, say_area_of
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked

PARTS = {"card": "看卡片", "quiz": "做十道题"}


def draw(picked: Picked) -> None:
    """The card of the place the address names, or its quiz."""
    look.use_styles("briefing")
    at, notes = read_place(picked)
    name = say_area_of(at)
    card = briefing_data.card(at, picked.period, picked.day)
    if not picked.is_show:
        draw_linked(crumbs_html(picked, at, "briefing"), "crumbs")
    part = state.parameter("part", PARTS, "card")
    is_quiz = part == "quiz" and not picked.is_show
    quiet = f"{words.say_as_of(picked.period, cache.view_day(picked.period))} · 点一行看这个数字的来源"
    look.draw_answer(briefing.say_quiz(name) if is_quiz else briefing.say_card(card, name), quiet)
    for note in notes:
        look.draw_note(note)
    if picked.is_show:
        draw_card(card)
        return
    _draw_parts(part)
    if is_quiz:
        _draw_questions(card, name, at)
        return
    draw_card(card)
    draw_print(card, name, picked.period, cache.is_demo())
    draw_places(picked, at)


def _draw_questions(card: pd.DataFrame, name: str, at: str) -> None:
    """The questions of the day, or others when asked for."""
    text = state.parameter("seed")
    turn = int(text) if text.isdecimal() else 0
    seed = today(cache.folder()).toordinal() + turn
    draw_quiz(briefing.make_quiz(card, name, seed), f"{at}_{seed}")
    st.button("换十道题", on_click=state.set_parameters, kwargs={"seed": str(turn + 1)}, key="other_questions")


def _draw_parts(part: str) -> None:
    st.session_state["briefing_part"] = part
    st.segmented_control(
        "内容", list(PARTS), key="briefing_part", format_func=PARTS.__getitem__, label_visibility="collapsed",
        on_change=lambda: state.set_parameters(part=st.session_state["briefing_part"] or "card"),
    )  # fmt: skip


look.draw_page(draw, "导入国家系统导出的表和各部门的表后，这里是一县、一乡镇、一村的主要数字，一页打印，可以自测。")
