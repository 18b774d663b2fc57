"""Imports that somebody has confirmed, noted before anything is read: one that dies before it writes, or that ends when nobody waits
for it any more, is told of all the same.

Whoever imports holds a lock beside the note for as long as it lives. A note without a holder is of an import that ended; it is taken
away by who has seen the end. A copy of an uploaded file is kept for as long as its import is under way.
"""

from contextlib import suppress
from pathlib import Path

from fasteners import InterProcessLock

from core.errors import unwritable
from core.on_disk import keep_names
from store.at_once import Note, made, read_notes, write_note

BEGUN = "imports/begun"
UPLOADS = "tmp/uploads"
_held: dict[Path, InterProcessLock] = {}


def begin(folder: Path, note: Note) -> None:
    """Notes an import and holds its lock. Raises UserError when the folder cannot be written."""
    path = made(_path(folder, note.import_id))
    lock = InterProcessLock(path.with_suffix(".lock"))
    try:
        is_mine = lock.acquire(blocking=False)
    except OSError as error:
        raise unwritable(error) from error
    if is_mine:
        _held[path] = lock
    write_note(path, note)


def end(folder: Path, import_id: str) -> None:
    """The import is at its end; its note stays until somebody has seen it."""
    path = _path(folder, import_id)
    lock = _held.pop(path, None)
    if lock is not None:
        lock.release()


def settle(folder: Path, import_id: str) -> None:
    """Somebody has seen the end, or it was stored: the note goes."""
    end(folder, import_id)
    path = _path(folder, import_id)
    for one in (path, path.with_suffix(".lock")):
        one.unlink(missing_ok=True)
    if path.parent.exists():
        keep_names(path.parent)


def copy_path(folder: Path, number: str, suffix: str) -> Path:
    """Where the copy of an uploaded file lies while it is imported."""
    return folder / UPLOADS / f"{number}{suffix}"


def sweep_copies(folder: Path) -> int:
    """Removes the copies of uploaded files whose import nobody is at any more; how many."""
    swept = 0
    with suppress(OSError):
        for path in (folder / UPLOADS).iterdir():
            note = _path(folder, path.name.partition(".")[0])
            if not (note.with_suffix(".lock").exists() and _is_held(note)):
                path.unlink()
                swept += 1
    return swept


def read_ended(folder: Path) -> list[Note]:
    """The noted imports that nobody is at any more."""
    return [note for note in read_notes(folder / BEGUN) if not _is_held(_path(folder, note.import_id))]


def remove_empty(folder: Path) -> None:
    """Removes a data folder in which there was nothing but notes that are gone; one that holds anything stays."""
    for path in (folder / BEGUN, (folder / BEGUN).parent, folder):
        with suppress(OSError):
            path.rmdir()


def _is_held(path: Path) -> bool:
    """Whether somebody holds the lock of a note. A process must not try a lock of its own: that would give it up."""
    if path in _held:
        return True
    lock = InterProcessLock(path.with_suffix(".lock"))
    try:
        is_free = lock.acquire(blocking=False)
    except OSError:
        return False
    if is_free:
        lock.release()
    return not is_free


def _path(folder: Path, import_id: str) -> Path:
    return folder.resolve() / BEGUN / f"{import_id}.json"
