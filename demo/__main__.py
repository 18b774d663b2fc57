"""`python -m demo`: fill an empty data folder with invented data. `python -m loaders demo` is the same."""

import argparse
from collections.abc import Sequence

from core.command_words import CommandParser
from core.commands import Answer, Program, add_json, run_command
from core.settings import data_dir
from demo.fill import fill_store
from demo.places.world import SEED


def main(arguments: Sequence[str] | None = None) -> int:
    """Fills the folder and returns the exit status; an error a user can cause is one line."""
    parser = CommandParser(prog="python -m demo", description="数据目录为空时填入模拟数据")
    parser.add_argument("--seed", type=int, default=SEED, help="随机数种子")
    add_json(parser, _fill)
    return Program(failure=None).run(parser, arguments)


def _fill(options: argparse.Namespace) -> Answer:
    message = fill_store(data_dir(), options.seed)
    return Answer({"message": message}, [message])


if __name__ == "__main__":
    raise SystemExit(run_command(main))
