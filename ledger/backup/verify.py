"""Whether the ledger is whole: every problem's events replay to its row, no version is missing, every kept file is there."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from core.chain import UNKNOWN_KEY, Key, known_keys
from core.errors import UserError
from core.heads import heads_path, read_heads
from core.settings import ledger_url
from ledger.backup.make import file_digest
from ledger.book import (
    COLUMNS,
    FOLDER,
    DocumentRow,
    Event,
    EventRow,
    EvidenceRow,
    Ledger,
    ProblemRow,
    as_json,
    kept_path,
    open_ledger,
    reading,
    replay,
    seal,
)

MOST_FAULTS = 1000
_BATCH = 1000


@dataclass(frozen=True)
class VerifyReport:
    """How much was looked at, and what is wrong, in words (at most `MOST_FAULTS`)."""

    problems: int
    events: int
    files: int
    faults: tuple[str, ...]


def verify_ledger(ledger: Ledger) -> VerifyReport:
    """Looks at every problem, event and file, in one state of the ledger."""
    with reading(ledger.engine) as connection:
        digests: dict[str, str] = {}
        faults = list(_event_faults(connection, digests))
        faults += _evidence_faults(connection)
        problems, events = (_count(connection, table) for table in (ProblemRow, EventRow))
        kept = list(_kept(connection))
    faults += _missed(ledger.folder, digests)
    faults += _file_faults(ledger.folder, kept)
    return VerifyReport(problems, events, len({digest for digest, _ in kept}), tuple(faults[:MOST_FAULTS]))


def say_verified(folder: Path) -> dict[str, Any]:
    """What a look at the ledger of a data folder found: `said` in a line and `faults`; a ledger that does not open is a fault."""
    path = folder / FOLDER / "ledger.db"
    if not ledger_url() and not path.exists():
        return {"said": "还没有问题台账", "faults": []}
    try:
        found = verify_ledger(open_ledger(folder))
    except UserError as error:
        return {"said": "问题台账打不开：", "faults": [error.message]}
    said = f"问题台账：{found.problems} 个问题、{found.events} 条记录、{found.files} 个文件"
    return {"said": f"{said}，{'有不对的：' if found.faults else '都对'}", "faults": list(found.faults)}


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _event_faults(connection: Connection, digests: dict[str, str]) -> Iterator[str]:
    """Problems and their events side by side, both by number; fills in the digests by `problem@version`."""
    keys = known_keys()
    rows = _problems(connection)
    waiting = next(rows, None)
    for problem_id, events in groupby(_events(connection), key=lambda event: event.problem_id):
        while waiting and waiting["id"] < problem_id:
            yield f"问题 {waiting['id']}：没有任何记录"
            waiting = next(rows, None)
        found = list(events)
        digests.update((f"{event.problem_id}@{event.version}", event.digest) for event in found)
        yield from _chain_faults(found, keys)
        if waiting and waiting["id"] == problem_id:
            yield from _faults_of(waiting, found)
            waiting = next(rows, None)
        else:
            yield f"问题 {problem_id}：有 {len(found)} 条记录，没有问题"
    while waiting:
        yield f"问题 {waiting['id']}：没有任何记录"
        waiting = next(rows, None)


def _chain_faults(events: list[Event], keys: Mapping[str, Key]) -> Iterator[str]:
    """Events that are not what was written, or stand where another stood."""
    previous, is_keyed = "", False
    for event in events:
        where = f"问题 {event.problem_id} 第 {event.version} 条记录（{event.at:%Y-%m-%d %H:%M} {event.who}）"
        row = {name: part for name, part in asdict(event).items() if name not in ("id", "digest", "key")}
        key = keys.get(event.key)
        if key is None:
            yield f"{where}：{UNKNOWN_KEY}"
        elif seal(previous, row, key)["digest"] != event.digest:
            yield f"{where}：内容被改过，或前一条被改、被删、被调换"
        if is_keyed and not event.key:
            yield f"{where}：没有用密钥，而前面的用了，可能被重写"
        previous, is_keyed = event.digest, is_keyed or bool(event.key)


def _missed(folder: Path, digests: dict[str, str]) -> Iterator[str]:
    """What the notes beside the database know and the ledger does not."""
    for row, name, digest in read_heads(folder):
        problem, _, version = name.partition("@")
        where = f"问题 {problem} 第 {version} 条记录"
        if not name:
            yield f"旁记 {heads_path(folder).name} 第 {row} 行读不出来"
        elif name not in digests:
            yield f"{where}不见了（旁记第 {row} 行）"
        elif digests[name] != digest:
            yield f"{where}与旁记第 {row} 行不符：被重写过"


def _problems(connection: Connection) -> Iterator[dict[str, Any]]:
    asked = select(*(getattr(ProblemRow, name) for name in COLUMNS)).order_by(ProblemRow.id)
    for row in connection.execution_options(yield_per=_BATCH).execute(asked).mappings():
        yield dict(row)


def _events(connection: Connection) -> Iterator[Event]:
    asked = select(EventRow.__table__).order_by(EventRow.problem_id, EventRow.version)
    for row in connection.execution_options(yield_per=_BATCH).execute(asked).mappings():
        yield Event(**row)


def _faults_of(row: dict[str, Any], events: list[Event]) -> Iterator[str]:
    number = f"{row['opened_on'].year}-{row['id']:05d}"
    versions = [event.version for event in events]
    if versions != list(range(1, row["version"] + 1)):
        yield f"{number}：记录的版本是 {versions[0]} 至 {versions[-1]} 共 {len(versions)} 条，应为 1 至 {row['version']}"
    replayed = replay(events)
    for name in COLUMNS:
        if name != "id" and replayed.get(name) != as_json(row[name]):
            yield f"{number}：按记录推算的 {name} 与台账不符"


def _evidence_faults(connection: Connection) -> Iterator[str]:
    counted = select(EvidenceRow.problem_id, func.count().label("n")).group_by(EvidenceRow.problem_id).subquery()
    asked = (
        select(ProblemRow.id, ProblemRow.evidence_count, func.coalesce(counted.c.n, 0))
        .outerjoin(counted, counted.c.problem_id == ProblemRow.id)
        .where(ProblemRow.evidence_count != func.coalesce(counted.c.n, 0))
        .order_by(ProblemRow.id)
    )
    for problem_id, stated, found in connection.execute(asked):
        yield f"问题 {problem_id}：应有 {stated} 份佐证，登记了 {found} 份"


def _kept(connection: Connection) -> Iterator[tuple[str, str]]:
    """Hash and shown name of every kept file."""
    for table in (EvidenceRow, DocumentRow):
        for digest, name in connection.execute(select(table.digest, table.name).order_by(table.id)):
            yield str(digest), str(name)


def _file_faults(folder: Path, kept: list[tuple[str, str]]) -> Iterator[str]:
    for digest, name in dict(kept).items():
        found = file_digest(kept_path(folder, digest))
        if found != digest:
            what = "内容被改动" if found else "不在了"
            yield f"文件「{name}」{what}（{digest[:12]}）"
