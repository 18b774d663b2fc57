"""Columns of the demonstration's sheets: how a frame's values become the cells an office would type."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from demo.books.sheets import Cell, SheetColumn, to_cells

Change = Callable[[pd.Series], tuple[Cell, ...]]
Layout = Sequence[tuple[Any, str, Change]]
"""(header or (group, header), frame column, how its values become cells) for each column of a sheet."""


def plain(values: pd.Series) -> tuple[Cell, ...]:
    """The values as they are, missing as empty cells."""
    return to_cells(values)


def in_wan(values: pd.Series) -> tuple[Cell, ...]:
    """Yuan as 万元 with two decimals."""
    return to_cells(None if value != value else round(value / 10_000, 2) for value in values.astype(float))


def yes_no(values: pd.Series) -> tuple[Cell, ...]:
    """是 or 否."""
    return tuple(None if cell is None else ("是" if cell else "否") for cell in to_cells(values))


def slashed(values: pd.Series) -> tuple[Cell, ...]:
    """Dates as texts such as 2020/3/5."""
    days = to_cells(values)
    return tuple(None if day is None else f"{day.year}/{day.month}/{day.day}" for day in days)  # type: ignore[union-attr]


def in_percent(values: pd.Series) -> tuple[Cell, ...]:
    """Fractions as texts such as 45%."""
    return tuple(f"{round(float(value) * 100, 1):g}%" for value in values)


def lay_out_columns(frame: pd.DataFrame, layout: Layout) -> tuple[SheetColumn, ...]:
    """The sheet columns of a layout."""
    return tuple(
        SheetColumn(header if isinstance(header, tuple) else (header,), change(frame[name]))
        for header, name, change in layout
    )
