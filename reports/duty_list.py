"""约谈清单 and 责任清单 as Excel: A4 landscape, ready to print and to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reports.workbook import SERIAL, Column, Sheet, say_cut, write_workbook

MAX_ROWS: Final = 20_000
"""Rows of one sheet; a longer one is cut and says so."""


@dataclass(frozen=True)
class DutySheet:
    """One sheet. `lines` stand under the title; `fill_in` are headings of columns left empty, with their widths."""

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: pd.DataFrame
    fill_in: Sequence[tuple[str, float]] = ()


def write_duty_list(sheets: Sequence[DutySheet], *, is_demo: bool = False) -> bytes:
    """The workbook, one sheet each with a serial number first. Missing cells are None."""
    return write_workbook([_list_of(sheet) for sheet in sheets], is_demo=is_demo)


def _list_of(sheet: DutySheet) -> Sheet:
    rows = sheet.rows.head(MAX_ROWS)
    fill_in = [Column(heading, heading, width, "free", is_open=True) for heading, width in sheet.fill_in]
    lines = [*sheet.lines, *say_cut(len(rows), len(sheet.rows))]
    return Sheet(sheet.name, sheet.title, lines, [SERIAL, *sheet.columns, *fill_in], rows)
