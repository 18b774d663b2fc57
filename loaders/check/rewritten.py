"""The stored values that a file would change, in words: where, which column, what it was and what it becomes, and whose it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.personal import mask_numbers, mask_text
from core.places import PlaceIndex
from core.words import say_number, say_period
from store import Column, RewrittenCell, Table

EMPTY = "空"
SHARE = "%"
_WAN = 10_000


@dataclass(frozen=True)
class ChangedCell:
    """One stored value that changes: `where` is its place and period, `what` its column or item, `file` the one that brought it, `row`
    the Excel row of the new file."""

    where: str
    what: str
    before: str
    after: str
    file: str
    row: int | None

    def say(self) -> str:
        """`吉首市2021年11月“任务数（户）”：120 → 130（本文件第 3 行，原为“住建_危房.xlsx”）`."""
        at = f"本文件第 {self.row} 行，" if self.row else ""
        return f"{self.where}“{self.what}”：{self.before} → {self.after}（{at}原为“{self.file}”）"


def say_changed(table: Table, cell: RewrittenCell, index: PlaceIndex, file: str) -> ChangedCell:
    """One changed value in words; personal texts masked."""
    column = table.column(cell.column)
    say = _sayer(table, column, cell.key)
    before, after = say(cell.before), say(cell.after)
    if before == after:
        before, after = f"{cell.before!s}", f"{cell.after!s}"
    return ChangedCell(_where(cell.key, index), _what(table, column, cell.key), before, after, file, cell.row)


def _where(key: Mapping[str, Any], index: PlaceIndex) -> str:
    code = key.get("place_code") or key.get("county_code") or ""
    place = index.find(code)
    period = key.get("period") or ""
    return (place.name if place else code) + (say_period(period) if period else "")


def _what(table: Table, column: Column, key: Mapping[str, Any]) -> str:
    """The item, or the rest of the key and the column: `P12 计划资金`."""
    items = {item.code: item.title for item in table.items}
    personal = {one.name: one.personal for one in table.columns}
    parts = [
        items.get(value, str(value)) if name == "item" else _mask(str(value), personal.get(name, ""))
        for name, value in key.items()
        if value not in (None, "") and name not in ("place_code", "county_code", "period")
    ]
    if "item" not in key or len(table.melt_into) > 1 or column.name not in table.melt_into:
        parts.append(column.title)
    return " ".join(parts)


def _sayer(table: Table, column: Column, key: Mapping[str, Any]) -> Callable[[Any], str]:
    share = column.type == "percent" or (column.name in table.melt_into and _is_share(table, key.get("item")))

    def say(value: Any) -> str:
        if value is None or value == "":
            return EMPTY
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, int | float):
            if share:
                return f"{say_number(value * 100)}%"
            if column.type != "money":
                return say_number(value)
            return f"{say_number(value)} 元" if column.unit == "元" else f"{say_number(value / _WAN)} 万元"
        return str(value) if isinstance(value, date) else _mask(str(value), column.personal)

    return say


def _is_share(table: Table, item: str | None) -> bool:
    """Whether an item's values are kept as fractions of 1."""
    unit = next((one.unit for one in table.items if one.code == item), "")
    return unit == SHARE or bool(item and item.endswith(f"{SHARE}）"))


def _mask(text: str, personal: str) -> str:
    return mask_text(text, personal) if personal else mask_numbers(text)
