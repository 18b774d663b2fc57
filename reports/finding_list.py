"""The Excel list of findings (疑点) to check on the spot: printed, filled in by hand, and imported back as 疑点核实结果表."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from reports.workbook import SERIAL, Column, Sheet, say_cut, write_workbook

MAX_ROWS: Final = 20_000
"""Rows of one list; a longer one is cut and says so."""
LIST_SHEET: Final = "疑点清单"
RESULT: Final = "核实结果"
FILL_IN: Final = (
    Column("result_to_fill", RESULT, 9, hint="从下拉选项中选", is_open=True),
    Column("note_to_fill", "核实说明", 17, is_open=True),
    Column("person_to_fill", "核实人", 8, is_open=True),
    Column("day_to_fill", "核实日期", 11, "day", earliest=date(2020, 1, 1), is_open=True),
)
"""Columns left empty for the people who go and look."""


@dataclass(frozen=True)
class FindingSheet:
    """What to write. `rows` hold texts (missing as None) in the columns named; `total` is how many findings there are.

    `lines` stand under the title, `notes` are (label, text) of the sheet 说明, `results` the choices of 核实结果.
    """

    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: pd.DataFrame
    total: int
    results: Sequence[str]
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False


def write_finding_list(sheet: FindingSheet) -> bytes:
    """The workbook: the list with a serial number first, the columns to fill in before the keys, and a sheet of notes."""
    rows = sheet.rows.head(MAX_ROWS)
    lines = [*sheet.lines, *say_cut(len(rows), sheet.total, advice="；请按乡镇或村分别下载全部")]
    printed = [column for column in sheet.columns if not column.is_key]
    keys = [column for column in sheet.columns if column.is_key]
    result, *others = FILL_IN
    columns = [SERIAL, *printed, replace(result, choices=tuple(sheet.results)), *others, *keys]
    signed = Sheet(LIST_SHEET, sheet.title, lines, columns, rows, signature="核实人签字：________________")
    return write_workbook([signed], sheet.notes, is_demo=sheet.is_demo)
