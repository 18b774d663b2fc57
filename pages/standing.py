"""历年位次: grade and place in the province year by year, and the lists of who is ahead and who lags."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts.standing import draw_standing
from charts.theme import config
from core import words
from core.places import is_area
from core.templates import render
from indicators.evaluation import area_of
from indicators.figures import yearly_standing as standing_years
from indicators.listed import list_years
from pages.parts.common import cache, look, state
from pages.parts.common.address import read_place, say_area_of
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import address, draw_linked, follow_points, link_html
from pages.parts.common.state import Picked
from pages.parts.standing import data as standing_data
from store import find_table

COLUMNS = {
    "place": "地区", "year": "年度", "grade": "等次", "rank": "全省位次", "change": "较上年", "in_grade": "等次内位次",
    "honour": "表彰或约谈",
}  # fmt: skip
RULE = (
    f"先进：等次最高、受表彰或一年升{standing_years.RISEN}位以上；后进：等次最低、被约谈或一年降{standing_years.RISEN}位以上。"
    "名单供研究，由人决定。"
)


def draw(picked: Picked) -> None:
    """The page for the picks: one place, or the counties of an area."""
    look.use_styles("standing")
    at, notes = read_place(picked, is_wide=True)
    years = standing_data.years(area_of(at, cache.places()))
    if years.empty:
        look.draw_answer("还没有历年考核结果")
        look.draw_to_import(
            f"导入《{find_table(standing_years.TABLE).title}》后，这里显示每年的等次、全省位次和等次内位次。"
        )
        return
    ours, found = at, cache.places().find(at)
    if not picked.is_show and at != picked.scope:
        draw_linked(crumbs_html(picked, at, "standing"), "crumbs")
    look.draw_notes(notes)
    name = found.name if found else say_area_of(ours)
    counties = [code for code in years["place_code"].unique() if not is_area(str(code))]
    said = standing_years.say_years(years, ours, name) or standing_years.say_area(years, counties)
    look.draw_answer(said or f"{name}没有通报过考核结果", "等次和位次来自上级通报，不由本系统的得分换算")
    _draw_picture(years, counties, ours, picked)
    if picked.is_show:
        return
    _draw_lists(standing_years.list_leaders(years, counties))
    own = ours if ours in set(years["place_code"]) else ""
    _draw_table(years, own)
    shown = years[years["place_code"] == own] if own else years
    draw_excel("历年位次", name, "", lambda: list_years(shown, name), [("名单怎样来", RULE)], key="standing_excel")


def _draw_picture(years: pd.DataFrame, counties: list[str], ours: str, picked: Picked) -> None:
    shown = years[years["place_code"].isin(counties)]
    if is_area(ours) and ours in set(years["place_code"]) and not picked.is_show:
        look.draw_note(standing_years.say_area(years, counties) + "。")
    if shown["province_rank"].notna().any():
        look.draw_heading("各县在全省的位次", "第1在最上")
        figure = cache.figure(
            "standing", (ours, str(picked.is_show)), lambda: draw_standing(shown, ours=ours, is_show=picked.is_show)
        )
        st.plotly_chart(figure, config=config("历年位次", picked.is_show), key="standing_chart", theme=None)
        if not picked.is_show:
            follow_points("standing_chart", {code: _way(code) for code in counties})


def _draw_lists(listed: pd.DataFrame) -> None:
    parts = []
    for name, verb in ((standing_years.LEADERS, "表彰先进"), (standing_years.LAGGARDS, "激励后进")):
        rows = listed[listed["list"] == name].to_dict("records")
        parts.append((f"{verb}　{len(rows)} 个", [(_link(row), row["why"]) for row in rows]))
    look.draw_heading("先进和后进", RULE)
    draw_linked(render(__file__, "lists", parts=parts), "standing_lists")


def _link(row: Mapping[Any, Any]) -> Markup:
    code = str(row["place_code"])
    return link_html(str(row["place_name"]), "standing", style="name", at=_at(code))


def _way(code: str) -> str:
    return address("standing", at=_at(code))


def _at(code: str) -> str:
    return "" if code == state.picked().scope else code


def _draw_table(years: pd.DataFrame, ours: str) -> None:
    rows = years[years["place_code"] == ours] if ours else years
    rows = rows.sort_values(["year", "province_rank"], ascending=[False, True])
    table = pd.DataFrame(
        {
            "place": rows["place_name"],
            "year": rows["year"],
            "grade": rows["grade"].replace("", words.MISSING_WORDS),
            "rank": [_say(rank, of) for rank, of in zip(rows["province_rank"], rows["province_places"], strict=True)],
            "change": [_say_change(change) for change in rows["rank_change"]],
            "in_grade": [_say(rank) for rank in rows["rank_in_grade"]],
            "honour": rows["honour"].replace("", words.MISSING_WORDS),
        }
    )
    look.draw_heading("历年结果", f"{len(table)} 条")
    st.html(look.table_html(table, COLUMNS, numbers=("rank", "in_grade")))


def _say(rank: float, of: float | None = None) -> str:
    if words.is_missing(rank):
        return words.MISSING_WORDS
    return f"{int(rank)}" if words.is_missing(of) else f"{int(rank)} / {int(of or 0)}"


def _say_change(change: float) -> str:
    if words.is_missing(change):
        return words.MISSING_WORDS
    return "持平" if not change else f"{'▲' if change > 0 else '▼'}{abs(int(change))}"


draw(state.picked())
