"""Places in the province year by year: the first on top, ours in the accent, best and worst dark, lines named at their ends."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from charts.series import DRAWN_LAST, line_colours, name_ends
from charts.theme import line_width, style
from core.palette import ACCENT, PEER, QUIET
from core.templates import stack

LABELLED: Final = 14
"""With more lines than this only ours, the first and the last carry a name."""
PADDING: Final = 0.04
"""Of the years shown so much is left free on either side."""
HEIGHT, SHOW_HEIGHT = 420, 640


def draw_standing(years: pd.DataFrame, *, ours: str = "", is_show: bool = False) -> go.Figure:
    """`years`: place_code, place_name, year, grade, province_rank (NaN leaves a gap), one line a place."""
    figure = go.Figure()
    lines = {str(code): rows.sort_values("year") for code, rows in years.groupby("place_code", sort=False)}
    named = _named(lines, ours)
    ends: list[tuple[float, str, str]] = []
    colours = line_colours({code: float(rows["province_rank"].iloc[-1]) for code, rows in lines.items()}, ours)
    for code, rows in sorted(lines.items(), key=lambda pair: DRAWN_LAST.index(colours[pair[0]])):
        is_main = colours[code] == ACCENT
        figure.add_scatter(
            x=rows["year"].astype(int),
            y=rows["province_rank"],
            mode="lines+markers",
            line={"color": PEER if colours[code] == QUIET else colours[code], "width": line_width(is_show, is_main)},
            hovertext=[_hover(row) for row in rows.to_dict("records")],
            hoverinfo="text",
            customdata=[code] * len(rows),
        )
        last = rows[rows["province_rank"].notna()].tail(1)
        if code in named and len(last):
            rank = float(last.iloc[0]["province_rank"])
            ends.append((rank, f"{last.iloc[0]['place_name']} 第{int(rank)}", colours[code]))
    style(figure, is_show=is_show, height=SHOW_HEIGHT if is_show else HEIGHT)
    worst = float(years["province_rank"].max())
    axis = worst * 1.06, 1 - worst * 0.06
    name_ends(figure, ends, axis, is_show=is_show)
    ticks = [1, *range(20, int(worst) + 1, 20)]
    figure.update_yaxes(
        range=list(axis), zeroline=False, tickmode="array", tickvals=ticks,
        ticktext=[f"第{tick}" for tick in ticks],
    )  # fmt: skip
    all_years = sorted(years["year"].astype(int).unique().tolist())
    room = max(all_years[-1] - all_years[0], 1) * PADDING
    figure.update_xaxes(
        tickmode="array", tickvals=all_years, ticktext=[f"{year}年" for year in all_years], tickangle=0,
        range=[all_years[0] - room, all_years[-1] + room],
    )  # fmt: skip
    return figure


def _named(lines: dict[str, pd.DataFrame], ours: str) -> set[str]:
    if len(lines) <= LABELLED:
        return set(lines)
    ends = {code: rows["province_rank"].iloc[-1] for code, rows in lines.items() if rows["province_rank"].notna().any()}
    order = sorted(ends, key=lambda code: float(ends[code]))
    return {ours, *order[:2], *order[-2:]}


def _hover(row: dict[object, object]) -> str:
    rank = row["province_rank"]
    said = "未通报位次" if pd.isna(rank) else f"全省第{int(float(str(rank)))}位"
    return stack((row["place_name"], f"{row['year']}年度 {row['grade'] or '未通报等次'}", said))
