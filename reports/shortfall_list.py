"""The Excel list of what falls short, ready to print and hand to a township: A4 landscape, with columns to fill in by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from reports.workbook import SERIAL, Column, Sheet, say_cut, write_workbook

FILL_IN: Final = (
    Column("remedy_to_fill", "整改措施", 18, "free", is_open=True),
    Column("person_to_fill", "责任人", 8, "free", is_open=True),
    Column("deadline_to_fill", "完成时限", 10, "free", is_open=True),
    Column("result_to_fill", "完成情况", 12, "free", is_open=True),
)
"""Columns left empty for the people who put it right."""
MAX_ROWS: Final = 100_000
"""Rows of one list; a longer one is cut and says so."""
LIST_SHEET: Final = "短板清单"


@dataclass(frozen=True)
class ShortfallSheet:
    """What to write. `lines` stand under the title (unit, period, source); `notes` are (label, text) of the sheet 说明."""

    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: pd.DataFrame
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False
    name: str = LIST_SHEET
    """What the sheet of the list is called."""


def write_shortfall_list(sheet: ShortfallSheet) -> bytes:
    """The workbook: the list with a serial number first and empty columns last, and a sheet with the definition."""
    rows = sheet.rows.head(MAX_ROWS)
    lines = [*sheet.lines, *say_cut(len(rows), len(sheet.rows))]
    columns = [SERIAL, *(_break_before_unit(column) for column in sheet.columns), *FILL_IN]
    return write_workbook([Sheet(sheet.name, sheet.title, lines, columns, rows)], sheet.notes, is_demo=sheet.is_demo)


def _break_before_unit(column: Column) -> Column:
    return replace(column, heading=column.heading.replace("（", "\n（"))
