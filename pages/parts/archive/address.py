"""What the address asks of 档案资料: a place, an indicator, or one item of the place; each checked against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.places.codes import level_of
from ledger.archive.items import Archive, Item
from pages.parts.archive import data as archive_data
from pages.parts.checks.address import say_area_of
from pages.parts.common import cache, office, state
from pages.parts.common.state import Picked
from pages.parts.household.address import BELOW, read_place, say_place

LENGTHS: Mapping[str, int] = {"county": 6, "township": 9, "village": 12}


@dataclass(frozen=True)
class Asked:
    """What is looked at: the documents of a place `at` and of those in it; `indicator` narrows, `item` opens one of its own."""

    picked: Picked
    archive: Archive
    at: str
    today: date
    indicator: str = ""
    item: Item | None = None
    notes: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """The level of the place."""
        return level_of(self.at)

    @property
    def level_below(self) -> str:
        """The level of the places in the matrix; '' in a village."""
        return BELOW.get(self.level, "")

    @property
    def area(self) -> str:
        """How a sentence calls the place: `全州`, `凤凰县`."""
        return say_area_of(self.at, cache.places())

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed."""
        own = {
            "at": "" if self.at == self.picked.scope else self.at,
            "indicator": self.indicator,
            "item": self.item.id if self.item else "",
        }
        if changes.get("at") == self.picked.scope:
            changes = changes | {"at": ""}
        return {name: value for name, value in (own | changes).items() if value}


def read_asked(picked: Picked) -> Asked:
    """The address, with whatever does not exist left out and said in `notes`."""
    at, notes = read_known_place(picked)
    archive, said = archive_data.archive(picked.framework_id), list(notes)
    indicator, name = state.parameter("indicator"), state.parameter("item")
    if indicator and indicator not in {item.indicator for item in archive.items}:
        said.append(f"没有指标“{indicator[:40]}”，已列出全部指标。")
        indicator = ""
    item = archive.find(name)
    if name and item is None:
        said.append(f"没有编号为“{name[:40]}”的资料。")
    if item is not None and item.level != level_of(at):
        said.append(f"“{item.title}”不是{say_place(at)}这一级的资料。")
        item = None
    return Asked(picked, archive, at, office.working_day(), indicator, item, tuple(said))


def read_known_place(picked: Picked) -> tuple[str, tuple[str, ...]]:
    """The place looked at, which some table names; the picked one where the address names another."""
    at, notes = read_place(picked)
    if at and at != picked.scope and cache.places().find(at) is None:
        return picked.scope, (f"没有代码为“{at[:12]}”的地区，已回到{say_place(picked.scope)}。",)
    return at, notes
