"""What a problem is outside the database: a draft to be opened, the problem as it is, one of its events."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from core.errors import UserError
from ledger.book.recognising import fingerprint
from ledger.book.words import CHOICES, FIELD_TITLES, NOT_STARTED, STATES

MAX_LENGTHS: Mapping[str, int] = {
    "source_document": 200, "problem_type": 60, "aspect": 40, "indicator": 60, "measure": 120, "place_code": 12,
    "place_name": 100, "household_code": 40, "project_code": 80, "lead_department": 200, "department": 200, "person": 60,
}  # fmt: skip
"""Characters that a field may hold; the others may hold any text."""
LONGEST = 20_000
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Sighting:
    """Where a problem was seen: a document and the row in it, or a finding `<run>/<check>` and how many rows failed."""

    source_document: str = ""
    file_name: str = ""
    file_hash: str = ""
    sheet: str = ""
    sheet_row: int | None = None
    finding: str = ""
    row_count: int | None = None


@dataclass(frozen=True)
class Draft:
    """A problem to be opened: fields of `FIELD_TITLES` with their values, the state it comes in, where it was seen.

    `separate` is a text that keeps it apart from another problem of the same words (opened on purpose).
    """

    values: Mapping[str, Any]
    sighting: Sighting = Sighting()
    state: str = NOT_STARTED
    note: str = ""
    opened_on: date | None = None
    separate: str = ""

    @property
    def fingerprint(self) -> str:
        """What it is recognised by, see `recognising.fingerprint`."""
        value = {name: str(self.values.get(name) or "") for name in FIELD_TITLES}
        return fingerprint(
            measure=value["measure"] + self.separate,
            place=value["place_code"] or value["place_name"],
            household_code=value["household_code"],
            project_code=value["project_code"],
            title=value["title"],
            description=value["description"],
        )


@dataclass(frozen=True)
class Problem:
    """A problem as it is at one version. '' means not said; dates are days in China."""

    id: int
    version: int
    state: str
    source: str
    source_document: str
    problem_type: str
    aspect: str
    indicator: str
    measure: str
    title: str
    description: str
    place_code: str
    place_name: str
    household_code: str
    project_code: str
    severity: str
    term: str
    root_cause: str
    lead_department: str
    department: str
    person: str
    deadline: date | None
    remedy: str
    result: str
    opened_on: date
    done_by: str
    closed_by: str
    closed_on: date | None
    recurrences: int
    evidence_count: int

    @property
    def number(self) -> str:
        """The number people quote: year and running number."""
        return f"{self.opened_on.year}-{self.id:05d}"


COLUMNS = tuple(field.name for field in fields(Problem))


@dataclass(frozen=True)
class Event:
    """One thing that happened. `changes` is field → (what was, what is) as JSON texts; times are China's."""

    id: int
    problem_id: int
    version: int
    at: datetime
    day: date
    who: str
    kind: str
    state_was: str
    state: str
    changes: Mapping[str, tuple[Any, Any]]
    note: str
    key: str = ""
    digest: str = ""


def check_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: texts trimmed, the deadline a date. Raises UserError for what no field may hold."""
    return {name: _check_value(name, value) for name, value in values.items()}


def _check_value(name: str, value: Any) -> Any:
    if name not in FIELD_TITLES:
        raise UserError("台账没有这一栏", field=name, todo="可写的栏目见台账表头")
    title = FIELD_TITLES[name]
    if name == "deadline":
        return _check_date(title, value)
    text = check_text(title, "" if value is None else str(value), MAX_LENGTHS.get(name, LONGEST))
    if name in CHOICES and text and text not in CHOICES[name]:
        raise UserError(f"应为其中之一：{'、'.join(CHOICES[name])}", field=title, came=text)
    if name in ("title", "source") and not text:
        raise UserError("不能为空", field=title)
    return text


def check_text(title: str, text: str, limit: int) -> str:
    """The text, trimmed. Raises UserError when it is too long, or holds what no database keeps (a null, half a character)."""
    kept = text.strip()
    if len(kept) > limit:
        raise UserError(f"最多 {limit} 个字", field=title, came=f"{len(kept)} 个字", todo="请缩短，细节写进“具体问题”")
    if _UNKEPT.search(kept):
        raise UserError("含有不能保存的字符", field=title, todo="请删去不可见的字符后再保存")
    return kept


def _check_date(title: str, value: Any) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UserError("应为日期", field=title, came=value, todo="请写成 2021-12-20 这样的形式") from error


def as_json(value: Any) -> Any:
    """A field's value as events keep it: dates as ISO texts."""
    return value.isoformat() if isinstance(value, date) else value


def replay(events: Iterable[Event]) -> dict[str, Any]:
    """What the events, oldest first, say the problem is: every column of `COLUMNS` but `id`, dates as ISO texts."""
    state: dict[str, Any] = {}
    for event in events:
        state["version"] = event.version
        state.update({name: now for name, (_, now) in event.changes.items()})
    return state


def check_state(state: str) -> str:
    """The state. Raises UserError when it is none."""
    if state not in STATES:
        raise UserError(f"状态应为其中之一：{'、'.join(STATES)}", field="状态", came=state)
    return state
