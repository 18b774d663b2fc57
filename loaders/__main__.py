"""`python -m loaders …`: import files, look at versions, go back, compare, make templates. Exit 0 done, 2 nothing done."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.commands import run_command
from core.errors import UserError
from core.settings import data_dir
from loaders.cells.problems import COSTS_WORDS, KINDS, NOTICE, count_kinds
from loaders.importing import current_user, import_file, preview
from loaders.recognise.choices import Choices
from loaders.report import mark_workbook
from loaders.results import Preview, SheetResult
from loaders.template import make_template
from store.declared.tables import find_table, read_tables
from store.versions import Store

DONE, NOTHING_DONE = 0, 2
LISTED_PROBLEMS = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status. Errors a user can cause are one line, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except UserError as error:
        if getattr(options, "json", False):
            _print_json(_failure(error))
        else:
            print(error.message, file=sys.stderr)
        return NOTHING_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m loaders", description="导入表格、查看和恢复版本、制作模板")
    commands = parser.add_subparsers(required=True, metavar="命令")
    command = _add(commands, "import", _import, "导入一个文件（xlsx、xls、csv）")
    command.add_argument("file", metavar="FILE", type=Path)
    command.add_argument("--table", default="", help="表名；不写时自动辨认")
    command.add_argument("--sheet", default="", help="工作表名；不写时导入所有认得的工作表")
    command.add_argument("--period", default="", help="期次，如 2021-11 或 2021")
    command.add_argument("--place", default="", help="区划代码；没有地区列的表归入它，有的表限制在它之内")
    command.add_argument("--map", action="append", default=[], metavar="列名=目标", help="指定一列的去处，可多次使用")
    command.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    command.add_argument("--report", type=Path, default=None, metavar="FILE", help="把标出问题的工作簿写到这个文件")
    command = _add(commands, "history", _history, "列出版本，最新的在前")
    command.add_argument("table", nargs="?", default=None, metavar="T")
    command = _add(commands, "rollback", _rollback, "恢复到一个版本（成为新的版本）")
    command.add_argument("version", metavar="VERSION")
    command = _add(commands, "compare", _compare, "比较同一张表的两个版本")
    command.add_argument("first", metavar="A")
    command.add_argument("second", metavar="B")
    command = _add(commands, "template", _template, "制作一张表的空白模板")
    command.add_argument("table", metavar="T")
    command.add_argument("-o", "--output", type=Path, default=None, metavar="FILE")
    _add(commands, "tables", _tables, "列出声明过的表")
    command = _add(commands, "demo", _demo, "数据目录为空时填入模拟数据")
    command.add_argument("--seed", type=int, default=None)
    return parser


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    command.add_argument("--json", action="store_true", help="输出 JSON")
    command.set_defaults(run=run)
    return command


def _import(options: argparse.Namespace) -> int:
    choices = Choices(options.table, options.sheet, options.period, options.place, tuple(options.map))
    result: Preview
    if options.dry_run:
        result = preview(options.file, choices)
        done = result.can_be_stored
    else:
        imported = import_file(options.file, choices)
        result, done = imported, bool(imported.versions)
    if options.report:
        _write(options.report, mark_workbook(options.file, result.book, result.problems, result.totals))
    sheets = sorted(result.sheets, key=lambda sheet: -sheet.rows_stored)
    if options.json:
        record = sheets[0].as_dict()
        if len(sheets) > 1:
            record["sheets"] = [sheet.as_dict() for sheet in result.sheets]
        _print_json(record)
    else:
        for sheet in result.sheets:
            _print_sheet(sheet, options.dry_run)
    return DONE if done else NOTHING_DONE


def _failure(error: UserError) -> dict[str, Any]:
    empty = SheetResult(error.file, "", reason=error.message).as_dict()
    return {**empty, "error": error.as_dict()}


def _print_sheet(sheet: SheetResult, is_dry: bool) -> None:
    if not sheet.table:
        print(f"「{sheet.sheet}」没有导入：{sheet.reason}")
        return
    what = "核对（未写入）" if is_dry else "已导入" if sheet.version else "没有导入"
    version = f"，版本 {sheet.version}" if sheet.version else ""
    print(f"「{sheet.sheet}」{what}：{sheet.title}（{sheet.table}）{version}")
    print(
        f"  表头在第 {sheet.header_row} 行；读到 {sheet.rows_read} 行，入库 {sheet.rows_stored} 行"
        f"（{sheet.values_stored} 条），未入库 {sheet.rows_left_out} 行"
    )
    for words, value, source in (
        ("期次", sheet.period, sheet.period_source),
        ("地区", sheet.place, sheet.place_source),
    ):
        if value:
            print(f"  {words} {value}（取自{source}）")
    for total in sheet.totals:
        print(f"  {_total_words(total.as_dict())}")
    _print_problems(sheet)
    if sheet.reason:
        print(f"  原因：{sheet.reason}")


def _total_words(total: dict[str, Any]) -> str:
    agrees = {True: "一致", False: "不一致", None: "未核"}[total["agrees"]]
    where = f"第 {total['row']} 行 {total['column']} 列" if total["row"] else f"{total['column']} 列"
    if total["stated"] is None:
        return f"合计 {where}「{total['header']}」：{total['computed']} {total['unit']}（{total['of']}）"
    return f"合计 {where}「{total['header']}」：表上 {total['stated']} {total['unit']}，{agrees}（{total['of']}）"


def _print_problems(sheet: SheetResult) -> None:
    if not sheet.problems:
        print("  没有发现问题")
        return
    counts = "、".join(f"{KINDS[kind].title} {count}" for kind, count in count_kinds(sheet.problems).items())
    print(f"  发现 {len(sheet.problems)} 处：{counts}")
    worst_first = sorted(sheet.problems, key=lambda problem: problem.costs == NOTICE)
    for problem in worst_first[:LISTED_PROBLEMS]:
        where = f"{problem.column}{problem.row or ''}" or "全表"
        came = f"“{problem.came}”" if problem.came else "空"
        print(f"    {where} {problem.title}：{came}，应为{problem.expected}（{COSTS_WORDS[problem.costs]}）")
    if len(sheet.problems) > LISTED_PROBLEMS:
        print(f"    …… 其余 {len(sheet.problems) - LISTED_PROBLEMS} 处见 --json 或 --report")


def _history(options: argparse.Namespace) -> int:
    entries = Store(data_dir()).history(options.table)
    if options.json:
        _print_json([dataclasses.asdict(entry) for entry in entries])
        return DONE
    if not entries:
        print("还没有导入过数据")
    for entry in entries:
        when = entry.when.replace("T", " ")[:16]
        print(f"{entry.label}  {when}  {entry.who}  {entry.file_name}  {entry.rows} 行  {entry.note}")
    return DONE


def _rollback(options: argparse.Namespace) -> int:
    label = Store(data_dir()).rollback(options.version, current_user())
    if options.json:
        _print_json({"restored": options.version, "version": label})
    else:
        print(f"已恢复到 {options.version}，现为 {label}")
    return DONE


def _compare(options: argparse.Namespace) -> int:
    found = Store(data_dir()).compare(options.first, options.second)
    counts = {"added": found.added_rows, "removed": found.removed_rows, "changed": found.changed_rows}
    if options.json:
        lists: dict[str, pa.Table] = {"added": found.added, "removed": found.removed, "changed": found.changed}
        rows = {f"{name}_rows": frame.to_pylist() for name, frame in lists.items()}
        _print_json({"a": options.first, "b": options.second, **counts, **rows})
        return DONE
    print(
        f"{options.first} → {options.second}：增加 {found.added_rows} 行，减少 {found.removed_rows} 行，改动 {found.changed_rows} 行"
    )
    for row in found.changed.slice(0, LISTED_PROBLEMS).to_pylist():
        key = "，".join(str(value) for name, value in row.items() if name not in ("column", "before", "after"))
        print(f"  {key}：{row['column']} {row['before']} → {row['after']}")
    return DONE


def _template(options: argparse.Namespace) -> int:
    table = find_table(options.table)
    output = options.output or Path(f"{table.title.strip('（）()')}模板.xlsx")
    _write(output, make_template(table))
    if options.json:
        _print_json({"table": table.name, "file": str(output)})
    else:
        print(f"已写出 {output}")
    return DONE


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError("文件写不进去", file=str(path), todo="请检查文件夹是否存在、文件是否正被打开") from error


def _tables(options: argparse.Namespace) -> int:
    tables = [{"table": one.name, "title": one.title, "one_row": one.one_row} for one in read_tables().values()]
    if options.json:
        _print_json(tables)
        return DONE
    for one in tables:
        print(f"{one['table']}  {one['title']}（每行一个{one['one_row']}）")
    return DONE


def _demo(options: argparse.Namespace) -> int:
    """Hands over to `python -m demo`, which no module of the program may import."""
    given = [
        *(["--seed", str(options.seed)] if options.seed is not None else []),
        *(["--json"] if options.json else []),
    ]
    status: int = importlib.import_module("demo.__main__").main(given)
    return status


def _print_json(record: Any) -> None:
    print(json.dumps(record, ensure_ascii=False, indent=1, default=str))


if __name__ == "__main__":
    raise SystemExit(run_command(main))
