"""The ledger itself: every way in which a problem may come about and change. Each call is one transaction and one event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from core.database import FOLDER, reading
from core.errors import UserError
from core.settings import china_time
from ledger.book import words
from ledger.book.database import open_engine
from ledger.book.evidence import Evidence, keep_file
from ledger.book.problems import Draft, Event, Problem, Sighting, check_state, check_text, check_values
from ledger.book.recording import (
    EVENTS,
    EVIDENCE,
    SIGHTINGS,
    Act,
    Conflict,
    check_note,
    differences,
    find_known,
    is_on_record,
    read_problem,
    record,
    recording,
    refuse_conflict,
    refuse_step_taken,
    take_turn,
    write_problem,
    write_sighting,
)
from ledger.book.seat import MAX_WHO, Seat, check_who

__all__ = [
    "KNOWN",
    "MAX_WHO",
    "NEW",
    "RECURRED",
    "Conflict",
    "Ledger",
    "Opened",
    "check_step",
    "check_who",
    "china_time",
    "open_ledger",
]

_EMPTY: Mapping[str, Any] = dict.fromkeys(words.FIELD_TITLES, "") | {"deadline": None}
_UNTOUCHED: Mapping[str, Any] = {
    "done_by": "", "closed_by": "", "closed_on": None, "recurrences": 0, "evidence_count": 0,
}  # fmt: skip
EVERYBODY = Seat()

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Opened:
    """What came of a draft: the problem, and whether it is `new`, was `known` already, or came again (`recurred`)."""

    problem: Problem
    outcome: str


NEW, KNOWN, RECURRED = "new", "known", "recurred"


@dataclass(frozen=True)
class Ledger:
    """The ledger of one data folder. `who` is the person's name as people sign lists."""

    engine: Engine
    folder: Path
    clock: Clock = china_time
    seat: Seat = EVERYBODY
    """Who sits at it; the program's own work has no seat of its own and may everything."""
    heard: Callable[[Sequence[tuple[str, str]]], None] | None = field(default=None, compare=False)
    """Told of events that are on disk: (`problem@version`, digest) of each."""

    def read(self, problem_id: int) -> Problem:
        """The problem as it is. Raises UserError when there is none of that number."""
        with reading(self.engine) as connection:
            return self._read(connection, problem_id)

    def events(self, problem_id: int) -> list[Event]:
        """Everything that happened to it, oldest first."""
        asked = select(EVENTS).where(EVENTS.c.problem_id == problem_id).order_by(EVENTS.c.version)
        with reading(self.engine) as connection:
            self._check_place(connection, problem_id)
            return [Event(**row) for row in connection.execute(asked).mappings()]

    def evidence(self, problem_id: int) -> list[Evidence]:
        """The files kept with it, oldest first."""
        asked = select(EVIDENCE).where(EVIDENCE.c.problem_id == problem_id).order_by(EVIDENCE.c.id)
        with reading(self.engine) as connection:
            self._check_place(connection, problem_id)
            return [Evidence(**row) for row in connection.execute(asked).mappings()]

    def sightings(self, problem_id: int) -> list[dict[str, Any]]:
        """Where it was seen, oldest first: day, source and the fields of `Sighting`."""
        asked = select(SIGHTINGS).where(SIGHTINGS.c.problem_id == problem_id).order_by(SIGHTINGS.c.id)
        with reading(self.engine) as connection:
            self._check_place(connection, problem_id)
            return [dict(row) for row in connection.execute(asked).mappings()]

    def open(self, draft: Draft, who: str) -> Opened:
        """Open a problem, or recognise the one that is there: then it is linked, and reopened if it had been closed."""
        return self.open_many([draft], who)[0]

    def open_many(self, drafts: Sequence[Draft], who: str) -> list[Opened]:
        """Open all of them or, when one is refused, none. Raises UserError."""
        signed = self.seat.sign(who)
        for draft in drafts:
            self.seat.check_place(str(draft.values.get("place_code", "")))
        checked = [(draft, _opening_values(draft, signed), check_note(draft.note)) for draft in drafts]
        with recording(self.engine, self.folder, self.heard) as connection:
            take_turn(connection)
            now = self.clock()
            return [
                _open(connection, draft, values, Act(signed, now, words.OPENED, note))
                for draft, values, note in checked
            ]

    def recur_many(self, seen: Mapping[int, tuple[Sighting, str]], who: str) -> list[Opened]:
        """Reopen closed problems whose measure fails again: id → where that was seen, and why; one on record is no news.

        One that was opened again meanwhile by somebody else is only linked. Raises UserError for a problem there is not.
        """
        signed = self.seat.sign(who)
        checked = [(number, sighting, check_note(why)) for number, (sighting, why) in sorted(seen.items())]
        with recording(self.engine, self.folder, self.heard) as connection:
            take_turn(connection)
            now = self.clock()
            return [
                _see_again(connection, number, sighting, "", Act(signed, now, words.RECURRED, why))
                for number, sighting, why in checked
            ]

    def change(self, problem_id: int, version: int, changes: Mapping[str, Any], who: str, note: str = "") -> Problem:
        """Write fields as seen at a version. Fields that others changed meanwhile to something else raise `Conflict` and
        nothing is written; what they changed elsewhere stays. Nothing to change is no event."""
        signed, values, said = self.seat.sign(who), check_values(changes), check_note(note)
        if "place_code" in values:
            self.seat.check_place(str(values["place_code"]))
        with recording(self.engine, self.folder, self.heard) as connection:
            problem = self._read(connection, problem_id, lock=True)
            refuse_conflict(connection, problem, version, values)
            if problem.state == words.CLOSED and differences(problem, values):
                raise UserError("已销号的问题不能再改", came=problem.number, todo="确需改动请先“重新打开”并写明原因")
            return record(connection, problem, values, Act(signed, self.clock(), words.CHANGED, said))

    def move(self, problem_id: int, version: int, state: str, who: str, note: str = "") -> Problem:
        """Take a step of `words.STEPS`. Raises UserError for a step that is not allowed, `Conflict` when another was first.

        已销号 wants evidence and another person than the one who reported it done or answers for it; sending back and
        reopening want a reason.
        """
        signed, said, wanted = self.seat.sign(who), check_note(note), check_state(state)
        with recording(self.engine, self.folder, self.heard) as connection:
            problem = self._read(connection, problem_id, lock=True)
            refuse_step_taken(connection, problem, version, wanted)
            check_step(problem, wanted, signed, said)
            if wanted == words.CLOSED:
                self.seat.check_approving()
            now = self.clock()
            return record(connection, problem, _step_values(wanted, signed, now), Act(signed, now, words.MOVED, said))

    def note(self, problem_id: int, who: str, note: str) -> Problem:
        """Add a line of progress (整改进展). Two people's lines never meet: both stay."""
        signed, said = self.seat.sign(who), check_note(note)
        if not said:
            raise UserError("进展不能为空", field="整改进展")
        with recording(self.engine, self.folder, self.heard) as connection:
            problem = self._read(connection, problem_id, lock=True)
            return record(connection, problem, {}, Act(signed, self.clock(), words.NOTED, said), always=True)

    def add_evidence(self, problem_id: int, who: str, name: str, content: bytes) -> Problem:
        """Keep a file with the problem. Raises UserError for a file that may not be kept."""
        signed, shown = self.seat.sign(who), check_text("文件名", Path(name).name[-200:], 200)
        digest = keep_file(self.folder, name, content)
        with recording(self.engine, self.folder, self.heard) as connection:
            problem = self._read(connection, problem_id, lock=True)
            now = self.clock()
            kept = {
                "problem_id": problem.id, "digest": digest, "name": shown, "size": len(content), "at": now, "who": signed,
            }  # fmt: skip
            connection.execute(insert(EVIDENCE), kept)
            values = {"evidence_count": problem.evidence_count + 1}
            return record(connection, problem, values, Act(signed, now, words.EVIDENCE, shown))

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

    def _read(self, connection: Connection, problem_id: int, *, lock: bool = False) -> Problem:
        problem = read_problem(connection, problem_id, lock=lock)
        self.seat.check_place(problem.place_code)
        return problem

    def _check_place(self, connection: Connection, problem_id: int) -> None:
        """Of a problem whose events, files or sightings are asked for."""
        if self.seat.within:
            self._read(connection, problem_id)


def open_ledger(folder: Path) -> Ledger:
    """The ledger of a data folder, created when there is none."""
    return Ledger(open_engine(folder), folder / FOLDER)


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


def _opening_values(draft: Draft, who: str) -> dict[str, Any]:
    """Every column of the problem that a draft opens, but the day. Who opens it as done answers for that."""
    missing = {name: "" for name in ("title", "source") if name not in draft.values}
    state = check_state(draft.state)
    if state == words.CLOSED:
        raise UserError("不能直接登记为已销号", field="状态", todo="请登记为已整改，由另一人凭佐证复核销号")
    done = {"done_by": who} if state == words.DONE else {}
    return {**_EMPTY, **check_values({**missing, **draft.values}), **_UNTOUCHED, "state": state, **done}


def _open(connection: Connection, draft: Draft, values: Mapping[str, Any], act: Act) -> Opened:
    known = find_known(connection, draft.fingerprint)
    if known is not None:
        return _see_again(connection, known, draft.sighting, str(values["source"]), act)
    days = {"opened_on": draft.opened_on or act.at.date()}
    problem = write_problem(connection, {**values, **days}, draft.fingerprint, act)
    write_sighting(connection, problem.id, draft.sighting, problem.source, act.at.date())
    return Opened(problem, NEW)


def _see_again(connection: Connection, problem_id: int, sighting: Sighting, source: str, act: Act) -> Opened:
    """Link a sighting to the problem that is there; a row already on record is no news. `source` '' stands for the problem's."""
    problem = read_problem(connection, problem_id, lock=True)
    if is_on_record(connection, problem_id, sighting):
        return Opened(problem, KNOWN)
    reported_by = source or problem.source
    write_sighting(connection, problem_id, sighting, reported_by, act.at.date())
    said = act.note or f"{reported_by} {sighting.source_document}".strip()
    if problem.state != words.CLOSED:
        seen = Act(act.who, act.at, words.SEEN_AGAIN, said)
        return Opened(record(connection, problem, {}, seen, always=True), KNOWN)
    again = {**_step_values(words.IN_HAND, act.who, act.at), "recurrences": problem.recurrences + 1}
    return Opened(record(connection, problem, again, Act(act.who, act.at, words.RECURRED, said)), RECURRED)
