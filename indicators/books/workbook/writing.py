"""A book as an Excel workbook to read, fill in and bring back: 填表说明, 体系, 指标, 计分, 来源, 灯和等次, 表和列."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from indicators.books.choices import TABLE, choice_words
from indicators.books.raw import RawBook
from indicators.books.workbook.columns import REST_COLUMNS, book_columns, light_columns, measure_columns
from indicators.books.workbook.rows import GRADE, Row, SheetRows, make_rows
from indicators.books.workbook.slots import (
    BOOK,
    COLUMNS,
    GUIDE,
    HOLDS,
    LIGHTS_AND_GRADES,
    MEASURES,
    REST,
    SCORING,
    SOURCES,
    measure_slots,
)  # fmt: skip
from indicators.declared import ColumnView, column_views, views
from reports.workbook import A3, Column, Sheet, write_workbook
from store import SOURCE_COLUMNS, read_tables

_KINDS: Final = {"text": "文字", "code": "代码", "choice": "选项", "period": "期次", "month": "月份", "date": "日期", "boolean": "是/否",
                 "integer": "整数", "number": "数", "money": "金额", "percent": "比率", "row": "行号"}  # fmt: skip
_GUIDE: Final = (
    (
        "怎么填",
        "浅黄色的格可以填写，灰色的格由程序写出、读入时不看。填好后在“办法管理”页“从文件导入”，先成为草稿，核对无误再启用。",
    ),
    ("体系", "一行一项。类别“体系”是办法本身；“方面”“指标”是两种分法，各写名称、简称、分值，分值都要加到总分。"),
    (
        "指标",
        "一行一项指标。编号用小写字母、数字和下划线，三张表（指标、计分、来源）靠编号对上。数据表和列的名称见“表和列”，表和列都可以只写中文名称。",
    ),
    (
        "条件",
        "“哪些行算”“应达到的条件”简单的，用 列、比较、值 三格写；复杂的写在“表达式”一格。两处都写的，要说的是同一件事。",
    ),
    (
        "表达式",
        "列用英文名或只写一列的中文名；可用 + - * /、= <> > >= < <=、and or not、in (…)、is null、like、between，"
        "和 case when、coalesce 取第一个有值的、nullif、abs 绝对值、round 四舍五入、least 较小者、greatest 较大者、length 字数、"
        "year 年、month 月、day 日、date_diff('day', …) 相差天数、substring 截取、cast 换类型。合计和平均用“求和”“求平均”两列。",
    ),
    (
        "计分",
        "先选计分规则，再填这条规则要的几格，其余空着。百分比写 95% 或 0.95；金额以元为单位。“原文”是文件里的说法，照抄。",
    ),
    ("来源", "依据是哪份文件第几条。“登记：”开头的各列写上报数可以对着哪张登记表逐行数出来，没有就空着。"),
    ("灯和等次", "得分占分值多少亮正常、预警；等次从好到差，一行一个，由人评定。"),
    ("读不懂的格", "哪张表、哪一行、哪一列、填了什么、应填什么，读入时逐格列出；只影响那一项指标，其余照常读入。"),
)
_PAGES_ACROSS: Final = {MEASURES: 5, SCORING: 2, SOURCES: 3}
_EMPTY: Final[RawBook] = {"framework": {}, "measures": {}}


def make_template() -> bytes:
    """The workbook of a book that is still empty."""
    return write_book(_EMPTY, title="考核办法（空表）")


def write_book(book: RawBook, title: str = "") -> bytes:
    """The workbook of a book; read back it is the same book."""
    rows = make_rows(book)
    name = title or str(book["framework"].get("title") or "考核办法")
    sheets = [
        _guide(name), _book_sheet(name, rows), *_measure_sheets(name, book, rows), _lights_sheet(name, rows),
        _columns_sheet(name, book), *_rest_sheet(name, rows),
    ]  # fmt: skip
    return write_workbook(sheets)


def _sheet(
    name: str, title: str, lines: Sequence[str], columns: Sequence[Column], rows: Iterable[Row], **more: Any
) -> Sheet:
    names = [column.name for column in columns] + [column.choices_by for column in columns if column.choices_by]
    frame = pd.DataFrame(list(rows), columns=names, dtype=object)
    return Sheet(name, f"{title} · {name}", lines, columns, frame, **{"paper": A3, "is_edited": True, **more})


def _guide(title: str) -> Sheet:
    columns = (Column("topic", "项目", 14), Column("words", "说明", 110))
    rows = [{"topic": topic, "words": words} for topic, words in _GUIDE]
    return _sheet(GUIDE, title, (), columns, rows, is_edited=False, frozen=0)


def _book_sheet(title: str, rows: SheetRows) -> Sheet:
    lines = ("“体系”一类填“内容”；“方面”“指标”填项目（名称）、简称、分值",)
    return _sheet(BOOK, title, lines, book_columns(), rows.sheets[BOOK], frozen=2)


def _measure_sheets(title: str, book: RawBook, rows: SheetRows) -> list[Sheet]:
    is_checks = any(key in raw for raw in book["measures"].values() for key in ("code", "suspicion", "compares"))
    slots = measure_slots(is_checks or book["framework"].get("purpose") == "checks")
    lines = {
        MEASURES: ("一行一项指标；编号对上“计分”“来源”两张表",),
        SCORING: ("规则要哪几格见灰色的“程序的说法”；不计分的指标不用列在这里",),
        SOURCES: ("“登记：”各列只有能对着登记表逐行数出来的指标才填",),
    }
    return [
        _sheet(
            name,
            title,
            lines[name],
            measure_columns(name, slots, book),
            rows.sheets[name],
            frozen=2,
            pages_across=pages,
        )
        for name, pages in _PAGES_ACROSS.items()
    ]


def _lights_sheet(title: str, rows: SheetRows) -> Sheet:
    lines = (f"“{GRADE}”从好到差，一行一个；不写的用好、较好、一般、差",)
    return _sheet(LIGHTS_AND_GRADES, title, lines, light_columns(), rows.sheets[LIGHTS_AND_GRADES], frozen=1)


def _columns_sheet(title: str, book: RawBook) -> Sheet:
    """What conditions may name: the columns of every declared table and of the views the book looks at."""
    used = {table for raw in book["measures"].values() for table in _tables_of(raw)}
    relations = [*read_tables(), *(name for name in views.view_names() if name in used)]
    columns = (
        Column("table", "数据表", 34), Column("column", "列", 40), Column("kind", "类型", 9), Column("unit", "单位", 9),
    )  # fmt: skip
    words = choice_words(TABLE)
    rows = [
        _column_row(words[name], view)
        for name in relations
        for view in column_views(name).values()
        if view.name not in SOURCE_COLUMNS
    ]
    return _sheet(
        COLUMNS, title, ("条件里的列写成这里的样子；只供查找，不用填",), columns, rows, is_edited=False, frozen=1
    )


def _tables_of(raw: Mapping[str, Any]) -> Iterator[str]:
    for one in (raw, raw.get(HOLDS)):
        if isinstance(one, Mapping):
            yield str(one.get("table", ""))


def _column_row(table: str, view: ColumnView) -> Row:
    column = f"{view.title} {view.name}" if view.title != view.name else view.name
    return {"table": table, "column": column, "kind": _KINDS.get(view.kind, view.kind), "unit": view.unit}


def _rest_sheet(title: str, rows: SheetRows) -> list[Sheet]:
    """What no other cell says, as it is; none where there is nothing."""
    if not rows.rest:
        return []
    lines = ("这些内容别的格写不下，原样保存；请勿改动",)
    cells = [dict(zip(("id", "path", "json"), one, strict=True)) for one in rows.rest]
    return [_sheet(REST, title, lines, REST_COLUMNS, cells, frozen=1)]


__all__ = ["make_template", "write_book"]
