"""The other ways to look at any figure: on the map, over time, and row by row with where each stands."""

import pandas as pd
import streamlit as st

from charts.series import draw_series
from charts.theme import config
from core.places import COUNTRY
from core.settings import data_dir, today
from core.words import CNY_PER_WAN, say_period
from geo import maps
from geo.boundaries import outline_codes
from indicators.declared import say_cell
from indicators.figures import anything
from indicators.figures.anything import FoundRows, RowsAsked, Standing, say, unit_word
from pages.parts.common import cache, look, state, tables
from pages.parts.common.linked import draw_linked, follow, link_html
from pages.parts.common.outlines import METHODS, draw_outlines
from pages.parts.figures import data
from pages.parts.figures.address import RANK, ROWS, FiguresAddress

LABEL_UNIT = 2
"""A longer unit stands in the legend only, so that the names on the map have room."""
PLAIN = ""


def draw_map(address: FiguresAddress, standing: Standing) -> None:
    """The counties on their outlines; a click leads to the rows of one."""
    asked, picked = address.asked, address.picked
    area = asked.scope or COUNTRY
    codes, table = outline_codes(area), standing.table
    method = state.parameter("classes", METHODS, "quantile")
    if not picked.is_show:
        _draw_methods(method)
    values = table.set_index("place_code")["value"]
    classes = maps.classify(
        values, method, direction=anything.direction(asked) if anything.is_judged(asked) else "", outline_codes=codes
    )
    unit = asked.unit if len(unit_word(asked.unit)) <= LABEL_UNIT else PLAIN
    said = table.assign(text=[say(value, unit) if pd.notna(value) else None for value in table["value"]])
    words = maps.value_words(said, asked.title, "ratio")
    heading = f"{say_period(standing.period) if standing.period else ''} {asked.title}".strip()
    chosen = address.ours if address.ours in codes else ""
    known = table.loc[table["value"].notna(), "place_code"]
    clicked = draw_outlines(classes, words, heading, lambda value: say(value, asked.unit), area, known, picked, chosen)
    if clicked and clicked in set(table["place_code"]):
        follow("figures", key="figures_map_click", **address.parameters(view=ROWS, at=clicked, part=""))


def _draw_methods(method: str) -> None:
    st.session_state["pick_figures_classes"] = method
    st.segmented_control(
        "分级方法", list(METHODS), format_func=lambda key: METHODS[key], key="pick_figures_classes", label_visibility="collapsed",
        on_change=lambda: state.set_parameters(classes=st.session_state["pick_figures_classes"] or "quantile"),
    )  # fmt: skip


def points_of(address: FiguresAddress) -> pd.DataFrame:
    """The points of all lines."""
    return anything.series_points(address.grid, address.asked, cache.places(), today(data_dir()))


def draw_course(address: FiguresAddress) -> None:
    """Lines over the periods; of many places ours, the best and the worst."""
    asked, points = address.asked, points_of(address)
    shown = anything.outermost(points, address.ours, anything.direction(asked))
    scale = 1 / CNY_PER_WAN if asked.unit == "cny" else 1.0
    figure = draw_series(
        shown.assign(value=shown["value"] * scale),
        lambda value: say(value / scale, asked.unit),
        ours=address.ours,
        is_show=address.picked.is_show,
        unit=unit_word(asked.unit),
    )
    lines, everyone = shown["place_code"].nunique(), points["place_code"].nunique()
    if lines < everyone:
        look.draw_note(f"共 {everyone} 条线，图中是所选的、最高和最低的 {lines} 条；全部的数在下载的 Excel 里")
    st.plotly_chart(figure, key="figures_course", theme=None, config=config(asked.title, address.picked.is_show))


def read_rows(address: FiguresAddress) -> FoundRows:
    """The part of the rows that the address asks for."""
    return data.rows(rows_asked(address), address.part)


def rows_asked(address: FiguresAddress) -> RowsAsked:
    """The rows behind what is shown, of one place where the address names it."""
    asked = address.asked
    return RowsAsked(asked.figure, address.when, asked.scope, asked.level, address.at)


def draw_rows(address: FiguresAddress, standing: Standing) -> None:
    """The rows with their values and their places in the files."""
    found, figure = read_rows(address), address.asked.figure
    chosen = standing.of(address.at) if address.at else None
    where = f"{chosen['place_name']}的" if chosen is not None else ""
    empty = found.total - found.known
    look.draw_heading(
        f"{where}{found.total:,} 行",
        f"{found.known:,} 行有数" + (f"，{empty:,} 行没有数" if empty else "") + "；每行注明文件、工作表、行",
    )
    if chosen is not None:
        back = link_html("‹ 回到排名", "figures", style="name", **address.parameters(view=RANK, at="", part=""))
        draw_linked(look.back_html(back), "figures_back")
    if address.asked.per is not None:
        look.draw_note(f"这里列的是分子“{figure.title}”的行；分母“{address.asked.per.title}”请在上面改选后再看")
    heads = [tables.Column(column.title) for column in found.columns]
    heads += [tables.Column(figure.title, "number"), tables.Column("来源", "extra")]
    lines = [
        [*(say_cell(row[one.name], one) for one in found.columns), say_row(row, address), say_source(row)]
        for row in found.rows.to_dict("records")
    ]
    st.html(look.plain_html(heads, lines))
    look.draw_parts("figures", address.parameters, address.part, data.PAGE, found.total, "行", "figures_row_parts")


def say_row(row: dict[str, object], address: FiguresAddress) -> str:
    """The value of a row, or why it has none."""
    return str(row["state"]) or say(float(str(row["value"])), address.asked.figure.unit)


def say_source(row: dict[str, object]) -> str:
    """`某表.xlsx · 项目 · 第12行 C列`."""
    column = f" {row['source_column']}列" if isinstance(row["source_column"], str) and row["source_column"] else ""
    return f"{row['source_file']} · {row['source_sheet']} · 第{row['source_row']}行{column}"
