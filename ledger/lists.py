"""Problem lists as they come into the ledger: preview what a file would do, then import it; the file itself is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from ledger.book import KNOWN, NEW, RECURRED, Ledger, Opened, check_who
from ledger.database import reading, together
from ledger.lists_drafts import ListDraft, ListFile, ListOptions, draft_row
from ledger.lists_problems import ROW, ListProblem, hide_numbers, problem_frame
from ledger.lists_rows import ListSheet, read_list_sheet
from ledger.models import ProblemRow, SightingRow
from ledger.problems import Draft
from ledger.words import CLOSED, DONE, IN_HAND, SOURCES
from loaders.errors import UserError
from loaders.originals import keep_original
from loaders.places import PlaceIndex, read_places
from loaders.store import Store
from loaders.workbook import Workbook, read_workbook

TOLD, KEPT_CLOSED, LEFT_OUT = "told", "kept_closed", "left_out"
OUTCOMES = {
    NEW: "新登记",
    KNOWN: "已在台账，记为再次发现",
    RECURRED: "已销号的重新打开（反弹）",
    TOLD: "这一行已登记过",
    KEPT_CLOSED: "已销号，不重新打开",
    LEFT_OUT: "不登记",
}
"""What comes of a row, in words."""
SENT = (NEW, KNOWN, RECURRED)
"""Outcomes of rows that importing sends to the ledger."""
ROW_HEADERS = ("工作表", "行", "原表序号", "结果", "编号", "问题", "地区", "责任单位", "责任人", "整改时限", "状态")
SAID_DONE = "清单上写明已整改"
_CHUNK = 400


@dataclass(frozen=True)
class ListRow:
    """A row, what would come of it (a key of `OUTCOMES`) and the number of the problem it is recognised as ('' : none)."""

    told: ListDraft
    outcome: str
    number: str = ""


@dataclass(frozen=True)
class ListPreview:
    """What a file holds and would do. `sheets` also names those that are no lists, with the reason."""

    file: ListFile
    sheets: tuple[ListSheet, ...]
    rows: tuple[ListRow, ...]

    @property
    def problems(self) -> tuple[ListProblem, ...]:
        """Every cell or row that could not be taken over, in the order of the file."""
        return tuple(problem for row in self.rows for problem in row.told.problems)

    @property
    def drafts(self) -> list[ListDraft]:
        """The rows that importing sends to the ledger."""
        return [row.told for row in self.rows if row.outcome in SENT]

    def counts(self) -> dict[str, int]:
        """Outcome → how many rows, in the order of `OUTCOMES`; outcomes of no row are left out."""
        found = {name: sum(row.outcome == name for row in self.rows) for name in OUTCOMES}
        return {name: count for name, count in found.items() if count}

    def row_frame(self) -> pd.DataFrame:
        """One row a problem of the list, columns `ROW_HEADERS`; numbers of persons are masked."""
        return pd.DataFrame([_shown(row) for row in self.rows], columns=list(ROW_HEADERS))

    def problem_frame(self) -> pd.DataFrame:
        """One row a wrong cell, columns `lists_problems.HEADERS`."""
        return problem_frame(self.problems)


@dataclass(frozen=True)
class ListImport:
    """What was done: the preview it was done from, and what came of each row sent to the ledger."""

    preview: ListPreview
    opened: tuple[Opened, ...]

    def counts(self) -> dict[str, int]:
        """new, known and recurred: how many rows."""
        return {name: sum(one.outcome == name for one in self.opened) for name in SENT}


def preview_list(ledger: Ledger, file: Path | bytes, options: ListOptions, file_name: str = "") -> ListPreview:
    """What importing this file would do; nothing is written. Raises UserError for a file or an option that cannot be used."""
    with as_path(file, file_name) as path:
        return _preview(ledger, path, options, file_name or path.name)


def import_list(
    ledger: Ledger, file: Path | bytes, options: ListOptions, who: str, file_name: str = ""
) -> ListImport:  # fmt: skip
    """Register the problems of a file, all or none, signed by `who`; the file is kept among the originals."""
    signed = check_who(who)
    with as_path(file, file_name) as path:
        preview = _preview(ledger, path, options, file_name or path.name)
        keep_original(ledger.folder.parent, path)
        drafts = [told.draft for told in preview.drafts if told.draft]
        return ListImport(preview, tuple(open_drafts(ledger, drafts, signed)))


def open_drafts(ledger: Ledger, drafts: Sequence[Draft], who: str) -> list[Opened]:
    """Open all or none. What a list says is put right already is reported so by `who`, who then cannot close it."""
    in_hand = [replace(draft, state=IN_HAND) if draft.state == DONE else draft for draft in drafts]
    with together(ledger.engine):
        opened = ledger.open_many(in_hand, who)
        return [
            replace(one, problem=ledger.move(one.problem.id, one.problem.version, DONE, who, SAID_DONE))
            if draft.state == DONE and one.outcome == NEW
            else one
            for draft, one in zip(drafts, opened, strict=True)
        ]


def list_places(ledger: Ledger) -> PlaceIndex:
    """The places of the ledger's data folder."""
    return read_places(Store(ledger.folder.parent))


def read_drafts(book: Workbook, options: ListOptions, index: PlaceIndex) -> tuple[list[ListSheet], list[ListDraft]]:
    """Sheets of a workbook, and the drafts of those that are lists. Raises UserError when none is."""
    sheets = [read_list_sheet(sheet, book.file_name) for sheet in book.sheets]
    if all(sheet.reason for sheet in sheets):
        why = "；".join(f"「{sheet.name}」{sheet.reason}" for sheet in sheets)
        todo = "请确认有一行列名，其中有“问题”或“具体问题”一列"
        raise UserError("没有认出问题清单", file=book.file_name, came=why, todo=todo)
    file = ListFile(book.file_name, book.sha256)
    return sheets, [draft_row(row, options, file, index) for sheet in sheets for row in sheet.rows]


def _preview(ledger: Ledger, path: Path, options: ListOptions, file_name: str) -> ListPreview:
    index = list_places(ledger)
    _check_options(options, index)
    book = read_workbook(path, file_name=file_name)
    sheets, drafts = read_drafts(book, options, index)
    rows = foresee(ledger, drafts, book.sha256, options)
    return ListPreview(ListFile(file_name, book.sha256), tuple(sheets), tuple(rows))


def _check_options(options: ListOptions, index: PlaceIndex) -> None:
    if options.source and options.source not in SOURCES:
        raise UserError(f"应为其中之一：{'、'.join(SOURCES)}", field="问题来源", came=options.source)
    if options.place and index.find(options.place) is None:
        raise UserError("没有这个区划代码", field="地区", came=options.place, todo="请填 6、9 或 12 位区划代码")


@dataclass(frozen=True)
class _Known:
    id: int
    state: str
    opened_on: date
    closed_on: date | None

    @property
    def number(self) -> str:
        return f"{self.opened_on.year}-{self.id:05d}"


def foresee(ledger: Ledger, drafts: Sequence[ListDraft], digest: str, options: ListOptions) -> list[ListRow]:
    """What the ledger would do with each draft, in order; the second telling inside the file is a known one."""
    prints = [told.draft.fingerprint for told in drafts if told.draft]
    with reading(ledger.engine) as connection:
        known = _find_known(connection, prints)
        told_rows = _find_told(connection, digest)
    seen: dict[str, str] = {}
    rows = []
    for one in drafts:
        outcome, number = _outcome(one, known, told_rows, seen, options)
        if one.draft:
            seen.setdefault(one.draft.fingerprint, outcome)
        rows.append(ListRow(one, outcome, number))
    return rows


def _outcome(
    told: ListDraft, known: dict[str, _Known], told_rows: set[tuple[int, str, int | None]], seen: dict[str, str],
    options: ListOptions,
) -> tuple[str, str]:  # fmt: skip
    if told.draft is None:
        return LEFT_OUT, ""
    mark, sighting = told.draft.fingerprint, told.draft.sighting
    problem = known.get(mark)
    if problem is None:
        return (KNOWN if mark in seen else NEW), ""
    if (problem.id, sighting.sheet, sighting.sheet_row) in told_rows:
        return TOLD, problem.number
    if problem.state != CLOSED or seen.get(mark) == RECURRED:
        return KNOWN, problem.number
    day = told.draft.opened_on
    is_older = bool(day and problem.closed_on and day <= problem.closed_on)
    return (KEPT_CLOSED if is_older or not options.reopen else RECURRED), problem.number


def _find_known(connection: Connection, prints: Sequence[str]) -> dict[str, _Known]:
    """Fingerprint → the problem of the ledger that has it."""
    found: dict[str, _Known] = {}
    for start in range(0, len(prints), _CHUNK):
        asked = select(
            ProblemRow.fingerprint, ProblemRow.id, ProblemRow.state, ProblemRow.opened_on, ProblemRow.closed_on
        ).where(ProblemRow.fingerprint.in_(prints[start : start + _CHUNK]))
        found |= {row[0]: _Known(*row[1:]) for row in connection.execute(asked)}
    return found


def _find_told(connection: Connection, digest: str) -> set[tuple[int, str, int | None]]:
    """Rows of this very file that are on record: problem, sheet, row."""
    asked = select(SightingRow.problem_id, SightingRow.sheet, SightingRow.sheet_row)
    return {(row[0], row[1], row[2]) for row in connection.execute(asked.where(SightingRow.file_hash == digest))}


def _shown(row: ListRow) -> tuple[Any, ...]:
    told, values = row.told, row.told.draft.values if row.told.draft else {}
    texts = (hide_numbers(str(values.get(name) or "")) for name in ("title", "place_name", "department", "person"))
    deadline = values.get("deadline")
    day = deadline.isoformat() if isinstance(deadline, date) else ""
    state = told.draft.state if told.draft else ""
    why = "；".join(problem.expected for problem in told.problems if problem.costs == ROW)
    outcome = f"{OUTCOMES[row.outcome]}：缺{why}" if why else OUTCOMES[row.outcome]
    return (told.sheet, told.row, told.number, outcome, row.number, *texts, day, state)


@contextmanager
def as_path(file: Path | bytes, file_name: str) -> Iterator[Path]:
    """The file on disk; bytes go into a folder that is gone afterwards."""
    if isinstance(file, Path):
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{Path(file_name).suffix.lower()}"
        path.write_bytes(file)
        yield path
