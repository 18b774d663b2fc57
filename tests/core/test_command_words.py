"""What a command line is refused with is Chinese, for every command the program has."""

import argparse
import re
from collections.abc import Callable, Iterator, Sequence

import pytest

import access.__main__
import demo.__main__
import indicators.__main__
import ledger.__main__
import loaders.__main__
import shows.__main__
from core.command_words import CommandParser

PROGRAMS = (
    access.__main__.main, demo.__main__.main, indicators.__main__.main, ledger.__main__.main, loaders.__main__.main, shows.__main__.main,
)  # fmt: skip
ENGLISH = re.compile(
    r"usage|error|required|invalid|unrecognized|expected|argument|choose|ambiguous|options:|show this", re.IGNORECASE
)
REFUSED: tuple[tuple[Sequence[str], str], ...] = (
    (("books", "copy", "b0001"), "缺少：--why（原因，记入历史）。"),
    (("books", "copi"), "命令：没有「copi」；可用："),
    (("books", "list", "--all"), "不认识这样写的：--all。"),
    (("shortfall", "--measure", "x", "--period", "2021-11", "--limit", "many"), "--limit（最多列几条）：应为整数，实际为「many」。"),
    (("reconcile", "--period"), "--period（期次）：后面要写一个值。"),
    (("reconcile", "--period", "2021-11", "--level", "village"), "没有「village」；可用：township、county"),
    (("books", "list", "--json=1"), "--json（输出 JSON）：后面不写值。"),
    (("books",), "缺少：命令。"),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_it_is_refused_in_chinese(arguments: Sequence[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        indicators.__main__.main(arguments)
    told = capsys.readouterr().err
    assert left.value.code == 2 and said in told and told.startswith("用法：python -m indicators")
    assert not ENGLISH.search(told)


@pytest.mark.parametrize("main", PROGRAMS, ids=lambda main: main.__module__)
def test_every_program_and_its_help_speak_chinese(
    main: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--help"], ["--nothing"]):
        with pytest.raises(SystemExit):
            main(arguments)
        told = "".join(capsys.readouterr())
        assert told.startswith("用法：") and not ENGLISH.search(told)


def parsers_below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers_below(inner)


def test_every_command_below_is_such_a_parser_and_every_option_says_what_it_is_for() -> None:
    for parser in parsers_below(indicators.__main__._parser()):
        assert isinstance(parser, CommandParser)
        assert not ENGLISH.search(parser.format_help())
        is_told = [action.help for action in parser._actions if not isinstance(action, argparse._SubParsersAction)]
        assert all(is_told), parser.prog
