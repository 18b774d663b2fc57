"""The frame of every command: options, the answer as words or JSON, errors as one line, and a reader that stops early."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.command_words import CommandParser
from core.errors import UserError
from core.private import begin_private

DONE, PARTLY, NOTHING_DONE = 0, 1, 2
"""Exit statuses: done, done in part or faults found, nothing done."""
READER_GONE = 141
"""Exit status of a program whose reader closed the pipe, as a shell reports it (128 + SIGPIPE)."""


@dataclass(frozen=True)
class Answer:
    """What a command answers: for JSON, as lines in words (not asked for with `--json`), and the exit status."""

    record: Any
    lines: Iterable[str]
    status: int = DONE


Run = Callable[[argparse.Namespace], Answer | int]
"""What a command does; one that has printed its answer itself returns the exit status."""


@dataclass(frozen=True)
class Program:
    """How a program answers: `failure` makes the JSON of an error (None: an error is always a line), `indent` is that of
    its JSON; the two streams are those of JSON errors and of the words of what was not done."""

    failure: Callable[[UserError], Any] | None = lambda error: {"error": error.as_dict()}
    indent: int | None = 1
    json_errors: str = "stdout"
    refusals: str = "stdout"

    def run(self, parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
        """Runs one command and returns the exit status. Errors a user can cause are one line, never a traceback."""
        begin_private()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        options = parser.parse_args(arguments)
        run: Run = options.run
        try:
            answer = run(options)
        except UserError as error:
            self._print_error(error, is_json=options.json)
            return NOTHING_DONE
        if isinstance(answer, int):
            return answer
        if options.json:
            self._print_json(answer.record)
        else:
            is_refusal = answer.status == NOTHING_DONE
            print("\n".join(answer.lines), file=getattr(sys, self.refusals if is_refusal else "stdout"))
        return answer.status

    def _print_error(self, error: UserError, *, is_json: bool) -> None:
        if is_json and self.failure:
            self._print_json(self.failure(error), self.json_errors)
        else:
            print(error.message, file=sys.stderr)

    def _print_json(self, record: Any, stream: str = "stdout") -> None:
        text = json.dumps(record, ensure_ascii=False, indent=self.indent, default=str)
        print(text, file=getattr(sys, stream))


def make_parser(prog: str, words: str) -> tuple[argparse.ArgumentParser, Any]:
    """The parser of a program, and what `add_command` adds its commands to."""
    parser = CommandParser(prog=prog, description=words)
    return parser, parser.add_subparsers(required=True, metavar="命令")


def add_command(commands: Any, name: str, run: Run, words: str) -> argparse.ArgumentParser:
    """One more command, which answers as JSON with `--json`."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    add_json(command, run)
    return command


def add_json(parser: argparse.ArgumentParser, run: Run) -> None:
    """Give a parser the option `--json` and what it runs."""
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def read_day(text: str) -> date | None:
    """The day of view asked for, None for the working day. Raises UserError when the text is no date."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError("看到哪一天应为日期", field="day", came=text, todo="请写成 2021-11-20 这样的形式") from error


def run_command(command: Callable[[], int]) -> int:
    """The command's exit status, or `READER_GONE` where its reader stopped early (`… | head`): no traceback then."""
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return status
