"""Declared tables: which columns a table has, their types and units, its key and how a new file replaces the old one.

One YAML file a table in `loaders/tables/`. The same declaration checks an import, makes the template and types the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.declared import files_by_name
from core.errors import UserError
from core.places.codes import PLACE_LEVELS

TABLES_FOLDER = Path(__file__).parent

TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "id_number": "VARCHAR",
    "choice": "VARCHAR",
    "month": "VARCHAR",
    "year": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "percent": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
"""Declared type → stored DuckDB type. Money is stored in yuan, percent as a fraction (0.85 for 85 %)."""

UNIT_ENDINGS = {"money": "_cny", "percent": "_rate"}
PERIOD_KINDS = ("none", "year", "month")

PLACE_COLUMNS = {
    "place_code": "VARCHAR",
    "place_name": "VARCHAR",
    "county_code": "VARCHAR",
}
PERIOD_COLUMN = {"period": "VARCHAR"}
SOURCE_COLUMNS = {
    "source_file": "VARCHAR",
    "source_hash": "VARCHAR",
    "source_sheet": "VARCHAR",
    "source_row": "INTEGER",
    "source_column": "VARCHAR",
    "import_id": "VARCHAR",
}
"""Every stored row knows the file (name and first 16 hex digits of its SHA-256), sheet, Excel row and, for melted
tables, the Excel column letter it came from, and the import that brought it."""


@dataclass(frozen=True)
class Column:
    """One declared column. `unit` is the unit assumed when neither header, sheet nor cell says one."""

    name: str
    title: str
    type: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    additive: bool = False
    personal: str = ""
    note: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header text that means this column, the title first."""
        return (self.title, *self.aliases)


@dataclass(frozen=True)
class Item:
    """One figure of a long table that wide sheets are melted into: its code, title, unit and the headers per slot.

    `slots` maps a value column (`value`, or `target_count` / `done_count`) to the headers it may carry.
    """

    code: str
    title: str
    unit: str
    slots: Mapping[str, tuple[str, ...]]
    note: str = ""


@dataclass(frozen=True)
class Reconciliation:
    """Totals of one column that must agree between the groups of another (分项之和、两种分类之和一致)."""

    column: str
    groups: str
    tolerance: float


@dataclass(frozen=True)
class RowRule:
    """A rule between the columns of one row, an SQL expression that must not be false, with its words."""

    rule: str
    words: str


@dataclass(frozen=True)
class Table:
    """One declared table.

    `replace` names the columns whose combinations in a new file replace the stored rows of the same combinations;
    the word `key` alone means row by row. `melt_open` lets undeclared number columns in under their own header.
    """

    name: str
    title: str
    one_row: str
    place_level: str
    place_required: bool
    period: str
    key: tuple[str, ...]
    replace: tuple[str, ...]
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()
    melt_into: tuple[str, ...] = ()
    melt_open: bool = False
    reconcile: tuple[Reconciliation, ...] = ()
    rules: tuple[RowRule, ...] = ()
    department: str = ""
    note: str = ""

    @property
    def is_melted(self) -> bool:
        """Whether wide sheets are turned into rows of (item, value…)."""
        return bool(self.melt_into)

    @property
    def stored_columns(self) -> dict[str, str]:
        """Column name → DuckDB type of the stored table, in order, system columns included."""
        stored = dict(PLACE_COLUMNS) if self.place_level else {}
        if self.period != "none":
            stored |= PERIOD_COLUMN
        stored |= {column.name: TYPES[column.type] for column in self.columns}
        return stored | SOURCE_COLUMNS

    def column(self, name: str) -> Column:
        """The declared column of that name; KeyError when there is none."""
        return next(column for column in self.columns if column.name == name)


_TABLE_KEYS = {
    "table", "title", "one_row", "place", "period", "key", "replace", "columns", "items", "melt_into", "melt_open",
    "reconcile", "rules", "department", "note",
}  # fmt: skip
_COLUMN_KEYS = {
    "name", "title", "type", "aliases", "unit", "required", "choices", "minimum", "maximum", "additive", "personal",
    "note",
}  # fmt: skip


def read_table(path: Path) -> Table:
    """The declaration in one YAML file. Raises UserError naming the file, the field, what came and what to do."""
    name = path.name
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError("不是可读的 YAML 文件", file=name, came=str(error)[:200], todo="请检查缩进和冒号") from error
    if not isinstance(raw, dict):
        raise UserError("应为若干“字段: 值”", file=name, came=type(raw).__name__, todo="请参照其他表的声明")
    _refuse_unknown(raw, _TABLE_KEYS, name, "")
    for needed in ("table", "title", "one_row", "key", "columns"):
        if needed not in raw:
            raise UserError("缺少必填字段", file=name, field=needed, todo="请补上")
    if raw["table"] != path.stem:
        raise UserError("表名应与文件名一致", file=name, field="table", came=raw["table"], todo=f"请改为 {path.stem}")
    columns = tuple(_read_column(entry, name) for entry in raw["columns"])
    place = raw.get("place") or {}
    table = Table(
        name=raw["table"],
        title=raw["title"],
        one_row=raw["one_row"],
        place_level=_one_of(place.get("level", ""), ("", *PLACE_LEVELS), name, "place.level"),
        place_required=bool(place.get("required", True)),
        period=_one_of(raw.get("period", "none"), PERIOD_KINDS, name, "period"),
        key=tuple(raw["key"]),
        replace=tuple(raw.get("replace", ["key"])),
        columns=columns,
        items=tuple(_read_items(raw.get("items") or {}, tuple(raw.get("melt_into", ())), name)),
        melt_into=tuple(raw.get("melt_into", ())),
        melt_open=bool(raw.get("melt_open", False)),
        reconcile=tuple(Reconciliation(**entry) for entry in raw.get("reconcile", ())),
        rules=tuple(RowRule(**entry) for entry in raw.get("rules", ())),
        department=raw.get("department", ""),
        note=raw.get("note", ""),
    )
    for field_name, names in (("key", table.key), ("replace", table.replace)):
        for column_name in names:
            if column_name != "key" and column_name not in table.stored_columns:
                raise UserError(
                    "不是本表的列", file=name, field=field_name, came=column_name, todo="请改为已声明的列名"
                )
    return table


@cache
def read_tables() -> Mapping[str, Table]:
    """All declared tables by name, in the order of their file names."""
    tables = (read_table(path) for path in files_by_name(TABLES_FOLDER).values())
    return {table.name: table for table in tables}


def find_table(name: str) -> Table:
    """The declared table of that name. Raises UserError listing the names there are."""
    tables = read_tables()
    if name not in tables:
        raise UserError("没有声明这张表", field="table", came=name, todo=f"可用的表：{'、'.join(tables)}")
    return tables[name]


def _read_column(entry: Any, file: str) -> Column:
    if not isinstance(entry, dict) or not {"name", "title", "type"} <= entry.keys():
        raise UserError("每一列都要有 name、title、type", file=file, field="columns", came=entry, todo="请补齐")
    where = f"columns.{entry['name']}"
    _refuse_unknown(entry, _COLUMN_KEYS, file, where)
    _one_of(entry["type"], tuple(TYPES), file, f"{where}.type")
    ending = UNIT_ENDINGS.get(entry["type"])
    if ending and not entry["name"].endswith(ending):
        raise UserError("列名应以单位结尾", file=file, field=where, came=entry["name"], todo=f"请以 {ending} 结尾")
    if entry["type"] == "choice" and not entry.get("choices"):
        raise UserError("选项列要列出选项", file=file, field=f"{where}.choices", todo="请补上 choices")
    choices = {key: tuple(value or ()) for key, value in (entry.get("choices") or {}).items()}
    return Column(**{**entry, "aliases": tuple(entry.get("aliases", ())), "choices": choices})


def _read_items(raw: Mapping[str, Any], slots: tuple[str, ...], file: str) -> list[Item]:
    items = []
    for code, entry in raw.items():
        where = f"items.{code}"
        _refuse_unknown(entry, {"title", "unit", "note", *slots}, file, where)
        if "title" not in entry:
            raise UserError("每一项都要有 title", file=file, field=where, todo="请补上")
        headers = {slot: tuple(entry.get(slot, ())) for slot in slots}
        items.append(Item(code, entry["title"], entry.get("unit", ""), headers, entry.get("note", "")))
    return items


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], file: str, where: str) -> None:
    for key in entry:
        if key not in known:
            field_name = f"{where}.{key}" if where else str(key)
            raise UserError(
                "不认识的字段", file=file, field=field_name, came=key, todo=f"可用：{'、'.join(sorted(known))}"
            )


def _one_of(value: str, allowed: tuple[str, ...], file: str, field_name: str) -> str:
    if value not in allowed:
        raise UserError("取值不在允许范围", file=file, field=field_name, came=value, todo=f"可用：{'、'.join(allowed)}")
    return value
