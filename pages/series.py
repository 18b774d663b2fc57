"""数字走势: score, rank, marks lost, findings and problems month by month, or an imported figure over time with its sources."""

import pandas as pd
import streamlit as st

from charts.series import draw_series
from charts.theme import config
from core.words import say_date
from indicators.figures import SeriesChoice, say_course, say_figure
from indicators.figures.past import COURSES, SCORE
from pages.parts.common import look, state
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_excel
from pages.parts.common.state import Picked
from pages.parts.series import data as series_data
from pages.parts.series.excel import list_points
from pages.parts.series.past import FIGURE, courses_of, draw_choice, draw_past

LISTED = 200


def draw() -> None:
    """The page from top to bottom: a course of the evaluation, else a figure of the tables."""
    picked = state.picked()
    offered = courses_of(picked)
    first = SCORE if SCORE in offered and not state.parameter("item") else FIGURE
    of = state.parameter("of", tuple(offered), first)
    if of == FIGURE:
        _draw_figure(picked)
    else:
        draw_past(COURSES[of], picked)


def _draw_figure(picked: Picked) -> None:
    """One figure of the long table over time."""
    choices = {choice.item: choice for choice in series_data.choices(picked.scope)}
    if not choices:
        look.draw_answer("还没有可以看走势的数字")
        draw_choice(FIGURE, picked)
        look.draw_to_import("还没有可以看走势的数字。导入一张带日期或年份、按列排数字的表，这里就能画线。")
        return
    choice = choices[state.parameter("item", choices, next(iter(choices)))]
    points = series_data.points(choice.item, picked.scope)
    ours = picked.scope if picked.scope in set(points["place_code"]) else ""
    main = (
        points[points["place_code"] == ours] if ours else points[points["place_code"] == points["place_code"].iloc[0]]
    )
    look.draw_answer(
        _answer(points, main, choice, bool(ours)),
        f"{choice.title}，单位：{choice.unit or '—'}；来源：{'、'.join(points['source_file'].unique()[:3])}",
    )
    if not picked.is_show:
        draw_choice(FIGURE, picked)
        _draw_choice(choices, choice)
    figure = draw_series(
        points,
        lambda value: say_figure(value, choice.unit),
        ours=ours,
        is_show=picked.is_show,
        unit=choice.unit,
    )
    st.plotly_chart(figure, key="series", theme=None, config=config(choice.title, picked.is_show))
    if not picked.is_show:
        _draw_points(points, choice)
        title, name = choice.title, say_area_of(picked.scope)
        draw_excel(
            f"数字走势_{title}", name, "", lambda: [list_points(points, title, choice.unit, name)], key="series_excel"
        )
        _draw_left_out(points)


def _answer(points: pd.DataFrame, main: pd.DataFrame, choice: SeriesChoice, is_one: bool) -> str:
    if is_one or points["place_code"].nunique() == 1:
        return say_course(main, choice)
    last = points[points["on"] == points["on"].max()].sort_values("value")
    low, high = last.iloc[0], last.iloc[-1]
    return (
        f"{choice.title}：{len(last)} 个地区中{high['place_name']}最高（{say_figure(high['value'], choice.unit)}），"
        f"{low['place_name']}最低（{say_figure(low['value'], choice.unit)}）"
    )


def _draw_choice(choices: dict[str, SeriesChoice], choice: SeriesChoice) -> None:
    st.session_state["pick_item"] = choice.item
    st.selectbox(
        "数字", list(choices), format_func=lambda item: f"{choices[item].title}（{choices[item].points} 个数）", key="pick_item",
        label_visibility="collapsed", width=420, on_change=lambda: state.set_parameters(item=st.session_state["pick_item"]),
    )  # fmt: skip


def _draw_points(points: pd.DataFrame, choice: SeriesChoice) -> None:
    rows = points.tail(LISTED).iloc[::-1]
    shown = pd.DataFrame(
        {
            "on": [say_date(day.date()) for day in rows["on"]],
            "place": rows["place_name"],
            "value": [say_figure(value, choice.unit) for value in rows["value"]],
            "source": rows["source_file"] + " · " + rows["source_sheet"] + " · 第" + rows["source_row"].astype(str) + "行"
            + rows["source_column"].fillna("").map(lambda letter: f" {letter}列" if letter else ""),
        }
    )  # fmt: skip
    look.draw_heading(f"共 {len(points)} 个数", "每个数都能找到原表的那一格")
    with st.container(height=360 if len(shown) > 9 else "content", border=False):
        titles = {"on": "日期", "place": "地区", "value": choice.title, "source": "来源"}
        st.html(look.table_html(shown, titles, numbers=("value",)))


def _draw_left_out(points: pd.DataFrame) -> None:
    """Rows of the same files that could not be stored, as their import reports say."""
    problems = series_data.left_out(tuple(points["import_id"].dropna().unique()))
    if problems:
        look.draw_heading(f"同一批文件里有 {len(problems)} 行没有入库")
        frame = pd.DataFrame(problems)
        st.html(
            look.table_html(frame, {"file": "文件", "row": "行", "title": "问题", "came": "原文", "expected": "应为"})
        )


draw()
