"""A worksheet whose long list is written as ready rows: cell by cell the library takes 20 µs each, 34 s for 100 000 rows.

Only lists of plain cells are written so (texts, numbers, dates, empty ones); a test holds them to what is written cell by cell.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import repeat
from typing import Any, Final, NamedTuple

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

LEAST_ROWS: Final = 1_000
"""From so many rows on."""
_ROW, _ROW_END, _CELL = '<row r="', "</row>", '<c r="'
_STYLE, _EMPTY, _VALUE, _TEXT, _CELL_END = '" s="', '"/>', '"><v>', '" t="s"><v>', "</v></c>"
_HEIGHT, _HEIGHT_END = '" ht="', '" customHeight="1">'
"""What a row is joined from; only numbers stand between them, texts stand in the table that all sheets share."""
_MOST_LETTERS: Final = 32_767
"""What a cell holds."""
_FIRST_DAY: Final = date(1899, 12, 30).toordinal()


class Block(NamedTuple):
    """A column of the list: its cells, what they are (`text`, `date` or `number`), its format and that of texts that look like formulas."""

    cells: Sequence[Any]
    kind: str
    style: Format
    guarded: Format
    is_guarded: Callable[[str], bool]
    count_lines: Callable[[str], int]
    """How many lines a text takes in the column; 1 for what is no text."""


class LongSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that can hold a block of ready rows between rows that are written as usual."""

    _rows: list[str]
    _first: int = -1

    def hold_rows(self, first: int, columns: Sequence[Block], height_of: Callable[[int], float]) -> None:
        """Rows from `first` on (counted from 0) of columns from the first on; `height_of` gives the points of so many lines of text."""
        cells = ["".join((_CELL, xl_col_to_name(position))) for position in range(len(columns))]
        made = [self._tails(block) for block in columns]
        tails, lines = [one for one, _ in made], [most for _, most in made]
        heads = {count: _say_height(height_of(count)) for count in {count for one in lines for count in one} | {1}}
        rows = zip(*tails, strict=True)
        tallest = map(max, *lines) if len(lines) > 1 else iter(lines[0])
        self._rows = []
        for at, (ends, count) in enumerate(zip(rows, tallest, strict=True), start=first + 1):
            number = str(at)
            parts = [_ROW, number, heads[count]]
            for cell, end in zip(cells, ends, strict=True):
                parts += (cell, number, end)
            parts.append(_ROW_END)
            self._rows.append("".join(parts))
        self._first = first
        self._check_dimensions(first, 0)
        self._check_dimensions(first + len(self._rows) - 1, len(columns) - 1)

    def _write_rows(self) -> None:
        """The library's own, with the block in its place."""
        if self._first < 0:
            super()._write_rows()
            return
        top: int = getattr(self, "dim_rowmin")  # noqa: B009
        bottom: int = getattr(self, "dim_rowmax")  # noqa: B009
        self.dim_rowmax = self._first - 1
        super()._write_rows()
        self.fh.write("".join(self._rows))
        self.dim_rowmin, self.dim_rowmax = self._first + len(self._rows), bottom
        super()._write_rows()
        self.dim_rowmin = top

    def _tails(self, block: Block) -> tuple[list[str], list[int]]:
        """What stands in each cell behind its place, and how many lines it takes."""
        index = str(block.style._get_xf_index())
        empty = "".join((_STYLE, index, _EMPTY))
        if block.kind == "text":
            return self._texts(block, index, empty)
        write: Callable[[Any], str] = _say_day if block.kind == "date" else _say_number
        known: dict[Any, str] = {}
        tails = []
        for cell in block.cells:
            if cell is None or cell != cell or cell == "":
                tails.append(empty)
                continue
            tail = known.get(cell)
            if tail is None:
                tail = known[cell] = "".join((_STYLE, index, _VALUE, write(cell), _CELL_END))
            tails.append(tail)
        return tails, list(repeat(1, len(tails)))

    def _texts(self, block: Block, index: str, empty: str) -> tuple[list[str], list[int]]:
        guarded = str(block.guarded._get_xf_index())
        known: dict[str, tuple[str, int]] = {}
        tails, lines = [], []
        for cell in block.cells:
            if cell is None or cell != cell or cell == "":
                tails.append(empty)
                lines.append(1)
                continue
            text = str(cell)
            found = known.get(text)
            if found is None:
                number = str(self.str_table._get_shared_string_index(text[:_MOST_LETTERS]))
                style = guarded if block.is_guarded(text) else index
                found = known[text] = "".join((_STYLE, style, _TEXT, number, _CELL_END)), block.count_lines(text)
            tails.append(found[0])
            lines.append(found[1])
        return tails, lines


def _say_height(points: float) -> str:
    """As the library says it: whole points of the screen, in points."""
    return "".join((_HEIGHT, f"{int(points * 4.0 / 3.0 + 0.5) * 0.75:.16g}", _HEIGHT_END))


def _say_number(value: Any) -> str:
    return f"{float(value):.16G}"


def _say_day(value: Any) -> str:
    day = pd.Timestamp(value)
    part = (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / 86400
    return f"{day.toordinal() - _FIRST_DAY + part:.16G}"
