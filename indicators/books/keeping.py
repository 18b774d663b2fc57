"""The office's books on disk: each save a numbered version that never changes, each step a line of the log; who, when and why.

Whatever is done appears whole or not at all: files are written aside and renamed, and only the log's line makes them count.
"""

import json
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from fasteners import InterProcessLock

from core import seals
from core.errors import UserError, unwritable
from core.kinds import Where
from core.on_disk import keep_names, write_whole
from core.settings import data_dir
from indicators.books.fault_words import say_fault
from indicators.books.in_force import refuse_two
from indicators.books.raw import NAME, RawBook, read_raw, write_raw
from indicators.declared import DEFINITIONS_FOLDER, examine_framework, month_faults, shelf
from indicators.declared.fields import FRAMEWORK
from indicators.declared.shelf import DRAFT, IN_FORCE, WITHDRAWN, Event
from store import Store, read_places

LONGEST_WHO, LONGEST_WHY = 40, 200
PATIENCE = 30.0
"""Seconds that somebody who saves waits for those before."""
FIRST_FAULTS = 3
"""So many faults are told when a book is refused; the rest are counted."""
_threads = threading.Lock()
PLACE_CODE = re.compile(r"\d{6}")
_SPACES = re.compile(r"\s+")


def read_book(framework_id: str) -> RawBook:
    """A book as plain data: built in, the office's as it is in force (`b0001`), one of its versions (`b0001@2`).

    Raises UserError where there is no such book or its files cannot be read.
    """
    home = shelf.find_home(framework_id)
    if not (home / "framework.yaml").is_file():
        raise UserError("没有这个办法", field="办法", came=framework_id, todo="请用 books list 查看有哪些")
    return read_raw(home)


def list_faults(framework_id: str, book: RawBook | None = None) -> tuple[UserError, ...]:
    """What keeps a version from being put in force, in words; empty where it is complete."""
    examined = examine_framework(framework_id)
    found = [*examined.faults, *(examined.framework.left_out.values() if examined.framework else ())]
    known = book or read_book(framework_id)
    return tuple(say_fault(error, known) for error in [*found, *_place_faults(known["framework"].get("place"))])


def _place_faults(code: object) -> Iterator[UserError]:
    """A code that is none of any place: the book would hold nowhere."""
    if isinstance(code, str) and PLACE_CODE.fullmatch(code) and read_places(Store(data_dir())).find(code) is None:
        yield UserError("没有这个代码的地区", field="place", came=code, todo="请查对省、市、县的六位代码")


def save(book: RawBook, who: str, why: str, into: str = "", seen: int = 0, of: str = "") -> str:
    """Keep a book as a draft and return `<id>@<version>`: a new book, or the next version `into` one.

    `seen` is the version that the change was made on: where a newer one has come meanwhile, nothing is saved. Raises UserError.
    """
    _check_signed(who, why)
    _check_names(book)
    with _alone():
        name = into or _next_id()
        events = shelf.read_log(name) if into else ()
        if into and not events:
            raise UserError("没有这个办法", field="办法", came=into, todo="请用 books list 查看有哪些")
        if seen and seen != shelf.newest(events):
            last = max(events, key=lambda event: event.version)
            todo = "请重新打开最新的一版，再改一次"
            raise UserError(f"{last.who}已保存了第{last.version}版，这次没有保存", came=f"改的是第{seen}版", todo=todo)
        version = shelf.newest(events) + 1
        _write(book, name, version)
        _add(name, _event(version, "saved", DRAFT, who, why, of))
    return f"{name}@{version}"


def copy(framework_id: str, who: str, why: str, title: str = "", **changes: str) -> str:
    """A new book of the office, a draft, with the content of any book; `changes` are keys of the framework (`valid_from`, …)."""
    book = deepcopy(read_book(framework_id))
    book["framework"] |= {"title": title or f"{book['framework']['title']}（副本）"}
    for key, value in changes.items():
        book["framework"].pop(key, None)
        if value:
            book["framework"][key] = value
    _check_keys(book, changes)
    return save(book, who, why, of=framework_id)


def _check_keys(book: RawBook, changes: Mapping[str, str]) -> None:
    """Raise UserError where a key that somebody set cannot be what it is set to; what is missing may stay so in a draft."""
    kinds = {field.name: field.kind for field in FRAMEWORK.fields}
    try:
        for key, value in changes.items():
            if value:
                kinds[key].read(value, Where("", key))
        for fault in (*month_faults(book["framework"]), *_place_faults(changes.get("place"))):
            raise fault
    except UserError as error:
        raise say_fault(error, book) from None


def put_in_force(framework_id: str, who: str, why: str) -> Event:
    """Let a version hold from now on in its place and periods. Raises UserError where it is not complete, and where another book of
    the office holds for the same; nothing is changed then."""
    _check_signed(who, why)
    with _alone():
        book, version, events = _find(framework_id)
        if shelf.in_force(events) == version:
            raise UserError("这一版已在用", field="版本", came=version, todo="不用再启用")
        _refuse_incomplete(f"{book}@{version}")
        refuse_two(f"{book}@{version}")
        return _add(book, _event(version, "put_in_force", IN_FORCE, who, why))


def withdraw(framework_id: str, who: str, why: str) -> Event:
    """Let a book hold for nothing any more; its versions stay. Raises UserError where none of them is in force."""
    _check_signed(who, why)
    with _alone():
        book, _, events = _find(framework_id)
        version = shelf.in_force(events)
        if not version:
            raise UserError("这个办法没有在用", field="办法", came=book, todo="不用停用")
        return _add(book, _event(version, "withdrawn", WITHDRAWN, who, why))


def roll_back(framework_id: str, who: str, why: str) -> Event:
    """Make a version's content (`b0001@2`) the newest version again; it is in force where the book was."""
    _check_signed(who, why)
    with _alone():
        book, version, events = _find(framework_id)
        if version == shelf.newest(events):
            raise UserError("已经是最新的一版", field="版本", came=version, todo="请写更早的一版，如 b0001@1")
        state = IN_FORCE if shelf.in_force(events) else DRAFT
        if state == IN_FORCE:
            _refuse_incomplete(f"{book}@{version}")
            refuse_two(f"{book}@{version}")
        new = shelf.newest(events) + 1
        _write(read_book(f"{book}@{version}"), book, new)
        return _add(book, _event(new, "rolled_back", state, who, why, f"{book}@{version}"))


def read_history(framework_id: str) -> tuple[Event, ...]:
    """All that was done with a book of the office, oldest first. Raises UserError for a built-in one and an unknown one."""
    return _find(framework_id)[2]


def _find(framework_id: str) -> tuple[str, int, tuple[Event, ...]]:
    """The book, the version meant (the newest where none is named) and its log."""
    book, _, number = framework_id.partition("@")
    if (DEFINITIONS_FOLDER / book).is_dir():
        todo = "请先用 books copy 复制成本单位的办法"
        raise UserError("内置的办法只读，没有版本", field="办法", came=book, todo=todo)
    events = shelf.read_log(book) if shelf.is_office(book) else ()
    version = int(number) if number.isdigit() else shelf.newest(events)
    if not events:
        raise UserError("没有这个办法", field="办法", came=book, todo="请用 books list 查看有哪些")
    if version not in {event.version for event in events}:
        raise UserError("没有这一版", field="版本", came=number, todo=f"可用：1–{shelf.newest(events)}")
    return book, version, events


def _refuse_incomplete(framework_id: str) -> None:
    faults = list_faults(framework_id)
    if faults:
        told = " ".join(fault.message for fault in faults[:FIRST_FAULTS])
        more = f" 另有 {len(faults) - FIRST_FAULTS} 处。" if len(faults) > FIRST_FAULTS else ""
        raise UserError(f"还有 {len(faults)} 处没有填对，不能启用", todo=told + more)


def _check_signed(who: str, why: str) -> None:
    for field, text, longest in (("办理人", who, LONGEST_WHO), ("原因", why, LONGEST_WHY)):
        if not text.strip():
            raise UserError("必须填写", field=field, todo="每一版都要记下谁、为什么")
        if len(text) > longest:
            raise UserError(f"最多 {longest} 字", field=field, came=f"{len(text)} 字", todo="请写短一些")


def _check_names(book: RawBook) -> None:
    """Names of measures are names of files."""
    for name in book["measures"]:
        if not NAME.fullmatch(name) or name == "framework":
            todo = "请用小写字母开头的字母、数字和下划线，如 safe_water"
            raise UserError("指标的编号不能这样写", field="编号", came=name, todo=todo)


def _event(version: int, did: str, state: str, who: str, why: str, of: str = "") -> Event:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return Event(version, did, state, _SPACES.sub(" ", who.strip()), when, _SPACES.sub(" ", why.strip()), of)


def _next_id() -> str:
    numbers = [int(name[1:]) for name in shelf.office_ids()]
    return f"b{max(numbers, default=0) + 1:04d}"


def _write(book: RawBook, name: str, version: int) -> None:
    """The version's files, in place at once; what a killed save left there, of which the log knows nothing, goes."""
    home = shelf.version_home(name, version)
    aside = home.with_name(f"{home.name}.part")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        for left in (aside, home):
            shutil.rmtree(left, ignore_errors=True)
        write_raw({"framework": book["framework"] | {"framework": name}, "measures": book["measures"]}, aside)
        written = [path for path in aside.rglob("*") if path.is_file()]
        seals.add(_data_folder(), {home / path.relative_to(aside): seals.seal_of(path) for path in written})
        aside.rename(home)
        keep_names(home.parent)
    except OSError as error:
        raise _unwritable(error) from error


def _add(book: str, event: Event) -> Event:
    path = shelf.log_path(book)
    text = "".join(f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in (*shelf.read_log(book), event))
    try:
        seals.add(_data_folder(), {path: seals.seal_of_content(text.encode())})
        write_whole(path, text)
    except OSError as error:
        raise _unwritable(error) from error
    return event


def _data_folder() -> Path:
    return shelf.books_folder().parent


@contextmanager
def _alone() -> Iterator[None]:
    """The only writer of books, of all threads and processes."""
    folder = shelf.books_folder()
    with _threads:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = InterProcessLock(folder / "writing.lock")
            is_mine = lock.acquire(timeout=PATIENCE, delay=0.02, max_delay=0.2)
        except OSError as error:
            raise _unwritable(error) from error
        if not is_mine:
            raise UserError("其他人一直在保存", todo="请稍后再保存一次")
        try:
            yield
        finally:
            lock.release()


def _unwritable(error: OSError) -> UserError:
    return unwritable(error)
