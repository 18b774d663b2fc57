"""An import is one thing: the new versions of all its tables appear at once, or none does.

Before the first table is written, a note names the import and the version at which each of its tables stands. While the note is there
everybody else sees the tables as they stood; taking it away lets all of them appear. Who comes to write next and finds the
note of an import that died puts its tables back. Writers of one data folder come one after the other.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from fasteners import InterProcessLock

from core.errors import UserError, unwritable
from core.on_disk import keep_names, write_whole

UNFINISHED, UNDONE = "imports/unfinished", "imports/undone"
LOCK = "imports/writing.lock"
PATIENCE = 900.0
"""Seconds that an import waits for those before it."""
_threads: dict[Path, threading.Lock] = {}
_threads_lock = threading.Lock()


@dataclass(frozen=True)
class Note:
    """An import that has begun to write: `tables` has the version each stood at, None where there was none; `when` is ISO time."""

    import_id: str
    file_name: str
    who: str
    when: str
    tables: Mapping[str, int | None]


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The only writer of a data folder, of all threads and processes. Raises UserError when others go on for too long, or the
    folder cannot be written."""
    with _threads_lock:
        mine = _threads.setdefault(folder, threading.Lock())
    with mine:
        lock = InterProcessLock(made(folder / LOCK))
        if not _acquired(lock):
            raise UserError("其他导入一直在写", todo="请稍后再导入一次")
        try:
            yield
        finally:
            lock.release()


def is_written(folder: Path) -> bool:
    """Whether somebody is writing now."""
    if not (folder / LOCK).exists():
        return False
    mine = _threads.get(folder)
    if mine is not None and mine.locked():
        return True
    lock = InterProcessLock(folder / LOCK)
    if lock.acquire(blocking=False):
        lock.release()
        return False
    return True


def begin(folder: Path, note: Note) -> None:
    """From here on nobody else sees what is written to the note's tables."""
    write_note(made(_path(folder, UNFINISHED, note.import_id)), note)


def finish(folder: Path, import_id: str) -> None:
    """Everybody sees what was written, of all tables at once."""
    path = _path(folder, UNFINISHED, import_id)
    path.unlink()
    keep_names(path.parent)


def take_back(folder: Path, note: Note) -> None:
    """The tables were put back: the note is kept among those that tell of it."""
    kept = made(_path(folder, UNDONE, note.import_id))
    _path(folder, UNFINISHED, note.import_id).replace(kept)
    keep_names(kept.parent)


def read_unfinished(folder: Path) -> list[Note]:
    """The imports that are writing now, or died while they wrote."""
    return read_notes(folder / UNFINISHED)


def read_undone(folder: Path) -> list[Note]:
    """The imports that did not come to their end and were put back, the newest first."""
    return sorted(read_notes(folder / UNDONE), key=lambda note: note.when, reverse=True)


def say_undone(note: Note) -> str:
    """What became of an import that did not come to its end, as a clause with a comma after it."""
    became = "各表都已退回到导入之前" if note.tables else "什么都没有写入"
    return f"{note.when[:16].replace('T', ' ')} 导入的“{note.file_name}”没有完成，{became}，"


def forget(folder: Path, import_id: str) -> None:
    """Somebody has read of an import that was put back: nobody is told any more."""
    _path(folder, UNDONE, import_id).unlink(missing_ok=True)


def read_notes(folder: Path) -> list[Note]:
    """The notes of a folder in the order of their names; none where it is not there."""
    try:
        with os.scandir(folder) as entries:
            paths = sorted(entry.path for entry in entries if entry.name.endswith(".json"))
    except (FileNotFoundError, NotADirectoryError):
        return []
    notes = []
    for path in paths:
        try:
            notes.append(Note(**json.loads(Path(path).read_text(encoding="utf-8"))))
        except (FileNotFoundError, ValueError, TypeError):  # gone meanwhile, or damaged: `verify` names it
            continue
    return notes


def _path(folder: Path, kind: str, import_id: str) -> Path:
    return folder / kind / f"{import_id}.json"


def made(path: Path) -> Path:
    """The path, once its folder is there. UserError when it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(error) from error
    return path


def write_note(path: Path, note: Note) -> None:
    """Writes a note whole. UserError when it cannot be written."""
    try:
        write_whole(path, json.dumps(asdict(note), ensure_ascii=False))
    except OSError as error:
        raise _unwritable(error) from error


def _acquired(lock: InterProcessLock) -> bool:
    try:
        return bool(lock.acquire(timeout=PATIENCE, delay=0.02, max_delay=0.2))
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> UserError:
    return unwritable(error)
