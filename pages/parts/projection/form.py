"""Putting a show together: which slides in which order, with the office's own words; saved under a name and signed."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from access.accounts import Right
from core.errors import UserError
from core.settings import data_dir
from core.words import is_missing
from pages.parts.common import gate, look, office, state
from pages.parts.common.address import say_place
from pages.parts.projection.adding import NEW
from shows import KINDS, PLACE, READY_MADE, Show, Spec, delete_show, save_show

_TITLES = {kind.title: name for name, kind in KINDS.items()}
_ANY_PLACE = "放映时选的地方"


def draw_form(show: Show) -> None:
    """The slides of a show as rows to be changed, and what saves them."""
    look.draw_heading("改成自己的", "顺序按第一列的数字；标题空着就用数据说的那句话；删行用左边的勾")
    kept = [spec for spec in show.slides if spec.kind in KINDS]
    rows = pd.DataFrame(
        [
            {
                "顺序": number,
                "内容": KINDS[spec.kind].title,
                "标题": spec.caption,
                "地方": _place_of(spec),
                "原来": number - 1,
            }
            for number, spec in enumerate(kept, 1)
        ],
        columns=["顺序", "内容", "标题", "地方", "原来"],
    )
    edited = st.data_editor(
        rows,
        num_rows="dynamic",
        hide_index=True,
        key=f"slides_{show.id}_{len(kept)}",
        column_config={
            "顺序": st.column_config.NumberColumn(min_value=1, max_value=60, width="small"),
            "内容": st.column_config.SelectboxColumn(options=list(_TITLES), required=True, width="medium"),
            "标题": st.column_config.TextColumn(max_chars=60, width="large"),
            "地方": st.column_config.TextColumn(disabled=True, width="medium"),
            "原来": None,
        },
    )
    left, right = st.columns([2, 1])
    is_unnamed = show.id in (READY_MADE.id, NEW)
    title = left.text_input("名称", value="" if is_unnamed else show.title, max_chars=80, key=f"title_{show.id}")
    with right:
        who = office.draw_signature()
    if st.button("存下这个投影", type="primary", key="save_show"):
        _save(show, title, _specs(edited, kept), who)
    if not is_unnamed and st.button("删去这个投影", key="delete_show"):
        if not gate.may(Right.WRITE):
            look.draw_problem(gate.refuse("投影的修改").message)
            return
        delete_show(data_dir(), show.id)
        state.set_parameters(deck="")
        st.rerun()


def _place_of(spec: Spec) -> str:
    return say_place(spec.picks[PLACE]) if PLACE in spec.picks else _ANY_PLACE


def _specs(edited: pd.DataFrame, before: list[Spec]) -> tuple[Spec, ...]:
    """The rows as slides in their order; a row that stayed, and is of the same kind, keeps what was picked of it."""
    found = []
    for row in edited.sort_values("顺序", na_position="last", kind="stable").to_dict("records"):
        kind = _TITLES.get(str(row["内容"]))
        if kind is None:
            continue
        old = None if is_missing(row["原来"]) else before[int(row["原来"])]
        picks = old.picks if old is not None and old.kind == kind else {}
        caption = "" if row["标题"] is None or row["标题"] != row["标题"] else str(row["标题"]).strip()
        found.append(Spec(kind, picks, caption))
    return tuple(found)


def _save(show: Show, title: str, slides: tuple[Spec, ...], who: str) -> None:
    try:
        gate.check(Right.WRITE, "存投影")
        if not who:
            raise UserError("请先填写办理人姓名", field="办理人")
        saved = save_show(
            data_dir(), replace(show, id="" if show.id == NEW else show.id, title=title, slides=slides), who
        )
    except UserError as error:
        look.draw_problem(error.message)
        return
    sent = dict.fromkeys((*state.LASTING, "add", "edit"), "")
    state.set_parameters(**sent | {"deck": saved.id})
    st.rerun()
