"""What the address asks of 户档案: a household by its county and reference, or a place to choose one in.

No number of a household or a person ever stands in an address; what is typed is turned into a reference.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.places.codes import level_of
from indicators.households.household import Household, is_ref
from pages.parts.common import cache, state
from pages.parts.common.state import Picked

BELOW = {
    "country": "county",
    "province": "county",
    "prefecture": "county",
    "county": "township",
    "township": "village",
}
"""Level of a place → level of the places listed in it; a village lists its households."""


@dataclass(frozen=True)
class Asked:
    """What is looked at: a household, or the place `at` with the `level` of the places listed in it ('' lists households)."""

    picked: Picked
    at: str
    household: Household | None = None
    notes: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """The level of the places listed; '' where households are."""
        return BELOW.get(level_of(self.at), "")

    def place_parameters(self, code: str) -> dict[str, str]:
        """The page's own parameters for the list of a place."""
        return {"at": "" if code == self.picked.scope else code}


def household_parameters(county_code: str, ref: str) -> dict[str, str]:
    """The page's own parameters for one household."""
    return {"county": county_code, "ref": ref}


def read_asked(picked: Picked) -> Asked:
    """The address, with whatever does not exist left out and said in `notes`."""
    at, notes = read_place(picked)
    ref = state.parameter("ref")
    if not ref:
        return Asked(picked, at, None, notes)
    household = cache.household(state.parameter("county"), ref, picked.period) if is_ref(ref) else None
    if household is None:
        return Asked(picked, at, None, (*notes, "这一期没有地址里的这户，请在下面另找。"))
    return Asked(picked, household.place_code, household, notes)


def say_place(code: str) -> str:
    """A place's name; its code where no table names it."""
    place = cache.places().find(code)
    return place.name if place else (code or "全部地区")


def say_path(code: str) -> str:
    """County, township and village by name: `凤凰县 廖家桥镇 菖蒲塘村`."""
    ends = [end for end in (6, 9, 12) if len(code) >= end]
    return " ".join(say_place(code[:end]) for end in ends)


def read_place(picked: Picked) -> tuple[str, tuple[str, ...]]:
    """The place looked at (the picked one, or one inside it that the address names), and what to say of an odd address."""
    asked = state.parameter("at")
    if not asked or asked == picked.scope:
        return picked.scope, ()
    width = {"country": 0, "province": 2, "prefecture": 4}.get(level_of(picked.scope), 6)
    is_inside = asked.isdigit() and not cache.places().code_problem(asked) and asked.startswith(picked.scope[:width])
    if is_inside:
        return asked, ()
    return picked.scope, (f"“{asked[:40]}”不在{say_place(picked.scope)}内，已回到{say_place(picked.scope)}。",)
