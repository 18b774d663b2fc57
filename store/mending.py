"""A damaged table back to what is whole of it: damaged entries of its log set aside, then the newest version that can be read, or what is
whole of the newest, whichever has more rows."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core import seals
from core.on_disk import keep_names
from core.settings import TIME_ZONE
from store.damage import Damaged, find_wrong_files, is_entry, look_again, read_whole
from store.delta_files import ASIDE, LOG_NAME, DataFile, Snapshot, entry_of, home_of, log_versions, newest_sealed


@dataclass(frozen=True)
class Lost:
    """An import whose rows the mended table no longer has: its version, file and when it was."""

    version: str
    file_name: str
    when: str


@dataclass(frozen=True)
class Mended:
    """What became of a table: its version now ('' without any), its rows, what was set aside, what has to be imported again."""

    table: str
    version: str
    rows: int
    note: str
    aside: tuple[str, ...]
    lost: tuple[Lost, ...]


def set_log_aside(folder: Path) -> tuple[str, ...]:
    """Move away the entries of a table's log that cannot be read, and those after them; what was moved, by path below the data folder."""
    look_again()
    home, log = home_of(folder), folder / "_delta_log"
    known = seals.read(home, f"store.{folder.name}")
    last = newest_sealed(known)
    newest = max([*log_versions(folder), *([] if last is None else [last])], default=-1)
    checkpoints = sorted(path for path in log.glob("*.checkpoint*.parquet") if LOG_NAME.match(path.name))
    whole = [path for path in checkpoints if _is_whole(folder, path, known)]
    start = max((_number(path) for path in whole), default=-1)
    broken = [
        number for number in range(start + 1, newest + 1) if not _is_whole(folder, entry_of(folder, number), known)
    ]
    cut = min(broken, default=newest + 1)
    gone = [path for path in checkpoints if path not in whole or _number(path) >= cut]
    gone += [entry_of(folder, number) for number in range(cut, newest + 1)]
    if gone:
        gone.append(log / "_last_checkpoint")
        _move(folder, gone)
    return tuple(path.relative_to(home).as_posix() for path in gone)


def choose(folder: Path, newest: Snapshot, versions: list[int]) -> tuple[tuple[DataFile, ...], str, int | None]:
    """The files a damaged table shall have, why in words, and the version they are (None: what is whole of the newest)."""
    wrong = dict(find_wrong_files(folder, newest))
    kept = tuple(file for file in newest.files if file not in wrong)
    rows_kept = sum(file.rows for file in kept)
    for version in sorted(versions, reverse=True):
        with suppress(Damaged, FileNotFoundError):
            found = read_whole(folder, version)
            files = found.files if found else ()
            if sum(file.rows for file in files) >= rows_kept:
                return files, f"文件损坏，恢复到 {folder.name}@{version}", version
            break
    lost = sum(file.rows for file in wrong)
    return kept, f"去掉损坏的 {len(wrong)} 个文件（{lost} 行）", None


def find_lost(folder: Path, kept: set[str]) -> Iterator[Lost]:
    """The imports into a table whose files are none of `kept`, oldest first, as their reports tell it."""
    for path in sorted((home_of(folder) / "imports").glob("*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            report = json.loads(path.read_text(encoding="utf-8"))
            labels = {sheet.get("version") or "" for sheet in report["sheets"]}
            for label in sorted(one for one in labels if one.partition("@")[0] == folder.name):
                if label not in kept:
                    yield Lost(label, str(report["file"]), str(report["when"]))


def _is_whole(folder: Path, path: Path, known: seals.Sealed) -> bool:
    sealed = known.last.get(path.relative_to(home_of(folder)).as_posix())
    try:
        if sealed:
            return seals.seal_of(path) == sealed
        if path.suffix == ".parquet":
            return path.stat().st_size > 0
        return is_entry(path)
    except OSError:
        return False


def _number(path: Path) -> int:
    return int(path.name.partition(".")[0])


def _move(folder: Path, paths: list[Path]) -> None:
    home = home_of(folder)
    target = home / ASIDE / f"{folder.name}-{datetime.now(TIME_ZONE):%Y%m%d-%H%M%S-%f}"
    target.mkdir(parents=True)
    for path in sorted(
        paths, reverse=True
    ):  # the newest entry first: a killed move leaves a shorter log, none with a gap
        with suppress(FileNotFoundError):
            path.replace(target / path.name)
    keep_names(folder / "_delta_log")
    seals.drop(home, *paths)
