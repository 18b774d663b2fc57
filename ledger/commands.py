"""What each command of `python -m ledger` does: returns the answer for JSON, its lines in words, and the exit status."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from access.audit import note_command
from core.commands import DONE, NOTHING_DONE, PARTLY, Answer
from core.errors import UserError
from core.settings import data_dir, demo_mark, today
from ledger.backup import VerifyReport, make_backup, restore_backup, verify_ledger
from ledger.book import SOURCES, STATES, Ledger, open_ledger
from ledger.commands_words import say_back, say_import, say_preview
from ledger.exported import export_bytes, import_back, is_own_export, preview_back
from ledger.lists import EXPECTED, ListOptions, Unreadable, import_list, list_places, preview_list, read_deadline
from ledger.looking import DUES, UNCLOSED, ProblemFilter, count_problems
from ledger.rechecking import recheck_newest, say_rechecked
from store import Store

FILTERS = (
    "place", "state", "due", "source", "source_document", "problem_type", "lead_department", "department", "person", "words",
)  # fmt: skip
"""Options of export that are fields of `ProblemFilter`."""


def run_import(options: argparse.Namespace) -> Answer:
    """Each file by itself: one that cannot be read does not keep the others out."""
    ledger, given = _recorded_ledger(), _list_options(options)
    answers = [_import_one(ledger, path, given, options) for path in options.file]
    statuses = {answer.status for answer in answers}
    status = statuses.pop() if len(statuses) == 1 else PARTLY
    return Answer([answer.record for answer in answers], [line for one in answers for line in one.lines], status)


def _import_one(ledger: Ledger, path: Path, given: ListOptions, options: argparse.Namespace) -> Answer:
    try:
        if is_own_export(ledger, path):
            back = (
                preview_back(ledger, path, given, options.who)
                if options.dry_run
                else import_back(ledger, path, given, options.who)
            )
            record, lines = say_back(back, is_dry=options.dry_run)
            return Answer(record, lines, PARTLY if back.conflicts or back.problems else DONE)
        if options.dry_run:
            preview = preview_list(ledger, path, given)
            record, lines = say_preview(preview)
        else:
            done = import_list(ledger, path, given, options.who)
            preview = done.preview
            record, lines = say_import(done)
        left_out = sum(row.draft is None for row in preview.rows)
        status = NOTHING_DONE if left_out == len(preview.rows) else PARTLY if left_out else DONE
        return Answer(record, lines, status)
    except UserError as error:
        return Answer({"file": path.name, "error": error.as_dict()}, [error.message], NOTHING_DONE)


def _recorded_ledger() -> Ledger:
    """The ledger, whose steps go into the record of acts."""

    def heard(events: Sequence[tuple[str, str]]) -> None:
        name, digest = events[-1]
        note_command("ledger", f"problem/{name}/{digest[:16]}", counts={"条": len(events)})

    return replace(open_ledger(data_dir()), heard=heard)


def _list_options(options: argparse.Namespace) -> ListOptions:
    return ListOptions(
        source=options.source, document=options.document, place=options.place, department=options.department,
        deadline=_deadline(options.deadline, options.year), year=options.year, reopen=not options.no_reopen,
    )  # fmt: skip


def _deadline(text: str, year: int | None) -> date | None:
    read = read_deadline(text, year)
    if isinstance(read, Unreadable) or (text and read.day is None):
        raise UserError(f"应为{EXPECTED.split('、')[0]}", field="--deadline", came=text)
    return read.day


def run_export(options: argparse.Namespace) -> Answer:
    """Write the problems of a filter."""
    folder = data_dir()
    ledger, day = open_ledger(folder), today(folder)
    asked = ProblemFilter(**{name: getattr(options, name) for name in FILTERS})
    for name, known in (("state", (*STATES, UNCLOSED)), ("due", DUES), ("source", SOURCES)):
        _check_choice(f"--{name}", getattr(options, name), known)
    place = list_places(ledger).find(options.place) if options.place else None
    if options.place and place is None:
        raise UserError("没有这个区划代码", field="--place", came=options.place)
    title = f"{place.name if place else ''}问题台账"
    content = export_bytes(ledger, asked, day, title=title, is_demo=demo_mark(folder) is not None)
    _write(options.file, content)
    total = int(count_problems(ledger.engine, asked, ("state",), day)["total"].sum())
    return Answer({"file": str(options.file), "problems": total}, [f"已写出 {options.file}：{total} 个问题"])


def _check_choice(option: str, text: str, known: Sequence[str]) -> None:
    if text and text not in known:
        raise UserError(f"应为其中之一：{'、'.join(known)}", field=option, came=text)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError("文件写不进去", file=str(path), todo="请检查文件夹是否存在、文件是否正被打开") from error


def run_backup(options: argparse.Namespace) -> Answer:
    """Back the ledger up while others use it."""
    report = make_backup(open_ledger(data_dir()), options.file)
    record = {
        "file": str(report.path), "rows": report.rows, "files": report.files, "missing": list(report.missing),
        "office": report.office,
    }  # fmt: skip
    lines = [f"已备份到 {report.path}：{_say_rows(report.rows)}，文件 {report.files} 个{_say_office(report.office)}"]
    if report.missing:
        lines.append(f"有 {len(report.missing)} 个文件登记过，但不在了或被改动，备份里没有：")
        lines += [f"  {digest[:12]}" for digest in report.missing]
    return Answer(record, lines, PARTLY if report.missing else DONE)


def run_restore(options: argparse.Namespace) -> Answer:
    """Fill an empty ledger from a backup."""
    report = restore_backup(data_dir(), options.file, replace=options.replace)
    record = {
        "rows": report.rows, "files": report.files, "aside": str(report.aside or ""), "office": report.office,
        "set_aside": [str(one) for one in report.set_aside], **_verified(report.verified),
    }  # fmt: skip
    said = f"{_say_rows(report.rows)}，文件 {report.files} 个{_say_office(report.office)}"
    lines = [f"已恢复：{said}；每个问题的记录都与台账一致"]
    if report.aside:
        lines.append(f"原来的台账另存为 {report.aside}")
    lines += [f"原来的办法、投影和导入时的选择另存为 {one}" for one in report.set_aside]
    return Answer(record, [*lines, *report.verified.faults], PARTLY if report.verified.faults else DONE)


def run_verify(_options: argparse.Namespace) -> Answer:
    """Check the whole ledger."""
    report = verify_ledger(open_ledger(data_dir()))
    what = f"{report.problems} 个问题、{report.events} 条记录、{report.files} 个文件"
    if not report.faults:
        return Answer(_verified(report), [f"核对了 {what}，没有发现问题"])
    lines = [f"核对了 {what}，发现 {len(report.faults)} 处不符：", *(f"  {fault}" for fault in report.faults)]
    return Answer(_verified(report), lines, PARTLY)


def run_recheck(_options: argparse.Namespace) -> Answer:
    """Hold closed problems against the newest tables; those that fail again are opened again (反弹)."""
    folder = data_dir()
    done = recheck_newest(open_ledger(folder), Store(folder))
    return Answer({"closed": done.closed, "reopened": [one.id for one in done.reopened]}, [say_rechecked(done)])


def _verified(report: VerifyReport) -> dict[str, Any]:
    return {
        "problems": report.problems, "events": report.events, "kept_files": report.files, "faults": list(report.faults),
    }  # fmt: skip


def _say_office(files: int) -> str:
    return f"；办法、投影和导入时的选择 {files} 个文件" if files else ""


def _say_rows(rows: dict[str, int]) -> str:
    titles = {"problems": "问题", "events": "记录", "sightings": "来源行", "evidence": "佐证", "documents": "档案"}
    return "、".join(f"{title} {rows[name]}" for name, title in titles.items() if name in rows)
