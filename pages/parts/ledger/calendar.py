"""到期日历: a month of deadlines, each day with how many problems are due on it and a way to them."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from markupsafe import Markup

from core.templates import render
from ledger.looking import WARNING_DAYS, count_deadlines
from pages.parts.common import look, office
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
Counts = Mapping[date, tuple[int, int]]
"""Day → (unclosed, closed) problems with that deadline."""


def draw_calendar(address: LedgerAddress) -> None:
    """The view 到期日历."""
    month = address.month or address.today.replace(day=1)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    found = count_deadlines(office.ledger().engine, address.filters(), weeks[0][0], weeks[-1][-1], address.today)
    counts = {row.day: (int(row.unclosed), int(row.closed)) for row in found.itertuples()}
    look.draw_heading(say_month(month, counts), "点日期看当天到期的问题")
    draw_linked(_months_html(address, month), "ledger_months")
    draw_linked(month_html(address, weeks, month, counts), "ledger_calendar")


def say_month(month: date, counts: Counts) -> str:
    """`2021年11月到期 30 个，其中 12 个未销号`, of the days of that month."""
    own = [both for day, both in counts.items() if (day.year, day.month) == (month.year, month.month)]
    unclosed, closed = sum(pair[0] for pair in own), sum(pair[1] for pair in own)
    title = f"{month.year}年{month.month}月"
    if not unclosed + closed:
        return f"{title}没有到期的问题"
    return f"{title}到期 {unclosed + closed:,} 个，其中 {unclosed:,} 个未销号"


def month_html(address: LedgerAddress, weeks: list[list[date]], month: date, counts: Counts) -> Markup:
    """The grid; days of other months are quiet."""
    days = [[_day(address, day, month, counts) for day in week] for week in weeks]
    return render(__file__, "month", weekdays=WEEKDAYS, weeks=days)


def _day(address: LedgerAddress, day: date, month: date, counts: Counts) -> tuple[str, Markup]:
    """(classes, what stands there)"""
    unclosed, closed = counts.get(day, (0, 0))
    names = ["out"] if day.month != month.month else []
    names += ["today"] if day == address.today else []
    if unclosed:
        left = (day - address.today).days
        names += ["late"] if left < 0 else ["soon"] if left <= WARNING_DAYS else []
    label = f"{day.day}{' 今天' if day == address.today else ''}"
    if not unclosed + closed:
        return " ".join(names), Markup("<span>{}</span>").format(label)
    shape = "■ " if "late" in names else "▲ " if "soon" in names else ""
    shown = render(__file__, "counts", label=label, shape=shape, unclosed=unclosed, closed=closed)
    title = f"{day.month}月{day.day}日到期：未销号 {unclosed} 个，已销号 {closed} 个"
    to = address.parameters(view="", month="", day=day.isoformat(), state="", due="")
    return " ".join(names), link_html(shown, "ledger", title=title, **to)


def _months_html(address: LedgerAddress, month: date) -> Markup:
    before, after = (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)
    this = address.today.replace(day=1)
    links = [_month_link(address, f"‹ {before.year}年{before.month}月", before)]
    links += [_month_link(address, "本月", this)] if month != this else []
    links.append(_month_link(address, f"{after.year}年{after.month}月 ›", after))
    return look.chips_html(links, "月份")


def _month_link(address: LedgerAddress, text: str, month: date) -> Markup:
    return link_html(text, "ledger", style="chip", **address.parameters(month=month.strftime("%Y-%m"), day=""))
