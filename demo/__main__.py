"""`python -m demo`: fill an empty data folder with invented data. `python -m loaders demo` is the same."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from core.commands import run_command
from core.errors import UserError
from core.settings import data_dir
from demo.fill import fill_store
from demo.places.world import SEED


def main(arguments: Sequence[str] | None = None) -> int:
    """Fills the folder and returns the exit status; an error a user can cause is one line."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="数据目录为空时填入模拟数据")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    options = parser.parse_args(arguments)
    try:
        message = fill_store(data_dir(), options.seed)
    except UserError as error:
        print(error.message, file=sys.stderr)
        return 2
    print(json.dumps({"message": message}, ensure_ascii=False, indent=1) if options.json else message)
    return 0


if __name__ == "__main__":
    raise SystemExit(run_command(main))
