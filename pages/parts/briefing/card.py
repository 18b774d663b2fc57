"""The card of main figures, the way to the places below, the printable sheet and the quiz."""

import pandas as pd
import streamlit as st

from core import words
from core.places import BELOW, level_of
from core.templates import render
from indicators.figures import Question, say_result
from pages.parts.common import cache, look
from pages.parts.common.labels import plain_label
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.papers import draw_word
from pages.parts.common.saving import offer_file
from pages.parts.common.state import Picked
from reports.briefing_card import Card, write_card
from shows import make_briefing

PLACES_SHOWN = 60


def draw_card(card: pd.DataFrame) -> None:
    """Every figure under its section, with where it comes from once it is opened."""
    sections = [(title, rows.to_dict("records")) for title, rows in card.groupby("section", sort=False)]
    st.html(render(__file__, "card", sections=sections))


def draw_places(picked: Picked, at: str) -> None:
    """Links to the cards of the places below."""
    level = BELOW.get(level_of(at), "")
    below = cache.places().children(at, level) if level and at else []
    if not below:
        return
    links = [link_html(one.name, "briefing", style="name", at=one.code) for one in below[:PLACES_SHOWN]]
    rest = [f"等 {len(below)} 个"] if len(below) > PLACES_SHOWN else []
    look.draw_heading("下一级的卡片", f"{len(below)} 个")
    draw_linked(look.line_html([*links, *rest], "　"), "briefing_places")


def draw_print(card: pd.DataFrame, name: str, period: str, is_demo: bool) -> None:
    """The button for the printable sheet, written only on a click."""

    def build() -> bytes:
        return write_card(Card(name, words.say_period(period), card, is_demo))

    offer_file(
        "下载打印版（一页 A4）", build, file_name=f"应知应会_{name}_{period}.html", mime="text/html",
        key="download_card", help="用浏览器打开后按 Ctrl+P 打印",
    )  # fmt: skip
    day = cache.view_day(period)
    draw_word(
        "下载 Word", f"应知应会_{name}_{period}",
        lambda signed: make_briefing(card, name, period, day, signed, is_demo=is_demo), key="download_card_word",
    )  # fmt: skip


def draw_quiz(questions: tuple[Question, ...], key: str) -> None:
    """Ten questions at once; the result tells each right answer and its table."""
    if not questions:
        look.draw_note("这里可以提问的数字太少，先导入各部门的表。")
        return
    with st.form(f"quiz_{key}"):
        given = [
            st.radio(
                plain_label(f"{number}. {question.text}"),
                question.options,
                index=None,
                format_func=plain_label,
                horizontal=True,
                key=f"{key}_{number}",
            )
            for number, question in enumerate(questions, 1)
        ]
        if not st.form_submit_button("交卷"):
            return
    right = [option == question.options[question.answer] for option, question in zip(given, questions, strict=True)]
    look.draw_heading(say_result(sum(right), len(questions)))
    st.html(render(__file__, "results", results=list(zip(questions, right, strict=True))))
