"""Random workbooks in the formats besides xlsx that offices send: xls, ods, and the XML spreadsheet of 2003."""

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from xml.sax.saxutils import escape, quoteattr

import xlwt

_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_ODS = "urn:oasis:names:tc:opendocument:xmlns"
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


class Drawn(Protocol):
    """What is written of a sheet: its name, cells with their formats, and merged ranges."""

    name: str
    cells: dict[tuple[int, int], tuple[Any, str]]
    merges: list[tuple[int, int, int, int]]


def write_xls(path: Path, sheets: Sequence[Drawn]) -> Path:
    """A binary workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, Any] = {"": xlwt.Style.default_style}
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        covered = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for at, (value, shown) in sheet.cells.items():
            style = styles.setdefault(shown, xlwt.easyxf(num_format_str=shown) if shown else None)
            if at in covered:
                page.write_merge(at[0], covered[at][0], at[1], covered[at][1], value, style)
            else:
                page.write(*at, value, style)
    book.save(str(path))
    return path


def write_xml(path: Path, sheets: Sequence[Drawn]) -> Path:
    """An XML spreadsheet."""
    formats = sorted({shown for sheet in sheets for _, shown in sheet.cells.values() if shown})
    styles = "".join(
        f'<Style ss:ID="s{at}"><NumberFormat ss:Format={quoteattr(shown)}/></Style>' for at, shown in enumerate(formats)
    )
    pages = "".join(
        f"<Worksheet ss:Name={quoteattr(sheet.name)}><Table>{_xml_rows(sheet, formats)}</Table></Worksheet>"
        for sheet in sheets
    )
    text = f'<?xml version="1.0"?><Workbook xmlns="{_SHEET}" xmlns:ss="{_SHEET}"><Styles>{styles}</Styles>{pages}</Workbook>'
    path.write_text(text, encoding="utf-8")
    return path


def _xml_rows(sheet: Drawn, formats: Sequence[str]) -> str:
    covered = {(top, left): (bottom - top, right - left) for top, left, bottom, right in sheet.merges}
    rows = []
    for row in sorted({row for row, _ in sheet.cells}):
        cells = []
        for column in sorted(column for one, column in sheet.cells if one == row):
            value, shown = sheet.cells[row, column]
            style = f' ss:StyleID="s{formats.index(shown)}"' if shown else ""
            down, across = covered.get((row, column), (0, 0))
            merge = f' ss:MergeAcross="{across}" ss:MergeDown="{down}"' if down or across else ""
            kind = "String" if isinstance(value, str) else "DateTime" if isinstance(value, date) else "Number"
            written = f"{value.isoformat()}T00:00:00.000" if isinstance(value, date) else escape(str(value))
            cells.append(f'<Cell ss:Index="{column + 1}"{style}{merge}><Data ss:Type="{kind}">{written}</Data></Cell>')
        rows.append(f'<Row ss:Index="{row + 1}">{"".join(cells)}</Row>')
    return "".join(rows)


def write_ods(path: Path, sheets: Sequence[Drawn]) -> Path:
    """An OpenDocument spreadsheet."""
    formats = sorted({shown for sheet in sheets for _, shown in sheet.cells.values() if shown})
    styles = "".join(_ods_style(at, shown) for at, shown in enumerate(formats))
    pages = "".join(
        f"<table:table table:name={quoteattr(sheet.name)}>{_ods_rows(sheet, formats)}</table:table>" for sheet in sheets
    )
    names = {"office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle"}
    spaces = " ".join(f'xmlns:{short}="{_ODS}:{full}:1.0"' for short, full in names.items())
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{pages}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def _ods_style(at: int, shown: str) -> str:
    """A style and its number format: percent, or a figure, divided perhaps, with a word behind it."""
    cell = f'<style:style style:name="c{at}" style:family="table-cell" style:data-style-name="n{at}"/>'
    if "%" in shown:
        return f'<number:percentage-style style:name="n{at}"><number:number/></number:percentage-style>{cell}'
    digits = shown.split('"')[0].rstrip()
    commas = len(digits) - len(digits.rstrip(","))
    factor = f' number:display-factor="{1000**commas}"' if commas else ""
    drawn = len(shown.split(".")[1].split(",")[0]) if "\\." in shown else 0
    inside = f'<number:embedded-text number:position="{drawn}">.</number:embedded-text>' if drawn else ""
    word = f"<number:text>{shown.split(chr(34))[1]}</number:text>" if '"' in shown else ""
    return (
        f'<number:number-style style:name="n{at}"><number:number{factor}>{inside}</number:number>{word}'
        f"</number:number-style>{cell}"
    )


def _ods_rows(sheet: Drawn, formats: Sequence[str]) -> str:
    covered = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    last = max(row for row, _ in sheet.cells)
    rows = []
    for row in range(last + 1):
        columns = [column for one, column in sheet.cells if one == row]
        cells = [
            _ods_cell(*sheet.cells.get((row, at), ("", "")), formats, covered.get((row, at)))
            for at in range(max(columns, default=0) + 1)
        ]
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return "".join(rows)


def _ods_cell(value: Any, shown: str, formats: Sequence[str], covered: tuple[int, int] | None) -> str:
    style = f' table:style-name="c{formats.index(shown)}"' if shown else ""
    span = f' table:number-rows-spanned="{covered[0]}" table:number-columns-spanned="{covered[1]}"' if covered else ""
    if value == "":
        return f"<table:table-cell{style}/>"
    text = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str):
        return f'<table:table-cell{style}{span} office:value-type="string">{text}</table:table-cell>'
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = f'office:value-type="{"percentage" if "%" in shown else "float"}" office:value="{value}"'
    return f"<table:table-cell{style}{span} {kind}>{text}</table:table-cell>"
