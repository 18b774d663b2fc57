"""An exported workbook back into the ledger: edited cells as signed events, conflicts with both texts, new rows opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import UserError
from ledger.book.database import reading
from ledger.book.ledger import Ledger, check_step, check_who
from ledger.book.models import ProblemRow
from ledger.book.problems import as_json
from ledger.book.words import CLOSED, IN_HAND
from ledger.exported.edits import RowEdit, read_edits
from ledger.exported.outcomes import BackConflict, BackReport, as_changes, make_conflict, refused_cell
from ledger.exported.reading import find_exported
from ledger.exported.writing import write_edit
from ledger.exported.writing_out import MARK_LENGTH, STATE
from ledger.lists.drafts import ListFile, ListOptions, ListRow
from ledger.lists.foreseeing import foresee
from ledger.lists.problems import ListProblem
from ledger.lists.taking_in import as_path, list_places, open_drafts, read_rows, sent_drafts
from ledger.looking.searching import read_problems
from loaders.files.workbook import read_workbook
from store.originals import keep_original


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
    signed = check_who(who)
    with as_path(file, file_name) as path:
        edited = _read(ledger, path, options, file_name or path.name)
        keep_original(ledger.folder.parent, path)
    written = [write_edit(ledger, edit, signed) for edit in edited.edits]
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
