"""Horizontal bars of one league: ours in the accent, peers grey, the average a named dashed line."""

from collections.abc import Hashable
from typing import Final

import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup, escape

from charts.theme import style, text_size
from core.palette import ACCENT, GROUND, INK, PEER, QUIET
from core.templates import stack

SHOW_ROWS: Final = 12
PAGE_ROW: Final = 2.1
SHOW_ROW: Final = 1.75
"""Height of a row in lines of text."""
ROOM: Final = 0.24
"""Share of the value axis kept free for the words at a bar's end."""
SHOW_HEIGHT: Final = 560


def draw_ranks(
    table: pd.DataFrame,
    *,
    ours: str = "",
    average: float | None = None,
    average_name: str = "",
    is_show: bool = False,
) -> go.Figure:
    """Bars in the order of `table`, first row on top; zero where bars start.

    `table`: place_code, label (what stands left, such as `1 花垣县`), value, value_words (what stands at the bar's end), hover
    (plain text, lines by a line feed). A missing value has no bar and keeps its words. `customdata` of each bar is the place
    code, for clicks.
    """
    rows = table.reset_index(drop=True)
    size = text_size(is_show)
    is_ours = rows["place_code"] == ours
    figure = go.Figure(
        go.Bar(
            x=rows["value"],
            y=list(range(len(rows))),
            orientation="h",
            marker={"color": [ACCENT if mine else PEER for mine in is_ours], "line": {"width": 0}},
            customdata=rows["place_code"],
            hovertext=[stack(text.split("\n")) for text in rows["hover"]],
            hoverinfo="text",
        )
    )
    for position, row in rows.iterrows():
        _label_bar(figure, position, row, bool(is_ours[position]), size)
    line = SHOW_ROW if is_show else PAGE_ROW
    height = round(len(rows) * size * line + size * (4 if average_name else 2))
    style(figure, is_show=is_show, height=max(height, SHOW_HEIGHT if is_show else size * 8))
    figure.update_xaxes(visible=False, range=_range(rows["value"], average))
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[_tick(label, mine) for label, mine in zip(rows["label"], is_ours, strict=True)],
        autorange=False,
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        ticks="",
        tickfont={"color": INK},
    )
    if average is not None and average == average and average_name:
        _draw_average(figure, average, average_name, size)
    return figure


def _label_bar(figure: go.Figure, position: Hashable, row: pd.Series, mine: bool, size: int) -> None:
    """The value at the bar's end, on white, so that the average line does not run through it."""
    is_known = row["value"] == row["value"]
    is_left = is_known and row["value"] < 0
    figure.add_annotation(
        x=row["value"] if is_known else 0,
        y=position,
        text=_bold(row["value_words"], mine),
        showarrow=False,
        xanchor="right" if is_left else "left",
        xshift=-2 if is_left else 2,
        bgcolor=GROUND,
        borderpad=1,
        font={"color": ACCENT if mine else INK, "size": size},
    )


def _draw_average(figure: go.Figure, average: float, name: str, size: int) -> None:
    """The line and its name above the bars; room for it is made at the top."""
    figure.add_vline(x=average, line={"color": QUIET, "dash": "dash", "width": 1.5 if size < 20 else 3}, layer="below")
    figure.add_annotation(
        x=average,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=escape(name),
        showarrow=False,
        font={"color": QUIET, "size": size},
    )
    figure.update_layout(margin={"t": round(size * 2.2)})


def _range(values: pd.Series, average: float | None) -> list[float]:
    """From zero (or the lowest value below it) to the longest bar, with room for the words at its end."""
    shown = [*values.dropna().tolist(), *([average] if average is not None and average == average else [])]
    low, high = min([0.0, *shown]), max([0.0, *shown])
    span = (high - low) or 1.0
    return [low - (ROOM * 1.6 * span if low < 0 else 0.0), high + (ROOM * span if high > 0 else 0.05 * span)]


def _bold(text: str, mine: bool) -> str:
    return Markup("<b>{}</b>").format(text) if mine else escape(text)


def _tick(text: str, mine: bool) -> str:
    return Markup("<b style='color:{}'>{} </b>").format(ACCENT, text) if mine else escape(f"{text} ")
