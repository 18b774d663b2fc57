"""Places in the province year by year: the first on top, ours in the accent, each line named at its end."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go
from markupsafe import escape

from charts.theme import line_width, style, text_size
from core.palette import ACCENT, INK, PEER
from core.templates import stack

LABELLED: Final = 14
"""With more lines than this only ours, the first and the last carry a name."""
HEIGHT, SHOW_HEIGHT = 420, 640


def draw_standing(years: pd.DataFrame, *, ours: str = "", is_show: bool = False) -> go.Figure:
    """`years`: place_code, place_name, year, grade, province_rank (NaN leaves a gap), one line a place."""
    figure = go.Figure()
    lines = {str(code): rows.sort_values("year") for code, rows in years.groupby("place_code", sort=False)}
    named = _named(lines, ours)
    for code, rows in sorted(lines.items(), key=lambda pair: pair[0] == ours):
        is_main = code == ours or len(lines) == 1
        figure.add_scatter(
            x=rows["year"].astype(int),
            y=rows["province_rank"],
            mode="lines+markers",
            line={"color": ACCENT if is_main else PEER, "width": line_width(is_show, is_main)},
            hovertext=[_hover(row) for row in rows.to_dict("records")],
            hoverinfo="text",
        )
        last = rows[rows["province_rank"].notna()].tail(1)
        if code in named and len(last):
            place, rank = last.iloc[0]["place_name"], last.iloc[0]["province_rank"]
            figure.add_annotation(
                x=int(last.iloc[0]["year"]), y=rank, text=escape(f"{place} 第{int(rank)}"), xanchor="left", xshift=8,
                showarrow=False, font={"color": ACCENT if is_main else INK, "size": text_size(is_show)},
            )  # fmt: skip
    style(figure, is_show=is_show, height=SHOW_HEIGHT if is_show else HEIGHT)
    figure.update_layout(showlegend=False, margin={"r": text_size(is_show) * 9})
    worst = float(years["province_rank"].max())
    ticks = [1, *range(20, int(worst) + 1, 20)]
    figure.update_yaxes(
        range=[worst * 1.06, 1 - worst * 0.06], zeroline=False, tickmode="array", tickvals=ticks,
        ticktext=[f"第{tick}" for tick in ticks],
    )  # fmt: skip
    all_years = sorted(years["year"].astype(int).unique().tolist())
    figure.update_xaxes(tickmode="array", tickvals=all_years, ticktext=[f"{year}年" for year in all_years])
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
