"""Writes the edited cells of a workbook into the ledger, problem by problem; nothing of others is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from core.errors import UserError
from ledger.book.database import reading
from ledger.book.ledger import Conflict, Ledger
from ledger.book.models import EventRow
from ledger.book.problems import Problem
from ledger.book.words import CLOSED, FIELD_TITLES, IN_HAND
from ledger.exported.edits import RowEdit, same_text
from ledger.exported.outcomes import (
    NEWS_TITLE,
    BackChange,
    BackConflict,
    as_changes,
    make_conflict,
    tell_refusal,
    who_changed,
)
from ledger.exported.writing_out import STATE
from ledger.lists.problems import ListProblem


class EditWriter:
    """Writes the edits problem by problem; what cannot be written is collected, never overwritten."""

    def __init__(self, ledger: Ledger, sheet: str, who: str) -> None:
        self._ledger, self._sheet, self._who = ledger, sheet, who
        self.changes: list[BackChange] = []
        self.conflicts: list[BackConflict] = []
        self.problems: list[ListProblem] = []

    def write(self, edit: RowEdit) -> None:
        """A problem that is reopened is moved first, any other last: what is closed cannot be changed."""
        is_reopened = edit.problem.state == CLOSED and edit.state == IN_HAND
        written: set[str] = set()
        if is_reopened:
            written |= self._move(edit)
        written |= self._change(edit)
        if not is_reopened:
            written |= self._move(edit)
        if edit.news and NEWS_TITLE not in written and not self._is_noted(edit):
            self._ledger.note(edit.problem.id, self._who, edit.news)
            written.add(NEWS_TITLE)
        self.changes += [replace(one, is_written=True) for one in as_changes(edit) if one.title in written]

    def _change(self, edit: RowEdit) -> set[str]:
        """Titles of the fields that were written; fields in conflict are left, the others written."""
        changes = dict(edit.changes)
        while changes:
            try:
                before = self._ledger.read(edit.problem.id)
                after = self._ledger.change(edit.problem.id, edit.version, changes, self._who)
                return _differing(before, after, changes)
            except Conflict as clash:
                for name, mine in clash.mine.items():
                    who = who_changed(self._ledger, edit, name)
                    self.conflicts.append(make_conflict(edit, FIELD_TITLES[name], mine, clash.theirs[name], who))
                    del changes[name]
            except UserError as error:
                self.problems += [tell_refusal(self._sheet, edit, name, error) for name in changes]
                return set()
        return set()

    def _move(self, edit: RowEdit) -> set[str]:
        """The titles of what the step wrote: the state, and the new line of progress as its reason."""
        problem = self._ledger.read(edit.problem.id)
        if not edit.state or edit.state == problem.state:
            return set()
        if problem.state != edit.state_was:
            self.conflicts.append(
                make_conflict(edit, STATE, edit.state, problem.state, who_changed(self._ledger, edit, "state"))
            )  # fmt: skip
            return set()
        try:
            self._ledger.move(problem.id, problem.version, edit.state, self._who, edit.news)
        except UserError as error:
            self.problems.append(tell_refusal(self._sheet, edit, "state", error))
            return set()
        return {STATE, NEWS_TITLE} if edit.news else {STATE}

    def _is_noted(self, edit: RowEdit) -> bool:
        """Whether this very line was written since the export: the same file twice adds nothing."""
        asked = select(EventRow.note).where(EventRow.problem_id == edit.problem.id, EventRow.version > edit.version)
        with reading(self._ledger.engine) as connection:
            return edit.news in [same_text(str(note)) for note in connection.execute(asked).scalars()]


def _differing(before: Problem, after: Problem, changes: Iterable[str]) -> set[str]:
    if before.version == after.version:
        return set()
    return {FIELD_TITLES[name] for name in changes if getattr(before, name) != getattr(after, name)}
