"""Lines over time: ours in the accent, peers grey, each labelled at its end."""

from collections.abc import Callable
from typing import Final

import pandas as pd
import plotly.graph_objects as go
from markupsafe import escape

from charts.theme import line_width, style, text_size
from core.palette import ACCENT, INK, PEER
from core.templates import stack

LABELLED: Final = 12
"""With more lines than this only ours and the outermost carry a name."""
YEARLY_DAYS: Final = 1100
"""Longer than this the time axis names years only."""
HEIGHT: Final = 440
SHOW_HEIGHT: Final = 640


def draw_series(
    points: pd.DataFrame, say: Callable[[float], str], *, ours: str = "", is_show: bool = False
) -> go.Figure:
    """`points`: place_code, place_name, on, value, one line a place. `say` writes a value; hover and end labels use it."""
    figure = go.Figure()
    lines = {str(code): rows.sort_values("on") for code, rows in points.groupby("place_code", sort=False)}
    is_alone = len(lines) == 1
    named = _named(lines, ours)
    for code, rows in sorted(lines.items(), key=lambda pair: pair[0] == ours):
        is_main = code == ours or is_alone
        figure.add_scatter(
            x=rows["on"],
            y=rows["value"],
            mode="lines+markers" if is_main else "lines",
            line={"color": ACCENT if is_main else PEER, "width": line_width(is_show, is_main)},
            hovertext=[
                stack((row.place_name, f"{row.on:%Y年%-m月%-d日}", say(row.value))) for row in rows.itertuples()
            ],
            hoverinfo="text",
        )
        if code in named:
            last = rows.iloc[-1]
            text = say(last["value"]) if is_alone else f"{last['place_name']} {say(last['value'])}"
            colour = ACCENT if is_main else INK
            figure.add_annotation(
                x=last["on"], y=last["value"], text=escape(text), xanchor="left", xshift=6, showarrow=False,
                font={"color": colour, "size": text_size(is_show)},
            )  # fmt: skip
    style(figure, is_show=is_show, height=SHOW_HEIGHT if is_show else HEIGHT)
    figure.update_layout(showlegend=False, margin={"r": text_size(is_show) * 10})
    figure.update_yaxes(rangemode="tozero")
    figure.update_xaxes(
        tickformat="%Y年%-m月" if points["on"].nunique() > 1 and _span(points) < YEARLY_DAYS else "%Y年"
    )
    return figure


def _span(points: pd.DataFrame) -> int:
    """Days between the first point and the last."""
    return int((points["on"].max() - points["on"].min()).days)


def _named(lines: dict[str, pd.DataFrame], ours: str) -> set[str]:
    if len(lines) <= LABELLED:
        return set(lines)
    by_value = sorted(lines, key=lambda code: lines[code]["value"].iloc[-1])
    return {by_value[0], by_value[-1], ours}
