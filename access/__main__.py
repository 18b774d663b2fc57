"""`python -m access …`: accounts. Exit 0 done, 1 done in part or faults found, 2 nothing done."""

import argparse
from collections.abc import Sequence

from access import accounts, audit
from core.commands import Program, make_parser, run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    return Program(refusals="stderr").run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser, commands = make_parser("python -m access", "账号和操作记录")
    accounts.add_commands(commands)
    audit.add_commands(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(run_command(main))
