"""Check runs on disk: one folder a run below `<data>/findings`, complete or not there at all.

`run.json` says what a run was made from. A run is written into a folder of another name and renamed; the next writer takes
away what a killed one left. One writer at a time, by a lock that ends with its process.
"""

import hashlib
import json
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import duckdb

from core import seals
from core.errors import UNWRITABLE, UserError, unwritable
from core.settings import today
from indicators.checks import exemptions
from indicators.declared import LIMITS_FILE, Framework, PeriodBounds, day_of_view, limits, views
from store import FINDINGS_FOLDER, Store

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KEPT_RUNS = 3
"""Runs kept of every period; the newest of each period stays whatever comes."""
RECORD = "run.json"
FINDINGS, COUNTS = "findings.parquet", "counts_{level}.parquet"
LEVELS = ("county", "township", "village")
PLAN_VERSION = 3
"""Raised when the same tables and definitions would be answered differently by a newer program."""
_UNFINISHED = "unfinished-"
_LOCK = "lock"


@dataclass(frozen=True)
class Run:
    """One finished run. `is_current`: its tables, definitions, limits, exemptions and day of view are today's.

    `day` is the day of view, written 2021-11-20: what had happened by it was looked at ('' in records of old: the period's last).

    `checks` are the ids in their order, `notices` what a reader should know (codes of limits or rules nobody has).
    `counties` are those that were checked anew, the others being taken over from the run before; None: all were.
    """

    id: str
    period: str
    at: str
    engine: str
    seconds: float
    key: str
    previous_id: str | None
    data_versions: Mapping[str, int]
    checks: tuple[str, ...]
    notices: tuple[str, ...] = ()
    rules_key: str = ""
    data_stamps: Mapping[str, str] = field(default_factory=dict)
    counties: tuple[str, ...] | None = None
    day: str = ""
    folder: Path = field(default=Path(), compare=False)
    is_current: bool = field(default=False, compare=False)

    @property
    def view_day(self) -> date:
        """The day of view."""
        return date.fromisoformat(self.day) if self.day else PeriodBounds.of(self.period).period_end

    @property
    def findings(self) -> Path:
        """The file of findings."""
        return self.folder / FINDINGS

    def counts(self, level: str) -> Path:
        """The file of counts by places of a level."""
        return self.folder / COUNTS.format(level=level)


def run_tables(framework: Framework) -> tuple[str, ...]:
    """The declared tables that a run depends on."""
    return tuple(sorted({*framework.tables(), *limits.TABLES, "places"}))


def rules_key(framework: Framework) -> str:
    """A short text that changes with the definitions, the views and the built-in lines."""
    used = sorted({measure.table for measure in framework.measures.values() if views.is_view(measure.table)})
    texts = [views.view_text(name) for name in used] + [LIMITS_FILE.read_text(encoding="utf-8")]
    return _digest([str(PLAN_VERSION), framework.content_hash, *texts])


def current_key(store: Store, framework: Framework, period: str) -> str:
    """A short text that changes with the tables, the definitions, the lines, the day of view and today's exemptions."""
    with store.connect() as connection:
        valid = exemptions.valid_exemptions(connection, today(store.folder))
    day = day_of_view(store, period).isoformat()
    return _digest([rules_key(framework), store.version_key(run_tables(framework)), valid, day])


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def list_runs(store: Store, period: str = "") -> list[Run]:
    """The runs there are, of one period or of all, newest first."""
    runs = [run for path in _run_folders(store) if (run := _read_whole(store, path)) is not None]
    return sorted((run for run in runs if period in ("", run.period)), key=_number, reverse=True)


def _run_folders(store: Store) -> list[Path]:
    """The folders of runs, damaged ones too."""
    found = (path for path in runs_folder(store).glob("*") if not path.name.startswith(_UNFINISHED))
    return [path for path in found if path.is_dir()]


def _read_whole(store: Store, folder: Path) -> Run | None:
    """The run in a folder; None where a file of it is not as it was written, or cannot be read: it is made again."""
    known = seals.read(store.folder, FINDINGS_FOLDER)
    try:
        run = read_run(folder)
        for path in folder.iterdir():
            if not _is_whole(path, known.last.get(path.relative_to(store.folder).as_posix()), path.stat().st_mtime_ns):
                return None
        names = {path.name for path in folder.iterdir()}
        is_all = all(Path(name).name in names for name in known.last if f"/{folder.name}/" in name)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return run if is_all else None


@lru_cache(maxsize=1024)
def _is_whole(path: Path, sealed: seals.Seal | None, _changed: int) -> bool:
    if sealed:
        return seals.seal_of(path) == sealed
    with path.open("rb") as file:
        return path.suffix != ".parquet" or (
            file.read(4) == b"PAR1" and file.seek(-4, 2) > 0 and file.read() == b"PAR1"
        )


def read_run(folder: Path) -> Run:
    """The run in a folder."""
    raw = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    lists = {name: tuple(raw[name]) for name in ("checks", "notices", "counties") if raw.get(name) is not None}
    return Run(**raw | lists | {"folder": folder})


def find_previous(store: Store, period: str) -> Run | None:
    """What a new run of the period is compared with: the newest of the same period, else of the newest period before."""
    earlier = [run for run in list_runs(store) if run.period <= period]
    return max(earlier, key=lambda run: (run.period, _number(run)), default=None)


def next_id(store: Store, period: str, key: str) -> str:
    """The id of a new run; ids count up over all periods."""
    names = (path.name.split("_") for path in _run_folders(store))
    newest = max((int(parts[1]) for parts in names if len(parts) > 1 and parts[1].isdecimal()), default=0)
    return f"{period}_{newest + 1:05d}_{key[:8]}"


@contextmanager
def writing(store: Store, run_id: str) -> Iterator[Path]:
    """A folder to write a run into; it becomes the run when the block ends well and vanishes when it does not."""
    home = runs_folder(store)
    unfinished = home / f"{_UNFINISHED}{uuid.uuid4().hex}"
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        seals.add(store.folder, {home / run_id / path.name: seals.seal_of(path) for path in unfinished.iterdir()})
        unfinished.rename(home / run_id)
    except OSError as error:
        raise unwritable(error) from error
    except duckdb.IOException as error:
        raise UserError(UNWRITABLE, came="核查结果没有写完", todo="请检查磁盘空间和目录权限") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_record(folder: Path, run: Run) -> None:
    """The run's record, the last file of a run."""
    record: dict[str, Any] = asdict(run)
    for name in ("folder", "is_current"):
        del record[name]
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def drop_old(store: Store) -> None:
    """Take away what killed writers left, what is damaged, and all but the newest `KEPT_RUNS` of every period. Only under the lock."""
    for path in runs_folder(store).glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)
    for period in {run.period for run in list_runs(store)}:
        for run in list_runs(store, period)[KEPT_RUNS:]:
            _drop(store, run.folder)
    for folder in set(_run_folders(store)) - {run.folder for run in list_runs(store)}:
        _drop(store, folder)


def _drop(store: Store, folder: Path) -> None:
    """Take a run away, with the seals of all files it ever had."""
    known = seals.read(store.folder, FINDINGS_FOLDER).last
    gone = [store.folder / name for name in known if Path(name).parent.name == folder.name]
    shutil.rmtree(folder, ignore_errors=True)
    seals.drop(store.folder, *gone)


@contextmanager
def lock(store: Store) -> Iterator[None]:
    """Let one process at a time make runs; the others wait."""
    home = runs_folder(store)
    try:
        home.mkdir(parents=True, exist_ok=True)
        opened = (home / _LOCK).open("a+b")
    except OSError as error:
        raise unwritable(error) from error
    with opened as file:
        _take(file)
        try:
            yield
        finally:
            _release(file)


def runs_folder(store: Store) -> Path:
    """Where runs stand."""
    return store.folder / FINDINGS_FOLDER


def _number(run: Run) -> int:
    return int(run.id.split("_")[1])


def _take(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX)


def _release(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
