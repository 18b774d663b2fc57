"""疑点核查 of an area: the answer, the filters, the matrix places × checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.places.codes import county_of
from indicators.checks import matrix as check_matrix
from indicators.checks import words as check_words
from indicators.checks.matrix import COUNT, FEW, STATES, add_counts, arrange, rank_checks, rank_places, total_of
from pages.parts.checks import excel as check_excel
from pages.parts.checks.address import CUTS, Asked
from pages.parts.checks.grid import Grid, cards_html, cell_link, grid_html, legend_html
from pages.parts.checks.pieces import crumbs_html, draw_notes
from pages.parts.common import cache, checked, look, state
from pages.parts.common.address import LEVEL_WORDS, find_place, say_place
from pages.parts.common.linked import draw_linked, link_html

SHOW_CHECKS, SHOW_PLACES = 8, 10
"""What the projection has room for."""
ALL = {
    "indicator": "全部指标", "aspect": "全部方面", "problem_type": "全部问题类型", "department": "全部责任部门",
    "suspicion": "全部可疑程度", "state": "待核（新增和仍在）",
}  # fmt: skip
EXCEL_LEVELS = ("county", "township")
"""Levels of a place whose whole list may be downloaded at once."""


def draw_overview(asked: Asked) -> None:
    """The page without a single check, above the village."""
    matrix = checked.count_findings(asked.run, asked.at, asked.level_below)
    checks = asked.checks()
    counted = add_counts(matrix, asked.state, checks)
    ranked, total = rank_checks(counted, checks), total_of(counted)
    if not asked.picked.is_show and asked.at != asked.picked.scope:
        draw_linked(crumbs_html(asked), "crumbs")
    if matrix.empty:
        _draw_nothing(asked)
        return
    look.draw_answer(_say_answer(asked, counted, ranked, total), _say_quiet(asked, matrix))
    draw_notes(asked)
    if not asked.picked.is_show:
        for notice in asked.run.notices:
            look.draw_note(notice)
        draw_filters(asked)
    grid = _make_grid(asked, counted, ranked, total)
    if not grid.groups:
        look.draw_empty("按这样的筛选没有疑点。" if asked.cuts else f"● {check_words.NOTHING_FOUND}")
        return
    if asked.picked.is_show:
        draw_linked(grid_html(asked, grid) + legend_html(grid, is_show=True), "matrix")
        return
    _draw_more(asked, ranked, grid)
    draw_linked(grid_html(asked, grid) + cards_html(asked, grid) + legend_html(grid), "matrix")


def draw_filters(asked: Asked) -> None:
    """One line of pickers; each keeps to what the others leave."""
    with st.container(horizontal=True, key="filters"):
        for name in CUTS:
            options = list(STATES) if name == "state" else check_matrix.list_choices(asked.framework, asked.cuts, name)
            if len(options) > 1 or name in asked.cuts:
                _draw_filter(asked, name, options)


def draw_state_filter(asked: Asked) -> None:
    """The picker of states alone, for one rule."""
    _draw_filter(asked, "state", list(STATES))


def _draw_filter(asked: Asked, name: str, options: list[str]) -> None:
    value, key = asked.cuts.get(name, ""), f"filter_{name}"
    st.session_state[key] = value
    choices = ["", *dict.fromkeys([*options, *([value] if value else [])])]

    def say(text: str) -> str:
        return STATES.get(text, text) or ALL[name]

    def change() -> None:
        state.set_parameters(**{name: st.session_state[key], "part": ""})

    st.selectbox(
        CUTS[name], choices, key=key, format_func=say, on_change=change, label_visibility="collapsed", width=160
    )


def _say_answer(asked: Asked, counted: pd.DataFrame, ranked: pd.DataFrame, total: Mapping[str, int]) -> str:
    said = {**total, "first": 0} if asked.picked.is_show else total
    answer = check_words.say_matrix(asked.area_name(), said, asked.state)
    if not total[COUNT]:
        return answer
    places = rank_places(counted)
    first = (say_place(str(places.loc[0, "place_code"])), int(places.loc[0, COUNT])) if len(places) > 1 else None
    top = ranked.loc[ranked[COUNT].idxmax()]
    is_worth_saying = top[COUNT] > 1 and not asked.picked.is_show
    most = (asked.framework.measures[top["check"]].title, int(top[COUNT])) if is_worth_saying else None
    return answer + check_words.say_most(most, first, asked.level_below)


def _say_quiet(asked: Asked, matrix: pd.DataFrame) -> str:
    if asked.picked.is_show:
        return check_words.say_short_run(asked.run.period, asked.run.at)
    with_rows = matrix.loc[matrix["population"] > 0, "check"].nunique()
    known = len(asked.framework.measures)
    return check_words.say_run(asked.run.period, asked.run.at, (with_rows, known), int(matrix["population"].sum()))


def _make_grid(asked: Asked, counted: pd.DataFrame, ranked: pd.DataFrame, total: Mapping[str, int]) -> Grid:
    checks = asked.checks()
    limit = SHOW_CHECKS if asked.picked.is_show else None if asked.is_all else FEW
    counties = _counties(asked)
    listed = rank_places(counted, [code for code in counties if asked.level_below == "county"])
    cells: dict[tuple[str, str], Mapping[str, Any]] = {
        (str(row["place_code"]), str(row["check"])): row for row in counted.to_dict("records")
    }
    groups = arrange(ranked, checks, limit)
    return Grid(
        groups,
        listed.head(SHOW_PLACES) if asked.picked.is_show else listed,
        cells,
        {str(row["check"]): row for row in ranked.to_dict("records")},
        checked.missing_cells(checks, asked.run.period, counties),
        total,
        cell_link(asked),
    )


def _counties(asked: Asked) -> list[str]:
    """The counties of the place looked at, whether they have sent anything or not."""
    if asked.level_below != "county":
        return [county_of(asked.at)]
    scopes = cache.scopes()
    inside = [place.code for place in cache.places().scope_counties(asked.at)]
    return inside if find_place(asked.at) else [code for code in inside if code in scopes]


def _draw_more(asked: Asked, ranked: pd.DataFrame, grid: Grid) -> None:
    """Above the matrix: how many rules are shown of how many, and the list to take along."""
    shown, known = len(grid.checks), len(ranked)
    with_findings = int((ranked[COUNT] > 0).sum())
    said = f"{with_findings} 条规则查到疑点" + (f"，此处列最多的 {shown} 条" if shown < with_findings else "")
    link = ""
    if not asked.is_all and known > shown:
        link = link_html(f"全部 {known} 条规则", "checks", style="name", **asked.parameters(all="1"))
    elif asked.is_all and known > FEW:
        link = link_html("只看最多的几条", "checks", style="name", **asked.parameters(all=""))
    with st.container(horizontal=True, key="matrix_head", vertical_alignment="bottom"):
        heading = f"<h2 class='heading'>各{LEVEL_WORDS[asked.level_below]}各条规则的疑点 <span class='quiet'>{said}　{link}</span></h2>"
        draw_linked(heading, "matrix_heading")
        if asked.level in EXCEL_LEVELS:
            check_excel.draw_download(asked)


def _draw_nothing(asked: Asked) -> None:
    look.draw_answer(f"{asked.area_name()}还没有可以核查的数据")
    draw_notes(asked)
    look.draw_to_import(
        "导入《（自定义）监测对象信息》等五张国家系统导出表和各部门的表，每一行按每条规则核查，疑点列在这里。"
    )
