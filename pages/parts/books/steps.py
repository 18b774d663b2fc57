"""Copying a book, putting a version in force, withdrawing, rolling back, and what differs between two versions."""

import re
from collections.abc import Sequence

import streamlit as st

from indicators import books
from indicators.books import Book
from indicators.declared import shelf
from indicators.declared.shelf import Event
from pages.parts.books.acting import Way, act, draw_signing
from pages.parts.common import cache, look, tables
from pages.parts.common.linked import draw_linked

EVENT_COLUMNS = (
    *map(tables.Column, ("版本", "办理", "状态", "谁", "时间")), tables.Column("原因", cell="wrap"), tables.Column("来自", "extra"),
)  # fmt: skip
EVERYWHERE = "各地"


def draw_copy(book: Book, made_for: str = "", *, is_open: bool = False) -> None:
    """The form that makes a new book of the office out of any."""
    framework = book.framework
    if framework is None:
        return
    scopes = {"": EVERYWHERE, **{code: label.strip("　") for code, label in cache.scopes().items() if len(code) == 6}}
    with st.expander("复制成本单位的一个新办法", expanded=is_open):
        title = st.text_input("名称", value=_title_for(framework.title, made_for), key=f"copy_title_{book.id}")
        left, middle, right = st.columns(3)
        first = left.text_input("适用起月", value=f"{made_for}-01" if made_for else "", key=f"copy_from_{book.id}")
        last = middle.text_input("适用止月", value=f"{made_for}-12" if made_for else "", key=f"copy_to_{book.id}")
        place = right.selectbox(
            "适用地区", list(scopes), index=list(scopes).index(framework.place) if framework.place in scopes else 0,
            format_func=lambda code: scopes[code], key=f"copy_place_{book.id}",
        )  # fmt: skip
        copying = Way("复制", f"copy_{book.id}")
        signed = draw_signing(f"copy_{book.id}", copying, why=f"{made_for}年用" if made_for else "")
        if signed.clicked:
            held = {"valid_from": first.strip(), "valid_to": last.strip(), "place": place}
            _copy(book.id, signed.who, signed.why, title, **held)


def _copy(source: str, who: str, why: str, title: str, **changes: str) -> None:
    def do() -> str:
        made = shelf.book_of(books.copy(source, who, why, title.strip(), **changes))
        st.query_params["book"] = made
        return f"已复制为“{title.strip()}”（{made}），现在是草稿。改好后启用。"

    act(do, copy="", made_for="")


def _title_for(title: str, year: str) -> str:
    return re.sub(r"\d{4}", year, title) if year and re.search(r"\d{4}", title) else f"{title}{year and f'({year}年)'}"


def draw_steps(book: Book, faults: Sequence[Exception]) -> None:
    """Putting the newest version in force, or withdrawing the book."""
    newest = f"{book.id}@{book.newest}"
    with st.expander("启用、停用", expanded=book.newest != book.version or book.state == shelf.DRAFT):
        can_start = book.state != shelf.IN_FORCE or book.newest != book.version
        start = Way(f"启用第{book.newest}版", "put_in_force", can_click=can_start)
        stop = Way("停用", "withdraw", is_main=False, can_click=book.state == shelf.IN_FORCE)
        signed = draw_signing(f"step_{newest}_{book.state}", start, stop)
        if signed.clicked == start.key:
            act(lambda: _said(books.put_in_force(newest, signed.who, signed.why), "已启用"))
        if signed.clicked == stop.key:
            act(lambda: _said(books.withdraw(book.id, signed.who, signed.why), "已停用"))
        if faults:
            look.draw_note(f"还有 {len(faults)} 处没有填对，填对以后才能启用。")


def _said(event: Event, word: str) -> str:
    return f"{word}第{event.version}版，办理人 {event.who}，原因：{event.why}"


def draw_history(book: Book) -> None:
    """Who did what, when and why, the newest first; going back to a version; what differs between two."""
    events = books.read_history(book.id)
    look.draw_heading("历史", f"共 {book.newest} 版；每一版都留着，回退也是新的一版")
    rows = [
        (f"第{event.version}版", books.DID_WORDS.get(event.did, event.did), books.STATE_WORDS[event.state], event.who,
         books.say_when(event), event.why, event.of)
        for event in reversed(events)
    ]  # fmt: skip
    draw_linked(tables.cells_html(EVENT_COLUMNS, rows, style="grid"), "book_history")
    if book.newest < 2:
        return
    versions = list(range(book.newest, 0, -1))
    with st.expander("比较两版、退回到一版"):
        left, right = st.columns(2)
        old = left.selectbox("从", versions, index=1, format_func=lambda number: f"第{number}版", key="compare_old")
        new = right.selectbox("到", versions, index=0, format_func=lambda number: f"第{number}版", key="compare_new")
        draw_changes(f"{book.id}@{old}", f"{book.id}@{new}")
        back = Way(f"退回到第{old}版", "roll_back", is_main=False, can_click=old != book.newest)
        signed = draw_signing(f"roll_back_{book.id}", back)
        if signed.clicked:
            act(lambda: _said(books.roll_back(f"{book.id}@{old}", signed.who, signed.why), "已退回，现在是"))


def draw_changes(old: str, new: str) -> None:
    """What differs between two books, in words."""
    changes = books.compare_books(books.read_book(old), books.read_book(new))
    if not changes:
        look.draw_note("两版没有不同。")
        return
    st.html(look.links_html([change.words for change in changes]))
