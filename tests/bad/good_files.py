"""Small readable workbooks of every kind, as bytes: what the broken ones are made from."""

import datetime
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

import xlsxwriter
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER = ("县", "金额(万元)", "开工日期", "已完工")


def make_xlsx() -> bytes:
    """Title merged over the table, header on row 3, a formula with its value, an empty second sheet, a hidden third."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, day = book.add_worksheet("明细"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range(0, 0, 0, 3, "项目资金明细表")
    sheet.write(1, 3, "单位：万元")
    sheet.write_row(2, 0, HEADER)
    for index in range(12):
        sheet.write_row(3 + index, 0, ["甲县", index * 1.5])
        sheet.write_datetime(3 + index, 2, datetime.datetime(2021, 3, index + 1), day)
        sheet.write_formula(3 + index, 3, f"=B{index + 4}*2", None, index * 3)
    book.add_worksheet("空表")
    hidden = book.add_worksheet("底稿")
    hidden.write(4, 2, "备注")
    hidden.hide()
    book.close()
    return target.getvalue()


def make_xls() -> bytes:
    """The same idea in the old binary format, with an error cell and a merged block."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet, day = book.add_sheet("明细"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write_merge(0, 0, 0, 3, "项目资金明细表")
    for column, text in enumerate(HEADER):
        sheet.write(1, column, text)
    for index in range(40):
        sheet.write(2 + index, 0, "甲县")
        for column in range(1, 5):
            sheet.write(2 + index, column, index * 1.5 + column)
        sheet.write(2 + index, 5, datetime.datetime(2021, 3, 1), day)
        sheet.write(2 + index, 6, index % 2 == 0)
    sheet.row(2).set_cell_error(7, 0x17)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def make_csv(encoding: str = "utf-8", separator: str = ",") -> bytes:
    """A small delimited table."""
    lines = ["县", "金额(万元)", "备注"], *(["凤凰县", str(index * 1.5), "按期 完成"] for index in range(20))
    return "\r\n".join(separator.join(line) for line in lines).encode(encoding)


def make_zip(parts: Mapping[str, bytes | str], packed: bool = True) -> bytes:
    """A zip archive of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def change_zip(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same archive with every member changed; None leaves a member out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    return make_zip({name: content for name, content in parts.items() if content is not None})


def make_sheet_xml(rows: str, *, head: str = "", foot: str = "") -> bytes:
    """An xlsx of one sheet whose `<sheetData>` holds exactly this XML."""
    sheet = f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{foot}</worksheet>'
    listed = '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
    book = f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{listed}</workbook>'
    return make_zip(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def _relations(kind: str, target: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'


def make_xlsb(
    cells: Sequence[tuple[int, int, object]] = ((0, 0, "县"), (0, 1, "金额"), (1, 0, "甲县"), (1, 1, 3.5)),
) -> bytes:
    """A binary workbook of one sheet 表 with these (row, column, value) cells; bytes of one length are error codes."""
    sheet = _record(0x81) + _record(0x94, bytes(16)) + _record(0x91)
    last = -1
    for row, column, value in cells:
        if row != last:
            sheet, last = sheet + _record(0, struct.pack("<I", row) + bytes(13)), row
        kind, body = _cell_body(value)
        sheet += _record(kind, struct.pack("<II", column, 0) + body)
    sheet += _record(0x92) + _record(0x82)
    listed = _record(0x9C, struct.pack("<II", 0, 1) + _text("rId1") + _text("表"))
    return make_zip(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": _relations("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": _record(0x83) + _record(0x8F) + listed + _record(0x90) + _record(0x84),
            "xl/_rels/workbook.bin.rels": _relations("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _cell_body(value: object) -> tuple[int, bytes]:
    if isinstance(value, str):
        return 6, _text(value)
    if isinstance(value, bytes):
        return 3, value
    return 5, struct.pack("<d", value)


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, body: bytes = b"") -> bytes:
    return _seven_bits(kind) + _seven_bits(len(body)) + body


def _seven_bits(number: int) -> bytes:
    written = b""
    while True:
        number, low = number >> 7, number & 0x7F
        written += bytes([low | 0x80 if number else low])
        if not number:
            return written
