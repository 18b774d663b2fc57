"""A whole data folder back from its backup, into an empty folder: every file is held against its checksum before anything is in place."""

import hashlib
import json
import os
import re
import shutil
import uuid
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, insert, select, text

from access import database as access_database
from core import seals
from core.database import FOLDER, database_url, make_engine, writing
from core.errors import UserError
from ledger.backup.make import open_backup, reflect
from ledger.backup.restore import UNREADABLE, read_rows, restore_backup
from ledger.backup.verify import verify_ledger
from ledger.backup.whole import ACCESS, DATABASE, FORMAT, LEDGER, MANIFEST, sqlite_file
from ledger.book import Ledger, upgrade
from store import verify

_NAME: Final = re.compile(r"(?!.*(?:^|/)\.\.?(?:/|$))[^/\\:\0][^\\:\0]*")
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class WholeRestored:
    """What was put in place, when it was backed up, and what a look at it found."""

    files: int
    made_at: str
    said: str


def check_whole(path: Path) -> dict[str, Any]:
    """The list of a backup all of whose files are as they were written. Raises UserError naming the first that is not."""
    with open_backup(path, _damaged) as archive:
        about = _read_about(archive, path)
        for name, one in about["files"].items():
            _read_member(archive, name, one, path, None)
    return about


def restore_whole(folder: Path, path: Path) -> WholeRestored:
    """Fill an empty data folder from a backup. Raises UserError, and leaves the folder as it was, where it holds anything, or the backup
    is damaged or of another kind of database."""
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        todo = "请先把原来的数据目录改名，或把 DATA_DIR 指向一个空的文件夹"
        raise UserError("只能恢复到空的数据目录", file=str(folder), todo=todo)
    with open_backup(path, _damaged) as archive:
        about = _read_about(archive, path)
        _refuse_other_database(about, folder, path)
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f".restoring-{uuid.uuid4().hex}"
        try:
            aside.mkdir()
            for name, one in about["files"].items():
                _read_member(archive, name, one, path, aside / name)
            _drop_later(aside, about["files"])
            _refuse_faults(aside, path)
            said = _check_ledger(aside, path)
            _restore_server(aside, folder)
            for one in sorted(aside.iterdir()):
                one.rename(folder / one.name)
        except OSError as error:
            raise UserError(
                "数据目录写不进去", file=str(folder), came=error.strerror, todo="请检查磁盘空间和权限"
            ) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            if is_new and not any(folder.iterdir()):
                folder.rmdir()
    return WholeRestored(len(about["files"]), about["made_at"], said)


def _damaged(path: Path, what: str) -> UserError:
    return UserError(f"备份不完整或已损坏：{what}", file=path.name, todo="没有写入任何内容；请改用另一份备份")


def _read_about(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(archive.read(MANIFEST))
        is_ours = about["format"] == FORMAT
        names = {str(name): (str(one["sha256"]), int(one.get("size", 0))) for name, one in about["files"].items()}
        about["made_at"], about["database"]
    except (*UNREADABLE, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, "没有可读的目录") from error
    if not is_ours:
        raise UserError(
            "备份的格式不认识", file=path.name, came=about["format"], todo="台账的备份用 python -m ledger restore"
        )
    if strange := next((name for name in names if not _NAME.fullmatch(name)), ""):
        raise _damaged(path, f"{strange} 不是备份里会有的文件")
    return about


def _read_member(
    archive: zipfile.ZipFile, name: str, about: Mapping[str, Any], path: Path, target: Path | None
) -> None:
    """Hold a file against its checksum, and write it where it shall be."""
    digest = hashlib.sha256()
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
    file = target.open("xb") if target else None
    try:
        with archive.open(name) as member:
            while block := _next(member, name, path):
                digest.update(block)
                if file:
                    file.write(block)
        if file:
            file.flush()
            os.fsync(file.fileno())
    except KeyError as error:
        raise _damaged(path, f"{name} 不在里面") from error
    except zipfile.BadZipFile as error:
        raise _damaged(path, f"{name} 读不出来") from error
    finally:
        if file:
            file.close()
    if digest.hexdigest() != about["sha256"]:
        raise _damaged(path, f"{name} 的内容与目录不符")


def _next(member: Any, name: str, path: Path) -> bytes:
    try:
        return bytes(member.read(_BLOCK))
    except UNREADABLE as error:
        raise _damaged(path, f"{name} 读不出来") from error


def _refuse_other_database(about: Mapping[str, Any], folder: Path, path: Path) -> None:
    is_server = database_url(folder).startswith("postgres")
    if about["database"] == "sqlite" and is_server:
        todo = "请先不设 LEDGER_URL 恢复，再用 python -m ledger backup 和 restore 把台账搬到服务器"
        raise UserError("备份里的台账是 SQLite 的", file=path.name, field="LEDGER_URL", todo=todo)


def _drop_later(aside: Path, files: Collection[str]) -> None:
    """Seals of originals, runs and answers that came while the backup was made, or were taken away: the list says what is in it."""
    for room in seals.rooms(aside):
        if not room.startswith("store."):
            seals.drop(aside, *(aside / name for name in seals.read(aside, room).last if name not in files))


def _refuse_faults(aside: Path, path: Path) -> None:
    faults = verify(aside).faults
    if faults:
        raise _damaged(path, "；".join(fault.say() for fault in faults[:3]))


def _check_ledger(aside: Path, path: Path) -> str:
    """What a look at the ledger found, in words; a copy is looked at, so that an older program can still read what is restored."""
    made, copy = aside / DATABASE, aside / ".check.db"
    if not made.exists():
        return "台账在数据库服务器上" if (aside / LEDGER).exists() else "备份里没有问题台账"
    shutil.copyfile(made, copy)
    engine = make_engine(f"sqlite:///{copy}")
    try:
        upgrade(engine)
        found = verify_ledger(Ledger(engine, aside / FOLDER))
    finally:
        engine.dispose()
        for one in aside.glob(".check.db*"):
            one.unlink()
    if found.faults:
        raise _damaged(path, "；".join(found.faults[:3]))
    return f"问题台账：{found.problems} 个问题、{found.events} 条记录、{found.files} 个文件，都对"


def _restore_server(aside: Path, folder: Path) -> None:
    """The ledger's own backup and the tables of accounts and acts, into the database that is set."""
    made = aside / DATABASE
    if made.exists() and (target := sqlite_file(database_url(folder))) != folder / DATABASE:
        if target.exists():
            raise UserError("只能恢复到空的台账", file=str(target), todo="请先把原来的台账改名")
        shutil.move(made, target)
    if not (aside / LEDGER).exists():
        return
    restore_backup(aside, aside / LEDGER)
    engine = make_engine(database_url(aside))
    try:
        access_database.upgrade(engine)
        with writing(engine) as connection:
            metadata = reflect(connection, access_database.Base.metadata.tables)
            for table in metadata.sorted_tables:
                file = aside / ACCESS / f"{table.name}.jsonl"
                if connection.execute(select(func.count()).select_from(table)).scalar_one():
                    raise UserError(
                        "只能恢复到空的数据库", came=table.name, todo="请新建一个空库，把 LEDGER_URL 指向它再恢复"
                    )
                rows = list(read_rows(table, file.read_bytes().splitlines())) if file.exists() else []
                if rows:
                    connection.execute(insert(table), rows)
                if rows and engine.dialect.name == "postgresql" and "id" in table.columns:
                    _count_on(connection, table.name, max(row["id"] for row in rows))
    finally:
        engine.dispose()
    shutil.rmtree(aside / LEDGER.partition("/")[0])


def _count_on(connection: Any, table: str, last: int) -> None:
    """New rows are numbered after those that were restored."""
    name = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table}).scalar()
    if name:
        connection.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})
