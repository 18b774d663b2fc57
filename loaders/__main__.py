"""`python -m loaders …`: import files, look at versions, go back, compare, make templates. Exit 0 done, 2 nothing done."""

import argparse
import dataclasses
import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from access.audit import DONE as ACT_DONE
from access.audit import REFUSED, note_command
from core import folder_mark
from core.commands import DONE, NOTHING_DONE, PARTLY, Answer, Program, add_command, make_parser, run_command
from core.errors import UserError
from core.settings import account, data_dir, today
from core.words import say_number
from loaders.apart import MAKE_SMALLER, limit_memory
from loaders.cells import COSTS_WORDS, KINDS, NOTICE, count_kinds
from loaders.check import MODES, TotalCheck
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from loaders.report import mark_workbook
from loaders.results import SAME_AGAIN, ImportResult, Preview, SheetResult
from loaders.template import make_template
from store import Store, find_table, read_tables, remove_empty, say_undone, verify

LISTED_PROBLEMS = 30
REPLACING = ("rows_rewritten", "older_file", "was_withdrawn", "rows_lost")
"""What becomes of stored rows is said before any problem of the file's own cells."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    return Program(failure=_failure).run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser, commands = make_parser("python -m loaders", "导入表格、查看和恢复版本、制作模板")
    command = add_command(
        commands, "import", _import, "导入文件（xlsx、xls、et、ods、csv、网页和 XML 表格），几个文件按给出的次序"
    )
    command.add_argument("files", metavar="FILE", type=Path, nargs="+")
    command.add_argument("--table", default="", help="表名；不写时自动辨认")
    command.add_argument("--sheet", default="", help="工作表名；不写时导入所有认得的工作表")
    command.add_argument("--period", default="", help="期次，如 2021-11 或 2021")
    command.add_argument("--place", default="", help="区划代码；没有地区列的表归入它，有的表限制在它之内")
    command.add_argument("--header", default="", metavar="行", help="表头在第几行，如 3；有几行时写 3-4")
    command.add_argument("--map", action="append", default=[], metavar="列名=目标", help="指定一列的去处，可多次使用")
    command.add_argument("--sender", default="", help="报送单位；不写时从标题和文件名里认")
    command.add_argument("--replace", default="", choices=["", *MODES], metavar="|".join(MODES),
                         help="已有的行怎么办：" + "；".join(f"{mode} {words}" for mode, words in MODES.items()))  # fmt: skip
    command.add_argument("--older", action="store_true", help="知道这个文件比已有的旧，确要用它改回旧数")
    command.add_argument(
        "--name", action="append", default=[], metavar="简称=区划代码", help="一个地名指哪里，可多次使用，以后照此"
    )
    command.add_argument("--accept", action="store_true", help="照建议确认地名的简称，以后照此")
    command.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    command.add_argument("--report", type=Path, default=None, metavar="FILE", help="把标出问题的工作簿写到这个文件")
    command = add_command(commands, "history", _history, "列出版本，最新的在前")
    command.add_argument("table", nargs="?", default=None, metavar="T")
    command = add_command(commands, "rollback", _rollback, "恢复到一个版本（成为新的版本）")
    command.add_argument("version", metavar="VERSION")
    command.add_argument("--why", required=True, help="原因，记入版本记录")
    command = add_command(commands, "withdraw", _withdraw, "撤回最新的一次导入，第一次导入也可以")
    command.add_argument("version", metavar="VERSION")
    command.add_argument("--why", required=True, help="原因，记入版本记录")
    command = add_command(commands, "verify", _verify, "核对数据目录里的每个文件是不是写入时的样子，台账也核对")
    command.add_argument("--record", action="store_true", help="把现在的文件当作完好的重新记下（核对无误以后）")
    command.add_argument("--backup", type=Path, default=None, metavar="FILE.zip", help="只核对这份备份是不是完整")
    command = add_command(
        commands,
        "backup",
        _backup,
        "把整个数据目录（表、原件、办法、台账、账号、操作记录）备份到一个文件，可以在使用中备份",
    )
    command.add_argument("file", metavar="FILE.zip", type=Path)
    command = add_command(commands, "restore", _restore, "把整份备份恢复到空的数据目录")
    command.add_argument("file", metavar="FILE.zip", type=Path)
    command = add_command(commands, "mend", _mend, "把损坏的表恢复到最近的完好状态（成为新的版本）")
    command.add_argument("table", metavar="T")
    command.add_argument("--why", required=True, help="原因，记入版本记录")
    command = add_command(commands, "compare", _compare, "比较同一张表的两个版本")
    command.add_argument("first", metavar="A")
    command.add_argument("second", metavar="B")
    command = add_command(commands, "template", _template, "制作一张表的空白模板")
    command.add_argument("table", metavar="T")
    command.add_argument("-o", "--output", type=Path, default=None, metavar="FILE")
    add_command(commands, "tables", _tables, "列出声明过的表")
    add_command(commands, "needed", _needed, "该有哪些表：向谁要、先要哪张、能算什么，已有到哪一期")
    command = add_command(commands, "demo", _demo, "数据目录为空时填入模拟数据")
    command.add_argument("--seed", type=int, default=None)
    return parser


def _import(options: argparse.Namespace) -> Answer:
    """One file's answer; of several a list, done when each stored something."""
    is_new = not folder_mark.check_there(data_dir())
    if __name__ == "__main__":
        limit_memory()
    try:
        answer = _import_one(options.files[0], options) if len(options.files) == 1 else _import_several(options)
    finally:
        if is_new:
            remove_empty(data_dir())
    made = (
        [f"新建了数据目录 {data_dir()}（原来没有；如果不是有意的，请检查 DATA_DIR）"]
        if is_new and data_dir().is_dir()
        else []
    )
    return dataclasses.replace(answer, lines=[*made, *_say_undone(), *answer.lines])


def _say_undone() -> list[str]:
    """A line an import that did not come to its end, until its file comes again or somebody says on the page that it need not."""
    store = Store(data_dir())
    store.put_back_unfinished()
    return [f"{say_undone(note)}重新导入这个文件，或在“数据导入”点“知道了”，就不再提示" for note in store.undone()]


def _import_several(options: argparse.Namespace) -> Answer:
    answers = [_answer_of(file, options) for file in options.files]
    lines = [
        line for file, answer in zip(options.files, answers, strict=True) for line in (f"{file.name}：", *answer.lines)
    ]
    done = sum(answer.status == DONE for answer in answers)
    status = DONE if done == len(answers) else PARTLY if done else NOTHING_DONE
    return Answer([answer.record for answer in answers], lines, status)


def _answer_of(file: Path, options: argparse.Namespace) -> Answer:
    """The answer for one of several files; one that cannot be read does not keep the others from being imported."""
    try:
        return _import_one(file, options)
    except UserError as error:
        return Answer(_failure(error), [error.message], NOTHING_DONE)


def _import_one(file: Path, options: argparse.Namespace) -> Answer:
    """The answer for one file; UserError where it cannot be read, within the memory that it may take."""
    try:
        return _read_one(file, options)
    except MemoryError as error:
        came = "读它用的内存超过了限度"
        raise UserError("文件没有读完", file=file.name, came=came, todo=MAKE_SMALLER) from error


def _read_one(file: Path, options: argparse.Namespace) -> Answer:
    choices = Choices(
        options.table,
        options.sheet,
        options.period,
        options.place,
        tuple(options.map),
        options.sender,
        options.replace,
        tuple(options.name),
        options.accept,
        options.header,
        options.older,
    )
    result: Preview
    unused: list[str] = []
    if options.dry_run:
        result = preview(file, choices)
        done = result.can_be_stored
    else:
        with Store(data_dir()).confirmed(file.name, account()):
            imported = import_file(file, choices)
        result, done = imported, bool(imported.versions)
        note_command(
            "import",
            "、".join([f"文件 {imported.digest[:16]}", *map(_say_version, imported.versions)]),
            result=ACT_DONE if done else REFUSED,
        )
        unused = _say_unused(imported)
    if options.report:
        _write(options.report, mark_workbook(file, result.book, result.problems, result.totals))
    sheets = sorted(result.sheets, key=lambda sheet: -sheet.rows_stored)
    record = sheets[0].as_dict()
    if len(sheets) > 1:
        record["sheets"] = [sheet.as_dict() for sheet in result.sheets]
    lines = [line for sheet in result.sheets for line in _say_sheet(sheet, options.dry_run)]
    plans = {sheet.table: sheet.plan for sheet in result.sheets if sheet.table}
    lines += [f"  {line}" for plan in plans.values() for line in plan.say_changed()]
    lines += unused
    if options.dry_run and (result.question or result.is_again):
        lines.append(f"导入前要说明：{result.question}" if result.question else SAME_AGAIN)
    return Answer(record, lines, DONE if done else NOTHING_DONE)


def _say_unused(done: ImportResult) -> list[str]:
    """What was brought that no measure asks, as what stands above says it."""
    tables = {label.partition("@")[0] for label in done.versions}
    say = importlib.import_module("indicators.figures").anything.say_unused
    return list(say(Store(data_dir()), tables, done.import_id)) if tables else []


def _failure(error: UserError) -> dict[str, Any]:
    empty = SheetResult(error.file, "", reason=error.message).as_dict()
    return {**empty, "error": error.as_dict()}


def _say_sheet(sheet: SheetResult, is_dry: bool) -> Iterator[str]:
    if not sheet.table:
        yield f"「{sheet.sheet}」没有导入：{sheet.reason}"
        if sheet.asks and sheet.problems:
            yield from _say_problems(sheet)
        return
    what = "核对（未写入）" if is_dry else "已导入" if sheet.version else "没有导入"
    version = f"，版本 {sheet.version}" if sheet.version else ""
    yield f"「{sheet.sheet}」{what}：{sheet.title}（{sheet.table}）{version}"
    yield (
        f"  表头在第 {sheet.header_row} 行；读到 {sheet.rows_read} 行，入库 {sheet.rows_stored} 行"
        f"（{sheet.values_stored} 条），未入库 {sheet.rows_left_out} 行"
    )
    for words, value, source in (
        ("期次", sheet.period, f"{sheet.period_source}{sheet.period_words}"),
        ("地区", sheet.place, sheet.place_source),
    ):
        if value:
            yield f"  {words} {value}（取自{source}）"
    yield from (
        f"  {_total_words(total)}" for total in sheet.totals if total.stated is not None or total.computed is not None
    )
    yield from _say_problems(sheet)
    if sheet.reason:
        yield f"  原因：{sheet.reason}"


def _total_words(total: TotalCheck) -> str:
    """A stated total beside what its rows give; of a column without a total row its sum. A column without a figure has neither."""
    where = f"第 {total.row} 行 {total.column} 列" if total.row else f"{total.column} 列"
    if total.stated is None:
        assert total.computed is not None, "a total that is neither stated nor computed is not said"
        return f"合计 {where}「{total.header}」：{_say_sum(total.computed, total.unit)}（{total.of}）"
    agrees = {True: "一致", False: "不一致", None: "未核"}[total.agrees]
    return f"合计 {where}「{total.header}」：表上 {_say_sum(total.stated, total.unit)}，{agrees}（{total.of}）"


def _say_sum(value: float, unit: str) -> str:
    return f"{say_number(value)} {unit}".strip()


def _say_problems(sheet: SheetResult) -> Iterator[str]:
    if not sheet.problems:
        yield "  没有发现问题"
        return
    counts = "、".join(f"{KINDS[kind].title} {count}" for kind, count in count_kinds(sheet.problems).items())
    yield f"  发现 {len(sheet.problems)} 处：{counts}"
    worst_first = sorted(sheet.problems, key=lambda problem: (problem.kind not in REPLACING, problem.costs == NOTICE))
    for problem in worst_first[:LISTED_PROBLEMS]:
        where = f"{problem.column}{problem.row or ''}" or "全表"
        came = f"“{problem.came}”" if problem.came else "空"
        yield f"    {where} {problem.title}：{came}，应为{problem.expected}（{COSTS_WORDS[problem.costs]}）"
    if len(sheet.problems) > LISTED_PROBLEMS:
        yield f"    …… 其余 {len(sheet.problems) - LISTED_PROBLEMS} 处见 --json 或 --report"


def _history(options: argparse.Namespace) -> Answer:
    entries = Store(data_dir()).history(options.table)
    lines = [
        f"{entry.label}  {entry.when.replace('T', ' ')[:16]}  {entry.who}  {entry.file_name}  {entry.rows} 行  {entry.note}"
        + (f"  （{entry.undone}）" if entry.undone else "")
        for entry in entries
    ]
    return Answer([dataclasses.asdict(entry) for entry in entries], [*_say_undone(), *(lines or ["还没有导入过数据"])])


def _say_version(label: str) -> str:
    name, _, number = label.partition("@")
    return f"{find_table(name).title}第 {int(number) + 1} 版"


def _rollback(options: argparse.Namespace) -> Answer:
    store = Store(data_dir())
    label = store.rollback(options.version, account(), options.why)
    note_command("rollback", f"{_say_version(options.version)} → {_say_version(label)}", why=options.why)
    back = next(entry for entry in store.history(label.partition("@")[0]) if entry.label == options.version)
    lines = [f"已恢复到 {options.version}，现为 {label}，全表 {_rows_now(store, label):,} 行"]
    if back.undone:
        lines.append(f"  {back.label}（{back.file_name}，{back.rows:,} 行）{back.undone}；它的行又算数了")
    return Answer({"restored": options.version, "version": label}, lines)


def _withdraw(options: argparse.Namespace) -> Answer:
    store = Store(data_dir())
    label = store.withdraw(options.version, account(), options.why)
    note_command("rollback", f"{_say_version(options.version)} → {_say_version(label)}", why=options.why)
    lines = [f"已撤回 {options.version}，现为 {label}，全表 {_rows_now(store, label):,} 行"]
    return Answer({"withdrawn": options.version, "version": label}, lines)


def _rows_now(store: Store, label: str) -> int:
    """The rows of the whole table at a version."""
    return next(entry.rows_total for entry in store.history(label.partition("@")[0]) if entry.label == label)


def _verify(options: argparse.Namespace) -> Answer:
    """The files, and the ledger as its own package looks at it."""
    if options.backup:
        about = importlib.import_module("ledger.backup").check_whole(options.backup)
        count = len(about["files"])
        return Answer(
            {"files": count, "made_at": about["made_at"], "faults": []},
            [f"备份完整：{count} 个文件，制作于 {about['made_at']}"],
        )
    found = verify(data_dir(), record=options.record)
    ledger = importlib.import_module("ledger.backup").say_verified(data_dir())
    faults = len(found.faults) + len(ledger["faults"])
    lines = [
        f"核对了 {found.files} 个文件（{found.size / 1e6:.1f} MB），{f'有 {faults} 处不对：' if faults else '都是写入时的样子'}"
    ]
    if found.recorded:
        lines.append(f"其中 {found.recorded} 个原来没有校验值，已按现在的内容记下，以后的改动都能查出")
    lines += [f"  {fault.say()}" for fault in found.faults]
    lines += [ledger["said"], *(f"  {fault}" for fault in ledger["faults"])]
    return Answer({**found.as_dict(), "ledger": ledger}, lines, PARTLY if faults else DONE)


def _backup(options: argparse.Namespace) -> Answer:
    made = importlib.import_module("ledger.backup").backup_whole(data_dir(), options.file)
    lines = [f"已备份到 {made.path}：{made.files} 个文件，{made.size / 1e6:.1f} MB；请放到另一块磁盘上"]
    return Answer({**dataclasses.asdict(made), "path": str(made.path)}, lines)


def _restore(options: argparse.Namespace) -> Answer:
    done = importlib.import_module("ledger.backup").restore_whole(data_dir(), options.file)
    lines = [f"已恢复到 {data_dir()}：{done.files} 个文件，备份制作于 {done.made_at}", done.said]
    return Answer(dataclasses.asdict(done), lines)


def _mend(options: argparse.Namespace) -> Answer:
    done = Store(data_dir()).mend(options.table, account(), options.why)
    now = f"现为 {done.version}，{done.rows} 行" if done.version else "这张表现在没有数据"
    lines = [f"{find_table(done.table).title}：{done.note}；{now}"]
    lines += [f"  已移到旁边：{file}" for file in done.aside]
    lines += [
        f"  要重新导入：{one.when[:16].replace('T', ' ')} 的「{one.file_name}」（{one.version}）" for one in done.lost
    ]
    return Answer(dataclasses.asdict(done), lines)


def _compare(options: argparse.Namespace) -> Answer:
    found = Store(data_dir()).compare(options.first, options.second)
    counts = {"added": found.added_rows, "removed": found.removed_rows, "changed": found.changed_rows}
    lists: dict[str, pa.Table] = {"added": found.added, "removed": found.removed, "changed": found.changed}
    rows = {f"{name}_rows": frame.to_pylist() for name, frame in lists.items()} if options.json else {}
    title = f"{options.first} → {options.second}：增加 {found.added_rows} 行，减少 {found.removed_rows} 行，改动 {found.changed_rows} 行"
    lines = [title, *map(_say_change, found.changed.slice(0, LISTED_PROBLEMS).to_pylist())]
    return Answer({"a": options.first, "b": options.second, **counts, **rows}, lines)


def _say_change(row: dict[str, Any]) -> str:
    key = "，".join(str(value) for name, value in row.items() if name not in ("column", "before", "after"))
    return f"  {key}：{row['column']} {row['before']} → {row['after']}"


def _template(options: argparse.Namespace) -> Answer:
    table = find_table(options.table)
    output = options.output or Path(f"{table.title.strip('（）()')}模板.xlsx")
    _write(output, make_template(table))
    return Answer({"table": table.name, "file": str(output)}, [f"已写出 {output}"])


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError("文件写不进去", file=str(path), todo="请检查文件夹是否存在、文件是否正被打开") from error


def _tables(_options: argparse.Namespace) -> Answer:
    tables = [{"table": one.name, "title": one.title, "one_row": one.one_row} for one in read_tables().values()]
    return Answer(tables, [f"{one['table']}  {one['title']}（每行一个{one['one_row']}）" for one in tables])


def _needed(_options: argparse.Namespace) -> Answer:
    """Asks what stands above: which measures, points and checks a table gives is theirs to say."""
    say = importlib.import_module("indicators.figures").needed.say_needed
    records, lines = say(Store(data_dir()), today(data_dir()).isoformat()[:7])
    return Answer(records, lines)


def _demo(options: argparse.Namespace) -> int:
    """Hands over to `python -m demo`, which no module of the program may import."""
    given = [
        *(["--seed", str(options.seed)] if options.seed is not None else []),
        *(["--json"] if options.json else []),
    ]
    status: int = importlib.import_module("demo.__main__").main(given)
    return status


if __name__ == "__main__":
    raise SystemExit(run_command(main))
