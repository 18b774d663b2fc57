"""A file on disk to raw sheets whose cells know their Excel address. Nothing here knows about declared tables.

Cells are passed on as calamine gives them: text as str ('' = empty), every number as float or int, true/false as bool,
date cells as datetime.date / datetime / time / timedelta. Two things calamine would hand over as '' are kept apart:
error cells (`ExcelError`) and formulas that were saved without a value (`UncalculatedFormula`). CSV cells are all str.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from core.errors import UserError
from loaders.files.containers import Container, Limits, broken_file, check_sheet_count, read_container, say_size
from loaders.files.delimited import read_delimited
from loaders.files.markup import MarkupTable, read_markup
from loaders.files.number_formats import FormattedFigure, Shown
from loaders.files.scan_xlsx import SheetScan

__all__ = ["ExcelError", "Limits", "MergedRange", "RawSheet", "UncalculatedFormula", "Workbook", "read_workbook"]


EXCEL_ERROR_TEXTS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


class ExcelError(str):
    """The text of an error cell, such as '#REF!'."""


class UncalculatedFormula(str):
    """A formula that was saved without its value, as '=SUM(B2:B9)'; '=' alone when it is shared with another cell."""


@dataclass(frozen=True)
class MergedRange:
    """A merged block as positions in `RawSheet.rows` (counted from 0, both ends included), cut to the filled area."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class RawSheet:
    """One sheet: its filled rectangle as rows of equal length, and where that rectangle lies in the sheet.

    `first_row` is the Excel row number of `rows[0]` (1-based); `first_column` is how many columns lie to the left of
    `rows[i][0]` (0 = column A). A merged block has its value in the top left cell, '' in the others.

    Of one of several tables on a sheet, `part` is its range ('A6:C9') and `titles` are texts elsewhere on the sheet that are said of
    it, too. `is_turned`: rows and columns are exchanged, so that "rows" count Excel's columns and letters its rows (`turn_address`).
    `hidden` names rows and columns that Excel does not show; they are read like the others. `is_1904`: plain numbers that are days count
    from 1904.
    """

    name: str
    rows: list[list[Any]]
    first_row: int = 1
    first_column: int = 0
    merged_ranges: tuple[MergedRange, ...] = ()
    is_hidden: bool = False
    part: str = ""
    titles: tuple[str, ...] = ()
    is_turned: bool = False
    hidden: tuple[str, ...] = ()
    is_1904: bool = False

    @property
    def label(self) -> str:
        """The sheet's name, with the place of the table in it where it is one of several."""
        return f"{self.name}（{self.part}）" if self.part else self.name

    @property
    def width(self) -> int:
        """Number of columns of the filled rectangle."""
        return len(self.rows[0]) if self.rows else 0

    def excel_row(self, index: int) -> int:
        """Excel row number of `rows[index]`."""
        return self.first_row + index

    def letter(self, column: int) -> str:
        """Excel column letters of `rows[...][column]`."""
        return column_letter(self.first_column + column)

    def address(self, index: int, column: int) -> str:
        """Excel address such as 'C12' of `rows[index][column]`."""
        return f"{self.letter(column)}{self.excel_row(index)}"

    def column(self, column: int, start: int = 0, stop: int | None = None) -> list[Any]:
        """The cells of one column from row position `start` up to (not including) `stop`."""
        return [row[column] for row in self.rows[start:stop]]


@dataclass(frozen=True)
class Workbook:
    """A file that was read: its name, SHA-256, kind (xlsx, xlsm, xls, xlsb, ods, html, xml, csv) and sheets that hold something.

    `encoding` and `separator` say how a CSV file was read; both are None for workbooks. `merged_cells` is how many cells merged blocks
    cover, those outside the filled rectangles and on empty sheets too.
    """

    file_name: str
    sha256: str
    kind: str
    sheets: list[RawSheet] = field(default_factory=list)
    encoding: str | None = None
    separator: str | None = None
    merged_cells: int = 0


def column_letter(index: int) -> str:
    """Excel letters of a column counted from 0: 0 → 'A', 25 → 'Z', 26 → 'AA'."""
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_workbook(path: str | Path, *, limits: Limits | None = None, file_name: str | None = None) -> Workbook:
    """All filled sheets of an Excel or CSV file; `file_name` is the name shown when `path` is a temporary copy.

    The content decides what the file is, not its extension. UserError for everything that cannot be read.
    """
    path, limits = Path(path), limits or Limits()
    file = file_name or path.name
    data = _read_bytes(path, file, limits)
    container = read_container(data, file, limits)
    digest = hashlib.sha256(data).hexdigest()
    if container is None:
        text = read_delimited(data, file, limits)
        sheets = [RawSheet(Path(file).stem, text.rows)] if any(map(any, text.rows)) else []
        book = Workbook(file, digest, "csv", sheets, text.encoding, text.separator)
    elif container.kind in ("html", "xml"):
        tables = read_markup(data, container.kind, file, limits)
        check_sheet_count(len(tables), file, limits)
        sheets = [_markup_sheet(table, file, limits) for table in tables]
        book = Workbook(file, digest, container.kind, [sheet for sheet in sheets if sheet.rows])
    else:
        found, covered = _read_sheets(data, container, file, limits)
        book = Workbook(file, digest, container.kind, found, merged_cells=covered)
    if (headers := sum(sheet.width for sheet in book.sheets)) > limits.max_headers:
        rule = f"各张工作表的列合计不能超过 {limits.max_headers} 列"
        raise UserError(rule, file=file, came=f"{headers} 列", todo="请删去不相干的工作表和列，或拆成几个文件再导入")
    if not book.sheets:
        raise UserError("文件里没有任何数据", file=file, todo="请确认选对了文件，并且数据已经保存")
    return book


def _read_bytes(path: Path, file: str, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UserError("这是文件夹，不是文件", file=file, todo="请选择文件夹里的工作簿")
        if size > limits.max_bytes:
            rule = f"文件不能超过 {say_size(limits.max_bytes)}"
            raise UserError(rule, file=file, came=say_size(size), todo="请按县或按月拆成几个文件再导入")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError("找不到这个文件", file=file, todo="请检查文件名和所在文件夹") from error
    except (OSError, ValueError) as error:
        raise UserError("文件打不开", file=file, todo="请确认文件没有被别的程序占用，并且有读取权限") from error
    if not data:
        raise UserError("文件是空的（0 字节）", file=file, todo="请重新导出或重新复制后再导入")
    return data


def _read_sheets(data: bytes, container: Container, file: str, limits: Limits) -> tuple[list[RawSheet], int]:
    """The filled work sheets and how many cells merged blocks cover; a failure inside calamine, even a Rust panic, becomes a
    UserError."""
    covered = 0
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(data))
        check_sheet_count(len(book.sheets_metadata), file, limits)
        if len(book.sheets_metadata) != len(container.scans):
            raise broken_file(file)
        sheets = []
        for index, (about, scan) in enumerate(zip(book.sheets_metadata, container.scans, strict=True)):
            if about.typ == SheetTypeEnum.WorkSheet:
                _check_size(scan, about.name, file, limits)
                read = book.get_sheet_by_index(index)
                ranges = read.merged_cell_ranges or scan.merged
                covered += sum((down - up + 1) * (right - left + 1) for (up, left), (down, right) in ranges)
                sheet = _read_sheet(read, about.visible != Visible.Visible, scan)
                sheets.append(replace(sheet, is_1904=container.is_1904))
    except PasswordError as error:
        raise UserError("工作簿设有打开密码，无法读取", file=file, todo="请取消打开密码后再导入") from error
    except (CalamineError, OSError, ValueError, OverflowError, UnicodeError) as error:
        raise broken_file(file) from error
    except MemoryError as error:
        raise UserError("工作簿太大，内存不够", file=file, todo="请按县或按月拆成几个文件再导入") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise broken_file(file) from error
        raise
    return [sheet for sheet in sheets if sheet.rows], covered


def _markup_sheet(table: MarkupTable, file: str, limits: Limits) -> RawSheet:
    """One table of an HTML page or XML spreadsheet as a sheet."""
    height, width = table.size
    name = table.name or Path(file).stem
    _check_size(SheetScan(height, width), name, file, limits)
    rows: list[list[Any]] = [[""] * width for _ in range(height)]
    for (row, column), cell in table.cells.items():
        if row < height and column < width:
            rows[row][column] = ExcelError(cell) if cell in EXCEL_ERROR_TEXTS else cell
    for (row, column), formula in table.formulas.items():
        rows[row][column] = UncalculatedFormula(formula)
    merged = _merged_ranges(table.merged, 0, 0, height, width)
    return RawSheet(
        name, rows, merged_ranges=merged, is_hidden=table.is_hidden, titles=table.titles,
        hidden=_say_hidden(table.hidden_rows, table.hidden_columns, height, width),
    )  # fmt: skip


def _say_hidden(rows: set[int], columns: set[int], height: int, width: int) -> tuple[str, ...]:
    """The hidden rows and columns inside the filled area, in words: '第 5–8 行'."""
    numbers = _runs(
        [str(row + 1) for row in sorted(rows) if row < height], [row for row in sorted(rows) if row < height]
    )
    inside = [column for column in sorted(columns) if column < width]
    letters = _runs([column_letter(column) for column in inside], inside)
    return (*(f"第 {run} 行" for run in numbers), *(f"{run} 列" for run in letters))


def _runs(names: list[str], positions: list[int]) -> list[str]:
    """Names of neighbours joined: 5, 6, 7, 9 → '5–7', '9'."""
    runs: list[list[int]] = []
    for at, position in enumerate(positions):
        if runs and positions[runs[-1][1]] == position - 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    return [names[low] if low == high else f"{names[low]}–{names[high]}" for low, high in runs]


def _check_size(scan: SheetScan, name: str, file: str, limits: Limits) -> None:
    """UserError when the sheet reaches too far down or to the right; asked before calamine lays it out."""
    todo = "请删去表格右侧和下方多余的内容后再导入"
    for count, most, word in ((scan.rows, limits.max_rows, "行"), (scan.columns, limits.max_columns, "列")):
        if count > most:
            raise UserError(f"工作表「{name}」不能超过 {most} {word}", file=file, came=f"{count} {word}", todo=todo)
    if scan.rows * scan.columns > limits.max_cells:
        came = f"{scan.rows} 行 × {scan.columns} 列"
        raise UserError(f"工作表「{name}」不能超过 {limits.max_cells} 格", file=file, came=came, todo=todo)


def _read_sheet(sheet: CalamineSheet, is_hidden: bool, scan: SheetScan) -> RawSheet:
    if sheet.start is None or sheet.end is None:
        return RawSheet(sheet.name, [], is_hidden=is_hidden)
    top, left = sheet.start
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=True)
    _put_marks(rows, scan.marks, top, left)
    _put_units(rows, scan.units, top, left)
    width = len(rows[0]) if rows else 0
    merged = _merged_ranges(sheet.merged_cell_ranges or scan.merged, top, left, len(rows), width)
    hidden = _say_hidden(scan.hidden_rows, scan.hidden_columns, top + len(rows), left + width)
    return RawSheet(sheet.name, rows, top + 1, left, merged, is_hidden, hidden=hidden)


def _put_marks(rows: list[list[Any]], marks: Mapping[tuple[int, int], str], top: int, left: int) -> None:
    """Put error texts and uncalculated formulas where calamine left ''; those outside the filled area are dropped."""
    for (row, column), text in marks.items():
        at, across = row - top, column - left
        if 0 <= at < len(rows) and 0 <= across < len(rows[at]) and rows[at][across] == "":
            rows[at][across] = UncalculatedFormula(text) if text.startswith("=") else ExcelError(text)


def _put_units(rows: list[list[Any]], units: Mapping[tuple[int, int], Shown], top: int, left: int) -> None:
    """Give the figures whose format shows a unit that unit, divided as they are shown."""
    for (row, column), shown in units.items():
        at, across = row - top, column - left
        if 0 <= at < len(rows) and 0 <= across < len(rows[at]) and type(rows[at][across]) in (float, int):
            figure = rows[at][across]
            rows[at][across] = FormattedFigure(figure / shown.divisor if shown.divisor > 1 else figure, shown.unit)


def _merged_ranges(
    ranges: list[tuple[tuple[int, int], tuple[int, int]]], top: int, left: int, height: int, width: int
) -> tuple[MergedRange, ...]:
    """Merged blocks as positions in the filled area; blocks wholly outside it are dropped."""
    found = []
    for (first_row, first_column), (last_row, last_column) in ranges:
        block = MergedRange(
            max(first_row - top, 0),
            max(first_column - left, 0),
            min(last_row - top, height - 1),
            min(last_column - left, width - 1),
        )
        if block.top <= block.bottom and block.left <= block.right:
            found.append(block)
    return tuple(found)


def cut_sheet(sheet: RawSheet, top: int, bottom: int, left: int, right: int, titles: tuple[str, ...] = ()) -> RawSheet:
    """The part of a sheet between these positions (`bottom` and `right` not included) as a sheet that knows where it lies; empty rows
    at its end are cut off."""
    rows = [row[left:right] for row in sheet.rows[top:bottom]]
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    merged = tuple(
        MergedRange(one.top - top, max(one.left, left) - left, one.bottom - top, min(one.right, right - 1) - left)
        for one in sheet.merged_ranges
        if top <= one.top and one.bottom < top + len(rows) and one.left < right and one.right >= left
    )
    first_row, first_column = sheet.first_row + top, sheet.first_column + left
    last = f"{column_letter(first_column + right - left - 1)}{first_row + len(rows) - 1}"
    part = f"{column_letter(first_column)}{first_row}:{last}"
    return RawSheet(
        sheet.name,
        rows,
        first_row,
        first_column,
        merged,
        sheet.is_hidden,
        part,
        titles,
        False,
        sheet.hidden,
        sheet.is_1904,
    )


def turn_sheet(sheet: RawSheet) -> RawSheet:
    """The sheet with rows and columns exchanged."""
    rows = [list(column) for column in zip(*sheet.rows, strict=True)]
    merged = tuple(MergedRange(one.left, one.top, one.right, one.bottom) for one in sheet.merged_ranges)
    return replace(
        sheet,
        rows=rows,
        first_row=sheet.first_column + 1,
        first_column=sheet.first_row - 1,
        merged_ranges=merged,
        is_turned=True,
    )


def turn_address(row: int | None, letter: str) -> tuple[int | None, str]:
    """The Excel row and column letters of an address counted in a turned sheet."""
    number = 0
    for one in letter:
        number = number * 26 + ord(one) - 64
    return number or None, column_letter(row - 1) if row else ""


def find_sheet(workbook: Workbook, name: str) -> RawSheet:
    """The sheet of this name (blanks around it do not matter); UserError listing the sheets when there is none."""
    for sheet in workbook.sheets:
        if sheet.name.strip() == name.strip():
            return sheet
    names = "、".join(f"「{sheet.name}」" for sheet in workbook.sheets)
    raise UserError("没有这张工作表", file=workbook.file_name, came=name, todo=f"有内容的工作表是：{names}")


def fill_merged(sheet: RawSheet, columns: list[int] | None = None, start: int = 0) -> list[list[Any]]:
    """The rows with the value of each vertical merge repeated downwards, from row position `start` on.

    Only blocks one column wide in the given column positions (default all) are filled: a 县 written once for its 乡镇.
    The sheet's own rows stay as they are; rows that change are copied.
    """
    rows = list(sheet.rows)
    for block in sheet.merged_ranges:
        wanted = columns is None or block.left in columns
        if not wanted or block.left != block.right or block.top < start or block.bottom == block.top:
            continue
        value = sheet.rows[block.top][block.left]
        for index in range(block.top + 1, block.bottom + 1):
            if rows[index][block.left] == "":
                if rows[index] is sheet.rows[index]:
                    rows[index] = list(rows[index])
                rows[index][block.left] = value
    return rows
