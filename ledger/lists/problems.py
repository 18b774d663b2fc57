"""What of a problem list could not be taken over: one line a cell or row, with what came and what belongs there."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from core.personal import mask_numbers
from ledger.lists.rows import Cell
from loaders.cells import CELL as CELL
from loaders.cells import NOTICE as NOTICE
from loaders.cells import ROW as ROW
from loaders.cells import quote_cell

COSTS = {CELL: "该格没有采用，原文记入登记说明", ROW: "该行没有登记", NOTICE: "仅提示"}
HEADERS = ("工作表", "行", "列", "栏目", "原内容", "要求", "处理")


@dataclass(frozen=True)
class ListProblem:
    """One cell or row. `row` is the Excel row (None: the whole sheet), `column` its letter ('' : the whole row)."""

    sheet: str
    row: int | None
    column: str
    header: str
    came: str
    expected: str
    costs: str = CELL

    def as_dict(self) -> dict[str, Any]:
        """The parts and what it costs in words, for JSON."""
        return {**asdict(self), "costs_words": COSTS[self.costs]}

    @property
    def words(self) -> str:
        """One line: 「表」C5 整改时限：“尽快”，应为…"""
        where = f"「{self.sheet}」{self.column}{self.row or ''}".rstrip()
        came = f"：“{self.came}”" if self.came else ""
        return f"{where} {self.header}{came}，应为{self.expected}（{COSTS[self.costs]}）"


def cell_problem(cell: Cell, expected: str, costs: str = CELL) -> ListProblem:
    """That a cell should hold something else."""
    return ListProblem(cell.sheet, cell.row, cell.letter, cell.header, quote(cell.value), expected, costs)


def quote(cell: object) -> str:
    """A cell as a message may quote it: cut short, numbers of persons masked."""
    return mask_numbers(quote_cell(cell))


def problem_frame(problems: Iterable[ListProblem]) -> pd.DataFrame:
    """One row a problem, columns `HEADERS`."""
    rows = [(one.sheet, one.row, one.column, one.header, one.came, one.expected, COSTS[one.costs]) for one in problems]
    return pd.DataFrame(rows, columns=list(HEADERS)).astype({"行": "Int64"})
