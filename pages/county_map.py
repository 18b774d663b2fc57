"""地图: any value of the framework on the outlines of the picked area; a click goes down to the county's shortfalls."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.lights import LIGHTS
from core.places import COUNTRY
from core.words import say_as_of, say_rank, say_value
from geo import maps
from geo.boundaries import outline_codes
from indicators.evaluation import SHORT, Choice, first_choice, map_choices, map_table, say_area, say_leaders, say_place
from pages.parts.common import cache, look, outlines, state, tables
from pages.parts.common.linked import follow
from pages.parts.common.outlines import draw_outlines

METHODS = outlines.METHODS | {"lights": "亮灯"}
LISTED = {False: 30, True: 8}
LIGHT_NAMES = {kind: light.word for kind, light in LIGHTS.items()}


def draw() -> None:
    """The page from top to bottom."""
    picked = state.picked()
    framework = cache.framework(picked.framework_id)
    if not picked.period:
        look.draw_to_import("还没有可以上图的数据。请先在“数据导入”里导入任意一张按县的表。")
        return
    if framework.level != "county":
        look.draw_answer("这个指标体系按单位排序，没有地图", "请在上方换一个按县的指标体系")
        return
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    allowed = map_choices(framework)
    choice = allowed[state.parameter("by", allowed, first_choice(evaluation).by)]
    method = state.parameter("classes", METHODS, "quantile")
    table = map_table(evaluation, choice, evaluation.before)
    area = evaluation.area or COUNTRY
    look.draw_answer(_answer(table, choice, area, picked), _say_what(choice, picked))
    if not picked.is_show:
        _draw_choices(allowed, choice, method)
    left, right = st.columns([5, 3])
    with left:
        _draw_map(table, choice, method, area, picked)
    with right:
        _draw_list(table, choice, picked)


def _answer(table: pd.DataFrame, choice: Choice, area: str, picked: state.Picked) -> str:
    """Our county's standing when one is picked, else who leads and who is last."""
    area_word = say_area(cache.places().find(area))
    ours = table[table["place_code"] == picked.scope]
    if ours.empty or "is_tied" not in table:
        return say_leaders(table, choice, area_word)
    return say_place(ours.iloc[0].to_dict(), choice, area_word)


def _say_what(choice: Choice, picked: state.Picked) -> str:
    hint = "" if picked.is_show else " · 点一下县，看它的短板"
    return f"{say_as_of(picked.period, cache.view_day(picked.period))} · {choice.title}{hint}"


def _draw_choices(allowed: Mapping[str, Choice], choice: Choice, method: str) -> None:
    with st.container(horizontal=True):
        st.session_state["pick_by"], st.session_state["pick_classes"] = choice.by, method
        st.selectbox(
            "上图内容", list(allowed), format_func=lambda key: _label(allowed[key]), key="pick_by",
            label_visibility="collapsed", width=420, on_change=lambda: state.set_parameters(by=st.session_state["pick_by"]),
        )  # fmt: skip
        st.segmented_control(
            "分级方法", list(METHODS), format_func=lambda key: METHODS[key], key="pick_classes", label_visibility="collapsed",
            on_change=lambda: state.set_parameters(classes=st.session_state["pick_classes"] or "quantile"),
        )  # fmt: skip


def _label(choice: Choice) -> str:
    kinds = {"aspect": "方面 · ", "indicator": "指标 · "}
    return f"{kinds.get(choice.kind, '')}{choice.title}"


def _draw_map(table: pd.DataFrame, choice: Choice, method: str, area: str, picked: state.Picked) -> None:
    codes = outline_codes(area)
    if method == "lights":
        classes = maps.classify_lights(table.set_index("place_code")["light"].map(LIGHT_NAMES), outline_codes=codes)
    else:
        left_out = set(table.loc[table["light"] == "not_applicable", "place_code"])
        classes = maps.classify(
            table.set_index("place_code")["value"], method, direction=choice.direction, not_applicable=left_out,
            outline_codes=codes,
        )  # fmt: skip
    said = table.assign(text=[_say_cell(row, choice) for row in table.to_dict("records")])
    words = maps.value_words(said, choice.title.split(" · ")[-1], choice.unit)
    heading = f"{say_as_of(picked.period, cache.view_day(picked.period))} {choice.title}"
    known = table.loc[table["value"].notna(), "place_code"]
    chosen = picked.scope if picked.scope in codes else ""
    clicked = draw_outlines(
        classes, words, heading, lambda value: say_value(value, choice.unit), area, known, picked, chosen
    )
    if clicked:
        _go_down(clicked, choice)


def _say_cell(row: Mapping[Any, Any], choice: Choice) -> str | None:
    """The value with what is not known beside it; None where nothing is to be said."""
    value = say_value(row["value"], choice.unit) if pd.notna(row["value"]) else ""
    return "，".join(one for one in (value, str(row["beside"])) if one) or None


def _go_down(place_code: str, choice: Choice) -> None:
    """A click on a county opens its shortfalls, of the measure on the map when it shows one."""
    if place_code not in cache.scopes():
        st.toast("这个县还没有数据")
        return
    more = {"measure": choice.key} if choice.kind in ("measure", SHORT) else {}
    at = "" if place_code == state.picked().scope else place_code
    follow("shortfalls", key="map_click", at=at, **more)


def _draw_list(table: pd.DataFrame, choice: Choice, picked: state.Picked) -> None:
    """One short table a league; in the projection the first league only."""
    groups = list(table.groupby("league", sort=False))
    for league, rows in groups[: 1 if picked.is_show else len(groups)]:
        _draw_league(str(league) if len(groups) > 1 else "", rows, choice, picked)


def _draw_league(league: str, table: pd.DataFrame, choice: Choice, picked: state.Picked) -> None:
    rows = table.head(LISTED[picked.is_show])
    has_lights = (rows["points"] > 0).any()
    columns = [tables.Column("位次"), tables.Column(league or "县(市、区)"), tables.Column("数值", "number")]
    columns += [tables.Column("亮灯")] if has_lights else []
    shown = []
    for row in rows.to_dict("records"):
        rank = say_rank(row["rank"]) if pd.notna(row["rank"]) else "—"
        lights = [look.light_html(str(row["light"]))] if has_lights else []
        mark = "ours" if row["place_code"] == picked.scope else ""
        said = _say_cell(row, choice) or say_value(row["value"], choice.unit)
        shown.append(tables.Row([rank, row["place_name"], said, *lights], mark))
    left_out = len(table) - len(shown)
    caption = f"共 {len(table)} 个" + (f"，这里列出 {len(shown)} 个，全部见“排名”" if left_out else "")
    st.html(look.plain_html(columns, shown, caption))


draw()
