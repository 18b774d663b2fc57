"""An exported workbook back into the ledger: edited cells as signed events, conflicts told with both texts, new rows opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from core.errors import UserError
from ledger.book.database import reading
from ledger.book.ledger import Ledger, check_step, check_who
from ledger.book.models import ProblemRow
from ledger.book.problems import as_json
from ledger.book.words import CLOSED, FIELD_TITLES, IN_HAND
from ledger.exported.edits import EditReader, RowEdit
from ledger.exported.outcomes import BackConflict, BackReport, as_changes, make_conflict, tell_refusal, who_changed
from ledger.exported.reading import ExportedSheet, find_exported
from ledger.exported.writing import EditWriter
from ledger.exported.writing_out import MARK_LENGTH, STATE
from ledger.lists.drafts import ListFile, ListOptions
from ledger.lists.foreseeing import SENT, ListRow, foresee
from ledger.lists.problems import ListProblem
from ledger.lists.taking_in import as_path, list_places, open_drafts, read_drafts
from loaders.files.workbook import Workbook, read_workbook
from store.originals import keep_original


def is_own_export(ledger: Ledger, file: Path | bytes, file_name: str = "") -> bool:
    """Whether a file is a workbook exported by this very ledger; that of another ledger is a list like any other."""
    with as_path(file, file_name) as path:
        found = find_exported(read_workbook(path, file_name=file_name or path.name))
    if found is None or not found.rows:
        return found is not None
    marks = {row.problem_id: row.mark for row in found.rows if row.problem_id}
    asked = select(ProblemRow.id, ProblemRow.fingerprint)
    with reading(ledger.engine) as connection:
        for start in range(0, len(marks), 400):
            some = list(marks)[start : start + 400]
            rows = connection.execute(asked.where(ProblemRow.id.in_(some)))
            if any(print_[:MARK_LENGTH] == marks[key] for key, print_ in rows):
                return True
    return False


def preview_back(
    ledger: Ledger, file: Path | bytes, options: ListOptions, who: str = "", file_name: str = ""
) -> BackReport:  # fmt: skip
    """What the edits in the workbook would do; nothing is written. `who` also lets it say which steps that person may take."""
    with as_path(file, file_name) as path:
        return _read(ledger, path, options, file_name or path.name).foreseen(who)


def import_back(ledger: Ledger, file: Path | bytes, options: ListOptions, who: str, file_name: str = "") -> BackReport:
    """Write the edited cells, each problem by itself, signed by `who`; the file is kept among the originals."""
    signed = check_who(who)
    with as_path(file, file_name) as path:
        edited = _read(ledger, path, options, file_name or path.name)
        keep_original(ledger.folder.parent, path)
    drafts = [row.told.draft for row in edited.added if row.told.draft and row.outcome in SENT]
    writer = EditWriter(ledger, edited.sheet, signed)
    for edit in edited.edits:
        writer.write(edit)
    opened = tuple(open_drafts(ledger, drafts, signed))
    problems = (*edited.problems, *writer.problems)
    return BackReport(edited.file, tuple(writer.changes), tuple(writer.conflicts), problems, edited.added, opened)


@dataclass(frozen=True)
class _Edited:
    """An edited workbook as it was read."""

    ledger: Ledger
    file: ListFile
    sheet: str
    edits: tuple[RowEdit, ...]
    added: tuple[ListRow, ...]
    problems: tuple[ListProblem, ...]

    def foreseen(self, who: str) -> BackReport:
        changes, conflicts, problems = [], [], list(self.problems)
        for edit in self.edits:
            clash = _clashes(self.ledger, edit)
            conflicts += clash
            blocked = {one.title for one in clash}
            refused = self._refusals(edit, who, blocked)
            blocked |= {one.header for one in refused}
            problems += refused
            changes += [one for one in as_changes(edit) if one.title not in blocked]
        return BackReport(self.file, tuple(changes), tuple(conflicts), tuple(problems), self.added)

    def _refusals(self, edit: RowEdit, who: str, blocked: set[str]) -> list[ListProblem]:
        """What the ledger would refuse: a step that is not allowed, changes of a problem that stays closed."""
        step = None if STATE in blocked else _refused_step(edit, who or "—")
        found = [tell_refusal(self.sheet, edit, "state", step)] if step else []
        if edit.problem.state == CLOSED and edit.changes and (step or edit.state != IN_HAND):
            error = UserError("先“重新打开”并写明原因；已销号的问题不能改")
            found += [tell_refusal(self.sheet, edit, name, error) for name in edit.changes]
        return found


def _read(ledger: Ledger, path: Path, options: ListOptions, file_name: str) -> _Edited:
    book = read_workbook(path, file_name=file_name)
    found = find_exported(book)
    if found is None:
        raise UserError("不是从台账导出的表", file=file_name, todo="表头要有 编号、版本、校验码 三列")
    with reading(ledger.engine) as connection:
        reader = EditReader(connection, found.sheet.name, found.rows)
        edits = reader.read()
    added = _read_added(ledger, book, found, options)
    problems = (*reader.problems, *(problem for row in added for problem in row.told.problems))
    file = ListFile(file_name, book.sha256)
    return _Edited(ledger, file, found.sheet.name, tuple(edits), added, problems)


def _read_added(ledger: Ledger, book: Workbook, found: ExportedSheet, options: ListOptions) -> tuple[ListRow, ...]:
    """Rows written by hand under the list."""
    header = max((index for index, row in enumerate(found.added.rows) if any(row)), default=0)
    if header <= _header_position(found):
        return ()
    only = replace(book, sheets=[found.added])
    drafts = read_drafts(only, options, list_places(ledger))[1]
    return tuple(foresee(ledger, drafts, book.sha256, options))


def _header_position(found: ExportedSheet) -> int:
    return next(index for index, row in enumerate(found.sheet.rows) if "校验码" in [str(cell).strip() for cell in row])


def _clashes(ledger: Ledger, edit: RowEdit) -> list[BackConflict]:
    """Edited cells that the ledger now says differently from both the export and the edit."""
    now = edit.problem
    fields = {
        name: value
        for name, value in edit.changes.items()
        if as_json(getattr(now, name)) not in (edit.was[name], as_json(value))
    }
    found = [
        make_conflict(edit, FIELD_TITLES[name], value, getattr(now, name), who_changed(ledger, edit, name))
        for name, value in fields.items()
    ]
    if edit.state and now.state not in (edit.state_was, edit.state):
        found.append(make_conflict(edit, STATE, edit.state, now.state, who_changed(ledger, edit, "state")))
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
