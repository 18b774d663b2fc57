"""数据导入: a workbook in, looked at before anything is written; then versions, templates and the way back."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from loaders import apart
from loaders.recognise import Choices
from loaders.results import SAME_AGAIN, ImportResult, Preview
from pages.parts.common import cache, look, state
from pages.parts.imports.answers import as_choices, draw_answers, said_so_far
from pages.parts.imports.brought import draw_brought
from pages.parts.imports.names import are_open, draw_names
from pages.parts.imports.replacing import draw_replacing
from pages.parts.imports.report import draw_sheets, draw_totals_and_problems, say_here, say_result
from pages.parts.imports.versions import draw_templates, draw_versions, say_version
from store import broken_tables, read_tables

KINDS = ["xlsx", "xls", "xlsm", "xlsb", "et", "ods", "csv", "txt", "html", "htm", "xml"]
UPLOAD = "upload"
"""Key of the field for files: one and the same all along, so that a file dropped while the page is drawn anew is not lost."""
NOTHING_TO_TAKE = ("没有可入库的行", "请先回答上面的问题")
BY_ITSELF = "自动辨认"


def draw() -> None:
    """The page from top to bottom."""
    picked = state.picked()
    apart.warm()
    done: ImportResult | None = st.session_state.get("import_done")
    cache.store().put_back_unfinished()
    history = cache.store().history()
    look.draw_answer(_answer(done, len(history)), "拖入文件后先看核对结果，确认才入库；每次导入都是一个可退回的版本")
    if picked.is_show:
        look.draw_note("投影时不导入数据")
        return
    _draw_importing()
    if done:
        _draw_done(done)
    for name, error in broken_tables().items():
        look.draw_problem(f"表“{name}”的定义有误，它的文件暂时认不出来，已存的数据不受影响。{error.message}")
    for note in cache.store().undone():
        when = note.when[:16].replace("T", " ")
        look.draw_problem(f"{when} 导入的“{note.file_name}”没有完成，各表都已退回到导入之前，请重新导入。")
    _draw_upload()
    st.divider()
    draw_versions(history)
    draw_templates()


def _answer(done: ImportResult | None, versions: int) -> str:
    if done:
        return say_result(done)
    if not versions:
        return "还没有导入任何表：把系统导出的、部门报来的表原样拖进来就行"
    return f"已有 {versions} 个版本；把系统导出的、部门报来的表原样拖进来就行"


def _draw_upload() -> None:
    uploaded = st.file_uploader(
        "选择文件（xlsx、xls、et、ods、csv、网页和 XML 表格）",
        type=KINDS,
        key=UPLOAD,
        on_change=_forget_done,
    )
    if uploaded is None or uploaded.file_id == st.session_state.get("import_stored"):
        return
    content = uploaded.getvalue()
    answers = said_so_far(hashlib.sha256(content).hexdigest())
    choices = replace(_draw_choices(uploaded.name), of_sheets=as_choices(answers))
    try:
        found = _look(uploaded.name, content, choices)
    except UserError as error:
        look.draw_problem(say_here(error.message))
        return
    look.draw_heading(f"核对结果：{uploaded.name}", _say_preview(found))
    draw_sheets(found)
    draw_answers(found, answers)
    choices = draw_names(found, draw_replacing(found, choices))
    draw_totals_and_problems(found, lambda: _marked(uploaded.name, content, choices))
    if choices.of_sheets:
        look.draw_note("上面已经是照您的回答核对的结果；导入后同样表头的文件会照此处理")
    is_open = any(sheet.plan.question for sheet in found.sheets) and not choices.replace
    is_unnamed = are_open(found, choices)
    if found.is_again:
        look.draw_note(SAME_AGAIN)
    can_import = found.can_be_stored and not is_open and not is_unnamed
    is_asked = any(sheet.asks for sheet in found.sheets)
    waits = "请先选已有的行怎么办" if is_open else "请先确认地名" if is_unnamed else NOTHING_TO_TAKE[is_asked]
    label = "确认导入" if can_import else waits
    if st.button(label, type="primary", disabled=not can_import, key="import_now"):
        st.session_state["import_stored"] = uploaded.file_id
        _import(uploaded.name, content, choices)


def _draw_choices(name: str) -> Choices:
    """What the clerk may say about the file; all of it is optional."""
    titles = {"": BY_ITSELF} | {table.name: table.title for table in read_tables().values()}
    with st.expander("辨认不对时，在这里指定表、工作表、期次、地区、报送单位"):
        left, right = st.columns(2)
        table = left.selectbox("表", list(titles), format_func=lambda key: titles[key], key=f"choose_table_{name}")
        sheet = right.text_input("工作表名（不填则全部可见的表）", key=f"choose_sheet_{name}")
        period = left.text_input("期次（如 2021-11 或 2021）", key=f"choose_period_{name}")
        place = right.text_input("地区代码（表里没有写明地区时）", key=f"choose_place_{name}")
        sender = left.text_input("报送单位（不填则从标题和文件名里认）", key=f"choose_sender_{name}")
    return Choices(table or "", sheet.strip(), period.strip(), place.strip(), sender=sender.strip())


def _look(name: str, content: bytes, choices: Choices) -> Preview:
    """The preview of an uploaded file; kept for the session, so that a click does not read the file again."""
    version = cache.version_key()
    key = (hashlib.sha256(content).hexdigest(), name, choices, version)
    kept = st.session_state.get("import_preview")
    if kept and kept[0] == key:
        found: Preview = kept[1]
        return found
    with _on_disk(name, content) as path, _bar("正在读取和核对…") as tell:
        found = apart.look(path, choices, cache.folder(), name, tell)
    st.session_state["import_preview"] = (key, found)
    return found


def _import(name: str, content: bytes, choices: Choices) -> None:
    st.session_state["import_job"] = apart.start_import(content, choices, cache.folder(), name)
    _draw_importing()


def _draw_importing() -> None:
    """How far the import is that was begun here; it goes on when somebody looks elsewhere, and is found again here."""
    job: apart.Job | None = st.session_state.get("import_job")
    if job is None:
        return
    try:
        with _bar("开始") as tell:
            done = job.wait(tell)
    except UserError as error:
        st.session_state.pop("import_job")
        st.session_state.pop("import_stored", None)
        look.draw_problem(say_here(error.message))
        return
    st.session_state.pop("import_job")
    st.session_state["import_done"] = done
    st.session_state.pop("import_preview", None)
    st.rerun()


@contextmanager
def _bar(words: str) -> Iterator[apart.Tell]:
    """A bar that says how far it is."""
    bar = st.progress(0.0, text=words)
    yield lambda said, share: (bar.progress(share, text=said), None)[1]
    bar.empty()


def _draw_done(done: ImportResult) -> None:
    words = "、".join(say_version(label) for label in done.versions)
    st.html(Markup("<div class='done'><b>已入库</b> {}</div>").format(words) if words else "")
    draw_brought(done)
    draw_totals_and_problems(done, None)


def _say_preview(found: Preview) -> str:
    if not any(sheet.rows_read for sheet in found.sheets) and any(sheet.asks for sheet in found.sheets):
        return "有一个问题要先回答，答案记住，以后同样的表不再问"
    stored, left = (sum(getattr(sheet, name) for sheet in found.sheets) for name in ("rows_stored", "rows_left_out"))
    return f"可入库 {stored:,} 行，{left:,} 行不能入库，{len(found.problems):,} 处提示"


def _marked(name: str, content: bytes, choices: Choices) -> bytes:
    with _on_disk(name, content) as path:
        return apart.mark(path, choices, cache.folder(), name, lambda _, __: None)


def _forget_done() -> None:
    """What was stored is told until the next file comes, not until the stored one is taken off the list."""
    if st.session_state[UPLOAD] is not None:
        st.session_state.pop("import_done", None)


@contextmanager
def _on_disk(name: str, content: bytes) -> Iterator[Path]:
    """An uploaded file on disk for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(name).suffix}"
        path.write_bytes(content)
        yield path


draw()
