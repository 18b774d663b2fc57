"""A book → the rows of its sheets, cell by cell; what no cell can say exactly is kept as it is on a sheet of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import UserError
from core.kinds import Where
from indicators.books.choices import choice_words
from indicators.books.raw import RawBook
from indicators.books.titles import say_key
from indicators.books.workbook import conditions
from indicators.books.workbook.cells import CellError, encode, say_expected
from indicators.books.workbook.slots import (
    BOOK,
    COLUMN_LIST,
    CUT_WORDS,
    FIGURES,
    HOLDS,
    LIGHTS_AND_GRADES,
    MEASURES,
    PARTS,
    SCORING,
    SOURCES,
    Slot,
    book_slots,
    cut_fields,
    measure_slots,
)  # fmt: skip
from indicators.declared import views
from indicators.scoring import read_rule

GROUPS = ("scoring", HOLDS)
GRADE = "等次"
BOOK_WORD = "体系"
Row = dict[str, Any]


@dataclass
class SheetRows:
    """Sheet → its rows, by the keys of the columns; `rest` is (measure or '', key, JSON) of what stands in no cell."""

    sheets: dict[str, list[Row]] = field(default_factory=dict)
    rest: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, sheet: str, row: Row) -> None:
        """One more row."""
        self.sheets.setdefault(sheet, []).append(row)

    def keep(self, measure: str, key: str, value: Any) -> None:
        """What no cell says."""
        self.rest.append((measure, key, json.dumps(value, ensure_ascii=False)))


def make_rows(book: RawBook) -> SheetRows:
    """The rows of a book's workbook. The same book always makes the same rows."""
    made = SheetRows({name: [] for name in (BOOK, MEASURES, SCORING, SOURCES, LIGHTS_AND_GRADES)})
    _add_book(book["framework"], made)
    for name, raw in book["measures"].items():
        _add_measure(name, raw, made)
    return made


def _add_book(raw: Mapping[str, Any], made: SheetRows) -> None:
    known = {slot.path[0] for slot in book_slots()} | {"grades", *CUT_WORDS}
    kept = {key for key in raw if key not in known}
    lights = [slot for slot in book_slots() if slot.path[0] == "lights"]
    if "lights" in raw and _group_cells(raw, "lights", lights, "") is None:
        kept.add("lights")
    for slot in book_slots():
        cell = None if slot.path[0] in kept else _cell_of(raw, slot, "")
        if cell is Ellipsis:
            kept.add(slot.path[0])
            cell = None
        made.add(slot.sheet, _book_row(slot, cell))
    if "grades" in raw and not _are_texts(raw["grades"]):
        kept.add("grades")
    for grade in raw.get("grades", ()) if "grades" not in kept else ():
        made.add(LIGHTS_AND_GRADES, {"name": GRADE, "value": grade, "note": "从好到差，一行一个"})
    for key, word in CUT_WORDS.items():
        rows = _cut_rows(raw[key], word) if key in raw else []
        if rows is None:
            kept.add(key)
        for row in rows or []:
            made.add(BOOK, row)
    for key in (key for key in raw if key in kept):
        made.keep("", key, raw[key])


def _book_row(slot: Slot, cell: Any) -> Row:
    options = tuple(choice_words(slot.name).values()) if slot.kind.schema.get("enum") else ()
    kind = {"kind": BOOK_WORD} if slot.sheet == BOOK else {}
    note = choice_words("notes").get(slot.name) or say_expected(slot.kind, slot.name)
    return {**kind, "name": slot.heading, "value": cell, "note": note, "options": options}


def _cut_rows(cuts: Any, word: str) -> list[Row] | None:
    """The rows of a cut's entries; None where one of them is more than title, short title and points."""
    fields = {one.name: one for one in cut_fields()}
    if not isinstance(cuts, list) or not cuts:
        return None
    rows = []
    for cut in cuts:
        if not isinstance(cut, dict) or not cut.keys() <= fields.keys() or not cut.get("title"):
            return None
        try:
            cells = {key: encode(value, fields[key].kind, f"cut.{key}") for key, value in cut.items()}
        except CellError:
            return None
        rows.append({"kind": word, "name": cells.pop("title"), **cells})
    return rows


def _add_measure(name: str, raw: Mapping[str, Any], made: SheetRows) -> None:
    slots = measure_slots()
    known = {slot.path[0] for slot in slots}
    kept = [key for key in raw if key not in known]
    rows: dict[str, Row] = {
        sheet: {"id": name, "measure_title": raw.get("title")} for sheet in (MEASURES, SCORING, SOURCES)
    }
    unit = raw.get("unit")
    for group in GROUPS:
        if group in raw and _group_cells(raw, group, [slot for slot in slots if slot.path[0] == group], unit) is None:
            kept.append(group)
    for slot in slots:
        cell = None if slot.path[0] in kept else _cell_of(raw, slot, unit)
        if cell is Ellipsis or _reads_as_other(cell, raw, slot):
            kept.append(slot.path[0])
        elif cell is not None:
            rows[slot.sheet] |= {slot.key: cell, **_condition_cells(cell, raw, slot)}
    rows[SCORING]["described"] = _describe(raw)
    for sheet, row in rows.items():
        made.add(sheet, row)
    for key in kept:
        made.keep(name, key, raw[key])


def _group_cells(raw: Mapping[str, Any], group: str, slots: Sequence[Slot], unit: Any) -> Row | None:
    """The cells of keys below a key; None where one of them has no cell of its own, so that the group is kept whole."""
    value = raw[group]
    if not isinstance(value, dict) or not value or not value.keys() <= {slot.path[1] for slot in slots}:
        return None
    if group == "scoring" and "rule" not in value:
        return None
    cells = {slot.key: _cell_of(raw, slot, unit) for slot in slots}
    return None if any(cell is Ellipsis for cell in cells.values()) else cells


def _cell_of(raw: Mapping[str, Any], slot: Slot, unit: Any) -> Any:
    """The cell at a path; None where nothing stands there, `...` where what stands there cannot be a cell."""
    value: Any = raw
    for key in slot.path:
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    try:
        return encode(value, slot.kind, slot.name, unit if isinstance(unit, str) and slot.path[0] == "scoring" else "")
    except (CellError, UserError):
        return ...


def _condition_cells(cell: Any, raw: Mapping[str, Any], slot: Slot) -> Row:
    """列、比较、值 of a condition that is so simple."""
    if not slot.is_condition:
        return {}
    table = raw.get(HOLDS, {}).get("table") if slot.path[0] == HOLDS else raw.get("table")
    simple = conditions.split(cell, str(table))
    return {f"{slot.key}:{part}": one for part, one in zip(PARTS, simple, strict=True)} if simple is not None else {}


def _reads_as_other(cell: Any, raw: Mapping[str, Any], slot: Slot) -> bool:
    """Whether a figure stands there as a column's title, which would come back as the column."""
    if slot.path[-1] not in (*FIGURES, COLUMN_LIST) or not isinstance(cell, str):
        return False
    home = raw.get(HOLDS, {}) if slot.path[0] == HOLDS else raw
    said = home[COLUMN_LIST] if slot.path[-1] == COLUMN_LIST else [cell]
    table = str(home.get("table"))
    return table in views.relation_names() and any(conditions.find_column(one, table) not in ("", one) for one in said)


def _are_texts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, str) and one.strip() == one != "" for one in value)
    )


def _describe(raw: Mapping[str, Any]) -> str:
    """What the program says of the rule; '' where it is not right yet."""
    try:
        rule = read_rule(
            raw.get("scoring"), points=raw.get("points"), direction=str(raw.get("direction")), unit=str(raw.get("unit")),
            where=Where("", "scoring"),
        )  # fmt: skip
        return rule.describe()
    except UserError:
        return ""


def say_cut_key(key: str) -> str:
    """The heading of an aspect's or indicator's key."""
    return say_key("cut", key)
