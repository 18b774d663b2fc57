"""Working days by the Chinese holiday calendar, make-up days included."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from core import words
from core.errors import UserError


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end` (资金到达次日起算); 0 when both are the same day.

    Raises UserError when end is before start, and when a year lies outside the calendar: the holidays of a year are set by
    the State Council the autumn before, so a count without them would be a guess.
    """
    if end < start:
        came = f"{words.say_date(start)}至{words.say_date(end)}"
        raise UserError("结束日期早于开始日期，不能计算工作日", came=came, todo="请核对两个日期")
    first, last = calendar_years()
    for day in (start, end):
        if not first <= day.year <= last:
            todo = "请更新节假日安排（软件包 chinesecalendar）后再算"
            raise UserError(f"只有{first}至{last}年的节假日安排", came=words.say_date(day), todo=todo)
    return len(chinese_calendar.get_workdays(start + timedelta(days=1), end)) if end > start else 0


def calendar_years() -> tuple[int, int]:
    """The first and the last year whose holidays are known."""
    years = {day.year for day in chinese_calendar.holidays}
    return min(years), max(years)
