"""Writes the edited cells of one problem into the ledger; what others changed meanwhile is never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.errors import UserError
from ledger.book.database import reading
from ledger.book.ledger import Conflict, Ledger
from ledger.book.models import EventRow
from ledger.book.problems import Problem
from ledger.book.words import CLOSED, FIELD_TITLES, IN_HAND
from ledger.exported.edits import RowEdit, same_text
from ledger.exported.outcomes import NEWS_TITLE, BackConflict, make_conflict, refused_cell
from ledger.exported.writing_out import STATE
from ledger.lists.problems import ListProblem


@dataclass(frozen=True)
class Written:
    """Titles of the cells that were written, and what could not be."""

    titles: frozenset[str] = frozenset()
    conflicts: tuple[BackConflict, ...] = ()
    problems: tuple[ListProblem, ...] = ()

    def __add__(self, later: Written) -> Written:
        return Written(
            self.titles | later.titles, self.conflicts + later.conflicts, self.problems + later.problems
        )  # fmt: skip


def write_edit(ledger: Ledger, edit: RowEdit, who: str) -> Written:
    """A problem that is reopened is moved first, any other last: what is closed cannot be changed."""
    is_reopened = edit.problem.state == CLOSED and edit.state == IN_HAND
    steps = (_move, _change) if is_reopened else (_change, _move)
    done = sum((step(ledger, edit, who) for step in steps), Written())
    if edit.news and NEWS_TITLE not in done.titles and not _is_noted(ledger, edit):
        ledger.note(edit.problem.id, who, edit.news)
        done += Written(frozenset((NEWS_TITLE,)))
    return done


def _change(ledger: Ledger, edit: RowEdit, who: str) -> Written:
    """Fields in conflict are left, the others written."""
    changes = dict(edit.changes)
    conflicts: list[BackConflict] = []
    while changes:
        try:
            before = ledger.read(edit.problem.id)
            after = ledger.change(edit.problem.id, edit.version, changes, who)
            return Written(_differing(before, after, changes), tuple(conflicts))
        except Conflict as clash:
            for name in clash.mine:
                conflicts.append(make_conflict(ledger, edit, name, clash.theirs[name]))
                del changes[name]
        except UserError as error:
            return Written(frozenset(), tuple(conflicts), tuple(refused_cell(edit, name, error) for name in changes))
    return Written(frozenset(), tuple(conflicts))


def _move(ledger: Ledger, edit: RowEdit, who: str) -> Written:
    """The step of the state cell, with the new line of progress as its reason."""
    problem = ledger.read(edit.problem.id)
    if not edit.state or edit.state == problem.state:
        return Written()
    if problem.state != edit.state_was:
        return Written(conflicts=(make_conflict(ledger, edit, "state", problem.state),))
    try:
        ledger.move(problem.id, problem.version, edit.state, who, edit.news)
    except UserError as error:
        return Written(problems=(refused_cell(edit, "state", error),))
    return Written(frozenset((STATE, NEWS_TITLE) if edit.news else (STATE,)))


def _is_noted(ledger: Ledger, edit: RowEdit) -> bool:
    """Whether this very line was written since the export: the same file twice adds nothing."""
    asked = select(EventRow.note).where(EventRow.problem_id == edit.problem.id, EventRow.version > edit.version)
    with reading(ledger.engine) as connection:
        return edit.news in [same_text(str(note)) for note in connection.execute(asked).scalars()]


def _differing(before: Problem, after: Problem, changes: Iterable[str]) -> frozenset[str]:
    if before.version == after.version:
        return frozenset()
    return frozenset(FIELD_TITLES[name] for name in changes if getattr(before, name) != getattr(after, name))
