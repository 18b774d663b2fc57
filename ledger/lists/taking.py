"""What one row of a problem list gives, as it is collected: values, lines of the words of registration, wrong cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.book.problems import LONGEST, MAX_LENGTHS
from ledger.book.recording import MAX_NOTE
from ledger.book.words import TERMS
from ledger.lists.problems import CELL, NOTICE, ListProblem, quote
from ledger.lists.rows import Cell, ToldRow
from loaders.cells.base import empty_or_error, is_missing

_CUT = "……（其余见原文件）"


@dataclass(frozen=True)
class ListOptions:
    """What is known of a list besides its cells; '' and None say nothing.

    `year` is taken for deadlines that name none. Without `reopen`, closed problems that are told again stay closed.
    """

    source: str = ""
    document: str = ""
    place: str = ""
    department: str = ""
    deadline: date | None = None
    year: int | None = None
    reopen: bool = True


@dataclass(frozen=True)
class ListFile:
    """The file the rows come from."""

    name: str
    digest: str


class RowTaking:
    """Collects the values, the lines of the note and the problems of one row."""

    def __init__(self, told: ToldRow, options: ListOptions) -> None:
        self._told, self._options = told, options
        self._values: dict[str, object] = {}
        self._lines: list[str] = []
        self._problems: list[ListProblem] = []
        self._number = ""

    def _note(self) -> str:
        """The words of registration; what goes beyond the ledger's limit is in the kept file only, and is told."""
        note = "\n".join(self._lines)
        if len(note) <= MAX_NOTE:
            return note
        expected = f"登记说明最多 {MAX_NOTE} 个字，其余只在留存的原文件里"
        self._problems.append(ListProblem(self._told.sheet, self._told.row, "", "登记说明", "", expected, NOTICE))
        return note[: MAX_NOTE - len(_CUT)] + _CUT

    def _cells(self, name: str) -> list[Cell]:
        """The cells of a field that say something; a broken formula is reported and says nothing."""
        found = []
        for cell in self._told.cells.get(name, ()):
            wrong = empty_or_error(cell.value, frozenset(("无",)))
            if wrong and wrong.problem:
                self._refuse(cell, wrong.problem.expected)
            elif not is_missing(cell.value):
                found.append(cell)
        return found

    def _refuse(self, cell: Cell, expected: str, costs: str = CELL) -> None:
        came = quote(cell.value)
        self._problems.append(ListProblem(self._told.sheet, cell.row, cell.letter, cell.header, came, expected, costs))

    def _keep(self, label: str, text: str) -> None:
        line = f"{label}：{text}"
        if text and line not in self._lines:
            self._lines.append(line)

    def _leave(self, cell: Cell, expected: str) -> None:
        """Report a cell and keep its text in words."""
        self._refuse(cell, expected)
        self._keep(cell.header, cell.text)

    def _fits(self, name: str, text: str, cell: Cell) -> bool:
        limit = MAX_LENGTHS.get(name, LONGEST)
        if len(text) <= limit:
            return True
        self._refuse(cell, f"最多 {limit} 个字")
        self._keep(cell.header, text)
        return False

    def _set_deadline(self, days: list[date], terms: list[str]) -> None:
        if days:
            self._values["deadline"] = max(days)
        if terms:
            self._values.setdefault("term", max(terms, key=TERMS.index))
