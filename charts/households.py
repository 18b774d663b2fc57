"""A household's income by year: one bar a year, its parts in the bar, the cost of production to the left of zero."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go
from markupsafe import escape

from charts.theme import PAGE_SIZE, line_width, style
from core.palette import ACCENT, BAR, BUSINESS, GRID, GROUND, INK, PEER, QUIET
from core.templates import stack

COLOURS: Final = {
    "wage_cny": (ACCENT, GROUND),
    "business_cny": (BUSINESS, INK),
    "property_cny": (QUIET, GROUND),
    "transfer_cny": (BAR, INK),
    "production_cost_cny": (GROUND, INK),
}
"""Part → (bar, text on it). The cost of production is hollow."""
ROW_HEIGHT: Final = 58


def draw_incomes(parts: pd.DataFrame, spending: pd.DataFrame) -> go.Figure:
    """`parts`: year, part, title, value_cny (`indicators.households.incomes.income_parts`); `spending`: year, spending_cny.

    Spending is an upright stroke across the year's bar.
    """
    figure = go.Figure()
    for part, rows in parts.groupby("part", sort=False):
        fill, ink = COLOURS[str(part)]
        figure.add_bar(
            y=_years(rows), x=rows["value_cny"], orientation="h", text=[escape(title) for title in rows["title"]],
            textposition="inside", insidetextanchor="middle", textangle=0, textfont={"color": ink},
            marker={"color": fill, "line": {"color": PEER if fill == GROUND else GROUND, "width": 1}},
            hovertext=[stack((f"{row.year}年{row.title}", f"{row.value_cny:,.2f} 元")) for row in rows.itertuples()],
            hoverinfo="text",
        )  # fmt: skip
    _draw_spending(figure, spending.dropna(subset=["spending_cny"]))
    years = parts["year"].nunique()
    style(figure, height=ROW_HEIGHT * years + PAGE_SIZE * 4)
    figure.update_layout(barmode="relative", uniformtext={"mode": "hide", "minsize": 11}, bargap=0.3)
    figure.update_xaxes(
        tickformat=",.0f", ticksuffix=" 元", nticks=5, zeroline=True, zerolinecolor=GRID, zerolinewidth=2
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _draw_spending(figure: go.Figure, spending: pd.DataFrame) -> None:
    figure.add_scatter(
        x=spending["spending_cny"], y=_years(spending), mode="markers",
        marker={"symbol": "line-ns", "size": ROW_HEIGHT * 0.7, "line": {"color": INK, "width": line_width(False, True)}},
        hovertext=[stack((f"{row.year}年消费支出", f"{row.spending_cny:,.2f} 元")) for row in spending.itertuples()],
        hoverinfo="text",
    )  # fmt: skip


def _years(rows: pd.DataFrame) -> list[str]:
    return [f"{year}年" for year in rows["year"]]


__all__ = ["draw_incomes"]
