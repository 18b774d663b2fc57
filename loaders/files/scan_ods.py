"""What must be known before calamine reads an OpenDocument spreadsheet: how large each sheet is, its merged blocks, what is hidden, and
formulas without a value."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from loaders.files.scan_xlsx import BrokenContainer, SheetScan

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
MOST_LISTED = 100_000
"""More hidden rows than this are counted as one block."""


def scan_ods(content: bytes) -> list[SheetScan]:
    """One scan a sheet of `content.xml`, in order. BrokenContainer for a document that declares entities or cannot be parsed."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BrokenContainer("content.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenContainer("content.xml") from error
    tables = root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    return [_scan_table(table) for table in tables]


def _scan_table(table: Any) -> SheetScan:
    scan = SheetScan()
    column = 0
    for about in _under(table, (f"{_TABLE}table-column",)):
        times = _times(about, "columns")
        if about.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            scan.hidden_columns.update(range(column, min(column + times, MOST_LISTED)))
        column += times
    row = 0
    for line in _under(table, (f"{_TABLE}table-row",)):
        times = _times(line, "rows")
        if line.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            scan.hidden_rows.update(range(row, min(row + times, row + MOST_LISTED)))
        _scan_row(line, row, times, scan)
        row += times
    return scan


def _scan_row(line: Any, row: int, times: int, scan: SheetScan) -> None:
    column = 0
    for cell in line.iterchildren(*_CELLS):
        wide = _times(cell, "columns")
        has_value = cell.get(f"{_OFFICE}value-type") is not None or cell.find(f"{_TEXT}p") is not None
        formula = cell.get(f"{_TABLE}formula")
        if has_value or formula:
            scan.include(row + times - 1, column + wide - 1)
        if formula and not has_value:
            scan.marks[row, column] = "=" + formula.partition("=")[2]
        across, down = (_count(cell.get(f"{_TABLE}number-{name}-spanned")) for name in ("columns", "rows"))
        if across > 1 or down > 1:
            scan.merged.append(((row, column), (row + down - 1, column + across - 1)))
        column += wide


def _under(element: Any, tags: tuple[str, ...]) -> Iterable[Any]:
    """Rows or columns of a table, also those inside groups and headings, not those of tables inside cells."""
    for child in element.iterchildren():
        if child.tag in tags:
            yield child
        elif isinstance(child.tag, str) and child.tag.rpartition("}")[2] in (
            "table-header-rows", "table-row-group", "table-rows", "table-header-columns", "table-column-group", "table-columns",
        ):  # fmt: skip
            yield from _under(child, tags)


def _times(element: Any, what: str) -> int:
    return _count(element.get(f"{_TABLE}number-{what}-repeated"))


def _count(text: str | None) -> int:
    """A count as written, 1 for none."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BrokenContainer("count")
    return max(int(text), 1)
