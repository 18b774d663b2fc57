"""Whether a table's files are as they were written: one that is not costs its own table, is named, and there is a way back.

Files are held against their seals (`core.seals`) the first time that a process reads them, and again when they changed; files of older data
folders, which have none, against what the table's log says of them.
"""

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from core import seals
from core.errors import UserError
from store.declared import read_tables
from store.delta_files import (
    DataFile,
    Snapshot,
    entry_of,
    home_of,
    latest_version,
    log_names,
    newest_sealed,
    read_snapshot,
)

MISSING, CHANGED, UNREADABLE, LOST = "不见了", "内容被改动或损坏", "读不出来", "不见了，看到的不是最新一版"
MOST_KEPT = 1_000
_looked: dict[Path, tuple[int, int, str]] = {}
"""File → its size and time when it was looked at, and what is wrong with it."""
_is_thorough = threading.Event()


@dataclass(frozen=True)
class Damage:
    """A table that cannot be read: the file below the data folder, what is wrong with it, and of which version it is."""

    table: str
    version: int
    file: str
    what: str

    @property
    def title(self) -> str:
        """What people call the table."""
        table = read_tables().get(self.table)
        return table.title if table else self.table

    @property
    def way_back(self) -> str:
        """What brings the table back."""
        return (
            f"在“数据导入”把《{self.title}》恢复到最近的完好版本（命令行：python -m loaders mend {self.table} --why 原因），"
            "或从备份恢复；其他表不受影响"
        )

    def as_error(self) -> UserError:
        """The same as what a user is told."""
        return UserError(
            f"《{self.title}》第 {self.version + 1} 版的文件{self.what}", file=self.file, todo=f"请{self.way_back}"
        )


class Damaged(Exception):
    """What a table cannot be read for."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage.as_error().message)
        self.damage = damage


def find_damage(folder: Path, version: int | None = None) -> Damage | None:
    """What is wrong with a table's version, the newest unless one is named; None where it can be read whole."""
    try:
        read_whole(folder, version)
    except Damaged as found:
        return found.damage
    return None


@dataclass(frozen=True)
class _Whole:
    """A version that was found whole, and every file that was looked at with its size and time: while they stay, so does it."""

    snapshot: Snapshot | None
    newest: int | None
    seen: tuple[tuple[str, int, int], ...]

    def is_as_seen(self) -> bool:
        return all(_stamp(path) == (size, changed) for path, size, changed in self.seen)


_whole: dict[tuple[str, int | None], _Whole] = {}


def read_whole(folder: Path, version: int | None = None) -> Snapshot | None:
    """A version, the newest unless one is named, all of whose files are as they were written; None where nothing was ever committed.

    Raises Damaged naming the file that is not, FileNotFoundError where there is no such version.
    """
    key, newest = (str(folder), version), latest_version(folder) if version is None else version
    kept = _whole.get(key)
    if kept and kept.newest == newest and kept.is_as_seen():
        return kept.snapshot
    seen = [_seen(seals.path_of(home_of(folder), f"store.{folder.name}"))]
    snapshot = _read_whole(folder, version)
    if snapshot:
        seen += [_seen(folder / "_delta_log" / name) for name in log_names(folder, snapshot.version)]
        seen += [_seen(Path(file.uri)) for file in snapshot.files]
    if len(_whole) > MOST_KEPT:
        _whole.clear()
    _whole[key] = _Whole(snapshot, snapshot.version if snapshot else None, tuple(seen))
    return snapshot


def _seen(path: Path) -> tuple[str, int, int]:
    return str(path), *_stamp(str(path))


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - many times a page
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


def _read_whole(folder: Path, version: int | None) -> Snapshot | None:
    snapshot = read_log_whole(folder, version)
    for file in snapshot.files if snapshot else ():
        if what := _wrong_data(folder, file):
            assert snapshot is not None
            raise Damaged(Damage(folder.name, snapshot.version, _name(folder, Path(file.uri)), what))
    return snapshot


def read_log_whole(folder: Path, version: int | None = None) -> Snapshot | None:
    """The same of the log alone: which files a version has, whatever became of them."""
    known = seals.read(home_of(folder), f"store.{folder.name}")
    newest = newest_sealed(known)
    chosen = latest_version(folder) if version is None else version
    if version is None and newest is not None and (chosen is None or chosen < newest):
        raise Damaged(Damage(folder.name, newest, _entry_name(folder, newest), LOST))
    if chosen is None:
        return None
    if newest is None or chosen > newest:
        entry_of(folder, chosen).stat()
    for name in log_names(folder, chosen):
        path = folder / "_delta_log" / name
        if what := _wrong(path, known.last.get(_name(folder, path)), known):
            raise Damaged(Damage(folder.name, chosen, _name(folder, path), what))
    try:
        return read_snapshot(folder, chosen)
    except FileNotFoundError:
        raise
    except Exception as error:  # the library says what it could not read in many ways
        raise Damaged(Damage(folder.name, chosen, _entry_name(folder, chosen), UNREADABLE)) from error


def find_wrong_files(folder: Path, snapshot: Snapshot) -> Iterator[tuple[DataFile, str]]:
    """The files of a version that are not as they were written, and what is wrong with them."""
    for file in snapshot.files:
        if what := _wrong_data(folder, file):
            yield file, what


def warn(damaged: Iterable[Damage]) -> None:
    """Say on the error stream, for whoever reads a command's figures, which tables they go without."""
    for one in damaged:
        print(f"注意：{one.as_error().message}这张表暂按没有数据处理。", file=sys.stderr)


def look_again() -> None:
    """Forget what was looked at: something was read that should have been whole. From here on in this process files without a seal are
    read to their end, as nothing else tells what is wrong inside them."""
    _is_thorough.set()
    _looked.clear()
    _whole.clear()


def _wrong_data(folder: Path, file: DataFile) -> str:
    path = Path(file.uri)
    known = seals.read(home_of(folder), f"store.{folder.name}")
    sealed = known.last.get(_name(folder, path))
    return _wrong(path, sealed, known) if sealed else _wrong_unsealed(path, file)


def _wrong(path: Path, sealed: seals.Seal | None, known: seals.Sealed) -> str:
    """What is wrong with a file, '' for nothing; an entry of a log that has no seal (yet) must be lines of JSON."""
    try:
        found = path.stat()
        seen = _looked.get(path)
        if seen and seen[:2] == (found.st_size, found.st_mtime_ns):
            return seen[2]
        if sealed:
            what = "" if known.is_whole(_name_of(path), seals.seal_of(path)) else CHANGED
        else:
            what = "" if path.suffix != ".json" or is_entry(path) else UNREADABLE
    except OSError as error:
        return MISSING if isinstance(error, FileNotFoundError) else UNREADABLE
    if sealed or not what:
        _looked[path] = found.st_size, found.st_mtime_ns, what
    return what


def is_entry(path: Path) -> bool:
    """Whether a file is lines of JSON objects, as an entry of a log is. Raises OSError where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False


def _wrong_unsealed(path: Path, file: DataFile) -> str:
    try:
        found = path.stat()
        seen = _looked.get(path)
        if seen and seen[:2] == (found.st_size, found.st_mtime_ns):
            return seen[2]
        is_as_said = found.st_size == file.size and pq.read_metadata(path).num_rows == file.rows
        if is_as_said and _is_thorough.is_set():
            _read_through(path)
        what = "" if is_as_said else CHANGED
    except FileNotFoundError:
        return MISSING
    except (OSError, pa.ArrowException, duckdb.Error):
        what = UNREADABLE
    _looked[path] = found.st_size, found.st_mtime_ns, what
    return what


def _read_through(path: Path) -> None:
    """Raises duckdb's error where a value of the file cannot be read."""
    with duckdb.connect() as connection:
        connection.execute("SELECT max(hash(t)) FROM read_parquet(?) t", [str(path)]).fetchall()


def _name_of(path: Path) -> str:
    """The path below the data folder of a file of a table or of its log."""
    table = path.parent.parent if path.parent.name == "_delta_log" else path.parent
    return _name(table, path)


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(home_of(folder)).as_posix()


def _entry_name(folder: Path, version: int) -> str:
    return _name(folder, entry_of(folder, version))
