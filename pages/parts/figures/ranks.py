"""The ranked places of one period as a table with bars; a name leads to the rows behind its figure."""

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts.ranks import SHOW_ROWS, draw_ranks
from charts.theme import config
from core.words import is_missing, say_period, say_rank
from indicators.evaluation import shorten
from indicators.figures import anything
from indicators.figures.anything import Standing, say, say_change
from pages.parts.common import look, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.figures.address import LEVELS, ROWS, FiguresAddress
from pages.parts.figures.data import PAGE


def draw_table(address: FiguresAddress, standing: Standing) -> None:
    """One table a kind of unit, one for places, with the part of a long one that the address asks for."""
    look.use_styles("figures")
    asked = address.asked
    for kind, rows in standing.table.groupby("league", sort=False):
        unknown = int(rows["value"].isna().sum())
        said = f"共 {len(rows)} 个" + (f"，其中 {unknown} 个没有数" if unknown else "")
        look.draw_heading(f"各{kind or LEVELS[asked.level]}排名", f"{said} · {anything.say_order(asked)}，相同的并列")
        first = (address.part - 1) * PAGE
        draw_linked(
            _table_html(address, standing, rows.iloc[first : first + PAGE], rows["value"].abs().max()),
            f"figures_{kind}",
        )
        look.draw_parts("figures", address.parameters, address.part, PAGE, len(rows), "个", f"figures_parts_{kind}")


def _table_html(address: FiguresAddress, standing: Standing, rows: pd.DataFrame, longest: float) -> Markup:
    has_last, has_year = bool(standing.last_period), bool(standing.year_period)
    has_notes = bool((rows["blank"] + rows["unread"]).any() or rows["value"].isna().any())
    columns = [tables.Column("位次"), tables.Column(LEVELS[address.asked.level]), tables.Column("数值")]
    if has_last:
        last = say_period(standing.last_period)
        columns += [
            tables.Column("较上期", "number extra", hint=f"与{last}相比"),
            tables.Column("位次变化", hint=f"与{last}相比"),
        ]
    columns += (
        [tables.Column("较上年同月", "number extra", hint=f"与{say_period(standing.year_period)}相比")]
        if has_year
        else []
    )
    columns += [tables.Column("没有数的", "extra")] if has_notes else []
    found = []
    for row in rows.to_dict("records"):
        value, unit = row["value"], address.asked.unit
        share = max(float(value), 0.0) / longest if not is_missing(value) and longest else 0.0
        name = link_html(
            row["place_name"],
            "figures",
            style="name",
            title="看这些行",
            **address.parameters(view=ROWS, at=row["place_code"], part=""),
        )
        cells: list[object] = [
            say_rank(row["rank"], bool(row["is_tied"])),
            name,
            tables.bar_html(share, say(value, unit)),
        ]
        cells += [_change(value, row["last_value"], unit), anything.say_rank_move(row)] if has_last else []
        cells += [_change(value, row["year_value"], unit)] if has_year else []
        cells += [anything.say_beside(row)] if has_notes else []
        found.append(tables.Row(cells, "ours" if row["place_code"] == address.ours else ""))
    return tables.cells_html(columns, found, box="scroll whole figures-table")


def _change(now: float, before: float, unit: str) -> str:
    """The change; nothing where one of the two is not known."""
    return "" if is_missing(now) or is_missing(before) else say_change(now, before, unit)


def draw_bars(address: FiguresAddress, standing: Standing) -> None:
    """For the hall: bars of the first, the last and ours."""
    rows = standing.ranked
    first = rows[rows["league"] == rows["league"].iloc[0]] if len(rows) else rows
    shown = shorten(first, SHOW_ROWS, address.ours)
    said = [say(value, address.asked.unit) for value in shown["value"]]
    labels = [f"{int(rank)} {name}" for rank, name in zip(shown["rank"], shown["place_name"], strict=True)]
    frame = shown[["place_code", "value"]].assign(label=labels, value_words=said, hover=said).reset_index(drop=True)
    if len(frame):
        st.plotly_chart(
            draw_ranks(frame, ours=address.ours, is_show=True),
            key="figures_bars",
            theme=None,
            config=config(is_show=True),
        )
