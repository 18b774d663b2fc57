"""Small files that want all memory: each is made in a second, a few MB on disk, and unfolds to gigabytes in a careless reader."""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TABLE_HEAD, TABLE_ROW = "区划代码,地区,年度,农村居民人均可支配收入(元)", "433123,凤凰县,2020,约12000"


@dataclass(frozen=True)
class Hostile:
    """A file by its name and what makes its bytes."""

    name: str
    make: Callable[[], bytes]


def _workbook(sheets: Iterable[str], strings: str = "", styles: str = "") -> bytes:
    """An xlsx of raw sheet XML, each what stands inside `<worksheet>`."""
    bodies = list(sheets)
    listed = "".join(f'<sheet name="表{at}" sheetId="{at}" r:id="r{at}"/>' for at in range(1, len(bodies) + 1))
    targets = [(f"r{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(bodies) + 1)]
    targets += [("s", "sharedStrings", "sharedStrings.xml")] if strings else []
    targets += [("t", "styles", "styles.xml")] if styles else []
    relations = "".join(
        f'<Relationship Id="{one}" Type="{RELATIONS}/{kind}" Target="{path}"/>' for one, kind, path in targets
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="b" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        **{f"xl/worksheets/sheet{at}.xml": f'<worksheet xmlns="{MAIN}">{body}</worksheet>' for at, body in enumerate(bodies, start=1)},
    }  # fmt: skip
    parts |= {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'} if strings else {}
    parts |= {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'} if styles else {}
    return _zip(parts)


def _zip(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return stream.getvalue()


def _rows(rows: Iterable[Iterable[str]], first: int = 1) -> str:
    """`<sheetData>` of inline texts, from a row on."""
    lines = []
    for at, row in enumerate(rows, start=first):
        cells = "".join(
            f'<c r="{chr(65 + place)}{at}" t="inlineStr"><is><t>{cell}</t></is></c>' for place, cell in enumerate(row)
        )
        lines.append(f'<row r="{at}">{cells}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


_TABLE = _rows([TABLE_HEAD.split(","), TABLE_ROW.split(",")])


def merged_to_the_corner() -> bytes:
    """One merged block over all rows and columns."""
    return _workbook([f'{_TABLE}<mergeCells count="1"><mergeCell ref="A600:XFD1048576"/></mergeCells>'])


def many_merged() -> bytes:
    """Three hundred thousand merged blocks."""
    blocks = "".join(f'<mergeCell ref="A{at}:Z{at}"/>' for at in range(600, 300_600))
    return _workbook([f"{_TABLE}<mergeCells>{blocks}</mergeCells>"])


def huge_dimension() -> bytes:
    """A dimension that says all rows and columns."""
    return _workbook([f'<dimension ref="A1:XFD1048576"/>{_TABLE}'])


def stray_cells() -> bytes:
    """A cell in the last row, and one far to the right."""
    far = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>县</t></is></c><c r="ALL1"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    )
    return _workbook([f"<sheetData>{far}</sheetData>"])


def stray_row() -> bytes:
    """A narrow table with one cell in the last row."""
    table = _TABLE.removesuffix("</sheetData>") + '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    return _workbook([table])


def zeros() -> bytes:
    """A gigabyte of blanks in one part."""
    return _workbook([_TABLE + " " * (200 * 1024**2)])


def many_parts_of_zeros() -> bytes:
    """A hundred sheets, each below the size at which its ratio is looked at."""
    return _workbook([_TABLE + " " * (9 * 1024**2)] * 100)


def many_sheets() -> bytes:
    """Five thousand sheets."""
    return _workbook([_TABLE] * 5_000)


def wide_sheets() -> bytes:
    """Two hundred sheets of two thousand headers."""
    with io.BytesIO() as stream:
        with xlsxwriter.Workbook(stream) as book:
            for number in range(200):
                sheet = book.add_worksheet(f"表{number}")
                for column in range(2_000):
                    sheet.write_string(0, column, "县" if not column else f"指标{number}第{column}(万元)")
                    sheet.write(1, column, column or "凤凰县")
        return stream.getvalue()


def many_styles() -> bytes:
    """Half a million cell styles and as many number formats."""
    formats = "".join(f'<numFmt numFmtId="{at}" formatCode="0.0&quot;万元&quot;"/>' for at in range(200, 200_200))
    styles = "".join(
        f'<xf numFmtId="{at % 200_000 + 200}" fontId="0" fillId="0" borderId="0"/>' for at in range(500_000)
    )
    return _workbook([_TABLE], styles=f"<numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs>")


def long_text_often() -> bytes:
    """One text of thirty thousand characters in two hundred thousand cells."""
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(3, 200_003))
    table = _TABLE.removesuffix("</sheetData>") + rows + "</sheetData>"
    return _workbook([table], strings=f"<si><t>{'凤' * 30_000}</t></si>")


def deep_sheet() -> bytes:
    """A sheet whose XML is a hundred thousand elements deep."""
    return _workbook([_TABLE + "<a>" * 100_000 + "</a>" * 100_000])


def laughs() -> bytes:
    """Entities that unfold to a billion words."""
    names = [f'<!ENTITY a{at} "{f"&a{at - 1};" * 10 if at else "哈"}">' for at in range(10)]
    text = f"<?xml version='1.0'?><!DOCTYPE w [{''.join(names)}]><Workbook>&a9;</Workbook>"
    return text.encode()


def newlines() -> bytes:
    """Sixty million empty lines."""
    return b"\n" * 60_000_000


def commas() -> bytes:
    """Rows of nothing but separators, two thousand columns each."""
    return (TABLE_HEAD.encode() + b"\n") + (b"," * 1_999 + b"\n") * 30_000


def wide_row() -> bytes:
    """One row of twenty million cells."""
    return TABLE_HEAD.encode() + b"," * 20_000_000


def bad_cells(count: int = 400_000) -> bytes:
    """A table in which every row has a cell that cannot be read."""
    return "\n".join([TABLE_HEAD, *(f"433123,凤凰县{at},20二零,约{at}左右" for at in range(count))]).encode()


def subtotals(count: int = 20_000) -> bytes:
    """Every other row is a subtotal of thirty columns."""
    header = ",".join(["县", *(f"指标{at}(户)" for at in range(30))])
    rows = [f"凤凰县,{','.join(['1'] * 30)}\n小计,{','.join(['9'] * 30)}" for _ in range(count)]
    return "\n".join(["2021年11月情况", header, *rows]).encode()


def spans() -> bytes:
    """Cells of an HTML table that reach over everything."""
    row = "<tr>" + '<td colspan="2000" rowspan="1048576">县</td>' * 50 + "</tr>"
    return f"<html><table>{row * 20_000}</table></html>".encode()


def deep_html() -> bytes:
    """Two hundred thousand elements inside each other."""
    return f"<html>{'<div>' * 200_000}<table><tr><td>县</td></tr></table></html>".encode()


def nested_tables() -> bytes:
    """Tables in tables."""
    return f"<html>{'<table><tr><td>县</td><td>' * 20_000}</html>".encode()


def many_tags() -> bytes:
    """A page of empty cells."""
    return f"<html><table>{'<tr>' + '<td>' * 20 + '</tr>'}{('<tr>' + '<td>1' * 20) * 300_000}</table></html>".encode()


def far_index() -> bytes:
    """An XML spreadsheet whose cells stand at the far end, and merge to it."""
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    cell = '<Cell ss:Index="1999" ss:MergeAcross="999999999" ss:MergeDown="999999999"><Data ss:Type="String">县</Data></Cell>'
    rows = f'<Row ss:Index="1">{cell}</Row><Row ss:Index="1048575">{cell}</Row>'
    return f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'.encode()


def repeated_cells() -> bytes:
    """An ods sheet of one cell that repeats over everything."""
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>县</text:p></table:table-cell>'
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body><office:spreadsheet>'
        f'<table:table table:name="表"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return _zip({"mimetype": mimetype, "content.xml": content})


HOSTILE = [
    Hostile("合并到底.xlsx", merged_to_the_corner), Hostile("合并三十万处.xlsx", many_merged), Hostile("范围写到底.xlsx", huge_dimension),
    Hostile("远处两格.xlsx", stray_cells), Hostile("末行一格.xlsx", stray_row), Hostile("一片空白.xlsx", zeros),
    Hostile("一百片空白.xlsx", many_parts_of_zeros), Hostile("五千张表.xlsx", many_sheets), Hostile("二百张宽表.xlsx", wide_sheets),
    Hostile("五十万种格式.xlsx", many_styles), Hostile("长文字二十万格.xlsx", long_text_often), Hostile("很深的表.xlsx", deep_sheet),
    Hostile("实体.xml", laughs), Hostile("空行.csv", newlines), Hostile("逗号.csv", commas), Hostile("一行.csv", wide_row),
    Hostile("每格都错.csv", bad_cells), Hostile("小计.csv", subtotals), Hostile("跨行跨列.html", spans), Hostile("很深.html", deep_html),
    Hostile("套表.html", nested_tables), Hostile("许多格.html", many_tags), Hostile("远处.xml", far_index),
    Hostile("重复.ods", repeated_cells),
]  # fmt: skip
