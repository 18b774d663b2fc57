"""Rows of the ledger: a problem is locked, its change and the event of it are written together, sightings are linked to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select, text, update

from core.chain import Key, read_key
from core.database import after_commit, writing
from core.errors import UserError
from core.heads import note_heads
from ledger.book import words
from ledger.book.models import EventRow, EvidenceRow, ProblemRow, SightingRow
from ledger.book.problems import COLUMNS, Problem, Sighting, as_json, check_text

MAX_NOTE = 20_000
_SIGHTING_LENGTHS = {"source_document": 200, "file_name": 200, "sheet": 100, "finding": 200}
_OPENING = 7_204_312
"""The number of the advisory lock under which PostgreSQL opens problems, one transaction after the other."""

PROBLEMS, EVENTS, SIGHTINGS, EVIDENCE = (
    row.metadata.tables[row.__tablename__] for row in (ProblemRow, EventRow, SightingRow, EvidenceRow)
)
_READ = select(*(PROBLEMS.c[name] for name in COLUMNS)).where(PROBLEMS.c.id == bindparam("wanted"))
_LOCK = _READ.with_for_update()
_KNOWN = select(PROBLEMS.c.id).where(PROBLEMS.c.fingerprint == bindparam("wanted"))
_OPEN = insert(PROBLEMS).returning(PROBLEMS.c.id)
_CHANGE = update(PROBLEMS).where(PROBLEMS.c.id == bindparam("wanted"), PROBLEMS.c.version == bindparam("seen"))
_LAST = select(EVENTS.c.digest).where(EVENTS.c.problem_id == bindparam("wanted"), EVENTS.c.version == bindparam("last"))
_MADE = "events_made"
"""Where a connection keeps the digests of the events it writes."""
_SINCE = (
    select(EVENTS.c.who, EVENTS.c.changes)
    .where(EVENTS.c.problem_id == bindparam("wanted"), EVENTS.c.version > bindparam("seen"))
    .order_by(EVENTS.c.version)
)
_ON_RECORD = (
    select(SIGHTINGS.c.id)
    .where(SIGHTINGS.c.problem_id == bindparam("wanted"))
    .where(*(SIGHTINGS.c[name] == bindparam(name) for name in ("file_hash", "sheet", "finding")))
    .where(SIGHTINGS.c.sheet_row.is_not_distinct_from(bindparam("sheet_row")))
    .limit(1)
)


class Conflict(UserError):
    """Somebody changed the same fields meanwhile. `problem` is how it is now; `theirs` and `mine` hold those fields."""

    def __init__(self, problem: Problem, theirs: Mapping[str, Any], mine: Mapping[str, Any], who: str) -> None:
        self.problem, self.theirs, self.mine, self.who = problem, theirs, mine, who
        names = "、".join(words.FIELD_TITLES.get(name, "状态") for name in theirs)
        super().__init__(
            f"{who} 刚改过同一栏，您的内容没有写入，也没有丢失", field=names, todo="请对照两边的内容后再保存"
        )


@dataclass(frozen=True)
class Act:
    """Who does something, when, of which kind of event, and what is said with it."""

    who: str
    at: datetime
    kind: str
    note: str = ""


def read_problem(connection: Connection, problem_id: int, *, lock: bool = False) -> Problem:
    """The problem; with `lock` nobody else changes it until this transaction ends. Raises UserError when there is none."""
    row = connection.execute(_LOCK if lock else _READ, {"wanted": problem_id}).first()
    if row is None:
        raise UserError("台账里没有这个问题", came=problem_id)
    return Problem(*row)


def take_turn(connection: Connection) -> None:
    """Wait until nobody else is opening problems. On SQLite every writer has waited for all others already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_OPENING})"))


def find_known(connection: Connection, fingerprint: str) -> int | None:
    """Number of the problem that is recognised by it."""
    known = connection.execute(_KNOWN, {"wanted": fingerprint}).scalar()
    return None if known is None else int(known)


def write_problem(connection: Connection, values: Mapping[str, Any], fingerprint: str, act: Act) -> Problem:
    """A new problem with its first event; that event's day is the day on which the problem was opened."""
    made = {**values, "version": 1}
    number = connection.execute(_OPEN, {**made, "fingerprint": fingerprint}).scalar_one()
    problem = Problem(id=number, **{name: made[name] for name in COLUMNS if name != "id"})
    changes = {name: (None, as_json(value)) for name, value in values.items()}
    _write_event(connection, problem, changes, act, ("", problem.state), problem.opened_on)
    return problem


def record(
    connection: Connection, problem: Problem, values: Mapping[str, Any], act: Act, *, always: bool = False
) -> Problem:
    """Write the values and the event. Without a difference nothing happens, unless `always`."""
    different = differences(problem, values)
    if not (different or always):
        return problem
    changed = Problem(**{**asdict(problem), **different, "version": problem.version + 1})
    where = {"wanted": problem.id, "seen": problem.version}
    done = connection.execute(_CHANGE.values(different | {"version": changed.version}), where)
    if done.rowcount != 1:
        raise UserError("别人刚改过这个问题", came=problem.number, todo="请刷新后再试")
    changes = {name: (as_json(getattr(problem, name)), as_json(value)) for name, value in different.items()}
    states = (problem.state, changed.state) if "state" in different else ("", "")
    _write_event(connection, changed, changes, act, states, act.at.date())
    return changed


def differences(problem: Problem, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are others than the problem's."""
    return {name: value for name, value in values.items() if getattr(problem, name) != value}


def refuse_conflict(connection: Connection, problem: Problem, version: int, values: Mapping[str, Any]) -> None:
    """Raises `Conflict` where a field to be written was changed since that version to something else."""
    changed_by = _changed_since(connection, problem, version)
    mine = {name: value for name, value in differences(problem, values).items() if name in changed_by}
    if mine:
        _refuse(problem, mine, changed_by)


def refuse_step_taken(connection: Connection, problem: Problem, version: int, state: str) -> None:
    """Raises `Conflict` where the state was changed since that version, be it to the very same."""
    changed_by = _changed_since(connection, problem, version)
    if "state" in changed_by:
        _refuse(problem, {"state": state}, changed_by)


def is_on_record(connection: Connection, problem_id: int, sighting: Sighting) -> bool:
    """Whether this very row or finding is on record for the problem."""
    if not (sighting.file_hash or sighting.finding):
        return False
    row = _sighting_row(sighting)
    asked = {name: row[name] for name in ("file_hash", "sheet", "sheet_row", "finding")}
    return connection.execute(_ON_RECORD, {**asked, "wanted": problem_id}).first() is not None


def write_sighting(connection: Connection, problem_id: int, sighting: Sighting, source: str, day: date) -> None:
    """Link a sighting to the problem."""
    row = {**_sighting_row(sighting), "problem_id": problem_id, "day": day, "source": source}
    connection.execute(insert(SIGHTINGS), row)


def check_note(note: str) -> str:
    """The note as it is kept. Raises UserError when it is too long or cannot be kept."""
    return check_text("说明", note, MAX_NOTE)


def _changed_since(connection: Connection, problem: Problem, version: int) -> dict[str, str]:
    """Field → who changed it last since the version."""
    if version == problem.version:
        return {}
    if version > problem.version or version < 1:
        raise UserError("页面上的内容与台账不符", came=f"版本 {version}", todo="请刷新后再试")
    events = connection.execute(_SINCE, {"wanted": problem.id, "seen": version})
    return {name: str(who) for who, changes in events for name in changes}


def _refuse(problem: Problem, mine: Mapping[str, Any], changed_by: Mapping[str, str]) -> None:
    theirs = {name: getattr(problem, name) for name in mine}
    raise Conflict(problem, theirs, mine, "、".join(dict.fromkeys(changed_by[name] for name in mine)))


def _sighting_row(sighting: Sighting) -> dict[str, Any]:
    """Its fields as long as their columns; of a long file name the end says more."""
    row = {**asdict(sighting), "file_name": sighting.file_name[-_SIGHTING_LENGTHS["file_name"] :]}
    return row | {name: str(row[name])[:length] for name, length in _SIGHTING_LENGTHS.items()}


def _write_event(
    connection: Connection, problem: Problem, changes: Mapping[str, Iterable[Any]], act: Act, states: tuple[str, str],
    day: date,
) -> None:  # fmt: skip
    row = {
        "problem_id": problem.id, "version": problem.version, "at": act.at, "day": day, "who": act.who, "kind": act.kind,
        "state_was": states[0], "state": states[1], "changes": {name: list(pair) for name, pair in changes.items()},
        "note": act.note,
    }  # fmt: skip
    sealed = seal(_last_digest(connection, problem), row, read_key())
    connection.execute(insert(EVENTS), sealed)
    connection.info.get(_MADE, []).append((f"{problem.id}@{problem.version}", sealed["digest"]))


def seal(previous: str, event: Mapping[str, Any], key: Key) -> dict[str, Any]:
    """The event with its digest after that of the problem's event before it, '' for the first. Its running number does not count."""
    told = {**event, "key": key.mark}
    return {
        **told,
        "digest": key.link(previous, {**told, "at": told["at"].isoformat(), "day": told["day"].isoformat()}),
    }


def _last_digest(connection: Connection, problem: Problem) -> str:
    if problem.version == 1:
        return ""
    return str(connection.execute(_LAST, {"wanted": problem.id, "last": problem.version - 1}).scalar() or "")


@contextmanager
def recording(
    engine: Engine, folder: Path, heard: Callable[[Sequence[tuple[str, str]]], None] | None = None
) -> Iterator[Connection]:
    """`core.database.writing`; once its events are on disk (`problem@version`, digest), they are noted beside the database and `heard`."""
    with writing(engine) as connection:
        outer = connection.info.get(_MADE)
        made = connection.info[_MADE] = list[tuple[str, str]]()
        try:
            yield connection
        finally:
            connection.info[_MADE] = outer if outer is not None else []
        if made:
            after_commit(connection, lambda: note_heads(folder, made))
            if heard:
                after_commit(connection, lambda: heard(made))
