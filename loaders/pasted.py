"""A block copied out of Excel: cells between tabs, a place's name in each row, titles above or the items in the order they were picked."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.places import PlaceIndex
from loaders.cells import half_width, is_missing
from loaders.typed import split_unit

SEARCHED_COLUMNS = 3
"""The names of places stand in one of the first columns: a number of the row or a code may come before."""
LONGEST_ITEM = 60


@dataclass(frozen=True)
class PastedBlock:
    """What a block holds: (place code, item) → the cell's text, the items in the block's order, and what was not read, in words."""

    values: Mapping[tuple[str, str], str]
    items: tuple[str, ...]
    unread: tuple[str, ...] = ()


def read_pasted(text: str, items: Sequence[str], codes: Sequence[str], index: PlaceIndex) -> PastedBlock:
    """The cells of a block that belong to one of `codes`, as they were written.

    With a row of titles above the places each column is the item of its title, one of `items` where it means the same; without it
    the columns are `items` in their order. Empty cells are left out. Nothing is guessed: rows of other places, columns without an
    item and places that come twice are told in `unread`.
    """
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    rows = [row for row in rows if any(row)]
    names = _Names(codes, index)
    column = names.find_column(rows)
    if column is None:
        return PastedBlock({}, (), ("没有读到地区：每一行前面要有地区名，请连同地区一列一起复制",) if rows else ())
    above = [row for row in rows[: names.first_row(rows, column)] if sum(map(bool, row)) > 1]
    body = rows[names.first_row(rows, column) :]
    width = max(map(len, body))
    titles = above[-1] if above else []
    unread: list[str] = []
    columns = _columns(titles, items, column, body, width, unread)
    values: dict[tuple[str, str], str] = {}
    seen: dict[str, int] = {}
    for number, row in enumerate(body, len(rows) - len(body) + 1):
        name = row[column] if column < len(row) else ""
        code = names.code_of(name)
        if not code or code in seen:
            why = f"和第{seen[code]}行是同一个地区" if code else "不是这里要填的地区"
            unread.append(f"第{number}行“{name}”{why}，没有读")
            continue
        seen[code] = number
        found = {(code, item): row[at] for at, item in columns.items() if at < len(row) and not is_missing(row[at])}
        values |= found
    return PastedBlock(values, tuple(columns.values()), tuple(unread))


class _Names:
    """Which of the places to fill a text means."""

    def __init__(self, codes: Sequence[str], index: PlaceIndex) -> None:
        self._codes, self._index = set(codes), index

    def code_of(self, text: str) -> str:
        """The code of a place to fill, by its code, its name or the beginning of its name; '' where it is none or not clear."""
        if text in self._codes:
            return text
        place = self._index.resolve(text).place
        if place is not None and place.code in self._codes:
            return place.code
        short = {one.code for one in self._index.short_for(text)} & self._codes
        return short.pop() if len(short) == 1 else ""

    def find_column(self, rows: Sequence[Sequence[str]]) -> int | None:
        """The column in which most rows name a place to fill; None where none does."""
        counts = {
            at: sum(at < len(row) and bool(self.code_of(row[at])) for row in rows) for at in range(SEARCHED_COLUMNS)
        }
        best = max(counts, key=lambda at: (counts[at], at))
        return best if counts[best] else None

    def first_row(self, rows: Sequence[Sequence[str]], column: int) -> int:
        """The first row with a place or a figure: what stands above are titles."""
        for at, row in enumerate(rows):
            if self.code_of(row[column] if column < len(row) else "") or any(map(_is_figure, row[column + 1 :])):
                return at
        return len(rows)


def _columns(
    titles: Sequence[str],
    items: Sequence[str],
    column: int,
    body: Sequence[Sequence[str]],
    width: int,
    unread: list[str],
) -> dict[int, str]:
    """Column of the block → its item."""
    after = range(column + 1, width)
    if not titles:
        if len(after) > len(items):
            unread.append(
                f"每行有 {len(after)} 个数，上面选了 {len(items)} 项，多出的列没有读；连表头一起复制就不用先选"
            )
        return dict(zip(after, items, strict=False))
    known = {_plain(item): item for item in items} | {_plain(split_unit(item)[0]): item for item in items}
    found: dict[int, str] = {}
    for at in after:
        title = " ".join(titles[at].split()) if at < len(titles) else ""
        item = known.get(_plain(title), title)
        if not item or item in found.values() or len(item) > LONGEST_ITEM:
            unread.append(f"第{at + 1}列没有表头或表头重复、过长，没有读")
        elif item not in items and not any(at < len(row) and _is_figure(row[at]) for row in body):
            unread.append(f"“{item}”一列没有数字，没有读")
        else:
            found[at] = item
    return found


def _plain(title: str) -> str:
    return half_width("".join(title.split()))


def _is_figure(text: str) -> bool:
    return half_width(text).replace(",", "").rstrip("%").replace(".", "", 1).lstrip("-").isdecimal()
