"""An exported workbook back into the ledger: edited cells as signed events, conflicts with both texts, new rows opened."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from core.errors import UserError
from ledger.book import (
    CLOSED,
    FIELD_TITLES,
    IN_HAND,
    Conflict,
    EventRow,
    Ledger,
    Problem,
    ProblemRow,
    as_json,
    check_step,
    reading,
)
from ledger.exported.edits import RowEdit, read_edits, same_text
from ledger.exported.outcomes import NEWS_TITLE, BackConflict, BackReport, as_changes, make_conflict, refused_cell
from ledger.exported.reading import find_exported
from ledger.exported.writing_out import MARK_LENGTH, STATE
from ledger.lists import (
    ListFile,
    ListOptions,
    ListProblem,
    ListRow,
    as_path,
    foresee,
    list_places,
    open_drafts,
    read_rows,
    sent_drafts,
)
from ledger.looking import read_problems
from loaders.files import read_workbook
from store import keep_original


def is_own_export(ledger: Ledger, file: Path | bytes, file_name: str = "") -> bool:
    """Whether a file is a workbook exported by this very ledger; that of another ledger is a list like any other."""
    with as_path(file, file_name) as path:
        found = find_exported(read_workbook(path, file_name=file_name or path.name))
    if found is None or not found.rows:
        return found is not None
    marks = {row.problem_id: row.mark for row in found.rows if row.problem_id}
    with reading(ledger.engine) as connection:
        known = read_problems(connection, ProblemRow.id, marks)
        return any(mark[:MARK_LENGTH] == marks[problem.id] for mark, problem in known)


def preview_back(
    ledger: Ledger, file: Path | bytes, options: ListOptions, who: str = "", file_name: str = ""
) -> BackReport:  # fmt: skip
    """What the edits in the workbook would do; nothing is written. `who` also lets it say which steps that person may take."""
    with as_path(file, file_name) as path:
        edited = _read(ledger, path, options, file_name or path.name)
    changes, conflicts, problems = [], [], list(edited.problems)
    for edit in edited.edits:
        clashes = _clashes(ledger, edit)
        refused = _refusals(edit, who, is_step_free=STATE not in {one.title for one in clashes})
        conflicts += clashes
        problems += refused
        blocked = {*(one.title for one in clashes), *(one.header for one in refused)}
        changes += [one for one in as_changes(edit) if one.title not in blocked]
    return BackReport(edited.file, tuple(changes), tuple(conflicts), tuple(problems), edited.added)


def import_back(ledger: Ledger, file: Path | bytes, options: ListOptions, who: str, file_name: str = "") -> BackReport:
    """Write the edited cells, each problem by itself, signed by `who`; the file is kept among the originals."""
    signed = ledger.seat.sign(who)
    with as_path(file, file_name) as path:
        edited = _read(ledger, path, options, file_name or path.name)
        keep_original(ledger.folder.parent, path)
    written = [_write(ledger, edit, signed) for edit in edited.edits]
    opened = tuple(open_drafts(ledger, sent_drafts(edited.added), signed))
    changes = tuple(
        replace(change, is_written=True)
        for edit, done in zip(edited.edits, written, strict=True)
        for change in as_changes(edit)
        if change.title in done.titles
    )
    conflicts = tuple(conflict for done in written for conflict in done.conflicts)
    problems = (*edited.problems, *(problem for done in written for problem in done.problems))
    return BackReport(edited.file, changes, conflicts, problems, edited.added, opened)


@dataclass(frozen=True)
class _Edited:
    """An edited workbook as it was read: `added` are rows written by hand under the list."""

    file: ListFile
    edits: list[RowEdit]
    added: tuple[ListRow, ...]
    problems: list[ListProblem]


def _read(ledger: Ledger, path: Path, options: ListOptions, file_name: str) -> _Edited:
    book = read_workbook(path, file_name=file_name)
    found = find_exported(book)
    if found is None:
        raise UserError("不是从台账导出的表", file=file_name, todo="表头要有 编号、版本、校验码 三列")
    with reading(ledger.engine) as connection:
        edits, problems = read_edits(connection, found.rows)
    for edit in edits:
        ledger.seat.check_place(edit.problem.place_code)
    added: list[ListRow] = []
    if found.has_added:
        rows = read_rows(replace(book, sheets=[found.added]), options, list_places(ledger))[1]
        added = foresee(ledger, rows, book.sha256, options)
    problems += [problem for row in added for problem in row.problems]
    return _Edited(ListFile(file_name, book.sha256), edits, tuple(added), problems)


def _clashes(ledger: Ledger, edit: RowEdit) -> list[BackConflict]:
    """Edited cells that the ledger now says differently from both the export and the edit."""
    now = edit.problem
    found = [
        make_conflict(ledger, edit, name, getattr(now, name))
        for name, value in edit.changes.items()
        if as_json(getattr(now, name)) not in (edit.was[name], as_json(value))
    ]
    if edit.state and now.state not in (edit.state_was, edit.state):
        found.append(make_conflict(ledger, edit, "state", now.state))
    return found


def _refusals(edit: RowEdit, who: str, *, is_step_free: bool) -> list[ListProblem]:
    """What the ledger would refuse: a step that is not allowed, changes of a problem that stays closed."""
    step = _refused_step(edit, who or "—") if is_step_free else None
    found = [refused_cell(edit, "state", step)] if step else []
    if edit.problem.state == CLOSED and edit.changes and (step or edit.state != IN_HAND):
        error = UserError("先“重新打开”并写明原因；已销号的问题不能改")
        found += [refused_cell(edit, name, error) for name in edit.changes]
    return found


def _refused_step(edit: RowEdit, who: str) -> UserError | None:
    """Why the step of the state cell may not be taken now."""
    if not edit.state or edit.state == edit.problem.state:
        return None
    try:
        check_step(replace(edit.problem, **edit.changes), edit.state, who, edit.news)
    except UserError as error:
        return error
    return None


@dataclass(frozen=True)
class _Written:
    """Titles of the cells that were written, and what could not be."""

    titles: frozenset[str] = frozenset()
    conflicts: tuple[BackConflict, ...] = ()
    problems: tuple[ListProblem, ...] = ()

    def __add__(self, later: "_Written") -> "_Written":
        return _Written(self.titles | later.titles, self.conflicts + later.conflicts, self.problems + later.problems)


def _write(ledger: Ledger, edit: RowEdit, who: str) -> _Written:
    """A problem that is reopened is moved first, any other last: what is closed cannot be changed."""
    is_reopened = edit.problem.state == CLOSED and edit.state == IN_HAND
    steps = (_move, _change) if is_reopened else (_change, _move)
    done = sum((step(ledger, edit, who) for step in steps), _Written())
    if edit.news and NEWS_TITLE not in done.titles and not _is_noted(ledger, edit):
        ledger.note(edit.problem.id, who, edit.news)
        done += _Written(frozenset((NEWS_TITLE,)))
    return done


def _change(ledger: Ledger, edit: RowEdit, who: str) -> _Written:
    """Fields in conflict are left, the others written."""
    changes = dict(edit.changes)
    conflicts: list[BackConflict] = []
    while changes:
        try:
            before = ledger.read(edit.problem.id)
            after = ledger.change(edit.problem.id, edit.version, changes, who)
            return _Written(_differing(before, after, changes), tuple(conflicts))
        except Conflict as clash:
            for name in clash.mine:
                conflicts.append(make_conflict(ledger, edit, name, clash.theirs[name]))
                del changes[name]
        except UserError as error:
            return _Written(frozenset(), tuple(conflicts), tuple(refused_cell(edit, name, error) for name in changes))
    return _Written(frozenset(), tuple(conflicts))


def _move(ledger: Ledger, edit: RowEdit, who: str) -> _Written:
    """The step of the state cell, with the new line of progress as its reason."""
    problem = ledger.read(edit.problem.id)
    if not edit.state or edit.state == problem.state:
        return _Written()
    if problem.state != edit.state_was:
        return _Written(conflicts=(make_conflict(ledger, edit, "state", problem.state),))
    try:
        ledger.move(problem.id, problem.version, edit.state, who, edit.news)
    except UserError as error:
        return _Written(problems=(refused_cell(edit, "state", error),))
    return _Written(frozenset((STATE, NEWS_TITLE) if edit.news else (STATE,)))


def _is_noted(ledger: Ledger, edit: RowEdit) -> bool:
    """Whether this very line was written since the export: the same file twice adds nothing."""
    asked = select(EventRow.note).where(EventRow.problem_id == edit.problem.id, EventRow.version > edit.version)
    with reading(ledger.engine) as connection:
        return edit.news in [same_text(str(note)) for note in connection.execute(asked).scalars()]


def _differing(before: Problem, after: Problem, changes: Iterable[str]) -> frozenset[str]:
    if before.version == after.version:
        return frozenset()
    return frozenset(FIELD_TITLES[name] for name in changes if getattr(before, name) != getattr(after, name))
