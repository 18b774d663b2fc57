"""Lines over time: ours in the accent, the outermost dark, the others grey, labelled at their ends."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from charts.spending import spread, text_width
from charts.theme import label_end, line_width, number_axis, style, text_size
from core.palette import ACCENT, INK, PEER, QUIET, faint
from core.templates import stack

DRAWN_LAST: Final = (QUIET, INK, ACCENT)
"""Grey lines first, so that ours lies on top."""
LABELLED: Final = 12
"""With more lines than this only ours and the outermost carry a name."""
MOST_TICKS: Final = 7
"""So many points of time are named below the axis, each where its figures stand."""
PADDING: Final = 0.04
"""Of the time shown so much is left free on either side."""
PHONE: Final = 350
"""Pixels of a picture on the narrowest screen."""
LINE: Final = 1.15
"""Names stand so many text sizes apart."""
HEIGHT: Final = 440
SHOW_HEIGHT: Final = 640


def draw_series(
    points: pd.DataFrame,
    say: Callable[[float], str],
    *,
    ours: str = "",
    is_show: bool = False,
    unit: str = "",
    is_rank: bool = False,
) -> go.Figure:
    """`points`: place_code, place_name, on, period, value, one line a place. `say` writes a value; hover and end labels use it.

    A figure of a whole year stands at its year, others at their day. `unit` is what the values are in, as `number_axis` takes it;
    of ranks (`is_rank`) the first stands on top. `customdata` of a point is its place code, for clicks.
    """
    figure = go.Figure()
    is_yearly, is_once = _is_yearly(points), points["on"].nunique() == 1
    lines = {str(code): rows.sort_values("on") for code, rows in points.groupby("place_code", sort=False)}
    is_alone = len(lines) == 1
    colours = line_colours({code: float(rows["value"].iloc[-1]) for code, rows in lines.items()}, ours)
    for code, rows in sorted(lines.items(), key=lambda pair: DRAWN_LAST.index(colours[pair[0]])):
        is_main = colours[code] == ACCENT
        figure.add_scatter(
            x=rows["on"].dt.year if is_yearly else rows["on"],
            y=rows["value"],
            mode="markers" if is_once else "lines+markers" if is_main else "lines",
            line=_stroke(colours[code], is_many=len(lines) > LABELLED, is_show=is_show),
            hovertext=[
                stack((row.place_name, _say_when(row.on, is_yearly), say(row.value))) for row in rows.itertuples()
            ],
            hoverinfo="text",
            customdata=[code] * len(rows),
        )
    style(figure, is_show=is_show, height=SHOW_HEIGHT if is_show else HEIGHT)
    lowest, highest = float(points["value"].min()), float(points["value"].max())
    axis = _rank_axis(figure, highest) if is_rank else number_axis(figure, lowest, highest, unit)
    named = _named(lines, ours)
    last = pd.DataFrame([rows.iloc[-1] for code, rows in lines.items() if code in named])
    ends = [
        (
            float(row.value),
            say(row.value) if is_alone else f"{row.place_name} {say(row.value)}",
            colours[str(row.place_code)],
        )
        for row in last.itertuples()
    ]
    name_ends(figure, ends, axis, is_show=is_show)
    _name_times(figure, points["on"], is_yearly)
    return figure


def _stroke(colour: str, *, is_many: bool, is_show: bool) -> dict[str, Any]:
    """Colour and width of a line; among many the quiet ones are thin and let through what lies below, so that they make no block."""
    if colour != QUIET:
        return {"color": colour, "width": line_width(is_show, colour == ACCENT)}
    return {"color": faint(PEER, 0.4), "width": 1} if is_many else {"color": PEER, "width": line_width(is_show)}


def _rank_axis(figure: go.Figure, worst: float) -> tuple[float, float]:
    """Whole ranks, the first on top; returns the axis' ends from bottom to top."""
    axis = worst * 1.06, 1 - worst * 0.06
    step = max(-(-int(worst) // MOST_TICKS), 1)
    ticks = [1, *range(1 + step, int(worst) + 1, step)]
    figure.update_yaxes(range=list(axis), tickmode="array", tickvals=ticks, ticktext=[f"第{tick}" for tick in ticks])
    return axis


def line_colours(last: Mapping[str, float], ours: str) -> dict[str, str]:
    """Place → the colour of its name: the accent for ours (or the only line), ink for the highest and the lowest last value,
    quiet for the others, whose lines are grey. NaN is neither."""
    known = {code: value for code, value in last.items() if value == value}
    edges = {max(known, key=known.__getitem__), min(known, key=known.__getitem__)} if known else set()
    is_alone = len(last) == 1
    return {code: ACCENT if is_alone or code == ours else INK if code in edges else QUIET for code in last}


def name_ends(
    figure: go.Figure, ends: Iterable[tuple[float, str, str]], axis: tuple[float, float], *, is_show: bool
) -> None:
    """Names in the right margin at the height of their lines' ends, none upon another, with room for the longest.

    `ends` are (value, text, colour of `line_colours`); `axis` is the lowest value of the vertical axis and the highest, in the
    order they stand from bottom to top.
    """
    size, (bottom, top) = text_size(is_show), axis
    room = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    ordered = sorted(((room * (top - value) / (top - bottom), value, text, colour) for value, text, colour in ends))
    places = spread([at for at, *_ in ordered], size * LINE, 0.0, room)
    for (at, value, text, colour), place in zip(ordered, places, strict=True):
        label_end(figure, 1, value, text, colour=colour, is_show=is_show, is_bold=colour == ACCENT, shift=at - place)
        figure.layout.annotations[-1].update(xref="paper")
    widest = max((text_width(text) for _, _, text, _ in ordered), default=0.0)
    figure.update_layout(showlegend=False, margin={"r": round(widest * size) + size})


def _is_yearly(points: pd.DataFrame) -> bool:
    """Whether every point is of a whole year, so that no day of it means anything."""
    is_year = points["period"].astype(str).str.len() == len("2021")
    return bool((is_year & (points["on"].dt.strftime("%m-%d") == "12-31")).all())


def _say_when(on: pd.Timestamp, is_yearly: bool) -> str:
    return f"{on:%Y年}" if is_yearly else f"{on:%Y年%-m月%-d日}"


def _name_times(figure: go.Figure, on: pd.Series, is_yearly: bool) -> None:
    """Ticks at points there are, the last one always, and an axis that ends with them."""
    times = sorted(on.dt.year.unique().tolist()) if is_yearly else sorted(on.unique())
    whole = times[-1] - times[0]
    room = max(whole, 1 if is_yearly else pd.Timedelta(days=1)) * PADDING
    say = _say_years if is_yearly else _say_days
    ticks = _apart(times, [(time - times[0]) / (whole + 2 * room) for time in times], _tick_share(figure, say(times)))
    texts = say(ticks)
    figure.update_xaxes(
        tickmode="array", tickvals=ticks, ticktext=texts, tickangle=0, range=[times[0] - room, times[-1] + room]
    )  # fmt: skip


def _tick_share(figure: go.Figure, texts: Sequence[str]) -> float:
    """How much of the axis the widest of these words takes where the screen is a phone's."""
    margin, size = figure.layout.margin, figure.layout.font.size
    room = max(PHONE - margin.l - margin.r, size)
    widest = max(text_width(line) for text in texts for line in text.split("<br>"))
    return float(max((widest + 1) * size / room, 1 / MOST_TICKS))


def _apart(times: Sequence[Any], at: Sequence[float], share: float) -> list[Any]:
    """From the last one back those that stand so far apart, by where they stand on the axis."""
    kept = [len(times) - 1]
    for number in range(len(times) - 2, -1, -1):
        if at[kept[-1]] - at[number] >= share:
            kept.append(number)
    return [times[number] for number in reversed(kept)]


def _say_years(years: Sequence[int]) -> list[str]:
    return [f"{year}年" for year in years]


def _say_days(times: Sequence[Any]) -> list[str]:
    """Month ends as months, other days as days; the year where it begins, on a line of its own."""
    days = [pd.Timestamp(time) for time in times]
    is_monthly = all(day.is_month_end for day in days)
    texts, year = [], 0
    for day in days:
        text = f"{day:%-m月}" if is_monthly else f"{day:%-m月%-d日}"
        texts.append(text if day.year == year else stack((text, f"{day:%Y年}")))
        year = day.year
    return texts


def _named(lines: dict[str, pd.DataFrame], ours: str) -> set[str]:
    if len(lines) <= LABELLED:
        return set(lines)
    by_value = sorted(lines, key=lambda code: lines[code]["value"].iloc[-1])
    return {by_value[0], by_value[-1], ours}
