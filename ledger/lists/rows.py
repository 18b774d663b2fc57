"""The sheet of a problem list to its rows: which column is which, merged and continued rows, sections, notes left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import UserError
from ledger.lists.words import list_words, plain
from loaders.cells import plain_text
from loaders.files import RawSheet, fill_merged
from loaders.recognise import Header, find_header, read_mark

WORDS = ("title", "description")
CARRIED = ("number", "category", "aspect", "indicator", "title", "source", "source_document")
"""What an unnumbered row takes from the numbered one above it: there a merged cell was lost on the way to CSV."""
_WORD = re.compile(r"[一-鿿]{2}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Cell:
    """One filled cell: its value, where it stands and under which header. `row` is the Excel row."""

    value: Any
    sheet: str
    row: int
    letter: str
    header: str

    @property
    def text(self) -> str:
        """As a person sees it, line ends alike, without characters that nobody sees and no database keeps."""
        return _UNSEEN.sub("", plain_text(self.value).replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True)
class SheetRow:
    """One problem as the sheet says it, perhaps over several rows: field → its filled cells, and columns of no field."""

    sheet: str
    row: int
    section: str
    cells: Mapping[str, tuple[Cell, ...]]
    others: tuple[Cell, ...] = ()

    def first(self, name: str) -> Cell | None:
        """The first filled cell of a field."""
        return next(iter(self.cells.get(name, ())), None)


@dataclass(frozen=True)
class ListSheet:
    """What a sheet holds. `reason` says why it is no list ('' when it is); `left_out` are rows without a problem."""

    name: str
    reason: str = ""
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[SheetRow, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()


def read_list_sheet(sheet: RawSheet, file: str = "") -> ListSheet:
    """The problems of one sheet; `columns` of the answer is header → field ('' : kept in words)."""
    if sheet.is_hidden:
        return ListSheet(sheet.name, "隐藏的工作表")
    try:
        header = find_header(sheet, list_words().columns, file=file)
    except UserError as error:
        return ListSheet(sheet.name, error.rule)
    fields = _assign(header)
    if not set(WORDS) & set(fields.values()):
        return ListSheet(sheet.name, "没有“问题”或“具体问题”一类的列")
    columns = {column.title: fields.get(column.index, "") for column in header.titled}
    rows, left_out = _RowReader(sheet, header, fields).read()
    return ListSheet(sheet.name, "", header.last_row, columns, rows, left_out)


def _assign(header: Header) -> dict[int, str]:
    """Position of a column → its field; of two columns of one field the first has it, the other is kept in words."""
    columns, found = list_words().columns, dict[int, str]()
    for column in header.titled:
        name = next((columns[title] for title in column.names if title in columns), "")
        if name and name not in found.values():
            found[column.index] = name
    return found


class _RowReader:
    """Goes down a sheet once, remembering the section and the row above."""

    def __init__(self, sheet: RawSheet, header: Header, fields: Mapping[int, str]) -> None:
        self._sheet, self._header, self._fields = sheet, header, fields
        self._titles = {column.index: column.title for column in header.titled}
        self._merged = fill_merged(sheet, start=header.data_start)
        self._section = ""
        self._rows: list[SheetRow] = []
        self._left_out: list[tuple[int, str]] = []

    def read(self) -> tuple[tuple[SheetRow, ...], tuple[tuple[int, str], ...]]:
        for index in range(self._header.data_start, len(self._sheet.rows)):
            filled = [column for column, cell in enumerate(self._sheet.rows[index]) if not _is_blank(cell)]
            if filled and not self._is_aside(index, filled):
                self._take(index)
        return tuple(self._rows), tuple(self._left_out)

    def _is_aside(self, index: int, filled: Sequence[int]) -> bool:
        """Whether the row is a section, a total, a note at the bottom or the header once more."""
        first = plain_text(self._sheet.rows[index][filled[0]])
        reason = ""
        if all(_is_footer(plain_text(self._sheet.rows[index][column])) for column in filled):
            reason = "表下说明"
        elif len(filled) == 1 and self._is_section(index, filled[0], first):
            self._section, reason = first, "分组标题"
        elif read_mark(first) and not self._has_words(index, filled[1:]):
            reason = "合计行"
        elif self._is_header_again(index, filled):
            reason = "重复的表头"
        if reason:
            self._left_out.append((self._sheet.excel_row(index), reason))
        return bool(reason)

    def _has_words(self, index: int, filled: Iterable[int]) -> bool:
        """Whether a column of words holds words, and not a count."""
        texts = (plain_text(self._sheet.rows[index][column]) for column in filled if self._fields.get(column) in WORDS)
        return any(_WORD.search(text) for text in texts)

    def _is_section(self, index: int, column: int, text: str) -> bool:
        """One text alone that spans columns, or stands in the column of numbers without being one."""
        spans = any(
            block.top == index and block.left == column and block.right > column for block in self._sheet.merged_ranges
        )
        return spans or (self._fields.get(column) == "number" and bool(_WORD.search(text)))

    def _is_header_again(self, index: int, filled: Iterable[int]) -> bool:
        row = self._sheet.rows[index]
        return all(plain(plain_text(row[column])) == plain(self._titles.get(column, "\0")) for column in filled)

    def _take(self, index: int) -> None:
        """A row without words and without a number of its own continues the one above."""
        raw = self._row(index, self._sheet.rows[index])
        above = self._rows[-1] if self._rows else None
        if above and not any(name in raw.cells for name in (*WORDS, "number")):
            self._rows[-1] = _continued(above, raw)
            return
        row = self._row(index, self._merged[index])
        if above and "number" in self._fields.values() and "number" not in raw.cells and "number" in above.cells:
            carried = {name: above.cells[name] for name in CARRIED if name in above.cells}
            row = replace(row, cells={**carried, **row.cells})
        self._rows.append(row)

    def _row(self, index: int, values: Sequence[Any]) -> SheetRow:
        """The filled cells of a row, by field where their column has one."""
        sheet, at = self._sheet, self._sheet.excel_row(index)
        named: dict[str, tuple[Cell, ...]] = {}
        others: list[Cell] = []
        for column, value in enumerate(values):
            if column in self._titles and not _is_blank(value):
                cell = Cell(value, sheet.name, at, sheet.letter(column), self._titles[column])
                if column in self._fields:
                    named[self._fields[column]] = (cell,)
                else:
                    others.append(cell)
        return SheetRow(sheet.name, at, self._section, named, tuple(others))


def _is_footer(text: str) -> bool:
    """A declared word, perhaps a number, and a colon: 注1：…, 填表人：…; 审核把关不严 is a problem."""
    label, colon, _ = plain(text).replace("：", ":").partition(":")
    return bool(colon) and label.rstrip("0123456789一二三四五六七八九十") in list_words().footers


def _is_blank(cell: Any) -> bool:
    return cell is None or plain_text(cell) == ""


def _continued(above: SheetRow, below: SheetRow) -> SheetRow:
    cells = {name: (*above.cells.get(name, ()), *below.cells.get(name, ())) for name in {**above.cells, **below.cells}}
    return replace(above, cells=cells, others=(*above.others, *below.others))
