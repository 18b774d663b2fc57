"""How long closing took: by department, type, source or person, slowest first, with the definition."""

import pandas as pd
from markupsafe import Markup

from core.personal import mask_numbers
from ledger.book import CLOSED, NOBODY
from ledger.looking import DEFINITION, Times, all_times, closing_times, title_of
from pages.parts.common import look, office, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import TIMES_BY, LedgerAddress

COLUMNS = (
    tables.Column("用时中位数"),
    tables.Column("销号（个）", "number"),
    tables.Column("最短（天）", "number extra"),
    tables.Column("最长（天）", "number extra"),
)
SLOWEST = 100
"""Rows of the table; people are many."""


def draw_times(address: LedgerAddress) -> None:
    """The view 清零曲线与用时 below the curve."""
    engine, by = office.ledger().engine, address.by or TIMES_BY[0]
    times = closing_times(engine, address.filters(), by, address.today)
    whole = all_times(engine, address.filters(), address.today)
    look.draw_heading(say_times(times, whole, by), "单位：天")
    draw_linked(_choices_html(address, by), "ledger_times_by")
    if len(times):
        draw_linked(times_html(address, times.head(SLOWEST), by), "ledger_times")
    look.draw_note(DEFINITION)


def say_times(times: pd.DataFrame, whole: Times, by: str) -> str:
    """`已销号 51 个，用时中位数 12 天；最慢的责任单位是水利局（20 天）`."""
    if whole.median is None:
        return "还没有销号的问题，暂无用时"
    slowest = times.iloc[0]
    said = f"已销号 {whole.closed:,} 个，用时中位数 {whole.median:g} 天"
    if len(times) < 2:
        return said
    return f"{said}；最慢的{title_of(by)}是{slowest['name'] or NOBODY}（{slowest['median']:g} 天）"


def times_html(address: LedgerAddress, times: pd.DataFrame, by: str) -> Markup:
    """Name, median with its bar, how many, shortest and longest."""
    longest = max(float(times["median"].max()), 1.0)
    rows = []
    for row in times.to_dict("records"):
        name = str(row["name"]) or NOBODY
        to = address.parameters(view="", by="", state=CLOSED, due="", **{by: name})
        linked = link_html(mask_numbers(name), "ledger", style="name", **to)
        bar = tables.bar_html(row["median"] / longest, f"{row['median']:g} 天")
        rows.append((linked, bar, *(f"{row[figure]:,}" for figure in ("closed", "shortest", "longest"))))
    return tables.cells_html((tables.Column(title_of(by), cell="wrap"), *COLUMNS), rows, style="grid")


def _choices_html(address: LedgerAddress, by: str) -> Markup:
    chips = [
        look.here_html(f"按{title_of(name)}")
        if name == by
        else link_html(f"按{title_of(name)}", "ledger", style="chip", **address.parameters(by=name))
        for name in TIMES_BY
    ]
    return look.chips_html(chips, "按什么分")
