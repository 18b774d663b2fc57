"""Editing the fields of a problem; where somebody else changed the same one meanwhile, both words side by side to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from core.personal import mask_numbers, restore_numbers
from core.templates import render, stack
from ledger.book import CHOICES, CLOSED, LONGEST, MAX_LENGTHS, Conflict, Problem
from ledger.looking import say_value, title_of
from pages.parts.common import look, office
from pages.parts.common.labels import plain_label

LINES = (
    ("title",),
    ("department", "person", "deadline"),
    ("lead_department", "term", "severity"),
    ("source", "source_document", "root_cause"),
    ("problem_type", "indicator", "aspect"),
    ("description",),
    ("remedy",),
    ("result",),
)
"""Fields of the form, line by line; place, household and rule say which problem it is and stay."""
LONG = ("description", "remedy", "result")
MINE, THEIRS, BOTH = "用我的", "用对方的", "两者合并"


@dataclass(frozen=True)
class Clash:
    """What could not be written: the problem as it is now, both words by field, who wrote the other, and what else is mine."""

    problem: Problem
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    who: str
    rest: Mapping[str, Any]


def draw_edit(problem: Problem) -> None:
    """The way to the form; the form; or both words where they met."""
    clash: Clash | None = st.session_state.get(_clash_key(problem.id))
    if clash is not None:
        draw_clash(clash)
        return
    if problem.state == CLOSED:
        return
    key = f"ledger_edit_{problem.id}"
    read: Problem | None = st.session_state.get(key)
    if read is None:
        if st.button("修改内容", key=f"{key}_open"):
            st.session_state[key] = problem
            st.rerun()
        return
    _draw_form(read, key)


def _draw_form(read: Problem, key: str) -> None:
    """The form with the values as they were read; they stay what a change is held against."""
    with st.form(f"{key}_form"):
        values: dict[str, Any] = {}
        for line in LINES:
            for name, place in zip(line, st.columns(len(line)), strict=True):
                with place:
                    value = getattr(read, name)
                    values[name] = unmasked(draw_field(name, masked(value), f"{key}_{name}"), value)
        note = st.text_input("修改说明（可不填）", key=f"{key}_note", max_chars=500)
        with st.container(horizontal=True):
            is_saved = st.form_submit_button("保存修改", type="primary")
            is_left = st.form_submit_button("不改了")
    if is_left:
        _leave(read.id)
    if is_saved:
        save(read, {name: value for name, value in values.items() if value != getattr(read, name)}, note)


def draw_field(name: str, value: Any, key: str) -> Any:
    """The widget of a field with its value; what it gives is as the ledger keeps it."""
    title = title_of(name)
    if name == "deadline":
        return st.date_input(title, value=value, key=key, format="YYYY-MM-DD", min_value=date(2000, 1, 1))
    if name in CHOICES:
        options = list(CHOICES[name]) if name == "source" else ["", *CHOICES[name]]
        place = options.index(value) if value in options else 0
        return st.selectbox(title, options, index=place, key=key, format_func=lambda text: text or "未填")
    if name in LONG:
        return st.text_area(title, value=value, key=key, height=110, max_chars=LONGEST)
    return st.text_input(title, value=value, key=key, max_chars=MAX_LENGTHS.get(name, 1000))


def masked(value: Any) -> Any:
    """What a field shows: numbers of persons masked."""
    return mask_numbers(value) if isinstance(value, str) else value


def unmasked(written: Any, value: Any) -> Any:
    """What a field holds that showed `value` masked: what was left masked is as it was."""
    return restore_numbers(written, value) if isinstance(written, str) and isinstance(value, str) else written


def save(read: Problem, changes: Mapping[str, Any], note: str = "") -> None:
    """Write the changes as seen at the version read; where they meet another's, keep both for the choice."""
    try:
        office.ledger().change(read.id, read.version, changes, office.signed_as(), note)
    except Conflict as error:
        rest = {name: value for name, value in changes.items() if name not in error.mine}
        st.session_state[_clash_key(read.id)] = Clash(error.problem, error.mine, error.theirs, error.who, rest)
        st.rerun()
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.session_state[f"ledger_told_{read.id}"] = "已保存修改" if changes else "没有改动"
    _leave(read.id)


def draw_clash(clash: Clash) -> None:
    """Mine against theirs, field by field; nothing is written before each is chosen."""
    look.draw_problem(f"{clash.who} 刚改过同一栏。您写的内容还在，请逐栏选择后保存。")
    chosen: dict[str, Any] = {}
    for name, mine in clash.mine.items():
        chosen[name] = _draw_choice(clash, name, mine)
    if clash.rest:
        look.draw_note(f"您改的其他栏会一并保存：{'、'.join(title_of(name) for name in clash.rest)}")
    with st.container(horizontal=True):
        if st.button("按选择保存", type="primary", key=f"clash_save_{clash.problem.id}"):
            if office.signed_as():
                st.session_state.pop(_clash_key(clash.problem.id))
            save(clash.problem, {**clash.rest, **chosen})
        if st.button("放弃我的修改", key=f"clash_leave_{clash.problem.id}"):
            _leave(clash.problem.id)


def _draw_choice(clash: Clash, name: str, mine: Any) -> Any:
    """The value of one field: mine, theirs, or (in a field of words) both as one text that may be put in order."""
    theirs, key = clash.theirs[name], f"clash_{clash.problem.id}_{clash.problem.version}_{name}"
    is_text = name not in CHOICES and name != "deadline"
    look.draw_heading(title_of(name))
    left, right = st.columns(2)
    left.html(_side_html("我写的", name, mine))
    right.html(_side_html(f"{clash.who} 写的（已在台账中）", name, theirs))
    options = [MINE, THEIRS, BOTH] if is_text else [MINE, THEIRS]
    way = st.radio(
        plain_label(f"{title_of(name)}怎样保存"), options, key=key, horizontal=True, label_visibility="collapsed"
    )
    if way == BOTH:
        glue = "\n" if name in LONG else "；"
        both = glue.join(dict.fromkeys(text for text in (str(theirs), str(mine)) if text))
        return unmasked(st.text_area("合并后的内容", value=masked(both), key=f"{key}_both", height=110), both)
    return mine if way == MINE else theirs


def _side_html(who: str, name: str, value: Any) -> Markup:
    return render(__file__, "side", who=who, said=stack(say_value(name, value).split("\n")))


def _leave(problem_id: int) -> None:
    """Close the form and draw the page anew."""
    for key in (_clash_key(problem_id), f"ledger_edit_{problem_id}"):
        st.session_state.pop(key, None)
    st.rerun()


def _clash_key(problem_id: int) -> str:
    return f"ledger_clash_{problem_id}"
