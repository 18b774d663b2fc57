"""The words of problem lists as `lists.yaml` declares them: which column is which, which text stands for which value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.declared import Declaration, Field, read_declaration
from core.errors import UserError
from core.kinds import TEXT, TEXTS, WORDS, mapping_of
from ledger.book import FIELD_TITLES
from loaders.recognise import normalise_header, read_shared_headers

LISTS_FILE = Path(__file__).with_name("lists.yaml")
PLACE = "place:"
"""Before the kind of a place column: `place:village`, `place:code`."""
LABELLED = ("lead_department", "department", "person", "deadline", "remedy", "progress", "result")
"""Fields that lists also name inside a text, as in （牵头单位：…；责任单位：…） and 整改措施：…"""
CHOICES = ("sources", "categories", "aspects", "indicators", "severities", "terms", "root_causes", "states")
_FIELDS = Declaration(
    (
        *(Field(name, WORDS, needed=True) for name in ("columns", *CHOICES)),
        Field("footers", TEXTS, needed=True),
        Field("titles", mapping_of(TEXT), default={}),
    )
)
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class ListWords:
    """Normalised header → field or `place:<kind>`; group of `CHOICES` → normalised text → value; labels inside texts."""

    columns: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    footers: frozenset[str]
    titles: Mapping[str, str]

    def value(self, group: str, text: str) -> str:
        """The declared value that a text stands for; '' when it stands for none."""
        return self.choices[group].get(normalise_header(text), "")

    def title(self, field: str) -> str:
        """What the field is called on screens."""
        return self.titles.get(field) or FIELD_TITLES.get(field, field)


@cache
def list_words() -> ListWords:
    """The declared words, read once. Raises UserError when a text is declared twice."""
    raw = read_declaration(LISTS_FILE, _FIELDS)
    columns = _invert(raw["columns"], own=False)
    places = {text: f"{PLACE}{kind}" for text, kind in read_shared_headers().place.items() if text not in columns}
    return ListWords(
        columns=columns | places,
        choices={group: _invert(raw[group]) for group in CHOICES},
        labels={text: field for text, field in columns.items() if field in LABELLED},
        footers=frozenset(raw["footers"]),
        titles=raw["titles"],
    )


def _invert(groups: Mapping[str, Iterable[str]], *, own: bool = True) -> dict[str, str]:
    """Normalised text → value; with `own` each value also stands for itself."""
    found: dict[str, str] = {}
    for value, texts in groups.items():
        for text in dict.fromkeys([*([value] if own else []), *texts]):
            name = normalise_header(text)
            if found.get(name, value) != value:
                raise UserError("同一个词不能有两个意思", file=LISTS_FILE.name, field=value, came=text)
            found[name] = value
    return found


def plain(text: str) -> str:
    """The text without any blanks, for comparing and for one-line quotations."""
    return _BLANK.sub("", text)
