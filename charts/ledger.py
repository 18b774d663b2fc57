"""动态清零: what came in and what was closed as grey steps, what is still open as the accent line, each named at its end."""

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from charts.spending import spread
from charts.theme import label_end, line_width, style, text_size
from core.palette import ACCENT, INK, PEER, QUIET, faint

PAGE_HEIGHT: Final = 260
SHOW_HEIGHT: Final = 620
LABEL_STEP: Final = 1.3
"""The least distance of two names, in text heights."""
LINES: Final = (
    ("entered", "登记和重新打开（次）", PEER, "solid"),
    ("closed", "销号（次）", QUIET, "dash"),
    ("open", "未销号（个）", ACCENT, "solid"),
)  # fmt: skip
"""Column, name, colour and stroke of each line; the last is the one that matters."""


def draw_clearing(
    curve: pd.DataFrame, *, title: str = "", subtitle: str = "", is_show: bool = False, height: int = 0
) -> go.Figure:
    """`curve` has day, entered, closed, open (counts at the end of a day, oldest first). Zero is at the bottom."""
    figure = go.Figure()
    for name, words, colour, dash in LINES:
        is_main = name == "open"
        figure.add_scatter(
            x=curve["day"],
            y=curve[name],
            mode="lines" if len(curve) > 1 else "markers",
            line={"color": colour, "width": line_width(is_show, is_main), "dash": dash, "shape": "hv"},
            fill="tozeroy" if is_main else None,
            fillcolor=faint(ACCENT, 0.08),
            hovertemplate=Markup("{} %{{y:,}} 个<extra></extra>").format(words),
        )
    tall = height or (SHOW_HEIGHT if is_show else PAGE_HEIGHT)
    style(figure, title=title, subtitle=subtitle, is_show=is_show, height=tall)
    top = max(1.0, float(curve[["entered", "closed", "open"]].to_numpy().max())) * 1.06
    figure.update_layout(hovermode="x unified", margin_r=_margin(curve, is_show))
    figure.update_xaxes(type="date", hoverformat="%Y年%-m月%-d日", **_ticks(curve, is_show))
    figure.update_yaxes(range=[0, top], tickformat=",d", nticks=5)
    _draw_labels(figure, curve, top, tall, is_show)
    return figure


def _draw_labels(figure: go.Figure, curve: pd.DataFrame, top: float, height: int, is_show: bool) -> None:
    """Names with their last count in the right margin, moved apart where they would cover each other."""
    size, last = text_size(is_show), curve.iloc[-1]
    room = height - float(figure.layout.margin.t) - float(figure.layout.margin.b)
    ordered = sorted(LINES, key=lambda line: (-float(last[line[0]]), line[0] == "open"))
    wanted = [room * (1 - float(last[name]) / top) for name, *_ in ordered]
    places = spread(wanted, size * LABEL_STEP, size / 2)
    for (name, words, _, _), at, place in zip(ordered, wanted, places, strict=True):
        is_main = name == "open"
        label_end(
            figure, 1, float(last[name]), _label(words, last[name]), colour=ACCENT if is_main else INK, is_show=is_show,
            is_bold=is_main, shift=at - place,
        )  # fmt: skip
        figure.layout.annotations[-1].update(xref="paper")


def _label(words: str, count: float) -> str:
    return f"{words} {int(count):,}"


def _margin(curve: pd.DataFrame, is_show: bool) -> int:
    """Room for the longest name: a Chinese character one text height, others a little over half."""
    texts = [_label(words, curve[name].iloc[-1]) for name, words, *_ in LINES]
    widest = max(sum(1.0 if ord(letter) > 0x2E80 else 0.58 for letter in text) for text in texts)
    return round(widest * text_size(is_show) + 16)


def _ticks(curve: pd.DataFrame, is_show: bool) -> dict[str, Any]:
    """Days within two months, months within two years, else as many as there is room for; years where there are several."""
    first, last = pd.Timestamp(curve["day"].iloc[0]), pd.Timestamp(curve["day"].iloc[-1])
    days = (last - first).days
    if days <= 62:
        return {"tickformat": "%-m月%-d日", "nticks": 5 if is_show else 8}
    months = {"tickformat": "%Y年%-m月" if first.year != last.year else "%-m月"}
    return months | ({"dtick": "M1"} if days <= 330 else {"nticks": 6})
