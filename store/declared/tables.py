"""Declared tables: which columns a table has, their types and units, its key and how a new file replaces the old one.

One YAML file a table in `store/declared/`. The same declaration checks an import, makes the template and types the store.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from core.declared import files_by_name, kept_until_changed, read_declaration
from core.errors import UserError
from core.kinds import Where
from store.declared.fields import ITEM, TABLE, TYPES

TABLES_FOLDER = Path(__file__).parent

NEAREST_TABLES = 4
"""So many names are proposed where a table is not known."""
UNIT_ENDINGS = {"money": "_cny", "percent": "_rate"}

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
    "absent_columns": "VARCHAR",
    "refused_columns": "VARCHAR",
}
"""Every stored row knows the file (name and first 16 hex digits of its SHA-256), sheet, Excel row and, for melted
tables, the Excel column letter it came from, and the import that brought it. It also knows which of its empty cells say
nothing: `absent_columns` are the declared columns that its sheet did not have, `refused_columns` those whose cell was there
and could not be read, both as `,name,name,` (None without any). An empty cell of any other column was left empty."""
UNREAD_COLUMNS = ("absent_columns", "refused_columns")
"""The columns that name columns; see `SOURCE_COLUMNS`."""


@dataclass(frozen=True)
class Column:
    """One declared column. `unit` is the unit assumed when neither header, sheet nor cell says one; `unit_of` names the column whose
    measure gives the unit row by row. With `keeps_row` an empty cell of a required column costs the cell and not the row. `none` are
    words that are stored as an empty cell, which then says no, unless the column is empty for a whole county or the row has
    something in a column of `given_with`."""

    name: str
    title: str
    type: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    unit_of: str = ""
    required: bool = False
    keeps_row: bool = False
    none: tuple[str, ...] = ()
    given_with: tuple[str, ...] = ()
    is_past: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: bool = False
    minimum: float | None = None
    maximum: float | None = None
    additive: bool = False
    personal: str = ""
    names_units: bool = False
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
    `alone_without` are columns of the key without which a row stands for itself; with `batches` rows of one key with
    different contents are parts of one thing and all kept.
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
    alone_without: tuple[str, ...] = ()
    batches: bool = False
    brings_places: bool = False
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


def read_table(path: Path) -> Table:
    """The declaration in one YAML file. Raises UserError naming the file, the field, what came and what to do."""
    where, raw = Where(path.name), read_declaration(path, TABLE)
    name, place = raw.pop("table"), raw.pop("place")
    if name != path.stem:
        raise where.error("表名应与文件名一致", name, f"请改为 {path.stem}", "table")
    made = {
        "columns": tuple(_make_column(entry, where.at("columns")) for entry in raw["columns"]),
        "items": tuple(_make_item(code, entry, raw["melt_into"], where) for code, entry in raw["items"].items()),
        "reconcile": tuple(Reconciliation(**entry) for entry in raw["reconcile"]),
        "rules": tuple(RowRule(**entry) for entry in raw["rules"]),
    }
    table = Table(name=name, place_level=place["level"], place_required=place["required"], **raw | made)
    _check_names(table, where)
    return table


class BrokenTableError(UserError):
    """A declared table that cannot be used, because its own declaration is refused."""


def read_tables() -> Mapping[str, Table]:
    """All tables that are well declared, by name, in the order of their file names."""
    return _read_all()[0]


def broken_tables() -> Mapping[str, BrokenTableError]:
    """Name of the file → what is wrong with it, of the tables whose declaration is refused."""
    return _read_all()[1]


@kept_until_changed(TABLES_FOLDER)
def _read_all() -> tuple[Mapping[str, Table], Mapping[str, BrokenTableError]]:
    found: dict[str, Table] = {}
    broken: dict[str, BrokenTableError] = {}
    for name, path in files_by_name(TABLES_FOLDER).items():
        try:
            found[name] = read_table(path)
        except UserError as error:
            parts = error.as_dict()
            broken[name] = BrokenTableError(parts.pop("rule"), **parts)
    return found, broken


def find_table(name: str) -> Table:
    """The declared table of that name, or of that Chinese title. Raises BrokenTableError where its declaration is refused, else
    UserError with the tables whose names are nearest."""
    if name in broken_tables():
        raise broken_tables()[name].with_traceback(None)
    tables = read_tables()
    if name in tables:
        return tables[name]
    titled = {_bare_title(table.title): table for table in tables.values()}
    if (wanted := _bare_title(name)) in titled:
        return titled[wanted]
    near = [tables[one] for one in get_close_matches(name, tables, NEAREST_TABLES)]
    near += [titled[one] for one in get_close_matches(wanted, titled, NEAREST_TABLES, 0.4)]
    words = "、".join(f"{table.title}（{table.name}）" for table in near or tables.values())
    raise UserError("没有声明这张表", field="table", came=name, todo=f"{'最接近的' if near else '可用的'}表：{words}")


def _bare_title(text: str) -> str:
    """A table's title as somebody may write it: without blanks, brackets and the word 模板."""
    return re.sub(r"\W", "", text).removesuffix("模板")


def _make_column(entry: dict[str, Any], where: Where) -> Column:
    column, inside = Column(**entry), where.at(entry["name"])
    ending = UNIT_ENDINGS.get(column.type, "")
    if not column.name.endswith(ending):
        raise inside.error("列名应以单位结尾", column.name, f"请以 {ending} 结尾")
    if column.type == "choice" and not column.choices:
        raise inside.error("选项列要列出选项", todo="请补上 choices", key="choices")
    return column


def _make_item(code: str, entry: dict[str, Any], slots: tuple[str, ...], where: Where) -> Item:
    ITEM.refuse_unknown(entry, where.at(f"items.{code}"), slots)
    headers = {slot: entry.get(slot, ()) for slot in slots}
    return Item(code, entry["title"], entry["unit"], headers, entry["note"])


def _check_names(table: Table, where: Where) -> None:
    """Every column that the declaration names is there, and what a file replaces is part of the key."""
    named = {
        "key": table.key,
        "alone_without": table.alone_without,
        "replace": table.replace,
        "melt_into": table.melt_into,
    }
    named["given_with"] = tuple(name for column in table.columns for name in column.given_with)
    named["reconcile"] = tuple(name for one in table.reconcile for name in (one.column, one.groups))
    for field_name, names in named.items():
        for name in names:
            if name != "key" and name not in table.stored_columns:
                raise where.error("不是本表的列", name, "请改为已声明的列名", field_name)
    apart = [name for name in table.alone_without if name not in table.key]
    if apart:
        raise where.error(
            "没有它就各算一行的列应在 key 里", apart[0], f"请从 {'、'.join(table.key)} 里选", "alone_without"
        )
    outside = [name for name in table.replace if name not in table.key]
    if outside and table.replace != ("key",):
        todo = f"请从 {'、'.join(table.key)} 里选，或写 [key]"
        raise where.error("按它替换的列应都在 key 里，否则会留下重复的行", outside[0], todo, "replace")
