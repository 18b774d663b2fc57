"""办法管理: all books with their state; one book with its faults, measures, steps, history and what changed."""

from collections.abc import Mapping

import streamlit as st

from core.errors import UserError
from indicators import books
from indicators.books import Book
from pages.parts.books import listing, steps
from pages.parts.books.acting import draw_outcome
from pages.parts.books.dropping import draw_new_from_file, draw_workbook
from pages.parts.books.filling import draw_filling
from pages.parts.books.framework import draw_framework_form, draw_measures, draw_new
from pages.parts.books.measure import NEW, draw_form
from pages.parts.common import look, state
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked


def draw(picked: Picked) -> None:
    """The page: the list, or the book that the address opens."""
    found = books.list_books()
    known = {book.id: book for book in found}
    opened = known.get(state.parameter("book"))
    copied = known.get(state.parameter("copy"))
    if opened:
        _draw_book(opened, picked)
        return
    if state.parameter("fill") and not picked.is_show:
        draw_outcome()
        draw_filling()
        draw_linked(look.line_html([link_html("全部办法", "books", style="button")]), "fill_ways")
        return
    look.draw_answer(_answer(found), "办法就是评分办法：体系、指标、分值和计分规则；不同年份、不同地区各有各的")
    if picked.is_show:
        listing.draw_list(found)
        return
    draw_outcome()
    draw_new_from_file()
    if copied:
        year = state.parameter("made_for")
        steps.draw_copy(copied, year if year.isdigit() else "", is_open=True)
    draw_new()
    fill = link_html("填报没有表的数字", "books", style="button", fill="1")
    draw_linked(look.line_html([fill]), "books_ways")
    listing.draw_list(found)


def _answer(found: tuple[Book, ...]) -> str:
    office = [book for book in found if not book.is_built_in]
    counts = {word: sum(book.state == state_ for book in office) for state_, word in books.STATE_WORDS.items()}
    said = "、".join(f"{word} {count} 个" for word, count in counts.items() if count)
    return f"本单位的办法 {len(office)} 个：{said}" if office else "还没有本单位的办法，用的是内置的办法"


def _draw_book(book: Book, picked: Picked) -> None:
    told = "内置的只读，复制后成为本单位的办法" if book.is_built_in else f"本单位的办法，编号 {book.id}"
    look.draw_answer(f"{book.title}：{listing.say_state(book)}", told)
    if picked.is_show:
        return
    draw_outcome()
    up = [link_html("返回办法", "books", style="button", book=book.id)] if state.parameter("measure") else []
    ways = [link_html("全部办法", "books", style="button"), *up, *_ways(book)]
    draw_linked(look.line_html(ways), "book_ways")
    is_own = not book.is_built_in and book.newest > 0
    if is_own and (asked := state.parameter("measure")) and (asked == NEW or asked in _measures(book)):
        draw_form(book, asked)
        return
    faults = _faults(book)
    if faults:
        look.draw_heading(f"还有 {len(faults)} 处没有填对")
        st.html(look.links_html(books.say_faults(faults)))
    if book.framework is not None:
        draw_linked(listing.facts_html(book.framework), "book_facts")
    if is_own:
        steps.draw_steps(book, faults)
    if is_own or book.framework is not None:
        draw_measures(book)
    if is_own:
        draw_framework_form(book)
    draw_workbook(book)
    steps.draw_copy(book)
    if is_own:
        steps.draw_history(book)


def _ways(book: Book) -> list[object]:
    shown = f"{book.id}@{book.newest}" if book.newest > book.version else book.id
    if book.problem:
        return []
    return [
        link_html("看指标口径", "definitions", style="button", framework=shown),
        link_html("看排名", "ranking", style="button", framework=shown),
    ]


def _measures(book: Book) -> Mapping[str, object]:
    return books.read_book(f"{book.id}@{book.newest}")["measures"]


def _faults(book: Book) -> tuple[UserError, ...]:
    if book.is_built_in or not book.newest:
        return ()
    try:
        return books.list_faults(f"{book.id}@{book.newest}")
    except UserError as error:
        return (error,)


draw(state.picked())
