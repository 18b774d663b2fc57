"""What is wrong with the book of a workbook although every cell could be read, by the cell where it stands."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.errors import UserError
from indicators.books.raw import RawBook, write_raw
from indicators.books.titles import say_field
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
from indicators.books.workbook.taking_in import WorkbookRead
from indicators.declared import examine_framework

STAYS = "这一处改对之前，不能启用"
_DRAFT = "draft"
_SHEETS = (BOOK, MEASURES, SCORING, SOURCES, LIGHTS_AND_GRADES)
_READ_AS = {"numerator": ("total", "mean")}


def list_cell_faults(read: WorkbookRead) -> list[CellProblem]:
    """What keeps the book from being put in force: unknown columns, wrong types, points that do not add up."""
    with tempfile.TemporaryDirectory() as folder:
        numbered: RawBook = {
            "framework": {"framework": _DRAFT} | read.book["framework"],
            "measures": read.book["measures"],
        }
        write_raw(numbered, Path(folder) / _DRAFT)
        faults = examine_framework(_DRAFT, Path(folder)).faults
    found = [problem for fault in faults for problem in _locate(fault, read)]
    return sorted(found, key=lambda one: (_SHEETS.index(one.sheet), one.row))


def _locate(fault: UserError, read: WorkbookRead) -> Iterator[CellProblem]:
    """The cell of a fault; where it has none of its own, the row of its measure, else the sheet of the book."""
    name = fault.file.removesuffix(".yaml")
    is_measure = name in read.book["measures"]
    part = "measure" if is_measure else "framework"
    field = say_field(part, fault.field) if fault.field else ""
    came, said = fault.came or "空", fault.rule + (f"（{fault.todo}）" if fault.todo else "")
    row, key = _measure_row(name, fault.field, read) if is_measure else (_book_row(fault.field, read), "value")
    if row is None:
        yield CellProblem(BOOK, 0, field, came, "", rule=STAYS, fault=said)
        return
    place = row.places.get(key) or field
    yield CellProblem(row.sheet, row.number, place, came, "", name if is_measure else "", STAYS, said)


def _measure_row(name: str, field: str, read: WorkbookRead) -> tuple[SheetRow | None, str]:
    """The row and column of a measure's key; what is added up, or its mean, is read as a numerator."""
    raw = read.book["measures"][name]
    field = next((key for key in _READ_AS.get(field, ()) if key in raw), field)
    slots = {slot.key: slot for slot in measure_slots()}
    slot = slots.get(field) or next((slot for key, slot in slots.items() if field.startswith(f"{key}.")), None)
    sheet = slot.sheet if slot is not None else MEASURES
    row = read.rows.get((name, sheet)) or read.rows.get((name, MEASURES))
    return row, slot.key if slot is not None and row is not None and row.sheet == sheet else "id"


def _book_row(field: str, read: WorkbookRead) -> SheetRow | None:
    """The row of a key of the book, or of an aspect or indicator (`aspects.工作落实`)."""
    first, _, title = field.partition(".")
    if first in CUT_WORDS:
        return read.rows.get(("", f"{first}.{title.removesuffix('.points')}"))
    return read.rows.get(("", title or first))
