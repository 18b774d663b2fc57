"""Looking into the ledger: which problems a filter holds, how many by what, and how opened, closed and open went by day."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import InstrumentedAttribute

from core.errors import UserError
from core.names import Names
from core.places import changes
from core.settings import data_dir
from ledger.book import CLOSED, COLUMNS, NOBODY, STATES, EventRow, Problem, ProblemRow, inside, reading
from store import Store, read_names

OVERDUE, WITHIN_10, WITHIN_20, BEYOND_20, NO_DEADLINE = "已超时限", "剩 10 天内", "剩 20 天内", "20 天以上", "未定时限"
DUES = (OVERDUE, WITHIN_10, WITHIN_20, BEYOND_20, NO_DEADLINE)
"""How much time is left to a problem that is not closed; due today is not overdue."""
OPEN_STATES = tuple(state for state in STATES if state != CLOSED)
UNCLOSED = "未销号"
"""Every state but 已销号, as a filter."""
_OF_PLACES = ("place_code", "county", "township")
DEPARTMENTS = ("department", "lead_department")
"""Columns that name a department, which is the same one whatever it is called."""
GROUPS = (
    "state", "source", "problem_type", "aspect", "indicator", "measure", "place_code", "county", "township",
    "lead_department", "department", "person", "severity", "term", "root_cause", "due",
)  # fmt: skip
"""What problems may be counted by; county and township are the first 6 and 9 digits of the place."""
_CHUNK = 400


@dataclass(frozen=True)
class ProblemFilter:
    """Which problems; '' asks nothing, `words.NOBODY` for an empty column. `place` is a code of any level and takes in
    what lies below it."""

    place: str = ""
    state: str = ""
    due: str = ""
    source: str = ""
    source_document: str = ""
    problem_type: str = ""
    aspect: str = ""
    indicator: str = ""
    measure: str = ""
    lead_department: str = ""
    department: str = ""
    person: str = ""
    severity: str = ""
    term: str = ""
    root_cause: str = ""
    household_code: str = ""
    project_code: str = ""
    recurred: bool = False
    words: str = ""
    """Found in the problem, its description, its place's name or its number; large and small letters are the same."""


def find_problems(
    engine: Engine, asked: ProblemFilter, today: date, *, limit: int | None = 200, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """(problems, how many there are in all): columns of `Problem`, the most urgent first: open ones by deadline, then closed."""
    criteria = conditions(asked, today)
    order = (ProblemRow.state == CLOSED, ProblemRow.deadline.is_(None), ProblemRow.deadline, ProblemRow.id)
    page = select(ProblemRow.id).where(*criteria).order_by(*order).limit(limit).offset(offset).subquery()
    listed = (
        select(*(getattr(ProblemRow, name) for name in COLUMNS)).join(page, page.c.id == ProblemRow.id).order_by(*order)
    )
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(ProblemRow).where(*criteria)).scalar_one()
        rows = connection.execute(listed).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(COLUMNS)), int(total)


def read_problems(
    connection: Connection, column: InstrumentedAttribute[Any], wanted: Collection[Any]
) -> Iterator[tuple[str, Problem]]:
    """(fingerprint, problem) of every problem whose column holds one of the values."""
    for some in in_chunks(wanted):
        asked = select(ProblemRow.fingerprint, *(getattr(ProblemRow, name) for name in COLUMNS)).where(column.in_(some))
        for row in connection.execute(asked):
            yield str(row[0]), Problem(*row[1:])


def in_chunks(wanted: Collection[Any]) -> Iterator[list[Any]]:
    """The values, each once, in lists that one query may name."""
    values = sorted(set(wanted))
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def count_problems(engine: Engine, asked: ProblemFilter, by: Sequence[str], today: date) -> pd.DataFrame:
    """How many problems by columns of `GROUPS`: these, then total, unclosed, closed, overdue, recurred; most unclosed first."""
    groups = [_group(name, today).label(name) for name in by]
    is_open = ProblemRow.state != CLOSED
    figures = {
        "total": func.count(),
        "unclosed": _count(is_open),
        "closed": _count(ProblemRow.state == CLOSED),
        "overdue": _count(and_(is_open, ProblemRow.deadline < today)),
        "recurred": _count(ProblemRow.recurrences > 0),
    }
    counted = [figure.label(name) for name, figure in figures.items()]
    query = select(*groups, *counted).where(*conditions(asked, today)).group_by(*groups)
    frame = _today(_frame(engine, query, [*by, *figures]), by, today)
    return frame.sort_values(["unclosed", *by], ascending=[False, *(True for _ in by)], ignore_index=True)


def _today(frame: pd.DataFrame, by: Sequence[str], today: date) -> pd.DataFrame:
    """The counts with places under the codes of today and departments under their names of today, what stands under a former one
    put together with the rest."""
    said = [name for name in by if name in (*_OF_PLACES, *DEPARTMENTS)]
    if not said or frame.empty:
        return frame
    width = {"county": 6, "township": 9}
    now = {
        name: [say_department(str(text), today) for text in frame[name]]
        if name in DEPARTMENTS
        else [changes.current_code(str(code))[: width.get(name)] for code in frame[name]]
        for name in said
    }
    return frame.assign(**now).groupby(list(by), sort=False, as_index=False).sum()


def read_curve(engine: Engine, asked: ProblemFilter, today: date) -> pd.DataFrame:
    """动态清零: day, opened, closed, reopened on that day and open at its end, for every day with an event, oldest first.

    The filter holds problems as they are today; its state and due are left out, else nothing could ever be closed.
    """
    kept = ProblemFilter(**{**asked.__dict__, "state": "", "due": "", "recurred": False})
    steps = (
        select(EventRow.day, EventRow.state_was, EventRow.state, func.count().label("n"))
        .where(
            EventRow.state != "",
            or_(EventRow.state_was == "", EventRow.state == CLOSED, EventRow.state_was == CLOSED),
        )
        .group_by(EventRow.day, EventRow.state_was, EventRow.state)
    )
    criteria = conditions(kept, today)
    if criteria:
        steps = steps.join(ProblemRow, ProblemRow.id == EventRow.problem_id).where(*criteria)
    frame = _frame(engine, steps, ["day", "state_was", "state", "n"])
    first, ends, again = frame["state_was"] == "", frame["state"] == CLOSED, frame["state_was"] == CLOSED
    named = {"opened": first, "closed": ends, "reopened": again}
    days = pd.DataFrame({name: frame["n"].where(rows, 0).groupby(frame["day"]).sum() for name, rows in named.items()})
    days = days.astype(int).sort_index().reset_index(names="day")
    return days.assign(open=(days["opened"] + days["reopened"] - days["closed"]).cumsum())


def conditions(asked: ProblemFilter, today: date) -> list[ColumnElement[bool]]:
    """The filter as conditions on problems."""
    equal = (
        "source", "source_document", "problem_type", "aspect", "indicator", "measure", "lead_department", "department",
        "person", "severity", "term", "root_cause", "household_code", "project_code",
    )  # fmt: skip
    given = {name: getattr(asked, name) for name in equal if getattr(asked, name)}
    criteria = [_is_one_of(name, value) for name, value in given.items()]
    if asked.place:
        criteria += inside(ProblemRow.place_code, asked.place)
    if asked.state:
        criteria.append(_is_open() if asked.state == UNCLOSED else ProblemRow.state == asked.state)
    if asked.due:
        criteria += [_is_open(), _due_condition(asked.due, today)]
    if asked.recurred:
        criteria.append(ProblemRow.recurrences > 0)
    if asked.words.strip():
        criteria.append(_contains(asked.words.strip()))
    return criteria


def _is_one_of(name: str, value: str) -> ColumnElement[bool]:
    column: InstrumentedAttribute[Any] = getattr(ProblemRow, name)
    if value == NOBODY:
        return column == ""
    return column.in_(_names().words_of(value)) if name in DEPARTMENTS else column == value


def _names() -> Names:
    """The names of the office: a department is the same one whatever it is called."""
    return read_names(Store(data_dir()))


def say_department(text: str, today: date) -> str:
    """What a department that stands in the ledger is called today; a text that is none as it came."""
    names = _names()
    return names.called(names.department(text), today) if text else text


def _is_open() -> ColumnElement[bool]:
    """Named state by state: an index answers that, and not that it is another than 已销号."""
    return ProblemRow.state.in_(OPEN_STATES)


def _due_condition(due: str, today: date) -> ColumnElement[bool]:
    tenth, twentieth = today + timedelta(days=10), today + timedelta(days=20)
    deadline = ProblemRow.deadline
    known: Mapping[str, ColumnElement[bool]] = {
        OVERDUE: deadline < today,
        WITHIN_10: deadline.between(today, tenth),
        WITHIN_20: and_(deadline > tenth, deadline <= twentieth),
        BEYOND_20: deadline > twentieth,
        NO_DEADLINE: deadline.is_(None),
    }
    if due not in known:
        raise UserError(f"应为其中之一：{'、'.join(DUES)}", field="时限", came=due)
    return known[due]


def _group(name: str, today: date) -> ColumnElement[Any]:
    if name not in GROUPS:
        raise UserError("不能按这一栏统计", field=name)
    if name in ("county", "township"):
        return func.substr(ProblemRow.place_code, 1, 6 if name == "county" else 9)
    if name == "due":
        parts = [(_due_condition(due, today), due) for due in DUES]
        return case((ProblemRow.state == CLOSED, ""), *parts, else_="")
    column: ColumnElement[Any] = getattr(ProblemRow, name)
    return column


def _contains(text: str) -> ColumnElement[bool]:
    """Making letters small takes several times as long, so it is done only for texts that have letters."""
    year, _, number = text.partition("-")
    if year.isdigit() and number.isdigit():
        return ProblemRow.id == int(number)
    searched = (ProblemRow.title, ProblemRow.description, ProblemRow.place_name)
    if text.lower() == text.upper():
        return or_(*(column.contains(text, autoescape=True) for column in searched))
    return or_(*(column.icontains(text, autoescape=True) for column in searched))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _frame(engine: Engine, query: Select[*tuple[Any, ...]], names: Sequence[str]) -> pd.DataFrame:
    with reading(engine) as connection:
        return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(names))
