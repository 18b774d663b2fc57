"""The parser of every command: its usage, its help and what it refuses, in Chinese."""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn

from core.nearest import nearest

REFUSED = 2
"""Exit status of a command line that cannot be understood."""
USAGE: Final = "用法："
_TYPES: Final = {"int": "整数", "float": "数字"}
_ARGUMENT: Final = re.compile(r"argument (.+?): (.+)", re.DOTALL)
_ABOUT: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"expected one argument"), lambda _: "后面要写一个值"),
    (re.compile(r"expected at (?:least|most) one argument"), lambda _: "后面写的值个数不对"),
    (re.compile(r"expected (\d+) arguments"), lambda found: f"后面要写 {found[1]} 个值"),
    (re.compile(r"invalid (\w+) value: '(.*)'"), lambda found: f"应为{_TYPES.get(found[1], '另一种值')}，实际为「{found[2]}」"),
    (re.compile(r"invalid choice: '(.*)' \(choose from (.*)\)"), lambda found: _say_choice(found[1], found[2])),
    (re.compile(r"not allowed with argument (.+)"), lambda found: f"不能和 {found[1]} 一起写"),
    (re.compile(r"ignored explicit argument '(.*)'"), lambda _: "后面不写值"),
)  # fmt: skip
_LISTED: Final = 12


class CommandParser(argparse.ArgumentParser):
    """A parser, and those of its commands, that speaks Chinese."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        """One more argument; what stands for an option's value in the usage is 值."""
        is_option = names and str(names[0]).startswith("-")
        if is_option and not given.keys() & {"action", "metavar", "choices"}:
            given["metavar"] = "值"
        return super().add_argument(*names, **given)

    def format_usage(self) -> str:
        """The line of the usage."""
        return super().format_usage().replace("usage: ", USAGE, 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage: ", USAGE, 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and how it is written, and leave with status 2."""
        self.print_usage(sys.stderr)
        self.exit(REFUSED, f"{self._in_words(message)}\n")

    def _in_words(self, message: str) -> str:
        named = _ARGUMENT.fullmatch(message)
        if named is not None:
            for pattern, say in _ABOUT:
                found = pattern.fullmatch(named[2])
                if found is not None:
                    return f"{self._titled(named[1])}：{say(found)}。"
        starts: tuple[tuple[str, Callable[[str], str]], ...] = (
            ("the following arguments are required: ", lambda rest: f"缺少：{self._titled_all(rest)}"),
            ("unrecognized arguments: ", lambda rest: f"不认识这样写的：{rest}"),
            ("one of the arguments ", lambda rest: f"要写其中一个：{rest.removesuffix(' is required').replace(' ', '、')}"),
            ("ambiguous option: ", lambda rest: f"写得不全，看不出是哪一个：{rest.replace(' could match ', ' 可以是 ')}"),
        )  # fmt: skip
        for start, say_rest in starts:
            if message.startswith(start):
                return f"{say_rest(message.removeprefix(start))}。"
        return "命令写得不对，请对照用法。"

    def _titled_all(self, names: str) -> str:
        return "、".join(self._titled(name) for name in names.split(", "))

    def _titled(self, name: str) -> str:
        """An option or argument with what it is for: `--why（原因，记入历史）`."""
        said = next(self._helps(name), "")
        return f"{name}（{said}）" if said else name

    def _helps(self, name: str) -> Iterator[str]:
        for action in self._actions:
            known = {"/".join(action.option_strings), *action.option_strings, action.dest, action.metavar}
            if name in known and action.help:
                yield action.help


def _say_choice(came: str, listed: str) -> str:
    """`没有「x」；可用：a、b`, of many the nearest first."""
    options = [one.strip().strip("'") for one in listed.split(", ")]
    near = nearest(came, options)
    shown = options if len(options) <= _LISTED else near or options[:_LISTED]
    return f"没有「{came}」；可用：{'、'.join(shown)}{'' if shown == options else ' 等'}"
