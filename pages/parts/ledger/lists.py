"""导入清单: lists of problems as they come, and our own Excel edited and sent back; looked at before anything is written."""

import hashlib
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.errors import UserError
from ledger.book import SOURCES
from ledger.exported import BackReport, import_back, is_own_export, preview_back
from ledger.lists import OUTCOMES, ListOptions, ListPreview, import_list, preview_list
from ledger.looking import title_of
from pages.parts.common import look, office
from pages.parts.common.address import say_area_of
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress

KINDS = ["xlsx", "xls", "xlsm", "csv"]
MOST = 200
"""Rows of a preview on the screen."""
DONE, KEPT, COUNTER = "ledger_import_done", "ledger_import_preview", "ledger_import_number"
Found = ListPreview | BackReport


def draw_import(address: LedgerAddress) -> None:
    """The page from the file to what it did."""
    back = link_html("‹ 问题台账", "ledger", style="name", **address.parameters(view=""))
    draw_linked(look.back_html(back), "back")
    look.draw_answer(
        "导入问题清单", "收到的清单原样拖进来；本台账导出的 Excel 改完也从这里导回。先看会写什么，确认才写入"
    )
    _draw_done()
    who = office.draw_signature()
    number = st.session_state.setdefault(COUNTER, 0)
    uploaded = st.file_uploader("选择文件（xlsx、xls、csv）", type=KINDS, key=f"ledger_file_{number}")
    if uploaded is None:
        return
    options, content = _draw_options(address), uploaded.getvalue()
    try:
        found = _look(content, uploaded.name, options, who)
    except UserError as error:
        look.draw_problem(error.message)
        return
    writes = _draw_back(found) if isinstance(found, BackReport) else _draw_list(found)
    label = "确认写入" if writes else "没有可写入的内容"
    is_asked = st.button(label, type="primary", disabled=not writes, key="ledger_import_now")
    if is_asked and who:
        _import(content, uploaded.name, options, who, isinstance(found, BackReport))
    if not who:
        (look.draw_problem if is_asked else look.draw_note)(office.NO_NAME)


def _draw_options(address: LedgerAddress) -> ListOptions:
    """What the list itself does not say."""
    with st.expander("清单里没有写明的，在这里补"):
        left, middle, right = st.columns(3)
        source = left.selectbox(title_of("source"), SOURCES, index=None, placeholder="照清单", key="import_source")
        document = middle.text_input("来源文件（文号或名称）", key="import_document", max_chars=200)
        department = right.text_input(title_of("department"), key="import_department", max_chars=200)
        title = f"{title_of('deadline')}（没写的、看不懂的都按这一天）"
        deadline = left.date_input(title, value=None, key="import_deadline", format="YYYY-MM-DD")
        reopen = middle.checkbox("已销号的又出现时，作为反弹重新打开", value=True, key="import_reopen")
        look.draw_note(f"没有写明地区的行记到：{say_area_of(address.at)}")
    return ListOptions(
        source or "", document.strip(), address.at, department.strip(), deadline, address.today.year, reopen
    )


def _look(content: bytes, name: str, options: ListOptions, who: str) -> Found:
    """The preview, kept for the session until something is written: a click does not read the file again."""
    key = (hashlib.sha256(content).hexdigest(), name, options, who)
    kept = st.session_state.get(KEPT)
    if kept and kept[0] == key:
        found: Found = kept[1]
        return found
    ledger = office.ledger()
    with st.spinner("正在读取和核对…"):
        if is_own_export(ledger, content, name):
            found = preview_back(ledger, content, options, who, name)
        else:
            found = preview_list(ledger, content, options, name)
    st.session_state[KEPT] = (key, found)
    return found


def _draw_list(found: ListPreview) -> int:
    """A list as it came: what would come of each row; how many rows would be written."""
    look.draw_heading(f"核对结果：{say_counts(found.counts())}")
    for sheet in found.sheets:
        if sheet.reason:
            look.draw_note(f"工作表“{sheet.name}”不是问题清单：{sheet.reason}")
    _draw_frame(found.row_frame(), "会登记的问题")
    _draw_frame(found.problem_frame(), "有疑问的格")
    return len(found.drafts)


def _draw_back(found: BackReport) -> int:
    """Our own workbook edited: the cells that would be written, and those where somebody else was first."""
    new = len(found.added)
    look.draw_heading(
        f"这是本台账导出的表：改了 {len(found.changes):,} 格，{len(found.conflicts):,} 格别人也改过，新增 {new:,} 行"
    )
    _draw_frame(found.conflict_frame(), "别人也改过的格：不会覆盖，两边的内容都在这里")
    _draw_frame(found.change_frame(is_done=False), "会写入的格")
    _draw_frame(found.problem_frame(), "不能写入的格")
    return len(found.changes) + new


def say_counts(counts: Mapping[str, int]) -> str:
    """`新登记 12 行，已在台账，记为再次发现 3 行`."""
    return "；".join(f"{OUTCOMES[name]} {count:,} 行" for name, count in counts.items()) or "没有读到问题"


def _draw_frame(frame: pd.DataFrame, title: str) -> None:
    """A table of texts below a heading with its number of rows; nothing where it is empty."""
    if frame.empty:
        return
    look.draw_heading(title, f"{len(frame):,} 行" + (f"，列前 {MOST} 行" if len(frame) > MOST else ""))
    shown = frame.head(MOST).astype(object).where(frame.head(MOST).notna(), "")
    with st.container(height=380 if len(shown) > 8 else "content", border=False):
        st.html(look.table_html(shown, {str(name): str(name) for name in shown.columns}))


def _import(content: bytes, name: str, options: ListOptions, who: str, is_back: bool) -> None:
    ledger = office.ledger()
    try:
        if is_back:
            done = import_back(ledger, content, options, who, name)
            st.session_state[DONE] = (_say_back(done), done)
        else:
            counts = import_list(ledger, content, options, who, name).counts()
            st.session_state[DONE] = (f"已导入：{say_counts({key: n for key, n in counts.items() if n})}", None)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.session_state[COUNTER] += 1
    st.session_state.pop(KEPT, None)
    st.rerun()


def _say_back(done: BackReport) -> str:
    written = sum(change.is_written for change in done.changes)
    return f"已写入 {written:,} 格，{len(done.conflicts):,} 格别人改过没有覆盖，新登记 {len(done.opened):,} 个"


def _draw_done() -> None:
    """What the last import did, once, with both texts of each conflict."""
    done = st.session_state.pop(DONE, None)
    if not done:
        return
    look.draw_done(done[0])
    if done[1] is not None:
        _draw_frame(done[1].conflict_frame(), "没有覆盖的格：请打开这个问题再定")
        _draw_frame(done[1].problem_frame(), "没有写入的格")
