"""Whether every kept file of a data folder is as it was written: what changed, what is gone, what nobody wrote, each with the way back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from core import seals
from core.errors import UserError
from store import at_once
from store.at_once import read_notes
from store.damage import find_damage, look_again
from store.declared import read_tables
from store.delta_files import latest_version, log_versions
from store.versions import Store

CHANGED, MISSING, FOREIGN, UNREADABLE = "内容被改动或损坏", "不见了", "不是程序写的", "读不出来"
READERS: Final = 4
LEFT: Final = re.compile(r"(^|/)\.|\.part(/|$)|\.lock$|/lock$|/unfinished-")
"""Locks, and what killed writers left: no file that is kept."""
NOTES: Final = ("imports/begun", "imports/unfinished", "imports/undone")
_ADDED = re.compile(r'"add":\s*\{"path":"([^"]+)"')
_WAYS: Final = {
    "files": "原始文件：不影响已入库的数据；请从备份取回，或向报送单位索要原表",
    "imports": "导入报告：不影响已入库的数据；请从备份取回",
    "books": "本单位的办法：请从备份取回（python -m loaders restore）",
    "shows": "投影：请从备份取回，或删去后重做",
    "mappings": "导入时的选择：请从备份取回，或删去后在下次导入时重新确认",
    "findings": "疑点核查结果：重新核查即可（python -m indicators check）",
}


@dataclass(frozen=True)
class Fault:
    """One file that is not as it was written. `table` and `version` (such as fund_projects@3) are '' for files of no table."""

    file: str
    what: str
    table: str = ""
    version: str = ""
    way_back: str = ""

    def say(self) -> str:
        """One line."""
        of = f"（{self.version}）" if self.version else ""
        return f"{self.file}{of}：{self.what}。{self.way_back}"


@dataclass(frozen=True)
class Verified:
    """How much was looked at and what is wrong; `recorded` files had no seal and have one now."""

    files: int
    size: int
    recorded: int
    faults: tuple[Fault, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {**asdict(self), "faults": [asdict(fault) for fault in self.faults]}


def verify(folder: Path, *, record: bool = False) -> Verified:
    """Hold every file against its seal, beside whoever imports.

    Where the data folder is older than the seals, or with `record`, files without a seal get one; with `record` a changed file is taken as
    it is now and a missing one is no longer expected. Raises UserError where the data folder cannot be read.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise UserError("数据目录不在", file=str(folder), todo="请检查 U 盘、网络盘是否接好，DATA_DIR 是否写对")
    with suppress(UserError, OSError):  # what a killed import left is none of the faults
        Store(folder).put_back_unfinished()
    adopts = record or not seals.is_complete(folder)
    with nobody_writing(folder):
        found = {room: _list_files(folder, room) for room in _rooms(folder)}
        known = {room: seals.read(folder, room) for room in found}
    look_again()
    faults: list[Fault] = []
    files = size = recorded = 0
    now = _look_at(folder, found.values())
    for room, paths in found.items():
        looked, wrong, strange = _verify_room(folder, room, {name: now[name] for name in paths}, known[room])
        files, size = files + len(looked), size + sum(one.size for one in looked.values())
        if adopts and strange:
            seals.add(folder, {folder / name: looked[name] for name in strange})
            recorded, strange = recorded + len(strange), []
        faults += [_fault(folder, name, FOREIGN) for name in strange]
        if record and (wrong or known[room].broken):
            _accept(folder, room, looked)
            continue
        faults += [_fault(folder, name, what) for name, what in wrong.items()]
        faults += [
            Fault(
                f"{seals.FOLDER}/{room}.txt",
                f"第 {number} 行校验记录损坏",
                way_back="核对无误后用 verify --record 重记",
            )
            for number in known[room].broken
        ]
    faults += _bad_notes(folder)
    if adopts:
        with suppress(OSError):
            seals.complete(folder)
    return Verified(files, size, recorded, tuple(faults))


def _verify_room(
    folder: Path, room: str, looked: Mapping[str, seals.Seal | None], known: seals.Sealed
) -> tuple[dict[str, seals.Seal], dict[str, str], list[str]]:
    """What every file is now; what is wrong with files that have a seal; the files that have none."""
    wrong: dict[str, str] = {}
    for name in sorted({*known.last} | set(looked)):
        now = looked.get(name) or _look(folder / name)
        if name in known.last and not (now and known.is_whole(name, now)):
            wrong.update(_look_twice(folder, room, name))
    whole = {name: one for name, one in looked.items() if one}
    return whole, wrong, [name for name in whole if name not in known.last]


def _look_twice(folder: Path, room: str, name: str) -> dict[str, str]:
    """What is wrong with a file that may have been written or taken away meanwhile."""
    known, path = seals.read(folder, room), folder / name
    now = _look(path)
    if name not in known.last or (now and known.is_whole(name, now)):
        return {}
    return {name: CHANGED if now else UNREADABLE if path.exists() else MISSING}


def _look_at(folder: Path, found: Iterable[Sequence[str]]) -> dict[str, seals.Seal | None]:
    names = [name for some in found for name in some]
    with ThreadPoolExecutor(READERS) as pool:
        return dict(zip(names, pool.map(lambda name: _look(folder / name), names), strict=True))


def _look(path: Path) -> seals.Seal | None:
    try:
        return seals.seal_of(path)
    except OSError:
        return None


def _accept(folder: Path, room: str, looked: dict[str, seals.Seal]) -> None:
    seals.forget(folder, room, [(folder / name, one) for name, one in looked.items()])


def _rooms(folder: Path) -> list[str]:
    tables = sorted(path.name for path in (folder / "store").glob("*") if path.is_dir())
    known = [*(f"store.{name}" for name in tables), *(room for room in seals.ROOMS if room != "store")]
    return list(dict.fromkeys([*known, *seals.rooms(folder)]))


def _list_files(folder: Path, room: str) -> list[str]:
    """The kept files of a room by path below the data folder."""
    home = folder / room.replace("store.", "store/", 1) if room.startswith("store.") else folder / room
    names = (path.relative_to(folder).as_posix() for path in home.rglob("*") if path.is_file())
    return sorted(name for name in names if not LEFT.search(name) and not name.startswith(NOTES))


def _fault(folder: Path, name: str, what: str) -> Fault:
    parts = name.split("/")
    if parts[0] != "store" or len(parts) < 3:
        way = "确认无用后请移走" if what == FOREIGN else _WAYS.get(parts[0], "请从备份取回")
        return Fault(name, what, way_back=way)
    table = parts[1]
    home = folder / "store" / table
    version = _version_of(home, parts[-1])
    label = "" if version is None else f"{table}@{version}"
    if what == FOREIGN:
        return Fault(name, what, table, label, "确认无用后请移走；是刚写入的版本时，用 verify --record 补记")
    return Fault(name, what, table, label, _way_of(home))


def _way_of(home: Path) -> str:
    title = read_tables()[home.name].title if home.name in read_tables() else home.name
    if find_damage(home):
        return f"请把《{title}》恢复到最近的完好版本（python -m loaders mend {home.name} --why 原因），或从备份恢复"
    return f"不影响《{title}》现在的数据，只是用到它的旧版本不能再恢复；有备份时从备份取回"


def _version_of(home: Path, file: str) -> int | None:
    """The version that a file of a table came with."""
    if found := re.match(r"(\d{20})\.", file):
        return int(found[1])
    for version in sorted(log_versions(home)):
        with suppress(OSError):
            text = (home / "_delta_log" / f"{version:020d}.json").read_text(encoding="utf-8", errors="replace")
            if file in _ADDED.findall(text):
                return version
    return latest_version(home) if file == "_last_checkpoint" else None


def _bad_notes(folder: Path) -> Iterator[Fault]:
    """Notes of imports that cannot be read."""
    for kind in NOTES:
        read = {note.import_id for note in read_notes(folder / kind)}
        for path in sorted((folder / kind).glob("*.json")):
            if path.stem not in read and path.exists():
                way = "这次导入可能没有完成：请在“数据导入”核对最近的版本，然后移走这个文件"
                yield Fault(path.relative_to(folder).as_posix(), UNREADABLE, way_back=way)


@contextmanager
def nobody_writing(folder: Path) -> Iterator[None]:
    """While nobody imports; a folder that cannot be written has nobody who does."""
    if not (folder / at_once.LOCK).exists():
        yield
        return
    with ExitStack() as stack:
        with suppress(UserError):
            stack.enter_context(at_once.writing(folder))
        yield
