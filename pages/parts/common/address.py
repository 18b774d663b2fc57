"""What the addresses of many pages say: the place looked at, filters, the part of a list; and places by name for them."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from core.places import BELOW, Place, chain, county_of, depth_of, is_area, is_below, is_inside, level_of, township_of
from indicators.evaluation import area_of, say_area
from pages.parts.common import cache, gate, state
from pages.parts.common.state import Picked

EVERYWHERE: Final = "全部地区"
LEVEL_WORDS: Final = {"county": "县", "township": "乡镇", "village": "村"}
"""Level of a place → what places of it are called."""


class LookedAt:
    """What every address of a place answers; `at` is its code."""

    at: str

    @property
    def level(self) -> str:
        """The level of the place."""
        return level_of(self.at)

    @property
    def level_below(self) -> str:
        """The level of the places listed in it: counties of an area, townships of a county; '' in a village."""
        return BELOW.get(self.level, "")

    @property
    def area(self) -> str:
        """How a sentence calls the place: `全州`, `凤凰县`."""
        return say_area_of(self.at)


def find_place(code: str) -> Place | None:
    """The place of a code; None where no table knows it."""
    return cache.places().find(code)


def say_place(code: str) -> str:
    """A place's name; its code where no table names it."""
    place = find_place(code)
    return place.name if place else (code or EVERYWHERE)


def say_area_of(code: str) -> str:
    """`全州`, `全省` for what holds several counties, else the place's name."""
    if level_of(code) == "country":
        return EVERYWHERE
    place = find_place(code)
    return say_area(place) if place and is_area(code) else say_place(code)


def steps_of(code: str) -> list[str]:
    """The county, township and village around a place, down to itself; a wider place alone, nothing for ''."""
    return list(dict.fromkeys(part for part in (county_of(code), township_of(code), code) if part))


def say_path(code: str, at: str = "") -> str:
    """County, township and village by name: `凤凰县 廖家桥镇 菖蒲塘村`; of places around `at` none but the place itself."""
    return " ".join(say_place(part) for part in steps_of(code) if part == code or not is_inside(at, part))


def trail(scope: str, at: str) -> list[str]:
    """Codes from the picked place down to `at`, of the places that some table knows.

    A place beside the picked one is reached from the smallest place around both.
    """
    top = next((code for code in reversed(chain(scope)) if is_inside(at, code)), "") if scope else scope
    below = [code for code in chain(at) if depth_of(code) > depth_of(top)]
    return [top, *(code for code in below if code == at or find_place(code))]


def beside(scope: str, at: str) -> str:
    """The picked place where `at` lies outside it, so that a way back is needed; '' where the way up leads there."""
    return "" if is_inside(at, scope) else scope


def read_place(
    picked: Picked,
    is_there: Callable[[str], bool] | None = None,
    say: Callable[[str], str] = say_place,
    *,
    is_wide: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """The place looked at (the picked one, or one inside it that the address names), and what to say of an odd address.

    `is_there` may refuse a place; `say` names the picked one in what is said. Where places are compared (`is_wide`) it may be any
    of those that are ranked with the picked one, or what holds them all.
    """
    code = state.parameter("at")
    if not code or code == picked.scope:
        return picked.scope, ()
    is_near = is_below(code, picked.scope)
    if not gate.is_within(code) and code.isdigit():
        raise gate.refuse("这个地区")
    if is_wide and not is_near:
        is_near = is_inside(code, area_of(picked.scope, cache.places()))
    is_right = not cache.places().code_problem(code) and is_near
    if is_right and (is_there is None or is_there(code)):
        return code, ()
    area = say(picked.scope)
    return picked.scope, (f"“{code[:40]}”不在{area}内，已回到{area}。",)


def read_known_place(picked: Picked) -> tuple[str, tuple[str, ...]]:
    """The place looked at, which some table names; the picked one where the address names another."""
    at, notes = read_place(picked)
    if at and at != picked.scope and find_place(at) is None:
        return picked.scope, (f"没有代码为“{at[:12]}”的地区，已回到{say_place(picked.scope)}。",)
    return at, notes


def read_choice(name: str, label: str, allowed: Collection[str], notes: list[str]) -> str:
    """A filter of the address; '' for one that is not allowed, which `notes` then say by its `label`."""
    value = state.parameter(name)
    if value and value not in allowed:
        notes.append(f"没有{label}“{value[:40]}”，已不按它筛选。")
        return ""
    return value


def read_number(name: str, digits: int) -> int:
    """A number of at most so many digits; 0 for anything else."""
    text = state.parameter(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0


def read_part() -> int:
    """Which part of a long list, the first one being 1."""
    return read_number("part", 5) or 1


def write_parameters(picked: Picked, own: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """A page's own parameters with some changed; empty ones are left out, and `at` where it is the picked place."""
    known = {**own, **changes}
    return {name: value for name, value in known.items() if value and (name, value) != ("at", picked.scope)}


def household_parameters(county_code: str, ref: str) -> dict[str, str]:
    """The parameters of 户档案 for one household."""
    return {"county": county_code, "ref": ref}
