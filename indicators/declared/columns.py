"""How the columns of a declared table or view read on a screen: Chinese title, kind, unit, and what is personal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from core import words
from core.declared import kept_until_changed, read_yaml
from core.kinds import Where, mapping_of, plain
from core.personal import mask_numbers, mask_text
from indicators.declared import views
from indicators.declared.limits import LIMITS_FILE, PREFIX, Limit, read_limits
from store import SOURCE_COLUMNS, TABLES_FOLDER, UNREAD_COLUMNS, Column, Item, read_tables

WAN, YUAN, PERCENT = "万元", "元", "%"
MONTH: Final = "month"
"""The kind of a count of months, year*12+month, by which months are compared; it reads as the month it is."""
NUMBER_KINDS: Final = ("integer", "number", "money", "percent")
YES, NO = "是", "否"
_FOLDERS: Final = (TABLES_FOLDER, views.VIEWS_FOLDER, LIMITS_FILE.parent)
"""Where the declarations stand that say how a column reads."""
_HIDDEN = ("import_id", "unit_key", *UNREAD_COLUMNS)
_SYSTEM = {
    "place_code": ("地区代码", "code"),
    "place_name": ("地区", "text"),
    "county_code": ("县代码", "code"),
    "period": ("期次", "period"),
    "source_file": ("来源文件", "text"),
    "source_hash": ("文件编号", "code"),
    "source_sheet": ("工作表", "text"),
    "source_row": ("行", "row"),
    "source_column": ("列", "code"),
}
_COMPUTED = {
    "final_budget_cny": ("最终预算", "money", WAN),
    "paid_cny": ("累计支出", "money", WAN),
    "last_paid_on": ("最近支付日期", "date", ""),
    "payments": ("支付笔数", "integer", ""),
    "is_industry": ("产业发展项目", "boolean", ""),
    "is_started": ("已开工", "boolean", ""),
    "is_finished": ("已完工", "boolean", ""),
    "is_accepted": ("已验收", "boolean", ""),
    "is_on_time": ("在计划完工日当天或之前完工", "boolean", ""),
    "accept_days": ("完工到验收天数", "integer", "天"),
    "fund_sources": ("资金级次", "text", ""),
    "allocation_work_days": ("分配用时（工作日）", "integer", ""),
    "has_project": ("项目表中有此项目", "boolean", ""),
    "last_done_count": ("上月已完成数", "number", ""),
    "village_households": ("各村户数之和", "integer", "户"),
    "village_persons": ("各村人口之和", "integer", "人"),
}
"""Columns that views compute, which no table declares."""
_PARAMETERS = {
    "period_start": ("期初", "date"),
    "period_end": ("期末", "date"),
    "year_start": ("年初", "date"),
    "year_end": ("年末", "date"),
    "view_day": ("查看日", "date"),
    "schedule_share": ("序时进度", "percent"),
    "month_number": ("本期月份", MONTH),
}
TITLES_FILE = Path(__file__).parent / "column_titles.yaml"
"""Titles of the many columns that views of checks compute, `name: title` or `name: [title, unit]`."""
_TITLE = plain(
    "title, or [title, unit]", {"type": ["string", "array"]},
    lambda came: isinstance(came, str) or (isinstance(came, list) and len(came) == 2 and {*map(type, came)} == {str}),
    "应为名称，或[名称, 单位]", "请写成 补助金额 或 [补助金额, 元]",
)  # fmt: skip
_TYPE_KINDS = {
    "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "number", "INTEGER": "integer", "BIGINT": "integer", "HUGEINT": "integer",
}  # fmt: skip
_SHARE = "比例"
_UNIT_AT_END = re.compile(r"[（(](?:万元|亿元|元|千瓦时|人|户|亩)[)）]$")


@dataclass(frozen=True)
class ColumnView:
    """One column as it reads. `kind` is text, code, choice, period, month, date, boolean, row, or one of `NUMBER_KINDS`.

    money is stored in yuan and read in `unit` (万元 or 元); percent is stored as a fraction and read in %.
    """

    name: str
    title: str
    kind: str
    unit: str = ""
    personal: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the column is right-aligned figures."""
        return self.kind in NUMBER_KINDS

    @property
    def heading(self) -> str:
        """The title with its unit: `累计支出（万元）`, `支出进度（%）`."""
        unit = PERCENT if self.kind == "percent" else self.unit
        return f"{self.title}（{unit}）" if unit else self.title

    def shown(self, value: Any) -> Any:
        """A figure in the unit it is read in (万元, %), what is personal masked, None where missing."""
        if is_empty(value):
            return None
        if self.personal:
            return mask_text(str(value), self.personal)
        if self.kind == "text":
            return mask_numbers(str(value))
        if self.kind == "money":
            return float(value) / (words.CNY_PER_WAN if self.unit == WAN else 1)
        if self.kind == "percent":
            return float(value) * 100
        if self.kind == "date":
            return pd.Timestamp(value).date()
        return value.item() if hasattr(value, "item") else value


@kept_until_changed(*_FOLDERS)
def column_views(relation: str) -> Mapping[str, ColumnView]:
    """Column → how it reads, for every column of a declared table or view that a person may see, source columns last."""
    names = [name for name in views.relation_columns(relation) if name not in _HIDDEN]
    names.sort(key=lambda name: name in SOURCE_COLUMNS)
    return {name: _view(relation, name) for name in names}


@kept_until_changed(*_FOLDERS)
def expression_views(relation: str) -> Mapping[str, ColumnView]:
    """Every name an expression over a table or view may use → how it reads: its columns, the period's dates and share, limits."""
    periods = {name: ColumnView(name, title, kind) for name, (title, kind) in _PARAMETERS.items()}
    limits = {f"{PREFIX}{code}": _limit_view(limit) for code, limit in read_limits().items()}
    return {**column_views(relation), **periods, **limits}


def item_titles(relation: str) -> Mapping[str, str]:
    """Item code → title of a long table (`insured` → 脱贫户和监测户医保参保); empty for other tables."""
    tables = [read_tables()[base] for base in views.base_tables(relation)]
    return {item.code: item.title for table in tables for item in table.items}


def say_cell(value: Any, view: ColumnView, with_unit: bool = False) -> str:
    """One cell as text: `1,234.56` (`1,234.56 万元` with its unit), `2021年11月20日`, `是`; missing is `—`. Personal is masked."""
    shown = view.shown(value)
    if shown is None:
        return words.MISSING_WORDS
    if view.kind == "boolean":
        return YES if shown else NO
    if isinstance(shown, date):
        return words.say_date(shown)
    if view.kind == "period":
        return words.say_period(str(shown))
    if view.kind == MONTH:
        year, month = divmod(int(shown) - 1, 12)
        return words.say_period(f"{year}-{month + 1:02d}")
    if not view.is_number:
        return str(shown)
    text = f"{words.say_value(shown, 'ratio')}" if view.kind in ("money", "percent") else words.say_number(shown)
    unit = PERCENT if view.kind == "percent" else view.unit
    return f"{text}{'' if unit == PERCENT else ' '}{unit}" if with_unit and unit else text


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT, NA, an empty text."""
    return value is None or value is pd.NaT or value is pd.NA or value == "" or value != value


def _view(relation: str, name: str) -> ColumnView:
    if name in _SYSTEM:
        return ColumnView(name, *_SYSTEM[name])
    if views.is_view(relation) and name in _COMPUTED:
        return ColumnView(name, *_COMPUTED[name])
    tables = [read_tables()[base] for base in views.base_tables(relation)]
    for item in (item for table in tables for item in table.items if views.is_view(relation)):
        if item.code == name:
            return _item_view(item)
    column = next((column for table in tables for column in table.columns if column.name == name), None)
    return _column_view(column) if column else _computed_view(relation, name)


def _computed_view(relation: str, name: str) -> ColumnView:
    """A column that a view computes, by the list of titles; one without a title stands as it is called."""
    title, unit = _titles().get(name, (name, ""))
    kind = _TYPE_KINDS.get(views.relation_columns(relation)[name], "text")
    if kind == "integer" and name.endswith("_number"):
        return ColumnView(name, title, MONTH)
    if kind == "number" and name.endswith("_cny"):
        return ColumnView(name, title, "money", unit or YUAN)
    if kind == "number" and name.endswith(("_share", "_rate")):
        return ColumnView(name, title, "percent", PERCENT)
    return ColumnView(name, title, kind, unit)


@kept_until_changed(TITLES_FILE.parent)
def _titles() -> Mapping[str, tuple[str, str]]:
    raw = mapping_of(_TITLE).read(read_yaml(TITLES_FILE), Where(TITLES_FILE.name))
    return {name: (said, "") if isinstance(said, str) else tuple(said) for name, said in raw.items()}


def say_limit(limit: Limit, value: float) -> str:
    """A value of a line with its unit, a share as percent."""
    return words.say_line(value, "percent") if limit.unit == _SHARE else f"{words.say_number(value)}{limit.unit}"


def _limit_view(limit: Limit) -> ColumnView:
    """`户耕地面积上限（100亩）`, with its built-in value."""
    return ColumnView(f"{PREFIX}{limit.code}", f"{limit.title}（{say_limit(limit, limit.value)}）", "number")


def _item_view(item: Item) -> ColumnView:
    if item.unit == PERCENT:
        return ColumnView(item.code, item.title, "percent", PERCENT)
    kind = "money" if item.code.endswith("_cny") else "number"
    return ColumnView(item.code, item.title, kind, item.unit)


def _column_view(column: Column) -> ColumnView:
    kinds = {"id_number": "code", "month": "period", "year": "period"}
    kind = kinds.get(column.type, column.type)
    unit = column.unit or (WAN if kind == "money" else "")
    stated = _UNIT_AT_END.search(column.title)
    title = column.title[: stated.start()] if stated else column.title
    return ColumnView(column.name, title, kind, unit or (stated[0][1:-1] if stated else ""), column.personal)
