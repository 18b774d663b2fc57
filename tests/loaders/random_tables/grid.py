"""Cells of a table before it stands on a sheet, and the figures that are known to stand in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tests.loaders.random_tables.writers import write_ods, write_xls, write_xml


@dataclass(frozen=True)
class Figure:
    """One figure of the truth. `value` is in `unit` (元, 户, 人, % as fraction; '' for a count whose unit nobody wrote); the stored
    item has `words` in its title, or is the declared `item`; `row` and `column` are those of Excel.

    `column` counts from 0. Of a plain table `slot` is the stored column; of a figure nobody needs to read `is_needed` is False.
    """

    sheet: str
    row: int
    column: int
    place: str
    periods: tuple[str, ...]
    value: float
    unit: str
    words: tuple[str, ...]
    item: str = ""
    slot: str = "value"
    is_needed: bool = True

    @property
    def letter(self) -> str:
        """The column as Excel calls it."""
        return str(xl_col_to_name(self.column))

    def at(self, sheet: str, down: int, right: int) -> "Figure":
        """The same figure on a sheet, so many cells from where it was."""
        return replace(self, sheet=sheet, row=self.row + down, column=self.column + right)


@dataclass
class Block:
    """A table: cells by (row, column) from 0, each with its number format, merged ranges, and the figures in them."""

    cells: dict[tuple[int, int], tuple[Any, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def put(self, row: int, column: int, value: Any, shown: str = "") -> None:
        """One cell; nothing is written for ''."""
        if value not in ("", None):
            self.cells[row, column] = (value, shown)

    @property
    def height(self) -> int:
        """Rows up to the last filled one."""
        return max(row for row, _ in self.cells) + 1

    @property
    def width(self) -> int:
        """Columns up to the last filled one."""
        return max(column for _, column in self.cells) + 1

    def turned(self) -> "Block":
        """Rows as columns."""
        return Block(
            {(column, row): cell for (row, column), cell in self.cells.items()},
            [(left, top, right, bottom) for top, left, bottom, right in self.merges],
            [replace(one, row=one.column + 1, column=one.row - 1) for one in self.figures],
        )


@dataclass
class Sheet:
    """A sheet being filled, with blocks put where they belong."""

    name: str
    cells: dict[tuple[int, int], tuple[Any, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def put(self, block: Block, top: int, left: int) -> None:
        """A block with its first cell at this row and column."""
        self.cells |= {(row + top, column + left): cell for (row, column), cell in block.cells.items()}
        self.merges += [(one[0] + top, one[1] + left, one[2] + top, one[3] + left) for one in block.merges]
        self.figures += [one.at(self.name, top, left) for one in block.figures]


def write_book(path: Path, sheets: Iterable[Sheet]) -> Path:
    """The sheets as one file of the kind its name says: xlsx, xls, ods, or an XML spreadsheet of 2003 (xml)."""
    write = {".xls": write_xls, ".ods": write_ods, ".xml": write_xml}.get(path.suffix, _write_xlsx)
    return write(path, list(sheets))


def _write_xlsx(path: Path, sheets: Sequence[Sheet]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            covered = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
            for at, (value, shown) in sheet.cells.items():
                style = book.add_format({"num_format": shown}) if shown else None
                if at in covered:
                    page.merge_range(*at, *covered[at], value, style)
                else:
                    page.write(*at, value, style)
    return path
