"""The sheets of a workbook that came back: where their headings are, and their rows with the address of every cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from indicators.books.workbook.cells import is_missing, say_cell
from indicators.books.workbook.columns import heading_keys, squeeze
from loaders.files import RawSheet

_HEADER_ROWS = 10
_LEAST_HEADINGS = 2


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell or row: where it stands, what came and what was expected. `measure` is the one it costs, or ''."""

    sheet: str
    row: int
    column: str
    came: str
    expected: str
    measure: str = ""
    rule: str = "没有读入"
    fault: str = ""
    """What is wrong with a cell that could be read, in place of what was expected."""

    @property
    def message(self) -> str:
        """One line with all of it."""
        row = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        cost = f"指标 {self.measure} " if self.measure else ""
        said = self.fault or f"应为{self.expected}"
        return f"工作表「{self.sheet}」{row}{column}：实际为「{self.came}」，{said}；{cost}{self.rule}"


@dataclass(frozen=True)
class SheetRow:
    """One row below the headings: key → cell, and where the columns stand."""

    sheet: str
    number: int
    cells: Mapping[str, Any]
    places: Mapping[str, str]
    """Key → `满分线（D 列）`."""

    def get(self, key: str) -> Any:
        """The cell of a key; None where it says nothing."""
        cell = self.cells.get(key)
        return None if is_missing(cell) else cell

    def problem(self, key: str, expected: str, measure: str = "", rule: str = "没有读入") -> CellProblem:
        """A problem of one of its cells."""
        place = self.places.get(key, "")
        return CellProblem(self.sheet, self.number, place, say_cell(self.cells.get(key)), expected, measure, rule)


def read_rows(sheet: RawSheet, name: str, file: str, problems: list[CellProblem]) -> Iterator[SheetRow]:
    """The rows that hold anything. Headings nobody knows, or twice, are added to the problems.

    Raises UserError where the headings are not found.
    """
    at, keys = _find_headings(sheet, name, file, problems)
    places = {key: f"{_one_line(sheet.rows[at][place])}（{sheet.letter(place)} 列）" for place, key in keys.items()}
    for index in range(at + 1, len(sheet.rows)):
        cells = {key: sheet.rows[index][place] for place, key in keys.items()}
        if not all(map(is_missing, cells.values())):
            yield SheetRow(name, sheet.excel_row(index), cells, places)


def _find_headings(sheet: RawSheet, name: str, file: str, problems: list[CellProblem]) -> tuple[int, Mapping[int, str]]:
    known = heading_keys(name)
    for at, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        titles = [squeeze(str(cell)) for cell in row]
        if sum(title in known for title in titles) >= _LEAST_HEADINGS:
            return at, _keys_of(titles, row, known, sheet, sheet.excel_row(at), name, problems)
    todo = "请保留导出时的表头，或从空表重新填"
    raise UserError("找不到表头", file=file, field=name, came="前 10 行没有认得的列", todo=todo)


def _keys_of(
    titles: Sequence[str],
    row: Sequence[Any],
    known: Mapping[str, str],
    sheet: RawSheet,
    number: int,
    name: str,
    problems: list[CellProblem],
) -> Mapping[int, str]:
    keys: dict[int, str] = {}
    for place, title in enumerate(titles):
        if not title:
            continue
        key = known.get(title)
        if key is None or key in keys.values():
            expected = "只出现一次的表头" if key else "导出时的表头"
            where = f"{sheet.letter(place)} 列"
            problems.append(CellProblem(name, number, where, _one_line(row[place]), expected, rule="这一列没有用"))
        else:
            keys[place] = key
    return keys


def _one_line(heading: Any) -> str:
    return " ".join(str(heading).split())
