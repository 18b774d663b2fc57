"""What `python -m access audit …` does."""

import argparse
import csv
import io
import re
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from access.audit.acts import ACTS, RESULTS, Act, Line
from access.audit.archive import LEAST_MONTHS, archive_paths, put_away, read_archived
from access.audit.record import Record, Wanted, open_record
from access.audit.verifying import Verified, verify
from core.commands import DONE, PARTLY, Answer, add_command
from core.errors import UserError
from core.settings import account, data_dir

COMMAND = "命令行"
HEADERS = ("序号", "时间", "谁", "账号", "从哪里", "做什么", "对象", "原因", "结果", "数量")
_LISTED = 50
KINDS = {
    "household": "户", "record": "短板记录", "problem": "问题", "file": "文件", "book": "办法",
    "audit": "操作记录", "account": "账号", "page": "页面",
}  # fmt: skip
"""First part of what a line is about → what it is called."""


def add_commands(commands: Any) -> None:
    """Add `audit` with its own commands."""
    words = "操作记录：核对、列出、导出、归档"
    verbs = commands.add_parser("audit", help=words, description=words).add_subparsers(required=True, metavar="命令")
    add_command(verbs, "verify", _verify, "核对有没有被改、被删、被调换、被截断的记录，指出位置")
    for name, run, said in (("list", _list, "列出最近的记录"), ("export", _export, "写成 CSV，归档的也在内")):
        command = add_command(verbs, name, run, said)
        command.add_argument("--since", default="", metavar="DAY", help="从这一天起")
        command.add_argument("--until", default="", metavar="DAY", help="到这一天止")
        command.add_argument("--who", default="", metavar="姓名或账号")
        command.add_argument(
            "--act", default="", choices=("", *ACTS), help="、".join(f"{key}（{ACTS[key]}）" for key in ACTS)
        )
        if name == "list":
            command.add_argument("--limit", type=int, default=_LISTED)
        else:
            command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    add_command(verbs, "archive", _archive, "把较早的记录移到按月的文件，仍接在同一条链上").add_argument(
        "--months", type=int, default=12, help=f"数据库里留几个月，至少 {LEAST_MONTHS}"
    )


def by_command(act: str, what: str, **more: Any) -> Act:
    """An act of a command: who is the account of the machine."""
    return Act(act, what, who=account(), source=COMMAND, **more)


def note_command(act: str, what: str, **more: Any) -> None:
    """Add an act of a command that is done already; a database that does not answer does not undo it, and is said."""
    try:
        _record().add(by_command(act, what, **more))
    except UserError as error:
        print(f"没有记入操作记录：{error.message}", file=sys.stderr)


def say_verified(found: Verified) -> str:
    """The verification in one sentence."""
    if found.faults:
        return f"操作记录有 {len(found.faults)} 处不对，共 {found.lines:,} 条"
    more = f"；{found.unkeyed:,} 条没有用密钥" if found.unkeyed else ""
    return f"操作记录 {found.lines:,} 条，条条相接，没有被改、被删、被调换或截断{more}"


def say_what(what: str) -> str:
    """What a line is about, in words: `户 433123 1a2b3c4d5e6f`."""
    kind, _, rest = what.partition("/")
    rest = re.sub(r"^(\d+)@(\d+)", r"\1 第 \2 条记录", rest) if kind == "problem" else rest
    return f"{KINDS[kind]} {rest.replace('/', ' ')}".strip() if kind in KINDS else what


def row_of(line: Line) -> tuple[str, ...]:
    """A line as cells, columns `HEADERS`."""
    counts = "，".join(f"{name} {count:,}" for name, count in line.counts.items())
    did, result = ACTS.get(line.act, line.act), RESULTS.get(line.result, line.result)
    when, what = line.at[:19].replace("T", " "), say_what(line.what)
    return (str(line.id), when, line.who, line.login, line.source, did, what, line.why, result, counts)


def _verify(_: argparse.Namespace) -> Answer:
    found = verify(_record())
    return Answer(asdict(found), [say_verified(found), *found.faults], PARTLY if found.faults else DONE)


def _list(options: argparse.Namespace) -> Answer:
    lines, total = _record().find(_wanted(options), options.limit)
    shown = ["  ".join(cell for cell in row_of(line) if cell) for line in lines]
    return Answer({"total": total, "lines": [line.as_dict() for line in lines]}, [f"共 {total:,} 条", *shown])


def _export(options: argparse.Namespace) -> Answer:
    record, wanted = _record(), _wanted(options)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    count = 0
    for line in all_lines(record):
        if _is_wanted(line, wanted):
            writer.writerow([_guarded(cell) for cell in row_of(line)])
            count += 1
    try:
        options.output.write_text(text.getvalue(), "utf-8-sig")
    except OSError as error:
        raise UserError(
            "文件写不进去", file=str(options.output), todo="请检查文件夹是否存在、文件是否正被打开"
        ) from error
    record.add(by_command("export", "audit", counts={"条": count}))
    return Answer({"file": str(options.output), "lines": count}, [f"已写出 {options.output}：{count:,} 条"])


def _archive(options: argparse.Namespace) -> Answer:
    record = _record()
    written = put_away(record, options.months)
    count = sum(lines for _, lines in written)
    if count:
        record.add(by_command("archive", "audit", counts={"条": count}))
    lines = [f"{path.name}：{lines:,} 条" for path, lines in written] or ["没有够早的记录"]
    return Answer([{"file": str(path), "lines": lines} for path, lines in written], lines)


def all_lines(record: Record) -> list[Line]:
    """Every line, oldest first, of the files as well."""
    old = [line for path in archive_paths(record.folder) for _, line in read_archived(path) if line]
    last = old[-1].id if old else 0
    return [*old, *(line for line in record.lines() if line.id > last)]


def _is_wanted(line: Line, wanted: Wanted) -> bool:
    day = line.at[:10]
    return (
        (not wanted.since or day >= wanted.since.isoformat())
        and (not wanted.until or day <= wanted.until.isoformat())
        and (wanted.who in line.who or wanted.who in line.login)
        and wanted.act in ("", line.act)
    )


def _wanted(options: argparse.Namespace) -> Wanted:
    return Wanted(_day("--since", options.since), _day("--until", options.until), options.who, options.act)


def _day(field: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError("应为日期，如 2021-11-20", field=field, came=text) from error


def _guarded(cell: str) -> str:
    """A text that spreadsheets would take for a formula, marked as text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _record() -> Record:
    return open_record(data_dir())
