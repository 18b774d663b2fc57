"""Collects the problems of one sheet by position, with addresses, header texts and masks put in once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from loaders.cells import CellProblem, SheetProblem, mask_personal, quote_cell
from loaders.recognise import HeaderColumn


@dataclass
class ProblemCollector:
    """Takes down the problems of one sheet, by its name.

    Positions count from the Excel row `first_row`, the first below the header; `out` marks rows that are left out; `named`
    are the letters of the cells that were named in a problem, by position.
    """

    sheet: str
    first_row: int
    count: int
    wanted: np.ndarray
    problems: list[SheetProblem] = field(default_factory=list)
    named: dict[int, list[str]] = field(default_factory=dict)
    out: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.out = np.zeros(self.count, dtype=bool)

    def add_row(
        self, position: int, head: HeaderColumn | None, kind: str, came: object, expected: str, personal: str = ""
    ) -> None:
        """A problem that costs the row, at one of its cells or at the row as a whole."""
        self.out[position] = True
        self.add(position, head, kind, came, expected, personal)

    def add(
        self, position: int, head: HeaderColumn | None, kind: str, came: object, expected: str, personal: str = ""
    ) -> None:
        """A problem of one cell, or of the row when `head` is None."""
        letter, header = (head.letter, head.title) if head else ("", "")
        if letter:
            self.named.setdefault(position, []).append(letter)
        row = self.first_row + position
        self.problems.append(SheetProblem(self.sheet, row, letter, header, kind, quote_cell(came, personal), expected))

    def add_cells(
        self,
        found: Iterable[tuple[int, CellProblem]],
        head: HeaderColumn,
        personal: str = "",
        *,
        costs_row: bool = False,
        kind: str = "",
    ) -> None:
        """Problems of a column as parsed, those of rows that hold no data left out. `kind` replaces the cell's own."""
        for position, problem in found:
            if self.wanted[position]:
                came = mask_personal(problem.came, personal) if personal and "*" not in problem.came else problem.came
                add = self.add_row if costs_row else self.add
                add(position, head, kind or problem.kind, came, problem.expected)

    def add_sheet(
        self, kind: str, came: str, expected: str, head: HeaderColumn | None = None, row: int | None = None
    ) -> None:
        """A problem of a whole column or of the sheet."""
        letter, header = (head.letter, head.title) if head else ("", "")
        self.problems.append(SheetProblem(self.sheet, row, letter, header, kind, quote_cell(came), expected))

    def sorted(self) -> list[SheetProblem]:
        """The problems by row, then column; those of the whole sheet first."""
        return sorted(self.problems, key=lambda problem: (problem.row or 0, len(problem.column), problem.column))


def positions_mask(count: int, positions: Sequence[int]) -> np.ndarray:
    """True at these positions."""
    mask = np.zeros(count, dtype=bool)
    mask[np.asarray(positions, dtype=np.int64)] = True
    return mask
