"""What came of an edited workbook: cells written, conflicts with both texts, cells refused; as frames in words."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.errors import UserError
from core.personal import mask_numbers
from ledger.book import FIELD_TITLES, Ledger, Opened, as_json
from ledger.exported.edits import RowEdit
from ledger.exported.writing_out import STATE
from ledger.lists import ListFile, ListProblem, ListRow, cell_problem, problem_frame

CHANGE_HEADERS = ("行", "编号", "栏目", "原来", "改为", "结果")
CONFLICT_HEADERS = ("行", "编号", "栏目", "表里的内容", "台账现在的内容", "谁改的")
NEWS_TITLE = "整改进展"


@dataclass(frozen=True)
class BackChange:
    """One edited cell: what was exported and what it was edited to; `is_written` says whether the ledger has it now."""

    row: int
    number: str
    title: str
    was: str
    now: str
    is_written: bool = False


@dataclass(frozen=True)
class BackConflict:
    """One cell that somebody else changed since the export: both texts, and who; the ledger keeps theirs."""

    row: int
    number: str
    title: str
    mine: str
    theirs: str
    who: str


@dataclass(frozen=True)
class BackReport:
    """What an edited workbook would change, or did. `added` are rows without 编号, `opened` what came of them."""

    file: ListFile
    changes: tuple[BackChange, ...]
    conflicts: tuple[BackConflict, ...]
    problems: tuple[ListProblem, ...]
    added: tuple[ListRow, ...] = ()
    opened: tuple[Opened, ...] = ()

    def change_frame(self, *, is_done: bool = True) -> pd.DataFrame:
        """One row an edited cell, columns `CHANGE_HEADERS`; numbers of persons are masked."""
        done, not_done = ("已写入", "没有写入") if is_done else ("将写入", "将写入")
        rows = [
            (one.row, one.number, one.title, mask_numbers(one.was), mask_numbers(one.now),
             done if one.is_written else not_done)
            for one in self.changes
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(CHANGE_HEADERS))

    def conflict_frame(self) -> pd.DataFrame:
        """One row a conflict, columns `CONFLICT_HEADERS`; numbers of persons are masked."""
        rows = [
            (one.row, one.number, one.title, mask_numbers(one.mine), mask_numbers(one.theirs), one.who)
            for one in self.conflicts
        ]
        return pd.DataFrame(rows, columns=list(CONFLICT_HEADERS))

    def problem_frame(self) -> pd.DataFrame:
        """One row a cell or row that was not written, columns `problems.HEADERS`."""
        return problem_frame(self.problems)


def as_changes(edit: RowEdit) -> list[BackChange]:
    """The edited cells of a row; none of them written yet."""
    cells = [
        (FIELD_TITLES[name], str(edit.was[name] or ""), str(as_json(value) or ""))
        for name, value in edit.changes.items()
    ]
    cells += [(STATE, edit.state_was, edit.state)] if edit.state and edit.state != edit.problem.state else []
    cells += [(NEWS_TITLE, "", edit.news)] if edit.news else []
    return [BackChange(edit.row, edit.problem.number, *cell) for cell in cells]


def make_conflict(ledger: Ledger, edit: RowEdit, name: str, theirs: Any) -> BackConflict:
    """The conflict over a field or `state`, and who changed it last since the export."""
    mine = edit.state if name == "state" else edit.changes[name]
    later = [event for event in ledger.events(edit.problem.id) if event.version > edit.version]
    who = next((event.who for event in reversed(later) if name in event.changes), "")
    said, said_by_others = (str(as_json(value) or "") for value in (mine, theirs))
    return BackConflict(edit.row, edit.problem.number, FIELD_TITLES.get(name, STATE), said, said_by_others, who)


def refused_cell(edit: RowEdit, name: str, error: UserError) -> ListProblem:
    """Why the ledger does not take an edited cell."""
    cell = edit.cells.get(name) or edit.cells["number"]
    return cell_problem(cell, f"{error.rule}{'；' + error.todo if error.todo else ''}")
