"""疑点核查 of an area: the answer, the filters, bars by rule and indicator, the matrix places × checks."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.places import county_of
from core.templates import join
from indicators.checks import COUNT, FEW, STATES, add_counts, arrange, rank_checks, rank_places, total_of
from indicators.checks import matrix as check_matrix
from indicators.checks import words as check_words
from pages.parts.checks import excel as check_excel
from pages.parts.checks.address import CUTS, ChecksAddress
from pages.parts.checks.bars import bars_html
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


def draw_overview(address: ChecksAddress) -> None:
    """The page without a single check, above the village."""
    matrix = checked.count_findings(address.run, address.at, address.level_below)
    checks = address.checks()
    counted = add_counts(matrix, address.state, checks)
    ranked, total = rank_checks(counted, checks), total_of(counted)
    if not address.picked.is_show and address.at != address.picked.scope:
        draw_linked(crumbs_html(address), "crumbs")
    if matrix.empty:
        _draw_nothing(address)
        return
    look.draw_answer(_say_answer(address, counted, ranked, total), _say_quiet(address, matrix))
    draw_notes(address)
    if not address.picked.is_show:
        for notice in address.run.notices:
            look.draw_note(notice)
        draw_filters(address)
    grid = _make_grid(address, counted, ranked, total)
    if not grid.groups:
        look.draw_empty(say_nothing(address, total))
        return
    if address.picked.is_show:
        draw_linked(grid_html(address, grid) + legend_html(grid, is_show=True), "matrix")
        return
    draw_linked(bars_html(address, ranked), "bars")
    _draw_more(address, ranked, grid)
    draw_linked(grid_html(address, grid) + cards_html(address, grid) + legend_html(grid), "matrix")


def say_nothing(address: ChecksAddress, total: Mapping[str, int], counter: str = "项次") -> str:
    """What stands where matrix or list would be; the green mark only where rows were judged and none was left open."""
    if address.cuts:
        return "按这样的筛选没有疑点。"
    return f"{'●' if check_words.has_nothing(total) else '○'} {check_words.say_nothing(total, counter)}"


def draw_filters(address: ChecksAddress) -> None:
    """One line of pickers; each keeps to what the others leave."""
    with st.container(horizontal=True, key="filters"):
        for name in CUTS:
            options = (
                list(STATES) if name == "state" else check_matrix.list_choices(address.framework, address.cuts, name)
            )
            if len(options) > 1 or name in address.cuts:
                _draw_filter(address, name, options)


def draw_state_filter(address: ChecksAddress) -> None:
    """The picker of states alone, for one rule."""
    _draw_filter(address, "state", list(STATES))


def _draw_filter(address: ChecksAddress, name: str, options: list[str]) -> None:
    value, key = address.cuts.get(name, ""), f"filter_{name}"
    st.session_state[key] = value
    choices = ["", *dict.fromkeys([*options, *([value] if value else [])])]

    def say(text: str) -> str:
        return STATES.get(text, text) or ALL[name]

    def change() -> None:
        state.set_parameters(**{name: st.session_state[key], "part": ""})

    st.selectbox(
        CUTS[name], choices, key=key, format_func=say, on_change=change, label_visibility="collapsed", width=160
    )


def _say_answer(address: ChecksAddress, counted: pd.DataFrame, ranked: pd.DataFrame, total: Mapping[str, int]) -> str:
    said = {**total, "first": 0} if address.picked.is_show else total
    answer = check_words.say_matrix(address.area_name(), said, address.state)
    if not total[COUNT]:
        return answer
    places = rank_places(counted)
    first = (say_place(str(places.loc[0, "place_code"])), int(places.loc[0, COUNT])) if len(places) > 1 else None
    top = ranked.loc[ranked[COUNT].idxmax()]
    is_worth_saying = top[COUNT] > 1 and not address.picked.is_show
    most = (address.framework.measures[top["check"]].title, int(top[COUNT])) if is_worth_saying else None
    return answer + check_words.say_most(most, first, address.level_below)


def _say_quiet(address: ChecksAddress, matrix: pd.DataFrame) -> str:
    if address.picked.is_show:
        return check_words.say_short_run(address.run.period, address.run.view_day, address.run.at)
    sums = matrix.groupby("check")[["population", "unknown"]].sum()
    judged = sums["population"] - sums["unknown"]
    without = [name for name, check in address.framework.measures.items() if name not in set(sums.index)]
    lacking = {
        name for _, name in checked.missing_cells(address.framework.measures, address.run.period, counties_of(address))
    }
    checks = check_words.RunCounts(
        len(address.framework.measures),
        int((judged > 0).sum()),
        int(((judged <= 0) & (sums["unknown"] > 0)).sum()),
        sum(name in lacking for name in without),
    )
    rows = (int(judged.clip(lower=0).sum()), int(sums["unknown"].sum()))
    return check_words.say_run(address.run.period, address.run.view_day, address.run.at, checks, rows)


def _make_grid(address: ChecksAddress, counted: pd.DataFrame, ranked: pd.DataFrame, total: Mapping[str, int]) -> Grid:
    checks = address.checks()
    limit = SHOW_CHECKS if address.picked.is_show else None if address.is_all else FEW
    counties = counties_of(address)
    listed = rank_places(counted, [code for code in counties if address.level_below == "county"])
    cells: dict[tuple[str, str], Mapping[str, Any]] = {
        (str(row["place_code"]), str(row["check"])): row for row in counted.to_dict("records")
    }
    groups = arrange(ranked, checks, limit)
    return Grid(
        groups,
        listed.head(SHOW_PLACES) if address.picked.is_show else listed,
        cells,
        {str(row["check"]): row for row in ranked.to_dict("records")},
        checked.missing_cells(checks, address.run.period, counties),
        total,
        cell_link(address),
    )


def counties_of(address: ChecksAddress) -> list[str]:
    """The counties of the place looked at, whether they have sent anything or not."""
    if address.level_below != "county":
        return [county_of(address.at)]
    scopes = cache.scopes()
    inside = [place.code for place in cache.places().scope_counties(address.at)]
    return inside if find_place(address.at) else [code for code in inside if code in scopes]


def _draw_more(address: ChecksAddress, ranked: pd.DataFrame, grid: Grid) -> None:
    """Above the matrix: how many rules are shown of how many, and the list to take along."""
    shown, known = len(grid.checks), len(ranked)
    with_findings = int((ranked[COUNT] > 0).sum())
    said = f"{with_findings} 条规则查到疑点" + (f"，此处列最多的 {shown} 条" if shown < with_findings else "")
    link = ""
    if not address.is_all and known > shown:
        link = link_html(f"全部 {known} 条规则", "checks", style="name", **address.parameters(all="1"))
    elif address.is_all and known > FEW:
        link = link_html("只看最多的几条", "checks", style="name", **address.parameters(all=""))
    with st.container(horizontal=True, key="matrix_head", vertical_alignment="bottom"):
        title = f"各{LEVEL_WORDS[address.level_below]}各条规则的疑点"
        draw_linked(look.heading_html(title, join((said, link), "　")), "matrix_heading")
        if address.level in EXCEL_LEVELS:
            check_excel.draw_download(address)
        else:
            check_excel.draw_counts(address, ranked, grid.places, grid.cells)


def _draw_nothing(address: ChecksAddress) -> None:
    look.draw_answer(f"{address.area_name()}还没有可以核查的数据")
    draw_notes(address)
    look.draw_to_import(
        "导入《（自定义）监测对象信息》等五张国家系统导出表和各部门的表，每一行按每条规则核查，疑点列在这里。"
    )
