"""What must be known before calamine reads a binary workbook (xls, xlsb): its parts, its size, its error cells, the units its formats show.

calamine follows the chains of an OLE container without looking for circles, asks for as much memory as a counter in
the file says, lays sheets out as full rectangles and returns '' for error cells; see scan_xlsx for why that matters.
Layouts: [MS-CFB], [MS-XLS] 2.4, [MS-XLSB] 2.5.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.files.number_formats import NOTHING_SHOWN, PERCENT_FORMATS, Shown, shown_by
from loaders.files.scan_xlsx import BrokenContainer, SheetScan

END_OF_CHAIN = 0xFFFFFFFE
MAX_SECTOR = 0xFFFFFFFA
MINI_CUTOFF = 4096
XLS_ROWS, XLS_COLUMNS = 65_536, 256
XLSB_ROWS, XLSB_COLUMNS = 1_048_576, 16_384
LAST_XLSB_CELL, SHORTEST_XLSB_CELL = 11, 8
ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(frozen=True)
class OleEntry:
    """One stream or storage of an OLE container."""

    name: str
    start: int
    size: int


class OleFile:
    """Streams of an OLE container by name; BrokenContainer for chains that leave the file or go in circles."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise BrokenContainer("header")
        self.data = data
        shift, self.mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or self.mini_shift != 6:
            raise BrokenContainer("header")
        self.sector_bytes = 1 << shift
        self._check_counts()
        self.fat = self._read_fat()
        first_directory, _, _, first_mini = struct.unpack_from("<IIII", data, 48)
        self.entries = self._read_directory(b"".join(self._sectors(first_directory)))
        self.mini_fat = _numbers(b"".join(self._sectors(first_mini)))
        root = self.entries[0] if self.entries else OleEntry("", END_OF_CHAIN, 0)
        self.mini_stream = b"".join(self._sectors(root.start))

    def _check_counts(self) -> None:
        """No table may be said to have more sectors than the file."""
        directory, fat = struct.unpack_from("<II", self.data, 40)
        mini, _, further = struct.unpack_from("<III", self.data, 64)
        if max(directory, fat, mini, further) > len(self.data) // self.sector_bytes:
            raise BrokenContainer("counts")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_bytes
        if start >= len(self.data):
            raise BrokenContainer(f"sector {number}")
        return self.data[start : start + self.sector_bytes]

    def _read_fat(self) -> list[int]:
        """The table of next sectors, from the 109 places in the header and the chain of further places."""
        places = list(struct.unpack_from("<109I", self.data, 76))
        further, seen = struct.unpack_from("<I", self.data, 68)[0], 0
        while further < MAX_SECTOR:
            seen += 1
            if seen > len(self.data) // self.sector_bytes:
                raise BrokenContainer("circle")
            numbers = _numbers(self._sector(further))
            places.extend(numbers[:-1])
            further = numbers[-1] if numbers else END_OF_CHAIN
        fat: list[int] = []
        for place in places:
            if place < MAX_SECTOR:
                fat.extend(_numbers(self._sector(place)))
        return fat

    def _sectors(self, number: int) -> Iterator[bytes]:
        seen = 0
        while number < MAX_SECTOR:
            seen += 1
            if number >= len(self.fat) or seen > len(self.fat):
                raise BrokenContainer("chain")
            yield self._sector(number)
            number = self.fat[number]

    def _read_directory(self, block: bytes) -> list[OleEntry]:
        entries = []
        for at in range(0, len(block) - 127, 128):
            length, kind = struct.unpack_from("<HB", block, at + 64)
            start, size = struct.unpack_from("<IQ" if self.sector_bytes > 512 else "<II", block, at + 116)
            if kind and size > len(self.data):
                raise BrokenContainer("size")
            if kind:
                name = block[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                entries.append(OleEntry(name, start, size))
        return entries

    def find(self, *names: str) -> OleEntry | None:
        """The first entry with one of these names, in the order given."""
        return next((entry for name in names for entry in self.entries if entry.name == name), None)

    def read(self, entry: OleEntry) -> bytes:
        """The bytes of one stream; BrokenContainer when its chain ends before its size is reached."""
        sectors = self._sectors if entry.size >= MINI_CUTOFF else self._mini_sectors
        block = b"".join(sectors(entry.start))
        if len(block) < entry.size:
            raise BrokenContainer(entry.name)
        return block[: entry.size]

    def _mini_sectors(self, number: int) -> Iterator[bytes]:
        seen = 0
        while number < MAX_SECTOR:
            seen += 1
            if number >= len(self.mini_fat) or seen > len(self.mini_fat):
                raise BrokenContainer("mini chain")
            yield self.mini_stream[number << self.mini_shift : (number + 1) << self.mini_shift]
            number = self.mini_fat[number]


def _numbers(block: bytes) -> list[int]:
    """The whole 32-bit numbers of a block."""
    return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))


EOF, FILEPASS, BOUNDSHEET, DIMENSIONS, STRINGS = 0x000A, 0x002F, 0x0085, 0x0200, 0x00FC
ROW, COLUMNS, DATE_MODE, ROW_IS_HIDDEN = 0x0208, 0x007D, 0x0022, 0x20
FORMULA, BOOLERR, MULRK = 0x0006, 0x0205, 0x00BD
FORMAT, CELL_FORMAT, NUMBER, RK = 0x041E, 0x00E0, 0x0203, 0x027E
XLSB_FORMAT, XLSB_CELL_FORMAT, XLSB_CELL_FORMATS, XLSB_BOOK, XLSB_FIGURES = 44, 47, 617, 153, (2, 5, 9)
LONGEST_FORMAT = 255
XLS_VALUES = frozenset((FORMULA, BOOLERR, MULRK, 0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(type, content) of the records from this place to the end of the sheet."""
    size, unpack = len(stream), struct.Struct("<HH").unpack_from
    while at + 4 <= size:
        kind, length = unpack(stream, at)
        if kind == EOF:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def is_protected_xls(stream: bytes) -> bool:
    """Whether the workbook stream asks for a password before it can be read."""
    return any(kind == FILEPASS for kind, _ in _records(stream, 0))


def counts_from_1904(stream: bytes) -> bool:
    """Whether the workbook counts days from 1904."""
    return any(kind == DATE_MODE and body[:2] == b"\x01\x00" for kind, body in _records(stream, 0))


def scan_xls(stream: bytes, max_sheets: int) -> list[SheetScan]:
    """Size and marks of each sheet of an xls workbook stream, in workbook order; BrokenContainer for impossible cells."""
    places = []
    for kind, body in _records(stream, 0):
        if kind == BOUNDSHEET:
            places.append(int.from_bytes(body[:4], "little"))
        if kind == STRINGS and int.from_bytes(body[4:8], "little") * 3 > len(stream):
            raise BrokenContainer("strings")
    done: dict[int, SheetScan] = {}
    styles = _xls_styles(stream)
    for place in places[: max_sheets + 1]:
        if place not in done:
            done[place] = _scan_xls_sheet(stream, place, styles)
    return [done[place] for place in places[: max_sheets + 1]]


def _xls_styles(stream: bytes) -> dict[int, Shown]:
    """Number of a cell's style → what its number format shows; only styles that show a unit. Formats of the version before (BIFF5) are
    written in an unknown code page, so that of those only the percent formats that every workbook knows count."""
    codes, numbers, is_newest = dict(PERCENT_FORMATS), [], False
    for kind, body in _records(stream, 0):
        if kind == 0x0809:
            is_newest = body[:2] == b"\x00\x06"
        elif kind == FORMAT and is_newest and len(body) > 5:
            count, is_wide = int.from_bytes(body[2:4], "little"), body[4] & 1
            text = body[5 : 5 + min(count, LONGEST_FORMAT) * (1 + is_wide)]
            codes[int.from_bytes(body[:2], "little")] = text.decode("utf-16-le" if is_wide else "latin-1", "replace")
        elif kind == CELL_FORMAT:
            numbers.append(int.from_bytes(body[2:4], "little"))
    return _shown_styles(codes, numbers)


def _shown_styles(codes: Mapping[int, str], numbers: Sequence[int]) -> dict[int, Shown]:
    """Position of a style → what the format with its number shows."""
    by_number = {number: shown_by(codes.get(number, "")) for number in set(numbers)}
    return {at: by_number[number] for at, number in enumerate(numbers) if by_number[number] != NOTHING_SHOWN}


def _styles_of(kind: int, body: bytes) -> Iterator[tuple[int, int]]:
    """(columns from the first, number of the style) of the figures in one record."""
    if kind == MULRK:
        yield from enumerate(int.from_bytes(body[at : at + 2], "little") for at in range(4, len(body) - 6, 6))
    elif kind in (NUMBER, RK, FORMULA):
        yield 0, int.from_bytes(body[4:6], "little")


def _scan_xls_sheet(stream: bytes, place: int, styles: Mapping[int, Shown]) -> SheetScan:
    scan, cell = SheetScan(), struct.Struct("<HH").unpack_from
    for kind, body in _records(stream, place):
        if kind == ROW and len(body) >= 14 and body[12] & ROW_IS_HIDDEN:
            scan.hidden_rows.add(cell(body)[0])
        if kind == COLUMNS and len(body) >= 10 and body[8] & 1:
            first, last = cell(body)
            scan.hidden_columns.update(range(first, min(last + 1, XLS_COLUMNS)))
        if kind == DIMENSIONS:
            _check_dimensions(body)
        if kind not in XLS_VALUES or len(body) < 6:
            continue
        row, column = cell(body)
        last = int.from_bytes(body[-2:], "little") if kind == MULRK else column
        if max(column, last) >= XLS_COLUMNS:
            raise BrokenContainer(f"column {max(column, last)}")
        scan.include(row, max(column, last))
        if styles:
            scan.units.update({(row, column + at): styles[one] for at, one in _styles_of(kind, body) if one in styles})
        code = _xls_error(kind, body)
        if code is not None:
            scan.marks[row, column] = ERROR_TEXTS.get(code, "#VALUE!")
    return scan


def _check_dimensions(body: bytes) -> None:
    """The size a sheet claims must be one a sheet can have: room is set aside for it."""
    layout = {14: "<IIHH", 10: "<HHHH"}.get(len(body))
    if layout is None:
        raise BrokenContainer("dimensions")
    first_row, end_row, first_column, end_column = struct.unpack_from(layout, body)
    if end_row and end_column and not (first_row <= end_row <= XLS_ROWS and first_column <= end_column <= XLS_COLUMNS):
        raise BrokenContainer("dimensions")


def _xls_error(kind: int, body: bytes) -> int | None:
    """The error code of a cell record, None when it holds a value."""
    if kind == BOOLERR and len(body) >= 8 and body[7]:
        return body[6]
    if kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None


def xlsb_styles(part: bytes) -> dict[int, Shown]:
    """Number of a cell's style → what its number format shows, from the part of styles of an xlsb workbook."""
    codes, numbers, are_of_cells = dict(PERCENT_FORMATS), [], False
    for kind, at, length in xlsb_records(part):
        if kind == XLSB_FORMAT and length >= 6:
            count = min(int.from_bytes(part[at + 2 : at + 6], "little"), LONGEST_FORMAT)
            text = part[at + 6 : min(at + 6 + 2 * count, at + length)]
            codes[int.from_bytes(part[at : at + 2], "little")] = text.decode("utf-16-le", "replace")
        elif kind in (XLSB_CELL_FORMATS, XLSB_CELL_FORMATS + 1):
            are_of_cells = kind == XLSB_CELL_FORMATS
        elif kind == XLSB_CELL_FORMAT and are_of_cells:
            numbers.append(int.from_bytes(part[at + 2 : at + 4], "little"))
    return _shown_styles(codes, numbers)


def xlsb_counts_from_1904(part: bytes) -> bool:
    """Whether an xlsb workbook counts days from 1904, from its own part."""
    return any(
        kind == XLSB_BOOK and length and part[at : at + 1] and part[at] & 1 for kind, at, length in xlsb_records(part)
    )


def scan_xlsb_sheet(part: bytes, styles: Mapping[int, Shown] | None = None) -> SheetScan:
    """Size, marks and units of one sheet part of an xlsb workbook; BrokenContainer for cells no sheet can have."""
    scan, row = SheetScan(), -1
    for kind, at, length in xlsb_records(part):
        if kind <= LAST_XLSB_CELL and (length < SHORTEST_XLSB_CELL or at + length > len(part)):
            raise BrokenContainer(f"record at {at}")  # calamine would read what was left over from the record before
        if kind == 0:
            row = int.from_bytes(part[at : at + 4], "little")
        elif 2 <= kind <= LAST_XLSB_CELL:
            column = int.from_bytes(part[at : at + 4], "little")
            if not (0 <= row < XLSB_ROWS and column < XLSB_COLUMNS):
                raise BrokenContainer(f"cell {row},{column}")
            scan.include(row, column)
            style = int.from_bytes(part[at + 4 : at + 7], "little") if styles and kind in XLSB_FIGURES else -1
            if styles and style in styles:
                scan.units[row, column] = styles[style]
            if kind in (3, 11):
                scan.marks[row, column] = ERROR_TEXTS.get(part[at + 8] if length > 8 else -1, "#VALUE!")
    return scan


def xlsb_records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """(type, start, length) of each record: both numbers are written seven bits a byte, lowest first."""
    at, size = 0, len(part)
    while at < size:
        kind, at = _seven_bits(part, at, 2)
        length, at = _seven_bits(part, at, 4)
        yield kind, at, length
        at += length


def _seven_bits(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, and the place behind it."""
    number = 0
    for index in range(most):
        byte = part[at] if at < len(part) else 0
        at += 1
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return number, at
