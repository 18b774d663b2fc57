"""Figures that somebody types in because no table has them: stored as an import of their own, with its version, file, who and when."""

import csv
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from core.errors import UserError
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
    filled = [one for one in figures if one.value.strip()]
    if not who.strip():
        raise UserError("必须填写", field="办理人", todo="填报的数字要记下是谁报的")
    if not filled:
        raise UserError("还没有填任何数字", field="数值", todo="请在表格里填，或从 Excel 粘贴")
    name = f"页面填报_{period}.csv"
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_row(one, period) for one in filled)
        return import_file(path, Choices(table=TABLE), folder=folder, file_name=name, who=who.strip())


def _row(one: TypedFigure, period: str) -> tuple[str, ...]:
    item, unit = split_unit(one.item)
    return one.place_code, one.place_name, period, item, unit, one.value.strip()


def split_unit(item: str) -> tuple[str, str]:
    """Name and unit of an item as it is typed: 危房改造户数 and 户 of `危房改造户数（户）`."""
    named = _NAMED.fullmatch(item.strip())
    return (named[1], named[2]) if named else (item.strip(), "")
