"""What each indicator needs as evidence (档案资料): the items declared beside a framework, in its folder `archive`."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import UserError
from indicators.declared.framework import DEFINITIONS_FOLDER, read_framework

FILE = "archive/items.yaml"
LEVELS: Mapping[str, str] = {"county": "县级", "township": "乡镇级", "village": "村级"}
"""Whose document it is; the words for it."""
LONGEST_MONTHS = 120
_NEEDED = ("id", "title", "indicator", "level", "department", "must_say", "source")
_KEYS = {*_NEEDED, "valid_months"}


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
    raw = _read_yaml(path)
    items = [_read_item(one, indicators) for one in raw.get("items") or []]
    twice = next((item.id for item in items if [one.id for one in items].count(item.id) > 1), "")
    if twice:
        raise UserError("编号重复", file=FILE, field="id", came=twice, todo="每份资料一个编号")
    ordered = sorted(items, key=lambda item: (indicators.index(item.indicator), list(LEVELS).index(item.level)))
    return Archive(framework_id, str(raw.get("note") or ""), tuple(ordered))


def _read_yaml(path: Path) -> Mapping[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError("不是可读的 YAML 文件", file=FILE, came=str(error)[:120], todo="请检查缩进和冒号") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("items") or [], list):
        raise UserError("应有 items，其下一份资料一行", file=FILE, todo="请参照现有写法")
    return raw


def _read_item(raw: Any, indicators: list[str]) -> Item:
    if not isinstance(raw, dict):
        raise UserError(
            "一份资料应为若干“字段: 值”", file=FILE, field="items", came=str(raw)[:40], todo="请参照现有写法"
        )
    name = str(raw.get("id") or "")
    for key in raw:
        if key not in _KEYS:
            raise UserError("不认识的字段", file=FILE, field=f"{name}.{key}", todo=f"可用：{'、'.join(sorted(_KEYS))}")
    for key in _NEEDED:
        if not raw.get(key):
            raise UserError("缺少必填字段", file=FILE, field=f"{name}.{key}", todo="请补上")
    _one_of(raw["indicator"], indicators, f"{name}.indicator")
    _one_of(raw["level"], list(LEVELS), f"{name}.level")
    months = raw.get("valid_months", 0)
    if not isinstance(months, int) or not 0 <= months <= LONGEST_MONTHS:
        raise UserError("应为整数个月", file=FILE, field=f"{name}.valid_months", came=months, todo="不更新的去掉这一行")
    return Item(**{key: str(raw[key]) for key in _NEEDED}, valid_months=months)


def _one_of(value: Any, allowed: list[str], field: str) -> None:
    if value not in allowed:
        raise UserError("取值不在允许范围", file=FILE, field=field, came=value, todo=f"可用：{'、'.join(allowed)}")
