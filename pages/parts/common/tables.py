"""Tables of declared columns: short ones as HTML that prints and links, long ones as a grid that scrolls and sorts.

Both take a frame as it is stored and `ColumnView`s that say how each column reads; personal cells come out masked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from indicators.declared.columns import ColumnView, say_cell

GRID_HEIGHT = 560
_ROW_HEIGHT = 35
_DATE_FORMAT = "YYYY年M月D日"
_WIDTHS = {"integer": 90, "row": 70, "boolean": 80, "date": 130, "period": 110, "choice": 100}
_GRID_STYLE = """<style>
[data-testid="stDataFrame"] [data-testid="stElementToolbar"], [data-testid="stDataFrameColumnMenu"] button,
[data-testid="stDataFrameColumnMenu"] [role="menu"] > :nth-child(n + 4) { display: none !important; }
[data-testid="stDataFrameColumnMenu"] [role="menu"] > [role="menuitem"] { font-size: 0; }
[data-testid="stDataFrameColumnMenu"] [role="menu"] > :nth-child(2)::after { content: "从小到大排"; font-size: .9rem; }
[data-testid="stDataFrameColumnMenu"] [role="menu"] > :nth-child(3)::after { content: "从大到小排"; font-size: .9rem; }
</style>"""
"""Of the grid's own English menus only sorting is left, in Chinese."""


def rows_html(
    rows: pd.DataFrame,
    columns: Sequence[ColumnView],
    *,
    links: Mapping[str, Sequence[str]] | None = None,
    extra: Collection[str] = (),
    wide: Collection[str] = (),
) -> str:
    """A table of every row: figures right-aligned, units in the headings.

    `links` are ready HTML cells of a column, one a row; `extra` columns are hidden on a phone; `wide` ones may break lines.
    """
    classes = {column.name: _cell_class(column, extra, wide) for column in columns}
    head = "".join(f"<th class='{classes[column.name]}'>{escape(column.heading)}</th>" for column in columns)
    cells = {column.name: (links or {}).get(column.name) or _cells(rows[column.name], column) for column in columns}
    body = "".join(
        "<tr>"
        + "".join(f"<td class='{classes[name]}'>{texts[position]}</td>" for name, texts in cells.items())
        + "</tr>"
        for position in range(len(rows))
    )
    return f"<div class='scroll whole'><table class='grid rows'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def draw_grid(
    rows: pd.DataFrame, columns: Sequence[ColumnView], key: str, on_row: Callable[[int], None] | None = None
) -> None:
    """A grid that scrolls and sorts; a click on any cell calls `on_row` with the row's position in the frame."""
    st.html(_GRID_STYLE)
    shown = pd.DataFrame({column.name: _shown(rows[column.name], column) for column in columns})
    clicks: dict[str, Any] = {}
    if on_row is not None:

        def clicked() -> None:
            cells = st.session_state[key]["selection"]["cells"]
            if cells:
                on_row(int(cells[0][0]))

        clicks = {"on_select": clicked, "selection_mode": "single-cell"}
    st.dataframe(
        shown,
        column_config={column.name: column_config(column) for column in columns},
        hide_index=True,
        height=min(GRID_HEIGHT, _ROW_HEIGHT * (len(rows) + 1) + 3),
        placeholder="",
        key=key,
        **clicks,
    )


def bar_html(share: float, text: str) -> str:
    """A figure with its bar in a cell of a linked table; `share` of the longest bar, 0–1."""
    return f"<span class='bar'><span><i style='width:{100 * share:.1f}%'></i></span><b>{escape(text)}</b></span>"


def column_config(column: ColumnView) -> Any:
    """How the grid shows a column: Chinese heading with its unit, 2 decimals for money and rates, Chinese dates."""
    kinds = st.column_config
    width = _WIDTHS.get(column.kind)
    if column.kind in ("money", "percent"):
        return kinds.NumberColumn(column.heading, format="%,.2f", width=120)
    if column.kind in ("integer", "number"):
        return kinds.NumberColumn(column.heading, format="localized", width=width)
    if column.kind == "date":
        return kinds.DateColumn(column.heading, format=_DATE_FORMAT, width=width)
    return kinds.TextColumn(column.heading, width=width)


def _cells(values: pd.Series, column: ColumnView) -> list[str]:
    return [escape(say_cell(value, column)) for value in values]


def _cell_class(column: ColumnView, extra: Collection[str], wide: Collection[str]) -> str:
    marks = {"number": column.is_number, "extra": column.name in extra, "wrap": column.name in wide}
    return " ".join(name for name, is_so in marks.items() if is_so)


def _shown(values: pd.Series, column: ColumnView) -> list[Any]:
    """Figures and dates as themselves, so that the grid sorts them; everything else as text."""
    if column.is_number or column.kind == "date":
        return [column.shown(value) for value in values]
    return [say_cell(value, column) if column.shown(value) is not None else None for value in values]
