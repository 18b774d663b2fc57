"""What may be done with a problem: its steps with who may take them, lines of progress, evidence files."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from core.personal import mask_numbers
from core.words import say_date
from ledger.book import (
    BEGINNINGS,
    CLOSED,
    DONE,
    IN_HAND,
    MAX_BYTES,
    STEP_TITLES,
    STEPS,
    Evidence,
    Problem,
    check_step,
    kept_path,
    read_file,
)
from pages.parts.common import look, office
from pages.parts.common.labels import plain_label
from pages.parts.common.saving import offer_file

HINTS = {
    (DONE, CLOSED): "须由报已整改的人、责任人以外的另一人复核，并有佐证",
    (DONE, IN_HAND): "须写明原因",
    (CLOSED, IN_HAND): "须写明原因",
}
"""What a step asks for, told before it is tried."""
TOLD, REFUSED = "ledger_told_{}", "ledger_refused_{}"
"""Where an act leaves its words for the next drawing, by the problem's id."""


def draw_steps(problem: Problem) -> None:
    """The name, a reason, and a button for each step; why a step is refused stands beside it."""
    look.draw_heading("办理", f"现在是“{problem.state}”")
    who = office.draw_signature()
    st.text_input("说明或原因", key=_note_key(problem), placeholder="退回、重新打开时必填", max_chars=500)
    for target in STEPS[problem.state]:
        _draw_step(problem, target, who)


def _draw_step(problem: Problem, target: str, who: str) -> None:
    refused = why_refused(problem, target, who)
    is_first = target == STEPS[problem.state][0]
    with st.container(horizontal=True, vertical_alignment="center", key=f"step_row_{target}"):
        st.button(
            STEP_TITLES[(problem.state, target)], key=f"step_{target}", disabled=bool(refused and who), on_click=_take,
            args=(problem, target), type="primary" if is_first else "secondary",
        )  # fmt: skip
        hint = refused or HINTS.get((problem.state, target), "")
        if hint:
            st.html(Markup("<span class='{}'>{}</span>").format("refused" if refused else "quiet", hint))


def _take(seen: Problem, target: str) -> None:
    """Take the step of the problem as it was on the screen: what came between is a refusal, never overrun."""
    who, note = office.signed_as(), str(st.session_state.get(_note_key(seen), ""))
    told = f"已办理：{STEP_TITLES[(seen.state, target)]}"
    act(seen.id, told, lambda: office.ledger().move(seen.id, seen.version, target, who, note))


def _note_key(problem: Problem) -> str:
    return f"step_note_{problem.id}_{problem.version}"


def why_refused(problem: Problem, target: str, who: str) -> str:
    """Why this person may not take the step now, in words; '' when nothing but a reason may be missing."""
    if not who:
        return office.NO_NAME
    try:
        check_step(problem, target, who, note="（原因）")
    except UserError as error:
        return error.message
    return ""


def act(problem_id: int, told: str, do: Callable[[], Any]) -> None:
    """Do it when a button was clicked, and leave what is to be told to the page that is drawn next."""
    try:
        do()
    except UserError as error:
        st.session_state[REFUSED.format(problem_id)] = error.message
        return
    st.session_state[TOLD.format(problem_id)] = told


def draw_told(problem_id: int) -> None:
    """What the last act of this session did to the problem, or why it was refused; once."""
    told = st.session_state.pop(TOLD.format(problem_id), "")
    refused = st.session_state.pop(REFUSED.format(problem_id), "")
    if told:
        look.draw_done(told)
    if refused:
        look.draw_problem(refused)


def draw_note(problem: Problem) -> None:
    """The form for a line of progress."""
    key = f"progress_{problem.id}"

    def add() -> None:
        who, text = office.signed_as(), str(st.session_state[key])
        act(problem.id, "已记下进展", lambda: office.ledger().note(problem.id, who, text))

    with st.form(f"{key}_form", clear_on_submit=True, border=False):
        st.text_area("整改进展", key=key, placeholder="做了什么、到哪一步，写一句", max_chars=2000, height=80)
        st.form_submit_button("记一笔进展", on_click=add)


def draw_evidence(problem: Problem) -> None:
    """The files kept with it, and the way to add one."""
    files = office.ledger().evidence(problem.id)
    look.draw_heading("佐证材料", f"{len(files)} 份" if files else "还没有；没有佐证不能销号")
    for number, file in enumerate(files):
        _draw_file(file, number)
    if problem.state != CLOSED:
        _draw_upload(problem)


def _draw_file(file: Evidence, number: int) -> None:
    folder = office.ledger().folder
    name, said = mask_numbers(file.name), f"{_say_size(file.size)} · {file.who} · {say_date(file.at.date())}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"evidence_{number}"):
        if not kept_path(folder, file.digest).exists():
            st.html(Markup("<span class='refused'>{} 已丢失，请从备份恢复</span>").format(name))
            return
        offer_file(
            plain_label(name), lambda: read_file(folder, file.digest), file_name=file.name, what=f"佐证 {file.id}",
            key=f"evidence_file_{file.id}",
        )  # fmt: skip
        st.html(Markup("<span class='quiet'>{}</span>").format(said))


def _draw_upload(problem: Problem) -> None:
    key = f"evidence_upload_{problem.id}_{problem.evidence_count}"
    uploaded = st.file_uploader(
        plain_label(f"上传佐证（{MAX_BYTES // 1024**2} MB 以内的照片、PDF、Office 或 WPS 文件）"),
        type=[ending[1:] for ending in BEGINNINGS], key=key,
    )  # fmt: skip
    if uploaded is None:
        return
    content, name = uploaded.getvalue(), uploaded.name

    def keep() -> None:
        who = office.signed_as()
        act(problem.id, f"已保存佐证：{name}", lambda: office.ledger().add_evidence(problem.id, who, name, content))

    st.button("保存佐证", key=f"{key}_save", type="primary", on_click=keep)
    if not office.signed_as():
        look.draw_note("请先在“办理”处填写办理人姓名")


def _say_size(size: int) -> str:
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, round(size / 1024)):,} KB"
