"""A workbook of a book → the book, with what cannot be read by sheet, row and column. One wrong cell costs one measure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.declared import Field
from core.errors import UserError
from indicators.books.choices import TABLE, read_choice, say_relation
from indicators.books.fault_words import say_near
from indicators.books.raw import NAME, RawBook
from indicators.books.titles import say_key
from indicators.books.workbook import conditions
from indicators.books.workbook.cells import CellError, decode, say_expected
from indicators.books.workbook.rows import BOOK_WORD, GRADE
from indicators.books.workbook.sheets import CellProblem, SheetRow, read_rows
from indicators.books.workbook.slots import (
    BOOK,
    COLUMN_LIST,
    COLUMNS,
    CUT_WORDS,
    FIGURES,
    GUIDE,
    HOLDS,
    LIGHTS_AND_GRADES,
    MEASURES,
    PARTS,
    REST,
    SCORING,
    SOURCES,
    Slot,
    book_slots,
    cut_fields,
    measure_slots,
)  # fmt: skip
from indicators.declared import views
from indicators.scoring import RULES, parameters_of
from loaders.files import Workbook, read_workbook
from reports.choices import CHOICE_SHEET

_READ = (BOOK, MEASURES, SCORING, SOURCES, LIGHTS_AND_GRADES)
_ALSO = (GUIDE, COLUMNS, CHOICE_SHEET)
"""Sheets that are there to read along."""
_NEEDED = (BOOK, MEASURES)
ROW_LOST = "这一行没有读入"


@dataclass
class WorkbookRead:
    """The book that a workbook holds as far as its cells can be read, and where in the workbook each key stands."""

    book: RawBook
    problems: list[CellProblem] = field(default_factory=list)
    rows: dict[tuple[str, str], SheetRow] = field(default_factory=dict)
    """(measure or '', sheet or key) → its row."""


def is_book_workbook(book: Workbook) -> bool:
    """Whether a file has the sheets that a book is written as."""
    return {sheet.name for sheet in book.sheets} >= set(_NEEDED)


def read_book_workbook(path: str | Path, file_name: str = "") -> WorkbookRead:
    """The book of a workbook. Raises UserError where the file cannot be read, a sheet is missing or has no headings."""
    file = file_name or Path(path).name
    return take_in(read_workbook(path, file_name=file), file)


def take_in(workbook: Workbook, file: str) -> WorkbookRead:
    """The book of a workbook that was read."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for name in _NEEDED:
        if name not in sheets:
            raise UserError("缺少工作表", file=file, field=name, todo="请从导出的工作簿或空表填起，工作表不要改名")
    read = WorkbookRead({"framework": {}, "measures": {}})
    read.problems += [
        CellProblem(name, 0, "", "不认识的工作表", f"{'、'.join((*_READ, REST))} 之一", rule="这张表没有用")
        for name in sheets
        if name not in (*_READ, *_ALSO, REST)
    ]
    rows = {name: list(read_rows(sheets[name], name, file, read.problems)) for name in (*_READ, REST) if name in sheets}
    _take_book(rows, read)
    _take_measures(rows, read)
    _take_rest(rows.get(REST, []), read)
    return read


def _take_book(rows: Mapping[str, Sequence[SheetRow]], read: WorkbookRead) -> None:
    raw = read.book["framework"]
    slots = {(slot.sheet, slot.heading): slot for slot in book_slots()}
    words = {word: key for key, word in CUT_WORDS.items()}
    for row in (*rows[BOOK], *rows.get(LIGHTS_AND_GRADES, ())):
        kind, name = str(row.get("kind") or "").strip(), str(row.get("name") or "").strip()
        if row.sheet == BOOK and kind in words:
            _take_cut(row, words[kind], read)
        elif row.sheet == LIGHTS_AND_GRADES and name == GRADE:
            if row.get("value") is not None:
                raw.setdefault("grades", []).append(str(row.get("value")).strip())
        elif row.sheet == BOOK and kind != BOOK_WORD:
            read.problems.append(row.problem("kind", "、".join((BOOK_WORD, *words)), rule=ROW_LOST))
        elif (slot := slots.get((row.sheet, name))) is None:
            expected = f"{'、'.join(heading for sheet, heading in slots if sheet == row.sheet)} 之一"
            read.problems.append(row.problem("name", expected, rule=ROW_LOST))
        else:
            read.rows.setdefault(("", slot.path[-1]), row)
            if row.get("value") is not None:
                _take_key(row, slot, read)


def _take_key(row: SheetRow, slot: Slot, read: WorkbookRead) -> None:
    raw = read.book["framework"]
    home = raw if len(slot.path) == 1 else raw.setdefault(slot.path[0], {})
    if slot.path[-1] in home:
        read.problems.append(row.problem("name", "只写一次", rule=ROW_LOST))
        return
    try:
        home[slot.path[-1]] = decode(row.get("value"), slot.kind, slot.name)
    except CellError:
        read.problems.append(row.problem("value", say_expected(slot.kind, slot.name)))


def _take_cut(row: SheetRow, key: str, read: WorkbookRead) -> None:
    """One aspect or indicator; a cell that cannot be read costs the row."""
    cut: dict[str, Any] = {}
    for one in cut_fields():
        cell_key = "name" if one.name == "title" else one.name
        if row.get(cell_key) is None:
            continue
        try:
            cut[one.name] = decode(row.get(cell_key), one.kind)
        except CellError as error:
            read.problems.append(row.problem(cell_key, str(error) or say_expected(one.kind), rule=ROW_LOST))
            return
    read.rows["", f"{key}.{cut.get('title', '')}"] = row
    read.book["framework"].setdefault(key, []).append(cut)


def _take_measures(rows: Mapping[str, Sequence[SheetRow]], read: WorkbookRead) -> None:
    for row in rows[MEASURES]:
        name = _read_id(row, read)
        if name and name in read.book["measures"]:
            first = read.rows[name, MEASURES].number
            read.problems.append(row.problem("id", f"没有用过的编号（第 {first} 行已用）", rule=ROW_LOST))
        elif name:
            read.book["measures"][name] = {}
            read.rows[name, MEASURES] = row
    for sheet in (SCORING, SOURCES):
        for row in rows.get(sheet, ()):
            name = _read_id(row, read)
            if name and name not in read.book["measures"]:
                read.problems.append(row.problem("id", f"“{MEASURES}”表里有的编号", rule=ROW_LOST))
            elif name and (name, sheet) in read.rows:
                first = read.rows[name, sheet].number
                read.problems.append(row.problem("id", f"只写一次的编号（第 {first} 行已有）", name))
            elif name:
                read.rows[name, sheet] = row
    for name in list(read.book["measures"]):
        before = len(read.problems)
        read.book["measures"][name] = _read_measure(name, read)
        if any(one.measure == name for one in read.problems[before:]):
            del read.book["measures"][name]
    doubled = {one.measure for one in read.problems if one.measure}
    for name in doubled & read.book["measures"].keys():
        del read.book["measures"][name]


def _read_id(row: SheetRow, read: WorkbookRead) -> str:
    name = str(row.get("id") or "").strip()
    if NAME.fullmatch(name) is None or name == "framework":
        expected = "编号：小写字母开头，只用小写字母、数字和下划线，如 safe_water"
        read.problems.append(row.problem("id", expected, rule=ROW_LOST))
        return ""
    return name


def _read_measure(name: str, read: WorkbookRead) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    if not _has_tables(name, read):
        return raw
    for slot in measure_slots():
        row = read.rows.get((name, slot.sheet))
        if row is None:
            continue
        try:
            value = _read_condition(row, slot, name, read) if slot.is_condition else _read_figure(row, slot, name, read)
        except _AddressedError as error:
            read.problems.append(row.problem(error.key, error.expected, name))
            continue
        if value is not None:
            home = raw if len(slot.path) == 1 else raw.setdefault(slot.path[0], {})
            home[slot.path[-1]] = value
    if not any(one.measure == name and one.sheet == SCORING for one in read.problems):
        _check_scoring(name, raw, read)
    return raw


class _AddressedError(Exception):
    """A cell of a row that cannot be read, by its key."""

    def __init__(self, key: str, expected: str) -> None:
        self.key, self.expected = key, expected


def _read_cell(row: SheetRow, slot: Slot) -> Any:
    if row.get(slot.key) is None:
        return None
    try:
        return decode(row.get(slot.key), slot.kind, slot.name)
    except CellError:
        raise _AddressedError(slot.key, say_expected(slot.kind, slot.name)) from None


def _read_figure(row: SheetRow, slot: Slot, name: str, read: WorkbookRead) -> Any:
    """A cell; where it holds a figure that is one column, the column, which may be written with its title or by it."""
    value = _read_cell(row, slot)
    table = _table_of(slot, name, read)
    if table not in views.relation_names() or not isinstance(value, str | list):
        return value
    if isinstance(value, list):
        is_columns = slot.path[-1] == COLUMN_LIST
        return [conditions.find_column(one, table) or one for one in value] if is_columns else value
    return (conditions.find_column(value, table) or value) if slot.path[-1] in FIGURES else value


def _read_condition(row: SheetRow, slot: Slot, name: str, read: WorkbookRead) -> Any:
    """The expression of a condition: its own cell, or 列、比较、值; where both are written they have to say the same."""
    written = _read_cell(row, slot)
    parts = [row.get(f"{slot.key}:{part}") for part in PARTS]
    if parts[0] is None and parts[1] is None and parts[2] is None:
        return written
    table = _table_of(slot, name, read)
    if table not in views.relation_names():
        raise _AddressedError(
            f"{HOLDS}.table" if slot.path[0] == HOLDS else "table", "一张数据表，条件里的列从它里面选"
        )
    try:
        simple = conditions.Simple(str(parts[0] or ""), str(parts[1] or ""), "" if parts[2] is None else parts[2])
        made = conditions.join(simple, table)
    except conditions.PartError as error:
        raise _AddressedError(f"{slot.key}:{error.part}", str(error)) from None
    if written is not None and written != made:
        raise _AddressedError(slot.key, f"与列、比较、值一致的“{made}”；只改一处的，请把另一处清空")
    return made


def _has_tables(name: str, read: WorkbookRead) -> bool:
    """Whether the tables that a measure and its register name are there; where one is not, its cell is a problem."""
    is_right = True
    for sheet, key in ((MEASURES, "table"), (SOURCES, f"{HOLDS}.table")):
        row = read.rows.get((name, sheet))
        said = str(row.get(key) or "") if row is not None else ""
        if row is not None and said and read_choice(TABLE, said) not in views.relation_names():
            titles = {one: say_relation(one) for one in views.relation_names()}
            read.problems.append(row.problem(key, f"一张数据表，{say_near(said.strip(), titles)}", name))
            is_right = False
    return is_right


def _table_of(slot: Slot, name: str, read: WorkbookRead) -> str:
    """The table that a condition is over: the measure's, or that of its register."""
    is_register = slot.path[0] == HOLDS
    row = read.rows.get((name, SOURCES if is_register else MEASURES))
    cell = row.get(f"{HOLDS}.table" if is_register else "table") if row is not None else None
    return read_choice(TABLE, str(cell or ""))


def _check_scoring(name: str, raw: dict[str, Any], read: WorkbookRead) -> None:
    """Parameters stand in the order of their rule; those of another rule, or without any, are wrong cells."""
    given = raw.get("scoring")
    row = read.rows.get((name, SCORING))
    if given is None or row is None:
        return
    if "rule" not in given:
        read.problems.append(row.problem("scoring.rule", "计分规则，因为填了它的参数", name))
        return
    fields: dict[str, Field] = {one.name: one for one in parameters_of(RULES[given["rule"]])}
    for key, value in given.items():
        if key != "rule" and key not in fields:
            said = "、".join(say_key("parameters", one) for one in fields) or "没有参数"
            read.problems.append(row.problem(f"scoring.{key}", f"空（这条规则的参数只有 {said}）", name))
        elif key == "of" and value not in fields[key].kind.schema["enum"]:
            read.problems.append(row.problem(f"scoring.{key}", say_expected(fields[key].kind, "parameters.of"), name))
    raw["scoring"] = {key: given[key] for key in ("rule", *fields) if key in given}


def _take_rest(rows: Sequence[SheetRow], read: WorkbookRead) -> None:
    """What no other cell says, put back where it was."""
    for row in rows:
        name, path = str(row.get("id") or "").strip(), str(row.get("path") or "").strip()
        home = read.book["measures"].get(name) if name else read.book["framework"]
        if home is None:
            continue
        try:
            home[path] = json.loads(str(row.get("json")))
        except ValueError:
            read.problems.append(row.problem("json", "导出时的原样内容", name))
            if name:
                read.book["measures"].pop(name, None)


__all__ = ["WorkbookRead", "is_book_workbook", "read_book_workbook", "take_in"]
