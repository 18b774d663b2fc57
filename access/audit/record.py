"""The record of acts: lines are added one after the other, by any number of processes, and never change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, case, distinct, func, insert, select, text

from access.audit.acts import DONE, Act, Line
from access.audit.models import LineRow
from access.database import open_engine
from core.chain import read_key
from core.database import after_commit, reading, writing
from core.heads import note_heads
from core.settings import china_time

FOLDER: Final = "audit"
_LOCK: Final = 7_204_313
"""The number of the advisory lock under which PostgreSQL adds a line."""
_BLOCK: Final = 5_000


@dataclass(frozen=True)
class Wanted:
    """Which lines: from a day to a day (both included), by whom (part of the name or the account), of a kind; None and '' for all."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    act: str = ""
    words: str = ""


@dataclass(frozen=True)
class Counted:
    """How many lines by kind, by how many people, and how many of them were refused or failed."""

    acts: Mapping[str, int]
    people: int
    failed: int


@dataclass(frozen=True)
class Record:
    """The record of a data folder; `clock` answers the time in China."""

    engine: Engine
    folder: Path
    clock: Callable[[], datetime] = china_time

    def add(self, act: Act) -> Line:
        """Add a line and return it. Raises UserError when the database does not answer, or the key is not there."""
        key = read_key()
        with writing(self.engine) as connection:
            _take_turn(connection)
            last = connection.execute(select(LineRow.id, LineRow.digest).order_by(LineRow.id.desc()).limit(1)).first()
            number, previous = last if last else (0, "")
            line = Line(
                id=number + 1, at=self.clock().isoformat(timespec="milliseconds"), **act.told(), key=key.mark, digest=""
            )
            digest = key.link(previous, line.content())
            connection.execute(insert(LineRow).values(**{**line.as_dict(), "digest": digest}))
            after_commit(connection, lambda: note_heads(self.folder, [(str(line.id), digest)]))
        return Line(**{**line.as_dict(), "digest": digest})

    def lines(self) -> Iterator[Line]:
        """The lines of the database, oldest first, a block at a time; those in files are read by `archive`."""
        at = 0
        while True:
            asked = select(LineRow.__table__).where(LineRow.id > at).order_by(LineRow.id).limit(_BLOCK)
            with reading(self.engine) as connection:
                found = [Line(**row) for row in connection.execute(asked).mappings()]
            yield from found
            if len(found) < _BLOCK:
                return
            at = found[-1].id

    def find(self, wanted: Wanted, limit: int, offset: int = 0) -> tuple[list[Line], int]:
        """Lines of the database that are wanted, newest first, and how many there are."""
        criteria = _criteria(wanted)
        listed = select(LineRow.__table__).where(*criteria).order_by(LineRow.id.desc()).limit(limit).offset(offset)
        counted = select(text("count(*)")).select_from(LineRow).where(*criteria)
        with reading(self.engine) as connection:
            found = [Line(**row) for row in connection.execute(listed).mappings()]
            return found, int(connection.execute(counted).scalar_one())

    def count(self, wanted: Wanted) -> Counted:
        """The lines of the database that are wanted, by kind, and by how many people."""
        criteria = _criteria(wanted)
        by_act = select(LineRow.act, func.count()).where(*criteria).group_by(LineRow.act)
        whole = select(func.count(distinct(LineRow.who)), func.sum(case((LineRow.result == DONE, 0), else_=1))).where(
            *criteria
        )
        with reading(self.engine) as connection:
            acts = {str(act): int(count) for act, count in connection.execute(by_act)}
            people, failed = connection.execute(whole).one()
        return Counted(acts, int(people), int(failed or 0))


def open_record(folder: Path, clock: Callable[[], datetime] = china_time) -> Record:
    """The record of a data folder."""
    return Record(open_engine(folder), folder / FOLDER, clock)


def _take_turn(connection: Connection) -> None:
    """SQLite has one writer at a time by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def _criteria(wanted: Wanted) -> list[ColumnElement[bool]]:
    column = LineRow
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(column.at >= wanted.since.isoformat())
    if wanted.until:
        found.append(column.at < (wanted.until + timedelta(days=1)).isoformat())
    if wanted.who:
        found.append(
            column.who.contains(wanted.who, autoescape=True) | column.login.contains(wanted.who, autoescape=True)
        )
    if wanted.act:
        found.append(column.act == wanted.act)
    if wanted.words:
        found.append(column.what.contains(wanted.words, autoescape=True))
    return found
