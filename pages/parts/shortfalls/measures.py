"""短板清单 without a measure: every measure that falls short in a place, what it costs and what wins it back."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.templates import render
from indicators.evaluation import LEAST_LOSS, say_basis
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls import words as shortfall_words
from pages.parts.common import look, state, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.shortfalls import data as shortfall_data
from pages.parts.shortfalls.address import CUTS, ShortfallsAddress
from pages.parts.shortfalls.measures_excel import draw_measures_excel

ALL = {"aspect": "全部方面", "indicator": "全部指标", "department": "全部责任部门", "problem_type": "全部问题类型"}
NOT_STATED = "未指定"
SHOW_ROWS = 10
"""Rows in the projection, so that two lines of a long title still fit on the wall."""
CLASSES = {
    "指标": ("", "wrap"),
    "未达标": ("number",),
    "涉及": ("number extra",),
    "方面 · 指标": ("extra", "soft"),
    "责任部门": ("extra",),
    "怎样赢回": ("extra", "wrap"),
}
"""Title → the column's classes, and those of its cells alone."""


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
    missing, unknown = shortfalls.list_missing(evaluation, scope), shortfalls.list_unknown(evaluation, scope)
    open_count = len(set(missing["measure"]) | set(unknown["measure"]))
    look.draw_answer(shortfall_words.say_measures(place, found, places, noun, open_count), say_basis(evaluation))
    draw_notes(address)
    if address.picked.is_show:
        shown = found.head(SHOW_ROWS)
        draw_linked(_table(address, shown, places) + _under_show(found, shown), "measures")
        return
    if found.empty:
        said = "有数据的指标都没有失分，也没有未达标的记录。"
        look.draw_empty(f"○ {said}" if open_count else f"● 全部达标：{said}")
        _draw_unknown(unknown)
        _draw_missing(missing)
        return
    kept = _draw_filters(address, found)
    if kept.empty:
        look.draw_empty("按这样的筛选没有短板。")
    else:
        rule = f"点一项逐级看到原始行。{f'失分为各{noun}失分之和。' if places > 1 else ''}"
        under = f"{shortfall_words.say_totals(kept)}。{rule}"
        draw_linked(_table(address, kept, places) + look.under_html(under), "measures")
        draw_measures_excel(address, kept, [shortfall_words.say_totals(kept), rule])
    _draw_unknown(_keep_measures(address, unknown))
    _draw_missing(_keep_measures(address, missing))


def draw_notes(address: ShortfallsAddress) -> None:
    """What of the address could not be followed."""
    if address.notes:
        look.draw_note("".join(address.notes))


def _draw_no_lines(address: ShortfallsAddress) -> None:
    look.draw_answer(
        f"{address.evaluation.framework.title}只排名，不设达标线，没有短板清单", say_basis(address.evaluation)
    )
    draw_linked(look.buttons_html([link_html("看排名", "ranking", style="button")]), "to_ranking")


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


def _keep_measures(address: ShortfallsAddress, found: pd.DataFrame) -> pd.DataFrame:
    """The rows of the measures that pass the filters of the list above them."""
    declared = address.evaluation.framework.measures
    passed = [
        name
        for name in found["measure"]
        if all(getattr(declared[name], cut) == value for cut, value in address.cuts.items())
    ]
    return found[found["measure"].isin(passed)]


def _table(address: ShortfallsAddress, found: pd.DataFrame, places: int) -> Markup:
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
    columns = [tables.Column(title, *CLASSES.get(title.split("（")[0], ())) for title in head]
    body = [_row(address, row, longest, is_area, noun, is_show) for row in found.to_dict("records")]
    total = [] if is_show else [_total(address, found, is_area)]
    return tables.cells_html(columns, [*body, *total], style="grid measures")


def _row(
    address: ShortfallsAddress, row: dict[str, object], longest: float, is_area: bool, noun: str, is_show: bool
) -> list[object]:
    title, name = str(row["title"]), str(row["measure"])
    framework = address.evaluation.framework
    scope = address.unit_key or address.at
    measure = shortfalls.counted(address.evaluation, framework.measures[name], scope)
    short = next(cut.short for cut in framework.indicators if cut.title == row["indicator"])
    link = title if is_show else link_html(title, "shortfalls", style="name", **address.parameters(measure=name))
    count = (
        words.MISSING_WORDS
        if words.is_missing(row["rows_short"])
        else f"{row['rows_short']:,.0f} {shortfalls.row_counter(measure)}"
    )
    return [
        render(__file__, "name", link=link, needed=row["needed"]),
        *([] if is_show else [f"{row['aspect']} · {short}"]),
        _lost(row["lost"], longest),
        count,
        *([f"{row['places_short']} {noun}"] if is_area and not is_show else []),
        *([] if is_area and is_show else [row["needed"] or words.MISSING_WORDS]),
        row["department"] or NOT_STATED,
    ]


def _lost(lost: object, longest: float) -> Markup:
    if words.is_missing(lost):
        return look.soft_html("不计分")
    value = float(lost)  # type: ignore[arg-type]
    if value <= LEAST_LOSS:
        return look.soft_html("不失分")
    return tables.bar_html(value / longest if longest else 0.0, words.say_value(value, "points"))


def _total(address: ShortfallsAddress, found: pd.DataFrame, is_area: bool) -> tables.Row:
    """Marks add up; rows do only where each is counted once, by what they are counted in: over one county."""
    lost = words.say_value(shortfalls.sum_lost(found), "points")
    rows = tables.Cell("" if is_area else _say_subjects(address, found), "wrap")
    empty = tables.Cell("", "extra")
    return tables.Row([tables.Cell("合计"), empty, lost, rows, *[empty] * (3 if is_area else 2)], "total")


def _say_subjects(address: ShortfallsAddress, found: pd.DataFrame) -> str:
    """`63 个项目 · 120 户 · 12 人`: what falls short of any of the measures listed, each once."""
    evaluation = address.evaluation
    if evaluation.framework.level == "unit":
        return ""
    measures = [evaluation.framework.measures[name] for name in found.loc[found["rows_short"] > 0, "measure"]]
    requests = tuple(
        shortfalls.request_for(one, evaluation.period, address.at, lambda: evaluation, day=evaluation.day)
        for one in measures
    )
    return shortfall_words.say_subjects(shortfall_data.count_subjects(requests))


def _under_show(found: pd.DataFrame, shown: pd.DataFrame) -> Markup:
    rest = f"，此处列前 {len(shown)} 项" if len(found) > len(shown) else ""
    return look.under_html(f"{shortfall_words.say_totals(found)}{rest}")


def _draw_unknown(unknown: pd.DataFrame) -> None:
    """What can be judged in part only, one line a measure."""
    if unknown.empty:
        return
    look.draw_heading("有数据，但有说不清的", f"{len(unknown)} 项，说不清的不算达标")
    said = [(row["title"], _say_unknown(row)) for row in unknown.to_dict("records")]
    st.html(render(__file__, "missing", said=said))


def _say_unknown(row: dict[Any, Any]) -> str:
    if row["said"]:
        return str(row["said"])
    unscored = f"，其中{row['places_unscored']}个地方不计分" if row["places_unscored"] else ""
    return f"{row['places_unknown']}个地方有说不清的{unscored}"


def _draw_missing(missing: pd.DataFrame) -> None:
    """What to import, one line a table, and the way there."""
    if missing.empty:
        return
    look.draw_heading("没有数据，无法判断", f"{len(missing)} 项，不计为零，也不算达标")
    said = [
        (names, "、".join(_say_missing(row) for row in rows.to_dict("records")))
        for names, rows in missing.groupby("tables", sort=False)
    ]
    st.html(render(__file__, "missing", said=said))
    look.draw_import_link()


def _say_missing(row: dict[Any, Any]) -> str:
    is_part = row["places_missing"] < row["places"]
    return f"{row['title']}（{row['places_missing']}个地方未报）" if is_part else str(row["title"])
