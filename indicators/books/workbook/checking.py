"""What is wrong with the book of a workbook although every cell could be read, by the cell where it stands."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.errors import UserError
from indicators.books.fault_words import as_written, in_words, relation_of
from indicators.books.raw import RawBook, write_raw
from indicators.books.titles import say_field
from indicators.books.workbook.cells import say_cell
from indicators.books.workbook.sheets import CellProblem, SheetRow
from indicators.books.workbook.slots import (
    BOOK,
    CUT_WORDS,
    LIGHTS_AND_GRADES,
    MEASURES,
    SCORING,
    SOURCES,
    measure_slots,
)  # fmt: skip
from indicators.books.workbook.taking_in import ROW_LOST, WorkbookRead
from indicators.declared import examine_framework

STAYS = "这一处改对之前，不能启用"
_DRAFT = "draft"
FILE = "framework.yaml"
_SHEETS = (BOOK, MEASURES, SCORING, SOURCES, LIGHTS_AND_GRADES)


def list_cell_faults(read: WorkbookRead) -> list[CellProblem]:
    """What keeps the book from being put in force: unknown columns, wrong types, points that do not add up."""
    with tempfile.TemporaryDirectory() as folder:
        numbered: RawBook = {
            "framework": {"framework": _DRAFT} | read.book["framework"],
            "measures": read.book["measures"],
        }
        write_raw(numbered, Path(folder) / _DRAFT)
        faults = examine_framework(_DRAFT, Path(folder)).faults
    found = [problem for fault in faults if not _follows(fault, read) for problem in _locate(fault, read)]
    known = {(one.sheet, one.row, one.column) for one in read.problems}
    found = [one for one in found if (one.sheet, one.row, one.column) not in known]
    return sorted(found, key=lambda one: (_SHEETS.index(one.sheet), one.row))


def _follows(fault: UserError, read: WorkbookRead) -> bool:
    """Whether a fault only says what a row that could not be read has cost: sums of points, aspects and indicators."""
    lost = [one for one in read.problems if one.measure or one.rule == ROW_LOST]
    first = fault.field.partition(".")[0]
    if first in (*CUT_WORDS, "points") and fault.file == FILE:
        return bool(lost)
    return first in ("aspect", "indicator") and any(one.sheet == BOOK for one in lost)


def _locate(fault: UserError, read: WorkbookRead) -> Iterator[CellProblem]:
    """The cell of a fault; where it has none of its own, the row of its measure, else the sheet of the book."""
    name = fault.file.removesuffix(".yaml")
    is_measure = name in read.book["measures"]
    part = "measure" if is_measure else "framework"
    raw = read.book["measures"][name] if is_measure else {}
    at = as_written(fault.field, raw)
    field = say_field(part, at) if at else ""
    words = in_words(fault, relation_of(at, raw))
    row, key = _measure_row(name, at, read) if is_measure else _book_row(fault, read)
    cell = say_cell(row.get(key)) if row is not None and row.get(key) is not None else ""
    came = cell or words.came or "空"
    about = f"：{words.came}" if cell and words.came not in ("", cell) else ""
    said = f"{words.rule}{about}" + (f"（{words.todo}）" if words.todo else "")
    if row is None:
        yield CellProblem(BOOK, 0, field, came, "", rule=STAYS, fault=said)
        return
    place = row.places.get(key) or field
    yield CellProblem(row.sheet, row.number, place, came, "", name if is_measure else "", STAYS, said)


def _measure_row(name: str, field: str, read: WorkbookRead) -> tuple[SheetRow | None, str]:
    """The row and column of a measure's key."""
    field = "scoring.rule" if field == "scoring" else field
    slots = {slot.key: slot for slot in measure_slots()}
    slot = slots.get(field) or next((slot for key, slot in slots.items() if field.startswith(f"{key}.")), None)
    sheet = slot.sheet if slot is not None else MEASURES
    row = read.rows.get((name, sheet)) or read.rows.get((name, MEASURES))
    return row, slot.key if slot is not None and row is not None and row.sheet == sheet else "id"


def _book_row(fault: UserError, read: WorkbookRead) -> tuple[SheetRow | None, str]:
    """The row and column of a key of the book, or of an aspect or indicator (`aspects.工作落实`), whose points or name is wrong."""
    first, _, title = fault.field.partition(".")
    if first in CUT_WORDS:
        row = read.rows.get(("", f"{first}.{title.removesuffix('.points')}"))
        return row, "points" if title.endswith(".points") or fault.came else "name"
    return read.rows.get(("", title or first)), "value"
