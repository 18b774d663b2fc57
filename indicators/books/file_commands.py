"""`python -m indicators books template | export | import`: a book as a workbook, and files that become drafts."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from access.audit import note_command
from core.commands import DONE, PARTLY, Answer, add_command
from core.errors import UserError
from core.settings import account, data_dir
from indicators.books import keeping
from indicators.books.from_file import BookFile, read_book_file, say_book_file
from indicators.books.workbook import make_template, write_book
from indicators.declared import shelf
from store import Store


def add_file_arguments(inner: Any) -> None:
    """The three commands."""
    empty = add_command(inner, "template", _template, "空的办法工作簿，填好后导入")
    empty.add_argument("file", help="写到哪个 .xlsx")
    written = add_command(inner, "export", _export, "把一个办法写成工作簿：体系、指标、计分、来源、灯和等次")
    written.add_argument("book", help="办法编号，如 b0001；b0001@2 为第2版；内置的如 consolidation_2021")
    written.add_argument("file", help="写到哪个 .xlsx")
    taken = add_command(inner, "import", _import, "把工作簿或公开的评分细则（.xlsx、.xls、.csv）读成办法草稿")
    taken.add_argument("file", help="填好的工作簿，或原样的考核评分细则")
    taken.add_argument("--into", default="", help="作为这个办法的下一版，如 b0001；不写则为新办法")
    taken.add_argument("--title", default="", help="名称；不写则用文件里的")
    taken.add_argument("--who", default="", help="办理人；不写则为本机账号")
    taken.add_argument("--why", default="", help="原因，记入历史；不写则不保存，只看读得怎样")


def _template(options: argparse.Namespace) -> Answer:
    return _written(options.file, make_template(), "空的办法工作簿")


def _export(options: argparse.Namespace) -> Answer:
    return _written(options.file, write_book(keeping.read_book(options.book)), f"办法 {options.book}")


def _written(file: str, content: bytes, what: str) -> Answer:
    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise UserError("应写成 .xlsx 文件", file=path.name, came=path.suffix or "没有扩展名", todo="如 办法.xlsx")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError("文件写不进去", file=path.name, todo="请检查文件夹是否存在、是否有写入权限") from error
    return Answer({"file": str(path), "bytes": len(content)}, (f"已写出{what}：{path}",))


def _import(options: argparse.Namespace) -> Answer:
    found = read_book_file(options.file, store=Store(data_dir()))
    if options.title:
        found.book["framework"]["title"] = options.title
    made = ""
    if options.why:
        made = keeping.save(
            found.draft, options.who or account(), options.why, into=options.into, of=Path(options.file).name
        )
        note_command("book", f"book/{made}", why=options.why)
    is_whole = not found.problems and found.understood == found.sentences
    return Answer({**found.as_dict(), "book": made}, _say_import(found, made), DONE if is_whole else PARTLY)


def _say_import(found: BookFile, made: str) -> Iterator[str]:
    yield say_book_file(found)
    yield from found.problems
    for question in found.questions:
        about = f"指标 {question.measure}：" if question.measure else ""
        sentence = f"（原文：{question.sentence}）" if question.sentence else ""
        answers = "".join(f"\n    {'①②③④⑤⑥⑦⑧⑨'[at]} {choice.words}" for at, choice in enumerate(question.choices[:9]))
        yield f"  ？{about}{question.words}{sentence}{answers}"
    if made:
        yield f"已保存为草稿 {made}；请用 books check {shelf.book_of(made)} 查看还缺什么"
    else:
        yield "没有保存：加 --why 原因 才保存为草稿"
