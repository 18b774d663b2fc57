"""Names that change with the day: of bodies, funds and kinds of people, and the other words for one department.

Definitions and the ledger use one name for a thing; a screen says the name of its day. The built-in names stand in `names.yaml`; an
office says its own in its table 名称沿革表 (over a store: `store.read_names`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.declared import Declaration, Field, entries, read_declaration
from core.kinds import TEXT, WORDS, mapping_of, plain

NAMES_FILE = Path(__file__).with_suffix(".yaml")
KINDS = ("bodies", "funds", "people")
"""Kinds of names that change with the day; departments have other words only."""
_DAY = plain(
    "date", {"type": "string"}, lambda came: type(came) is date, "应为日期", "请写成 2021-03-16 的形式"
)  # fmt: skip
_SAID = Declaration((Field("said", TEXT, needed=True), Field("until", _DAY), Field("source", TEXT, default="")))
_FILE = Declaration(
    (
        *(Field(kind, mapping_of(entries(_SAID)), default={}) for kind in KINDS),
        Field("departments", WORDS, needed=True),
    )
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Said:
    """What a thing was called up to the last day of that name; `until` None: it still is."""

    said: str
    until: date | None = None
    source: str = ""


class Names:
    """Every name there is: what a thing is called on a day, and the one name of a department."""

    def __init__(self, said: Mapping[str, Sequence[Said]], departments: Mapping[str, Sequence[str]]) -> None:
        self._said = {name: tuple(sorted(spans, key=lambda one: one.until or date.max)) for name, spans in said.items()}
        self.departments = {name: tuple(words) for name, words in departments.items()}
        self._words = {_plain(word): name for name, words in self.departments.items() for word in (name, *words)}
        self._words |= {
            _plain(one.said): name for name, spans in self._said.items() for one in spans if name in self.departments
        }
        longest = sorted(self._said, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest))) if longest else None

    @property
    def words(self) -> Mapping[str, str]:
        """Word → the department it means; the names it had at other times too."""
        return self._words

    def department(self, text: str) -> str:
        """The one name of a department, whatever it is called or was; a text that is none of them as it came."""
        return self._words.get(_plain(text), text)

    def words_of(self, department: str) -> tuple[str, ...]:
        """Every word for the same department, its name first; a text that is none of them alone."""
        name = self.department(department)
        return (name, *sorted(word for word, meant in self._words.items() if meant == name and word != name))

    def called(self, name: str, day: date) -> str:
        """What a thing is called on a day; a name that never changed as it is."""
        spans = self._said.get(name, ())
        return next(
            (one.said for one in spans if one.until is None or day <= one.until), spans[-1].said if spans else name
        )

    def say(self, text: str, day: date) -> str:
        """A text with the names of a day in place of those that definitions use."""
        if not text or self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self.called(found[0], day), text)

    def changes(self, day: date) -> tuple[tuple[str, str], ...]:
        """(name, what it is called) of all that is called otherwise on a day, sorted: two days alike give the same."""
        found = {name: self.called(name, day) for name in self._said}
        return tuple(sorted((name, said) for name, said in found.items() if said != name))

    def with_rows(self, rows: Iterable[Mapping[str, Any]]) -> "Names":
        """These names and those of the office's rows (`name`, `said`, `until`, `other_names`); a name it says is said as a whole."""
        said: dict[str, list[Said]] = defaultdict(list)
        words = {name: list(known) for name, known in self.departments.items()}
        for row in rows:
            name = self.department(str(row["name"]))
            if row.get("said"):
                said[name].append(Said(str(row["said"]), row.get("until"), str(row.get("basis") or "")))
            others = re.split(r"[、,，;；\s]+", str(row.get("other_names") or ""))
            if any(others):
                words.setdefault(name, []).extend(one for one in others if one)
        return Names({**self._said, **said}, words)


def _plain(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


@cache
def built_in_names() -> Names:
    """The names that come with the program. Raises UserError naming the file, the entry, what came and what to do."""
    raw = read_declaration(NAMES_FILE, _FILE)
    said = {name: [Said(**one) for one in spans] for kind in KINDS for name, spans in raw[kind].items()}
    return Names(said, raw["departments"])
