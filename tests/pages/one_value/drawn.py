"""What a page drew, as tables by their headings, and the files it offers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

from tests.pages.opening import answer_of, html_of, open_page, text_of

BLANKS = ("br", "div", "p", "small", "li")
"""Tags that end a word."""


@dataclass
class Table:
    """The headings, and the rows as texts; a cell that spans columns stands in the first of them."""

    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def records(self) -> Iterator[dict[str, str]]:
        """Heading → text of each row that has a cell for every heading."""
        for row in self.rows:
            if len(row) == len(self.heads):
                yield dict(zip(self.heads, row, strict=True))


@dataclass
class Drawn:
    """One page as it was drawn. `files` are name → what makes the file when its button is clicked."""

    text: str
    html: str
    tables: list[Table]
    answer: str
    files: dict[str, Callable[[], bytes] | bytes]

    def find(self, *heads: str) -> list[Table]:
        """The tables that have all these headings."""
        return [table for table in self.tables if set(heads) <= set(table.heads)]

    def blocks(self, name: str) -> list[str]:
        """The texts of the elements of a class."""
        return _texts(self.html, name)


class Pages:
    """Pages drawn once each; `offered` is where the patched download button leaves what it was given."""

    def __init__(self, period: str, offered: dict[str, Callable[[], bytes] | bytes]) -> None:
        self._period, self._offered = period, offered
        self._opened: dict[str, AppTest] = {}
        self._drawn: dict[tuple[str, ...], Drawn] = {}

    def draw(self, name: str, place: str, **parameters: str) -> Drawn:
        """The page for a place and what else its address says; a page once opened is drawn anew, as a person moving on does."""
        key = (name, place, *(f"{one}={value}" for one, value in sorted(parameters.items())))
        if key not in self._drawn:
            self._drawn[key] = self._draw(name, {"place": place, "period": self._period, **parameters})
        return self._drawn[key]

    def _draw(self, name: str, asked: dict[str, str]) -> Drawn:
        self._offered.clear()
        if name not in self._opened:
            self._opened[name] = open_page(name, **asked)
        else:
            page = self._opened[name]
            page.query_params.clear()
            page.query_params.update(asked)
            page.run()
            assert not page.exception
        page = self._opened[name]
        html = html_of(page)
        answer = answer_of(page) if "<h1 class='answer'>" in html else ""
        return Drawn(text_of(page), html, read_tables(html), answer, dict(self._offered))


class _Reader(HTMLParser):
    """Collects tables; of the headings the last row stands, with those before it that reach down to it."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self._cell: list[str] | None = None
        self._row: list[str] = []
        self._in_head = False
        self._down: list[str] = []
        self._reaches_down = False
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "table":
            self.tables.append(Table())
            self._down = []
        elif tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr":
            self._row = []
        elif tag in ("th", "td"):
            self._cell, self._reaches_down = [], "rowspan" in told
            self._span = int(told.get("colspan") or 1)
        elif tag in BLANKS and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._cell is not None:
            text = " ".join("".join(self._cell).split())
            if self._reaches_down:
                self._down.append(text)
            self._row += [text, *[""] * (self._span - 1)]
            self._cell = None
        elif tag == "tr" and self.tables:
            if self._in_head:
                self.tables[-1].heads = (
                    self._row if self._row[: len(self._down)] == self._down else self._down + self._row
                )
            else:
                self.tables[-1].rows.append(self._row)

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def read_tables(html: str) -> list[Table]:
    """Every table of the HTML."""
    reader = _Reader()
    reader.feed(html)
    return reader.tables


class _Classes(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._name, self._depth = name, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "i", "img", "input"):
            return
        if self._depth:
            self._depth += 1
            self.found[-1] += " "
        elif self._name in (dict(attrs).get("class") or "").split():
            self._depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in ("br", "i", "img", "input"):
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.found[-1] += data


def _texts(html: str, name: str) -> list[str]:
    reader = _Classes(name)
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.found]
