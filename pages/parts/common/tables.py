"""Tables: short ones as HTML that prints and links, long ones as a grid that scrolls and sorts.

`rows_html` and `draw_grid` take a frame as it is stored and `ColumnView`s that say how each column reads; personal cells come out
masked. `cells_html` takes cells as they are to stand there. A text is escaped; `Markup` stands as it is.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.templates import render
from indicators.declared import ColumnView, say_cell

GRID_HEIGHT = 560
_ROW_HEIGHT = 35
_OPEN = "打开"
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


class Column(NamedTuple):
    """The heading of a column with its classes, which its cells have too; `cell` are classes of its cells alone.

    `hint` is said on hover.
    """

    title: str
    style: str = ""
    cell: str = ""
    hint: str = ""


class Cell(NamedTuple):
    """A cell with classes of its own in place of its column's, words on hover, and how many columns it spans."""

    content: object = ""
    style: str = ""
    title: str = ""
    span: int = 0


class Row(NamedTuple):
    """A row with classes of its own."""

    cells: Sequence[object]
    style: str = ""


def cells_html(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    style: str = "grid rows",
    box: str = "scroll whole",
    under: object = "",
    caption: str = "",
) -> Markup:
    """A table of rows (`Row`, or just cells) of cells (`Cell`, or just what stands there).

    `style` are the table's classes, `box` those of the box around it ('' for none), `under` stands in a line of its own below.
    """
    styles = [f"{column.cell} {column.style}".strip() for column in columns]
    whole = [_row(row, styles) for row in rows]
    return render(__file__, "boxed", columns=columns, rows=whole, style=style, box=box, caption=caption, under=under)


def _row(row: Sequence[object], styles: Sequence[str]) -> Row:
    cells, style = row if isinstance(row, Row) else (row, "")
    padded = [*styles, *[""] * (len(cells) - len(styles))]
    return Row(
        [one if isinstance(one, Cell) else Cell(one, own) for one, own in zip(cells, padded, strict=False)], style
    )


def rows_html(
    rows: pd.DataFrame,
    columns: Sequence[ColumnView],
    *,
    links: Mapping[str, Sequence[object]] | None = None,
    extra: Collection[str] = (),
    wide: Collection[str] = (),
) -> Markup:
    """A table of every row: figures right-aligned, units in the headings.

    `links` are ready cells of a column, one a row; `extra` columns are hidden on a phone; `wide` ones may break lines.
    """
    cells = [(links or {}).get(one.name) or [say_cell(value, one) for value in rows[one.name]] for one in columns]
    heads = [Column(one.heading, _cell_class(one, extra, wide)) for one in columns]
    return cells_html(heads, list(zip(*cells, strict=True)))


def draw_grid(
    rows: pd.DataFrame,
    columns: Sequence[ColumnView],
    key: str,
    on_row: Callable[[int], None] | None = None,
    ways: Mapping[str, Sequence[str | None]] | None = None,
) -> None:
    """A grid that scrolls and sorts; a click on any cell calls `on_row` with the row's position in the frame.

    `ways` are columns of addresses in front, heading → one a row (None for a row without): a click there opens the address in
    another tab instead.
    """
    st.html(_GRID_STYLE)
    ways = ways or {}
    shown = pd.DataFrame({**ways, **{column.name: _shown(rows[column.name], column) for column in columns}})
    clicks: dict[str, Any] = {}
    if on_row is not None:

        def clicked() -> None:
            cells = st.session_state[key]["selection"]["cells"]
            if cells and cells[0][1] not in ways:
                on_row(int(cells[0][0]))

        clicks = {"on_select": clicked, "selection_mode": "single-cell"}
    st.dataframe(
        shown,
        column_config={column.name: column_config(column) for column in columns}
        | {title: _way(title) for title in ways},
        hide_index=True,
        height=min(GRID_HEIGHT, _ROW_HEIGHT * (len(rows) + 1) + 3),
        placeholder="",
        key=key,
        **clicks,
    )


def bar_html(share: float, text: str, marks: Mapping[str, float] | None = None) -> Markup:
    """A figure with its bar in a cell of a linked table; `share` of the longest bar, 0–1.

    With `marks` (kind → share) the bar is a wide one: `was` (the last period, a ring), `mean` (an average, dashed), `plan` (what
    it should be, an upright stroke). NaN draws none.
    """
    known = [(kind, 100 * value) for kind, value in (marks or {}).items() if value == value]
    return render(__file__, "bar", width=100 * share, text=text, marks=known, is_wide=marks is not None)


def counts_html(counts: Iterable[tuple[str, Markup]], *, is_few: bool = False) -> Markup:
    """Places side by side, each (name or link, `bar_html` of its count)."""
    return render(__file__, "counts", counts=counts, is_few=is_few)


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


def _way(title: str) -> Any:
    return st.column_config.LinkColumn(title, display_text=_OPEN, width=70)


def _cell_class(column: ColumnView, extra: Collection[str], wide: Collection[str]) -> str:
    marks = {"number": column.is_number, "extra": column.name in extra, "wrap": column.name in wide}
    return " ".join(name for name, is_so in marks.items() if is_so)


def _shown(values: pd.Series, column: ColumnView) -> list[Any]:
    """Figures and dates as themselves, so that the grid sorts them; everything else as text."""
    if column.is_number or column.kind == "date":
        return [column.shown(value) for value in values]
    return [say_cell(value, column) if column.shown(value) is not None else None for value in values]
