"""A list to hand to townships on paper: a sheet a township on A4, few columns in a size that can be read, a total, a line to sign."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from reports.sheets import Column, Sheet, Total
from reports.workbook import SERIAL, natural_width, write_workbook

MOST_COLUMNS: Final = 9
FONT_SIZE: Final = 10.5
"""Points; a page is filled so that a program that draws columns a third wider still prints them above `LEAST_POINTS`."""
LEAST_POINTS: Final = 9
SIGNATURE: Final = "填表人（签字）：______________　　负责人（签字）：______________　　日期：______年____月____日"
FILL_IN: Final = (
    Column("remedy_to_fill", "整改措施", 20, "free", is_open=True),
    Column("person_to_fill", "责任人", 9, "free", is_open=True),
    Column("deadline_to_fill", "完成时限", 11, "free", is_open=True),
)
"""Columns left empty for the people who put it right."""
ACROSS, DOWN = 118, 80
"""Characters over the width of an A4 page that lies and of one that stands."""
_PAD: Final = 0.71
"""What a column takes beside its characters."""
_LEAST_TEXT: Final = 8
_NAME_LETTERS: Final = 31
_NOWHERE: Final = "未写明乡镇"


@dataclass(frozen=True)
class TownshipList:
    """What to write. `places` are the columns that name a row's place, widest first; the last but the village's (`village`) parts the list.
    `columns` are the others, what matters most first; there is room for the first of them only."""

    title: str
    lines: Sequence[str]
    places: Sequence[Column]
    village: Column | None
    columns: Sequence[Column]
    rows: pd.DataFrame
    notes: Sequence[tuple[str, str]] = ()
    is_demo: bool = False
    fill_in: Sequence[Column] = FILL_IN


def write_township_list(listed: TownshipList) -> bytes:
    """The workbook, a sheet a township in the order of the rows; one sheet where no place is named."""
    shown = listed.columns[: MOST_COLUMNS - 1 - len(listed.fill_in) - (listed.village is not None)]
    columns = [SERIAL, *([listed.village] if listed.village else []), *shown, *listed.fill_in]
    names = [column.name for column in listed.places]
    if names and len(listed.rows):
        keys = listed.rows[names].fillna("")
        parts = [(key, own) for key, own in listed.rows.groupby([keys[name] for name in names], sort=False)]
    else:
        parts = [((), listed.rows)]
    taken: set[str] = set()
    sheets = []
    for key, rows in parts:
        place = "".join(str(part) for part in (key if isinstance(key, tuple) else (key,)))
        name = _sheet_name(place or _NOWHERE if names else "清单", taken)
        sheets.append(_sheet(listed, name, place, columns, rows))
    return write_workbook(sheets, listed.notes, is_demo=listed.is_demo)


def _sheet(listed: TownshipList, name: str, place: str, columns: Sequence[Column], rows: pd.DataFrame) -> Sheet:
    fitted, is_portrait = _fit(columns, rows)
    first = fitted[1].name
    money = {column.name: _sum(rows[column.name]) for column in fitted if column.kind == "money"}
    total = Total({first: f"合计 {len(rows):,} 条", **{key: value for key, value in money.items() if key != first}})
    title = f"{place}　{listed.title}" if place else listed.title
    *others, last = listed.lines or [""]
    lines = [*others, f"{last}　共 {len(rows):,} 条".strip()]
    return Sheet(
        name, title, lines, fitted, rows, frozen=2, is_portrait=is_portrait, font_size=FONT_SIZE, total=total,
        below=(SIGNATURE,), is_title_repeated=True,
    )  # fmt: skip


def _fit(columns: Sequence[Column], rows: pd.DataFrame) -> tuple[list[Column], bool]:
    """The columns with widths that fill at most a page, and whether it stands. Numbers keep what they need; texts break."""
    widths = [_widened(column, rows) for column in columns]
    is_portrait = _across(widths) <= DOWN
    is_text = [column.kind in ("text", "free") for column in columns]
    over = _across(widths) - ACROSS
    if over > 0:
        loose = sum(max(0.0, width - _LEAST_TEXT) for width, text in zip(widths, is_text, strict=True) if text)
        left = max(0.0, 1 - over / loose) if loose else 1.0
        widths = [
            _LEAST_TEXT + max(0.0, width - _LEAST_TEXT) * left if text and width > _LEAST_TEXT else width
            for width, text in zip(widths, is_text, strict=True)
        ]
    return [
        replace(column, heading=column.heading.replace("（", "\n（"), width=round(width, 1))
        for column, width in zip(columns, widths, strict=True)
    ], is_portrait


def _widened(column: Column, rows: pd.DataFrame) -> float:
    """What the cells need in the size that is printed."""
    natural = natural_width(column, rows)
    return natural if column.name == SERIAL.name or column.is_open else natural * FONT_SIZE / 10


def _across(widths: Sequence[float]) -> float:
    return sum(width + _PAD for width in widths)


def _sum(values: pd.Series) -> float | None:
    known = pd.to_numeric(values, errors="coerce").dropna()
    return float(known.sum()) if len(known) else None


def _sheet_name(place: str, taken: set[str]) -> str:
    """A name that a sheet may have and no other sheet has."""
    bare = re.sub(r"[\[\]:*?/\\']", "", place)[:_NAME_LETTERS] or _NOWHERE
    name, number = bare, 1
    while name in taken:
        number += 1
        ending = f"（{number}）"
        name = bare[: _NAME_LETTERS - len(ending)] + ending
    taken.add(name)
    return name
