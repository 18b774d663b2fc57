"""The first screen of 总览: the score with its course, every place on one line, what overtakes the next one, the days that count."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts import axis
from core import words
from core.templates import join, render
from indicators.evaluation import Evaluation, ladder, leagues
from indicators.evaluation.summary import Tile
from indicators.figures import Round
from pages.parts.common import look
from pages.parts.common.linked import draw_linked
from pages.parts.overview import data

Link = Callable[[str, str], Markup]
"""(what is shown, place code) → a link."""
NAMED = 20
"""Up to so many places all are named on the line; beyond, ours, its neighbours and the ends."""
_WIDE, _NARROW = 720, 300
"""The line's least length in pixels on a desk and on a phone."""


def draw_hero(
    evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str, area: str, tiles: Sequence[Tile], link: Link
) -> None:  # fmt: skip
    """The score beside the line of places. `table` is the `league_table` of `choice`."""
    ranked = table[table["value"].notna()]
    if ranked.empty:
        draw_linked(look.tiles_html(tiles), "hero")
        return
    lines = [_axis(evaluation, table, ours, area, link, is_wide) for is_wide in (True, False)]
    said = say_steps(evaluation, table, choice, ours) if ours else _say_field(table)
    draw_linked(render(__file__, "hero", tiles=tiles, lines=join(lines), said=said), "hero")


def say_steps(evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str) -> list[str]:
    """`离第6名泸溪县差 0.92 分，领先第8名…`, and what overtakes the next place."""
    gaps = "，".join(one for one in (ladder.say_gap(table, ours, choice), ladder.say_lead(table, ours, choice)) if one)
    overtaking = data.find_overtaking(evaluation, table, ours) if choice.by == leagues.TOTAL else None
    return [one for one in (gaps, ladder.say_overtaking(overtaking)) if one]


def _say_field(table: pd.DataFrame) -> list[str]:
    """How many places stand in which league, and how many of them on the line."""
    sizes = table["league"].value_counts()
    said = "、".join(f"{league} {sizes[league]} 个" for league in leagues.league_order(table))
    without = int(table["value"].isna().sum())
    return [f"参评：{said}" + (f"；{without} 个数据不足，不在线上" if without else "")]


def _axis(evaluation: Evaluation, table: pd.DataFrame, ours: str, area: str, link: Link, is_wide: bool) -> Markup:
    rows = table[table["value"].notna()]
    near = {
        str(row["place_code"])
        for is_ahead in (True, False)
        if ours and (row := ladder.next_place(table, ours, is_ahead=is_ahead)) is not None
    }
    league, _ = leagues.main_league(table, ours)
    own = rows.loc[rows["place_code"] == ours, "value"]
    ends = {str(code) for code in rows.sort_values("value")["place_code"].iloc[[0, -1]]}
    is_few = is_wide and len(rows) <= NAMED
    spots = []
    for row in rows.to_dict("records"):
        code = str(row["place_code"])
        style = _style(code, ours, near, ends, row["league"] != league)
        gap = float(row["value"]) - float(own.iloc[0]) if code in near else None
        said = _say_spot(row, gap, is_ranked=style != axis.OTHER)
        is_named = is_few or style in (axis.OURS, axis.NEAR, axis.END)
        spots.append(axis.Spot(float(row["value"]), link(said, code) if is_named else said, said, style, is_named))
    low, high = axis.range_of([spot.value for spot in spots], float(evaluation.framework.points or 100))
    average, name = leagues.average_of(table, area)
    return axis.draw_axis(
        spots, low, high, _WIDE if is_wide else _NARROW, average=None if words.is_missing(average) else average,
        average_words=f"{name} {words.say_value(average, 'points')}", style="desk" if is_wide else "phone",
    )  # fmt: skip


def _style(code: str, ours: str, near: set[str], ends: set[str], is_other: bool) -> str:
    if code == ours:
        return axis.OURS
    if code in near:
        return axis.NEAR
    return axis.OTHER if is_other else axis.END if code in ends else ""


def _say_spot(row: Mapping[Any, Any], gap: float | None, *, is_ranked: bool) -> str:
    """`6 泸溪县 64.71`; of a neighbour with the gap. Ranks of another league would be taken for those of ours and are left out."""
    rank = "" if words.is_missing(row["rank"]) or not is_ranked else f"{int(row['rank'])} "
    said = f"{rank}{row['place_name']} {words.say_value(row['value'], 'ratio')}"
    return said if gap is None else f"{said}（{'+' if gap > 0 else '−'}{words.say_value(abs(gap), 'ratio')}）"


def draw_days(rounds: Sequence[Round], day: date) -> None:
    """Today and what is coming on one line of days."""
    points = [("今日", words.say_date(day), "", "today")]
    points += [(one.kind, _say_begin(one), one.figure(), one.state) for one in rounds]
    st.html(render(__file__, "days", points=points))


def _say_begin(one: Round) -> str:
    """`2021年11月25日起` of what lies ahead; else its dates."""
    if one.state != "ahead" or one.starts_on is None:
        return one.say_dates()
    return words.say_date(one.starts_on) + ("" if one.ends_on in (None, one.starts_on) else "起")


def draw_ways(ways: Sequence[object]) -> None:
    """What is late and where it is seen, a line each."""
    draw_linked(render(__file__, "ways", ways=ways), "ways")
