"""What the address asks of 复习大纲: a place; and the outline, its ticks and the counties that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from core.places import county_of, is_area, is_inside, level_of
from ledger.outline import Outline, Tick, count_complete, link_items, newest_ticks, read_outline
from pages.parts.common import cache, checked, documents, office
from pages.parts.common.address import LookedAt, read_known_place
from pages.parts.common.cache import kept
from pages.parts.common.state import Picked

PAGE = "outline"
_outline = kept(read_outline)


@dataclass(frozen=True)
class OutlineAddress(LookedAt):
    """What is looked at: an area with its counties, or one county."""

    picked: Picked
    at: str
    today: date
    outline: Outline
    notes: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        """The year the outline is of."""
        return self.picked.period[:4]

    @property
    def is_county(self) -> bool:
        """Whether one county is looked at, which alone can be ticked off."""
        return level_of(self.at) == "county"

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """The counties with data inside the place."""
        known = [code for code in cache.scopes() if level_of(code) == "county"]
        return tuple(code for code in known if is_inside(code, self.at)) or ((self.at,) if self.is_county else ())

    @cached_property
    def ticks(self) -> Mapping[tuple[str, str], Tick]:
        """(item, county) → the newest tick."""
        return newest_ticks(office.ledger().engine, self.year, self.at)

    @cached_property
    def complete(self) -> pd.DataFrame:
        """How far each county is (`count_complete`)."""
        return count_complete(self.outline, self.ticks, self.counties)


def read_address(picked: Picked) -> OutlineAddress:
    """The address; a place below a county is looked at as its county. What an office's item names and nobody knows is noted."""
    at, notes = read_known_place(picked)
    county = at if not at or is_area(at) else county_of(at)
    outline, unknown = link_items(
        _outline(picked.period, county), cache.framework(picked.framework_id), checked.checks(), documents.archive(picked.framework_id)
    )  # fmt: skip
    return OutlineAddress(picked, county, office.working_day(), called(outline, picked.day), (*notes, *unknown))


def called(outline: Outline, day: date | None) -> Outline:
    """The outline with bodies and funds as they are called on the day of view."""
    if day is None:
        return outline
    say = cache.names().say
    items = tuple(
        replace(one, title=say(one.title, day), must=say(one.must, day), department=say(one.department, day))
        for one in outline.items
    )
    return replace(outline, items=items)
