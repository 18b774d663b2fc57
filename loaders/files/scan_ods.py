"""What must be known before calamine reads an OpenDocument spreadsheet: how large each sheet is, its merged blocks, what is hidden,
formulas without a value, and the units that number formats show."""

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from loaders.files.number_formats import NOTHING_SHOWN, Shown, shown_by
from loaders.files.scan_xlsx import BrokenContainer, SheetScan

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
MOST_LISTED = 100_000
"""More hidden rows than this are counted as one block."""
MOST_SHOWN = 1_000_000
"""Units of this many cells of a sheet are noted."""


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
    styles = _shown_styles(root)
    return [_scan_table(table, styles) for table in tables]


def _shown_styles(root: Any) -> dict[str, Shown]:
    """Name of a cell's style → what its number format shows; only styles of this document that show a unit."""
    formats = {one.get(f"{_STYLE}name"): _shown_by(one) for one in root.iter(f"{_NUMBER}number-style")}
    formats |= {one.get(f"{_STYLE}name"): Shown("%") for one in root.iter(f"{_NUMBER}percentage-style")}
    styles = {one.get(f"{_STYLE}name"): one.get(f"{_STYLE}data-style-name") for one in root.iter(f"{_STYLE}style")}
    found = {name: formats.get(code, NOTHING_SHOWN) for name, code in styles.items() if name}
    return {name: shown for name, shown in found.items() if shown != NOTHING_SHOWN}


def _shown_by(style: Any) -> Shown:
    """What a number style shows, put as the format it is written from: a figure, divided perhaps, and the word behind it."""
    figure = style.find(f"{_NUMBER}number")
    if figure is None:
        return NOTHING_SHOWN
    thousands = {"1000": ",", "1000000": ",,", "1000000000": ",,,"}.get(
        figure.get(f"{_NUMBER}display-factor") or "", ""
    )
    drawn = figure.find(f"{_NUMBER}embedded-text")
    places = _count(drawn.get(f"{_NUMBER}position")) if drawn is not None and drawn.text == "." else 0
    words = "".join(one.text or "" for one in style.iterchildren(f"{_NUMBER}text") if one.getprevious() is not None)
    word = f'"{words.strip()}"' if words.strip() else ""
    return shown_by(f"{'0!.' + '0' * places if places else '0'}{thousands}{word}")


def _scan_table(table: Any, styles: Mapping[str, Shown]) -> SheetScan:
    scan = SheetScan()
    column = 0
    default: dict[int, str] = {}
    for about in _under(table, (f"{_TABLE}table-column",)):
        times = _times(about, "columns")
        if about.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            scan.hidden_columns.update(range(column, min(column + times, MOST_LISTED)))
        if (name := about.get(f"{_TABLE}default-cell-style-name")) in styles:
            default.update(dict.fromkeys(range(column, min(column + times, MOST_LISTED)), name or ""))
        column += times
    row = 0
    for line in _under(table, (f"{_TABLE}table-row",)):
        times = _times(line, "rows")
        if line.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            scan.hidden_rows.update(range(row, min(row + times, row + MOST_LISTED)))
        _scan_row(line, row, times, scan)
        _note_shown(line, row, times, scan, styles, default)
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


def _note_shown(
    line: Any, row: int, times: int, scan: SheetScan, styles: Mapping[str, Shown], default: Mapping[int, str]
) -> None:
    """The units that the formats of a row's figures show: a percentage says so itself, others by the style of cell, row or column."""
    column, of_row = 0, line.get(f"{_TABLE}default-cell-style-name") or ""
    for cell in line.iterchildren(*_CELLS):
        wide, kind = _times(cell, "columns"), cell.get(f"{_OFFICE}value-type")
        if kind in ("percentage", "float"):
            own = cell.get(f"{_TABLE}style-name") or of_row
            for at in range(column, column + min(wide, MOST_LISTED)):
                shown = Shown("%") if kind == "percentage" else styles.get(own or default.get(at, ""), NOTHING_SHOWN)
                if shown != NOTHING_SHOWN and times * wide <= MOST_SHOWN - len(scan.units):
                    scan.units.update(dict.fromkeys(((one, at) for one in range(row, row + times)), shown))
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
