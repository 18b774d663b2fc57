"""Any figure as Excel: the places of a period, the points over time, or the rows behind it, and a sheet that says how it was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reports.workbook import SERIAL, Column, Sheet, say_cut, write_workbook

MAX_ROWS: Final = 100_000
"""Rows of one list; a longer one is cut and says so."""


@dataclass(frozen=True)
class FigureSheet:
    """What to write. `lines` stand under the title (period, unit, how it was made); `notes` are (label, text) of the sheet 说明."""

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: pd.DataFrame
    notes: Sequence[tuple[str, str]]
    is_demo: bool = False


def write_figure_list(sheet: FigureSheet) -> bytes:
    """The workbook; missing cells are None and stay empty."""
    rows = sheet.rows.head(MAX_ROWS)
    lines = [*sheet.lines, *say_cut(len(rows), len(sheet.rows))]
    return write_workbook(
        [Sheet(sheet.name, sheet.title, lines, [SERIAL, *sheet.columns], rows)], sheet.notes, is_demo=sheet.is_demo
    )
