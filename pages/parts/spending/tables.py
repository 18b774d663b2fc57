"""Tables of the spending page as HTML: counties, sources of funds, projects behind; names open pages."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from core import words
from indicators.spending import STATE_WORDS, say_range, say_signed, say_wan
from pages.parts.common.look import light_html, plain_html, soft_html
from pages.parts.common.tables import Column, Row, bar_html, cells_html

Link = Callable[[str, str], str]
"""(shown text, key) → a link, or the plain text."""

FIGURES: Mapping[str, Column] = {
    "rate": Column("支出率"),
    "gap_points": Column(Markup("与序时进度差<br>百分点"), "number"),
    "gap_cny": Column(Markup("差额<br>万元"), "number"),
    "needed_cny": Column(Markup("到截止日每天需支出<br>万元"), "number extra"),
    "expected": Column("按当前速度到截止日预计", "number extra"),
    "budget_cny": Column(Markup("预算（调整后）<br>万元"), "number extra"),
    "paid_cny": Column(Markup("已支出<br>万元"), "number extra"),
    "light": Column("灯"),
}
"""A phone leaves the `extra` columns out."""
WALL_COLUMNS = (
    Column("名次"),
    Column("县"),
    Column("支出率", "number"),
    Column("进度差", "number"),
    Column("灯"),
)
PROJECT_COLUMNS = (
    Column("项目", "wrap"),
    Column("县"),
    Column("级次", "extra"),
    Column("责任单位", "extra"),
    Column(Markup("预算<br>万元"), "number extra"),
    Column(Markup("已支出<br>万元"), "number extra"),
    Column("支出率", "number"),
    Column(Markup("比应达少付<br>万元"), "number"),
    Column("最近支付", "extra"),
)


def counties_html(table: pd.DataFrame, total: pd.Series, ours: str, link: Link, schedule: float) -> Markup:
    """Counties by rate (`spending.county_table` with name), ours in the accent, all of them together last.

    A stroke on each bar is the schedule's share `schedule` (NaN: none).
    """
    rows = []
    for row in table.to_dict("records"):
        key, rank = str(row["key"]), _rank(row)
        marks = " ".join(mark for mark, is_so in (("ours", key == ours), ("unranked", rank == "—")) if is_so)
        rows.append(Row([rank, link(str(row["name"]), key), *_figures(row, schedule)], marks))
    if len(table) > 1:
        rows.append(Row(["", "合计", *_figures(total.to_dict(), schedule)], "total"))
    return _grid([Column("名次"), Column("县", cell="place"), *FIGURES.values()], rows)


def bullets_html(
    table: pd.DataFrame, ours: str, link: Link, bar_link: Link, schedule: float, name: str = "县"
) -> Markup:
    """For beside the curve: rank, place, the rate as a bar with the schedule's stroke, the gap; a bar leads where its name leads."""
    columns = [
        Column("名次"),
        Column(name, cell="place"),
        Column("支出率"),
        Column(Markup("进度差<br>百分点"), "number"),
    ]
    rows = [_bullet(row, ours, link, bar_link, schedule) for row in table.to_dict("records")]
    return _grid(columns, rows)


def _bullet(row: Mapping[Any, Any], ours: str, link: Link, bar_link: Link, schedule: float) -> Row:
    key, rank = str(row["key"]), _rank(row)
    marks = " ".join(mark for mark, is_so in (("ours", key == ours), ("unranked", rank == "—")) if is_so)
    if words.is_missing(row["rate"]):
        said: object = soft_html(STATE_WORDS.get(str(row.get("state", "")), "") or words.MISSING_WORDS)
        return Row([rank, link(str(row["name"]), key), said, words.MISSING_WORDS], marks)
    bar = bar_html(min(float(row["rate"]), 1.0), _figure(row, "rate"), {"plan": min(schedule, 1.0)})
    gap = Markup("<span class='{}'>{}</span>").format(
        "down" if row["gap_points"] < 0 else "", _figure(row, "gap_points")
    )
    return Row([rank, link(str(row["name"]), key), bar_link(bar, key), gap], marks)


def wall_html(table: pd.DataFrame, total: pd.Series, ours: str, method_title: str) -> Markup:
    """The same for the projection: rank, county, rate, gap, light; `method_title` names the schedule line."""
    rows = [_wall_row(row, _rank(row), str(row["name"]), row["key"] == ours) for row in table.to_dict("records")]
    rows.append(_wall_row(total.to_dict(), "", "合计", False))
    return plain_html(WALL_COLUMNS, rows, f"进度差：与序时进度（{method_title}）差，百分点")


def _wall_row(row: Mapping[Any, Any], rank: str, name: str, is_ours: bool) -> Row:
    unbroken = Markup("<span style='white-space:nowrap'>{}</span>").format(name)
    figures = (_figure(row, figure) for figure in ("rate", "gap_points", "light"))
    return Row([rank, unbroken, *figures], "ours" if is_ours else "")


def sources_html(table: pd.DataFrame, total: pd.Series, picked: str, link: Link) -> Markup:
    """Sources of funds (`spending.source_table`) and all together; the picked one in the accent."""
    rows = [
        Row([link(str(row["key"]), str(row["key"])), *_figures(row)], "ours" if row["key"] == picked else "")
        for row in table.to_dict("records")
    ]
    rows.append(Row([link("合计", ""), *_figures(total.to_dict())], "total"))
    return _grid([Column("资金级次", cell="place"), *FIGURES.values()], rows)


def projects_html(
    table: pd.DataFrame, county_names: Mapping[str, str], link: Callable[[Mapping[Any, Any]], str]
) -> Markup:
    """Projects behind (`spending_query.read_behind`); `link` makes a row's name the way to its record."""
    rows = []
    for row in table.to_dict("records"):
        county = str(row["county_code"])
        last = "" if pd.isna(row["last_paid_on"]) else words.say_date(row["last_paid_on"])
        cells = [
            link(row),
            county_names.get(county, county),
            _text(row["fund_source"]),
            _text(row["department"]),
            say_wan(row["budget_cny"]),
            say_wan(row["paid_cny"]),
            words.say_value(row["rate"], "percent"),
            say_wan(row["behind_cny"]),
            last or (words.MISSING_WORDS if row["is_started"] else "未开工"),
        ]
        rows.append(Row(cells))
    return _grid(PROJECT_COLUMNS, rows)


def _rank(row: Mapping[Any, Any]) -> str:
    return words.MISSING_WORDS if words.is_missing(row["rank"]) else words.say_rank(row["rank"], bool(row["is_tied"]))


def _grid(columns: Sequence[Column], rows: Sequence[Row]) -> Markup:
    return cells_html(columns, rows, style="grid", box="scroll")


def _figures(row: Mapping[Any, Any], schedule: float = math.nan) -> list[str]:
    """The cells of a row; the rate as a bar up to 100 %, with the schedule's stroke."""
    cells = {name: _figure(row, name) for name in FIGURES}
    if not words.is_missing(row["rate"]):
        cells["rate"] = bar_html(min(float(row["rate"]), 1.0), cells["rate"], {"plan": min(schedule, 1.0)})
    return list(cells.values())


def _figure(row: Mapping[Any, Any], name: str) -> str:
    if name == "light":
        return light_html(str(row["light"]), STATE_WORDS.get(str(row["state"]), ""))
    if name == "rate":
        return words.say_value(row["rate"], "percent")
    if name == "gap_points":
        return say_signed(row["gap_points"], "points")
    if name == "gap_cny":
        return say_signed(row["gap_cny"], "cny")
    if name == "expected":
        return _expected(row)
    if name == "needed_cny" and row["needed_cny"] == 0:
        return "已达到"
    return say_wan(row["declared_cny"] if name == "budget_cny" else row[name])


def _expected(row: Mapping[Any, Any]) -> Markup:
    head, _, tail = say_range(row).partition("（")
    if tail:
        return Markup("{}{}").format(head, soft_html(f"（{tail}"))
    return Markup("<span title='{}'>{}</span>").format(row["reason"], head)


def _text(value: object) -> str:
    return words.MISSING_WORDS if value is None or value != value or value == "" else str(value)
