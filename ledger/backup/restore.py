"""A backup back into an empty ledger: checked before anything is written, loaded aside, checked again, then put in place."""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Date, DateTime, Engine, Table, func, insert, inspect, select, text

from core import seals
from core.database import NewerDatabaseError
from core.errors import UserError
from core.heads import put_heads_aside
from ledger.backup.make import FILE_NAME, FORMAT, MANIFEST, open_backup, read_tables, table_rows
from ledger.backup.office import check_names, put_office, refuse_others
from ledger.backup.verify import VerifyReport, verify_ledger
from ledger.book import FOLDER, Ledger, china_time, database_url, make_engine, reading, upgrade, writing

_BATCH = 1000
_BLOCK = 1 << 20
_NEW_NAME = "restored.db"
UNREADABLE = (KeyError, ValueError, RuntimeError, OSError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged or strange zip may bring."""


@dataclass(frozen=True)
class RestoreReport:
    """What was restored; `aside` is where the replaced SQLite ledger is now (None: there was none), `set_aside` where the replaced
    books, shows and answers are."""

    rows: dict[str, int]
    files: int
    verified: VerifyReport
    aside: Path | None = None
    office: int = 0
    set_aside: tuple[Path, ...] = ()


def restore_backup(folder: Path, path: Path, *, replace: bool = False) -> RestoreReport:
    """Fill the empty ledger of a data folder (or of `LEDGER_URL`) from a backup.

    A ledger that holds something, and other books, shows or answers than the backup's, are refused; with `replace` an SQLite one is
    first copied aside as `ledger.before-<time>.db`, the folders beside it are renamed the same way. PostgreSQL is never replaced: its
    tables refuse deletion, and an empty database is made in a moment. Raises UserError, and leaves everything as it was, when the
    backup is damaged or does not hold together.
    """
    with open_backup(path, _damaged) as archive:
        manifest = _read_manifest(archive, path)
        _check_members(archive, manifest, path)
        target = make_engine(database_url(folder))
        try:
            _check_target(target, replace)
            refuse_others(folder, manifest.get("office", {}), replace=replace)
            return _restore(archive, manifest, folder, target, path)
        finally:
            target.dispose()


def _damaged(path: Path, what: str) -> UserError:
    return UserError(f"备份不完整或已损坏：{what}", file=path.name, todo="台账没有改动；请改用另一份备份")


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
        known = manifest["format"] == FORMAT
        for part in ("tables", "files", "revision"):
            manifest[part]
    except (*UNREADABLE, TypeError) as error:
        raise _damaged(path, "没有可读的目录") from error
    if not known:
        raise UserError("备份的格式不认识", file=path.name, came=manifest["format"], todo="请用制作备份的程序版本恢复")
    return dict(manifest)


def _check_members(archive: zipfile.ZipFile, manifest: Mapping[str, Any], path: Path) -> None:
    """Every table and file of the manifest is there with its hash, and the names are names of kept files."""
    for table, about in manifest["tables"].items():
        name = f"tables/{table}.jsonl"
        digest, lines = _hash_member(archive, name, path)
        if (digest, lines) != (about["sha256"], about["rows"]):
            raise _damaged(path, f"{name} 与目录不符")
    for name, about in manifest["files"].items():
        found = FILE_NAME.fullmatch(name)
        if not found or about["sha256"] not in found.groups():
            raise _damaged(path, f"{name} 不是备份里会有的文件")
    office = manifest.get("office", {})
    if strange := check_names(office):
        raise _damaged(path, f"{strange} 不是备份里会有的文件")
    for name, about in {**manifest["files"], **office}.items():
        if _hash_member(archive, name, path)[0] != about["sha256"]:
            raise _damaged(path, f"{name} 的内容与目录不符")


def _hash_member(archive: zipfile.ZipFile, name: str, path: Path) -> tuple[str, int]:
    hashed, lines = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            while block := member.read(_BLOCK):
                hashed.update(block)
                lines += block.count(b"\n")
    except UNREADABLE as error:
        raise _damaged(path, f"{name} 读不出来") from error
    return hashed.hexdigest(), lines


def _check_target(target: Engine, replace: bool) -> None:
    is_server = target.dialect.name == "postgresql"
    if not is_server and _is_damaged(target):
        if replace:
            return
        raise UserError("台账文件损坏", todo="确需恢复请加 --replace：损坏的文件会先另存在旁边")
    rows = _count_rows(target)
    if not rows or (replace and not is_server):
        return
    todo = "确需替换请加 --replace：原来的台账会先另存在旁边"
    if is_server:
        todo = "台账的表不许删除：请新建一个空库，把 LEDGER_URL 指向它再恢复"
    raise UserError("只能恢复到空的台账", came=f"已有 {rows} 条", todo=todo)


def _is_damaged(engine: Engine) -> bool:
    """Whether an SQLite file is there that is no whole database."""
    path = Path(str(engine.url.database))
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)])
    except sqlite3.DatabaseError:
        return True


def _count_rows(engine: Engine) -> int:
    """How many rows all tables of the ledger hold; 0 when it has none yet."""
    database = engine.url.database
    if engine.dialect.name == "sqlite" and not (database and Path(database).exists()):
        return 0
    with reading(engine) as connection:
        if not inspect(connection).get_table_names():
            return 0
        counts = (select(func.count()).select_from(table) for table in read_tables(connection).tables.values())
        return sum(int(connection.execute(count).scalar_one()) for count in counts)


def _restore(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], folder: Path, target: Engine, path: Path
) -> RestoreReport:
    ledger_folder = folder / FOLDER
    ledger_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ledger_folder, prefix=".restore-") as made:
        aside_engine = make_engine(f"sqlite:///{Path(made) / _NEW_NAME}")
        try:
            rows = _load(archive, manifest, aside_engine, path)
            _unpack_files(archive, manifest, Path(made))
            report = verify_ledger(Ledger(aside_engine, Path(made)))
            _refuse_faults(report, manifest, path)
            files = _move_files(manifest, Path(made), folder)
            kept = _put_in_place(aside_engine, target)
            put_heads_aside(ledger_folder, f"{china_time():%Y%m%dT%H%M%S}")
            office = manifest.get("office", {})
            set_aside = put_office(Path(made), folder, office)
        finally:
            aside_engine.dispose()
    return RestoreReport(rows, files, report, kept, len(office), set_aside)


def _refuse_faults(report: VerifyReport, manifest: Mapping[str, Any], path: Path) -> None:
    """Files that were missing already when the backup was made are reported, not refused."""
    known = [digest[:12] for digest in manifest.get("missing", ())]
    faults = [fault for fault in report.faults if not any(digest in fault for digest in known)]
    if faults:
        raise _damaged(path, "；".join(faults[:3]))


def _load(archive: zipfile.ZipFile, manifest: Mapping[str, Any], engine: Engine, path: Path) -> dict[str, int]:
    """The tables at the backup's own revision, then brought to the newest; returns rows by table."""
    try:
        upgrade(engine, str(manifest["revision"]))
    except NewerDatabaseError as error:
        raise UserError("备份由更新版本的程序制作", file=path.name, todo="请先更新程序再恢复") from error
    with writing(engine) as connection:
        metadata = read_tables(connection)
        for table in metadata.sorted_tables:
            if table.name in manifest["tables"]:
                _insert(connection, table, _lines(archive, table))
    upgrade(engine)
    return {name: int(about["rows"]) for name, about in manifest["tables"].items()}


def _lines(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table in the backup, with dates as dates."""
    with archive.open(f"tables/{table.name}.jsonl") as member:
        yield from read_rows(table, member)


def read_rows(table: Table, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Rows from their JSON lines, with dates as dates."""
    for line in lines:
        row = json.loads(line)
        yield {name: _typed(table, name, value) for name, value in row.items()}


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None or not isinstance(kind, Date | DateTime):
        return value
    return datetime.fromisoformat(value) if isinstance(kind, DateTime) else date.fromisoformat(value)


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _unpack_files(archive: zipfile.ZipFile, manifest: Mapping[str, Any], folder: Path) -> None:
    """The files of the backup, under their names in it."""
    for name in (*manifest["files"], *manifest.get("office", {})):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as member, path.open("xb") as file:
            _copy(member, file)


def _move_files(manifest: Mapping[str, Any], unpacked: Path, folder: Path) -> int:
    """Evidence into the ledger's folder, lists among the originals; each appears whole."""
    for name in manifest["files"]:
        path = folder / FOLDER / name if name.startswith("evidence/") else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (unpacked / name).replace(path)
        if not name.startswith("evidence/"):
            seals.seal(folder, path)
    return len(manifest["files"])


def _copy(member: Any, file: BinaryIO) -> None:
    while block := member.read(_BLOCK):
        file.write(block)
    file.flush()
    os.fsync(file.fileno())


def _put_in_place(made: Engine, target: Engine) -> Path | None:
    if target.dialect.name == "postgresql":
        _copy_to_postgresql(made, target)
        return None
    return _replace_sqlite(made, target)


def _copy_to_postgresql(made: Engine, target: Engine) -> None:
    """All rows in one transaction into tables that are empty and at the newest revision; running numbers go on after them."""
    upgrade(target)
    with reading(made) as source, writing(target) as connection:
        metadata = read_tables(connection)
        for table in metadata.sorted_tables:
            connection.execute(text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise UserError("只能恢复到空的台账", came=table.name, todo="恢复时请不要让别人使用这个库")
            _insert(connection, table, table_rows(source, table))
            last = connection.execute(select(func.max(table.c.id))).scalar()
            if last:
                sequence = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
                connection.execute(sequence, {"name": table.name, "last": last})


def _replace_sqlite(made: Engine, target: Engine) -> Path | None:
    """SQLite copies the new pages into the same file in one step: a running server sees them at its next look."""
    new, live = Path(str(made.url.database)), Path(str(target.url.database))
    made.dispose()
    aside = None
    name = f"{live.stem}.before-{china_time():%Y%m%d-%H%M%S-%f}.db"
    if _is_damaged(target):
        target.dispose()
        for end in ("", "-wal", "-shm"):
            if (part := live.with_name(live.name + end)).exists():
                part.replace(live.with_name(name + end))
    elif live.exists() and _count_rows(target):
        aside = live.with_name(name)
    target.dispose()
    with closing(sqlite3.connect(live, timeout=60)) as old:
        if aside:
            with closing(sqlite3.connect(aside)) as copy:
                old.backup(copy)
        with closing(sqlite3.connect(new)) as source:
            _carry_over(old, source)
            source.backup(old)
    return aside


def _carry_over(old: sqlite3.Connection, made: sqlite3.Connection) -> None:
    """Take what is no table of the ledger along: accounts, sessions and the record of acts are of the office as it is, not as it was."""
    ask = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    known = {name for _, name, _, _ in made.execute(ask)}
    parts = [part for part in old.execute(ask).fetchall() if part[2] not in known]
    for _, name, _, sql in (part for part in parts if part[0] == "table"):
        made.execute(sql)
        rows = old.execute(f'SELECT * FROM "{name}"').fetchall()
        if rows:
            made.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    for kind, _, _, sql in parts:
        if kind != "table":
            made.execute(sql)
    made.commit()
