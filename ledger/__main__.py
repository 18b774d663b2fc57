"""`python -m ledger …`: import, export, backup, restore, verify. Exit 0 done, 1 done in part or faults found, 2 nothing done."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from core.commands import Program, add_command, make_parser, run_command
from core.settings import account
from ledger.book import SOURCES, STATES
from ledger.commands import run_backup, run_export, run_import, run_recheck, run_restore, run_verify
from ledger.looking import DUES, UNCLOSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    return Program(refusals="stderr").run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser, commands = make_parser("python -m ledger", "问题台账：导入清单、导出、备份、恢复、核对")
    _add_import(add_command(commands, "import", run_import, "导入问题清单，或从台账导出后改过的表"))
    _add_export(add_command(commands, "export", run_export, "导出为可以改了再导入的 Excel"))
    command = add_command(commands, "backup", run_backup, "备份台账和文件；可以在使用中备份")
    command.add_argument("file", metavar="FILE.zip", type=Path)
    command = add_command(commands, "restore", run_restore, "把备份恢复到空的台账")
    command.add_argument("file", metavar="FILE.zip", type=Path)
    command.add_argument("--replace", action="store_true", help="台账里已有内容时，先另存在旁边再替换（仅 SQLite）")
    add_command(commands, "verify", run_verify, "核对每个问题的记录和佐证文件")
    add_command(commands, "recheck", run_recheck, "用最新的表复查已销号的问题，又查出来的重新打开（反弹）")
    return parser


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", type=Path, nargs="+")
    command.add_argument("--who", default=account(), help="办理人姓名；不写时用登录名")
    command.add_argument("--source", default="", metavar="来源", help=f"表里没有来源一列时用：{'、'.join(SOURCES)}")
    command.add_argument("--document", default="", help="来源文件，如 省委农办〔2021〕5号")
    command.add_argument("--place", default="", help="区划代码；没有地区列的归入它，有的在它之内认")
    command.add_argument("--department", default="", help="没有写责任单位的归它")
    command.add_argument("--deadline", default="", help="没有写整改时限的用它，如 2021-12-31")
    command.add_argument("--year", type=int, default=None, help="没写年份的时限按这一年，如 12月底前")
    command.add_argument("--no-reopen", action="store_true", help="已销号的问题不重新打开")
    command.add_argument("--dry-run", action="store_true", help="只核对，不写入")


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE.xlsx", type=Path)
    command.add_argument("--place", default="", help="区划代码，包含它以下的地区")
    command.add_argument("--state", default="", metavar="状态", help="、".join((*STATES, UNCLOSED)))
    command.add_argument("--due", default="", metavar="时限", help="、".join(DUES))
    command.add_argument("--source", default="", metavar="来源", help="、".join(SOURCES))
    command.add_argument("--document", dest="source_document", default="", help="来源文件")
    command.add_argument("--type", dest="problem_type", default="", help="问题类别")
    command.add_argument("--lead-department", default="", help="牵头单位")
    command.add_argument("--department", default="", help="责任单位")
    command.add_argument("--person", default="", help="责任人")
    command.add_argument("--words", default="", help="问题里的文字")


if __name__ == "__main__":
    raise SystemExit(run_command(main))
