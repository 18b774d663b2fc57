"""Old lines in files, a month each, that go on with the chain: `2021-05.jsonl` in the record's folder."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select

from access.audit.acts import Line
from access.audit.guarding import guard, unguard
from access.audit.models import LineRow
from access.audit.record import Record
from core.database import writing
from core.errors import UserError
from core.on_disk import keep_names

LEAST_MONTHS: Final = 6
"""Kept where the page looks at least so long (Cybersecurity Law, art. 21); files are kept until somebody removes them."""


def archive_paths(folder: Path) -> list[Path]:
    """The files, oldest first."""
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))


def read_archived(path: Path) -> Iterator[tuple[int, Line | None]]:
    """(row of the file, its line; None where it cannot be read)."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for row, said in enumerate(file, 1):
            try:
                yield row, Line(**json.loads(said))
            except (ValueError, TypeError):
                yield row, None


def put_away(record: Record, months: int) -> list[tuple[Path, int]]:
    """Move the lines of whole months older than `months` into files; (file, its lines) of each that was written.

    A file is on disk before its lines leave the database; the newest line always stays. Raises UserError below `LEAST_MONTHS`.
    """
    if months < LEAST_MONTHS:
        raise UserError(f"操作记录至少保存 {LEAST_MONTHS} 个月", field="months", came=str(months))
    day = record.clock().date().replace(day=1)
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
    with writing(record.engine) as connection:
        newest = connection.execute(select(LineRow.id).order_by(LineRow.id.desc()).limit(1)).scalar() or 0
        asked = select(LineRow.__table__).where(LineRow.at < day.isoformat(), LineRow.id < newest).order_by(LineRow.id)
        old = [Line(**row) for row in connection.execute(asked).mappings()]
        old = (
            [
                line
                for line, number in zip(old, range(old[0].id, old[0].id + len(old)), strict=True)
                if line.id == number
            ]
            if old
            else []
        )
        written = [
            _write(record.folder, month, list(lines)) for month, lines in groupby(old, key=lambda line: line.at[:7])
        ]
        if old:
            unguard(connection)
            connection.execute(delete(LineRow).where(LineRow.id <= old[-1].id))
            guard(connection)
    return written


def _write(folder: Path, month: str, lines: list[Line]) -> tuple[Path, int]:
    path = folder / f"{month}.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    there = {line.id for _, line in read_archived(path) if line} if path.exists() else set()
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for line in lines:
            if line.id not in there:
                file.write(json.dumps(line.as_dict(), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    keep_names(folder)
    return path, len(lines)
