"""Reads a workbook that the ledger exported: which row is which problem, as seen at which version, and its cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.exported.writing_out import MARK, NUMBER, VERSION, export_columns
from ledger.lists import Cell, plain
from loaders.cells import plain_text
from loaders.files import RawSheet, Workbook

_SEARCHED_ROWS = 30
_KEYS = (NUMBER, VERSION, MARK)


@dataclass(frozen=True)
class ExportedRow:
    """One numbered row: texts of its keys, and column name → cell (blank ones too) for the columns still there."""

    row: int
    number: str
    version: str
    mark: str
    cells: Mapping[str, Cell]

    @property
    def problem_id(self) -> int:
        """The running number inside 编号; 0 when there is none."""
        tail = self.number.rpartition("-")[2]
        return int(tail) if tail.isascii() and tail.isdigit() and len(tail) < 16 else 0


@dataclass(frozen=True)
class ExportedSheet:
    """Its numbered rows, and the same sheet with these rows blank: what is left below the header was added by hand."""

    rows: tuple[ExportedRow, ...]
    added: RawSheet
    header: int

    @property
    def has_added(self) -> bool:
        """Whether anything stands below the header in rows without a number."""
        return any(any(row) for row in self.added.rows[self.header + 1 :])


def find_exported(book: Workbook) -> ExportedSheet | None:
    """The exported ledger in a workbook; None when no sheet has the key columns in one row."""
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            texts = [plain(plain_text(cell)) for cell in row]
            if all(key in texts for key in _KEYS):
                return _read(sheet, index, texts)
    return None


def _read(sheet: RawSheet, header: int, texts: Sequence[str]) -> ExportedSheet:
    names = {column.heading: column.name for column in export_columns()}
    columns = {names[text]: at for at, text in reversed(list(enumerate(texts))) if text in names}
    number = columns["number"]
    rows = tuple(_read_rows(sheet, header, columns))
    blank = [""] * sheet.width
    kept = [
        blank if index > header and plain_text(row[number]) else row for index, row in enumerate(sheet.rows)
    ]  # fmt: skip
    # Whoever merged cells below the header did it to rows that are blank now, or to new ones.
    merged = tuple(block for block in sheet.merged_ranges if block.bottom <= header)
    return ExportedSheet(rows, replace(sheet, rows=kept, merged_ranges=merged), header)


def _read_rows(sheet: RawSheet, header: int, columns: Mapping[str, int]) -> Iterator[ExportedRow]:
    where = {name: (at, sheet.letter(at), plain_text(sheet.rows[header][at])) for name, at in columns.items()}
    for index in range(header + 1, len(sheet.rows)):
        row, at = sheet.rows[index], sheet.excel_row(index)
        number = plain_text(row[columns["number"]])
        if number:
            cells = {
                name: Cell(row[column], sheet.name, at, letter, title)
                for name, (column, letter, title) in where.items()
            }
            yield ExportedRow(at, number, cells["version"].text, cells["mark"].text, cells)
