"""What each indicator needs as evidence (档案资料): the items declared beside a framework, in its folder `archive`."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.declared import Declaration, Field, entries, read_declaration
from core.errors import UserError
from core.kinds import TEXT, Where, one_of, whole_number
from indicators.declared import DEFINITIONS_FOLDER, read_framework

FILE = "archive/items.yaml"
LEVELS: Mapping[str, str] = {"county": "县级", "township": "乡镇级", "village": "村级"}
"""Whose document it is; the words for it."""
LONGEST_MONTHS = 120
_ITEM = Declaration(
    (
        *(Field(name, TEXT, needed=True) for name in ("id", "title", "indicator", "department", "must_say", "source")),
        Field("level", one_of(tuple(LEVELS)), needed=True),
        Field("valid_months", whole_number(0, LONGEST_MONTHS, "应为整数个月", "不更新的去掉这一行"), default=0),
    ),
    shape="一份资料应为若干“字段: 值”",
)
_ARCHIVE = Declaration(
    (
        Field("note", TEXT, default=""),
        Field("items", entries(_ITEM, "id", "应有 items，其下一份资料一行"), default=()),
    )
)


@dataclass(frozen=True)
class Item:
    """One document that every place of its level has to have.

    `valid_months` after the day it bears it is out of date; 0: one is enough for good. `must_say` is what it has to contain.
    """

    id: str
    title: str
    indicator: str
    level: str
    department: str
    must_say: str
    source: str
    valid_months: int = 0

    def say_validity(self) -> str:
        """`每月更新`, `每 3 个月更新`, `每年更新`, `一次即可`."""
        known = {0: "一次即可", 1: "每月更新", 12: "每年更新"}
        return known.get(self.valid_months, f"每 {self.valid_months} 个月更新")

    def valid_until(self, made_on: date | None) -> date | None:
        """The last day on which a document of that day counts; None where it never ends or bears no day."""
        if not self.valid_months or made_on is None:
            return None
        month = made_on.year * 12 + made_on.month - 1 + self.valid_months
        year, number = month // 12, month % 12 + 1
        return date(year, number, min(made_on.day, calendar.monthrange(year, number)[1]))


@dataclass(frozen=True)
class Archive:
    """The items of one framework in the order of its indicators, and what to know of them."""

    framework_id: str
    note: str
    items: tuple[Item, ...]

    def find(self, item_id: str) -> Item | None:
        """The item of that id."""
        return next((item for item in self.items if item.id == item_id), None)


@cache
def read_archive(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Archive:
    """The items declared beside a framework; none where it has no folder `archive`.

    Raises UserError naming the item, the field, what came and what to do.
    """
    path = folder / framework_id / FILE
    if not path.is_file():
        return Archive(framework_id, "", ())
    indicators = [cut.title for cut in read_framework(framework_id, folder).indicators]
    raw, where = read_declaration(path, _ARCHIVE, FILE), Where(FILE)
    known = one_of(tuple(indicators))
    for one in raw["items"]:
        known.read(one["indicator"], where.at(f"items.{one['id']}.indicator"))
    items = [Item(**one) for one in raw["items"]]
    twice = next((item.id for item in items if [one.id for one in items].count(item.id) > 1), "")
    if twice:
        raise UserError("编号重复", file=FILE, field="id", came=twice, todo="每份资料一个编号")
    ordered = sorted(items, key=lambda item: (indicators.index(item.indicator), list(LEVELS).index(item.level)))
    return Archive(framework_id, raw["note"], tuple(ordered))
