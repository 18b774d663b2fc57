"""ODS, HTML and XML 2003 files read like the rest, and hostile ones that hurt nobody; hidden parts and days counted from 1904."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.errors import UserError
from loaders.files import UncalculatedFormula, Workbook, read_workbook
from loaders.importing import import_file
from loaders.recognise import Choices

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SHEET_2003 = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)
ROWS: list[list[Any]] = [
    ["湘西州2021年11月", "", ""],
    ["县市", "开工数（个）", "完工率"],
    ["吉首市", 12, "85%"],
    ["凤凰县", 15, "90.5%"],
]


def ods(tables: str, manifest: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        content = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<office:document-content {NAMES}>{content}</office:document-content>")
    return target.getvalue()


def ods_cell(cell: Any) -> str:
    if isinstance(cell, str):
        return (
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


def ods_table(rows: list[list[Any]], more: str = "") -> str:
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="通报">{lines}{more}</table:table>'


def xml_2003(rows: list[list[Any]]) -> bytes:
    def cell(value: Any) -> str:
        kind = "String" if isinstance(value, str) else "Number"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' if value != "" else "<Cell/>"

    lines = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
    return f'<?xml version="1.0"?><Workbook {SHEET_2003}><Worksheet ss:Name="通报"><Table>{lines}</Table></Worksheet></Workbook>'.encode()


def html(rows: list[list[Any]], charset: str = "utf-8") -> bytes:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    head = f'<head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>'
    return f"<html>{head}<body><table>{lines}</table></body></html>".encode(charset)


def read(folder: Path, data: bytes, name: str = "通报.xls") -> Workbook:
    path = folder / name
    path.write_bytes(data)
    return read_workbook(path)


@pytest.mark.parametrize(
    "data", [ods(ods_table(ROWS)), xml_2003(ROWS), html(ROWS), html(ROWS, "gb18030")], ids=["ods", "xml", "html", "gbk"]
)
@pytest.mark.parametrize("name", ["通报.xls", "通报.ods", "通报.xlsx"])
def test_what_stands_in_them_is_stored(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (sheet,) = import_file(path, folder=tmp_path / "data").sheets
    assert sheet.frame is not None and sheet.period == "2021-11" and not sheet.problems
    found = {(row["place_code"], row["item_title"].partition("：")[2]): row["value"] for row in sheet.frame.to_pylist()}
    assert found == {
        ("433101", "开工数（个）"): 12, ("433123", "开工数（个）"): 15, ("433101", "完工率（%）"): 0.85, ("433123", "完工率（%）"): 0.905,
    }  # fmt: skip
    assert [row["source_row"] for row in sheet.frame.to_pylist()] == [3, 3, 4, 4]


def test_html_spans_headings_numbers_beside_texts_and_layout_tables(tmp_path: Path) -> None:
    data = """<html><body><table><tr><td><h3>2021年11月进度</h3>
      <table><tr><th rowspan=2>县市</th><th colspan=2>参保</th></tr><tr><th>应参保（人）</th><th>已参保（人）</th></tr>
      <tr><td>吉首市</td><td x:num="30000.4">30,000</td><td sdval="29900">29900</td></tr>
      <tr style="display:none"><td>凤凰县</td><td>8</td><td>&nbsp;</td></tr></table></td></tr></table>
      <table><tr><td>导航</td></tr></table></body></html>"""
    (sheet,) = read(tmp_path, data.encode()).sheets
    assert sheet.rows == [
        ["县市", "参保", ""],
        ["", "应参保（人）", "已参保（人）"],
        ["吉首市", 30000.4, 29900.0],
        ["凤凰县", "8", ""],
    ]
    assert sheet.titles == ("2021年11月进度",) and sheet.hidden == ("第 4 行",)
    assert {(one.top, one.left, one.bottom, one.right) for one in sheet.merged_ranges} == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_xml_2003_types_places_and_formulas(tmp_path: Path) -> None:
    body = """<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>
      <Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">题</Data></Cell>
      <Cell ss:Index="4"><Data ss:Type="DateTime">2021-11-20T00:00:00.000</Data></Cell></Row>
      <Row ss:Hidden="1"><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=A1+1"/>
      <Cell><Data ss:Type="Error">#REF!</Data></Cell></Row>"""
    data = f'<?xml version="1.0"?><Workbook {SHEET_2003}><Worksheet ss:Name="甲"><Table>{body}</Table></Worksheet></Workbook>'
    (sheet,) = read(tmp_path, data.encode()).sheets
    assert sheet.rows == [["", "", "", ""], ["题", "", "", date(2021, 11, 20)], [True, "=A1+1", "#REF!", ""]]
    assert isinstance(sheet.rows[2][1], UncalculatedFormula)
    assert sheet.hidden == ("第 3 行", "B–C 列")


def test_ods_repeats_merges_hidden_rows_and_formulas(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=[.B3]*2"/>'
    more = f"""<table:table-row table:visibility="collapse">{ods_cell("合计")}{formula}</table:table-row>
      <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16000"/></table:table-row>"""
    title = '<table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>题</text:p></table:table-cell>'
    head = f"<table:table-row>{title}<table:covered-table-cell/></table:table-row>"
    (sheet,) = read(tmp_path, ods(ods_table(ROWS[1:], more).replace('"通报">', f'"通报">{head}'))).sheets
    assert sheet.rows[0][0] == "题" and [(one.left, one.right) for one in sheet.merged_ranges] == [(0, 1)]
    assert sheet.hidden == ("第 5 行",) and len(sheet.rows) == 5
    assert isinstance(sheet.rows[4][1], UncalculatedFormula)


WIDE = '<table:table-cell table:number-columns-repeated="900000" office:value-type="string"><text:p>x</text:p></table:table-cell>'
MANY_SPANS = b"<html><table>" + b"<tr><td rowspan=9999999 colspan=1999>a</td></tr>" * 3_000 + b"</table></html>"


@pytest.mark.parametrize(
    "data",
    [
        ods(ods_table(ROWS, f'<table:table-row table:number-rows-repeated="999999999">{ods_cell("x")}</table:table-row>')),
        ods(f'<table:table><table:table-row>{WIDE}</table:table-row></table:table>'),
        ods(ods_table(ROWS), "<encryption-data/>"),
        ods('<table:table><table:table-row table:number-rows-repeated="x"/></table:table>'),
        xml_2003(ROWS).replace(b"<Row>", b'<Row ss:Index="999999999">', 1),
        xml_2003(ROWS).replace(b"<Cell>", b'<Cell ss:Index="99999">', 1),
        xml_2003(ROWS).replace(b'<?xml version="1.0"?>', b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        html(ROWS).replace(b"<html>", b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html>'),
        b"<html>" + b"<div>" * 100_000,
        b"<html><body>nothing</body></html>",
        b'<?xml version="1.0"?>' + b"<a>" * 5_000,
    ],
    ids=["rows", "columns", "locked", "count", "row", "column", "entity", "html entity", "deep", "empty", "deep xml"],
)  # fmt: skip
def test_hostile_and_empty_documents_get_an_answer(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        read(tmp_path, data)


def test_wide_spans_take_no_room(tmp_path: Path) -> None:
    (long,) = read(tmp_path, MANY_SPANS).sheets
    assert (long.width, len(long.rows)) == (2000, 2)
    data = html(ROWS).replace(b"<td>", b'<td colspan="999999999">', 1)
    (sheet,) = read(tmp_path, data).sheets
    assert (sheet.width, len(sheet.rows)) == (3, 4)


@pytest.mark.parametrize("hidden", ["xlsx", "xls"])
def test_hidden_rows_and_columns_are_named_and_read(hidden: str, tmp_path: Path) -> None:
    path = tmp_path / f"表.{hidden}"
    rows = [
        ["2021年11月", "", ""],
        ["县市", "甲（个）", "乙（个）"],
        ["吉首市", 1, 2],
        ["泸溪县", 3, 4],
        ["凤凰县", 5, 6],
        ["花垣县", 7, 8],
    ]
    if hidden == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.active.row_dimensions[4].hidden = book.active.row_dimensions[5].hidden = True
        book.active.column_dimensions["C"].hidden = True
        book.save(path)
    else:
        old = xlwt.Workbook()
        sheet = old.add_sheet("表")
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
        sheet.row(3).hidden = sheet.row(4).hidden = True
        sheet.col(2).hidden = True
        old.save(str(path))
    (result,) = import_file(path, folder=tmp_path / "data").sheets
    assert result.rows_stored == 4 and result.values_stored == 8
    assert [(one.kind, one.came) for one in result.problems] == [("hidden_parts", "第 4–5 行、C 列")]


@pytest.mark.parametrize("is_1904", [True, False])
def test_days_without_format_count_from_the_year_of_the_workbook(is_1904: bool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    book.active.append(["县", "项目名称", "计划资金(万元)", "实际开工日期", "年度"])
    book.active.append(["凤凰县", "茶园", 120, 42808, 2021])
    book.active.append(["凤凰县", "水渠", 120, date(2021, 3, 15), 2021])
    book.save(tmp_path / "表.xlsx")
    (sheet,) = import_file(tmp_path / "表.xlsx", Choices(table="fund_projects"), folder=tmp_path / "data").sheets
    assert sheet.frame is not None
    days = sheet.frame["started_on"].to_pylist()
    assert days == [date(2021, 3, 15) if is_1904 else date(2017, 3, 14), date(2021, 3, 15)]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        ("关于工作情况的通报\n各县市：\n现将有关情况通报如下。\n一、总体进度较快，但不平衡。\n", True),
        ("县市,数\n吉首市,1\n", False),
        ("县市\n吉首市\n凤凰县\n", False),
        ("2021年11月通报。\n县市,数\n吉首市,1\n凤凰县,2\n", False),
    ],
)
def test_a_text_of_sentences_is_called_a_text(text: str, is_prose: bool, tmp_path: Path) -> None:
    if is_prose:
        with pytest.raises(UserError, match="这是文字材料"):
            read(tmp_path, text.encode(), "通报.txt")
    else:
        assert read(tmp_path, text.encode(), "通报.txt").sheets
