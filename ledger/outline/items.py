"""The items of an outline: the office's own table of the year for the place, else the one that is built in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from core.declared import Declaration, Field, entries, read_declaration
from core.kinds import TEXT, TEXTS
from core.places import is_inside, significant
from indicators.declared import is_empty
from store import Store

TABLE: Final = "outline_items"
BUILT_IN: Final = Path(__file__).parent / "outline.yaml"
LINKS: Final = ("measures", "checks", "evidence")
"""What an item may name by its numbers; an item that names none is linked by its indicator."""
_ITEM = Declaration(
    (
        Field("code", TEXT, needed=True),
        Field("title", TEXT, needed=True),
        *(Field(name, TEXT, default="") for name in ("aspect", "indicator", "must", "department")),
        *(Field(name, TEXTS, default=()) for name in LINKS),
    )
)
_OUTLINE = Declaration(
    (
        Field("title", TEXT, needed=True),
        Field("source", TEXT, needed=True),
        Field("items", entries(_ITEM, "code"), needed=True),
    )
)
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class Item:
    """One item: `must` is what it asks for, the rest which figures, rules, papers and problems belong to it."""

    code: str
    title: str
    aspect: str = ""
    indicator: str = ""
    must: str = ""
    department: str = ""
    measures: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """The items in their order; `is_own`: they are the office's, not those that are built in."""

    title: str
    source: str
    items: tuple[Item, ...]
    is_own: bool = False

    def find(self, code: str) -> Item | None:
        """The item of that number."""
        return next((item for item in self.items if item.code == code), None)


def read_outline(store: Store, period: str, scope: str = "") -> Outline:
    """The office's items of the period's year for the narrowest place around the scope; where there are none, those built in."""
    with store.connect() as connection:
        found = connection.execute(
            f"SELECT * FROM {TABLE} WHERE period = $year ORDER BY source_row", {"year": period[:4]}
        ).df()
    rows = [
        row
        for row in found.to_dict("records")
        if is_empty(row["place_code"]) or is_inside(scope, str(row["place_code"]))
    ]
    if not rows:
        return _built_in()
    nearest = max(map(_width, rows))
    items = tuple(_of_row(row) for row in rows if _width(row) == nearest)
    return Outline(f"{period[:4]}年复习大纲", "《复习大纲条目表》", items, is_own=True)


@cache
def _built_in() -> Outline:
    raw = read_declaration(BUILT_IN, _OUTLINE)
    return Outline(raw["title"], raw["source"], tuple(Item(**one) for one in raw["items"]))


def _width(row: Mapping[Any, Any]) -> int:
    return 0 if is_empty(row["place_code"]) else len(significant(str(row["place_code"])))


def _of_row(row: Mapping[Any, Any]) -> Item:
    told = {one.name: "" if is_empty(row[one.name]) else str(row[one.name]).strip() for one in fields(Item)}
    linked = {name: tuple(filter(None, _BETWEEN.split(told[name]))) for name in LINKS}
    return Item(**(told | linked))  # type: ignore[arg-type]
