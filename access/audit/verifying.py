"""Whether the record is whole: every line where it was, as it was, and none cut off. A fault names its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from access.audit.acts import Line
from access.audit.archive import archive_paths, read_archived
from access.audit.record import Record
from core.chain import UNKNOWN_KEY, known_keys
from core.heads import heads_path, read_heads

MOST: Final = 50
"""So many faults are named; more would say no more."""
_DATABASE: Final = "数据库"


@dataclass(frozen=True)
class Verified:
    """How many lines were looked at, how many of them are made without a key, and what is wrong."""

    lines: int
    unkeyed: int
    faults: tuple[str, ...]


def verify(record: Record) -> Verified:
    """Every line of files and database against the chain, then the notes beside it."""
    keys, faults, digests = known_keys(), list[str](), dict[int, str]()
    count, unkeyed, expected, previous, is_keyed = 0, 0, 1, "", False
    for place, line in _lines(record):
        if line is None:
            faults.append(f"{place}：这一行读不出来")
            continue
        count += 1
        if line.id != expected:
            faults.append(_say_gap(place, line, expected))
        unkeyed += not line.key
        key = keys.get(line.key)
        if key is None:
            faults.append(f"{_name(place, line)}：{UNKNOWN_KEY}")
        if line.key:
            is_keyed = True
        elif is_keyed:
            faults.append(f"{_name(place, line)}：没有用密钥，而前面的行用了，可能被重写")
        is_next = line.id == expected or not previous
        if key and is_next and key.link(previous, line.content()) != line.digest:
            faults.append(f"{_name(place, line)}：内容被改过，或前一行被改、被删、被调换")
        digests[line.id], previous, expected = line.digest, line.digest, line.id + 1
    faults += _miss(record, digests, expected - 1)
    return Verified(count, unkeyed, tuple(faults[:MOST]))


def _lines(record: Record) -> Iterator[tuple[str, Line | None]]:
    """(place, line) of files and then of the database. A line that stands in both (a killed archiving) is taken once."""
    last = 0
    for path in archive_paths(record.folder):
        for row, line in read_archived(path):
            yield f"{path.name} 第 {row} 行", line
            last = line.id if line else last
    for line in record.lines():
        if line.id > last or not last:
            yield _DATABASE, line


def _name(place: str, line: Line) -> str:
    return f"{place}，第 {line.id} 条（{line.at[:19].replace('T', ' ')}）"


def _say_gap(place: str, line: Line, expected: int) -> str:
    if line.id > expected:
        return f"{place}：第 {expected} 条{f'至第 {line.id - 1} 条' if line.id - 1 > expected else ''}不见了"
    return f"{_name(place, line)}：不在它的位置，此处应为第 {expected} 条"


def _miss(record: Record, digests: dict[int, str], last: int) -> Iterator[str]:
    """What the notes know and the record does not."""
    newest, name = 0, heads_path(record.folder).name
    for place, said, digest in read_heads(record.folder):
        number = int(said) if said.isascii() and said.isdigit() else 0
        if not number:
            yield f"旁记 {name} 第 {place} 行读不出来"
        elif number <= last and digests.get(number, digest) != digest:
            yield f"第 {number} 条与旁记 {name} 第 {place} 行不符：这一条或它以前的记录被重写过"
        newest = max(newest, number)
    if newest > last:
        yield f"第 {last + 1} 条至第 {newest} 条不见了：记录的末尾被截断（旁记 {name} 记到第 {newest} 条）"
    elif not newest and last:
        yield f"旁记 {name} 不见了：末尾有没有被截断无法核对"
