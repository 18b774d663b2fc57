"""Figures that somebody types in because no table has them: stored as an import of their own, with its version, file, who and when."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from core.errors import UserError
from core.private import temporary_folder
from loaders.cells import KINDS, NOTICE
from loaders.columns import TYPED
from loaders.importing import import_file
from loaders.recognise import Choices
from loaders.results import ImportResult

TABLE: Final = "indicator_values"
HEADER: Final = ("地区代码", "地区", "期次", "指标", "单位", "数值")
_NAMED = re.compile(r"(.+?)\s*[（(]([^（()）]{1,12})[)）]")


class TypedFigure(NamedTuple):
    """One cell of the grid as it was typed: `item` with its unit in brackets, `value` as text."""

    place_code: str
    place_name: str
    item: str
    value: str


def import_typed(figures: Sequence[TypedFigure], period: str, who: str, folder: Path) -> ImportResult:
    """Store what was typed; empty cells are no figures. What is no number is a problem of the result, row by row of the kept file.

    Raises UserError where nothing was typed, or nobody signed.
    """
    filled = _filled(figures)
    if not who.strip():
        raise UserError("必须填写", field="办理人", todo="填报的数字要记下是谁报的")
    if not filled:
        raise UserError("还没有填任何数字", field="数值", todo="请在表格里填，或从 Excel 粘贴")
    name = f"{TYPED}_{period}.csv"
    with temporary_folder() as made:
        path = made / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_row(one, period) for one in filled)
        return import_file(path, Choices(table=TABLE, older=True), folder=folder, file_name=name, who=who.strip())


def say_refused(figures: Sequence[TypedFigure], result: ImportResult) -> tuple[str, ...]:
    """Which of what was typed could not be stored, by place and item, and what belongs there."""
    filled = _filled(figures)
    told: dict[TypedFigure, str] = {}
    for problem in result.sheets[0].problems:
        if problem.row is not None and 2 <= problem.row < len(filled) + 2 and KINDS[problem.kind].costs != NOTICE:
            one = filled[problem.row - 2]
            told.setdefault(one, f"{one.place_name}“{one.item}”填的是“{one.value.strip()}”，应为{problem.expected}")
    return tuple(told.values())


def _filled(figures: Sequence[TypedFigure]) -> list[TypedFigure]:
    return [one for one in figures if one.value.strip()]


def _row(one: TypedFigure, period: str) -> tuple[str, ...]:
    item, unit = split_unit(one.item)
    return one.place_code, one.place_name, period, item, unit, one.value.strip()


def split_unit(item: str) -> tuple[str, str]:
    """Name and unit of an item as it is typed: 危房改造户数 and 户 of `危房改造户数（户）`."""
    named = _NAMED.fullmatch(item.strip())
    return (named[1], named[2]) if named else (item.strip(), "")
