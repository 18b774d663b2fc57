"""One value of a book ↔ one cell: texts, numbers, yes and no, choices in words, lists in one line, rungs."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.kinds import ABOVE_ZERO, EXPRESSION, LABEL, NOT_NEGATIVE, NUMBER, TEXTS, YES_NO, Kind
from indicators.books.choices import choice_words, read_choice, say_choice
from indicators.declared import fields
from indicators.scoring import STEPS
from loaders.files import ExcelError, FormattedFigure, UncalculatedFormula
from reports.workbook import Rate

YES, NO = "是", "否"
EMPTY_LIST = "（空）"
BETWEEN = "、"
"""Between the entries of a list in one cell; inside an entry it is written with a backslash."""
TO = "→"
LINES = tuple(f"parameters.{key}" for key in ("full_at", "zero_at", "step", "zero_below", "none_below", "allowed"))
"""Parameters in the unit of the measure's value; the others are points, or cases."""
SHARES = (
    "parameters.growth_share",
    "lights.normal_at",
    "lights.warning_at",
    "framework.unknown_at_most",
    "holding.tolerance",
)
NUMBERS = (NUMBER, ABOVE_ZERO, NOT_NEGATIVE)
_MONTH = re.compile(r"\d{4}-\d{2}")


class CellError(Exception):
    """A cell that cannot be read: what it should hold."""


def is_missing(cell: Any) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def encode(value: Any, kind: Kind, name: str = "", unit: str = "") -> Any:
    """The cell of a value; `name` is its part and key, `unit` that of lines. Raises CellError where no cell can say it."""
    cell = _encode(value, kind, name, unit)
    if is_missing(cell) or not is_same(decode(cell, kind, name), value):
        raise CellError("")
    return cell


def _encode(value: Any, kind: Kind, name: str, unit: str) -> Any:
    if kind is STEPS:
        return _write_steps(value, unit)
    if isinstance(value, bool):
        return value if kind is EXPRESSION else YES if value else NO
    if isinstance(value, int | float):
        if float(f"{value:.16G}") != value:  # the digits that a workbook keeps
            raise CellError("")
        is_rate = name in SHARES or (name in LINES and unit in ("percent", "percent_points"))
        return Rate(value) if is_rate else value
    if isinstance(value, list):
        return _write_list(value)
    if not isinstance(value, str):
        raise CellError("")
    return say_choice(name, value)


def decode(cell: Any, kind: Kind, name: str = "") -> Any:
    """The value of a cell. Raises CellError naming what is expected."""
    if isinstance(cell, ExcelError | UncalculatedFormula):
        raise CellError("能算出来的内容，不是公式错误")
    if isinstance(cell, FormattedFigure):
        if cell.unit != "%":
            raise CellError("不带单位的数")
        cell = float(cell)
    if isinstance(cell, Rate):
        cell = float(cell)
    if kind in NUMBERS:
        return _read_number(cell)
    if kind in (YES_NO, fields.TRUE):
        return _read_yes_no(cell, kind)
    if kind is STEPS:
        return _read_steps(cell)
    if kind is TEXTS:
        return _read_list(_text(cell))
    if kind in (LABEL, EXPRESSION) and not isinstance(cell, str):
        return _whole(cell) if _is_number(cell) else cell if isinstance(cell, bool) else _text(cell)
    if kind is fields.MONTH and isinstance(cell, date | datetime):
        return f"{cell.year}-{cell.month:02d}"
    text = _text(cell)
    return _read_option(text, kind, name) if _options(kind) else read_choice(name, text)


def say_expected(kind: Kind, name: str = "") -> str:
    """What a cell of a kind should hold, in words."""
    options = _options(kind)
    if options:
        return "、".join(say_choice(name, option) for option in options)
    if kind is fields.UNIT:
        return f"{'、'.join(choice_words('measure.unit').values())}，或 计数：座"
    words = {
        id(NUMBER): "数字（百分比写 95% 或 0.95）", id(ABOVE_ZERO): "大于 0 的数字", id(NOT_NEGATIVE): "0 或大于 0 的数字",
        id(YES_NO): f"{YES} 或 {NO}", id(fields.TRUE): f"{YES}，或空着", id(STEPS): "各档，如 95%→100%、90%→80%",
        id(TEXTS): "文字，几项用顿号隔开", id(fields.MONTH): "月份，如 2021-11",
        id(fields.PLACE_CODE): "六位地区代码",
    }  # fmt: skip
    return words.get(id(kind), "文字")


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are one: 1 and 1.0 are, 1 and true or '1' are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and type(one) in _alike(other) and bool(one == other)


def _alike(value: Any) -> tuple[type, ...]:
    return (int, float) if isinstance(value, int | float) and not isinstance(value, bool) else (type(value),)


def say_cell(cell: Any) -> str:
    """A cell as it came, for messages."""
    return "空" if is_missing(cell) else str(_whole(cell) if _is_number(cell) else cell)


def _options(kind: Kind) -> Sequence[str]:
    options: Sequence[str] = kind.schema.get("enum", ())
    return options


def _read_option(text: str, kind: Kind, name: str) -> str:
    code = read_choice(name, text)
    if code not in _options(kind):
        raise CellError(say_expected(kind, name))
    return code


def _text(cell: Any) -> str:
    """A cell as text: a whole number by its digits, anything else that is no text is refused."""
    if isinstance(cell, str):
        return cell.strip()
    if _is_number(cell) and cell == int(cell):
        return str(int(cell))
    raise CellError("文字")


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _whole(cell: float) -> float:
    return int(cell) if cell == int(cell) and abs(cell) < 1e15 else float(cell)


def _read_number(cell: Any) -> float:
    if _is_number(cell):
        return _whole(cell)
    if isinstance(cell, str):
        found = _figure(cell.strip())
        if found is not None:
            return found
    raise CellError("数字（百分比写 95% 或 0.95）")


def _figure(text: str) -> float | None:
    """The number that a text is: `0.95`, `95%`."""
    plain = text.replace("％", "%")
    try:
        number = Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except InvalidOperation:
        return None
    return _whole(float(number)) if number.is_finite() else None


def _read_yes_no(cell: Any, kind: Kind) -> bool:
    said = (YES if cell else NO) if isinstance(cell, bool) else _text(cell)
    if said == YES:
        return True
    if said == NO and kind is YES_NO:
        return False
    raise CellError(say_expected(kind))


def _write_list(value: Sequence[Any]) -> str:
    if not value:
        return EMPTY_LIST
    if not all(isinstance(one, str) and one.strip() == one != "" for one in value):
        raise CellError("")
    return BETWEEN.join(one.replace("\\", "\\\\").replace(BETWEEN, f"\\{BETWEEN}") for one in value)


def _read_list(text: str) -> list[str]:
    if text == EMPTY_LIST:
        return []
    parts = re.findall(rf"(?:\\.|[^\\{BETWEEN}])+", text)
    return [re.sub(r"\\(.)", r"\1", part).strip() for part in parts]


def _write_steps(value: Any, unit: str) -> str:
    if not isinstance(value, list) or not value:
        raise CellError("")
    rungs = []
    for one in value:
        if not isinstance(one, dict) or list(one) != ["at", "share"] or not all(map(_is_number, one.values())):
            raise CellError("")
        at = _percent(one["at"]) if unit == "percent" else json.dumps(one["at"])
        rungs.append(f"{at}{TO}{_percent(one['share'])}")
    return BETWEEN.join(rungs)


def _percent(number: float) -> str:
    text = f"{Decimal(repr(number)) * 100:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def _read_steps(cell: Any) -> list[dict[str, float]]:
    steps = []
    for rung in re.split("[、,，;；]", _text(cell)):
        ends = re.split(f"{TO}|->|:|：", rung)
        numbers = [_figure(end.strip()) for end in ends]
        if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
            raise CellError("各档，如 95%→100%、90%→80%")
        steps.append({"at": numbers[0], "share": numbers[1]})
    return steps
