"""Writers in processes of their own that report each thing written, and the search for anything lost afterwards."""

import multiprocessing
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.database import make_engine, reading
from core.errors import UserError
from ledger.book.ledger import Conflict, Ledger
from ledger.book.models import ProblemRow
from ledger.book.problems import COLUMNS, Draft, Event, as_json, replay

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.ledger.book.writers"])
PROBLEMS = 5
FIELDS = ("remedy", "result", "person")
OPENINGS = ("opened", "seen_again", "recurred")
WRITTEN, REFUSED, LOST_SERVER = "written", "refused", "lost server"


@dataclass(frozen=True)
class Attempt:
    """What a writer says of one try: whether it was written, where, and what it had seen and said."""

    outcome: str
    problem_id: int = 0
    version: int = 0
    field: str = ""
    seen: Any = None
    said: str = ""


@dataclass
class Writers:
    """Running writers with what they have reported so far."""

    processes: list[Any]
    pipes: list[Connection]
    attempts: list[Attempt]

    def listen(self, until: int | None = None) -> None:
        """Take in what is reported until there is so much of it, or until all writers have ended."""
        while self.pipes and (until is None or len(self.attempts) < until):
            for pipe in wait(self.pipes):
                self._take(pipe)

    def kill(self) -> None:
        """SIGKILL to all, then take in what they had reported."""
        for process in self.processes:
            process.kill()
        self.listen()
        for process in self.processes:
            process.join()

    def _take(self, pipe: Any) -> None:
        try:
            self.attempts.append(pipe.recv())
        except (EOFError, ConnectionResetError):
            pipe.close()
            self.pipes.remove(pipe)


@contextmanager
def writing_at_once(url: str, folder: Path, writers: int, writes: int, seed: int = 0) -> Iterator[Writers]:
    """So many processes that each try so many writes. Problems must be there, see `open_some`."""
    running = Writers([], [], [])
    for number in range(writers):
        receiving, sending = CONTEXT.Pipe(duplex=False)
        arguments = (url, folder, f"{seed}-{number}", sending, writes)
        process = CONTEXT.Process(target=write, args=arguments)
        process.start()
        sending.close()
        running.processes.append(process)
        running.pipes.append(receiving)
    try:
        yield running
    finally:
        running.kill()


def open_some(ledger: Ledger) -> None:
    """The problems that all writers write at."""
    ledger.open_many([_draft(number) for number in range(PROBLEMS)], "甲")


def write(url: str, folder: Path, name: str, pipe: Connection, writes: int) -> None:
    """What a writer does: each attempt is reported as soon as the ledger has answered."""
    ledger, draw = Ledger(make_engine(url), folder), random.Random(name)
    for number in range(writes):
        attempt = _write_once(ledger, draw, f"{name}-{number}")
        pipe.send(attempt)
        if attempt.outcome == LOST_SERVER:
            break
    ledger.engine.dispose()


def _write_once(ledger: Ledger, draw: random.Random, said: str) -> Attempt:
    try:
        return _try_to_write(ledger, draw, said)
    except Conflict as conflict:
        ((field, mine),) = conflict.mine.items()
        return Attempt(REFUSED, conflict.problem.id, conflict.problem.version, field, conflict.theirs[field], mine)
    except UserError:
        return Attempt(LOST_SERVER)


def _try_to_write(ledger: Ledger, draw: random.Random, said: str) -> Attempt:
    number, act = draw.randint(1, PROBLEMS), draw.choices(("change", "note", "evidence", "open"), (6, 2, 1, 1))[0]
    if act == "change":
        field, seen = draw.choice(FIELDS), ledger.read(number)
        changed = ledger.change(number, seen.version, {field: said}, "乙")
        return Attempt(WRITTEN, number, changed.version, field, getattr(seen, field), said)
    if act == "note":
        return Attempt(WRITTEN, number, ledger.note(number, "乙", said).version, "note", said=said)
    if act == "evidence":
        written = ledger.add_evidence(number, "乙", f"{said}.txt", said.encode())
        return Attempt(WRITTEN, number, written.version, "note", said=f"{said}.txt")
    again = draw.random() < 0.5
    opened = ledger.open(_draft(number - 1 if again else said, note=said), "乙").problem
    return Attempt(WRITTEN, opened.id, opened.version, "note", said=said)


def _draft(what: object, note: str = "") -> Draft:
    return Draft({"source": "排查", "title": f"问题 {what} 号", "place_code": "433123"}, note=note)


def find_losses(ledger: Ledger, attempts: Iterable[Attempt]) -> list[str]:
    """Everything that is not as it must be: histories that do not hold, and what was reported as written and is not there."""
    histories = {number: ledger.events(number) for number in list_problems(ledger)}
    losses = [loss for number, events in histories.items() for loss in _check_history(ledger, number, events)]
    for one in attempts:
        if one.outcome == WRITTEN:
            losses += _check_attempt(one, histories.get(one.problem_id, []))
    return losses


def count_events(ledger: Ledger) -> int:
    """How many events there are beyond the opening of the problems of `open_some`."""
    return sum(ledger.read(number).version for number in list_problems(ledger)) - PROBLEMS


def list_problems(ledger: Ledger) -> list[int]:
    """Every number; some are left out where an opening was killed."""
    with reading(ledger.engine) as connection:
        return list(connection.execute(select(ProblemRow.id).order_by(ProblemRow.id)).scalars())


def _check_history(ledger: Ledger, number: int, events: Sequence[Event]) -> list[str]:
    problem = ledger.read(number)
    now = {name: as_json(getattr(problem, name)) for name in COLUMNS if name != "id"}
    state: dict[str, Any] = {}
    losses = [] if replay(events) == now else [f"{number}: the history does not replay to the problem"]
    if [event.version for event in events] != list(range(1, problem.version + 1)):
        losses.append(f"{number}: events are missing")
    for event in events:
        if any(event.version > 1 and state[name] != was for name, (was, _) in event.changes.items()):
            losses.append(f"{number}: event {event.version} does not follow from the one before it")
        state |= {name: value for name, (_, value) in event.changes.items()}
    if len(ledger.evidence(number)) != problem.evidence_count:
        losses.append(f"{number}: evidence is counted otherwise than kept")
    if len(ledger.sightings(number)) != sum(event.kind in OPENINGS for event in events):
        losses.append(f"{number}: a sighting without its event, or the other way round")
    return losses


def _check_attempt(attempt: Attempt, events: Sequence[Event]) -> list[str]:
    """The event of that version must hold what was said, and a change must have been made from what its writer saw."""
    event = events[attempt.version - 1] if attempt.version <= len(events) else None
    if event is None:
        return [f"{attempt} is not there"]
    if attempt.field == "note":
        return [] if event.note == attempt.said else [f"{attempt} has another note"]
    return (
        []
        if list(event.changes.get(attempt.field, ())) == [attempt.seen, attempt.said]
        else [f"{attempt} was written over another"]
    )
