"""The problem report: a frame for the page, and the same workbook back with the bad cells marked and commented."""

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from core.palette import CELL_LEFT_OUT, CELL_NOTICED, ROW_LEFT_OUT
from loaders.cells import COSTS_WORDS, KINDS, NOTICE, ROW, SheetProblem
from loaders.check import TotalCheck
from loaders.files import RawSheet, Workbook

LIST_SHEET = "问题清单"
TOTALS_SHEET = "合计核对"
LIST_HEADERS = ("序号", "工作表", "行", "列", "表头", "问题", "原内容", "要求", "处理", "怎么改")
TOTAL_HEADERS = ("工作表", "行", "列", "表头", "表上数", "核算数", "单位", "是否一致", "核对办法")
MOST_COMMENTS = 5_000
"""Comments make a workbook slow to open: beyond this many the cells are coloured only; the list has every problem."""
MOST_LINKS = 20_000
MOST_LISTED = 1_000_000
"""A sheet holds 1 048 576 rows; the kept JSON report has every problem."""
MOST_KEPT_CELLS = 200_000
"""Up to this many cells, those of merged blocks too, the original xlsx is opened and marked with its formats; larger ones are written
anew."""
COLOURS = {"cell": CELL_LEFT_OUT, "row": ROW_LEFT_OUT, "notice": CELL_NOTICED}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def problem_frame(problems: Iterable[SheetProblem]) -> pd.DataFrame:
    """One row a problem with Chinese column names (LIST_HEADERS without 序号); 行 is empty for a whole column."""
    rows = [_list_row(problem) for problem in problems]
    frame = pd.DataFrame(rows, columns=list(LIST_HEADERS[1:]))
    return frame.astype({"行": "Int64"})


def total_frame(totals: Iterable[TotalCheck], sheet: str = "") -> pd.DataFrame:
    """One row a checked total with Chinese column names (TOTAL_HEADERS)."""
    frame = pd.DataFrame([_total_row(total, sheet) for total in totals], columns=list(TOTAL_HEADERS))
    return frame.astype({"行": "Int64"})


def mark_workbook(
    path: Path,
    book: Workbook,
    problems: Sequence[SheetProblem],
    totals: Sequence[TotalCheck] = (),
    *,
    keeps_formats: bool = True,
) -> bytes:
    """An xlsx like the file at `path` with 问题清单 in front and each bad cell coloured and commented.

    A moderate xlsx keeps its formats where that is wanted; xls, csv and large files are written anew with their values only.
    """
    problems = problems[:MOST_LISTED]
    cells = sum(len(sheet.rows) * sheet.width for sheet in book.sheets) + book.merged_cells
    if keeps_formats and book.kind in ("xlsx", "xlsm") and cells <= MOST_KEPT_CELLS:
        marked = _mark_original(path, problems, totals)
        if marked is not None:
            return marked
    return _write_anew(book, problems, totals)


def guard_text(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet program could take it for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _list_row(problem: SheetProblem) -> tuple[Any, ...]:
    kind = KINDS[problem.kind]
    return (
        problem.sheet, problem.row, problem.column, problem.header, kind.title, problem.came, problem.expected,
        COSTS_WORDS[kind.costs], kind.todo,
    )  # fmt: skip


def _total_row(total: TotalCheck, sheet: str) -> tuple[Any, ...]:
    agrees = {True: "一致", False: "不一致", None: "未核"}[total.agrees]
    return (sheet, total.row, total.column, total.header, total.stated, total.computed, total.unit, agrees, total.of)


def _comment_text(problems: Sequence[SheetProblem]) -> str:
    parts = []
    for problem in problems:
        kind = KINDS[problem.kind]
        parts.append(f"【{kind.title}】{problem.expected}\n{COSTS_WORDS[kind.costs]}。{kind.todo}。")
    return "\n".join(parts)[:1_000]


def _by_cell(problems: Iterable[SheetProblem]) -> dict[str, dict[tuple[int, str], list[SheetProblem]]]:
    """Sheet → (Excel row, letter or '' for the whole row) → problems; column-wide problems are in the list only."""
    found: dict[str, dict[tuple[int, str], list[SheetProblem]]] = {}
    for problem in problems:
        if problem.row is not None:
            found.setdefault(problem.sheet, {}).setdefault((problem.row, problem.column), []).append(problem)
    return found


def _sheet_of(label: str, names: Sequence[str]) -> str:
    """The sheet a problem's table is drawn on (`RawSheet.label`), '' when there is none of that name."""
    if label in names:
        return label
    return next((name for name in names if label.startswith(f"{name}（")), "")


def _worst(problems: Sequence[SheetProblem]) -> str:
    order = (ROW, "cell", NOTICE)
    return min((problem.costs for problem in problems), key=order.index)


def _mark_original(path: Path, problems: Sequence[SheetProblem], totals: Sequence[TotalCheck]) -> bytes | None:
    """The marked original, or None when openpyxl cannot open what calamine could read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path)
    except Exception:  # whatever openpyxl stumbles over, the file was readable: it is written anew
        return None
    fills = {
        costs: PatternFill("solid", start_color=colour.removeprefix("#").upper()) for costs, colour in COLOURS.items()
    }
    comments = 0
    for label, cells in _by_cell(problems).items():
        name = _sheet_of(label, book.sheetnames)
        if not name or not hasattr(book[name], "cell"):
            continue
        sheet = book[name]
        for (row, letter), found in cells.items():
            cell = sheet[f"{letter or 'A'}{row}"]
            if type(cell).__name__ == "MergedCell":
                continue
            cell.fill = fills[_worst(found)]
            comments += 1
            if comments <= MOST_COMMENTS:
                cell.comment = Comment(_comment_text(found), "数据导入", width=320, height=140)
    _add_lists(book, problems, totals)
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(buffer)
    return buffer.getvalue()


def _add_lists(book: openpyxl.Workbook, problems: Sequence[SheetProblem], totals: Sequence[TotalCheck]) -> None:
    sheet = book.create_sheet(LIST_SHEET, 0)
    book.active = 0
    names = book.sheetnames
    _fill_openpyxl(sheet, LIST_HEADERS, ((at, *_list_row(problem)) for at, problem in enumerate(problems, start=1)))
    for at, problem in enumerate(problems[:MOST_LINKS], start=2):
        name = _sheet_of(problem.sheet, names)
        if problem.row is not None and name:
            quoted = name.replace("'", "''")
            sheet.cell(at, 4).hyperlink = f"#'{quoted}'!{problem.column or 'A'}{problem.row}"
    if totals:
        _fill_openpyxl(book.create_sheet(TOTALS_SHEET, 1), TOTAL_HEADERS, (_total_row(total, "") for total in totals))


def _fill_openpyxl(sheet: Any, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    for place, header in enumerate(headers, start=1):
        sheet.cell(1, place, header).font = Font(bold=True)
        sheet.column_dimensions[chr(64 + place)].width = 30 if place > 6 else 12
    for at, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(at, place)
            if isinstance(value, str):
                cell.value = guard_text(_printable(value))
                cell.data_type = "s"
            else:
                cell.value = value
    sheet.freeze_panes = "A2"


def _write_anew(book: Workbook, problems: Sequence[SheetProblem], totals: Sequence[TotalCheck]) -> bytes:
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(buffer, options) as out:
        taken: set[str] = set()
        _fill_xlsxwriter(out, _free_name(LIST_SHEET, taken), LIST_HEADERS, _numbered(problems))
        if totals:
            rows = (_total_row(total, "") for total in totals)
            _fill_xlsxwriter(out, _free_name(TOTALS_SHEET, taken), TOTAL_HEADERS, rows)
        marks: dict[str, dict[tuple[int, str], list[SheetProblem]]] = {}
        for label, cells in _by_cell(problems).items():
            marks.setdefault(_sheet_of(label, [raw.name for raw in book.sheets]), {}).update(cells)
        fills = {costs: out.add_format({"bg_color": colour}) for costs, colour in COLOURS.items()}
        budget = MOST_COMMENTS
        for raw in book.sheets:
            budget = _copy_sheet(
                out, out.add_worksheet(_free_name(raw.name, taken)), raw, marks.get(raw.name, {}), fills, budget
            )
    return buffer.getvalue()


def _numbered(problems: Iterable[SheetProblem]) -> Iterator[tuple[Any, ...]]:
    for at, problem in enumerate(problems, start=1):
        yield (at, *_list_row(problem))


def _fill_xlsxwriter(
    out: xlsxwriter.Workbook, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    sheet = out.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 5, 12)
    sheet.set_column(6, len(headers), 30)
    for place, header in enumerate(headers):
        sheet.write_string(0, place, header, out.add_format({"bold": True}))
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, place, guard_text(_printable(value)))
            elif value is not None:
                sheet.write_number(at, place, value)


def _copy_sheet(
    out: xlsxwriter.Workbook,
    sheet: Any,
    raw: RawSheet,
    marks: dict[tuple[int, str], list[SheetProblem]],
    fills: dict[str, Any],
    budget: int,
) -> int:
    """Writes the values of one sheet at their own addresses; returns how many comments may still be written."""
    dates = {costs: out.add_format({"bg_color": COLOURS[costs], "num_format": "yyyy-mm-dd"}) for costs in COLOURS}
    plain_date = out.add_format({"num_format": "yyyy-mm-dd"})
    letters = [raw.letter(place) for place in range(raw.width)]
    marked_rows = {row for row, _ in marks}
    for index, cells in enumerate(raw.rows):
        row = raw.excel_row(index)
        is_marked = row in marked_rows
        whole = marks.get((row, ""), []) if is_marked else []
        for place, value in enumerate(cells):
            found = marks.get((row, letters[place]), []) if is_marked else []
            if whole and place == 0:
                found = [*found, *whole]
            costs = _worst(found) if found else ""
            style = (dates if isinstance(value, date) else fills).get(costs) or (
                plain_date if isinstance(value, date) else None
            )
            _write_value(sheet, row - 1, raw.first_column + place, value, style)
            if found and budget > 0:
                sheet.write_comment(row - 1, raw.first_column + place, _comment_text(found))
                budget -= 1
    return budget


def _write_value(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, datetime | date) and value.year >= 1900:
        sheet.write_datetime(row, column, value.replace(tzinfo=None) if isinstance(value, datetime) else value, style)
    elif value == "":
        if style is not None:
            sheet.write_blank(row, column, None, style)
    else:
        text = value.isoformat() if isinstance(value, date | time) else str(value)
        sheet.write_string(row, column, _printable(text)[:32_000], style)


def _printable(text: str) -> str:
    """The text without control characters, which a workbook cannot hold."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def _free_name(name: str, taken: set[str]) -> str:
    """A sheet name Excel accepts that is not in use yet."""
    clean = "".join("_" if letter in "[]:*?/\\" else letter for letter in _printable(name)).strip("'")[:28] or "表"
    free, number = clean, 2
    while free.lower() in taken:
        free, number = f"{clean}_{number}", number + 1
    taken.add(free.lower())
    return free
