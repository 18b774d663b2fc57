"""What the keys of a book are called in Chinese, and what is wrong with one in those words."""

from collections.abc import Mapping
from pathlib import Path

from core.declared import kept_until_changed, read_yaml
from core.errors import UserError
from indicators.books.raw import RawBook

TITLES_FILE = Path(__file__).parent / "key_titles.yaml"
PARTS = ("framework", "cut", "lights", "measure", "holding", "rules", "parameters")


@kept_until_changed(TITLES_FILE.parent)
def key_titles() -> Mapping[str, Mapping[str, str]]:
    """Part of a book (`PARTS`) → key → its title; of `rules` the names of the scoring rules, of `parameters` theirs."""
    titles: Mapping[str, Mapping[str, str]] = read_yaml(TITLES_FILE)
    return titles


def say_key(part: str, key: str) -> str:
    """The title of a key; one without a title stands as it is written."""
    return key_titles()[part].get(key, key)


def say_field(part: str, field: str) -> str:
    """A field of an error in words: `计分规则 ▸ 满分线`, `方面 ▸ 工作落实 ▸ 分值`."""
    first, *more = field.split(".")
    inside = {"scoring": ("parameters", "rules"), "holds_against": ("holding", "measure"), "lights": ("lights",)}.get(
        first, ("cut",)
    )
    return " ▸ ".join([say_key(part, first), *(_say_inner(inside, one) for one in more)])


def _say_inner(parts: tuple[str, ...], key: str) -> str:
    return next((key_titles()[part][key] for part in parts if key in key_titles()[part]), key)


def say_fault(error: UserError, book: RawBook) -> UserError:
    """A fault of a book's file in the words of its users: the measure's title for the file's name, titles for keys."""
    name = error.file.removesuffix(".yaml")
    is_measure = name in book["measures"]
    named = str(book["measures"][name].get("title") or name) if is_measure else str(book["framework"].get("title", ""))
    field = say_field("measure" if is_measure else "framework", error.field) if error.field else ""
    return FaultError(error.rule, file=named, field=field, came=error.came, todo=error.todo)


class FaultError(UserError):
    """A fault named by a measure of a book, not by a file."""

    @property
    def message(self) -> str:
        """One line: “医保参保率”的“分值”：规则，实际为「…」。请…"""
        where = f"“{self.file}”的“{self.field}”" if self.file and self.field else f"“{self.file or self.field}”"
        rest = UserError(self.rule, came=self.came, todo=self.todo).message
        return f"{where}：{rest}" if self.file or self.field else rest
