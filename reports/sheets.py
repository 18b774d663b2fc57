"""What a workbook is made of: a list with its columns, its cells of several kinds, its print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

NUMBER_FORMATS: Final = {
    "money": "#,##0.00", "percent": "0.00%", "number": "#,##0.####", "integer": "#,##0", "row": "0",
    "date": 'yyyy"年"m"月"d"日"',
}  # fmt: skip
"""Kinds of cells that are numbers or dates, as they are read."""
MOST_WIDTH: Final = 24
A3, A4 = 8, 9


class Rate(float):
    """A number that reads as a percentage in a column of `any`."""


class Amount(float):
    """A number in a column of `any` that reads as one of `NUMBER_FORMATS`."""

    kind: str

    def __new__(cls, value: float, kind: str) -> "Amount":
        made = super().__new__(cls, value)
        made.kind = kind
        return made


class Formula(NamedTuple):
    """A cell that reckons itself, in a column of numbers with a width of its own: `=SUM(A1:A3)`, and what that is now.

    Only the program writes formulas: a text of somebody's file that looks like one stays a text. `value` None is an empty text.
    """

    text: str
    value: float | None


@dataclass(frozen=True)
class Column:
    """One column. `width` in characters, longer texts break; 0 is as wide as the cells need, up to `most_width`.

    `kind` is text, one of `NUMBER_FORMATS` (row: an Excel row number), serial (a whole number in the middle), day (a date to be
    typed), free (empty cells that take anything) or any (texts, numbers, `Rate`s and yes or no, each as it is). Cells are as they
    read: money in the unit of the heading, percent as a fraction, missing as None.
    """

    name: str
    heading: str
    width: float = 0
    kind: str = "text"
    choices: tuple[str, ...] = ()
    """The drop-down; other texts are refused with these words, unless `is_free`."""
    choices_by: str = ""
    """The column of the rows that holds a drop-down for each."""
    is_free: bool = False
    hint: str = ""
    """What a cell with choices says when it is picked."""
    earliest: date = date(2000, 1, 1)
    """The first day that an open day column takes."""
    most_width: float = MOST_WIDTH
    is_open: bool = False
    """Whether people fill it in or edit it."""
    is_key: bool = False
    """Whether it stands right of the printed page, for the import only."""
    is_for_new: bool = False
    """Whether new rows of an edited list may fill it though it is not open."""


class Total(NamedTuple):
    """The last row of a list: what stands in it by column, the first text (合计) in the first column that has room."""

    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """One list. `rows` hold the columns by name, a column that is not there stays empty; `lines` stand under the title.

    An edited list is protected but for its open columns, which reach `SPARE_ROWS` below it; what is not open is grey.
    """

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: pd.DataFrame
    frozen: int = 2
    """Columns that stay in sight."""
    paper: int = A4
    signature: str = ""
    is_edited: bool = False
    pages_across: int = 1
    """How many pages a wide list may take beside each other; the frozen columns are printed on each."""
    total: Total | None = None
    """A row below the list in bold; never of an edited one, which is read back."""
    is_portrait: bool = False
    font_size: float = 10
    is_title_repeated: bool = False
    """Whether each page begins with the title and its lines, not with the headings alone."""
    below: Sequence[str] = ()
    """Lines below the list, over its width: who signs and when."""
