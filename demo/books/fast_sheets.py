"""Workbooks of many rows written quickly: one sheet, texts shared, numbers and days as such, the same bytes every time."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

Cell = str | float | int | bool | date | None
EXCEL_EPOCH = date(1899, 12, 30)
_STAMP = (2021, 11, 20, 8, 0, 0)
_LEVEL = 1
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/xl/{path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for path, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("styles.xml", "styles"),
            ("sharedStrings.xml", "sharedStrings"),
        )
    )
    + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")),
            1,
        )
    )
    + "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def fast_workbook(name: str, top: Sequence[str], headers: Sequence[str], columns: Sequence[Sequence[Cell]]) -> bytes:
    """The xlsx file of one sheet: lines of title above, one row of headers, and the cells column by column."""
    texts: dict[str, int] = {}
    body = _sheet_xml(top, headers, columns, texts)
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    parts = _PARTS | {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="{escape(name)}" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": body,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{shared}</sst>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for path, content in parts.items():
            info = zipfile.ZipInfo(path, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(info, _XML + content)
    return buffer.getvalue()


def _sheet_xml(
    top: Sequence[str], headers: Sequence[str], columns: Sequence[Sequence[Cell]], texts: dict[str, int]
) -> str:
    letters = [xl_col_to_name(at) for at in range(len(headers))]
    rows = [_row_xml(number, "A", [text], texts) for number, text in enumerate(top, start=1)]
    rows.append(_row_xml(len(top) + 1, letters, headers, texts))
    parts = [_column_parts(letter, cells, texts) for letter, cells in zip(letters, columns, strict=True)]
    for number, line in enumerate(zip(*parts, strict=True), start=len(top) + 2):
        rows.append(f'<row r="{number}">{"".join(line).replace("?", str(number))}</row>')
    merged = f'<mergeCells count="1"><mergeCell ref="A1:{letters[-1]}1"/></mergeCells>' if top else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'


def _row_xml(number: int, letters: Sequence[str], cells: Sequence[str], texts: dict[str, int]) -> str:
    line = (
        _cell_xml(text, texts).replace("?", f"{letter}{number}") for letter, text in zip(letters, cells, strict=True)
    )
    return f'<row r="{number}">{"".join(line)}</row>'


def _column_parts(letter: str, cells: Sequence[Cell], texts: dict[str, int]) -> Iterator[str]:
    """Each cell's XML with '?' for its row; each different cell is written once."""
    xml_of = {cell: _cell_xml(cell, texts).replace("?", f"{letter}?") for cell in dict.fromkeys(cells)}
    return map(xml_of.__getitem__, cells)


def _cell_xml(cell: Cell, texts: dict[str, int]) -> str:
    """One cell's XML with '?' for its reference; nothing for an empty one."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        return f'<c r="?" s="1"><v>{(cell - EXCEL_EPOCH).days}</v></c>'
    if isinstance(cell, str):
        return f'<c r="?" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
    return f'<c r="?"><v>{cell!r}</v></c>'
