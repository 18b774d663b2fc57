"""A file dropped on 办法管理: what it came to as a draft, what is wrong with it, what it asks; and a book taken away as a workbook."""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import streamlit as st

from core.errors import UserError
from core.private import temporary_folder
from indicators import books
from indicators.books import Book, BookFile, RawBook
from indicators.declared import shelf
from pages.parts.books.acting import Way, act, draw_signing
from pages.parts.common import cache, look
from pages.parts.common.saving import offer_file

KINDS = ["xlsx", "xls", "csv"]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = "_book_file"
MOST = 60
"""Problems on the screen; the rest are counted."""
AS_READ = "照草稿，以后再改"


def draw_new_from_file() -> None:
    """The way from a file to a new book of the office."""
    with st.expander("从文件导入：填好的工作簿，或公开的考核评分细则"):
        offer_file(
            "下载空的工作簿", books.make_template, file_name="考核办法（空表）.xlsx", mime=EXCEL, key="book_template", is_open=True
        )  # fmt: skip
        _draw_file("new", "")


def draw_workbook(book: Book) -> None:
    """The book as a workbook, and the workbook back as its next version."""
    newest = f"{book.id}@{book.newest}" if book.newest else book.id
    with st.expander("工作簿：下载、改好后导回"):
        offer_file(
            "下载工作簿", lambda: books.write_book(books.read_book(newest)), file_name=f"{book.title}.xlsx".replace("/", "_"),
            mime=EXCEL, key="book_workbook",
        )  # fmt: skip
        if not book.is_built_in and book.newest:
            _draw_file(book.id, book.id, book.newest)


def _draw_file(key: str, into: str, seen: int = 0) -> None:
    uploaded = st.file_uploader("选择文件（xlsx、xls、csv）", type=KINDS, key=f"book_file_{key}")
    if uploaded is None:
        return
    try:
        found = _read(uploaded.getvalue(), uploaded.name)
    except UserError as error:
        look.draw_problem(error.message)
        return
    look.draw_heading("读到的草稿", books.say_book_file(found))
    _draw_problems(found)
    answers = _draw_questions(found, key)
    seen = _seen(uploaded.file_id, key, seen)
    if into:
        _draw_changes(f"{into}@{seen}", seen, _answered(found.book, answers))
    keep = Way("保存为下一版草稿" if into else "保存为草稿", f"keep_file_{key}")
    signed = draw_signing(f"file_{key}", keep, why=f"导入 {uploaded.name}"[:200])
    if signed.clicked:
        _keep(_answered(found.draft, answers), signed.who, signed.why, into, seen, uploaded.name)


def _seen(file: str, key: str, newest: int) -> int:
    """The version that was the newest when the file was chosen: what somebody saves meanwhile is not written over unseen."""
    kept = st.session_state.get(f"{KEPT}_{key}")
    if kept is None or kept[0] != file:
        kept = st.session_state[f"{KEPT}_{key}"] = file, newest
    return int(kept[1])


def _draw_changes(version: str, number: int, book: RawBook) -> None:
    """What the file changes in the book it is brought back into."""
    changes = books.compare_books(books.read_book(version), book)
    more = f"，列前 {MOST} 处" if len(changes) > MOST else ""
    look.draw_heading(f"和第{number}版比，改了 {len(changes)} 处{more}" if changes else f"和第{number}版没有不同")
    if changes:
        st.html(look.links_html([change.words for change in changes[:MOST]]))


def _read(content: bytes, name: str) -> BookFile:
    """What the file comes to, kept for the session: a click does not read it again."""
    digest = hashlib.sha256(content).hexdigest()
    kept = st.session_state.get(KEPT)
    if kept and kept[0] == (digest, name):
        found: BookFile = kept[1]
        return found
    with st.spinner("正在读取…"), temporary_folder() as folder:
        path = folder / "book"
        path.write_bytes(content)
        found = books.read_book_file(path, name, store=cache.store())
    st.session_state[KEPT] = ((digest, name), found)
    return found


def _draw_problems(found: BookFile) -> None:
    if not found.problems:
        return
    more = f"，列前 {MOST} 处" if len(found.problems) > MOST else ""
    look.draw_heading(
        f"{len(found.problems)} 处有问题{more}", "有问题的只影响那一项；改好文件可再导入，也可先保存再在页面上改"
    )
    st.html(look.links_html(found.problems[:MOST]))


def _draw_questions(found: BookFile, key: str) -> Mapping[int, Mapping[str, Any]]:
    """What the words leave open; number of the question → the keys its answer sets."""
    answers: dict[int, Mapping[str, Any]] = {}
    if found.questions:
        kept = "，原文都记在“办法原文”" if found.kind == books.PUBLISHED else ""
        look.draw_heading(f"{len(found.questions)} 处要定", f"现在能定的就选，定不了的留在草稿里{kept}")
    for number, question in enumerate(found.questions):
        title = str(found.book["measures"].get(question.measure, {}).get("title", ""))
        sentence = f"（原文：{question.sentence}）" if question.sentence else ""
        said = f"{f'“{title}”：' if title else ''}{question.words}{sentence}"
        choices = [choice for choice in question.choices if choice.keys]
        if not choices or question.measure not in found.book["measures"]:
            look.draw_note(said)
            continue
        options = [AS_READ, *(choice.words for choice in choices)]
        picked = st.selectbox(
            said, range(len(options)), index=int(question.is_taken), format_func=options.__getitem__, key=f"ask_{key}_{number}"
        )  # fmt: skip
        if picked:
            answers[number] = {question.measure: dict(choices[picked - 1].keys)}
    return answers


def _answered(book: RawBook, answers: Mapping[int, Mapping[str, Any]]) -> RawBook:
    """The draft with the answers taken."""
    whole = deepcopy(book)
    for answer in answers.values():
        for measure, keys in answer.items():
            whole["measures"][measure] |= deepcopy(keys)
    return whole


def _keep(book: RawBook, who: str, why: str, into: str, seen: int, file: str) -> None:
    def do() -> str:
        made = books.save(book, who, why, into=into, seen=seen, of=file)
        st.query_params["book"] = shelf.book_of(made)
        number, faults = made.partition("@")[2], len(books.list_faults(made))
        next_step = f"还有 {faults} 处没有填对，补齐后启用。" if faults else "没有缺的，可以启用。"
        return f"已保存为草稿第{number}版。{next_step}"

    act(do)
