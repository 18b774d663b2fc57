"""The spending curve of a year against its schedule: ours in the accent, last year and the average grey, the line dashed."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from markupsafe import escape

from charts.theme import BAND_OPACITY, label_end, line_width, style, text_size
from core.palette import ACCENT, GROUND, INK, PEER, QUIET, faint

MARGIN_FROM: Final = 0.72
"""Lines that end after this part of the year have their name in the right margin, others beside their end."""
LEFT_FROM: Final = 0.42
LOW_SHARE: Final = 0.08
"""Before this part of the year, and under this share, names keep clear of the axes."""
LABEL_STEP: Final = 1.25
"""The least distance of two names in the margin, in text heights."""
PAGE_HEIGHT: Final = 430
SHOW_HEIGHT: Final = 760


@dataclass(frozen=True)
class SpendingPicture:
    """What is drawn. Frames have columns on (days of the year looked at), share (a fraction) and words (hover text).

    `outlook` has on, expected, low, high, words instead. A frame without rows is not drawn. Each `*_label` is the name at
    the line's end. `schedule_share` is the schedule's share on the curve's last day, `deadline` the day drawn upright.
    """

    curve: pd.DataFrame
    line: pd.DataFrame
    last: pd.DataFrame
    average: pd.DataFrame
    outlook: pd.DataFrame
    curve_label: str
    line_label: str
    last_label: str
    average_label: str
    outlook_label: str
    schedule_share: float
    deadline: date
    deadline_label: str


class _Label(NamedTuple):
    on: pd.Timestamp
    share: float
    text: str
    colour: str
    is_bold: bool


def draw_spending(
    picture: SpendingPicture, *, title: str = "", subtitle: str = "", is_show: bool = False, height: int = 0
) -> go.Figure:
    """The figure; zero is at the bottom, hover texts are those of the frames. `height` in pixels replaces the default."""
    figure, labels = go.Figure(), []
    _draw_band(figure, picture.outlook)
    _draw_gap(figure, picture, is_show)
    for frame, text, colour, dash, width, is_bold in (
        (picture.last, picture.last_label, PEER, "solid", line_width(is_show), False),
        (picture.average, picture.average_label, QUIET, "dot", line_width(is_show), False),
        (picture.line, picture.line_label, INK, "dash", line_width(is_show), False),
        (picture.outlook.rename(columns={"expected": "share"}), picture.outlook_label, ACCENT, "dot", line_width(is_show), False),
        (picture.curve, picture.curve_label, ACCENT, "solid", line_width(is_show, True), True),
    ):  # fmt: skip
        if len(frame):
            _draw_line(figure, frame, colour, dash, width)
            labels.append(
                _Label(pd.Timestamp(frame["on"].iloc[-1]), float(frame["share"].iloc[-1]), text, colour, is_bold)
            )
    tall = height or (SHOW_HEIGHT if is_show else PAGE_HEIGHT)
    style(figure, title=title, subtitle=subtitle, is_show=is_show, height=tall)
    _set_axes(figure, picture)
    _draw_deadline(figure, picture, is_show)
    _draw_labels(figure, labels, picture.deadline_label, tall, is_show)
    return figure


def _draw_line(figure: go.Figure, frame: pd.DataFrame, colour: str, dash: str, width: float) -> None:
    is_short = len(frame) == 1
    figure.add_scatter(
        x=frame["on"],
        y=frame["share"],
        mode="markers" if is_short else "lines",
        line={"color": colour, "dash": dash, "width": width},
        marker={"color": colour, "size": width * 4},
        customdata=[escape(text) for text in frame["words"]],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _draw_band(figure: go.Figure, outlook: pd.DataFrame) -> None:
    """The range of the projection, between the slowest and the fastest pace."""
    for name, fill in (("low", None), ("high", "tonexty")):
        if len(outlook):
            figure.add_scatter(
                x=outlook["on"],
                y=outlook[name],
                mode="lines",
                line={"width": 0, "color": ACCENT},
                fill=fill,
                fillcolor=faint(ACCENT, BAND_OPACITY),
                hoverinfo="skip",
            )


def _draw_gap(figure: go.Figure, picture: SpendingPicture, is_show: bool) -> None:
    """A thin stroke with ends on the last day, from the curve to the schedule, and a dot where the curve ends."""
    if not len(picture.curve):
        return
    on, share, width = picture.curve["on"].iloc[-1], float(picture.curve["share"].iloc[-1]), line_width(is_show)
    if picture.schedule_share == picture.schedule_share:
        figure.add_scatter(
            x=[on, on],
            y=[share, picture.schedule_share],
            mode="lines+markers",
            line={"color": QUIET, "width": width * 0.8},
            marker={"symbol": "line-ew", "size": width * 5, "line": {"color": QUIET, "width": width * 0.8}},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=[on], y=[share], mode="markers", marker={"color": ACCENT, "size": width * 4.5}, hoverinfo="skip"
    )


def _set_axes(figure: go.Figure, picture: SpendingPicture) -> None:
    year = picture.deadline.year if not len(picture.line) else picture.line["on"].iloc[0].year
    shares = [frame["share"].max() for frame in (picture.curve, picture.last, picture.average) if len(frame)]
    figure.update_layout(hovermode="x unified", hoverlabel={"namelength": 0})
    figure.update_xaxes(
        type="date", range=[f"{year}-01-01", f"{year}-12-31"], tickformat="%-m月", hoverformat="%Y年%-m月%-d日"
    )
    figure.update_yaxes(range=[0, max(1.0, *shares, 0) * 1.04], tickformat=".0%", dtick=0.2)


def _draw_deadline(figure: go.Figure, picture: SpendingPicture, is_show: bool) -> None:
    """An upright thin line on the deadline; its name at the foot, in the margin when the day is late in the year."""
    day = picture.deadline.isoformat()
    figure.add_shape(
        type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", layer="below",
        line={"color": QUIET, "width": line_width(is_show) / 2, "dash": "dot"},
    )  # fmt: skip
    is_late = _is_late(pd.Timestamp(picture.deadline))
    shift = text_size(is_show) * 0.65 * (1 + picture.deadline_label.count("\n"))
    label_end(figure, 1 if is_late else day, 0, picture.deadline_label, colour=QUIET, is_show=is_show, shift=shift)
    if is_late:
        figure.layout.annotations[-1].update(xref="paper")


def _is_late(on: pd.Timestamp) -> bool:
    return bool(on.day_of_year / 365 >= MARGIN_FROM)


def _draw_labels(figure: go.Figure, labels: list[_Label], deadline_label: str, height: int, is_show: bool) -> None:
    late = [label for label in labels if _is_late(label.on)]
    widest = max(text_width(text) for text in [*deadline_label.split("\n"), *(label.text for label in late)])
    figure.update_layout(margin_r=round(widest * text_size(is_show) + 14))
    _label_margin(figure, late, height, is_show)
    _label_ends(figure, [label for label in labels if label not in late], is_show)


def _label_margin(figure: go.Figure, labels: list[_Label], height: int, is_show: bool) -> None:
    """Names in the right margin at the height of their line's end, moved apart where they would cover each other."""
    size = text_size(is_show)
    top = float(figure.layout.yaxis.range[1])
    room = height - float(figure.layout.margin.t) - float(figure.layout.margin.b) - size
    ordered = sorted(labels, key=lambda label: (-label.share, label.text))
    wanted = [room * (1 - label.share / top) for label in ordered]
    for label, place, at in zip(ordered, spread(wanted, size * LABEL_STEP, 0.0), wanted, strict=True):
        label_end(
            figure, 1, label.share, label.text, colour=_readable(label.colour), is_show=is_show, is_bold=label.is_bold,
            shift=at - place,
        )  # fmt: skip
        figure.layout.annotations[-1].update(xref="paper")


def spread(places: list[float], step: float, least: float = -math.inf, most: float = math.inf) -> list[float]:
    """Ascending places moved as little as an even hand allows: neighbours at least `step` apart, none below `least`, none beyond
    `most` where there is room for all of them (else they begin at `least`).

    Neighbours that come too close form a block around their mean.
    """
    moved = _spread(places, step, least)
    if not moved or moved[-1] <= most:
        return moved
    turned = [most - place for place in _spread([most - place for place in reversed(places)], step, 0.0)][::-1]
    return turned if turned[0] >= least else [least + step * index for index in range(len(places))]


def _spread(places: list[float], step: float, least: float) -> list[float]:
    blocks: list[list[float]] = []
    for place in places:
        blocks.append([place])
        while len(blocks) > 1 and _start(blocks[-1], step, least) < _start(blocks[-2], step, least) + step * len(
            blocks[-2]
        ):
            last = blocks.pop()
            blocks[-1] += last
    return [_start(block, step, least) + step * index for block in blocks for index in range(len(block))]


def _start(block: list[float], step: float, least: float) -> float:
    return max(least, sum(block) / len(block) - step * (len(block) - 1) / 2)


def _label_ends(figure: go.Figure, labels: list[_Label], is_show: bool) -> None:
    """Names beside lines that end early in the year: the highest above, the others below to the right.

    The highest stands to the left of its end where the year is old enough to leave room, and nothing goes below zero.
    """
    size = text_size(is_show)
    for number, label in enumerate(sorted(labels, key=lambda label: -label.share)):
        is_above = number == 0 and len(labels) > 1
        is_left = is_above and label.on.day_of_year / 365 > LEFT_FROM
        is_low = label.share < LOW_SHARE
        shift = size if is_above else size * LABEL_STEP * (1 if is_low else -0.4 - max(0, number - 1))
        label_end(
            figure, label.on, label.share, label.text, colour=_readable(label.colour), is_show=is_show,
            is_bold=label.is_bold, anchor="right" if is_left else "left", shift=shift,
        )  # fmt: skip
        figure.layout.annotations[-1].update(bgcolor=faint(GROUND, 0.75))


def _readable(colour: str) -> str:
    """A grey line's name is written darker than the line."""
    return QUIET if colour == PEER else colour


def text_width(text: str) -> float:
    """The width of a text in text heights: a Chinese character one, others a little over half."""
    return sum(1.0 if ord(letter) > 0x2E80 else 0.58 for letter in text)


__all__ = ["SpendingPicture", "draw_spending", "spread", "text_width"]
