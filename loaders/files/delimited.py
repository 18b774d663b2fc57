"""Delimited text (CSV, TSV) to rows of texts: encoding and separator are found and reported, nothing is guessed past doubt."""

import codecs
import csv
import io
from dataclasses import dataclass
from itertools import islice

from core.errors import UserError
from loaders.files.containers import SAVE_AS_XLSX, Limits

SEPARATORS = (",", "\t", ";")
SAMPLE_ROWS = 60
PARSED_ROWS = 10_000
"""So many rows are read before their number is looked at."""
SAMPLE_CHARACTERS = 200_000
PROSE_SHARE, SHORTEST_SENTENCE = 0.8, 10
DAMAGED_SHARE = 0.1
"""A text with fewer unreadable places than this share of its non-ASCII characters is damaged UTF-8, not GB18030."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = frozenset(range(32)) - {9, 10, 11, 12, 13}


@dataclass(frozen=True)
class DelimitedText:
    """Rows of equal length (short rows filled with ''), the encoding and the separator found."""

    rows: list[list[str]]
    encoding: str
    separator: str


def read_delimited(data: bytes, file: str, limits: Limits) -> DelimitedText:
    """Rows of a CSV or TSV file; UserError when it is no text, cannot be decoded, or its quotes do not close."""
    text, encoding = decode_text(data, file)
    separator = find_separator(text)
    rows = _parse(text, separator, file, limits)
    _refuse_prose(rows, file)
    width = max(map(len, rows), default=0)
    _check_size(len(rows), width, file, limits)
    if rows and min(map(len, rows)) < width:
        rows = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return DelimitedText(rows, encoding, separator)


def _refuse_prose(rows: list[list[str]], file: str) -> None:
    """A text of sentences is no table: lines that are not cut into cells and end like sentences."""
    filled = [row for row in rows[:SAMPLE_ROWS] if any(cell.strip() for cell in row)]
    lines = [row[0].strip() for row in filled if sum(bool(cell.strip()) for cell in row) == 1]
    sentences = [
        line for line in lines if line.endswith(("。", "；", "！", "？", "：", ".")) and len(line) >= SHORTEST_SENTENCE
    ]
    if len(lines) >= PROSE_SHARE * len(filled) and 2 * len(sentences) >= len(lines) and sentences:
        raise UserError("这是文字材料，不是表格", file=file, todo="请把其中的表格复制到 Excel，另存为 xlsx 后再导入")


def decode_text(data: bytes, file: str) -> tuple[str, str]:
    """The text and its encoding: by its mark (BOM), else UTF-8, else GB18030; UserError when none of them fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _decode(data, encoding, file)
            return _refuse_controls(text, set(map(ord, set(text))), file), encoding
    data = data.rstrip(b"\x1a")
    _refuse_controls("", set(data), file)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data, error):
            raise _undecodable(data, error, file, "utf-8") from error
    return _decode(data, "gb18030", file), "gb18030"


def _decode(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error, file, encoding) from error


def _refuse_controls(text: str, codes: set[int], file: str) -> str:
    if codes & _NOT_TEXT:
        raise UserError("不是表格文件，内容不是文字", file=file, todo=f"请确认选对了文件；如果是表格，{SAVE_AS_XLSX}")
    return text


def _is_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """A broken place, or a cut end, in a UTF-8 file: read as GB18030 all of it would turn to nonsense."""
    if error.reason == "unexpected end of data" and not data[: error.start].isascii():
        return True
    text = data.decode("utf-8", "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") <= DAMAGED_SHARE * foreign


def _undecodable(data: bytes, error: UnicodeDecodeError, file: str, encoding: str) -> UserError:
    line = data[: error.start].count(b"\n") + 1
    name = encoding.removesuffix("-sig").upper()
    todo = f"{SAVE_AS_XLSX}，或另存为 UTF-8 编码的 CSV"
    return UserError(f"文字编码无法识别（按 {name} 读到第 {line} 行时出错）", file=file, todo=todo)


def find_separator(text: str) -> str:
    """Comma, tab or semicolon: the one that cuts most of the first rows into the same number of cells (above one)."""
    best, best_score = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        widths = _first_widths(text[:SAMPLE_CHARACTERS], separator)
        usual = _most_frequent(widths)
        score = widths.count(usual) / len(widths) * min(usual - 1, 3) if usual > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best


def _most_frequent(widths: list[int]) -> int:
    """The width most rows have, the larger one when two are equally frequent; 0 without rows."""
    return max(set(widths), key=lambda width: (widths.count(width), width), default=0)


def _first_widths(sample: str, separator: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), SAMPLE_ROWS):
            if row:
                widths.append(len(row))
    except csv.Error:
        return widths
    return widths


def _parse(text: str, separator: str, file: str, limits: Limits) -> list[list[str]]:
    """The rows; UserError as soon as there are too many of them, or too many cells in them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    width, before = 0, -1
    try:
        while len(rows) > before:
            before = len(rows)
            rows.extend(islice(reader, PARSED_ROWS))
            width = max(width, *map(len, rows[before:]), 0)
            _check_size(len(rows), width, file, limits, "" if len(rows) < before + PARSED_ROWS else "至少 ")
    except csv.Error as error:
        reason = "有一个单元格的文字过长" if "field larger" in str(error) else "双引号没有成对"
        todo = f"请检查这一行，或{SAVE_AS_XLSX.removeprefix('请')}"
        raise UserError(f"第 {len(rows) + 1} 行起{reason}", file=file, todo=todo) from error
    return rows


def _check_size(rows: int, columns: int, file: str, limits: Limits, least: str = "") -> None:
    if rows > limits.max_rows:
        raise UserError(
            f"行数不能超过 {limits.max_rows}",
            file=file,
            came=f"{least}{rows} 行",
            todo="请按县或按月拆成几个文件再导入",
        )
    if columns > limits.max_columns:
        raise UserError(
            f"列数不能超过 {limits.max_columns}", file=file, came=f"{columns} 列", todo="请确认分隔符是否正确"
        )
    if rows * columns > limits.max_cells:
        came = f"{least}{rows} 行 × {columns} 列"
        raise UserError(f"不能超过 {limits.max_cells} 格", file=file, came=came, todo="请按县或按月拆成几个文件再导入")
