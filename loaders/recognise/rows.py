"""What each row below a header is: data, a total, a blank, a repeated header, a section title, or a note at the end."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pyarrow as pa

from core.places import COUNTRY_NAME
from loaders.cells import from_1904, is_missing
from loaders.files import RawSheet
from loaders.recognise.header import Header, normalise_header
from loaders.recognise.mapping import SheetMapping
from loaders.recognise.targets import COLUMN, IGNORED, ITEM, OPEN, UNKNOWN
from loaders.recognise.total_rows import TotalRow, find_total_rows
from store import Table

FIGURE_TYPES = ("integer", "number", "money", "percent")
MOST_LABEL_COLUMNS = 6
"""Totals are looked for in this many leading text columns."""
SEARCHED_NOTE_ROWS = 80

_NOTE = re.compile(
    r"[(\[【]?(?:说明|备注|附注|注释|注\d*[:：.、 ]|注$|填表|填报|制表|审核|审批|复核|负责人|单位负责人|主要领导|分管|"
    r"联系人|联系电话|数据来源|资料来源|来源[:：]|统计口径|口径|报送|打印|单位\(?盖章|本表|以上数据|※|★)"
)
_SECTION = re.compile(
    r"(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])\s*.+|第[一二三四五六七八九十\d]+(?:部分|类|批)[^,，。]*"
)


class SheetBody:
    """The rows below a header, without notes at the end; columns are taken out once. Positions count from 0."""

    def __init__(self, rows: list[list[Any]], first_row: int, is_1904: bool = False) -> None:
        self.rows = rows
        self.first_row = first_row
        self.is_1904 = is_1904
        self._columns: dict[int, list[Any]] = {}
        self._types: dict[int, set[type]] = {}
        self._texts: dict[int, pa.Array] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def empty(self, cells: Iterable[tuple[int, int]]) -> None:
        """Takes out what stands at these positions and columns."""
        for position, column in cells:
            row = self.rows[position]
            self.rows[position] = [*row[:column], "", *row[column + 1 :]]
            for kept in (self._columns, self._types, self._texts):
                kept.pop(column, None)

    def column(self, index: int) -> list[Any]:
        """The cells of one column."""
        if index not in self._columns:
            self._columns[index] = list(map(itemgetter(index), self.rows))
        return self._columns[index]

    def days(self, index: int) -> list[Any]:
        """The cells of a column of days or months, plain numbers counted from 1900 whatever the workbook counts from."""
        return list(map(from_1904, self.column(index))) if self.is_1904 else self.column(index)

    def types(self, index: int) -> set[type]:
        """The types of cells one column has."""
        if index not in self._types:
            self._types[index] = set(map(type, self.column(index)))
        return self._types[index]

    def texts(self, index: int) -> pa.Array:
        """The texts of one column as a string array, null where something else stands."""
        if index not in self._texts:
            cells, types = self.column(index), self.types(index)
            if any(issubclass(kind, str) for kind in types):
                texts = cells if types == {str} else [str(cell) if isinstance(cell, str) else None for cell in cells]
                self._texts[index] = pa.array(texts, pa.string())
            else:
                self._texts[index] = pa.nulls(len(cells), pa.string())
        return self._texts[index]

    def silent(self, index: int) -> set[Any]:
        """The different cells of one column that say nothing."""
        if not any(issubclass(kind, str) or kind is type(None) for kind in self.types(index)):
            return set()
        return {
            cell for cell in set(self.column(index)) if (isinstance(cell, str) or cell is None) and is_missing(cell)
        }


@dataclass(frozen=True)
class SheetRows:
    """Positions in the body by what the row is: `details` are data, `totals` total rows, `sections` group titles.

    `labels` are the leading text columns where totals name themselves, `notes` the number of rows below the table.
    """

    body: SheetBody
    details: list[int]
    totals: list[TotalRow]
    labels: list[pa.Array]
    sections: list[int]
    notes: int


def read_rows(sheet: RawSheet, rows: list[list[Any]], header: Header, mapping: SheetMapping) -> SheetRows:
    """Sorts the rows below the header. `rows` are the sheet's rows with merged texts filled downwards."""
    start = header.data_start
    stop = _find_notes(rows, start)
    body = SheetBody(rows[start:stop], sheet.excel_row(start), sheet.is_1904)
    labels = [body.texts(index) for index in find_label_columns(mapping)]
    totals = [one for one in find_total_rows(labels) if not _is_of_nation(one, labels, mapping.table)]
    dropped = {*_find_blank(body), *(total.position for total in totals), *_repeated_headers(body, header)}
    wide = {
        block.top - start
        for block in sheet.merged_ranges
        if block.right > block.left and block.top == block.bottom and start <= block.top < stop
    }
    sections = [at for at in _sections(body, wide, mapping) if at not in dropped]
    dropped.update(sections)
    details = [at for at in range(len(body)) if at not in dropped] if dropped else list(range(len(body)))
    return SheetRows(body, details, totals, labels, sections, len(rows) - stop)


def _is_of_nation(total: TotalRow, labels: Sequence[pa.Array], table: Table) -> bool:
    """Whether a row that says 全国 is the nation's own, not a sum: where there is nothing to add up."""
    adds_up = table.is_melted or any(column.additive for column in table.columns)
    return not adds_up and any(str(column[total.position].as_py()).strip() == COUNTRY_NAME for column in labels)


def find_label_columns(mapping: SheetMapping) -> list[int]:
    """Positions of the leading columns that hold no figures, where totals name themselves."""
    positions = []
    for one in mapping.assignments:
        if _holds_figures(mapping, one.target.kind, one.target.name):
            break
        positions.append(one.column.index)
    return positions[:MOST_LABEL_COLUMNS]


def text_columns(mapping: SheetMapping) -> list[int]:
    """Positions of all columns that hold no figures: vertical merges in them are group labels."""
    return [
        one.column.index
        for one in mapping.assignments
        if not _holds_figures(mapping, one.target.kind, one.target.name) and one.target.kind != UNKNOWN
    ] + [one.column.index for one in mapping.of(UNKNOWN)]


def _holds_figures(mapping: SheetMapping, kind: str, name: str) -> bool:
    if kind in (ITEM, OPEN):
        return True
    return kind == COLUMN and mapping.table.column(name).type in FIGURE_TYPES


def _find_blank(body: SheetBody) -> list[int]:
    """Positions of rows that say nothing at all. Only rows whose first and last cells say nothing are looked at."""
    if not body.rows:
        return []
    first = body.silent(0)
    last = body.silent(len(body.rows[0]) - 1) if first else set()
    if not last:
        return []
    suspects = [at for at, row in enumerate(body.rows) if row[0] in first and row[-1] in last]
    return [at for at in suspects if all(map(is_missing, body.rows[at]))]


def _find_notes(rows: list[list[Any]], start: int) -> int:
    """Position of the first note at the end, when nothing but texts follows it; the number of rows without notes."""
    first = len(rows)
    for at in range(len(rows) - 1, max(start, len(rows) - SEARCHED_NOTE_ROWS) - 1, -1):
        filled = [cell for cell in rows[at] if not is_missing(cell)]
        if not filled:
            continue
        if not _is_wordy(filled, len(rows[at])):
            break
        if _NOTE.match(unicodedata.normalize("NFKC", str(filled[0])).strip()):
            first = at
    return first


def _is_wordy(filled: Sequence[Any], width: int) -> bool:
    """Few cells and no figures: what a note looks like, and a row of data does not."""
    if len(filled) == 1:
        return isinstance(filled[0], str)
    marked = sum(bool(_NOTE.match(unicodedata.normalize("NFKC", str(cell)).strip())) for cell in filled)
    return len(filled) <= max(2, width // 2) and all(isinstance(cell, str) for cell in filled) and marked >= 1


def _repeated_headers(body: SheetBody, header: Header) -> list[int]:
    """Rows that say the column names again, as printed pages do."""
    leaves = {column.index: normalise_header(column.leaf) for column in header.titled}
    first = next(iter(leaves), None)
    if first is None:
        return []
    if not any(issubclass(kind, str) for kind in body.types(first)):
        return []
    wanted = leaves[first]
    same = {cell for cell in set(body.column(first)) if isinstance(cell, str) and normalise_header(cell) == wanted}
    if not same:
        return []
    return [
        at
        for at, row in enumerate(body.rows)
        if row[first] in same and all(normalise_header(str(row[place])) in ("", leaf) for place, leaf in leaves.items())
    ]


def _sections(body: SheetBody, wide: set[int], mapping: SheetMapping) -> list[int]:
    """Rows with one text only that spans columns or is numbered like a chapter: titles of groups, not data."""
    width = len(body.rows[0]) if body.rows else 0
    if (
        width < 3
        or len(mapping.of(IGNORED)) + len(mapping.of(UNKNOWN)) == width
        or "" not in set(body.column(width - 1))
    ):
        return []
    found = []
    for at, row in enumerate(body.rows):
        if row[-1] != "" or row.count("") < width - 1:
            continue
        place = next((index for index, cell in enumerate(row) if cell != ""), None)
        if place is None or not isinstance(row[place], str):
            continue
        text = unicodedata.normalize("NFKC", row[place]).strip()
        if at in wide or _SECTION.fullmatch(text):
            found.append(at)
    return found
