"""The pictures of 数据真实: what was found against what is usual; ours in the accent, the other places grey.

Pages write title and subtitle as HTML (they must wrap on a phone) and pass none here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go
from markupsafe import Markup, escape

from charts.theme import line_width, style, text_size
from core.palette import ACCENT, GROUND, INK, PEER, QUIET, faint
from core.templates import join, stack
from core.words import say_value

HEIGHT: Final = 340
SHOW_HEIGHT: Final = 640
"""What is left below the sentence in the projection."""
ROW: Final = 30
MARGIN_TOP: Final = 1.25
"""Room above the highest bar, as a multiple of it."""


@dataclass(frozen=True)
class Bars:
    """Shares by class: `labels` along the axis, `ours` and `peers` (fractions; peers may be empty), `expected` the usual ones."""

    labels: Sequence[str]
    ours: Sequence[float]
    peers: Sequence[float]
    expected: Sequence[float]
    our_name: str
    peer_name: str
    expected_name: str


def draw_shares(bars: Bars, *, title: str = "", subtitle: str = "", is_show: bool = False) -> go.Figure:
    """Bars from zero, ours beside the peers', and a dashed step of what is usual; each is named once in the picture."""
    figure = go.Figure()
    places = list(range(len(bars.labels)))
    width = 0.38 if bars.peers else 0.6
    if bars.peers:
        _draw_bars(figure, [place + 0.2 for place in places], bars.peers, bars, width, PEER, bars.peer_name)
    shift = -0.2 if bars.peers else 0.0
    _draw_bars(figure, [place + shift for place in places], bars.ours, bars, width, ACCENT, bars.our_name)
    for place, share in zip(places, bars.expected, strict=True):
        figure.add_scatter(
            x=[place - 0.45, place + 0.45], y=[share, share], mode="lines", hoverinfo="skip",
            line={"color": INK, "width": line_width(is_show), "dash": "dash"},
        )  # fmt: skip
    style(figure, title=title, subtitle=subtitle, is_show=is_show, height=SHOW_HEIGHT if is_show else HEIGHT)
    _name_marks(figure, bars, is_show)
    figure.update_xaxes(tickvals=places, ticktext=list(bars.labels))
    highest = max([*bars.ours, *bars.peers, *bars.expected])
    figure.update_yaxes(tickformat=".0%", range=[0, highest * MARGIN_TOP or 1], nticks=6)
    return figure


def draw_places(
    names: Sequence[str], values: Sequence[float], ours: int | None, usual: float, usual_name: str, *, title: str = "",
    subtitle: str = "", is_show: bool = False,
) -> go.Figure:  # fmt: skip
    """One bar a place from zero, largest first as given, ours in the accent; the usual value an upright dashed line."""
    figure = go.Figure()
    marked = [index == ours for index in range(len(names))]
    figure.add_bar(
        y=[escape(name) for name in names], x=list(values), orientation="h",
        text=[say_value(value, "percent") for value in values], textposition="outside", cliponaxis=False,
        marker={"color": [ACCENT if is_ours else PEER for is_ours in marked]},
        hovertext=[stack((name, say_value(value, "percent"))) for name, value in zip(names, values, strict=True)], hoverinfo="text",
    )  # fmt: skip
    height = ROW * (2 if is_show else 1) * len(names) + text_size(is_show) * 5
    style(figure, title=title, subtitle=subtitle, is_show=is_show, height=height)
    if usual == usual:
        figure.add_vline(x=usual, line={"color": INK, "width": line_width(is_show), "dash": "dash"})
        figure.add_annotation(
            x=usual, y=1, yref="paper", yanchor="bottom", text=escape(usual_name), showarrow=False,
            font={"size": text_size(is_show), "color": QUIET},
        )  # fmt: skip
        figure.update_layout(margin_t=text_size(is_show) * 2)
    highest, lowest = max([*values, 0.0]), min([*values, 0.0])
    figure.update_xaxes(
        tickformat=".1%", range=[lowest * MARGIN_TOP, highest * MARGIN_TOP or 0.01], nticks=5, zeroline=True
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _draw_bars(
    figure: go.Figure, at: Sequence[float], shares: Sequence[float], bars: Bars, width: float, colour: str, name: str
) -> None:
    figure.add_bar(
        x=list(at), y=list(shares), width=width, marker={"color": colour}, hoverinfo="text",
        hovertext=[
            stack((f"{name} {label}：{share:.1%}", f"{bars.expected_name} {usual:.1%}"))
            for label, share, usual in zip(bars.labels, shares, bars.expected, strict=True)
        ],
    )  # fmt: skip


def _name_marks(figure: go.Figure, bars: Bars, is_show: bool) -> None:
    """The names of the three marks in one line above the bars, each in its own colour."""
    coloured = Markup("<span style='color:{}'>{}</span>").format
    parts = [coloured(ACCENT, f"■ {bars.our_name}")]
    if bars.peers:
        parts.append(join((coloured(PEER, "■"), coloured(QUIET, bars.peer_name)), " "))
    parts.append(coloured(INK, f"┄ {bars.expected_name}"))
    figure.add_annotation(
        x=0, xref="paper", y=1, yref="paper", xanchor="left", yanchor="top", showarrow=False, text=join(parts, "　"),
        font={"size": text_size(is_show)}, bgcolor=faint(GROUND, 0.8),
    )  # fmt: skip


__all__ = ["Bars", "draw_places", "draw_shares"]
