"""What must be known before calamine reads an xlsx sheet: how large it really is, and which cells hold no value.

calamine lays a sheet out as a full rectangle, so one stray value in cell XFD1048576 makes it ask for 550 GB and takes the
whole process down. It also returns '' for error cells (#REF!) and for formulas that were never calculated. One pass over
the unpacked XML, before calamine reads it, answers both.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from loaders.files.number_formats import Shown, find_units, styled_cells

CHUNK_BYTES = 1 << 19
FEED_BYTES = 1 << 17
CARRY_BYTES = 1 << 22
LOCAL_HEADER_BYTES = 30


class BrokenContainer(Exception):
    """The file does not unpack to what it claims; caught inside this room and reported as a UserError."""


@dataclass
class SheetScan:
    """Last filled row and column (counted from 1; 0 = nothing filled) and the cells without a value.

    `marks`: (row, column) counted from 0 → error text such as '#REF!', or '=' + formula when it was never calculated; `units`:
    what the cell's number format shows. `merged` are blocks that the reader does not tell of; `hidden_rows` and
    `hidden_columns` count from 0.
    """

    rows: int = 0
    columns: int = 0
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    units: dict[tuple[int, int], Shown] = field(default_factory=dict)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def include(self, row: int, column: int) -> None:
        """Widen the rectangle to this cell (counted from 0)."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    def fits(self, max_rows: int, max_columns: int, max_cells: int) -> bool:
        """Whether the rectangle stays within these limits."""
        return self.rows <= max_rows and self.columns <= max_columns and self.rows * self.columns <= max_cells


def read_member(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpacked chunks of one zip member; BrokenContainer as soon as it is longer than it says or ends too early."""
    start = info.header_offset + LOCAL_HEADER_BYTES
    if data[info.header_offset : info.header_offset + 4] != b"PK\x03\x04" or start > len(data):
        raise BrokenContainer(info.filename)
    start += int.from_bytes(data[start - 4 : start - 2], "little") + int.from_bytes(data[start - 2 : start], "little")
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        if len(packed) != info.file_size:
            raise BrokenContainer(info.filename)
        for at in range(0, len(packed), CHUNK_BYTES):
            yield bytes(packed[at : at + CHUNK_BYTES])
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflate(packed, info)
    else:
        raise BrokenContainer(info.filename)


def _inflate(packed: memoryview, info: zipfile.ZipInfo) -> Iterator[bytes]:
    unpacker, total = zlib.decompressobj(-15), 0
    try:
        for at in range(0, len(packed), FEED_BYTES):
            rest = bytes(packed[at : at + FEED_BYTES])
            while rest and not unpacker.eof:
                part = unpacker.decompress(rest, CHUNK_BYTES)
                rest = unpacker.unconsumed_tail
                total += len(part)
                if total > info.file_size:
                    raise BrokenContainer(info.filename)
                yield part
        last = unpacker.flush()
    except zlib.error as error:
        raise BrokenContainer(info.filename) from error
    if not unpacker.eof or total + len(last) != info.file_size:
        raise BrokenContainer(info.filename)
    yield last


_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3})([0-9]{1,7})"|(?=[\s/>]))')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_OPENING = re.compile(rb"<(?:\w+:)?(?:(row)|c)(?=[\s/>])([^>]*)>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)["']""")


def scan_sheet(
    data: bytes,
    info: zipfile.ZipInfo,
    max_rows: int,
    max_columns: int,
    max_cells: int,
    styles: Mapping[bytes, Shown] | None = None,
) -> SheetScan:
    """Size, marks and units of one XML member. The size is exact where it matters for the limits, otherwise not too small, and cells
    that are only coloured count."""
    limits = max_rows, max_columns, max_cells
    scan = SheetScan()
    usual = True
    styled = styled_cells(styles) if styles else None
    for text in _whole_cells(read_member(data, info)):
        scan.marks.update(_find_marks(text))
        _find_hidden(text, scan, max_columns)
        if styled and styles:
            scan.units.update(
                ((int(row) - 1, _column_number(letters)), unit)
                for letters, row, unit in find_units(text, styled, styles)
            )
        usual = usual and (_widen_roughly(scan, text) or _widen(scan, text, _CELL))
    if usual and scan.fits(*limits):
        return scan
    exact = SheetScan(
        marks=scan.marks, units=scan.units, hidden_rows=scan.hidden_rows, hidden_columns=scan.hidden_columns
    )
    row = column = -1
    for text in _whole_cells(read_member(data, info)):
        if usual:
            _widen(exact, text, _FILLED_CELL)
        else:
            row, column = _widen_one_by_one(exact, text, row, column)
    return exact


_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]{0,200}?\sr="(\d{1,7})"[^>]{0,400}?\shidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(
    rb'<(?:\w+:)?col\b(?=[^>]{0,400}\smin="(\d{1,5})")(?=[^>]{0,400}\smax="(\d{1,5})")[^>]{0,400}\shidden="(?:1|true)"'
)


def _find_hidden(text: bytes, scan: SheetScan, max_columns: int) -> None:
    """Note the rows and columns that this piece of XML hides."""
    if b"h" not in text or b" hidden=" not in text:
        return
    scan.hidden_rows.update(int(row) - 1 for row in _HIDDEN_ROW.findall(text))
    for first, last in _HIDDEN_COLUMN.findall(text):
        scan.hidden_columns.update(range(int(first) - 1, min(int(last), max_columns)))


def _whole_cells(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text cut in front of an opening tag, so that no cell is split between two pieces."""
    carry = b""
    for chunk in chunks:
        text = carry + chunk
        cut = text.rfind(b"<c ")
        if cut <= 0:
            cut = text.rfind(b"<", 0, text.rfind(b":c ") + 1) if b":c " in text else text.rfind(b"<")
        if cut <= 0 and len(text) > CARRY_BYTES:
            cut = len(text)
        if cut > 0:
            yield text[:cut]
            carry = text[cut:]
        else:
            carry = text
    yield carry


_BROAD_COLUMNS = (26, 52, 702)
"""Round numbers of columns: A–Z, A–AZ, A–ZZ."""


def _widen_roughly(scan: SheetScan, text: bytes) -> bool:
    """Widen to a round size that every cell lies in, by looking for one that does not; False where that cannot be said.

    The pattern is made from the row of the last cell, usually the largest. Taking down each of a million cells takes much longer.
    """
    last = _CELL.match(text, max(text.rfind(b"<c "), 0))
    if _has_prefix(text) or not last or not last[2] or last[2].startswith(b"0"):
        return False
    whole = pa.array([text], pa.binary())
    for columns in _BROAD_COLUMNS:
        if columns >= scan.columns:
            outside = _outside(columns, int(last[2][:1]), len(last[2]))
            if not pc.match_substring_regex(whole, outside)[0].as_py():
                scan.include(int(f"{int(last[2][:1]) + 1}{'0' * (len(last[2]) - 1)}") - 2, columns - 1)
                return True
    return False


def _has_prefix(text: bytes) -> bool:
    """Whether the names of tags may have a prefix (`<x:c`)."""
    return b":" in text and b":c" in text


@lru_cache(maxsize=64)
def _outside(columns: int, first: int, digits: int) -> str:
    """Finds a cell that is not written `<c r="B12"`, or in other columns, or in a row of more digits or with a larger first one.

    Written for Arrow's matcher, which looks at each byte once and knows no "not followed by": each way to differ is spelt out.
    """
    larger = f"0{first + 1}-9" if first < 9 else "0"
    shorter = _no_digits_up_to(digits - 2) if digits > 1 else ""

    def no_row(letters: str = "") -> str:
        """What is no row of those meant; `letters` would go on with the column's name."""
        return f"(?:[^0-9{letters}]|[1-{first}]{_no_digits_up_to(digits - 1)}|[{larger}]{shorter})"

    once = {
        26: f"[A-Z]{no_row()}",
        52: f"[B-Z]{no_row()}|A(?:[A-Z]{no_row()}|{no_row('A-Z')})",
        702: f"[A-Z](?:[A-Z]{no_row()}|{no_row('A-Z')})",
    }
    reference = f"(?:[^A-Z]|{once[columns]})"
    for letter in reversed('r="'):
        reference = f"(?:[^{letter}]|{letter}{reference})"
    return rf"<c(?:[\t\n\r\f\v/>]| {reference})"


def _no_digits_up_to(most: int) -> str:
    """What is no end of a number with up to `most` more digits and a quote."""
    return f'(?:[0-9]{{0,{most - 1}}}[^0-9"]|[0-9]{{{most}}}[^"])' if most else '[^"]'


def _widen(scan: SheetScan, text: bytes, cells: re.Pattern[bytes]) -> bool:
    """Widen by every cell that the pattern finds; False when one is not written `<c r="B12"`."""
    found = cells.findall(text)
    if _has_prefix(text) or (b"", b"") in found:
        return False
    if found:
        row = max(map(int, {digits for _, digits in found})) - 1
        scan.include(row, max(map(_column_number, {letters for letters, _ in found})))
    return True


def _widen_one_by_one(scan: SheetScan, text: bytes, row: int, column: int) -> tuple[int, int]:
    """Walk rows and cells as calamine does (no reference means the next one); only cells with content count."""
    for opening in _OPENING.finditer(text):
        reference = _REFERENCE.search(opening[2])
        letters, digits = (reference[1], reference[2]) if reference else (b"", b"")
        if opening[1]:
            row, column = (int(digits) - 1 if digits else row + 1), -1
            continue
        column = _column_number(letters) if letters else column + 1
        if not opening[2].endswith(b"/"):
            scan.include(int(digits) - 1 if digits else row, column)
    return row, column


def _column_number(letters: bytes) -> int:
    """Column counted from 0: b'A' → 0, b'AA' → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


_PREFIX = re.compile(rb"(</?)\w+:")
_ERROR_TYPE = re.compile(rb"""t=["']e["']""")
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_NO_VALUE = re.compile(rb"(?:</f>|<f(?:\s[^>]*)?/>)\s*(<v\s*/>|<v>\s*</v>)?\s*</c>")
_LACKS_VALUE = (b"/></c", b"/><v/", b"/><v></", b"/>\n", b"/>\r", b"/> ")
_LACKING = re.compile(rb"/f>(?!<v>[^<])")
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?>([^<]*)</f>")


def _find_marks(text: bytes) -> dict[tuple[int, int], str]:
    """Error cells and formulas without a stored value in this piece of XML, by (row, column) counted from 0."""
    found: dict[tuple[int, int], str] = {}
    has_errors = b"#" in text and (b'"e"' in text or b"'e'" in text)
    has_formulas = b"f" in text and _may_lack_values(text)
    if (has_errors or has_formulas) and b":c " in text:
        text = _PREFIX.sub(rb"\1", text)
    for hit in _ERROR_TYPE.finditer(text) if has_errors else ():
        start, end = text.rfind(b"<c", 0, hit.start()), text.find(b"</c>", hit.end())
        value = _VALUE.search(text, hit.end(), end) if end > 0 else None
        _mark(found, text, start, value[1].decode("utf-8", "replace") if value else "#VALUE!")
    for hit in _NO_VALUE.finditer(text) if has_formulas else ():
        start = text.rfind(b"<c ", 0, hit.start())
        if not (hit[1] and b't="str"' in text[start : text.find(b">", start)]):  # '' is a value: =IF(A1>0,"",…)
            formula = _FORMULA.search(text, start, hit.end())
            _mark(found, text, start, "=" + (formula[1].decode("utf-8", "replace") if formula else ""))
    return found


def _may_lack_values(text: bytes) -> bool:
    """Whether some formula is not followed by `<v>` and a value at once; only then is it worth a closer look."""
    if b":f" in text or (b"/>" in text and any(map(text.__contains__, _LACKS_VALUE))):
        return True
    return bool(_LACKING.search(text))


def _mark(found: dict[tuple[int, int], str], text: bytes, start: int, mark: str) -> None:
    """Note a mark for the cell whose tag opens at `start`; a cell without reference cannot be noted."""
    reference = _REFERENCE.search(text[start : text.find(b">", start)]) if start >= 0 else None
    if reference and reference[1] and reference[2]:
        found[int(reference[2]) - 1, _column_number(reference[1])] = mark
