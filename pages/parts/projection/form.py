"""Putting a show together: which slides in which order, with the office's own words; saved under a name and signed."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import UserError
from core.settings import data_dir
from pages.parts.common import look, office, state
from shows import KINDS, READY_MADE, Show, Spec, delete_show, save_show

_TITLES = {kind.title: name for name, kind in KINDS.items()}


def draw_form(show: Show) -> None:
    """The slides of a show as rows to be changed, and what saves them."""
    look.draw_heading("改成自己的", "顺序按第一列的数字；标题空着就用数据说的那句话")
    rows = pd.DataFrame(
        [
            {"顺序": number, "内容": KINDS[spec.kind].title, "标题": spec.caption, "_picks": spec.picks}
            for number, spec in enumerate(show.slides, 1)
            if spec.kind in KINDS
        ],
        columns=["顺序", "内容", "标题", "_picks"],
    )
    edited = st.data_editor(
        rows.drop(columns="_picks"),
        num_rows="dynamic",
        hide_index=True,
        key=f"slides_{show.id}",
        column_config={
            "顺序": st.column_config.NumberColumn(min_value=1, max_value=60, width="small"),
            "内容": st.column_config.SelectboxColumn(options=list(_TITLES), required=True, width="medium"),
            "标题": st.column_config.TextColumn(max_chars=60, width="large"),
        },
    )
    left, right = st.columns([2, 1])
    title = left.text_input(
        "名称", value="" if show.id == READY_MADE.id else show.title, max_chars=80, key=f"title_{show.id}"
    )
    with right:
        who = office.draw_signature()
    if st.button("存下这个投影", type="primary", key="save_show"):
        _save(show, title, _specs(edited, rows), who)
    if show.id != READY_MADE.id and st.button("删去这个投影", key="delete_show"):
        delete_show(data_dir(), show.id)
        state.set_parameters(deck="")
        st.rerun()


def _specs(edited: pd.DataFrame, before: pd.DataFrame) -> tuple[Spec, ...]:
    """The rows as slides in their order; a row that stayed keeps what was picked of it."""
    found = []
    for position, row in enumerate(edited.sort_values("顺序", na_position="last", kind="stable").to_dict("records")):
        kind = _TITLES.get(str(row["内容"]))
        if kind:
            found.append((position, Spec(kind, _picks_of(row, before), str(row["标题"] or "").strip())))
    return tuple(spec for _, spec in found)


def _picks_of(row: dict[Any, Any], before: pd.DataFrame) -> dict[str, str]:
    same = before[(before["内容"] == row["内容"]) & (before["顺序"] == row["顺序"])]
    same = same if len(same) else before[before["内容"] == row["内容"]]
    return dict(same.iloc[0]["_picks"]) if len(same) else {}


def _save(show: Show, title: str, slides: tuple[Spec, ...], who: str) -> None:
    try:
        if not who:
            raise UserError("请先填写办理人姓名", field="办理人")
        saved = save_show(data_dir(), replace(show, title=title, slides=slides), who)
    except UserError as error:
        look.draw_problem(error.message)
        return
    state.set_parameters(deck=saved.id, edit="", add="")
    st.rerun()
