"""Tables that other programs save as .xls and that are text inside: HTML pages and XML spreadsheets of 2003.

The parser (lxml) reads no other file, follows no entity and builds no huge tree; documents that declare entities are refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from core.errors import UserError
from loaders.files.containers import COPY_AGAIN, SAVE_AS_XLSX, Limits, say_size
from loaders.files.delimited import decode_text
from loaders.files.number_formats import NOTHING_SHOWN, FormattedFigure, Shown, shown_by

MAX_MARKUP_BYTES = 64 * 1024**2
"""A tree takes many times the room of its text."""
MOST_TABLES = 200
MOST_SPANNED = 5_000_000
"""Columns of cells that reach over several rows, counted once each."""
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ENTITY = re.compile(r"<!(?:ENTITY|DOCTYPE[^>\[]*\[)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass
class MarkupTable:
    """One table: cells and merged blocks (first and last row and column) by position from 0, the texts above it, what is hidden."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    titles: tuple[str, ...] = ()
    is_hidden: bool = False
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns up to the last filled cell."""
        filled = [at for at, cell in self.cells.items() if cell != ""] + list(self.formulas)
        return max((row for row, _ in filled), default=-1) + 1, max((column for _, column in filled), default=-1) + 1


def read_markup(data: bytes, kind: str, file: str, limits: Limits) -> list[MarkupTable]:
    """The tables of an HTML page or an XML spreadsheet. UserError for one that is broken, hostile or holds no table."""
    if len(data) > MAX_MARKUP_BYTES:
        raise UserError(
            f"网页或 XML 表格不能超过 {say_size(MAX_MARKUP_BYTES)}", file=file, came=say_size(len(data)),
            todo=SAVE_AS_XLSX,
        )  # fmt: skip
    text = decode_text(data, file)[0].lstrip("\ufeff")
    if _ENTITY.search(text):
        raise UserError("文件里声明了实体，为安全起见不读取", file=file, todo=SAVE_AS_XLSX)
    text = _DECLARATION.sub("", text, count=1)
    tables = list(_html_tables(text, file, limits) if kind == "html" else _xml_tables(text, file, limits))
    if not tables:
        what = "网页" if kind == "html" else "XML 文件"
        raise UserError(
            f"这是{what}文字，里面没有表格", file=file, todo="请确认选对了文件，或把其中的表格复制到 Excel 再导入"
        )
    return tables[: MOST_TABLES + 1]


def _tree(text: str, parser: Any) -> Any:
    return etree.fromstring(text, parser)


def _xml_tables(text: str, file: str, limits: Limits) -> Iterator[MarkupTable]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = _tree(text, parser)
    except etree.XMLSyntaxError as error:
        raise UserError(
            "XML 表格不完整或已损坏，无法读取", file=file, todo=f"{COPY_AGAIN}；仍不行时{SAVE_AS_XLSX}"
        ) from error
    styles = _shown_styles(root)
    for at, sheet in enumerate(root.iter(f"{_SHEET}Worksheet"), start=1):
        table = MarkupTable(sheet.get(f"{_SHEET}Name") or f"表{at}")
        table.is_hidden = any(one.text in ("SheetHidden", "SheetVeryHidden") for one in sheet.iter("{*}Visible"))
        for body in sheet.iter(f"{_SHEET}Table"):
            _read_xml_table(body, table, file, limits, styles)
        yield table


def _shown_styles(root: Any) -> dict[str, Shown]:
    """Name of a style → what its number format shows; only styles that show a unit."""
    formats = {
        style.get(f"{_SHEET}ID") or "": one.get(f"{_SHEET}Format") or ""
        for style in root.iter(f"{_SHEET}Style")
        for one in style.iterchildren(f"{_SHEET}NumberFormat")
    }
    found = {name: shown_by("0%" if code == "Percent" else code) for name, code in formats.items()}
    return {name: shown for name, shown in found.items() if shown != NOTHING_SHOWN}


def _read_xml_table(body: Any, table: MarkupTable, file: str, limits: Limits, styles: Mapping[str, Shown]) -> None:
    column = -1
    of_columns: dict[int, str] = {}
    for about in body.iterchildren(f"{_SHEET}Column"):
        column = _index(about, column)
        span = _number(about.get(f"{_SHEET}Span"))
        if about.get(f"{_SHEET}Hidden") == "1":
            table.hidden_columns.update(range(column, min(column + span + 1, limits.max_columns)))
        if (style := about.get(f"{_SHEET}StyleID") or "") in styles:
            of_columns.update(dict.fromkeys(range(column, min(column + span + 1, limits.max_columns)), style))
        column += span
    row = -1
    for line in body.iterchildren(f"{_SHEET}Row"):
        row = _index(line, row)
        if line.get(f"{_SHEET}Hidden") == "1":
            table.hidden_rows.add(row)
        column = -1
        for cell in line.iterchildren(f"{_SHEET}Cell"):
            column = _index(cell, column)
            across, down = (_number(cell.get(f"{_SHEET}{name}")) for name in ("MergeAcross", "MergeDown"))
            _check_place(row, column, file, limits)
            named = (cell.get(f"{_SHEET}StyleID"), line.get(f"{_SHEET}StyleID"), of_columns.get(column))
            shown = styles.get(next(filter(None, named), ""), NOTHING_SHOWN)
            value = _xml_value(cell.find(f"{_SHEET}Data"), shown)
            if value != "":
                table.cells[row, column] = value
            elif cell.get(f"{_SHEET}Formula"):
                table.formulas[row, column] = cell.get(f"{_SHEET}Formula")
            if across or down:
                last = min(row + down, limits.max_rows), min(column + across, limits.max_columns)
                table.merged.append(((row, column), last))
            column += across


def _index(element: Any, before: int) -> int:
    """Position of a row, column or cell: the one it names, else the next."""
    named = _number(element.get(f"{_SHEET}Index"))
    return named - 1 if named else before + 1


def _number(text: str | None) -> int:
    """A count as written, 0 for none; more than nine digits are no count."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _check_place(row: int, column: int, file: str, limits: Limits) -> None:
    if row >= limits.max_rows or column >= limits.max_columns:
        came = f"第 {row + 1} 行第 {column + 1} 列"
        todo = "请删去表格右侧和下方多余的内容后再导入"
        raise UserError(f"表格不能超过 {limits.max_rows} 行、{limits.max_columns} 列", file=file, came=came, todo=todo)


def _xml_value(data: Any, shown: Shown) -> Any:
    """A cell's value in the type its file gives, a figure with the unit that its style shows."""
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(f"{_SHEET}Type")
    try:
        if kind == "Number":
            return FormattedFigure(float(text) / shown.divisor, shown.unit) if shown.unit else float(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text.removesuffix("Z"))
            return moment.date() if moment.time() == datetime.min.time() else moment
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text


def _html_tables(text: str, file: str, limits: Limits) -> Iterator[MarkupTable]:
    root = _tree(text, etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True))
    if root is None:
        return
    innermost = [table for table in root.iter("table") if table.find(".//table") is None]
    for at, table in enumerate(innermost[: MOST_TABLES + 1], start=1):
        found = MarkupTable(f"表{at}" if len(innermost) > 1 else "", titles=_titles_of(table))
        _read_html_table(table, found, file, limits)
        rows, columns = found.size
        if rows > 1 and columns > 1:
            yield found


def _titles_of(table: Any) -> tuple[str, ...]:
    """The caption and the heading or paragraph right before a table."""
    before = table.getprevious()
    near = [before] if before is not None and before.tag in ("h1", "h2", "h3", "h4", "p", "div", "caption") else []
    texts = [_plain(one) for one in (*near, *table.iterchildren("caption")) if one.find(".//table") is None]
    return tuple(text for text in texts if text)


def _read_html_table(table: Any, found: MarkupTable, file: str, limits: Limits) -> None:
    taken: dict[int, int] = {}
    spent = 0
    lines = list(table.iter("tr"))[: limits.max_rows]
    for row, line in enumerate(lines):
        if _HIDDEN.search(line.get("style") or ""):
            found.hidden_rows.add(row)
        column = 0
        for cell in line.iterchildren("td", "th"):
            while taken.get(column, -1) >= row:
                column += 1
            across = min(max(_number(cell.get("colspan")), 1), limits.max_columns - column)
            down = min(max(_number(cell.get("rowspan")), 1), len(lines) - row)
            if across < 1:
                break
            found.cells[row, column] = _html_value(cell)
            if across > 1 or down > 1:
                found.merged.append(((row, column), (row + down - 1, column + across - 1)))
            if down > 1:
                spent += across
                if spent > MOST_SPANNED:
                    raise UserError("表格里合并的格子太多，无法读取", file=file, todo=SAVE_AS_XLSX)
                taken.update(dict.fromkeys(range(column, column + across), row + down - 1))
            column += across


def _html_value(cell: Any) -> Any:
    """The text as shown; the number that Excel or Calc wrote beside it where the text is but a rounding of it."""
    text = _plain(cell)
    written = _attribute(cell.attrib, "num") or cell.get("sdval") or ""
    try:
        return text if "%" in text or not written else float(written)
    except ValueError:
        return text


def _attribute(attributes: Mapping[Any, Any], name: str) -> str:
    return next((str(value) for key, value in attributes.items() if str(key).rpartition(":")[2] == name), "")


def _plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
