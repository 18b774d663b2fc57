"""The columns of a book's workbook: their headings, drop-downs and widths."""

from collections.abc import Mapping, Sequence
from typing import Final

from core.declared import kept_until_changed
from indicators.books.choices import TABLE, UNITS, choice_words
from indicators.books.raw import RawBook, read_raw
from indicators.books.workbook.conditions import comparison_words
from indicators.books.workbook.rows import BOOK_WORD, say_cut_key
from indicators.books.workbook.slots import (
    BOOK,
    CUT_WORDS,
    ID,
    LIGHTS_AND_GRADES,
    MEASURES,
    PARTS,
    REST,
    SCORING,
    TITLE,
    Slot,
    measure_slots,
)  # fmt: skip
from indicators.declared import DEFINITIONS_FOLDER
from reports.workbook import Column

_WIDTHS: Final = {"says": 34, "wording": 36, "source": 36, "title": 24, "why_it_matters": 24, "win_back": 24, "gone_because": 24,
                  "table": 24, "list_columns": 26}  # fmt: skip
_WIDE: Final = 24
_NUMBER_WIDTH: Final = 9
REST_COLUMNS: Final = (Column("id", ID, 24), Column("path", "位置", 24), Column("json", "内容", 90))


def book_columns() -> tuple[Column, ...]:
    """Those of 体系."""
    kinds = (BOOK_WORD, *CUT_WORDS.values())
    return (
        Column("kind", "类别", 9, choices=kinds, is_open=True),
        Column("name", "项目", 26, is_open=True),
        Column("value", "内容", 44, "any", choices_by="options", is_open=True),
        Column("short", say_cut_key("short"), 16, is_open=True),
        Column("points", say_cut_key("points"), _NUMBER_WIDTH, "any", is_open=True),
        Column("note", "应填什么", 40),
    )


def light_columns() -> tuple[Column, ...]:
    """Those of 灯和等次."""
    return (
        Column("name", "项目", 26, is_open=True),
        Column("value", "内容", 16, "any", is_open=True),
        Column("note", "应填什么", 40),
    )


def heading_keys(sheet: str) -> Mapping[str, str]:
    """Heading → key of every column that a sheet may have."""
    columns = {BOOK: book_columns(), LIGHTS_AND_GRADES: light_columns(), REST: REST_COLUMNS}.get(sheet)
    found = columns or measure_columns(sheet, measure_slots(), None)
    return {squeeze(column.heading): column.name for column in found}


def squeeze(heading: str) -> str:
    """A heading without its line breaks and blanks."""
    return "".join(heading.split())


def measure_columns(sheet: str, slots: Sequence[Slot], book: RawBook | None) -> list[Column]:
    """Those of 指标, 计分 or 来源, of these keys; the book gives what its drop-downs name, without one there are none."""
    first = [Column("id", ID, 22, is_open=True)]
    if sheet != MEASURES:
        first.append(Column("measure_title", TITLE, _WIDE))
    columns = [column for slot in slots if slot.sheet == sheet for column in _slot_columns(slot, book)]
    return [*first, *columns, *([Column("described", "程序的说法", 40)] if sheet == SCORING else [])]


def _slot_columns(slot: Slot, book: RawBook | None) -> list[Column]:
    if slot.is_condition:
        comparisons = comparison_words()
        parts = [
            Column(f"{slot.key}:{part}", f"{slot.heading}\n{part}", 18 if part == "列" else 10, "any",
                   choices=comparisons if part == "比较" else (), is_open=True)
            for part in PARTS
        ]  # fmt: skip
        return [*parts, Column(slot.key, f"{slot.heading}\n表达式", 34, "any", is_open=True)]
    options, is_free = ((), False) if book is None else _options(slot, book)
    is_number = slot.kind.schema.get("type") == "number"
    width = _NUMBER_WIDTH if is_number else _WIDTHS.get(slot.path[-1], 14)
    return [Column(slot.key, slot.heading, width, "any", choices=options, is_free=is_free, is_open=True)]


def _options(slot: Slot, book: RawBook) -> tuple[tuple[str, ...], bool]:
    """The drop-down of a key and whether other texts are taken, too."""
    words = choice_words(slot.name)
    if slot.kind.schema.get("enum"):
        return tuple(words.get(one, one) for one in slot.kind.schema["enum"]), False
    if slot.kind.schema.get("type") == "boolean":
        return ("是", "否"), False
    if slot.kind.schema.get("const") is True:
        return ("是",), False
    if slot.name == TABLE or slot.name in UNITS:
        return tuple(words.values()), True
    if slot.path in (("aspect",), ("indicator",)):
        cuts = book["framework"].get(f"{slot.path[0]}s")
        known = cuts if isinstance(cuts, list) else ()
        return tuple(str(cut.get("title")) for cut in known if isinstance(cut, dict)), True
    return (_departments(book), True) if slot.path == ("department",) else ((), False)


def _departments(book: RawBook) -> tuple[str, ...]:
    """The departments that this book or a built-in one names."""
    return tuple(sorted(_built_in_departments() | _named_in(book)))


@kept_until_changed(DEFINITIONS_FOLDER)
def _built_in_departments() -> set[str]:
    homes = [home.parent for home in DEFINITIONS_FOLDER.glob("*/framework.yaml")]
    return {one for home in homes for one in _named_in(read_raw(home))}


def _named_in(book: RawBook) -> set[str]:
    return {str(raw["department"]) for raw in book["measures"].values() if raw.get("department")}
