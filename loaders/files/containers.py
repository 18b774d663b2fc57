"""What a file really is, by its content and never by its extension, and a clear answer when it is no readable workbook."""

import io
import re
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from core.errors import UserError
from loaders.files.number_formats import Shown, read_unit_styles
from loaders.files.scan_ods import scan_ods
from loaders.files.scan_xls import (
    OleFile,
    counts_from_1904,
    is_protected_xls,
    scan_xls,
    scan_xlsb_sheet,
    xlsb_counts_from_1904,
    xlsb_records,
    xlsb_styles,
)  # fmt: skip
from loaders.files.scan_xlsx import BrokenContainer, SheetScan, read_member, scan_sheet

MAX_MEMBERS = 10_000
MAX_ODS_BYTES = 256 * 1024**2
"""The content of an ods workbook is one XML document, held as a tree for a moment."""
RATIO_MATTERS_BYTES = 10 * 1024**2
SMALL_PART_BYTES = 16 * 1024**2
SAVE_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 xlsx 再导入"
COPY_AGAIN = "请重新下载或重新复制后再导入"


@dataclass(frozen=True)
class Limits:
    """How large a file may be. Rows, columns and cells are those of one sheet up to its last filled cell.

    `max_cells` bounds rows x columns, because a sheet is laid out in memory as a full rectangle. `max_ratio` is unpacked
    over packed size of one part of the workbook, looked at from 10 MB unpacked on. `max_headers` are the columns of all sheets together:
    each is held against every table.
    """

    max_bytes: int = 200 * 1024**2
    max_unpacked_bytes: int = 2 * 1024**3
    max_ratio: float = 200.0
    max_rows: int = 1_048_576
    max_columns: int = 2_000
    max_cells: int = 50_000_000
    max_sheets: int = 200
    max_headers: int = 50_000


@dataclass(frozen=True)
class Container:
    """A workbook found readable: its kind, what was seen in each sheet, in workbook order, and whether it counts days from 1904."""

    kind: str
    scans: list[SheetScan]
    is_1904: bool = False


STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文档", "PDF 里的表格读不出来，请导入原来的 Excel 表"),
    (b"\x89PNG", "图片", "图片里的数字读不出来，请导入原来的 Excel 表"),
    (b"\xff\xd8\xff", "图片", "图片里的数字读不出来，请导入原来的 Excel 表"),
    (b"GIF8", "图片", "图片里的数字读不出来，请导入原来的 Excel 表"),
    (b"BM", "图片", "图片里的数字读不出来，请导入原来的 Excel 表"),
    (b"Rar!", "RAR 压缩包", "请先解压，再导入里面的工作簿"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请先解压，再导入里面的工作簿"),
    (b"\x1f\x8b", "gz 压缩包", "请先解压，再导入里面的工作簿"),
    (b"{\\rtf", "RTF 文档", "请把其中的表格复制到 Excel，另存为 xlsx 后再导入"),
    (b"MZ", "程序文件", "请确认选对了文件"),
    (b"\x09\x00\x04\x00", "九十年代的旧版 xls", SAVE_AS_XLSX),
    (b"\x09\x02\x06\x00", "九十年代的旧版 xls", SAVE_AS_XLSX),
    (b"\x09\x04\x06\x00", "九十年代的旧版 xls", SAVE_AS_XLSX),
    (b"\x09\x08", "九十年代的旧版 xls", SAVE_AS_XLSX),
)
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
HTML_STARTS = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div", b"<script")
WORD_TODO = "请把其中的表格复制到 Excel，另存为 xlsx 后再导入"


def read_container(data: bytes, file: str, limits: Limits) -> Container | None:
    """The workbook in these bytes; None when they are plain text (perhaps CSV). UserError for anything else."""
    for magic, came, todo in STRANGERS:
        if data.startswith(magic) and (len(magic) > 2 or 0 in data[:64]):
            raise UserError("不是工作簿", file=file, came=came, todo=todo)
    try:
        if data.startswith(OLE_MAGIC):
            return _read_ole(data, file, limits)
        if data.startswith(ZIP_MAGICS):
            return _read_zip(data, file, limits)
    except BrokenContainer as error:
        raise broken_file(file) from error
    kind = _markup_kind(data, file)
    return Container(kind, []) if kind else None


def broken_file(file: str) -> UserError:
    """The answer to a workbook that starts as one and does not hold together."""
    return UserError("文件不完整或已损坏，无法读取", file=file, todo=f"{COPY_AGAIN}；仍不行时{SAVE_AS_XLSX}")


def _protected(file: str) -> UserError:
    return UserError("工作簿设有打开密码，无法读取", file=file, todo="请在 Excel 或 WPS 中取消打开密码后再导入")


def _markup_kind(data: bytes, file: str) -> str:
    """`html` or `xml` for tables that are text inside, whatever their extension; '' for other text. UserError for MHTML and .fods."""
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    is_mail = start.startswith((b"from:", b"subject:", b"date:")) and b"mime-version:" in start
    if is_mail or start.startswith(b"mime-version:"):
        raise UserError("不是真正的 Excel 文件", file=file, came="网页（MHTML）", todo=SAVE_AS_XLSX)
    if start.startswith(HTML_STARTS) or (start.startswith(b"<?xml") and b"<html" in start):
        return "html"
    if start.startswith(b"<?xml") and b"urn:oasis:names:tc:opendocument" in start:
        came = "单个文件的 OpenDocument（fods）"
        raise UserError("这种表格不能直接读取", file=file, came=came, todo=SAVE_AS_XLSX)
    return "xml" if start.startswith((b"<?xml", b"<workbook")) else ""


def _read_ole(data: bytes, file: str, limits: Limits) -> Container:
    ole = OleFile(data)
    if ole.find("EncryptedPackage", "EncryptionInfo"):
        raise _protected(file)
    entry = ole.find("Workbook", "Book")
    if entry is None:
        came, todo = "旧版 Office 文件", "请确认选对了文件"
        if ole.find("WordDocument"):
            came, todo = "Word 文档", WORD_TODO
        elif ole.find("PowerPoint Document"):
            came, todo = "演示文稿", WORD_TODO
        raise UserError("不是工作簿", file=file, came=came, todo=todo)
    stream = ole.read(entry)
    if is_protected_xls(stream):
        raise _protected(file)
    scans = scan_xls(stream, limits.max_sheets)
    check_sheet_count(len(scans), file, limits)
    return Container("xls", scans, counts_from_1904(stream))


def say_size(size: int) -> str:
    """A size in bytes as people say it: '1.2 MB', '2 GB'."""
    number, unit = (size / 1024**3, "GB") if size >= 1024**3 else (size / 1024**2, "MB")
    return f"{round(number, 1):g} {unit}"


def check_sheet_count(count: int, file: str, limits: Limits) -> None:
    """UserError when a workbook has more sheets than allowed."""
    if count > limits.max_sheets:
        rule = f"工作表不能超过 {limits.max_sheets} 张"
        raise UserError(rule, file=file, came=f"{count} 张", todo="请删去无关的工作表后再导入")


def _read_zip(data: bytes, file: str, limits: Limits) -> Container:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError, struct.error) as error:
        raise BrokenContainer("archive") from error
    if len(members) > MAX_MEMBERS:
        raise UserError("压缩包里的文件太多，不是工作簿", file=file, came=f"{len(members)} 个", todo="请确认选对了文件")
    names = {member.filename.replace("\\", "/").lower(): member for member in members}
    kind = _zip_kind(names, file)
    if any(member.flag_bits & 1 for member in members):
        raise _protected(file)
    _check_unpacked(members, file, limits)
    if kind == "ods":
        return _read_ods(data, names, file, limits)
    parts = _sheet_parts(data, names, "xl/workbook.bin" if kind == "xlsb" else "xl/workbook.xml")
    check_sheet_count(len(parts), file, limits)
    scanned: dict[str, SheetScan] = {}
    styles = {} if kind == "xlsb" else _unit_styles(data, names)
    binary_styles = _binary_styles(data, names) if kind == "xlsb" else {}
    for name, member in names.items():
        if name in parts:
            scanned[name] = (
                scan_xlsb_sheet(b"".join(read_member(data, member)), binary_styles)
                if kind == "xlsb"
                else scan_sheet(data, member, limits.max_rows, limits.max_columns, limits.max_cells, styles)
            )
        elif not name.startswith(("xl/media/", "docprops/thumbnail")):
            _check_member(data, name, member)
    return Container(kind, [scanned[part] for part in parts], _counts_from_1904(data, names, kind))


def _counts_from_1904(data: bytes, names: Mapping[str, zipfile.ZipInfo], kind: str) -> bool:
    if kind == "xlsb":
        return xlsb_counts_from_1904(_small_part(data, names["xl/workbook.bin"]))
    return bool(_FROM_1904.search(_small_part(data, names["xl/workbook.xml"])))


_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")


def _read_ods(data: bytes, names: Mapping[str, zipfile.ZipInfo], file: str, limits: Limits) -> Container:
    mimetype = b"".join(read_member(data, names["mimetype"])).strip()
    if not mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise UserError("不是工作簿", file=file, came="OpenDocument 文字或演示文稿", todo=WORD_TODO)
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in _small_part(data, manifest):
        raise _protected(file)
    if names["content.xml"].file_size > MAX_ODS_BYTES:
        came = say_size(names["content.xml"].file_size)
        raise UserError(f"ods 工作簿的内容不能超过 {say_size(MAX_ODS_BYTES)}", file=file, came=came, todo=SAVE_AS_XLSX)
    for name, member in names.items():
        if not name.startswith(("thumbnails/", "pictures/")):
            _check_member(data, name, member)
    scans = scan_ods(b"".join(read_member(data, names["content.xml"])))
    check_sheet_count(len(scans), file, limits)
    return Container("ods", scans)


def _zip_kind(names: Mapping[str, zipfile.ZipInfo], file: str) -> str:
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaproject.bin" in names else "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "word/document.xml" in names:
        raise UserError("不是工作簿", file=file, came="Word 文档", todo=WORD_TODO)
    if "ppt/presentation.xml" in names:
        raise UserError("不是工作簿", file=file, came="演示文稿", todo=WORD_TODO)
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(name.endswith((".xlsx", ".xls", ".xlsm", ".xlsb", ".csv")) for name in names):
        raise UserError("不是工作簿", file=file, came="装有表格的压缩包", todo="请先解压，再导入里面的工作簿")
    raise UserError("不是工作簿", file=file, came="压缩包", todo="请确认选对了文件")


def _check_unpacked(members: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    """UserError for workbooks that would unpack to more than allowed, by the sizes they declare."""
    total = sum(member.file_size for member in members)
    if total > limits.max_unpacked_bytes:
        rule = f"工作簿解压后不能超过 {say_size(limits.max_unpacked_bytes)}"
        raise UserError(rule, file=file, came=say_size(total), todo="请拆成几个文件后再导入")
    for member in members:
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > RATIO_MATTERS_BYTES and ratio > limits.max_ratio:
            rule = f"工作簿解压后比原来大得反常（超过 {limits.max_ratio:g} 倍），为安全起见不读取"
            raise UserError(
                rule, file=file, came=f"{ratio:.0f} 倍", todo=f"请确认内容无误，再{SAVE_AS_XLSX.removeprefix('请')}"
            )


def _unit_styles(data: bytes, names: Mapping[str, zipfile.ZipInfo]) -> dict[bytes, Shown]:
    """Styles whose number format shows a unit; none when the workbook has no styles, or too many to look at."""
    member = names.get("xl/styles.xml")
    is_small = member is not None and member.file_size <= SMALL_PART_BYTES
    return read_unit_styles(_small_part(data, member)) if member and is_small else {}


def _binary_styles(data: bytes, names: Mapping[str, zipfile.ZipInfo]) -> dict[int, Shown]:
    member = names.get("xl/styles.bin")
    is_small = member is not None and member.file_size <= SMALL_PART_BYTES
    return xlsb_styles(_small_part(data, member)) if member and is_small else {}


_STRINGS_COUNT = re.compile(rb"""<(?:\w+:)?sst\b[^>]*?\b(?:uniqueC|c)ount\s*=\s*["'](\d+)["'][^>]*>""")
_COUNT = re.compile(rb"""\s(uniqueCount|count)\s*=\s*["'](\d+)["']""")
MOST_TEXT_CELLS = 50_000_000
"""`count` is how often texts are used in the sheets, so it may well be larger than the table of texts; this is more than fits."""


def _check_member(data: bytes, name: str, member: zipfile.ZipInfo) -> None:
    """The part unpacks to its declared size, and its table of texts does not claim more texts than it has room for."""
    start = b""
    for chunk in read_member(data, member):
        if len(start) < 4096:
            start += chunk[:4096]
    opening = _STRINGS_COUNT.search(start) if name.endswith("sharedstrings.xml") else None
    room = {b"uniqueCount": member.file_size // 4 + 1024, b"count": MOST_TEXT_CELLS}
    if opening and any(int(count) > room[kind] for kind, count in _COUNT.findall(opening[0])):
        raise BrokenContainer(name)


def _sheet_parts(data: bytes, names: Mapping[str, zipfile.ZipInfo], book: str) -> list[str]:
    """The part of each sheet in workbook order; BrokenContainer when one is not there."""
    relations = f"xl/_rels/{book.removeprefix('xl/')}.rels"
    if relations not in names:
        raise BrokenContainer(relations)
    targets = {}
    for element in _parse_small(data, names[relations]).iter():
        target = element.get("Target", "").replace("\\", "/").lower()
        targets[element.get("Id", "")] = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
    listed = _xlsb_sheets(data, names[book]) if book.endswith(".bin") else _xlsx_sheets(data, names[book])
    parts = [targets.get(relation, "") for relation in listed]
    if any(part not in names for part in parts):
        raise BrokenContainer(book)
    return parts


def _small_part(data: bytes, member: zipfile.ZipInfo) -> bytes:
    if member.file_size > SMALL_PART_BYTES:
        raise BrokenContainer(member.filename)
    return b"".join(read_member(data, member))


def _parse_small(data: bytes, member: zipfile.ZipInfo) -> ElementTree.Element:
    """A small XML part; parts with their own entities (never found in real workbooks) are broken ones."""
    text = _small_part(data, member)
    if b"<!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
        raise BrokenContainer(member.filename)
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BrokenContainer(member.filename) from error


def _xlsx_sheets(data: bytes, member: zipfile.ZipInfo) -> list[str]:
    """The relation of each sheet in workbook order."""
    sheets = [element for element in _parse_small(data, member).iter() if element.tag.rpartition("}")[2] == "sheet"]
    return [next((value for key, value in sheet.items() if key.rpartition("}")[2] == "id"), "") for sheet in sheets]


def _xlsb_sheets(data: bytes, member: zipfile.ZipInfo) -> list[str]:
    """The same from a binary workbook part: state and number of the sheet, then the relation as a counted text."""
    part = _small_part(data, member)
    return [_counted_text(part, at + 8) for kind, at, _ in xlsb_records(part) if kind == 0x9C]


def _counted_text(part: bytes, at: int) -> str:
    end = at + 4 + 2 * int.from_bytes(part[at : at + 4], "little")
    if end > len(part):
        raise BrokenContainer("text")
    return part[at + 4 : end].decode("utf-16-le", "replace")
