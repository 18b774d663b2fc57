"""What pages say of many problems at once: how many are closed, late and due, by whom, how long closing took, which day.

Every function asks the database once, whatever the number of problems.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, func, not_, select
from sqlalchemy.engine import Engine

from core.errors import UserError
from ledger.book import CLOSED, COLUMNS, ProblemRow, reading
from ledger.looking.searching import (
    DEPARTMENTS,
    DUES,
    OVERDUE,
    WITHIN_10,
    ProblemFilter,
    conditions,
    count_problems,
    say_department,
)  # fmt: skip

CHOSEN = ("source", "problem_type", "root_cause", "department", "person")
"""Columns whose values a page offers as filters."""
DUTY_GROUPS = ("department", "indicator", "person", "lead_department", "problem_type", "root_cause")
"""What 责任清单 may be counted by."""


@dataclass(frozen=True)
class Sums:
    """How many problems there are in all, closed, and unclosed by the time that is left (`searching.DUES`)."""

    closed: int
    due: Mapping[str, int]

    @property
    def unclosed(self) -> int:
        """Every one that is not 已销号."""
        return sum(self.due.values())

    @property
    def total(self) -> int:
        """All of them."""
        return self.closed + self.unclosed

    @property
    def overdue(self) -> int:
        """Past the deadline and not closed."""
        return self.due[OVERDUE]

    @property
    def soon(self) -> int:
        """Due today or within ten days."""
        return self.due[WITHIN_10]


def sum_problems(engine: Engine, asked: ProblemFilter, today: date) -> Sums:
    """The sums of a filter; its state and due are left out, as these are what is counted apart."""
    counted = count_problems(engine, any_state(asked), ("due",), today)
    totals = dict(zip(counted["due"], counted["total"].astype(int), strict=True))
    return Sums(totals.get("", 0), {due: totals.get(due, 0) for due in DUES})


def any_state(asked: ProblemFilter) -> ProblemFilter:
    """The same filter without state and due."""
    return replace(asked, state="", due="")


def late_departments(engine: Engine, asked: ProblemFilter, today: date) -> pd.DataFrame:
    """department, overdue: who is late, most first; '' where no department is named."""
    counted = count_problems(engine, replace(any_state(asked), due=OVERDUE), ("department",), today)
    return counted[["department", "overdue"]].sort_values(
        ["overdue", "department"], ascending=[False, True], ignore_index=True
    )


def widen(engine: Engine, asked: ProblemFilter) -> ProblemFilter:
    """The same filter without its place where every problem that has a place lies in it; quick, and no problem is lost
    whose place nobody knows. An office whose ledger holds its own area only always looks at all of it."""
    if not asked.place:
        return asked
    inside = conditions(ProblemFilter(place=asked.place), date.min)
    outside = select(ProblemRow.id).where(ProblemRow.place_code > "", not_(and_(*inside))).limit(1)
    with reading(engine) as connection:
        is_all = connection.execute(outside).first() is None
    return replace(asked, place="") if is_all else asked


def list_values(engine: Engine, asked: ProblemFilter, name: str, today: date, limit: int) -> list[str]:
    """The values that problems of a filter have in a column of `CHOSEN`, most frequent first, at most `limit` of them."""
    if name not in CHOSEN:
        raise UserError("不能按这一栏筛选", field=name)
    column = getattr(ProblemRow, name)
    others = ProblemFilter(**(asdict(asked) | {name: ""}))
    asking = select(column).where(*conditions(others, today), column != "")
    with reading(engine) as connection:
        found = connection.execute(asking.group_by(column).order_by(func.count().desc(), column).limit(limit))
        values = [str(value) for value in found.scalars()]
    return list(dict.fromkeys(say_department(one, today) for one in values)) if name in DEPARTMENTS else values


def _order() -> tuple[Any, ...]:
    is_closed = case((ProblemRow.state == CLOSED, 1), else_=0)
    return is_closed, ProblemRow.deadline.is_(None), ProblemRow.deadline, ProblemRow.id


def find_due_on(
    engine: Engine, asked: ProblemFilter, day: date, today: date, *, limit: int = 200, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """As `searching.find_problems`, only those whose deadline is that day; open ones first."""
    criteria = [*conditions(asked, today), ProblemRow.deadline == day]
    total = func.count().over().label("total")
    columns = [getattr(ProblemRow, name) for name in COLUMNS]
    listed = select(*columns, total).where(*criteria).order_by(*_order()).limit(limit).offset(offset)
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(listed)]
    frame = pd.DataFrame([row[:-1] for row in rows], columns=list(COLUMNS))
    return frame, int(rows[0][-1]) if rows else 0


def count_deadlines(engine: Engine, asked: ProblemFilter, first: date, last: date, today: date) -> pd.DataFrame:
    """day, unclosed, closed: how many problems have that deadline, for the days from first to last that have any."""
    is_closed = case((ProblemRow.state == CLOSED, 1), else_=0)
    asking = (
        select(ProblemRow.deadline, func.sum(1 - is_closed), func.sum(is_closed))
        .where(*conditions(any_state(asked), today), ProblemRow.deadline.between(first, last))
        .group_by(ProblemRow.deadline)
        .order_by(ProblemRow.deadline)
    )
    with reading(engine) as connection:
        return pd.DataFrame([tuple(row) for row in connection.execute(asking)], columns=["day", "unclosed", "closed"])


def count_duties(engine: Engine, asked: ProblemFilter, by: Sequence[str], today: date) -> pd.DataFrame:
    """责任清单: the columns of `by` (of `DUTY_GROUPS`), then total, unclosed, overdue, closed_share, next_deadline, longest.

    `next_deadline` is the nearest one not yet past, None where there is none; `longest` the days that the latest is late.
    Most overdue first, then most unclosed.
    """
    if unknown := [name for name in by if name not in DUTY_GROUPS]:
        raise UserError("不能按这一栏统计", field=unknown[0])
    is_open = ProblemRow.state != CLOSED
    is_late = and_(is_open, ProblemRow.deadline < today)
    figures = {
        "total": func.count(),
        "unclosed": func.sum(case((is_open, 1), else_=0)),
        "overdue": func.sum(case((is_late, 1), else_=0)),
        "next_deadline": func.min(case((and_(is_open, ProblemRow.deadline >= today), ProblemRow.deadline))),
        "earliest": func.min(case((is_late, ProblemRow.deadline))),
    }
    groups = [getattr(ProblemRow, name) for name in by]
    counted = [figure.label(name) for name, figure in figures.items()]
    asking = select(*groups, *counted).where(*conditions(asked, today)).group_by(*groups)
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(asking)]
    frame = _one_name_each(pd.DataFrame(rows, columns=[*by, *figures]), by, today)
    frame["closed_share"] = 1 - frame["unclosed"].astype(float) / frame["total"].astype(float)
    frame["longest"] = [0 if day is None else (today - day).days for day in frame.pop("earliest")]
    return frame.sort_values(
        ["overdue", "unclosed", "total", *by], ascending=[False, False, False, *(True for _ in by)], ignore_index=True
    )


def _one_name_each(frame: pd.DataFrame, by: Sequence[str], today: date) -> pd.DataFrame:
    """The groups of 责任清单 with those of one department, whatever it was called, put together under its name of today."""
    named = [name for name in by if name in DEPARTMENTS]
    now = {name: [say_department(str(text), today) for text in frame[name]] for name in named}
    frame = frame.assign(**now)
    if not frame.duplicated(list(by)).any():
        return frame
    sums = {"total": "sum", "unclosed": "sum", "overdue": "sum", "next_deadline": "min", "earliest": "min"}
    merged = frame.groupby(list(by), sort=False, as_index=False, dropna=False).agg(sums)
    days = {name: [None if pd.isna(day) else day for day in merged[name]] for name in ("next_deadline", "earliest")}
    return merged.assign(**{name: pd.Series(found, dtype=object) for name, found in days.items()})
