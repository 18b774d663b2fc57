"""数据导入: workbooks in, looked at before anything is written; then versions, templates and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from loaders import apart
from pages.parts.common import cache, gate, look, state
from pages.parts.common.labels import plain_label
from pages.parts.imports import going
from pages.parts.imports.damaged import draw_damaged
from pages.parts.imports.looking import Dropped, Looked, draw_file, take_dropped
from pages.parts.imports.versions import draw_templates, draw_versions
from store import VersionEntry, broken_tables, say_undone

KINDS = ["xlsx", "xls", "xlsm", "xlsb", "et", "ods", "csv", "txt", "html", "htm", "xml"]
UPLOAD = "upload"
"""Key of the field for files: one and the same all along, so that a file dropped while the page is drawn anew is not lost."""


def draw() -> None:
    """The page from top to bottom."""
    picked = state.picked()
    apart.warm()
    done = going.last_done()
    cache.whole().put_back_unfinished()
    history = _own(cache.store().history())
    look.draw_answer(
        going.say_done(done) or _answer(len(history)),
        "拖入文件后先看核对结果，确认才入库；每次导入都是一个可退回的版本",
    )
    if picked.is_show:
        look.draw_note("投影时不导入数据")
        return
    going.draw_going()
    if done:
        going.draw_done(done)
    for name, error in broken_tables().items():
        look.draw_problem(f"表“{name}”的定义有误，它的文件暂时认不出来，已存的数据不受影响。{error.message}")
    draw_damaged()
    _draw_undone()
    _draw_upload()
    st.divider()
    draw_versions(history)
    draw_templates()


def _own(history: list[VersionEntry]) -> list[VersionEntry]:
    """The versions that whoever asks may know of: of somebody who may see a part of the places those he made, without the count of
    all rows."""
    if not cache.within():
        return history
    return [replace(one, rows_total=one.rows) for one in history if one.who == gate.person().name]


def _answer(versions: int) -> str:
    if not versions:
        return "还没有导入任何表：把系统导出的、部门报来的表原样拖进来就行"
    return f"已有 {versions} 个版本；把系统导出的、部门报来的表原样拖进来就行"


def _draw_undone() -> None:
    """Imports that did not come to their end, until their file comes again or somebody says that it need not."""
    running = {job.number for job in apart.running_imports(cache.folder())}
    for note in cache.whole().undone():
        if note.import_id in running or (cache.within() and note.who != gate.person().name):
            continue
        look.draw_problem(f"{say_undone(note)}请重新导入。")
        if st.button("知道了，不再提示", key=f"undone_{note.import_id}"):
            cache.whole().forget_undone(note)
            st.rerun()


def _draw_upload() -> None:
    uploaded = st.file_uploader(
        "选择文件，可以一次拖入几个（xlsx、xls、et、ods、csv、网页和 XML 表格）",
        type=KINDS,
        key=UPLOAD,
        accept_multiple_files=True,
        on_change=_forget_done,
    )
    files = take_dropped(uploaded, going.stored_numbers())
    if not files:
        return
    looked = [draw_file(files[0], st.empty())] if len(files) == 1 else _draw_several(files)
    ready = [one for one in looked if not one.waits]
    st.button(
        _label(looked, ready), type="primary", disabled=not ready, key="import_now", on_click=going.start, args=(ready,)
    )


def _draw_several(files: Sequence[Dropped]) -> list[Looked]:
    """All files in a list, each with a tab of its own; in the order in which they are imported."""
    look.draw_heading(
        f"收到 {len(files)} 个文件", "先入行政区划，再入带乡镇、村名的导出表，最后是其他表；每个文件各有自己的版本"
    )
    summary, bars = st.empty(), st.empty()
    looked = []
    for tab, file in zip(st.tabs([plain_label(file.name) for file in files]), files, strict=True):
        with tab:
            looked.append(draw_file(file, bars))
    looked = sorted(looked, key=lambda one: one.rank)
    frame = pd.DataFrame([_line(one) for one in looked], columns=["file", "as", "rows", "state"])
    titles = {"file": "文件（按入库次序）", "as": "认作", "rows": "可入库/读到", "state": "现在"}
    summary.html(look.table_html(frame, titles, numbers=("rows",)))
    return looked


def _line(one: Looked) -> tuple[Any, ...]:
    sheets = one.found.sheets if one.found else ()
    titles = "、".join(dict.fromkeys(sheet.title for sheet in sheets if sheet.title)) or "—"
    stored, read = (sum(getattr(sheet, name) for sheet in sheets) for name in ("rows_stored", "rows_read"))
    is_again = bool(one.found and one.found.is_again)
    words = "已经导入过，不再导入" if is_again else f"{one.waits}（见它的页签）" if one.waits else "可以导入"
    return one.file.name, titles, f"{stored:,}/{read:,}", words


def _label(looked: Sequence[Looked], ready: Sequence[Looked]) -> str:
    if len(looked) == 1:
        return looked[0].waits or "确认导入"
    if not ready:
        return "没有可以导入的文件，请看各个页签"
    return f"确认导入 {len(ready)} 个文件" + (
        f"，其余 {len(looked) - len(ready)} 个留着" if len(ready) < len(looked) else ""
    )


def _forget_done() -> None:
    """What was stored is told until the next file comes, not until the stored one is taken off the list."""
    if any(one.file_id not in going.stored_numbers() for one in st.session_state[UPLOAD]):
        going.forget_done()


draw()
