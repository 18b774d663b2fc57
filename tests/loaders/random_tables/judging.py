"""What became of a workbook, held against its truth by the cells its stored figures come from."""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import UserError
from loaders.cells import SheetProblem
from loaders.importing import import_file, preview
from loaders.results import Preview
from store import find_table
from tests.loaders.random_tables.books import Drawn
from tests.loaders.random_tables.grid import Figure
from tests.loaders.random_tables.wording import TOWNSHIPS
from tests.loaders.sheets import write_xlsx

RIGHT, ASKED, REFUSED, LOST, WRONG, CRASH = "right", "asked", "refused", "lost", "wrong", "crash"
OUTCOMES = (RIGHT, ASKED, REFUSED, LOST, WRONG, CRASH)
"""`asked`: a question or a problem row stands for what was not stored; `refused`: nothing stored, with a reason; `lost`: a figure
left out without a word; `wrong`: a value stored that differs from the truth, without a word."""
PREFECTURE = "433100"
_FACTORS = {"元": 1.0, "千元": 1e3, "万元": 1e4, "亿元": 1e8, "万人": 1e4, "万户": 1e4}
_BASES = {"千元": "元", "万元": "元", "亿元": "元", "万人": "人", "万户": "户"}
_ABOUT_NO_FIGURE = (
    "hidden_parts",
    "places_registered",
    "place_not_stated",
    "total_differs",
    "rule_broken",
    "label_row",
)


@dataclass(frozen=True)
class Verdict:
    """How a workbook was read; `why` says it of the first figure that was not stored right."""

    drawn: Drawn
    outcome: str
    why: str = ""


def prepare_store(folder: Path) -> Path:
    """A data folder that knows the invented townships."""
    header = ["区划代码", "地区名称", "级别", "上级代码"]
    rows = [[f"{code}", name, "乡镇", code[:6]] for code, name in TOWNSHIPS.items()]
    result = import_file(write_xlsx(folder / "行政区划表.xlsx", {"行政区划表": [header, *rows]}), folder=folder)
    assert result.versions, result.reason
    return folder


def judge(drawn: Drawn, folder: Path) -> Verdict:
    """Reads a workbook as an import would and compares what would be stored with the truth."""
    try:
        result = preview(drawn.path, folder=folder)
    except UserError as error:
        return Verdict(drawn, REFUSED, error.message)
    except Exception:
        return Verdict(drawn, CRASH, traceback.format_exc(limit=-3))
    reasons = [sheet.reason for sheet in result.sheets if sheet.reason]
    stored = list(_stored(result))
    wrong = _first_wrong(drawn, stored, result)
    if wrong:
        return Verdict(drawn, WRONG, wrong)
    if not stored:
        return Verdict(drawn, REFUSED, "；".join(reasons))
    have = {(_sheet(row["source_sheet"]), row["source_row"], slot, letter) for row, slot, letter in stored}
    missing = [one for one in drawn.figures if one.is_needed and not _has(have, one)]
    if not missing:
        return Verdict(drawn, ASKED if result.question else RIGHT, result.question)
    silent = [one for one in missing if not _is_told(one, result)]
    if silent and not reasons:
        return Verdict(drawn, LOST, f"nothing said of {silent[0]}")
    return Verdict(drawn, ASKED, "；".join(reasons) or f"{missing[0]}: {_told_of(missing[0], result)}")


def _stored(result: Preview) -> Iterator[tuple[dict[str, Any], str, str]]:
    """(row, stored column, letter) of every figure that would be stored; the letter is '' in plain tables."""
    for sheet in result.sheets:
        if sheet.frame is None or sheet.reason:
            continue
        table = find_table(sheet.table)
        for row in sheet.frame.to_pylist():
            if table.is_melted:
                filled = [slot for slot in table.melt_into if row[slot] is not None]
                yield from ((row, slot, row["source_column"] if len(table.melt_into) == 1 else "") for slot in filled)
            else:
                slots = [
                    one.name for one in table.columns if one.type in ("money", "integer", "number", "percent", "date")
                ]
                row |= {name: float(row[name].toordinal()) for name in slots if isinstance(row[name], date)}
                yield from ((row, name, "") for name in slots if row[name] is not None)


def _sheet(label: str) -> str:
    return label.split("（")[0]


def _has(have: set[tuple[str, int, str, str]], one: Figure) -> bool:
    return any((one.sheet, one.row, one.slot, letter) in have for letter in ("", one.letter))


def _first_wrong(drawn: Drawn, stored: list[tuple[dict[str, Any], str, str]], result: Preview) -> str:
    """The first value stored that is not the truth and about which nothing is said, with why; '' when there is none."""
    names: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row, slot, letter in stored:
        if row["place_code"] == PREFECTURE:
            continue
        at = (_sheet(row["source_sheet"]), row["source_row"])
        truths = [one for one in drawn.figures if (one.sheet, one.row) == at and one.slot == slot
                  and (not letter or one.letter == letter) and (letter or one.item in ("", row.get("item")))]  # fmt: skip
        found = f"{row.get('place_name')} {row.get('period')} {row.get('item')} {row[slot]} {row.get('unit')} at {at} {letter}"
        if not truths:
            return f"{found}: no figure stands there"
        truth = truths[0]
        why = _differs(row, slot, truth)
        if why and not _is_told(truth, result):
            return f"{found}: {why}; truth {truth}"
        key = (
            row["place_code"],
            row.get("period"),
            row.get("item"),
            slot,
            row["source_row"] if "item" not in row else 0,
        )
        other = names.setdefault(key, (truth.words, truth.unit, truth.column, truth.sheet, truth.row))
        if other[2:] != (truth.column, truth.sheet, truth.row):
            return f"{found}: stored twice under one name, also at {other}"
    return ""


def _differs(row: dict[str, Any], slot: str, truth: Figure) -> str:
    """Why a stored row is not the truth; '' when it is."""
    if (row["place_code"] or "").rstrip("0") != truth.place.rstrip("0"):
        return "another place"
    if row["period"] not in truth.periods:
        return "another period"
    unit = row.get("unit") or ("元" if slot.endswith("_cny") else "")
    base, value = _BASES.get(unit, unit), row[slot] * _FACTORS.get(unit, 1.0)
    if (
        truth.unit
        and base != truth.unit
        and not (truth.unit == "%" and not base)
        and not (truth.unit == "元" and truth.item)
    ):
        return f"another unit ({unit})"
    if abs(value - truth.value) > 1e-6 * max(1.0, abs(truth.value)):
        return f"another value ({value} {base})"
    item = str(row.get("item") or "")
    if truth.item and item != truth.item:
        return "another item"
    missed = [word for word in truth.words if word and word not in item] if not truth.item else []
    return f"the item does not say {missed}" if missed else ""


def _is_told(one: Figure, result: Preview) -> bool:
    return bool(_told_of(one, result))


def _told_of(one: Figure, result: Preview) -> str:
    """The problem rows about a figure's cell, row or column."""
    return "；".join(
        f"{problem.title} {problem.came} {problem.expected}" for problem in result.problems if _is_about(problem, one)
    )


def _is_about(problem: SheetProblem, one: Figure) -> bool:
    if _sheet(problem.sheet) != one.sheet or problem.kind in _ABOUT_NO_FIGURE:
        return False
    is_at_row = problem.row == one.row and problem.column in ("", one.letter)
    return is_at_row or (problem.row is None and problem.column == one.letter)
