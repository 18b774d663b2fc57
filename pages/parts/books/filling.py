"""填报: figures that no table has, typed into a grid of places and items or pasted from Excel, stored as an import."""

import hashlib
import re
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.places import is_inside, level_of
from loaders.pasted import PastedBlock, read_pasted
from loaders.typed import TABLE, TypedFigure, import_typed, say_refused
from pages.parts.books.acting import Way, act, draw_signing
from pages.parts.common import cache, look, state
from store import Store, find_table

PLACE = "地区"
PASTES = "_fill_pastes"
"""How many pasted blocks were stored in this session: each leaves an empty field behind."""
LONGEST_PASTE = 200_000
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def _read_items(store: Store) -> tuple[str, ...]:
    with store.connect() as connection:
        return tuple(
            row[0] for row in connection.execute(f"SELECT DISTINCT item FROM {TABLE} ORDER BY item").fetchall()
        )


def _read_figures(store: Store, period: str) -> Mapping[tuple[str, str], float]:
    with store.connect() as connection:
        query = f"SELECT place_code, item, value FROM {TABLE} WHERE period = ?"
        return {(code, item): value for code, item, value in connection.execute(query, [period]).fetchall()}


_items = cache.kept(_read_items, 4)
_figures = cache.kept(_read_figures, 8)


def draw_filling() -> None:
    """Period and items, a block from Excel, then the grid, then who."""
    look.draw_answer(
        "填报没有表的数字", "在表格里填，或从 Excel 复制一块粘贴进来；存为一次导入，记下谁、何时，可以退回"
    )
    left, right = st.columns([1, 3])
    period = left.text_input("期次", value=state.picked().period, key="fill_period", placeholder="2026-11").strip()
    known = [item for item in _items() if not item.isascii()]
    items = right.multiselect(
        "填哪些数字（选已有的，或写新的，单位写在括号里）", known, accept_new_options=True, key="fill_items",
        placeholder="如 危房改造完成户数（户）",
    )  # fmt: skip
    places = _places()
    pasted = _draw_paste(items, places)
    items = [*items, *(item for item in pasted.items if item not in items)]
    if not _PERIOD.fullmatch(period):
        look.draw_note("期次写成 2026-11 或 2026。")
        return
    if not items:
        look.draw_note("先选或写要填的数字，或把一块表连同表头粘贴进来。")
        return
    _draw_grid(period, items, places, pasted)


def _places() -> Mapping[str, str]:
    """Code → name of the counties looked at."""
    codes = [code for code in cache.scopes() if level_of(code) == "county" and is_inside(code, state.picked().scope)]
    return {code: place.name for code in codes if (place := cache.places().find(code))}


def _draw_paste(items: Sequence[str], places: Mapping[str, str]) -> PastedBlock:
    """The field for a whole block, read by the names of its places; what it holds goes into the grid and is stored from there."""
    with st.expander("从 Excel 粘贴一整块"), st.form("fill_paste_form", border=False, enter_to_submit=False):
        text = st.text_area(
            "在 Excel 里连同地区一列和表头一起复制，点这里粘贴（Ctrl+V），再点“读进表格”", height=140, max_chars=LONGEST_PASTE,
            key=f"fill_paste_{st.session_state.get(PASTES, 0)}",
            placeholder="县市　危房改造完成户数（户）　卫生厕所改造率（%）\n凤凰县　12　95.5",
        )  # fmt: skip
        st.form_submit_button("读进表格", key="fill_paste_read")
    pasted = read_pasted(text, items, list(places), cache.places())
    if text.strip():
        count = len({code for code, _ in pasted.values})
        look.draw_note(f"粘贴的一块读到 {count} 个地区的 {len(pasted.values)} 个数，已放进下面的表格，核对后保存。")
    if pasted.unread:
        st.html(look.links_html(pasted.unread))
    return pasted


def _draw_grid(period: str, items: Sequence[str], places: Mapping[str, str], pasted: PastedBlock) -> None:
    stored = _figures(period)
    frame = pd.DataFrame({PLACE: list(places.values())}, dtype=object)
    for item in items:
        frame[item] = [pasted.values.get((code, item)) or _shown(stored.get((code, item)), item) for code in places]
    columns = {item: st.column_config.TextColumn(item) for item in items}
    block = hashlib.sha256(repr(sorted(pasted.values.items())).encode()).hexdigest()[:12]
    key = f"fill_{period}_{'|'.join(items)}_{block}_{st.session_state.get(PASTES, 0)}"
    edited = st.data_editor(
        frame, hide_index=True, disabled=[PLACE], column_config=columns, key=key, width="stretch"
    )  # fmt: skip
    signed = draw_signing("fill", Way("保存", "fill_save"), asks_why=False)
    if signed.clicked:
        typed = [
            TypedFigure(code, name, item, str(value or ""))
            for item in items
            for (code, name), value in zip(places.items(), edited[item], strict=True)
            if str(value or "") != _shown(stored.get((code, item)), item)
        ]
        act(lambda: _store(typed, period, signed.who))


def _store(typed: Sequence[TypedFigure], period: str, who: str) -> str:
    """Store what was typed and say what came of it; the next block begins with an empty field."""
    result = import_typed(typed, period, who, cache.folder())
    sheet = result.sheets[0]
    versions = "、".join(f"{find_table(name).title}第{number}版" for name, number in map(_version, result.versions))
    others = (
        f"没有存：{sheet.plan.doubt}。别人报的数不在这里改，请在数据导入里导入更正后的表" if sheet.plan.doubt else ""
    )
    refused = others or sheet.reason or "没有存下任何数字"
    told = [f"已存 {sheet.rows_stored} 个数字（{versions}）" if result.versions else refused]
    told += [f"没有存的：{'；'.join(wrong)}" for wrong in (say_refused(typed, result),) if wrong]
    emptied = sum(not one.value.strip() for one in typed)
    told += [f"清空的 {emptied} 格没有改已存的数；要去掉已存的数，请在数据导入退回那一版"] if emptied else []
    if result.versions:
        st.session_state[PASTES] = st.session_state.get(PASTES, 0) + 1
    return "。".join(told)


def _version(text: str) -> tuple[str, str]:
    name, _, number = text.partition("@")
    return name, number


def _shown(value: float | None, item: str) -> str:
    """A stored figure as it is typed: a rate in per cent."""
    scale = 100 if item.endswith(("（%）", "(%)")) else 1
    return "" if value is None else f"{value * scale:.12g}"
