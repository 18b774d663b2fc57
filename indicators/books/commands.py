"""`python -m indicators books …`: what books there are, and every step of their life, in words or as JSON."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from access.audit import note_command
from core.commands import Answer, add_command
from core.settings import TIME_ZONE, account, data_dir
from core.words import say_value
from indicators.books import comparing, keeping
from indicators.books.choices import say_choice
from indicators.books.comparing import Change
from indicators.books.effect import Effect, find_effect
from indicators.books.fault_words import say_faults
from indicators.books.file_commands import add_file_arguments
from indicators.books.in_force import STATE_WORDS, Book, find_book, list_books, say_held, say_place
from indicators.books.titles import say_key
from indicators.declared import examine_framework, shelf
from indicators.declared.shelf import Event
from store import Store

DID_WORDS = {"saved": "保存", "put_in_force": "启用", "withdrawn": "停用", "rolled_back": "回退"}
_WHICH = "办法编号，如 b0001；b0001@2 为第2版；内置的如 consolidation_2021"


def add_arguments(commands: Any) -> None:
    """The command `books` with those below it."""
    parser = commands.add_parser("books", help="办法：列出、复制、检查、启用、停用、比较、回退")
    inner = parser.add_subparsers(required=True, metavar="命令")
    add_command(inner, "list", _list, "列出全部办法：编号、状态、适用地区和期次")
    for name, run, words in (
        ("show", _show, "一个办法的体系和指标"),
        ("check", _check, "还缺什么，能不能启用"),
        ("history", _history, "每一版谁在何时为什么保存、启用、停用"),
    ):
        add_command(inner, name, run, words).add_argument("book", help=_WHICH)
    for name, step, words in (
        ("put-in-force", keeping.put_in_force, "启用一版"),
        ("withdraw", keeping.withdraw, "停用"),
        ("rollback", keeping.roll_back, "回退到一版"),
    ):
        _sign(add_command(inner, name, _step(step), words)).add_argument("book", help=_WHICH)
    copied = _sign(add_command(inner, "copy", _copy, "复制成本单位的办法（草稿）"))
    copied.add_argument("book", help=_WHICH)
    copied.add_argument("--title", default="", help="名称")
    copied.add_argument("--from", dest="valid_from", default="", help="适用起月，如 2026-01")
    copied.add_argument("--to", dest="valid_to", default="", help="适用止月，如 2026-12")
    copied.add_argument("--place", help='适用地区的六位代码，空的（--place ""）为各地；不写则与原办法相同')
    add_file_arguments(inner)
    compared = add_command(inner, "compare", _compare, "两版之间改了什么；加 --period 再看对得分和位次的影响")
    compared.add_argument("old", help=_WHICH)
    compared.add_argument("new", help=_WHICH)
    compared.add_argument("--period", default="", help="期次，如 2021-11")
    compared.add_argument("--scope", default="", help="地区代码，如 433100")


def _sign(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--who", default="", help="办理人；不写则为本机账号")
    command.add_argument("--why", required=True, help="原因，记入历史")
    return command


def _list(_: argparse.Namespace) -> Answer:
    books = list_books()
    return Answer([_book_answer(book) for book in books], (_say_book(book) for book in books))


def _show(options: argparse.Namespace) -> Answer:
    book = keeping.read_book(options.book)
    return Answer(book, _say_whole(dict(book["framework"]), book["measures"]))


def _check(options: argparse.Namespace) -> Answer:
    faults = keeping.list_faults(options.book, keeping.read_book(options.book))
    said = say_faults(faults) or ["没有缺的，可以启用"]
    return Answer({"book": options.book, "faults": [fault.as_dict() for fault in faults]}, said, 1 if faults else 0)


def _history(options: argparse.Namespace) -> Answer:
    events = keeping.read_history(options.book)
    return Answer([asdict(event) for event in events], map(say_event, events))


def _step(step: Callable[[str, str, str], Event]) -> Callable[[argparse.Namespace], Answer]:
    def run(options: argparse.Namespace) -> Answer:
        event = step(options.book, options.who or account(), options.why)
        name = shelf.book_of(options.book)
        note_command("book", f"book/{name}", why=options.why)
        return Answer({"book": name, **asdict(event)}, (f"{name}  {say_event(event)}", _say_book(find_book(name))))

    return run


def _copy(options: argparse.Namespace) -> Answer:
    changes = {"valid_from": options.valid_from, "valid_to": options.valid_to}
    changes |= {} if options.place is None else {"place": options.place}
    made = keeping.copy(options.book, options.who or account(), options.why, options.title, **changes)
    name = shelf.book_of(made)
    return Answer({"book": name, "version": 1}, (f"已复制为 {made}", _say_book(find_book(name))))


def _compare(options: argparse.Namespace) -> Answer:
    changes = comparing.compare_books(keeping.read_book(options.old), keeping.read_book(options.new))
    record: dict[str, Any] = {"changes": [_change_answer(one) for one in changes]}
    said = [one.words for one in changes] or ["两版没有不同"]
    if options.period:
        old, new = (_framework(name) for name in (options.old, options.new))
        effect = find_effect(Store(data_dir()), old, new, options.period, options.scope)
        record["effect"] = _effect_answer(effect)
        said += list(_say_effect(effect))
    return Answer(record, said)


def _framework(framework_id: str) -> Any:
    examined = examine_framework(framework_id)
    if examined.framework is None:
        raise examined.faults[0]
    return examined.framework


def _change_answer(change: Change) -> dict[str, str]:
    return {**change._asdict(), "words": change.words}


def _effect_answer(effect: Effect) -> dict[str, Any]:
    frame = effect.changed.astype(object)
    return {"period": effect.period, "places": frame.where(frame.notna(), None).to_dict("records")}


def _say_effect(effect: Effect) -> Iterator[str]:
    yield effect.say()
    for row in effect.changed.to_dict("records"):
        scores = " → ".join(say_value(row[name], "points") for name in ("old_score", "score"))
        ranks = " → ".join(f"第{row[name]:g}" if row[name] == row[name] else "—" for name in ("old_rank", "rank"))
        yield f"  {row['place_name']}  {scores}  {ranks}"


def _book_answer(book: Book) -> dict[str, Any]:
    framework = book.framework
    return {
        "book": book.id, "title": book.title, "state": book.state, "version": book.version, "newest": book.newest,
        "area": framework.area if framework else "", "place": framework.place if framework else "",
        "valid_from": framework.valid_from if framework else "", "valid_to": framework.valid_to if framework else "",
        "measures": book.measures, "problem": book.problem,
    }  # fmt: skip


def _say_book(book: Book) -> str:
    version = f"第{book.version}版" if book.version else ""
    newer = f"（另有草稿第{book.newest}版）" if book.newest > book.version else ""
    held = f"{book.framework.area}  {say_place(book.framework)}  {say_held(book.framework)}" if book.framework else ""
    parts = (book.id, STATE_WORDS[book.state], f"{version}{newer}", book.title, held, book.problem)
    return "  ".join(part for part in parts if part)


def _say_whole(framework: dict[str, Any], measures: dict[str, dict[str, Any]]) -> Iterator[str]:
    for key, value in framework.items():
        if not isinstance(value, list | dict):
            yield f"{say_key('framework', key)}：{say_choice(f'framework.{key}', str(value))}"
    for key in ("aspects", "indicators"):
        cuts = "、".join(f"{one.get('title')} {one.get('points'):g}" for one in framework.get(key) or [])
        yield f"{say_key('framework', key)}：{cuts}"
    for name, raw in measures.items():
        points = f"{raw['points']:g}分" if isinstance(raw.get("points"), int | float) else comparing.NOTHING
        yield f"  {name}  {raw.get('title', '')}  {points}  {comparing.say_rule(raw)}"


def say_event(event: Event) -> str:
    """`第2版  启用  张三  2026-11-29 16:00  局务会通过`."""
    of = f"（来自 {event.of}）" if event.of else ""
    return (
        f"第{event.version}版  {DID_WORDS.get(event.did, event.did)}{of}  {event.who}  {say_when(event)}  {event.why}"
    )


def say_when(event: Event) -> str:
    """When it was done, by the clock of the office: `2026-11-29 16:00`."""
    return f"{datetime.fromisoformat(event.when).astimezone(TIME_ZONE):%Y-%m-%d %H:%M}"
