"""Where a framework's files lie: built into the program, or among the office's books in the data folder.

A book of the office is a folder `DATA_DIR/books/<id>/` with a folder of files a version, which never change, and `log.jsonl`: a
line for whatever was done with it. The log alone says which versions there are and which one is in force.
"""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.settings import data_dir

DEFINITIONS_FOLDER = Path(__file__).parents[1] / "definitions"
BOOKS, LOG = "books", "log.jsonl"
DRAFT, IN_FORCE, WITHDRAWN = "draft", "in_force", "withdrawn"
STATES = (DRAFT, IN_FORCE, WITHDRAWN)
_ID = re.compile(r"b\d{4,}")
_OFFICE = re.compile(rf"({_ID.pattern})(?:@(\d+))?")
_known: dict[Path, tuple[tuple[int, int, int], "tuple[Event, ...] | UserError"]] = {}


@dataclass(frozen=True)
class Event:
    """One line of a book's log. `did`: saved, put_in_force, withdrawn or rolled_back; `state`: that of the version after it; `of`: where
    the version's content is from (`consolidation_2021`, `b0001@2`); `when`: ISO time in UTC."""

    version: int
    did: str
    state: str
    who: str
    when: str
    why: str
    of: str = ""


def books_folder() -> Path:
    """The folder of the office's books."""
    return data_dir() / BOOKS


def office_ids() -> tuple[str, ...]:
    """The ids of the office's books, in the order they were made."""
    try:
        with os.scandir(books_folder()) as entries:
            return tuple(sorted(entry.name for entry in entries if _ID.fullmatch(entry.name)))
    except (FileNotFoundError, NotADirectoryError):
        return ()


def is_office(framework_id: str) -> bool:
    """Whether an id, with or without a version, has the form of a book of the office."""
    return _OFFICE.fullmatch(framework_id) is not None


def book_of(framework_id: str) -> str:
    """The id without its version: `b0001` of `b0001@2`."""
    return framework_id.partition("@")[0]


def log_path(book: str) -> Path:
    """The log of one book of the office."""
    return books_folder() / book / LOG


def version_home(book: str, version: int) -> Path:
    """The folder of one version's files."""
    return books_folder() / book / f"{version:04d}"


def read_log(book: str) -> tuple[Event, ...]:
    """All that was done with a book, oldest first; nothing of a book that there is not. Raises UserError where the log is damaged."""
    path = log_path(book)
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    stamp = found.st_mtime_ns, found.st_size, found.st_ino
    known = _known.get(path)
    if known is None or known[0] != stamp:
        known = _known[path] = stamp, _read_events(path)
    if isinstance(known[1], UserError):
        raise known[1].with_traceback(None)
    return known[1]


def in_force(events: Sequence[Event]) -> int:
    """The version in force; 0 where none is."""
    decided = [event for event in events if event.state != DRAFT]
    return decided[-1].version if decided and decided[-1].state == IN_FORCE else 0


def newest(events: Sequence[Event]) -> int:
    """The newest version, a draft or not; 0 of a book without any."""
    return max((event.version for event in events), default=0)


def find_home(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Path:
    """The folder of a framework's files, which is not there where there is no such framework.

    `b0001` is the office's book as it is in force, else its newest version; `b0001@2` is one version. Raises UserError where the
    log of the book is damaged.
    """
    named = _OFFICE.fullmatch(framework_id)
    if named is None or folder != DEFINITIONS_FOLDER:
        return folder / framework_id
    events = read_log(named[1])
    version = int(named[2]) if named[2] else in_force(events) or newest(events)
    is_there = any(event.version == version for event in events)
    return version_home(named[1], version) if is_there else books_folder() / framework_id / "nothing"


def _read_events(path: Path) -> tuple[Event, ...] | UserError:
    try:
        return tuple(Event(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
    except (ValueError, TypeError) as error:
        todo = "请从备份恢复这个文件；其他办法不受影响"
        return UserError("办法的记录读不了", file=f"{path.parent.name}/{path.name}", came=error, todo=todo)
