"""短板清单 without a measure: every measure that falls short in a place, what it costs and what wins it back."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from core import words
from indicators.evaluation.answers import LEAST_LOSS, say_basis
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls import words as shortfall_words
from pages.parts.common import look, state, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.shortfalls.address import CUTS, ShortfallsAddress

ALL = {"aspect": "全部方面", "indicator": "全部指标", "department": "全部责任部门", "problem_type": "全部问题类型"}
NOT_STATED = "未指定"
SHOW_ROWS = 10
"""Rows in the projection, so that two lines of a long title still fit on the wall."""
HEAD_CLASSES = {
    "未达标": "number", "涉及": "number extra", "方面 · 指标": "extra", "责任部门": "extra", "怎样赢回": "extra",
}  # fmt: skip


def draw_measures(address: ShortfallsAddress) -> None:
    """The list, and below it what cannot be judged because its table is missing."""
    evaluation = address.evaluation
    scope = address.unit_key or address.at
    found = shortfalls.list_measures(evaluation, scope)
    place = "" if evaluation.framework.level == "unit" and not address.unit_key else address.area_name()
    places = int(found["places"].max()) if len(found) else 0
    noun = "单位" if evaluation.framework.level == "unit" else "县"
    if not shortfalls.has_lines(evaluation.framework):
        _draw_no_lines(address)
        return
    look.draw_answer(shortfall_words.say_measures(place, found, places, noun), say_basis(evaluation))
    draw_notes(address)
    missing = shortfalls.list_missing(evaluation, scope)
    if address.picked.is_show:
        shown = found.head(SHOW_ROWS)
        draw_linked(_table(address, shown, places) + _under_show(found, shown), "measures")
        return
    if found.empty:
        look.draw_empty("● 全部达标：有数据的指标都没有失分，也没有未达标的记录。")
        _draw_missing(missing)
        return
    kept = _draw_filters(address, found)
    if kept.empty:
        look.draw_empty("按这样的筛选没有短板。")
    else:
        rule = f"点一项逐级看到原始行。{f'失分为各{noun}失分之和。' if places > 1 else ''}"
        under = f"{shortfall_words.say_totals(kept)}。{rule}"
        draw_linked(f"{_table(address, kept, places)}<div class='under'>{escape(under)}</div>", "measures")
    _draw_missing(missing)


def draw_notes(address: ShortfallsAddress) -> None:
    """What of the address could not be followed."""
    if address.notes:
        look.draw_note("".join(address.notes))


def _draw_no_lines(address: ShortfallsAddress) -> None:
    look.draw_answer(
        f"{address.evaluation.framework.title}只排名，不设达标线，没有短板清单", say_basis(address.evaluation)
    )
    st.page_link("pages/ranking.py", label="看排名", query_params=address.picked.parameters())


def _draw_filters(address: ShortfallsAddress, found: pd.DataFrame) -> pd.DataFrame:
    """The pickers above the list; returns the rows that pass them all."""
    with st.container(horizontal=True, key="filters"):
        for name, label in CUTS.items():
            others = _keep(found, {key: value for key, value in address.cuts.items() if key != name})
            options = [value for value in dict.fromkeys(others[name]) if value]
            if len(options) > 1 or name in address.cuts:
                _draw_filter(address, name, label, options)
    return _keep(found, address.cuts)


def _draw_filter(address: ShortfallsAddress, name: str, label: str, options: list[str]) -> None:
    value = address.cuts.get(name, "")
    key = f"filter_{name}"
    st.session_state[key] = value
    choices = ["", *dict.fromkeys([*options, *([value] if value else [])])]

    def change() -> None:
        state.set_parameters(**{name: st.session_state[key]})

    st.selectbox(label, choices, key=key, format_func=lambda text: text or ALL[name], on_change=change,
                 label_visibility="collapsed", width=210)  # fmt: skip


def _keep(found: pd.DataFrame, cuts: Mapping[str, str]) -> pd.DataFrame:
    kept = found
    for name, value in cuts.items():
        kept = kept[kept[name] == value]
    return kept


def _table(address: ShortfallsAddress, found: pd.DataFrame, places: int) -> str:
    is_area, is_show = places > 1, address.picked.is_show
    noun = "个单位" if address.evaluation.framework.level == "unit" else "个县"
    longest = float(found["lost"].max()) if len(found) and found["lost"].notna().any() else 0.0
    head = [
        "指标",
        *([] if is_show else ["方面 · 指标"]),
        f"失分（{places}{noun}合计）" if is_area else "失分",
        "未达标",
    ]
    head += ["涉及"] if is_area and not is_show else []
    head += ["责任部门"] if is_area and is_show else ["怎样赢回", "责任部门"]
    heads = "".join(f"<th class='{HEAD_CLASSES.get(title.split('（')[0], '')}'>{escape(title)}</th>" for title in head)
    body = "".join(_row(address, row, longest, is_area, noun, is_show) for row in found.to_dict("records"))
    total = "" if is_show else _total(found, is_area)
    table = f"<table class='grid measures'><thead><tr>{heads}</tr></thead><tbody>{body}{total}</tbody></table>"
    return f"<div class='scroll whole'>{table}</div>"


def _row(
    address: ShortfallsAddress, row: dict[str, object], longest: float, is_area: bool, noun: str, is_show: bool
) -> str:
    title, name = str(row["title"]), str(row["measure"])
    framework = address.evaluation.framework
    measure = framework.measures[name]
    short = next(cut.short for cut in framework.indicators if cut.title == row["indicator"])
    parameters = address.parameters(measure=name)
    link = escape(title) if is_show else link_html(title, "shortfalls", style="name", **parameters)
    count = (
        words.MISSING_WORDS
        if words.is_missing(row["rows_short"])
        else f"{row['rows_short']:,.0f} {shortfalls.row_counter(measure)}"
    )
    needed = escape(str(row["needed"] or words.MISSING_WORDS))
    needed_below = f"<div class='soft only-phone'>{needed}</div>" if row["needed"] else ""
    cells = [
        f"<td class='wrap'>{link}{needed_below}</td>",
        "" if is_show else f"<td class='soft extra'>{escape(str(row['aspect']))} · {escape(short)}</td>",
        f"<td>{_lost(row['lost'], longest)}</td>",
        f"<td class='number'>{escape(count)}</td>",
        f"<td class='number extra'>{row['places_short']} {noun}</td>" if is_area and not is_show else "",
        "" if is_area and is_show else f"<td class='wrap extra'>{needed}</td>",
        f"<td class='extra'>{escape(str(row['department'] or NOT_STATED))}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _lost(lost: object, longest: float) -> str:
    if words.is_missing(lost):
        return "<span class='soft'>不计分</span>"
    value = float(lost)  # type: ignore[arg-type]
    if value <= LEAST_LOSS:
        return "<span class='soft'>不失分</span>"
    return tables.bar_html(value / longest if longest else 0.0, words.say_value(value, "points"))


def _total(found: pd.DataFrame, is_area: bool) -> str:
    lost = words.say_value(shortfalls.sum_lost(found), "points")
    rows = f"{found['rows_short'].sum():,.0f} 条"
    area = "<td class='extra'></td>" if is_area else ""
    return (
        f"<tr class='total'><td>合计</td><td class='extra'></td><td>{escape(lost)}</td>"
        f"<td class='number'>{escape(rows)}</td>{area}<td class='extra'></td><td class='extra'></td></tr>"
    )


def _under_show(found: pd.DataFrame, shown: pd.DataFrame) -> str:
    rest = f"，此处列前 {len(shown)} 项" if len(found) > len(shown) else ""
    return f"<div class='under'>{escape(shortfall_words.say_totals(found))}{rest}</div>"


def _draw_missing(missing: pd.DataFrame) -> None:
    """What to import, one line a table, and the way there."""
    if missing.empty:
        return
    look.draw_heading("没有数据，无法判断", f"{len(missing)} 项，不计为零，也不算达标")
    lines = []
    for names, rows in missing.groupby("tables", sort=False):
        titles = [_say_missing(row) for row in rows.to_dict("records")]
        lines.append(f"<li><b>{escape(str(names))}</b>　{escape('、'.join(titles))}</li>")
    st.html(f"<ul class='quiet'>{''.join(lines)}</ul>")
    look.draw_import_link()


def _say_missing(row: dict[Any, Any]) -> str:
    is_part = row["places_missing"] < row["places"]
    return f"{row['title']}（{row['places_missing']}个地方未报）" if is_part else str(row["title"])
