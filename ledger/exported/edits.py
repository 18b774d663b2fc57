"""What was edited in an exported workbook: each cell against what the ledger said at the version that was exported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.errors import UserError
from indicators.declared.framework import PROBLEM_TYPES
from ledger.book.models import EventRow, ProblemRow
from ledger.book.problems import COLUMNS, Event, Problem, as_json, check_values, replay
from ledger.book.words import STATES
from ledger.exported.reading import ExportedRow
from ledger.exported.writing_out import EDITABLE, MARK_LENGTH
from ledger.lists.deadlines import Unreadable, read_deadline
from ledger.lists.problems import CELL, NOTICE, ROW, ListProblem, quote
from ledger.lists.rows import Cell

LOCKED = ("place_name", "place_code", "household_code", "project_code", "measure", "closed_by")
"""Columns to be read only; a difference there is told and not written."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]|_x000D_")
_CHUNK = 400


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


class EditReader:
    """Compares exported rows with the ledger; what cannot be compared or written becomes `problems`."""

    def __init__(self, connection: Connection, sheet: str, rows: Sequence[ExportedRow]) -> None:
        self._sheet = sheet
        self._rows = rows
        ids = [row.problem_id for row in rows]
        self._known = _read_problems(connection, ids)
        stale = [row.problem_id for row in rows if self._is_stale(row)]
        self._events = _read_events(connection, stale)
        self.problems: list[ListProblem] = []

    def read(self) -> list[RowEdit]:
        """The rows in which something was edited."""
        edits, seen = [], set[int]()
        for row in self._rows:
            refusal = self._refusal(row, seen)
            if refusal:
                self.problems.append(
                    ListProblem(self._sheet, row.row, row.cells["number"].letter, "编号", row.number, refusal, ROW)
                )  # fmt: skip
                continue
            seen.add(row.problem_id)
            edit = self._compare(row)
            edits += [] if edit.is_empty else [edit]
        return edits

    def _is_stale(self, row: ExportedRow) -> bool:
        known = self._known.get(row.problem_id)
        return bool(known and row.version.isdigit() and int(row.version) < known[0].version)

    def _refusal(self, row: ExportedRow, seen: set[int]) -> str:
        """What the row lacks to be compared at all; '' when nothing."""
        known = self._known.get(row.problem_id)
        if known is None or known[0].number != row.number:
            return "本台账里的编号"
        if known[1][:MARK_LENGTH] != row.mark:
            return "由本台账导出、校验码没有改动的行"
        if not row.version.isdigit() or not 1 <= int(row.version) <= known[0].version:
            return "导出时的版本号，没有它不知道改了哪几格"
        return "每个编号只有一行" if row.problem_id in seen else ""

    def _base(self, row: ExportedRow) -> dict[str, Any]:
        """The problem as it was exported, dates as ISO texts."""
        problem, version = self._known[row.problem_id][0], int(row.version)
        if version == problem.version:
            return {name: as_json(getattr(problem, name)) for name in COLUMNS}
        return replay(event for event in self._events[row.problem_id] if event.version <= version)

    def _compare(self, row: ExportedRow) -> RowEdit:
        base = self._base(row)
        changes, was = {}, {}
        for name in EDITABLE:
            cell = row.cells.get(name)
            if cell is not None and not _says(cell, base[name]):
                read = self._read_cell(name, cell)
                if read is not None and as_json(read[0]) != base[name]:
                    changes[name], was[name] = read[0], base[name]
        self._tell_locked(row, base)
        return RowEdit(
            row.row, self._known[row.problem_id][0], int(row.version), changes, was, row.cells,
            self._read_state(row, str(base["state"])), str(base["state"]), _text(row.cells.get("news")),
        )  # fmt: skip

    def _read_cell(self, name: str, cell: Cell) -> tuple[Any] | None:
        """The value of an edited cell in a tuple; None, and a problem, when the field cannot hold it."""
        value: Any = _text(cell)
        if name == "deadline":
            read = read_deadline(cell.value)
            if isinstance(read, Unreadable) or read.term:
                self._refuse(cell, "日期，如 2021-12-20；长期坚持请填在“整改类型”")
                return None
            value = read.day
        if name == "problem_type" and value and value not in PROBLEM_TYPES:
            self._refuse(cell, f"其中之一：{'、'.join(PROBLEM_TYPES)}")
            return None
        try:
            return (check_values({name: value})[name],)
        except UserError as error:
            self._refuse(cell, error.rule.removeprefix("应为"))
            return None

    def _read_state(self, row: ExportedRow, was: str) -> str:
        cell = row.cells.get("state")
        if cell is None or cell.text == was:
            return ""
        if cell.text not in STATES:
            self._refuse(cell, f"其中之一：{'、'.join(STATES)}")
            return ""
        return cell.text

    def _tell_locked(self, row: ExportedRow, base: Mapping[str, Any]) -> None:
        for name in LOCKED:
            cell = row.cells.get(name)
            if cell is not None and not _says(cell, base[name]):
                self._refuse(cell, "原来的内容；灰色栏目不能在表里改", NOTICE)

    def _refuse(self, cell: Cell, expected: str, costs: str = CELL) -> None:
        came = quote(cell.value)
        self.problems.append(ListProblem(self._sheet, cell.row, cell.letter, cell.header, came, expected, costs))


def _text(cell: Cell | None) -> str:
    return "" if cell is None else same_text(cell.text)


def same_text(text: str) -> str:
    """A text as every program keeps it: line ends alike, no control characters, no blanks around."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def _says(cell: Cell, base: Any) -> bool:
    """Whether a cell still says what was exported."""
    if isinstance(cell.value, date):
        return cell.value.isoformat()[:10] == str(base or "")
    if cell.value == (base or ""):
        return True
    return _text(cell) == same_text(str(base or ""))


def _read_problems(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Problem, str]]:
    """Id → the problem as it is, and its fingerprint."""
    columns = [getattr(ProblemRow, name) for name in COLUMNS]
    found = {}
    for some in _chunks(ids):
        for row in connection.execute(select(*columns, ProblemRow.fingerprint).where(ProblemRow.id.in_(some))):
            problem = Problem(**dict(zip(COLUMNS, row[:-1], strict=True)))
            found[problem.id] = (problem, str(row[-1]))
    return found


def _read_events(connection: Connection, ids: Sequence[int]) -> dict[int, list[Event]]:
    """Id → its events, oldest first."""
    found: dict[int, list[Event]] = {}
    for some in _chunks(ids):
        asked = select(EventRow.__table__).where(EventRow.problem_id.in_(some))
        for row in connection.execute(asked.order_by(EventRow.problem_id, EventRow.version)).mappings():
            found.setdefault(row["problem_id"], []).append(Event(**row))
    return found


def _chunks(ids: Sequence[int]) -> Iterable[list[int]]:
    wanted = sorted({one for one in ids if one})
    return (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
