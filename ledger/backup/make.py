"""A backup of the ledger in use: one state of all tables as JSON lines, with the files they name, counts and hashes in a zip; and the
office's books, shows and answers beside it (`office`).

The same backup goes into SQLite and PostgreSQL.
"""

import hashlib
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select, text

from core.errors import UserError
from ledger.backup.office import write_office
from ledger.book import Base, Ledger, kept_path, reading

FORMAT = 1
MANIFEST = "manifest.json"
REVISIONS = "alembic_version"
FILE_NAME = re.compile(r"evidence/[0-9a-f]{2}/([0-9a-f]{64})|files/([0-9a-f]{64})\.[a-z0-9]{1,8}")
"""Names of kept files inside the zip, which are their paths too; one group is the SHA-256."""
DIGESTS = (("evidence", "digest"), ("documents", "digest"))
"""Table and column that name files of the ledger's own folder."""
_BATCH = 1000
_LINE = json.JSONEncoder(ensure_ascii=False, default=lambda day: day.isoformat())
"""A row as one line; dates and times as ISO texts."""


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds: rows by table, how many files, the SHA-256 of files that the ledger names and are not there, and how many
    files of books, shows and answers."""

    path: Path
    rows: dict[str, int]
    files: int
    missing: tuple[str, ...] = ()
    office: int = 0


def make_backup(ledger: Ledger, path: Path) -> BackupReport:
    """Write the zip; it appears whole or not at all. Raises UserError when it is there already or cannot be written."""
    if path.exists():
        raise UserError("这个文件已经在了，备份不覆盖旧的", file=str(path), todo="请换一个文件名")
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with zipfile.ZipFile(partial, "x", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            report = _write(ledger, path, archive)
        partial.replace(path)
    except OSError as error:
        raise UserError("备份写不进去", file=str(path), todo="请检查文件夹是否存在、磁盘是否已满") from error
    finally:
        partial.unlink(missing_ok=True)
    return report


def _write(ledger: Ledger, path: Path, archive: zipfile.ZipFile) -> BackupReport:
    """Tables from one read transaction; the files they name are there before the rows are, and are never removed."""
    tables: dict[str, dict[str, Any]] = {}
    with reading(ledger.engine) as connection:
        revision = connection.execute(text(f"SELECT version_num FROM {REVISIONS}")).scalar_one()
        metadata = read_tables(connection)
        for table in metadata.sorted_tables:
            tables[table.name] = write_table(archive, connection, table)
        digests = set(_digests(connection, metadata))
        originals = set(_originals(connection, metadata))
    files, missing = _write_files(archive, ledger, digests, originals)
    office = write_office(archive, ledger.folder.parent)
    manifest = {
        "format": FORMAT, "revision": revision, "database": ledger.engine.dialect.name,
        "made_at": ledger.clock().isoformat(timespec="seconds"), "tables": tables, "files": files,
        "missing": sorted(missing), "office": office,
    }  # fmt: skip
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    rows = {name: int(about["rows"]) for name, about in tables.items()}
    return BackupReport(path, rows, len(files), tuple(sorted(missing)), len(office))


def read_tables(connection: Connection) -> MetaData:
    """The ledger's tables as they are in this database; an office may keep tables of other programs beside them."""
    return reflect(connection, Base.metadata.tables)


def reflect(connection: Connection, names: Container[str]) -> MetaData:
    """Those of some tables that are there, as they are in this database."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in names)
    return metadata


def write_table(archive: zipfile.ZipFile, connection: Connection, table: Table, name: str = "") -> dict[str, Any]:
    """Add the rows of a table as JSON lines; how many they are, and their SHA-256."""
    hashed, count = hashlib.sha256(), 0
    with archive.open(name or f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
        rows = table_rows(connection, table)
        while some := list(islice(rows, _BATCH)):
            content = "".join(f"{_LINE.encode(row)}\n" for row in some).encode()
            hashed.update(content)
            member.write(content)
            count += len(some)
    return {"rows": count, "sha256": hashed.hexdigest()}


def table_rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table by its key, a batch at a time."""
    names = table.columns.keys()
    asked = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_BATCH).execute(asked):
        yield dict(zip(names, row, strict=True))


def _digests(connection: Connection, metadata: MetaData) -> Iterator[str]:
    for name, column in DIGESTS:
        if name in metadata.tables:
            yield from connection.execute(select(metadata.tables[name].c[column]).distinct()).scalars()


def _originals(connection: Connection, metadata: MetaData) -> Iterator[str]:
    """Hashes of the files whose rows are sightings of problems."""
    column = metadata.tables["sightings"].c.file_hash
    yield from connection.execute(select(column).where(column != "").distinct()).scalars()


def _write_files(
    archive: zipfile.ZipFile, ledger: Ledger, digests: Iterable[str], originals: Iterable[str]
) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Name in the zip → size and hash; and the hashes of which no whole file is there."""
    written: dict[str, dict[str, Any]] = {}
    missing = set()
    for digest in sorted(digests):
        kept = kept_path(ledger.folder, digest)
        if file_digest(kept) != digest:
            missing.add(digest)
            continue
        name = kept.relative_to(ledger.folder).as_posix()
        written[name] = _write_file(archive, name, kept, digest)
    for digest in sorted(originals):
        for kept in sorted((ledger.folder.parent / "files").glob(f"{digest}.*")):
            name = f"files/{kept.name}"
            if FILE_NAME.fullmatch(name) and file_digest(kept) == digest:
                written[name] = _write_file(archive, name, kept, digest)
    return written, missing


def _write_file(archive: zipfile.ZipFile, name: str, path: Path, digest: str) -> dict[str, Any]:
    archive.write(path, name, zipfile.ZIP_STORED)
    return {"size": path.stat().st_size, "sha256": digest}


def file_digest(path: Path) -> str:
    """The SHA-256 of a file; '' when it is not there."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_backup(path: Path, damaged: Callable[[Path, str], UserError]) -> zipfile.ZipFile:
    """The zip of a backup. Raises UserError where there is no such file, and what `damaged` makes of one that is not whole."""
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise UserError("找不到这个文件", file=str(path)) from error
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(path, "不是完整的备份文件") from error
