"""What is asked of a figure once: its unit where no table says it, and which way is better; kept with the office's data."""

import streamlit as st

from access.accounts import Right
from core.errors import UserError
from indicators.figures.anything import BETTER, NEITHER, UNITS, Figure, keep_answer, read_answers, unit_word
from pages.parts.common import cache, gate, look, office
from pages.parts.figures.address import FiguresAddress

UNKNOWN = "还说不清"
_OTHER_WORDS = {"%": "百分数（表里写的是 85）", "小数": "百分数（表里写的是 0.85）"}


def draw_told(address: FiguresAddress) -> None:
    """The question where nobody answered it, else what was answered, by whom, with the way to say it anew."""
    figure = address.asked.figure
    said = read_answers(cache.folder()).get(figure.key)
    if said is None:
        asked = "哪头好" if figure.is_unit_known else "单位和哪头好"
        label = f"这个数的{asked}还没有人说过：说一次，以后不再问"
    else:
        unit = f"，单位 {unit_word(figure.unit) or '不清楚'}" if said.unit else ""
        label = f"{BETTER[said.better]}{unit}：{said.who} {said.when[:10]} 说的，可以改"
    with st.expander(label):
        _draw_form(
            figure,
            said.unit if said else "",
            said.better if said else NEITHER,
            is_unit_asked=not figure.is_unit_known or bool(said and said.unit),
        )


def _draw_form(figure: Figure, unit: str, better: str, *, is_unit_asked: bool) -> None:
    chosen = unit
    with st.container(horizontal=True):
        if is_unit_asked:
            units = ["", *dict.fromkeys((*UNITS, *filter(None, [unit])))]
            chosen = st.selectbox(
                "单位", units, index=units.index(unit), format_func=lambda word: _OTHER_WORDS.get(word, word) or UNKNOWN,
                key=f"told_unit_{figure.key}", width=220,
            )  # fmt: skip
        way = st.selectbox(
            "哪头好", list(BETTER), index=list(BETTER).index(better), format_func=lambda name: BETTER[name],
            key=f"told_better_{figure.key}", width=180,
        )  # fmt: skip
    office.draw_signature()
    if st.button("保存", key="told_save"):
        if not office.signed_as():
            look.draw_problem(office.NO_NAME)
            return
        try:
            gate.check(Right.WRITE, "保存")
            keep_answer(cache.folder(), figure.key, chosen, way, office.signed_as())
        except UserError as error:
            look.draw_problem(error.message)
            return
        st.rerun()
