"""What was edited in an exported workbook: each cell compared with what the ledger said at the version that was exported."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.errors import UserError
from core.personal import restore_numbers
from indicators.declared import PROBLEM_TYPES
from ledger.book import COLUMNS, STATES, Event, EventRow, Problem, ProblemRow, as_json, check_values, replay
from ledger.exported.reading import ExportedRow
from ledger.exported.writing_out import EDITABLE, MARK_LENGTH
from ledger.lists import NOTICE, ROW, Cell, ListProblem, Unreadable, cell_problem, read_deadline
from ledger.looking import in_chunks, read_problems

LOCKED = ("place_name", "place_code", "household_code", "project_code", "measure", "closed_by")
"""Columns to be read only; a difference there is reported and not written."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]|_x000D_")


@dataclass(frozen=True)
class RowEdit:
    """The edited cells of one problem. `was` is what the exported version said, `state` '' when it was not edited."""

    row: int
    problem: Problem
    version: int
    changes: Mapping[str, Any]
    was: Mapping[str, Any]
    cells: Mapping[str, Cell]
    state: str = ""
    state_was: str = ""
    news: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was edited."""
        return not (self.changes or self.state or self.news)


def read_edits(connection: Connection, rows: Sequence[ExportedRow]) -> tuple[list[RowEdit], list[ListProblem]]:
    """The rows in which something was edited, and what cannot be compared or written."""
    read = read_problems(connection, ProblemRow.id, {row.problem_id for row in rows})
    known = {problem.id: (problem, mark[:MARK_LENGTH]) for mark, problem in read}
    stale = {row.problem_id for row in rows if _is_stale(row, known.get(row.problem_id, (None, ""))[0])}
    events = _read_events(connection, stale)
    edits: list[RowEdit] = []
    problems: list[ListProblem] = []
    seen = set[int]()
    for row in rows:
        problem, mark = known.get(row.problem_id, (None, ""))
        refusal = _refusal(row, problem, mark)
        if problem is None or refusal or problem.id in seen:
            number, expected = row.cells["number"], refusal or "每个编号只有一行"
            problems.append(ListProblem(number.sheet, row.row, number.letter, "编号", row.number, expected, ROW))
            continue
        seen.add(problem.id)
        edit, wrong = _compare(row, problem, _exported(row, problem, events.get(problem.id, ())))
        problems += wrong
        edits += [] if edit.is_empty else [edit]
    return edits, problems


def _is_stale(row: ExportedRow, problem: Problem | None) -> bool:
    return bool(problem and row.version.isdigit() and int(row.version) < problem.version)


def _refusal(row: ExportedRow, problem: Problem | None, mark: str) -> str:
    """What the row lacks to be compared at all; '' when nothing."""
    if problem is None or problem.number != row.number:
        return "本台账里的编号"
    if mark != row.mark:
        return "由本台账导出、校验码没有改动的行"
    if not row.version.isdigit() or not 1 <= int(row.version) <= problem.version:
        return "导出时的版本号，没有它不知道改了哪几格"
    return ""


def _exported(row: ExportedRow, problem: Problem, events: Sequence[Event]) -> dict[str, Any]:
    """The problem as it was exported, dates as ISO texts."""
    if not _is_stale(row, problem):
        return {name: as_json(getattr(problem, name)) for name in COLUMNS}
    return replay(event for event in events if event.version <= int(row.version))


def _compare(row: ExportedRow, problem: Problem, base: Mapping[str, Any]) -> tuple[RowEdit, list[ListProblem]]:
    changes, was = dict[str, Any](), dict[str, Any]()
    problems: list[ListProblem] = []
    for name in EDITABLE:
        cell = _restored(row.cells.get(name), base[name])
        if cell is None or _is_unchanged(cell, base[name]):
            continue
        read = _read_cell(name, cell)
        if isinstance(read, ListProblem):
            problems.append(read)
        elif as_json(read) != base[name]:
            changes[name], was[name] = read, base[name]
    for name in LOCKED:
        cell = _restored(row.cells.get(name), base[name])
        if cell is not None and not _is_unchanged(cell, base[name]):
            problems.append(cell_problem(cell, "原来的内容；灰色栏目不能在表里改", NOTICE))
    state = _read_state(row.cells.get("state"), base["state"])
    if isinstance(state, ListProblem):
        problems.append(state)
        state = ""
    news = _text(row.cells.get("news"))
    edit = RowEdit(row.row, problem, int(row.version), changes, was, row.cells, state, str(base["state"]), news)
    return edit, problems


def _restored(cell: Cell | None, base: Any) -> Cell | None:
    """The cell with the numbers that were exported masked as they were."""
    if cell is None or not isinstance(cell.value, str) or not isinstance(base, str):
        return cell
    return replace(cell, value=restore_numbers(cell.value, base))


def _read_state(cell: Cell | None, was: str) -> str | ListProblem:
    """The edited state; '' when it was not edited."""
    if cell is None or cell.text == was:
        return ""
    return cell.text if cell.text in STATES else cell_problem(cell, f"其中之一：{'、'.join(STATES)}")


def _read_cell(name: str, cell: Cell) -> Any:
    """The value of an edited cell; a `ListProblem` when the field cannot hold it."""
    value: Any = _text(cell)
    if name == "deadline":
        read = read_deadline(cell.value)
        if isinstance(read, Unreadable) or read.term:
            return cell_problem(cell, "日期，如 2021-12-20；长期坚持请填在“整改类型”")
        value = read.day
    if name == "problem_type" and value and value not in PROBLEM_TYPES:
        return cell_problem(cell, f"其中之一：{'、'.join(PROBLEM_TYPES)}")
    try:
        return check_values({name: value})[name]
    except UserError as error:
        return cell_problem(cell, error.rule.removeprefix("应为"))


def _text(cell: Cell | None) -> str:
    return "" if cell is None else same_text(cell.text)


def same_text(text: str) -> str:
    """A text as every program keeps it: line ends alike, no control characters, no blanks around."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def _is_unchanged(cell: Cell, base: Any) -> bool:
    """Whether a cell still says what was exported."""
    if isinstance(cell.value, date):
        return cell.value.isoformat()[:10] == str(base or "")
    if cell.value == (base or ""):
        return True
    return _text(cell) == same_text(str(base or ""))


def _read_events(connection: Connection, ids: set[int]) -> dict[int, list[Event]]:
    """Id → its events, oldest first."""
    found: dict[int, list[Event]] = {}
    for some in in_chunks(ids):
        asked = select(EventRow.__table__).where(EventRow.problem_id.in_(some))
        for row in connection.execute(asked.order_by(EventRow.problem_id, EventRow.version)).mappings():
            found.setdefault(row["problem_id"], []).append(Event(**row))
    return found
