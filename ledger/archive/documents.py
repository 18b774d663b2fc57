"""The archive's files (档案资料): kept with the day they bear, every version stays, nothing is deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, insert, select

from core.errors import UserError
from core.places import changes, level_of
from ledger.archive.items import LEVELS, Item
from ledger.book import DocumentRow, Ledger, codes_of, inside, keep_file, read_file, reading, writing

NEWEST_COLUMNS = ["item", "place_code", "made_on", "versions"]


@dataclass(frozen=True)
class Document:
    """One file kept for an item and place. `made_on` is the day it bears, None when not said; `size` in bytes."""

    id: int
    item: str
    place_code: str
    digest: str
    name: str
    size: int
    made_on: date | None
    at: datetime
    who: str


@dataclass(frozen=True)
class Upload:
    """A file that somebody wants to keep for an item and place."""

    item: Item
    place_code: str
    name: str
    content: bytes
    made_on: date | None


def keep_document(ledger: Ledger, upload: Upload, who: str, today: date) -> Document:
    """Keep the file as the newest version. Raises UserError for a wrong file, place or day, or the very file that is there."""
    signed = ledger.seat.sign(who)
    ledger.seat.check_place(upload.place_code)
    _check_upload(upload, today)
    digest = keep_file(ledger.folder, upload.name, upload.content)
    row: dict[str, Any] = {
        "item": upload.item.id, "place_code": upload.place_code, "digest": digest,
        "name": Path(upload.name).name[-200:], "size": len(upload.content), "made_on": upload.made_on,
        "at": ledger.clock(), "who": signed,
    }  # fmt: skip
    with writing(ledger.engine) as connection:
        same = [getattr(DocumentRow, name) == row[name] for name in ("item", "place_code", "digest", "made_on")]
        if connection.execute(select(DocumentRow.id).where(*same)).first() is not None:
            raise UserError("这份文件已经在档", file=upload.name, todo="内容和成文日期都没有变，不必再传")
        added = connection.execute(insert(DocumentRow).values(row).returning(DocumentRow.id)).scalar_one()
    return Document(id=added, **row)


def list_documents(engine: Engine, item_id: str, place_code: str) -> list[Document]:
    """Every version of an item of a place: the one of the newest day first, of one day the last kept."""
    asked = select(DocumentRow.__table__).where(
        DocumentRow.item == item_id, DocumentRow.place_code.in_(codes_of(place_code))
    )
    with reading(engine) as connection:
        found = [Document(**row) for row in connection.execute(asked).mappings()]
    return sorted(found, key=lambda one: (one.made_on or date.min, one.id), reverse=True)


def read_document(ledger: Ledger, document_id: int) -> tuple[Document, bytes]:
    """A version and its bytes. Raises UserError when there is none, or the file is lost or changed."""
    with reading(ledger.engine) as connection:
        row = connection.execute(select(DocumentRow.__table__).where(DocumentRow.id == document_id)).mappings().first()
    if row is None:
        raise UserError("档案里没有这份文件", came=document_id)
    document = Document(**row)
    ledger.seat.check_place(document.place_code)
    return document, read_file(ledger.folder, document.digest)


def newest_documents(engine: Engine, scope: str) -> pd.DataFrame:
    """Columns item, place_code, made_on (the newest day any version bears, None when none bears one), versions; inside a
    scope, what was kept under a county's former code under today's."""
    figures = (func.max(DocumentRow.made_on), func.count())
    asked = (
        select(DocumentRow.item, DocumentRow.place_code, *figures)
        .where(*inside(DocumentRow.place_code, scope))
        .group_by(DocumentRow.item, DocumentRow.place_code)
    )
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(asked)]
    frame = pd.DataFrame(rows, columns=NEWEST_COLUMNS).astype({"item": object, "place_code": object, "made_on": object})
    now = frame["place_code"].map(changes.current_code)
    if (now == frame["place_code"]).all():
        return frame
    newest = frame.assign(place_code=now).sort_values("made_on", na_position="first", kind="stable")
    together = newest.groupby(["item", "place_code"], as_index=False).agg({"made_on": "last", "versions": "sum"})
    return together.astype({"made_on": object})[NEWEST_COLUMNS]


def _check_upload(upload: Upload, today: date) -> None:
    if level_of(upload.place_code) != upload.item.level:
        came = LEVELS.get(level_of(upload.place_code), "上级地区")
        raise UserError(
            f"这是{LEVELS[upload.item.level]}资料", field="地区", came=came, todo="请先选到相应的地区再上传"
        )
    _check_day(upload.made_on, today, is_needed=bool(upload.item.valid_months))


def _check_day(made_on: Any, today: date, *, is_needed: bool) -> None:
    if made_on is None and is_needed:
        raise UserError("请填写成文日期", field="成文日期", todo="资料要按成文日期判断是否过期")
    if made_on is not None and made_on > today:
        raise UserError("成文日期不能晚于今天", field="成文日期", came=made_on, todo="请照资料上的日期填写")
