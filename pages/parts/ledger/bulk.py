"""批量办理: choose problems of the list and set department, person, deadline or term of all; conflicts told by problem."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import UserError
from core.personal import mask_numbers
from indicators.declared import ColumnView
from ledger.book import TERMS
from ledger.looking import title_of
from pages.parts.common import look, office, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress
from pages.parts.ledger.edit import draw_field
from pages.parts.ledger.problems import draw_none, excerpt, number_of, read_rows, where_of

ROWS = 200
"""Problems to choose from at once."""
FIELDS = ("department", "person", "deadline", "term")
COLUMNS = (
    ColumnView("number", "编号", "code"),
    ColumnView("place", "地区", "text"),
    ColumnView("title", "问题", "text"),
    ColumnView("department", "责任单位", "text"),
    ColumnView("person", "责任人", "text"),
    ColumnView("deadline", "整改时限", "date"),
    ColumnView("state", "状态", "text"),
)
KEPT, DONE_KEY, GRID = "ledger_bulk", "ledger_bulk_done", "ledger_bulk_grid"


@dataclass(frozen=True)
class Chosen:
    """The rows as they were when they were drawn: what is changed is held against these versions."""

    key: str
    rows: pd.DataFrame
    total: int


@dataclass(frozen=True)
class Outcome:
    """What came of a bulk change: those changed, and (number, why) of those refused."""

    changed: int
    refused: tuple[tuple[str, str], ...]


def draw_bulk(address: LedgerAddress) -> None:
    """The view 批量办理: the rows to choose from, then what to set."""
    back = link_html("‹ 回到列表", "ledger", style="name", **address.parameters(view=""))
    draw_linked(look.back_html(back), "bulk_back")
    _draw_outcome()
    chosen = _rows(address)
    look.draw_heading("批量办理", f"共 {chosen.total:,} 个；勾选要办理的，下面填的内容会写进每一个")
    if chosen.rows.empty:
        draw_none(address, chosen.total)
        return
    picked = _draw_grid(address, chosen)
    look.draw_parts("ledger", address.parameters, address.part, ROWS, chosen.total, "个", "ledger_parts")
    _draw_form(chosen, picked)


def _rows(address: LedgerAddress) -> Chosen:
    """The rows of this address, kept as first read until something is written."""
    key = repr(sorted(address.parameters().items()))
    kept: Chosen | None = st.session_state.get(KEPT)
    if kept is None or kept.key != key:
        kept = Chosen(key, *read_rows(address, ROWS, (address.part - 1) * ROWS))
        st.session_state[KEPT] = kept
    return kept


def _draw_grid(address: LedgerAddress, chosen: Chosen) -> list[int]:
    """The grid with a box before each row; the positions of the chosen ones."""
    shown = chosen.rows.assign(
        number=[number_of(row) for row in chosen.rows.to_dict("records")],
        place=[where_of(row, address.at) for row in chosen.rows.to_dict("records")],
        title=[excerpt(row) for row in chosen.rows.to_dict("records")],
        **{name: chosen.rows[name].map(mask_numbers) for name in ("department", "person")},
    )[[column.name for column in COLUMNS]]
    st.html(tables._GRID_STYLE)
    found: Any = st.dataframe(
        shown, column_config={column.name: tables.column_config(column) for column in COLUMNS}, hide_index=True,
        height=min(tables.GRID_HEIGHT, 35 * (len(shown) + 1) + 3), placeholder="", on_select="rerun",
        selection_mode="multi-row", key=f"{GRID}_{chosen.key}",
    )  # fmt: skip
    return [int(position) for position in found["selection"]["rows"]]


def _draw_form(chosen: Chosen, picked: list[int]) -> None:
    who = office.draw_signature()
    with st.form("ledger_bulk_form", clear_on_submit=bool(who)):
        values: dict[str, Any] = {}
        for name, place in zip(FIELDS, st.columns(len(FIELDS)), strict=True):
            with place:
                values[name] = _draw_empty(name)
        look.draw_note("留空的栏不改")
        is_sent = st.form_submit_button(f"写进选中的 {len(picked):,} 个", type="primary", disabled=not picked)
    if not who or not picked:
        (look.draw_problem if is_sent else look.draw_note)("先在表里勾选，并填写办理人姓名")
    elif is_sent:
        _write(chosen, picked, {name: value for name, value in values.items() if value not in (None, "")}, who)


def _draw_empty(name: str) -> Any:
    """The widget of a field with nothing in it."""
    if name == "term":
        return st.selectbox(title_of(name), TERMS, index=None, placeholder="不改", key="bulk_term")
    return draw_field(name, None if name == "deadline" else "", f"bulk_{name}")


def _write(chosen: Chosen, picked: list[int], values: dict[str, Any], who: str) -> None:
    """Change them all; who saw an older state of the same field is told so by problem."""
    if not values:
        look.draw_problem("没有填写要改的内容。")
        return
    rows = chosen.rows.iloc[picked]
    versions = {int(row["id"]): int(row["version"]) for row in rows.to_dict("records")}
    numbers = {int(row["id"]): number_of(row) for row in rows.to_dict("records")}
    try:
        changed, refused = office.ledger().change_many(versions, values, who)
    except UserError as error:
        look.draw_problem(error.message)
        return
    told = tuple((numbers[problem_id], error.message) for problem_id, error in refused.items())
    st.session_state[DONE_KEY] = Outcome(len(changed), told)
    st.session_state.pop(KEPT, None)
    st.rerun()


def _draw_outcome() -> None:
    """What the last bulk change did, once."""
    outcome: Outcome | None = st.session_state.pop(DONE_KEY, None)
    if outcome is None:
        return
    refused = f"，{len(outcome.refused):,} 个没有写入" if outcome.refused else ""
    look.draw_done(f"已写入 {outcome.changed:,} 个{refused}")
    for number, why in outcome.refused:
        look.draw_problem(f"{number}：{why}")
