"""How many marks a value earns: a rule's curve as a figure, and as a small drawing for a table's cell."""

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from charts.theme import line_width, style, text_size
from core.palette import ACCENT, GROUND, INK, PEER, QUIET, RULE
from core.templates import render

CELL_WIDTH: Final = 92
CELL_HEIGHT: Final = 30
_PAD: Final = 3


def draw_curve(
    curve: pd.DataFrame,
    *,
    axis: str,
    value_words: list[str],
    points: pd.DataFrame | None = None,
    is_show: bool = False,
) -> go.Figure:
    """Marks over values, corner by corner, a jump upright; `curve` has columns value and score (see `Rule.curve`).

    `value_words` says each corner's value; `axis` names the value axis with its unit. `points`, when given, are places on the
    curve: value, score, label, is_ours; ours in the accent, peers as quiet dots with their name on hover.
    """
    size = text_size(is_show)
    drawn = _reach(curve, points)
    figure = go.Figure(
        go.Scatter(
            x=drawn["value"],
            y=drawn["score"],
            mode="lines",
            line={"color": INK, "width": line_width(is_show), "shape": "linear"},
            hoverinfo="skip",
        )
    )
    if points is not None and len(points):
        _draw_points(figure, points, size)
    style(figure, is_show=is_show, height=560 if is_show else 280)
    top = float(curve["score"].max())
    corners = _corners(curve.assign(words=value_words))
    figure.update_xaxes(
        tickmode="array",
        tickvals=corners["value"].tolist(),
        ticktext=corners["words"].tolist(),
        tickangle=0,
        title={"text": axis, "font": {"size": size, "color": QUIET}},
    )
    figure.update_yaxes(
        range=[-0.04 * top, top * 1.25],
        tickmode="array",
        tickvals=sorted({0.0, top}),
        ticktext=["0", f"{top:g} 分"],
    )
    return figure


def small_curve_svg(curve: pd.DataFrame, label: str) -> Markup:
    """The curve as a small inline SVG for a table's cell; `label` is read out in its place (plain)."""
    xs, ys = curve["value"].to_numpy(dtype=float), curve["score"].to_numpy(dtype=float)
    width, height = CELL_WIDTH - 2 * _PAD, CELL_HEIGHT - 2 * _PAD
    span, top = float(xs.max() - xs.min()) or 1.0, float(ys.max()) or 1.0
    dots = " ".join(
        f"{_PAD + width * (x - xs.min()) / span:.1f},{_PAD + height * (1 - y / top):.1f}"
        for x, y in zip(xs, ys, strict=True)
    )
    return render(
        __file__,
        "small_curve",
        label=label,
        width=CELL_WIDTH,
        height=CELL_HEIGHT,
        pad=_PAD,
        dots=dots,
        ink=INK,
        rule=RULE,
    )


def _reach(curve: pd.DataFrame, points: pd.DataFrame | None) -> pd.DataFrame:
    """The curve drawn on to the outermost places: beyond its ends the marks no longer change."""
    if points is None or points.empty:
        return curve
    ends = curve.iloc[[0, -1]].copy()
    ends["value"] = [min(curve["value"].min(), points["value"].min()), max(curve["value"].max(), points["value"].max())]
    return pd.concat([ends.iloc[[0]], curve, ends.iloc[[1]]], ignore_index=True)


def _corners(curve: pd.DataFrame) -> pd.DataFrame:
    """The values to name on the axis: where the curve bends, without its padded ends when anything is left."""
    bends = curve.iloc[1:-1].drop_duplicates("value")
    return bends if len(bends) else curve.drop_duplicates("value")


def _draw_points(figure: go.Figure, points: pd.DataFrame, size: int) -> None:
    for is_ours, rows in points.groupby("is_ours"):
        dot = {"size": size if is_ours else size * 0.6, "color": ACCENT if is_ours else PEER}
        figure.add_trace(
            go.Scatter(
                x=rows["value"],
                y=rows["score"],
                mode="markers",
                marker=dot | {"line": {"color": GROUND, "width": 1}},
                hovertext=rows["label"],
                hoverinfo="text",
                cliponaxis=False,
            )
        )
        for row in rows.to_dict("records") if is_ours else ():
            _name_ours(figure, row, size)


def _name_ours(figure: go.Figure, row: dict[Any, Any], size: int) -> None:
    """Our name and value above our dot, on white so that the curve does not run through it."""
    figure.add_annotation(
        x=row["value"],
        y=row["score"],
        text=Markup("<b>{}</b>").format(row["label"]),
        showarrow=False,
        yshift=size * 1.5,
        bgcolor=GROUND,
        font={"color": ACCENT, "size": size},
    )
