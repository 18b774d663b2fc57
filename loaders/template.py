"""Empty workbooks for a declared table, made from the declaration that checks them: headers, units, drop-downs, notes."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import xlsxwriter

from core.palette import ACCENT, TEMPLATE_ADVICE, TEMPLATE_HEAD
from store import Column, Table

EMPTY_ROWS = 2_000
"""Rows of the template that carry formats and drop-downs; more may be added."""
HEADER_ROW = 3
"""Excel row of the headers: a title and a line of advice stand above."""
GUIDE_SHEET, GUIDE_HEADER = "填表说明", ("表头", "是否必填", "选项", "说明")
"""The sheet beside the table in every template, and its first row."""

_PLACE_HEADERS = {
    "province": ("区划代码", "地区名称"),
    "prefecture": ("区划代码", "地区名称"),
    "county": ("区划代码", "地区名称"),
    "township": ("区划代码", "县", "乡镇"),
    "village": ("区划代码", "县", "乡镇", "村"),
}
_TYPE_WORDS = {
    "text": "文字",
    "code": "代码，按文本填写",
    "id_number": "证件号码，按文本填写",
    "choice": "从下拉选项中选",
    "month": "月份，如 2021-11",
    "year": "年份，如 2021",
    "integer": "整数",
    "number": "数",
    "money": "金额",
    "percent": "比率，写成 85%",
    "date": "日期，如 2021-11-20",
    "boolean": "是 或 否",
}
_FORMATS = {"code": "@", "id_number": "@", "month": "@", "year": "@", "text": "@", "date": "yyyy-mm-dd", "integer": "0"}
_MONTH_NOTE = "期次，写成 2021-11 这样的年月"
_YEAR_NOTE = "年度，写成 2021 这样的年份"


@dataclass(frozen=True)
class TemplateColumn:
    """One header of a template: text with its unit, whether it must be filled, choices and an explanation."""

    header: str
    type: str
    required: bool
    choices: tuple[str, ...]
    note: str
    takes_others: bool = False
    """Whether something else than the choices may be written."""


def list_template_columns(table: Table) -> list[TemplateColumn]:
    """The headers of a table's template in order; long tables get one column an item (宽表)."""
    columns = [*_place_columns(table), *_period_columns(table)]
    if table.is_melted:
        dropped = {"item", "item_title", "unit", *table.melt_into}
        columns += [_template_column(column) for column in table.columns if column.name not in dropped]
        columns += _item_columns(table)
    else:
        columns += [_template_column(column) for column in table.columns]
    return columns


def make_template(table: Table) -> bytes:
    """An xlsx workbook with the empty table and a sheet 填表说明."""
    buffer = io.BytesIO()
    columns = list_template_columns(table)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _write_table(book, table, columns)
        _write_guide(book, table, columns)
    return buffer.getvalue()


def _place_columns(table: Table) -> Iterator[TemplateColumn]:
    for header in _PLACE_HEADERS.get(table.place_level, ()):
        note = (
            "官方区划代码：县级及以上 6 位、乡级 9 位、村级 12 位" if header == "区划代码" else "官方全称，与代码一致"
        )
        required = table.place_required and header == "区划代码"
        yield TemplateColumn(header, "code" if header == "区划代码" else "text", required, (), note)


def _period_columns(table: Table) -> Iterator[TemplateColumn]:
    if table.period == "month":
        yield TemplateColumn("期次", "month", True, (), _MONTH_NOTE)
    elif table.period == "year":
        yield TemplateColumn("年度", "year", True, (), _YEAR_NOTE)


def _template_column(column: Column) -> TemplateColumn:
    header = column.title
    unit = column.unit or ("%" if column.type == "percent" else "")
    if unit and f"({unit})" not in header and f"（{unit}）" not in header:
        header = f"{header}({unit})"
    choices = ("是", "否") if column.type == "boolean" else tuple(column.choices)
    if column.choices and all(key.isascii() for key in column.choices):
        choices = tuple(names[0] for names in column.choices.values() if names)
    words = [_TYPE_WORDS[column.type]]
    if column.minimum is not None and column.type != "percent":
        words.append(f"不小于 {column.minimum:g}")
    if column.maximum is not None and column.type != "percent":
        words.append(f"不大于 {column.maximum:g}")
    if column.others:
        words.append("没有合适的可以自己写")
    if column.note:
        words.append(column.note)
    return TemplateColumn(header, column.type, column.required, choices, "；".join(words), column.others)


def _item_columns(table: Table) -> Iterator[TemplateColumn]:
    for item in table.items:
        for slot in table.melt_into:
            header = item.title if len(table.melt_into) == 1 else item.slots[slot][0]
            note = f"{item.title}：{table.column(slot).title}" if len(table.melt_into) > 1 else item.title
            unit = f"({item.unit})" if item.unit else ""
            yield TemplateColumn(header + unit, "number", False, (), f"{note}；没有就留空，不要填 0")


def _write_table(book: xlsxwriter.Workbook, table: Table, columns: list[TemplateColumn]) -> None:
    sheet = book.add_worksheet(table.title.strip("（）()")[:31])
    title = book.add_format({"bold": True, "font_size": 16})
    advice = book.add_format({"font_color": TEMPLATE_ADVICE})
    sheet.write_string(0, 0, table.title, title)
    sheet.write_string(1, 0, f"每行一个：{table.one_row}。红色表头必填；没有的数留空；不要改动表头。", advice)
    sheet.freeze_panes(HEADER_ROW, 0)
    for place, column in enumerate(columns):
        style = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": TEMPLATE_HEAD}
        style |= {"font_color": ACCENT} if column.required else {}
        sheet.write_string(HEADER_ROW - 1, place, column.header, book.add_format(style))
        sheet.write_comment(HEADER_ROW - 1, place, ("必填。" if column.required else "") + column.note)
        body = book.add_format({"num_format": _FORMATS.get(column.type, "General")})
        sheet.set_column(place, place, max(10, min(28, 2 * len(column.header) + 2)), body)
        if column.choices:
            sheet.data_validation(
                HEADER_ROW, place, HEADER_ROW + EMPTY_ROWS - 1, place,
                {"validate": "list", "source": list(column.choices), "error_title": "不在选项内", "error_message": "请从下拉选项中选",
                 "show_error": not column.takes_others},
            )  # fmt: skip


def _write_guide(book: xlsxwriter.Workbook, table: Table, columns: list[TemplateColumn]) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    bold = book.add_format({"bold": True})
    for place, text in enumerate(GUIDE_HEADER):
        sheet.write_string(0, place, text, bold)
    for row, column in enumerate(columns, start=1):
        cells = (column.header, "必填" if column.required else "", "、".join(column.choices), column.note)
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text)
    notes = [table.note] if table.note else []
    notes += [rule.words for rule in table.rules]
    for row, text in enumerate(notes, start=len(columns) + 2):
        sheet.write_string(row, 0, text)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 3, 48)
