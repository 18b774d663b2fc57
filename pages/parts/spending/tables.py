"""Tables of the spending page as HTML: counties, sources of funds, projects behind; names open pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd

from core import words
from indicators.spending.against_schedule import STATE_WORDS
from indicators.spending.words import say_range, say_signed, say_wan
from pages.parts.common.look import light_html, table_html

Link = Callable[[str, str], str]
"""(shown text, key) → HTML of a link, or of the plain text."""

FIGURES: Mapping[str, tuple[str, str]] = {
    "budget_cny": ("预算（调整后）<br>万元", "extra"),
    "paid_cny": ("已支出<br>万元", "extra"),
    "rate": ("支出率", ""),
    "gap_points": ("与序时进度差<br>百分点", ""),
    "gap_cny": ("差额<br>万元", ""),
    "needed_cny": ("到截止日每天需支出<br>万元", "extra"),
    "expected": ("按当前速度到截止日预计", "extra"),
    "light": ("灯", ""),
}
"""Column → title (our own HTML) and whether a phone leaves it out (`extra`)."""
PROJECT_COLUMNS = (
    ("项目", "wrap"),
    ("县", ""),
    ("级次", "extra"),
    ("责任单位", "extra"),
    ("预算<br>万元", "number extra"),
    ("已支出<br>万元", "number extra"),
    ("支出率", "number"),
    ("比应达少付<br>万元", "number"),
    ("最近支付", "extra"),
)
"""Title (our own HTML) and classes of the columns of the projects behind."""


def counties_html(table: pd.DataFrame, total: pd.Series, ours: str, link: Link) -> str:
    """Counties by rate (`spending.county_table` with name), ours in the accent, all of them together last."""
    names = tuple(FIGURES)
    rows = []
    for row in table.to_dict("records"):
        key, rank = str(row["key"]), _rank(row)
        marks = " ".join(mark for mark, is_so in (("ours", key == ours), ("unranked", rank == "—")) if is_so)
        place = f"<td class='place'>{link(str(row['name']), key)}</td>"
        rows.append(f"<tr class='{marks}'><td>{escape(rank)}</td>{place}{_figures(row, names)}</tr>")
    if len(table) > 1:
        rows.append(f"<tr class='total'><td></td><td class='place'>合计</td>{_figures(total.to_dict(), names)}</tr>")
    return _grid(["名次", "县", *_titles(names)], rows)


def wall_html(table: pd.DataFrame, total: pd.Series, ours: str, method_title: str) -> str:
    """The same for the projection: rank, county, rate, gap, light; `method_title` names the schedule line."""
    rows = [{**row, "rank_words": _rank(row)} for row in table.to_dict("records")]
    rows.append({**total.to_dict(), "rank_words": "", "name": "合计"})
    frame = pd.DataFrame(
        {
            "rank": [row["rank_words"] for row in rows],
            "name": [row["name"] for row in rows],
            "rate": [_figure(row, "rate") for row in rows],
            "gap": [_figure(row, "gap_points") for row in rows],
            "light": [_figure(row, "light") for row in rows],
        }
    )
    titles = {"rank": "名次", "name": "县", "rate": "支出率", "gap": "进度差", "light": "灯"}
    is_ours = pd.Series([row.get("key", "") == ours and row["name"] != "合计" for row in rows])
    makers: dict[str, Callable[[object], str]] = {
        "light": str,
        "name": lambda name: f"<span style='white-space:nowrap'>{escape(str(name))}</span>",
    }
    caption = f"进度差：与序时进度（{method_title}）差，百分点"
    return table_html(frame, titles, numbers=("rate", "gap"), html=makers, ours=is_ours, caption=caption)


def sources_html(table: pd.DataFrame, total: pd.Series, picked: str, link: Link) -> str:
    """Sources of funds (`spending.source_table`) and all together; the picked one in the accent."""
    names = tuple(FIGURES)
    rows = [
        f"<tr class='{'ours' if row['key'] == picked else ''}'><td class='place'>{link(str(row['key']), str(row['key']))}</td>"
        f"{_figures(row, names)}</tr>"
        for row in table.to_dict("records")
    ]
    rows.append(f"<tr class='total'><td class='place'>{link('合计', '')}</td>{_figures(total.to_dict(), names)}</tr>")
    return _grid(["资金级次", *_titles(names)], rows)


def projects_html(table: pd.DataFrame, county_names: Mapping[str, str], link: Link) -> str:
    """Projects behind (`spending_query.read_behind`); a project's name opens the shortfall list of its county."""
    rows = []
    for row in table.to_dict("records"):
        county = str(row["county_code"])
        last = "" if pd.isna(row["last_paid_on"]) else words.say_date(row["last_paid_on"])
        cells = [
            link(str(row["project_name"]), county),
            escape(county_names.get(county, county)),
            escape(_text(row["fund_source"])),
            escape(_text(row["department"])),
            say_wan(row["budget_cny"]),
            say_wan(row["paid_cny"]),
            words.say_value(row["rate"], "percent"),
            say_wan(row["behind_cny"]),
            last or (words.MISSING_WORDS if row["is_started"] else "未开工"),
        ]
        pairs = zip(PROJECT_COLUMNS, cells, strict=True)
        rows.append("<tr>" + "".join(f"<td class='{kind}'>{cell}</td>" for (_, kind), cell in pairs) + "</tr>")
    return _grid(list(PROJECT_COLUMNS), rows)


def _rank(row: Mapping[Any, Any]) -> str:
    return words.MISSING_WORDS if words.is_missing(row["rank"]) else words.say_rank(row["rank"], bool(row["is_tied"]))


def _titles(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(FIGURES[name][0], _kind(name)) for name in names]


def _kind(name: str) -> str:
    return f"{'' if name == 'light' else 'number '}{FIGURES[name][1]}".strip()


def _grid(titles: list[Any], rows: list[str]) -> str:
    heads = "".join(
        f"<th class='{title[1]}'>{title[0]}</th>" if isinstance(title, tuple) else f"<th>{escape(title)}</th>"
        for title in titles
    )
    return f"<div class='scroll'><table class='grid'><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"


def _figures(row: Mapping[Any, Any], names: tuple[str, ...]) -> str:
    return "".join(f"<td class='{_kind(name)}'>{_figure(row, name)}</td>" for name in names)


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


def _expected(row: Mapping[Any, Any]) -> str:
    said = say_range(row)
    head, _, tail = said.partition("（")
    return (
        f"{head}<span class='soft'>（{tail}</span>"
        if tail
        else f"<span title='{escape(str(row['reason']))}'>{head}</span>"
    )


def _text(value: object) -> str:
    return words.MISSING_WORDS if value is None or value != value or value == "" else str(value)
