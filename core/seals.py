"""What every kept file was when it was written: its SHA-256, so that a changed byte, a file that is gone and a stranger are told.

Seals stand in `<data folder>/seals`, a file a room (`store.fund_projects`, `imports`, `books` …), a line a file, each with a checksum
of its own; a line is only ever added. A file that is written anew has its seal added before it takes the place of the old one, so that
one of the last two holds whenever the program is killed.
"""

import hashlib
import os
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = "seals"
COMPLETE: Final = "complete"
"""Beside the seals where every file has one; older data folders have none until they were verified."""
ROOMS: Final = ("store", "files", "imports", "books", "shows", "mappings", "findings")
"""Of the data folder, in which every file has a seal; whatever else stands there can be made again, or is checked by its owner."""
_GONE: Final = "-"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Seal:
    """What a file was: SHA-256 and size in bytes."""

    digest: str
    size: int


@dataclass(frozen=True)
class Sealed:
    """The seals of a room by path below the data folder: the last of each and, where it was written anew, the one before;
    `broken` are the numbers of lines that are damaged themselves."""

    last: Mapping[str, Seal] = field(default_factory=dict)
    before: Mapping[str, Seal] = field(default_factory=dict)
    broken: tuple[int, ...] = ()

    def is_whole(self, name: str, found: Seal) -> bool:
        """Whether a file is as it was written."""
        return found in (self.last.get(name), self.before.get(name))


def seal_of(path: Path) -> Seal:
    """What a file is now. Raises OSError where it cannot be read."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Seal(digest.hexdigest(), size)


def seal_of_content(content: bytes | memoryview) -> Seal:
    """What a file of this content is."""
    return Seal(hashlib.sha256(content).hexdigest(), len(content))


def seal(folder: Path, *paths: Path) -> None:
    """Add seals of files as they are. Raises OSError as writing does."""
    add(folder, {path: seal_of(path) for path in paths})


def add(folder: Path, seals: Mapping[Path, Seal | None]) -> None:
    """Add seals of files of a data folder, None for one that is taken away on purpose. Raises OSError as writing does."""
    lines: dict[str, list[str]] = {}
    for path, one in seals.items():
        name = path.relative_to(folder).as_posix()
        text = f"{one.digest} {one.size} {name}" if one else f"{_GONE} 0 {name}"
        lines.setdefault(room_of(name), []).append(f"{_check(text)} {text}\n")
    _begin(folder)
    for room, some in lines.items():
        _append(path_of(folder, room), "".join(some).encode())


def drop(folder: Path, *paths: Path) -> None:
    """Say that files were taken away on purpose; a folder that cannot be written is said by whoever writes next."""
    with suppress(OSError):
        add(folder, dict.fromkeys(paths))


def read(folder: Path, room: str) -> Sealed:
    """The seals of a room; none where there are none."""
    path = path_of(folder, room)
    try:
        found = path.stat()
    except OSError:
        return Sealed()
    return _read(path, found.st_size, found.st_mtime_ns)


def rooms(folder: Path) -> list[str]:
    """The rooms that have seals."""
    return sorted(path.stem for path in (folder / FOLDER).glob("*.txt"))


def is_complete(folder: Path) -> bool:
    """Whether every file of the data folder has a seal."""
    return (folder / FOLDER / COMPLETE).exists()


def complete(folder: Path) -> None:
    """From here on a file without a seal is a stranger."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / FOLDER / COMPLETE).touch()


def room_of(name: str) -> str:
    """The room of a path below the data folder: of the store each table is one."""
    parts = name.split("/")
    return f"store.{parts[1]}" if parts[0] == "store" and len(parts) > 2 else parts[0]


def forget(folder: Path, room: str, kept: Iterable[tuple[Path, Seal]]) -> None:
    """Write a room's seals anew, these alone."""
    path = path_of(folder, room)
    texts = [f"{one.digest} {one.size} {file.relative_to(folder).as_posix()}" for file, one in kept]
    partial = path.with_suffix(".part")
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes("".join(f"{_check(text)} {text}\n" for text in texts).encode())
    partial.replace(path)


def _begin(folder: Path) -> None:
    """A data folder that has nothing yet has seals of everything from its first file on."""
    home = folder / FOLDER
    if home.exists():
        return
    is_new = not any((folder / room).exists() for room in ("store", "files"))
    home.mkdir(parents=True, exist_ok=True)
    if is_new:
        complete(folder)


def _append(path: Path, content: bytes) -> None:
    """One write, so that two who add at once do not mix their lines."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, content if _ends_well(path) else b"\n" + content)
    finally:
        os.close(handle)


def _ends_well(path: Path) -> bool:
    """Whether the last line is whole: a killed writer may have left half of one."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


@lru_cache(maxsize=512)
def _read(path: Path, _size: int, _changed: int) -> Sealed:
    last: dict[str, Seal] = {}
    before: dict[str, Seal] = {}
    broken = []
    for number, line in enumerate(_lines(path), 1):
        check, _, text = line.partition(" ")
        digest, _, rest = text.partition(" ")
        size, _, name = rest.partition(" ")
        if check != _check(text) or not size.isdecimal():
            broken.append(number)
            continue
        known = last.pop(name, None)
        if digest == _GONE:
            before.pop(name, None)
            continue
        last[name] = Seal(digest, int(size))
        if known:
            before[name] = known
    return Sealed(last, before, tuple(broken))


def _lines(path: Path) -> list[str]:
    for tried in range(3):
        try:
            text = path.read_bytes().decode("utf-8", errors="surrogateescape")
            return [line for line in text.split("\n") if line]
        except OSError:
            time.sleep(0.01 * tried)
    return []


def path_of(folder: Path, room: str) -> Path:
    """The file of a room's seals."""
    return folder / FOLDER / f"{room}.txt"


def _check(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', errors='surrogateescape')):08x}"
