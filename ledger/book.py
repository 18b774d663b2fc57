"""The ledger itself: every way in which a problem may come about and change. Each call is one transaction and one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger import words
from ledger.database import FOLDER, open_engine, reading, writing
from ledger.evidence import Evidence, keep_file
from ledger.models import EventRow, EvidenceRow, ProblemRow, SightingRow
from ledger.problems import COLUMNS, Draft, Event, Problem, Sighting, as_json, check_state, check_values
from loaders.errors import UserError
from loaders.settings import TIME_ZONE

MAX_WHO = 60
MAX_NOTE = 20_000
_EMPTY: Mapping[str, Any] = dict.fromkeys(words.FIELD_TITLES, "") | {"deadline": None}
_OPENING: Mapping[str, Any] = {"done_by": "", "closed_by": "", "closed_on": None, "recurrences": 0, "evidence_count": 0}

Clock = Callable[[], datetime]


class Conflict(UserError):
    """Somebody changed the same fields meanwhile. `problem` is how it is now; `theirs` and `mine` hold those fields."""

    def __init__(self, problem: Problem, theirs: Mapping[str, Any], mine: Mapping[str, Any], who: str) -> None:
        self.problem, self.theirs, self.mine, self.who = problem, theirs, mine, who
        names = "、".join(words.FIELD_TITLES.get(name, "状态") for name in theirs)
        super().__init__(
            f"{who} 刚改过同一栏，您的内容没有写入，也没有丢失", field=names, todo="请对照两边的内容后再保存"
        )


@dataclass(frozen=True)
class Opened:
    """What came of a draft: the problem, and whether it is `new`, was `known` already, or came again (`recurred`)."""

    problem: Problem
    outcome: str


NEW, KNOWN, RECURRED = "new", "known", "recurred"


def china_time() -> datetime:
    """Now in China, without a zone, to the microsecond."""
    return datetime.now(TIME_ZONE).replace(tzinfo=None)


@dataclass(frozen=True)
class Ledger:
    """The ledger of one data folder. `who` is the person's name as people sign lists."""

    engine: Engine
    folder: Path
    clock: Clock = china_time

    def read(self, problem_id: int) -> Problem:
        """The problem as it is. Raises UserError when there is none of that number."""
        with reading(self.engine) as connection:
            return _read(connection, problem_id)

    def events(self, problem_id: int) -> list[Event]:
        """Everything that happened to it, oldest first."""
        asked = select(EventRow.__table__).where(EventRow.problem_id == problem_id).order_by(EventRow.version)
        with reading(self.engine) as connection:
            return [Event(**row) for row in connection.execute(asked).mappings()]

    def evidence(self, problem_id: int) -> list[Evidence]:
        """The files kept with it, oldest first."""
        asked = select(EvidenceRow.__table__).where(EvidenceRow.problem_id == problem_id).order_by(EvidenceRow.id)
        with reading(self.engine) as connection:
            return [Evidence(**row) for row in connection.execute(asked).mappings()]

    def sightings(self, problem_id: int) -> list[dict[str, Any]]:
        """Where it was told of, oldest first: day, source and the fields of `Sighting`."""
        asked = select(SightingRow.__table__).where(SightingRow.problem_id == problem_id).order_by(SightingRow.id)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]

    def open(self, draft: Draft, who: str) -> Opened:
        """Open a problem, or recognise the one that is there: then it is linked, and reopened if it had been closed."""
        return self.open_many([draft], who)[0]

    def open_many(self, drafts: Sequence[Draft], who: str) -> list[Opened]:
        """Open all of them or, when one is refused, none. Raises UserError."""
        signed, now = check_who(who), self.clock()
        checked = [(draft, _opening_values(draft, now)) for draft in drafts]
        for attempt in range(3):
            try:
                with writing(self.engine) as connection:
                    return [_open(connection, draft, values, signed, now) for draft, values in checked]
            except IntegrityError:
                # Another process opened the same problem at the same moment: look again and link to it.
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def recur_many(self, seen: Mapping[int, tuple[Sighting, str]], who: str) -> list[Opened]:
        """Reopen closed problems whose measure fails again: id → where that was seen, and why; one on record is no news.

        One that was opened again meanwhile by somebody else is only linked. Raises UserError for a problem there is not.
        """
        signed, now = check_who(who), self.clock()
        with writing(self.engine) as connection:
            return [
                _see_again(connection, problem_id, Draft({}, sighting, note=why), signed, now)
                for problem_id, (sighting, why) in sorted(seen.items())
            ]

    def change(self, problem_id: int, version: int, changes: Mapping[str, Any], who: str, note: str = "") -> Problem:
        """Write fields as seen at a version. Fields that others changed meanwhile to something else raise `Conflict` and
        nothing is written; what they changed elsewhere stays. Nothing to change is no event."""
        signed, values = check_who(who), check_values(changes)
        with writing(self.engine) as connection:
            problem = _lock(connection, problem_id)
            _refuse_conflict(connection, problem, version, values)
            if problem.state == words.CLOSED and _differences(problem, values):
                raise UserError("已销号的问题不能再改", came=problem.number, todo="确需改动请先“重新打开”并写明原因")
            return _record(connection, problem, values, signed, self.clock(), words.CHANGED, note)

    def move(self, problem_id: int, version: int, state: str, who: str, note: str = "") -> Problem:
        """Take a step of `words.STEPS`. Raises UserError for a step that is not allowed, `Conflict` when another was first.

        已销号 wants evidence and another person than the one who reported it done or answers for it; sending back and
        reopening want a reason.
        """
        signed = check_who(who)
        with writing(self.engine) as connection:
            problem = _lock(connection, problem_id)
            check_step(problem, check_state(state), signed, note)
            if problem.version != version:
                _refuse_conflict(connection, problem, version, {"state": state})
            now = self.clock()
            values = _step_values(state, signed, now)
            return _record(connection, problem, values, signed, now, words.MOVED, note)

    def note(self, problem_id: int, who: str, note: str) -> Problem:
        """Add a line of progress (整改进展). Two people's lines never meet: both stay."""
        if not note.strip():
            raise UserError("进展不能为空", field="整改进展")
        with writing(self.engine) as connection:
            problem = _lock(connection, problem_id)
            return _record(connection, problem, {}, check_who(who), self.clock(), words.NOTED, note, always=True)

    def add_evidence(self, problem_id: int, who: str, name: str, content: bytes) -> Problem:
        """Keep a file with the problem. Raises UserError for a file that may not be kept."""
        signed = check_who(who)
        digest = keep_file(self.folder, name, content)
        shown = Path(name).name[-200:]
        with writing(self.engine) as connection:
            problem = _lock(connection, problem_id)
            now = self.clock()
            kept = {
                "problem_id": problem.id,
                "digest": digest,
                "name": shown,
                "size": len(content),
                "at": now,
                "who": signed,
            }
            connection.execute(insert(EvidenceRow).values(kept))
            values = {"evidence_count": problem.evidence_count + 1}
            return _record(connection, problem, values, signed, now, words.EVIDENCE, shown)

    def change_many(
        self, versions: Mapping[int, int], changes: Mapping[str, Any], who: str, note: str = ""
    ) -> tuple[list[Problem], dict[int, UserError]]:
        """The same fields of many problems, each as seen at its version: (those changed, refused id → why)."""
        changed, refused = [], {}
        for problem_id, version in versions.items():
            try:
                changed.append(self.change(problem_id, version, changes, who, note))
            except UserError as error:
                refused[problem_id] = error
        return changed, refused


def open_ledger(folder: Path) -> Ledger:
    """The ledger of a data folder, created when there is none."""
    return Ledger(open_engine(folder), folder / FOLDER)


def check_who(who: str) -> str:
    """The name, trimmed. Raises UserError when nobody signs."""
    name = who.strip()
    if not name or len(name) > MAX_WHO:
        raise UserError("请先填写办理人姓名", field="办理人", came=name[:MAX_WHO])
    return name


def check_step(problem: Problem, state: str, who: str, note: str = "") -> None:
    """Raises UserError, in words, when this person may not take this step now."""
    if state not in words.STEPS[problem.state]:
        allowed = "、".join(words.STEPS[problem.state])
        raise UserError(f"{problem.state}的问题不能直接变为{state}", field="状态", todo=f"可以变为：{allowed}")
    if state == words.CLOSED:
        _check_closing(problem, who)
    if (problem.state, state) in ((words.DONE, words.IN_HAND), (words.CLOSED, words.IN_HAND)) and not note.strip():
        raise UserError("退回或重新打开须写明原因", field="原因")


def _check_closing(problem: Problem, who: str) -> None:
    if who == problem.done_by:
        raise UserError("销号须由另一人复核", field="复核人", came=who, todo="报已整改的人不能自己销号")
    if who == problem.person:
        raise UserError("销号须由责任人以外的人复核", field="复核人", came=who)
    if not problem.evidence_count:
        raise UserError("没有佐证不能销号", came=problem.number, todo="请先上传佐证材料")


def _step_values(state: str, who: str, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"state": state, "closed_by": "", "closed_on": None}
    if state == words.DONE:
        values["done_by"] = who
    if state == words.CLOSED:
        values |= {"closed_by": who, "closed_on": now.date()}
    return values


def _opening_values(draft: Draft, now: datetime) -> dict[str, Any]:
    """Every column of the problem that a draft opens."""
    missing = {name: "" for name in ("title", "source") if name not in draft.values}
    values = {**_EMPTY, **check_values({**missing, **draft.values})}
    opened_on = draft.opened_on or now.date()
    made = {**_OPENING, "state": check_state(draft.state), "opened_on": opened_on}
    if draft.state == words.CLOSED:
        made |= {"closed_on": now.date()}
    return values | made


def _open(connection: Connection, draft: Draft, values: Mapping[str, Any], who: str, now: datetime) -> Opened:
    known = connection.execute(select(ProblemRow.id).where(ProblemRow.fingerprint == draft.fingerprint)).scalar()
    if known is not None:
        return _see_again(connection, int(known), draft, who, now)
    made = {**values, "version": 1, "fingerprint": draft.fingerprint}
    added = connection.execute(insert(ProblemRow).values(made).returning(ProblemRow.id)).scalar_one()
    problem = Problem(id=added, **{name: made[name] for name in COLUMNS if name != "id"})
    changes = {name: (None, as_json(value)) for name, value in values.items()}
    _write_event(
        connection, problem, changes, who, now, words.OPENED, draft.note, ("", problem.state), problem.opened_on
    )
    _write_sighting(connection, problem.id, draft.sighting, problem.source, now)
    return Opened(problem, NEW)


def _see_again(connection: Connection, problem_id: int, draft: Draft, who: str, now: datetime) -> Opened:
    """Link a telling to the problem that is there; a row told of before is no news."""
    problem = _lock(connection, problem_id)
    if _is_told(connection, problem_id, draft.sighting):
        return Opened(problem, KNOWN)
    source = str(draft.values.get("source") or problem.source)
    _write_sighting(connection, problem_id, draft.sighting, source, now)
    said = draft.note or f"{source} {draft.sighting.source_document}".strip()
    if problem.state != words.CLOSED:
        return Opened(_record(connection, problem, {}, who, now, words.SEEN_AGAIN, said, always=True), KNOWN)
    return Opened(_recur(connection, problem, who, now, said), RECURRED)


def _recur(connection: Connection, problem: Problem, who: str, now: datetime, why: str) -> Problem:
    """Reopen a closed problem with the mark of having come again (反弹)."""
    values = {**_step_values(words.IN_HAND, who, now), "recurrences": problem.recurrences + 1}
    return _record(connection, problem, values, who, now, words.RECURRED, why)


def _is_told(connection: Connection, problem_id: int, sighting: Sighting) -> bool:
    """Whether this very row or finding is on record for the problem."""
    if not (sighting.file_hash or sighting.finding):
        return False
    asked = select(SightingRow.id).where(SightingRow.problem_id == problem_id).limit(1)
    for name in ("file_hash", "sheet", "sheet_row", "finding"):
        asked = asked.where(getattr(SightingRow, name) == getattr(sighting, name))
    return connection.execute(asked).first() is not None


def _write_sighting(connection: Connection, problem_id: int, sighting: Sighting, source: str, now: datetime) -> None:
    row = {**asdict(sighting), "problem_id": problem_id, "day": now.date(), "source": source}
    connection.execute(insert(SightingRow).values(row))


def _read(connection: Connection, problem_id: int, *, lock: bool = False) -> Problem:
    asked = select(*(getattr(ProblemRow, name) for name in COLUMNS)).where(ProblemRow.id == problem_id)
    row = connection.execute(asked.with_for_update() if lock else asked).mappings().first()
    if row is None:
        raise UserError("台账里没有这个问题", came=problem_id)
    return Problem(**row)


def _lock(connection: Connection, problem_id: int) -> Problem:
    """The problem, which nobody else changes until this transaction ends."""
    return _read(connection, problem_id, lock=True)


def _differences(problem: Problem, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(problem, name) != value}


def _refuse_conflict(connection: Connection, problem: Problem, version: int, values: Mapping[str, Any]) -> None:
    """Raises `Conflict` where a field to be written was changed since that version to something else."""
    if version == problem.version:
        return
    if version > problem.version or version < 1:
        raise UserError("页面上的内容与台账不符", came=f"版本 {version}", todo="请刷新后再试")
    asked = (
        select(EventRow.who, EventRow.changes)
        .where(EventRow.problem_id == problem.id, EventRow.version > version)
        .order_by(EventRow.version)
    )
    changed_by = {name: str(who) for who, changes in connection.execute(asked) for name in changes}
    mine = {name: value for name, value in _differences(problem, values).items() if name in changed_by}
    if mine:
        theirs = {name: getattr(problem, name) for name in mine}
        raise Conflict(problem, theirs, mine, changed_by[next(iter(mine))])


def _record(
    connection: Connection, problem: Problem, values: Mapping[str, Any], who: str, now: datetime, kind: str, note: str = "",
    *, always: bool = False,
) -> Problem:  # fmt: skip
    """Write the values and the event. Without a difference nothing happens, unless `always`."""
    different = _differences(problem, values)
    if not (different or always):
        return problem
    if len(note) > MAX_NOTE:
        raise UserError(f"最多 {MAX_NOTE} 个字", field="说明", came=f"{len(note)} 个字")
    changed = Problem(**{**asdict(problem), **different, "version": problem.version + 1})
    where = (ProblemRow.id == problem.id, ProblemRow.version == problem.version)
    done = connection.execute(update(ProblemRow).where(*where).values(**different, version=changed.version))
    if done.rowcount != 1:
        raise UserError("别人刚改过这个问题", came=problem.number, todo="请刷新后再试")
    changes = {name: (as_json(getattr(problem, name)), as_json(value)) for name, value in different.items()}
    states = (problem.state, changed.state) if "state" in different else ("", "")
    _write_event(connection, changed, changes, who, now, kind, note, states)
    return changed


def _write_event(
    connection: Connection, problem: Problem, changes: Mapping[str, Iterable[Any]], who: str, now: datetime, kind: str,
    note: str, states: tuple[str, str], day: date | None = None,
) -> None:  # fmt: skip
    row = {
        "problem_id": problem.id, "version": problem.version, "at": now, "day": day or now.date(), "who": who, "kind": kind,
        "state_was": states[0], "state": states[1], "changes": {name: list(pair) for name, pair in changes.items()},
        "note": note,
    }  # fmt: skip
    connection.execute(insert(EventRow).values(row))
