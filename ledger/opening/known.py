"""Which findings and short rows are in the ledger already: the problem of the same measure at the same household or place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.engine import Engine

from core.places import changes
from ledger.book import CLOSED, ProblemRow, codes_of, reading

_WIDTHS = (6, 9, 12)


@dataclass(frozen=True)
class Subject:
    """What a row is about: the measure (`<framework>/<measure>`), its place, and a household or project where it has one."""

    measure: str
    place_code: str
    household_code: str = ""
    project_code: str = ""


@dataclass(frozen=True)
class Known:
    """A problem of the ledger that a row belongs to."""

    id: int
    state: str
    subject: Subject


def find_known(engine: Engine, rows: Sequence[Subject]) -> list[Known | None]:
    """For every row the problem it belongs to, in one query: an open one before a closed one, the narrowest first."""
    if not rows:
        return []
    by_measure: dict[str, list[Known]] = {}
    for known in _read(engine, {row.measure for row in rows}, {code for row in rows for code in _codes(row)}):
        by_measure.setdefault(known.subject.measure, []).append(known)
    return [_nearest(row, by_measure.get(row.measure, [])) for row in rows]


def _read(engine: Engine, measures: Iterable[str], codes: Iterable[str]) -> list[Known]:
    columns = [getattr(ProblemRow, name) for name in ("measure", "place_code", "household_code", "project_code")]
    asked = select(ProblemRow.id, ProblemRow.state, *columns).where(
        ProblemRow.measure.in_(sorted(measures)),
        ProblemRow.place_code.in_(sorted({one for code in codes for one in codes_of(code)})),
    )
    with reading(engine) as connection:
        found = [Known(row[0], row[1], Subject(*row[2:])) for row in connection.execute(asked)]
    return [replace(one, subject=_under_todays_code(one.subject)) for one in found]


def _under_todays_code(subject: Subject) -> Subject:
    return replace(subject, place_code=changes.current_code(subject.place_code))


def _codes(row: Subject) -> list[str]:
    """The codes of the row's place and of the township and county it lies in."""
    return [row.place_code[:width] for width in _WIDTHS if len(row.place_code) >= width]


def _nearest(row: Subject, problems: Iterable[Known]) -> Known | None:
    mine = [one for one in problems if _holds(one.subject, row)]
    return min(mine, key=_rank, default=None)


def _holds(problem: Subject, row: Subject) -> bool:
    """Whether a problem takes in the row: of the same household or project, or of a place around it."""
    if problem.household_code or problem.project_code:
        return (problem.household_code, problem.project_code) == (row.household_code, row.project_code)
    return row.place_code.startswith(problem.place_code)


def _rank(known: Known) -> tuple[bool, bool, int]:
    narrow = bool(known.subject.household_code or known.subject.project_code)
    return known.state == CLOSED, not narrow, -len(known.subject.place_code)
