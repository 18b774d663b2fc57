"""地图: any value of the framework on the outlines of the picked area; a click goes down to the county's shortfalls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.lights import LIGHTS
from core.places import COUNTRY, level_of, prefecture_of
from core.words import say_as_of, say_period, say_rank, say_value
from geo import maps
from geo.boundaries import outline_codes
from indicators.evaluation import (
    FINDINGS,
    LAYER,
    LAYERS,
    SHORT,
    Choice,
    Evaluation,
    by_prefecture,
    first_choice,
    map_choices,
    map_table,
    say_area,
    say_leaders,
    say_most,
    say_place,
    shorten,
)
from indicators.listed import list_map
from pages.parts.common import cache, look, outlines, state, tables
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked, follow, link_html
from pages.parts.common.outlines import draw_outlines
from pages.parts.county_map import data as layers
from pages.parts.county_map.data import COUNTY, PREFECTURE, TOWNSHIP

METHODS = outlines.METHODS | {"lights": "亮灯"}
LISTED = {False: 14, True: 8}
STEPS = 12
"""Periods the slider goes back."""
LEVEL_WORDS = {COUNTY: "县(市、区)", PREFECTURE: "市州", TOWNSHIP: "乡镇"}
CLICKS = {
    COUNTY: "点一下县，看它的短板或清单",
    PREFECTURE: "点一下市州，看它的各县",
    TOWNSHIP: "点一下乡镇，看它的疑点",
}
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
    allowed = {**map_choices(framework), **LAYERS}
    periods = _periods(picked)
    when = state.parameter("when", periods, picked.period)
    evaluation = cache.evaluation(picked.framework_id, when, picked.scope)
    choice = allowed[state.parameter("by", allowed, first_choice(evaluation).by)]
    method = state.parameter("classes", METHODS, "quantile")
    area = evaluation.area or COUNTRY
    levels = _levels(picked.scope, area, choice)
    level = state.parameter("level", levels, COUNTY)
    view = View(choice, level, picked.scope if level == TOWNSHIP else area, when)
    table = _read_table(view, evaluation)
    look.draw_answer(_answer(table, view, picked), _say_what(view, picked))
    if not picked.is_show:
        _draw_choices(allowed, choice, method, levels, level)
    left, right = st.columns([5, 2.4])
    with left:
        _draw_map(table, view, method, picked)
        if not picked.is_show:
            _draw_time(periods, when)
    with right:
        _draw_list(table, view, picked)
    name, basis = say_area_of(view.area), say_as_of(view.when, cache.view_day(view.when))
    draw_excel(
        f"地图_{choice.title}", name, when, lambda: [list_map(table, choice.title, choice.unit, name, [basis])],
        [("指标体系", framework.title), ("来源", framework.source)], key="map_excel",
    )  # fmt: skip


@dataclass(frozen=True)
class View:
    """What is on the map: of which level, inside which area, of which period."""

    choice: Choice
    level: str
    area: str
    when: str


def _periods(picked: state.Picked) -> tuple[str, ...]:
    """The last twelve periods up to the one picked."""
    known = [
        one for one in cache.periods(picked.framework_id) if one <= picked.period and len(one) == len(picked.period)
    ]
    return tuple(known[-STEPS:])


def _levels(scope: str, area: str, choice: Choice) -> dict[str, str]:
    """Counties; of a province its prefectures; of a county its townships where the office's outlines have them and they are counted."""
    levels = {COUNTY: "按县"}
    if level_of(area) == "province" and len(outline_codes(area, PREFECTURE)) > 1:
        levels[PREFECTURE] = "按市州"
    if level_of(scope) == COUNTY and choice.key == FINDINGS and outline_codes(scope, TOWNSHIP):
        levels[TOWNSHIP] = "按乡镇"
    return levels


def _read_table(view: View, evaluation: Evaluation) -> pd.DataFrame:
    if view.level == TOWNSHIP:
        return layers.read_townships(view.choice, view.area, view.when, outline_codes(view.area, TOWNSHIP))
    is_layer = view.choice.kind == LAYER
    table = (
        layers.read_layer(view.choice, evaluation)
        if is_layer
        else map_table(evaluation, view.choice, evaluation.before)
    )
    if view.level == COUNTY:
        return table
    codes = {prefecture_of(code) for code in table["place_code"]}
    names = {code: place.name for code in codes if (place := cache.places().find(code))}
    return by_prefecture(table, names, view.choice)


def _answer(table: pd.DataFrame, view: View, picked: state.Picked) -> str:
    """Our county's standing when one is picked, else who leads and who is last."""
    if view.choice.kind == LAYER or view.level != COUNTY:
        return say_most(table, view.choice, LEVEL_WORDS[view.level])
    area_word = say_area(cache.places().find(view.area))
    ours = table[table["place_code"] == picked.scope]
    if ours.empty or "is_tied" not in table:
        return say_leaders(table, view.choice, area_word)
    return say_place(ours.iloc[0].to_dict(), view.choice, area_word)


def _say_what(view: View, picked: state.Picked) -> str:
    hint = "" if picked.is_show else f" · {CLICKS.get(view.level, CLICKS[COUNTY])}"
    return f"{say_as_of(view.when, cache.view_day(view.when))} · {view.choice.title}{hint}"


def _draw_choices(
    allowed: Mapping[str, Choice], choice: Choice, method: str, levels: Mapping[str, str], level: str
) -> None:
    with st.container(horizontal=True):
        st.session_state["pick_by"], st.session_state["pick_classes"] = choice.by, method
        st.selectbox(
            "上图内容", list(allowed), format_func=lambda key: _label(allowed[key]), key="pick_by",
            label_visibility="collapsed", width=420, on_change=lambda: state.set_parameters(by=st.session_state["pick_by"]),
        )  # fmt: skip
        if len(levels) > 1:
            st.session_state["pick_level"] = level
            st.segmented_control(
                "看到哪一级", list(levels), format_func=lambda key: levels[key], key="pick_level", label_visibility="collapsed",
                on_change=lambda: state.set_parameters(level=st.session_state["pick_level"] or COUNTY),
            )  # fmt: skip
        st.segmented_control(
            "分级方法", list(METHODS), format_func=lambda key: METHODS[key], key="pick_classes", label_visibility="collapsed",
            on_change=lambda: state.set_parameters(classes=st.session_state["pick_classes"] or "quantile"),
        )  # fmt: skip


def _draw_time(periods: tuple[str, ...], when: str) -> None:
    """Another period on the same outlines: only values and colours go to the browser."""
    if len(periods) < 2:
        return
    st.session_state["pick_when"] = when
    st.select_slider(
        "期次", periods, format_func=say_period, key="pick_when", label_visibility="collapsed",
        on_change=lambda: state.set_parameters(when="" if st.session_state["pick_when"] == periods[-1] else st.session_state["pick_when"]),
    )  # fmt: skip


def _label(choice: Choice) -> str:
    kinds = {"aspect": "方面 · ", "indicator": "指标 · ", LAYER: "图层 · "}
    return f"{kinds.get(choice.kind, '')}{choice.title}"


def _draw_map(table: pd.DataFrame, view: View, method: str, picked: state.Picked) -> None:
    codes, choice = outline_codes(view.area, view.level), view.choice
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
    heading = f"{say_as_of(view.when, cache.view_day(view.when))} {choice.title}"
    known = table.loc[table["value"].notna(), "place_code"]
    chosen = picked.scope if picked.scope in codes else ""
    clicked = draw_outlines(
        classes,
        words,
        heading,
        lambda value: say_value(value, choice.unit),
        view.area,
        known,
        picked,
        chosen,
        view.level,
    )
    if clicked:
        _go_down(clicked, view)


def _say_cell(row: Mapping[Any, Any], choice: Choice) -> str | None:
    """The value with what is not known beside it; None where nothing is to be said."""
    value = say_value(row["value"], choice.unit) if pd.notna(row["value"]) else ""
    return "，".join(one for one in (value, str(row["beside"])) if one) or None


def _go_down(place_code: str, view: View) -> None:
    """A click on a place leads where its row leads: to its shortfalls, of a layer to its list, of a prefecture to its map."""
    if view.level != TOWNSHIP and place_code not in cache.scopes():
        st.toast("这里还没有数据")
        return
    page, parameters = _way(place_code, view)
    follow(page, key="map_click", **parameters)


def _way(place_code: str, view: View) -> tuple[str, dict[str, str]]:
    at = {"at": "" if place_code == state.picked().scope else place_code}
    if view.level == PREFECTURE:
        return "county_map", {"place": place_code, "by": view.choice.by}
    if view.choice.kind == LAYER:
        return ("checks" if view.choice.key == FINDINGS else "ledger"), at
    more = {"measure": view.choice.key} if view.choice.kind in ("measure", SHORT) else {}
    return "shortfalls", at | more


def _draw_list(table: pd.DataFrame, view: View, picked: state.Picked) -> None:
    """One short table a league; in the projection the first league only."""
    groups = list(table.groupby("league", sort=False))
    for league, rows in groups[: 1 if picked.is_show else len(groups)]:
        _draw_league(str(league) if len(groups) > 1 else "", rows, view, picked)


def _draw_league(league: str, table: pd.DataFrame, view: View, picked: state.Picked) -> None:
    """The first, the last and ours; a row leads where a click on the map leads."""
    rows = shorten(table, LISTED[picked.is_show], picked.scope)
    has_lights = (rows["points"] > 0).any()
    columns = [tables.Column("位次"), tables.Column(league or LEVEL_WORDS[view.level]), tables.Column("数值", "number")]
    columns += [tables.Column("亮灯")] if has_lights else []
    shown = []
    for row in rows.to_dict("records"):
        code, name = str(row["place_code"]), str(row["place_name"])
        rank = say_rank(row["rank"]) if pd.notna(row["rank"]) else "—"
        lights = [look.light_html(str(row["light"]))] if has_lights else []
        mark = "ours" if code == picked.scope else ""
        said = _say_cell(row, view.choice) or say_value(row["value"], view.choice.unit)
        shown.append(tables.Row([rank, name if picked.is_show else _link(name, code, view), said, *lights], mark))
    left_out = len(table) - len(shown)
    caption = f"共 {len(table)} 个" + (f"，这里列出前后及所选 {len(shown)} 个，全部见“排名”" if left_out else "")
    if picked.is_show:
        st.html(look.plain_html(columns, shown, caption))
        return
    draw_linked(tables.cells_html(columns, shown, style="grid", box="scroll", under=caption), f"map_list_{league}")


def _link(name: str, code: str, view: View) -> Markup:
    page, parameters = _way(code, view)
    return link_html(name, page, style="name", **parameters)


draw()
