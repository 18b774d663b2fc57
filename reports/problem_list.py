"""The Excel workbook of the problem ledger (问题台账): edited by departments and imported back, where only edited cells count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reports.workbook import A3, Column, Sheet, say_cut, write_workbook

MAX_ROWS: Final = 20_000
"""Rows of one workbook; a longer ledger is cut and says so."""
LIST_SHEET: Final = "问题台账"


@dataclass(frozen=True)
class ProblemSheet:
    """What to write. `rows` hold the columns named (texts, dates, whole numbers; missing as None or ''), `total` is how
    many problems there are; `lines` stand under the title, `notes` are (label, text) of the sheet 说明."""

    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: pd.DataFrame
    total: int
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False


def write_problem_list(sheet: ProblemSheet) -> bytes:
    """The workbook: the ledger, one row a problem, and a sheet of notes."""
    rows = sheet.rows.head(MAX_ROWS)
    lines = [*sheet.lines, *say_cut(len(rows), sheet.total, "个", "；请按地区或状态分别导出")]
    edited = Sheet(LIST_SHEET, sheet.title, lines, sheet.columns, rows, frozen=3, paper=A3, is_edited=True)
    return write_workbook([edited], sheet.notes, is_demo=sheet.is_demo)
