"""动态清零: the curve of what came in, was closed and is open; what it says; and how long closing took.

用时: the days that a problem now closed stood open in all: from 登记 to 销号, and from each reopening to the next 销号. What
came into the ledger closed already took no time and is left out.
"""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, literal, select, union_all
from sqlalchemy.engine import Engine

from core.errors import UserError
from ledger.book import CLOSED, STATES, EventRow, ProblemRow, reading
from ledger.looking.searching import ProblemFilter, conditions, read_curve

TIME_GROUPS: Final = ("department", "problem_type", "root_cause", "source", "person", "indicator")
"""What the time to close may be counted by."""
RECENT_DAYS: Final = 30
DEFINITION: Final = (
    "用时：眼下已销号的问题，从登记到销号、以及每次重新打开（含反弹）到再次销号的天数之和；登记时就已销号的不计。"
)


def clearing_curve(engine: Engine, asked: ProblemFilter, today: date) -> pd.DataFrame:
    """day, entered, closed, open at the end of each day with an event: entered (登记 and 重新打开) and closed from the start.

    The last row is today, so that a line reaches to it; empty without any event.
    """
    steps = read_curve(engine, asked, today)
    if steps.empty:
        return pd.DataFrame(columns=["day", "entered", "closed", "open"])
    curve = pd.DataFrame(
        {
            "day": steps["day"],
            "entered": (steps["opened"] + steps["reopened"]).cumsum(),
            "closed": steps["closed"].cumsum(),
            "open": steps["open"],
        }
    )
    if curve["day"].iloc[-1] < today:
        curve = pd.concat([curve, curve.iloc[[-1]].assign(day=today)], ignore_index=True)
    return curve


def say_clearing(curve: pd.DataFrame, today: date) -> str:
    """What the last 30 days did: `近 30 天登记和重新打开 12 次、销号 20 次，未销号由 24 个降到 16 个；照此约
    60 天清零`. What happened is counted in times, as a problem may be closed twice; what is open in problems.
    """
    if curve.empty:
        return "还没有登记过问题"
    now, before = _at(curve, today), _at(curve, today - timedelta(days=RECENT_DAYS))
    entered, closed = now[0] - before[0], now[1] - before[1]
    if not now[2]:
        return f"已清零：近 {RECENT_DAYS} 天登记和重新打开 {entered:,} 次、销号 {closed:,} 次，没有未销号的问题"
    way = "降到" if now[2] < before[2] else "升到" if now[2] > before[2] else "仍为"
    said = f"近 {RECENT_DAYS} 天登记和重新打开 {entered:,} 次、销号 {closed:,} 次，未销号由 {before[2]:,} 个{way} {now[2]:,} 个"
    if now[2] >= before[2]:
        return f"{said}；照此不能清零" if entered or closed else said
    return f"{said}；照此约 {math.ceil(now[2] * RECENT_DAYS / (before[2] - now[2])):,} 天清零"


def _at(curve: pd.DataFrame, day: date) -> tuple[int, int, int]:
    """(entered, closed, open) at the end of a day."""
    until = curve[curve["day"] <= day]
    return tuple(int(until[name].iloc[-1]) if len(until) else 0 for name in ("entered", "closed", "open"))  # type: ignore[return-value]


def closing_times(engine: Engine, asked: ProblemFilter, by: str, today: date) -> pd.DataFrame:
    """by, closed, median, longest, shortest: days that problems now closed stood open, slowest median first.

    The filter's state and due are left out. The definition stands at the head of this module.
    """
    if by not in TIME_GROUPS:
        raise UserError("不能按这一栏统计", field=by)
    counted = _count_days(engine, asked, by, today)
    rows = [
        {"name": name, "closed": int(group["n"].sum()), "median": _median(group), "shortest": int(group["days"].min()),
         "longest": int(group["days"].max())}
        for name, group in counted.groupby("name")
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["name", "closed", "median", "shortest", "longest"])
    return frame.sort_values(["median", "name"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True)
class Times:
    """All closings together: how many, and the median of their days (None where nothing was closed)."""

    closed: int
    median: float | None


def all_times(engine: Engine, asked: ProblemFilter, today: date) -> Times:
    """The same of everything that the filter holds."""
    counted = _count_days(engine, asked, "", today)
    return Times(int(counted["n"].sum()), _median(counted) if len(counted) else None)


def _count_days(engine: Engine, asked: ProblemFilter, by: str, today: date) -> pd.DataFrame:
    """name, days, n: how many closed problems stood open for so many days; the database adds up, so few rows come back."""
    criteria = conditions(replace(asked, state="", due=""), today)
    number, came_closed = _day_number(engine), and_(EventRow.state_was == "", EventRow.state == CLOSED)
    ends = _steps(criteria, number, case((came_closed, 1), else_=0)).where(EventRow.state == CLOSED)
    begins = _steps(criteria, -number, literal(0)).where(
        EventRow.state_was.in_(["", CLOSED]), EventRow.state.in_(STATES)
    )
    both = union_all(ends, begins).subquery()
    each = (
        select(both.c.problem_id, func.sum(both.c.days).label("days"))
        .group_by(both.c.problem_id)
        .having(func.sum(both.c.came_closed) == 0)
        .subquery()
    )
    name = getattr(ProblemRow, by) if by else literal("")
    asking = (
        select(name.label("name"), each.c.days, func.count())
        .join_from(each, ProblemRow, ProblemRow.id == each.c.problem_id)
        .where(ProblemRow.state == CLOSED)
        .group_by(name, each.c.days)
    )
    with reading(engine) as connection:
        rows = [(str(group_name), int(days), int(n)) for group_name, days, n in connection.execute(asking)]
    return pd.DataFrame(rows, columns=["name", "days", "n"])


def _steps(
    criteria: list[ColumnElement[bool]], days: ColumnElement[int], came_closed: ColumnElement[int]
) -> Select[int, int, int]:
    """problem_id, days, came_closed of events; without a filter the index of steps alone answers it."""
    steps = select(EventRow.problem_id, days.label("days"), came_closed.label("came_closed"))
    return steps.join(ProblemRow, ProblemRow.id == EventRow.problem_id).where(*criteria) if criteria else steps


def _day_number(engine: Engine) -> ColumnElement[int]:
    """The event's day as a running number."""
    if engine.dialect.name == "sqlite":
        return cast(func.julianday(EventRow.day) + 0.5, Integer)
    return EventRow.day - date(2000, 1, 1)  # type: ignore[return-value]


def _median(counted: pd.DataFrame) -> float:
    """The middle of days that each stand for n problems; the mean of both middles where n is even."""
    ordered = counted.sort_values("days")
    upto, total = ordered["n"].cumsum(), int(ordered["n"].sum())
    low, high = (ordered.loc[upto > place, "days"].iloc[0] for place in ((total - 1) // 2, total // 2))
    return (float(low) + float(high)) / 2
