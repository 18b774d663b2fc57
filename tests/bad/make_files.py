"""Broken files, one a kind, made when the tests run; each with the message its user reads."""

import gzip
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import xlsxwriter

from loaders.files.containers import Limits
from tests.bad.good_files import change_zip, make_csv, make_sheet_xml, make_xls, make_xlsb, make_xlsx, make_zip

AS_XLSX = "请用 Excel 或 WPS 打开后另存为 xlsx 再导入"
AS_CSV = f"{AS_XLSX}，或另存为 UTF-8 编码的 CSV"
AGAIN = f"请重新下载或重新复制后再导入；仍不行时{AS_XLSX}"
FROM_WORD = "请把其中的表格复制到 Excel，另存为 xlsx 后再导入"
UNPACK = "请先解压，再导入里面的工作簿"
PICTURE = "图片里的数字读不出来，请导入原来的 Excel 表"
RIGHT_FILE = "请确认选对了文件"
TRIM = "请删去表格右侧和下方多余的内容后再导入"


@dataclass(frozen=True)
class BadFile:
    """One broken file: its name, how its bytes are made, and the parts of the message. None: any text will do."""

    name: str
    make: Callable[[], bytes]
    rule: str
    came: str | None
    todo: str
    limits: Limits = field(default_factory=Limits)


def _renamed_stream(name: str) -> bytes:
    """An OLE container whose Workbook stream is called something else."""
    old = "Workbook".encode("utf-16-le")
    at = make_xls().index(old)
    data = bytearray(make_xls())
    encoded = name.encode("utf-16-le")
    data[at : at + len(encoded)] = encoded
    data[at + 64 : at + 66] = struct.pack("<H", len(encoded) + 2)
    return bytes(data)


def _biff_start(data: bytearray) -> int:
    return data.index(b"\x09\x08\x10\x00\x00\x06")


def _with_filepass() -> bytes:
    data = bytearray(make_xls())
    second = _biff_start(data) + 20
    data[second : second + 2] = b"\x2f\x00"
    return bytes(data)


def _with_cell_at(column: int) -> bytes:
    """An old workbook with a row of numbers moved to this column."""
    data = bytearray(make_xls())
    at = data.index(struct.pack("<HHHH", 0x00BD, 36, 2, 1))
    data[at + 6 : at + 8] = struct.pack("<H", column)
    return bytes(data)


def _with_claimed_rows() -> bytes:
    data = bytearray(make_xls())
    at = data.index(struct.pack("<HH", 0x0200, 14))
    data[at + 8 : at + 12] = struct.pack("<I", 0x7FFFFFFF)
    return bytes(data)


def _with_circle() -> bytes:
    """The first chain of the allocation table leads back to its start."""
    data = bytearray(make_xls())
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    data[table + 4 : table + 8] = struct.pack("<I", 0)
    return bytes(data)


def _patched_headers(offset_local: int, offset_central: int, value: bytes) -> bytes:
    """A workbook with the same header field overwritten in every member."""
    data = bytearray(make_xlsx())
    for magic, offset in ((b"PK\x03\x04", offset_local), (b"PK\x01\x02", offset_central)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset : at + offset + len(value)] = value
            at = data.find(magic, at + 4)
    return bytes(data)


def _without(part: str) -> bytes:
    return change_zip(make_xlsx(), lambda name, content: None if name == part else content)


def _with_strings_count() -> bytes:
    """A table of texts that claims four thousand million texts."""

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b'uniqueCount="', b'uniqueCount="400000000') if "sharedStrings" in name else content

    return change_zip(make_xlsx(), change)


def _with_entities(part: str) -> bytes:
    """A part that defines entities of entities, a billion laughs."""
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    )

    def change(name: str, content: bytes) -> bytes:
        head, _, rest = content.partition(b"?>")
        return head + b"?>" + bomb + rest.replace("明细".encode(), b"&c;") if name == part else content

    return change_zip(make_xlsx(), change)


def _sheet_with_entities() -> bytes:
    head = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return make_sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>', head=head)


def _many_sheets() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for index in range(6):
        book.add_worksheet(f"表{index}").write(0, 0, "县")
    book.close()
    return target.getvalue()


def _cell(reference: str) -> str:
    return f'<c r="{reference}"><v>1</v></c>'


FAR_CELL = f'<row r="1">{_cell("A1")}</row><row r="1048576">{_cell("XFD1048576")}</row>'
LONG_AND_WIDE = f'<row r="1">{_cell("ALL1")}{_cell("A900000")}</row>'
SMALL = Limits(
    max_rows=10, max_columns=20, max_cells=150, max_sheets=3, max_bytes=1024**2, max_unpacked_bytes=1024**3 // 512
)
LINES = "县,金额\r\n凤凰县,1\r\n泸溪县,2\r\n" * 20
HTML = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>县</td></tr></table></html>'
MHTML = "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><Workbook>&b;</Workbook>'
XML_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet/></Workbook>'


def _strangers() -> list[BadFile]:
    """Files that are something else altogether."""
    pdf = "PDF 里的表格读不出来，请导入原来的 Excel 表"
    word, slides = {"word/document.xml": "<w/>"}, {"ppt/presentation.xml": "<p/>"}
    found: list[tuple[str, Callable[[], bytes], str, str]] = [
        ("通报.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF 文档", pdf),
        ("截图.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "图片", PICTURE),
        ("照片.xls", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64), "图片", PICTURE),
        ("位图.xls", lambda: b"BM" + bytes(64), "图片", PICTURE),
        ("打包.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(64), "RAR 压缩包", UNPACK),
        ("打包.gz", lambda: gzip.compress(make_csv()), "gz 压缩包", UNPACK),
        ("说明.rtf", lambda: rb"{\rtf1\ansi x}", "RTF 文档", FROM_WORD),
        ("一九九三.xls", lambda: b"\x09\x04\x06\x00" + bytes(64), "九十年代的旧版 xls", AS_XLSX),
        ("方案.xlsx", lambda: make_zip(word), "Word 文档", FROM_WORD),
        ("方案.xls", lambda: _renamed_stream("WordDocument"), "Word 文档", FROM_WORD),
        ("汇报.xlsx", lambda: make_zip(slides), "演示文稿", FROM_WORD),
        ("汇报.xls", lambda: _renamed_stream("PowerPoint Document"), "演示文稿", FROM_WORD),
        ("邮件.xls", lambda: _renamed_stream("__properties"), "旧版 Office 文件", RIGHT_FILE),
        ("上报.zip", lambda: make_zip({"资金.xlsx": make_xlsx()}), "装有表格的压缩包", UNPACK),
        ("杂项.xlsx", lambda: make_zip({"a.txt": "x"}), "压缩包", RIGHT_FILE),
    ]
    return [BadFile(name, make, "不是工作簿", came, todo) for name, make, came, todo in found]


def _web_pages() -> list[BadFile]:
    """Pages without a table, those that Excel alone can open, and documents that declare entities."""
    page, look_again = "这是网页文字，里面没有表格", "请确认选对了文件，或把其中的表格复制到 Excel 再导入"
    entities = "文件里声明了实体，为安全起见不读取"
    text = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    odd = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<!DOCTYPE x><x/>"}
    return [
        BadFile("系统导出.xls", HTML.encode, page, "", look_again),
        BadFile("带标记导出.xls", lambda: b"\xef\xbb\xbf\r\n" + HTML.encode(), page, "", look_again),
        BadFile("带声明导出.xls", lambda: b'<?xml version="1.0"?>' + HTML.encode(), page, "", look_again),
        BadFile("宽字符导出.xls", lambda: HTML.encode("utf-16"), page, "", look_again),
        BadFile("另存网页.xls", MHTML.encode, "不是真正的 Excel 文件", "网页（MHTML）", AS_XLSX),
        BadFile("二〇〇三.xls", XML_2003.encode, "这是XML 文件文字，里面没有表格", "", look_again),
        BadFile("断开.xls", lambda: XML_2003.encode()[:-5], "XML 表格不完整或已损坏，无法读取", "", AGAIN),
        BadFile("实体.xls", lambda: ENTITIES.encode(), entities, "", AS_XLSX),
        BadFile("实体.html", lambda: ENTITIES.replace("Workbook", "html").encode(), entities, "", AS_XLSX),
        BadFile("文字.odt", lambda: make_zip(text), "不是工作簿", "OpenDocument 文字或演示文稿", FROM_WORD),
        BadFile("实体.ods", lambda: make_zip(odd), "文件不完整或已损坏，无法读取", "", AGAIN),
        BadFile(
            "材料.txt",
            "各县市：\n一是压实责任，抓好排查工作。\n二是补齐短板，抓好整改工作。\n".encode,
            "这是文字材料，不是表格",
            "",
            FROM_WORD,
        ),
    ]


def _protected() -> list[BadFile]:
    rule, todo = "工作簿设有打开密码，无法读取", "请在 Excel 或 WPS 中取消打开密码后再导入"
    return [
        BadFile("加密.xlsx", lambda: _renamed_stream("EncryptedPackage"), rule, "", todo),
        BadFile("加密.xls", _with_filepass, rule, "", todo),
        BadFile("压缩密码.xlsx", lambda: _patched_headers(6, 8, b"\x01\x00"), rule, "", todo),
    ]


def _broken() -> list[BadFile]:
    """Files that begin as workbooks and do not hold together."""
    wrong_text = '<row r="1"><c r="A1" t="s"><v>9</v></c></row>'
    found: list[tuple[str, Callable[[], bytes]]] = [
        ("截断.xlsx", lambda: make_xlsx()[:-300]),
        ("截断一半.xlsx", lambda: make_xlsx()[:2000]),
        ("截断.xls", lambda: make_xls()[:3000]),
        ("只有头.xls", lambda: make_xls()[:300]),
        ("转圈.xls", _with_circle),
        ("列号越界.xls", lambda: _with_cell_at(60_000)),
        ("行数虚报.xls", _with_claimed_rows),
        ("缺工作表.xlsx", lambda: _without("xl/worksheets/sheet1.xml")),
        ("缺目录.xlsx", lambda: _without("xl/_rels/workbook.xml.rels")),
        ("标签未闭合.xlsx", lambda: make_sheet_xml('<row r="1"><c r="A1"><v>1')),
        ("文字编号错.xlsx", lambda: make_sheet_xml(wrong_text)),
        ("文字个数虚报.xlsx", _with_strings_count),
        ("实体炸弹.xlsx", lambda: _with_entities("xl/workbook.xml")),
        ("表内实体炸弹.xlsx", _sheet_with_entities),
        ("大小虚报.xlsx", lambda: _patched_headers(22, 24, b"\x09\x00\x00\x00")),
    ]
    return [BadFile(name, make, "文件不完整或已损坏，无法读取", "", AGAIN) for name, make in found]


def _too_large() -> list[BadFile]:
    split, one_file = "请拆成几个文件后再导入", "请按县或按月拆成几个文件再导入"
    strange = "工作簿解压后比原来大得反常（超过 200 倍），为安全起见不读取"
    far = ((0, 0, "县"), (1_048_575, 16_383, 1.0))
    rows, columns = "工作表「表」不能超过 10 行", "工作表「表」不能超过 2000 列"
    cells = "工作表「表」不能超过 50000000 格"
    return [
        BadFile("文件太大.csv", lambda: make_csv() * 3000, "文件不能超过 1 MB", "1.8 MB", one_file, SMALL),
        BadFile(
            "压缩炸弹.xlsx",
            lambda: make_sheet_xml(" " * 12_000_000),
            strange,
            None,
            f"请确认内容无误，再{AS_XLSX.removeprefix('请')}",
        ),
        BadFile(
            "解压太大.xlsx",
            lambda: make_sheet_xml(" " * 4_000_000),
            "工作簿解压后不能超过 2 MB",
            "3.8 MB",
            split,
            SMALL,
        ),
        BadFile("表太多.xlsx", _many_sheets, "工作表不能超过 3 张", "6 张", "请删去无关的工作表后再导入", SMALL),
        BadFile("远处一格.xlsx", lambda: make_sheet_xml(FAR_CELL), columns, "16384 列", TRIM),
        BadFile("远处一格.xlsb", lambda: make_xlsb(far), columns, "16384 列", TRIM),
        BadFile("又长又宽.xlsx", lambda: make_sheet_xml(LONG_AND_WIDE), cells, "900000 行 × 1000 列", TRIM),
        BadFile("行太多.xlsx", lambda: make_sheet_xml(f'<row r="11">{_cell("A11")}</row>'), rows, "11 行", TRIM, SMALL),
        BadFile("无坐标.xlsx", lambda: make_sheet_xml("<row><c><v>1</v></c></row>" * 12), rows, "12 行", TRIM, SMALL),
        BadFile(
            "列太多.csv",
            lambda: ",".join("列" * 30).encode(),
            "列数不能超过 20",
            "30 列",
            "请确认分隔符是否正确",
            SMALL,
        ),
        BadFile("行太多.csv", lambda: b"x,y\n" * 11, "行数不能超过 10", "11 行", one_file, SMALL),
    ]


def _empty() -> list[BadFile]:
    rule, todo = "文件里没有任何数据", "请确认选对了文件，并且数据已经保存"
    return [
        BadFile("空文件.xlsx", lambda: b"", "文件是空的（0 字节）", "", "请重新导出或重新复制后再导入"),
        BadFile("没有数据.xlsx", lambda: make_sheet_xml('<row r="1"><c r="B2" s="0"/></row>'), rule, "", todo),
        BadFile("只有空行.csv", lambda: b",,\r\n,,\r\n\r\n", rule, "", todo),
    ]


def _damaged_texts() -> list[BadFile]:
    not_text, confirm = "不是表格文件，内容不是文字", f"{RIGHT_FILE}；如果是表格，{AS_XLSX}"
    broken_byte = LINES.encode().replace("泸".encode(), b"\xe6\xb3", 1)
    look = f"请检查这一行，或{AS_XLSX.removeprefix('请')}"

    def undecodable(name: str, make: Callable[[], bytes], encoding: str, line: int) -> BadFile:
        return BadFile(name, make, f"文字编码无法识别（按 {encoding} 读到第 {line} 行时出错）", "", AS_CSV)

    return [
        BadFile("二进制.csv", lambda: bytes(range(256)) * 4, not_text, "", confirm),
        BadFile("夹零字节.csv", lambda: "县,金额\n甲县,1\0\n".encode(), not_text, "", confirm),
        undecodable("坏字.csv", lambda: broken_byte, "UTF-8", 3),
        undecodable("截断.csv", lambda: LINES.encode()[:-5], "UTF-8", 60),
        undecodable("坏国标.csv", lambda: LINES.encode("gb18030") + b"\xb7\xff", "GB18030", 61),
        undecodable("半个字.csv", lambda: LINES.encode("utf-16")[:-3], "UTF-16", 60),
        BadFile(
            "引号不成对.csv", lambda: '县,备注\n甲县,"没有收尾\n乙县,1\n'.encode(), "第 2 行起双引号没有成对", "", look
        ),
        BadFile(
            "一格太长.csv",
            lambda: f"县,备\n甲,{'长' * 140_000}\n".encode(),
            "第 2 行起有一个单元格的文字过长",
            "",
            look,
        ),
    ]


BAD_FILES = (
    *_strangers(),
    *_web_pages(),
    *_protected(),
    *_broken(),
    *_too_large(),
    *_empty(),
    *_damaged_texts(),
)
