"""The whole data folder in one file, while it is in use: tables with all their versions, originals, reports, books, shows, findings, and
the office's database with ledger, accounts and record of acts.

Nobody imports while the files are listed and the small ones are copied; what is copied after that never changes.
"""

import hashlib
import json
import re
import sqlite3
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from access import database as access_database
from core import folder_mark, seals
from core.database import FOLDER, database_url, make_engine, reading
from core.errors import UserError
from ledger.backup.make import make_backup, reflect, write_table
from ledger.book import china_time, open_ledger
from store import nobody_writing

FORMAT: Final = "whole-1"
MANIFEST: Final = "manifest.json"
DATABASE: Final = f"{FOLDER}/ledger.db"
LEDGER: Final = "database/ledger.zip"
ACCESS: Final = "database/access"
"""Of a database on a server: the ledger's own backup, and the tables of accounts and acts."""
CACHES: Final = ("answers", "evaluations", "history", "tmp", "imports/begun", FOLDER + "/.")
"""What can be made again at any time, or is of a moment."""
_LEFT: Final = re.compile(r"\.part(/|$)|\.lock$|/lock$|/unfinished-|\.unfinished$|ledger\.db(-wal|-shm|-journal)?$")
_LASTING: Final = re.compile(r"store/[^/]+/[^/]+\.parquet|files/|ledger/evidence/|findings/|[^/]+/\d{4}-\d\d\.jsonl$")
"""Files that never change once they are there; runs of checks may be taken away, months of the record grow before their lines leave the
database."""
SEALED: Final = tuple(f"{room}/" for room in seals.ROOMS)
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class WholeBackup:
    """What a backup of a data folder holds; `gone` files were taken away while it was made."""

    path: Path
    files: int
    size: int
    database: str
    gone: tuple[str, ...]


def backup_whole(folder: Path, path: Path) -> WholeBackup:
    """Write the zip; it appears whole or not at all. Raises UserError when it is there already, lies in the data folder itself, or cannot
    be written."""
    folder, path = folder.resolve(), path.resolve()
    folder_mark.check_there(folder)
    if path.exists():
        raise UserError("这个文件已经在了，备份不覆盖旧的", file=str(path), todo="请换一个文件名")
    if path.is_relative_to(folder) or not folder.is_dir():
        raise UserError("备份要写在数据目录以外", file=str(path), todo="最好写到另一块磁盘")
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with zipfile.ZipFile(partial, "x", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            made = _Making(folder, archive)
            made.write()
        partial.replace(path)
    except OSError as error:
        raise UserError(
            "备份写不进去", file=str(path), came=error.strerror, todo="请检查文件夹是否存在、磁盘是否已满"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return WholeBackup(path, len(made.files), path.stat().st_size, made.database, tuple(made.gone))


class _Making:
    """One backup under way."""

    def __init__(self, folder: Path, archive: zipfile.ZipFile) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self.gone: list[str] = []
        self.database = ""
        self._folder, self._archive = folder, archive

    def write(self) -> None:
        """Everything, the list of it last.

        What notes the database (heads of its chains) comes before it, what the database names (evidence, lines put away) after it.
        """
        with ExitStack() as stack:
            stack.enter_context(nobody_writing(self._folder))
            for name in list_kept(self._folder):
                if not _LASTING.match(name):
                    self._add(name, self._folder / name)
            sealed = [name for name in list_kept(self._folder) if name.startswith(SEALED)]
        self._write_database()
        for name in (*sealed, *(one for one in list_kept(self._folder) if not one.startswith(SEALED))):
            if _LASTING.match(name) and name not in self.files:
                self._add(name, self._folder / name)
        about = {
            "format": FORMAT, "made_at": china_time().isoformat(timespec="seconds"), "folder_id": folder_mark.read(self._folder),
            "database": self.database, "gone": self.gone, "files": self.files,
        }  # fmt: skip
        self._archive.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=0))

    def _write_database(self) -> None:
        url = database_url(self._folder)
        self.database = "postgresql" if url.startswith("postgres") else "sqlite"
        with tempfile.TemporaryDirectory(prefix="backup-") as made:
            aside = Path(made)
            if self.database == "postgresql":
                make_backup(open_ledger(self._folder), aside / "ledger.zip")
                self._add(LEDGER, aside / "ledger.zip")
                self._write_access(url)
            elif (live := sqlite_file(url)).exists():
                copy_sqlite(live, aside / "ledger.db")
                self._add(DATABASE, aside / "ledger.db")

    def _write_access(self, url: str) -> None:
        engine = make_engine(url)
        try:
            access_database.upgrade(engine)
            with reading(engine) as connection:
                for table in reflect(connection, access_database.Base.metadata.tables).sorted_tables:
                    name = f"{ACCESS}/{table.name}.jsonl"
                    self.files[name] = write_table(self._archive, connection, table, name)
        finally:
            engine.dispose()

    def _add(self, name: str, path: Path) -> None:
        digest, size = hashlib.sha256(), 0
        packed = zipfile.ZIP_STORED if _LASTING.match(name) else zipfile.ZIP_DEFLATED
        info = zipfile.ZipInfo(name, china_time().timetuple()[:6])
        info.compress_type = packed
        try:
            source = path.open("rb")
        except FileNotFoundError:
            self.gone.append(name)
            return
        with source, self._archive.open(info, "w", force_zip64=True) as member:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                member.write(block)
        self.files[name] = {"size": size, "sha256": digest.hexdigest()}


def list_kept(folder: Path) -> Iterator[str]:
    """The files of a data folder that a backup takes, by path below it; the database is not among them."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(CACHES) and not _LEFT.search(name):
            yield name


def sqlite_file(url: str) -> Path:
    """The file of an SQLite database."""
    return Path(make_url(url).database or "")


def copy_sqlite(source: Path, target: Path) -> None:
    """One state of a database in use. Raises UserError where it is damaged."""
    try:
        with closing(sqlite3.connect(source, timeout=60)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            ((said,),) = copy.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        said = str(error)
        with suppress(OSError):
            target.unlink(missing_ok=True)
    if said != "ok":
        raise UserError("台账文件损坏，没有备份", file=DATABASE, came=said, todo="请先从上一份备份恢复台账")
