"""What is wrong with a book in the words of those who made it: titles for keys, tables, columns and rules, and the nearest of what
could have come. No name of the program and no sentence of its engine reaches them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from core.errors import UserError
from core.nearest import nearest
from indicators.books import conditions
from indicators.books.choices import code_words, table_words
from indicators.books.raw import RawBook
from indicators.books.titles import key_titles, say_field
from indicators.declared import FUNCTIONS_SAID, column_views, expression_views, views
from store import read_tables

EXPRESSIONS: Final = (
    "population",
    "met",
    "numerator",
    "denominator",
    "total",
    "mean",
    "reported",
    "settled",
    "happened_on",
)
READ_AS: Final = {"numerator": ("total", "mean")}
"""What is added up, or its mean, is read as a numerator."""
ALIKE: Final = 3
"""From so many measures on, what is wrong with all of them is said once."""
LISTED: Final = 8
"""So many texts that could have come are listed; of more, the nearest."""
LISTS: Final = "全部的名称见办法工作簿的“表和列”"
WRITINGS: Final = "能用的写法见办法工作簿“填表说明”的“表达式”；合计和平均请用“求和”“求平均”"
UNREAD: Final = "从文件读入时有格没有读懂，这一项还没有内容"
_NAME: Final = re.compile(r"(?<![\w'\".])[a-z][a-z0-9_]*(?![\w'\".(])")
_QUOTED: Final = re.compile(r"，加引号|(?<=[写成如 ])'([^']*)'(?= 的形式|，|$)")
_WHOLE: Final = re.compile(r"(-?\d+)\.0")


class Words(NamedTuple):
    """The parts of a fault in words."""

    rule: str
    came: str
    todo: str


class FaultError(UserError):
    """A fault named by a measure of a book, not by a file."""

    @property
    def message(self) -> str:
        """One line: “医保参保率”的“分值”：规则，实际为「…」。请…"""
        where = f"“{self.file}”的“{self.field}”" if self.file and self.field else f"“{self.file or self.field}”"
        rest = UserError(self.rule, came=self.came, todo=self.todo).message
        return f"{where}：{rest}" if self.file or self.field else rest


def say_fault(error: UserError, book: RawBook) -> UserError:
    """A fault of a book's file in the words of its users: the measure's title for the file's name, titles for keys, tables and columns."""
    name = error.file.removesuffix(".yaml")
    raw = book["measures"].get(name)
    if raw == {}:
        return FaultError(UNREAD, file=name, todo="请改好那一格再导入，或在页面上补填")
    is_measure = raw is not None
    named = str(raw.get("title") or name) if raw is not None else str(book["framework"].get("title", ""))
    field = as_written(error.field, raw or {})
    said = in_words(error, relation_of(field, raw or {}))
    titled = say_field("measure" if is_measure else "framework", field) if field else ""
    return FaultError(said.rule, file=named, field=titled, came=said.came, todo=said.todo)


def say_faults(faults: Sequence[UserError]) -> list[str]:
    """Faults line by line; the same one of several measures once, with their names."""
    alike: defaultdict[tuple[str, ...], list[UserError]] = defaultdict(list)
    for fault in faults:
        alike[fault.field, fault.rule, fault.came, fault.todo].append(fault)
    return [line for found in alike.values() for line in _say_alike(found)]


def _say_alike(found: Sequence[UserError]) -> list[str]:
    if len(found) < ALIKE or not all(fault.file and fault.field for fault in found):
        return [fault.message for fault in found]
    named = "、".join(f"“{fault.file}”" for fault in found)
    rest = UserError(found[0].rule, came=found[0].came, todo=found[0].todo).message
    return [f"{len(found)} 项指标的“{found[0].field}”：{rest.rstrip('。')}。这些是{named}"]


def as_written(field: str, raw: Mapping[str, Any]) -> str:
    """A field of an error as the measure writes it: a sum's numerator is its `total`."""
    first, dot, last = field.rpartition(".")
    home = raw.get("holds_against") or {} if first == "holds_against" else raw
    return f"{first}{dot}{next((key for key in READ_AS.get(last, ()) if key in home), last)}"


def relation_of(field: str, raw: Mapping[str, Any]) -> str:
    """The table that a field of a measure is about: that of its register below `holds_against`."""
    home = raw.get("holds_against") if field.startswith("holds_against.") else raw
    return str((home or {}).get("table") or "")


def in_words(error: UserError, relation: str) -> Words:
    """A fault of something over a table in words."""
    known = _names_of(relation)
    came = _say_came(error, relation, known)
    if error.options:
        return Words(_say(error.rule, known), came, say_options(error.came, error.options, known, relation))
    if error.todo.startswith(FUNCTIONS_SAID):
        return Words(error.rule, error.came, WRITINGS)
    todo = _QUOTED.sub(lambda found: found[1] or "", error.todo)
    return Words(_say(error.rule, known), came, _say(todo, known))


def say_options(said: str, options: Sequence[str], known: Mapping[str, str], relation: str = "") -> str:
    """What could have come in place of something: all of it where it is little, else the nearest by name or title."""
    seen = column_views(relation) if relation in views.relation_names() else {}
    hidden = set(views.relation_columns(relation)) - set(seen) if seen else set()
    titles = {one: seen[one].title if one in seen else known.get(one, one) for one in options if one not in hidden}
    if len(titles) <= LISTED:
        return f"可用：{'、'.join(dict.fromkeys(titles.values()))}"
    return say_near(said, titles)


def say_near(said: str, titles: Mapping[str, str]) -> str:
    """The nearest of many, by name or title, and where all of them are listed."""
    by_title = nearest(said, dict.fromkeys(titles.values()))
    by_name = [titles[one] for one in nearest(said, titles)]
    near = list(dict.fromkeys([*by_title, *by_name]))
    return f"最接近的：{'、'.join(near)}；{LISTS}" if near else LISTS


def _say_came(error: UserError, relation: str, known: Mapping[str, str]) -> str:
    """What came; an expression by the titles of its columns."""
    whole = _WHOLE.fullmatch(error.came)
    if whole is not None:
        return whole[1]
    if error.field.rpartition(".")[2] in EXPRESSIONS and relation in views.relation_names():
        try:
            return conditions.say_condition(error.came, relation)
        except UserError:
            return error.came if " " in error.came else _say(error.came, known)
    return _say(error.came, known)


def _names_of(relation: str) -> Mapping[str, str]:
    """Name → title of what a message may name: the columns of the relation, keys, rules and their choices, tables."""
    known = {**code_words(), **{name: one.title for name, one in read_tables().items()}}
    known |= {name: words.removesuffix(name).strip() for name, words in table_words().items() if words != name}
    for part in ("framework", "measure", "holding", "rules", "parameters"):
        known |= key_titles()[part]
    columns = expression_views(relation) if relation in views.relation_names() else {}
    return known | {name: view.heading for name, view in columns.items()}


def _say(text: str, titles: Mapping[str, str]) -> str:
    """A message without the names of the program."""
    return _NAME.sub(lambda found: titles.get(found[0], found[0]), text)
