"""Problem lists as they come into the ledger: preview what a file would do, then import it; the file itself is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import UserError
from core.personal import mask_numbers
from core.places import PlaceIndex
from core.private import temporary_folder
from ledger.book import DONE, IN_HAND, NEW, SOURCES, Draft, Ledger, Opened, together
from ledger.lists.drafts import ListFile, ListOptions, ListRow, draft_row
from ledger.lists.foreseeing import OUTCOMES, SENT, foresee
from ledger.lists.problems import ROW, ListProblem, problem_frame
from ledger.lists.rows import ListSheet, read_list_sheet
from loaders.files import Workbook, read_workbook
from store import Store, keep_original, read_places

ROW_HEADERS = ("工作表", "行", "原表序号", "结果", "编号", "问题", "地区", "责任单位", "责任人", "整改时限", "状态")
SAID_DONE = "清单上写明已整改"


@dataclass(frozen=True)
class ListPreview:
    """What a file holds and would do. `sheets` also names those that are no lists, with the reason."""

    file: ListFile
    sheets: tuple[ListSheet, ...]
    rows: tuple[ListRow, ...]

    @property
    def problems(self) -> tuple[ListProblem, ...]:
        """Every cell or row that could not be taken over, in the order of the file."""
        return tuple(problem for row in self.rows for problem in row.problems)

    @property
    def drafts(self) -> list[Draft]:
        """What importing sends to the ledger."""
        return sent_drafts(self.rows)

    def counts(self) -> dict[str, int]:
        """Outcome → how many rows, in the order of `OUTCOMES`; outcomes of no row are left out."""
        found = {name: sum(row.outcome == name for row in self.rows) for name in OUTCOMES}
        return {name: count for name, count in found.items() if count}

    def row_frame(self) -> pd.DataFrame:
        """One row a problem of the list, columns `ROW_HEADERS`; numbers of persons are masked."""
        return pd.DataFrame([_shown(row) for row in self.rows], columns=list(ROW_HEADERS))

    def problem_frame(self) -> pd.DataFrame:
        """One row a wrong cell, columns `problems.HEADERS`."""
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
    signed = ledger.seat.sign(who)
    with as_path(file, file_name) as path:
        preview = _preview(ledger, path, options, file_name or path.name)
        keep_original(ledger.folder.parent, path)
        return ListImport(preview, tuple(open_drafts(ledger, preview.drafts, signed)))


def sent_drafts(rows: Sequence[ListRow]) -> list[Draft]:
    """The drafts of the rows that importing sends to the ledger."""
    return [row.draft for row in rows if row.draft and row.outcome in SENT]


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


def read_rows(book: Workbook, options: ListOptions, index: PlaceIndex) -> tuple[list[ListSheet], list[ListRow]]:
    """Sheets of a workbook, and the rows of those that are lists. Raises UserError when none is."""
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
    sheets, rows = read_rows(book, options, index)
    found = foresee(ledger, rows, book.sha256, options)
    return ListPreview(ListFile(file_name, book.sha256), tuple(sheets), tuple(found))


def _check_options(options: ListOptions, index: PlaceIndex) -> None:
    if options.source and options.source not in SOURCES:
        raise UserError(f"应为其中之一：{'、'.join(SOURCES)}", field="问题来源", came=options.source)
    if options.place and index.find(options.place) is None:
        raise UserError("没有这个区划代码", field="地区", came=options.place, todo="请填 6、9 或 12 位区划代码")


def _shown(row: ListRow) -> tuple[Any, ...]:
    values = row.draft.values if row.draft else {}
    texts = (mask_numbers(str(values.get(name) or "")) for name in ("title", "place_name", "department", "person"))
    deadline = values.get("deadline")
    day = deadline.isoformat() if isinstance(deadline, date) else ""
    state = row.draft.state if row.draft else ""
    why = "；".join(problem.expected for problem in row.problems if problem.costs == ROW)
    outcome = f"{OUTCOMES[row.outcome]}：缺{why}" if why else OUTCOMES[row.outcome]
    return (row.sheet, row.row, row.number, outcome, row.known, *texts, day, state)


@contextmanager
def as_path(file: Path | bytes, file_name: str) -> Iterator[Path]:
    """The file on disk; bytes go into a folder that is gone afterwards."""
    if isinstance(file, Path):
        yield file
        return
    with temporary_folder() as folder:
        path = folder / f"list{Path(file_name).suffix.lower()}"
        path.write_bytes(file)
        yield path
