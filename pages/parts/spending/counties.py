"""The counties of 资金进度: bars against the schedule beside the curve, and every figure of every county below."""

import streamlit as st

from core import words
from indicators.evaluation import shorten
from indicators.spending import SpendingRequest
from indicators.spending import against_schedule as spending
from indicators.spending import words as say
from pages.parts.common import cache, look, state
from pages.parts.common.labels import plain_label
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.spending import data as spending_data
from pages.parts.spending import tables as spending_tables

BULLETS = 12
"""Counties beside the curve on a page; all of them stand in the table below."""


def choices(source: str, method: str) -> dict[str, str]:
    """What the page's own links keep: source, schedule line, place."""
    line = method if state.parameter("line") else ""
    return {"source": source, "line": line, "at": state.parameter("at")}


def draw_bullets(area: SpendingRequest, method: str, picked: Picked) -> None:
    """Beside the curve: of a province its prefectures, else the counties, those of a long list that are first, last and ours."""
    held = spending_data.read_against_schedule(area, method)
    chosen = choices(area.source, method)
    rolled = spending.roll_up(held.counties, held.line)
    is_by_prefecture = len(rolled) > 1
    if is_by_prefecture:
        names = {code: place.name for code in rolled["key"] if (place := cache.places().find(str(code)))}
        rows = rolled.assign(name=rolled["key"].map(names))
        look.draw_heading(f"{len(rows)}个市州", "条上竖线是序时进度；点条或名称看该市州")
    else:
        ranked = held.counties.rename(columns={"key": "place_code"})
        rows = shorten(ranked, BULLETS, picked.scope).rename(columns={"place_code": "key"})
        cut = f"，此处列前后及所选{len(rows)}个" if len(rows) < len(ranked) else ""
        look.draw_heading(say.say_counties(held.counties), f"条上竖线是序时进度；点条或县名看该县{cut}")

    def link(shown: str, code: str, style: str = "name") -> str:
        at = {"place": code, "at": ""} if is_by_prefecture else {"at": "" if code == state.picked().scope else code}
        return link_html(shown, "spending", style=style, **chosen | at)

    html = spending_tables.bullets_html(
        rows,
        picked.scope,
        link,
        lambda shown, code: link(shown, code, ""),
        held.line.share,
        "市州" if is_by_prefecture else "县",
    )
    draw_linked(html, "spending_bullets")


def draw_counties(area: SpendingRequest, method: str, picked: Picked) -> None:
    """Every figure of every county, for looking up; what was left out of the rates stands above it, open."""
    held = spending_data.read_against_schedule(area, method)
    table = held.counties
    chosen = choices(area.source, method)

    def link(text: str, code: str) -> str:
        return link_html(
            text, "spending", style="name", **chosen | {"at": "" if code == state.picked().scope else code}
        )

    html = spending_tables.counties_html(table, held.total, picked.scope, link, held.line.share)
    around = spending_data.read_spending(area)
    absent = around.absent
    plan = "" if words.is_missing(held.line.share) else words.say_value(held.line.share, "percent")
    left_out = (
        say.say_left_out(table) + say.say_later(around.later) + ([f"另有{absent}个县没有导入资金表"] if absent else [])
    )
    notes = [f"条上的竖线是序时进度 {plan}"] if plan else []
    notes += [f"按支出率在{len(table)}个县中排名次，脱贫县和其他县一起排", f"灯：{spending.LIGHTS_WORDS}"]
    if left_out:
        look.draw_note(f"{'；'.join(left_out)}。")
    fund = cache.names().say(say.say_fund(area.source), area.on)
    with st.expander(f"{len(table)}个县{plain_label(fund)}的全部数字：预算、已支出、差额、每天需支出、预计"):
        draw_linked(html + look.under_html(f"{'；'.join(notes)}。点县名看该县。"), "spending_counties")
