"""复习大纲 of a county: tick an item off, or say that it is open again, signed; what was said before stays."""

import streamlit as st

from core.errors import UserError
from core.words import say_date
from ledger.outline import MAX_NOTE, Item, list_ticks, tick_off
from pages.parts.common import look, office
from pages.parts.outline.address import OutlineAddress

SAVED = "outline_saved"
"""Counts the ticks of the session, so that the form starts anew after each."""
WAYS = {True: "勾掉（已过）", False: "退回（未过）"}


def draw_form(address: OutlineAddress) -> None:
    """The form; the first item that is not ticked yet is picked."""
    items = address.outline.items
    left = [at for at, item in enumerate(items) if not _is_done(address, item)]
    with st.expander("勾对", expanded=False, key="outline_form"):
        office.draw_signature()
        turn = st.session_state.get(SAVED, 0)
        item = st.selectbox(
            "条目",
            items,
            index=left[0] if left else 0,
            format_func=lambda one: f"{one.code} {one.title}",
            key=f"outline_item_{turn}",
        )
        note = st.text_input("说明", max_chars=MAX_NOTE, placeholder="可不填", key=f"outline_note_{turn}")
        is_done = not _is_done(address, item)
        st.button(
            WAYS[is_done], type="primary", key=f"outline_save_{turn}",
            on_click=_save, args=(address, item, note, is_done),
        )  # fmt: skip
        if said := st.session_state.pop("outline_said", ""):
            look.draw_problem(said)
        for tick in list_ticks(office.ledger().engine, address.year, item.code, address.at):
            look.draw_note(
                f"{say_date(tick.day)} {tick.who}：{'已过' if tick.is_done else '退回'}{'，' + tick.note if tick.note else ''}"
            )
    look.draw_note("勾对署名留存，不能修改；勾错了再退回，两次都留下。")


def _is_done(address: OutlineAddress, item: Item) -> bool:
    tick = address.ticks.get((item.code, address.at))
    return tick is not None and tick.is_done


def _save(address: OutlineAddress, item: Item, note: str, is_done: bool) -> None:
    try:
        tick_off(
            office.ledger(), address.outline, address.year, item.code, address.at, office.signed_as(), address.today,
            is_done=is_done, note=note,
        )  # fmt: skip
    except UserError as error:
        st.session_state["outline_said"] = error.message
        return
    st.session_state[SAVED] = st.session_state.get(SAVED, 0) + 1
