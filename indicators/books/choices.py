"""The closed choices of a book in Chinese and back."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.declared import kept_until_changed, read_yaml
from core.words import is_unit
from indicators.books.titles import key_titles
from indicators.declared import views
from indicators.scoring import RULES
from store import TABLES_FOLDER, read_tables

CHOICES_FILE = Path(__file__).parent / "choices.yaml"
COUNTED = "计数："
"""A unit that names its own counter: `计数：座` for `count:座`."""
_COUNTER = re.compile(r"[\u4e00-\u9fff]{1,4}")
"""A unit in Chinese that is none of the choices counts in its own word: 亩, 吨, 万元."""
RULE, TABLE = "scoring.rule", "measure.table"
UNITS = ("measure.unit", "measure.amount_unit")


@kept_until_changed(CHOICES_FILE.parent)
def _choices() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = read_yaml(CHOICES_FILE)
    return found


@kept_until_changed(TABLES_FOLDER, views.VIEWS_FOLDER)
def table_words() -> Mapping[str, str]:
    """Table or view → its name with the Chinese title before it: `衔接资金项目表 projects`; a view has that of its first table."""
    tables = read_tables()
    bases = {name: views.base_tables(name)[0] for name in views.view_names()}
    titles = {name: f"{tables[base].title}（视图）" for name, base in bases.items() if base in tables}
    titles |= {name: table.title for name, table in tables.items()}
    return {name: f"{titles[name]} {name}" if name in titles else name for name in views.relation_names()}


def say_relation(name: str) -> str:
    """A table or view by its title alone."""
    return table_words()[name].removesuffix(f" {name}")


def choice_words(name: str) -> Mapping[str, str]:
    """Code → its words, of a key like `measure.direction`; empty where the codes are Chinese already."""
    if name == TABLE:
        return table_words()
    if name == RULE:
        return {rule: key_titles()["rules"].get(rule, rule) for rule in RULES}
    return _choices().get("measure.unit" if name in UNITS else name, {})


def read_unit(said: str) -> str:
    """The unit that somebody writes: one of the choices, else a counter of their own (亩 is `count:亩`)."""
    return read_choice("measure.unit", said.strip())


def _read_table(words: Sequence[str]) -> str:
    """The table whose name comes last, else the one of that title; what is none of them stands as it is."""
    tables = read_tables()
    last = words[-1] if words else ""
    titled = [name for name, table in tables.items() if table.title == " ".join(words)]
    return titled[0] if last not in tables and titled else last


def say_choice(name: str, code: str) -> str:
    """A code in words; one without words stands as it is."""
    if name in UNITS and code.startswith("count:"):
        return f"{COUNTED}{code.removeprefix('count:')}"
    return choice_words(name).get(code, code)


def read_choice(name: str, said: str) -> str:
    """The code of words; what is none of them stands as it is."""
    if name in UNITS and said.startswith(COUNTED):
        return f"count:{said.removeprefix(COUNTED)}"
    if name in UNITS and (is_unit(said) or said in choice_words(name).values()):
        return {words: code for code, words in choice_words(name).items()}.get(said, said)
    if name in UNITS and _COUNTER.fullmatch(said):
        return f"count:{said}"
    if name == TABLE:
        return _read_table(said.split())
    return {words: code for code, words in choice_words(name).items()}.get(said, said)


def code_words() -> Mapping[str, str]:
    """Code → its words, of every closed choice, and of yes and no."""
    found = {code: words for name, one in _choices().items() if name != "notes" for code, words in one.items()}
    return found | {"true": "是", "false": "否", "simple": "简单随机抽样"}
