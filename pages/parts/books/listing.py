"""The list of all books, and what one is: its state, place, periods, points."""

from collections.abc import Sequence

from markupsafe import Markup

from core import words
from core.places import PlaceIndex
from core.templates import join
from indicators.books import BROKEN, STATE_WORDS, Book, say_held
from indicators.declared import Framework
from pages.parts.common import cache, look, tables
from pages.parts.common.linked import draw_linked, link_html

COLUMNS = (
    tables.Column("办法", cell="wrap"), tables.Column("状态"), tables.Column("考核事项", "extra"), tables.Column("适用地区", "extra"),
    tables.Column("适用期次", cell="wrap"), tables.Column("指标", "number extra"), tables.Column("总分", "number extra"),
)  # fmt: skip


def draw_list(books: Sequence[Book]) -> None:
    """Every book in one line; one that cannot be read says why."""
    look.draw_heading("全部办法", "内置的只读，复制后成为本单位的办法；同一事项、同一地区、同一期次只有一个在用")
    draw_linked(tables.cells_html(COLUMNS, [_row(book) for book in books], style="grid", box=""), "books")


def _row(book: Book) -> tables.Row:
    framework, name = book.framework, link_html(book.title, "books", style="name", book=book.id)
    problem = [look.under_html(book.problem)] if book.problem and book.state == BROKEN else []
    if framework is None:
        return tables.Row((join((name, *problem)), say_state(book), "", "", "", "", ""))
    return tables.Row(
        (
            join((name, *problem)),
            say_state(book),
            framework.area,
            say_place(framework, cache.places()),
            say_held(framework),
            book.measures,
            words.say_number(framework.points) if framework.points else "不计分",
        )
    )


def say_state(book: Book) -> str:
    """`在用 第2版`, with a newer draft where there is one."""
    version = f" 第{book.version}版" if book.version else ""
    newer = f"，草稿第{book.newest}版" if book.version and book.newest > book.version else ""
    return f"{STATE_WORDS[book.state]}{version}{newer}"


def say_place(framework: Framework, places: PlaceIndex) -> str:
    """The name of the place it holds for."""
    if not framework.place:
        return "各地"
    found = places.find(framework.place)
    return found.name if found else framework.place


def facts_html(framework: Framework) -> Markup:
    """What a book is, line by line."""
    cuts = [
        (title, "、".join(f"{cut.title} {words.say_number(cut.points)}" for cut in found))
        for title, found in (("方面", framework.aspects), ("指标", framework.indicators))
    ]
    return look.facts_html(
        [
            ("考核事项", framework.area),
            ("适用地区", say_place(framework, cache.places())),
            ("适用期次", say_held(framework)),
            ("总分", f"{words.say_number(framework.points)} 分" if framework.points else "不计分，只排名"),
            *cuts,
            ("等次", "、".join(framework.grades)),
            ("依据", framework.source),
        ]
    )
