"""The one look of every plotly figure: fonts, colours, white ground, grid, sizes for the page and for the wall.

Every chart ends with `style(...)`. A page that must also read at 390 pixels draws title and subtitle as HTML (a plotly
title does not wrap) and passes none here; a report or a picture passes both.
"""

from math import ceil, floor, log10
from typing import Any, Final

import plotly.graph_objects as go
from markupsafe import Markup

from core.palette import GRID, GROUND, INK, PEER, QUIET
from core.templates import stack

FONT: Final = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
BAND_OPACITY: Final = 0.16
PAGE_SIZE: Final = 14
SHOW_SIZE: Final = 28
"""Text size in pixels on a page and on the wall (1920 × 1080)."""

_STEPS: Final = (1, 2, 2.5, 5, 10)
_MOST_TICKS: Final = 6
_BIG: Final = ((1e8, "亿"), (1e4, "万"))
_MONTHS: Final = [f"{month}月" for month in range(1, 13)]
_DAYS: Final = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"]
_CHINESE: Final[dict[str, Any]] = {
    "moduleType": "locale",
    "name": "zh-CN",
    "dictionary": {"Download plot as a PNG": "下载图片", "Download plot": "下载图片"},
    "format": {
        "days": _DAYS,
        "shortDays": _DAYS,
        "months": _MONTHS,
        "shortMonths": _MONTHS,
        "date": "%Y年%-m月%-d日",
        "decimal": ".",
        "thousands": ",",
    },
}


def config(file_name: str = "", is_show: bool = False) -> dict[str, Any]:
    """What `st.plotly_chart(config=…)` gets: Chinese words, no tool bar but the download when a file name is given."""
    base: dict[str, Any] = {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "locale": "zh-CN",
        "locales": {"zh-CN": _CHINESE},
    }
    if not file_name or is_show:
        return base | {"displayModeBar": False}
    button = {"format": "png", "filename": file_name, "scale": 2}
    return base | {"modeBarButtons": [["toImage"]], "toImageButtonOptions": button}


def text_size(is_show: bool) -> int:
    """The size of plain text in pixels."""
    return SHOW_SIZE if is_show else PAGE_SIZE


def line_width(is_show: bool, is_main: bool = False) -> float:
    """The width of a line in pixels; the main one is heavier."""
    return (3.0 if is_main else 1.8) * (1.8 if is_show else 1.0)


def style(
    figure: go.Figure, *, title: str = "", subtitle: str = "", is_show: bool = False, height: int = 0
) -> go.Figure:
    """Give a figure the look and return it (the same figure, changed): call it last when building.

    `title` states the finding, `subtitle` unit, period and source; both are plain text. `height` in pixels
    replaces the default 420 (page) or 760 (wall). No legend, no drag zoom: label lines at their end with `label_end`.
    """
    size = text_size(is_show)
    top = round(size * (0.8 + (1.9 if title else 0) + (1.4 if subtitle else 0)))
    figure.update_layout(
        template="none",
        font={"family": FONT, "size": size, "color": INK},
        title={"text": _title(title, subtitle, size), "x": 0, "xanchor": "left", "xref": "paper", "y": 0.98, "yanchor": "top"},
        paper_bgcolor=GROUND,
        plot_bgcolor=GROUND,
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        height=height or (760 if is_show else 420),
        margin={"l": size, "r": size, "t": top, "b": size * 2},
        separators=".,",
        bargap=0.35,
        hoverlabel={"bgcolor": GROUND, "bordercolor": GRID, "font": {"family": FONT, "size": size, "color": INK}, "align": "left"},
    )  # fmt: skip
    axis = {"automargin": True, "tickfont": {"size": size, "color": QUIET}, "linecolor": PEER, "fixedrange": True}
    figure.update_xaxes(**axis, showgrid=False, showline=True, zeroline=False, ticks="outside", tickcolor=PEER)
    figure.update_yaxes(
        **axis,
        showgrid=True,
        gridcolor=GRID,
        showline=False,
        zeroline=False,
        exponentformat="none",
        separatethousands=True,
    )
    return figure


def number_axis(figure: go.Figure, lowest: float, highest: float, unit: str = "") -> tuple[float, float]:
    """Ticks of the vertical axis from zero (or below it, where there are such values) in Chinese: `200万`, `1.5亿`, `40%`.

    `unit` is the values' own: of 万元 ten thousand are `1亿`, and `%` stands for stored fractions. Returns the axis' ends.
    """
    low, high = min(0.0, lowest), max(0.0, highest) or (1.0 if lowest >= 0 else 0.0)
    rough = (high - low) / (_MOST_TICKS - 1)
    power = 10.0 ** floor(log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * (1 - 1e-9))
    values = [number * step for number in range(floor(low / step), ceil(high / step) + 1)]
    big = ((1e4, "亿"),) if unit.startswith("万") else () if unit.startswith("亿") else _BIG
    scale, word = (0.01, "%") if unit == "%" else next((one for one in big if high - low >= one[0]), (1.0, ""))
    texts = [f"{value / scale:,.10g}{word}" if value else "0" for value in values]
    ends = values[0], values[-1] + step * 0.05
    figure.update_yaxes(tickmode="array", tickvals=values, ticktext=texts, range=list(ends))
    return ends


def label_end(
    figure: go.Figure, x: Any, y: Any, text: str, *, colour: str = INK, is_show: bool = False, is_bold: bool = False,
    anchor: str = "left", shift: float = 0,
) -> None:  # fmt: skip
    """Write a line's name at its end point, beside it; `shift` moves it up in pixels. Plain text, lines by `\\n`."""
    words = stack(text.split("\n"))
    figure.add_annotation(
        x=x,
        y=y,
        text=Markup("<b>{}</b>").format(words) if is_bold else words,
        showarrow=False,
        xanchor=anchor,
        xshift=6 if anchor == "left" else -6,
        yshift=shift,
        align="left",
        font={"color": colour, "size": text_size(is_show), "family": FONT},
    )


def _title(title: str, subtitle: str, size: int) -> str:
    head = Markup("<b style='font-size:{}px'>{}</b>").format(round(size * 1.2), title) if title else ""
    under = Markup("<span style='font-size:{}px;color:{}'>{}</span>").format(size, QUIET, subtitle) if subtitle else ""
    return stack(part for part in (head, under) if part)
