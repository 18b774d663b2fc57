"""Places by code and by name: built-in provinces, prefectures and counties, the office's own townships and villages,
and declared changes of names and codes. A name is found exactly or by a declared other name; nothing is guessed.
"""

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from operator import attrgetter
from typing import Any

from core.places.builtin import built_in_names, whole_counties
from core.places.changes import DeclaredChanges, chain_codes, declared_changes
from core.places.codes import LEVEL_BY_LENGTH, PLACE_LEVELS, chain, county_of

NO_LEAGUE = "未分组"
_SPACES = re.compile(r"\s+")
_LEVEL_WORDS = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}族)*(?:自治)?(?:县|市|区|旗|州|盟|地区|林区|特区|新区|矿区|镇|乡|街道|街道办事处|苏木|村|社区|村委会|居委会)"
)
_SHORTEST = 2
_by_code = attrgetter("code")


@dataclass(frozen=True)
class Place:
    """One place. `parent_code` is the next level above that exists; `full_name` starts with the province.

    `league` is 脱贫县, 其他县 or 未分组. `valid_from` / `valid_to` are the first and the last day of this name and code,
    None where no change is known.
    """

    code: str
    name: str
    level: str
    parent_code: str
    league: str
    valid_from: date | None
    valid_to: date | None
    full_name: str

    def is_valid(self, on: date) -> bool:
        """Whether the place had this name and code on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Resolved:
    """What a name means. `kind` is `exact`, `alias`, `full_name`, `ambiguous` (several candidates) or `unknown`."""

    place: Place | None
    candidates: list[Place]
    kind: str


class PlaceIndex:
    """All places. Codes and names are looked up in dictionaries built once."""

    def __init__(self, stored: Iterable[Mapping[str, Any]] = (), declared: DeclaredChanges | None = None) -> None:
        declared = declared_changes() if declared is None else declared
        rows = list(stored)
        self._rows, self._declared = rows, declared
        self._codes = _changed_codes(rows, declared)
        self._places = _all_places(rows, declared, self._codes)
        self._moved = {change.old_code: change.new_code for change in declared.changes if change.children_keep_suffix}
        self._children: dict[str, list[Place]] = defaultdict(list)
        for place in self._places.values():
            if place.code not in self._codes and place.parent_code:
                self._children[place.parent_code].append(place)
        self._listed: dict[tuple[str, str], list[Place]] = {}
        self._names: dict[str, list[Place]] = defaultdict(list)
        self._other_names: dict[str, list[Place]] = defaultdict(list)
        self._beginnings: dict[str, list[str]] | None = None
        for place in self._places.values():
            self._names[place.name].append(place)
        for code, name in _other_names(rows, declared):
            if code in self._places:
                self._other_names[name].append(self._places[code])

    def find(self, code: str) -> Place | None:
        """The place with exactly this code, present or past."""
        return self._places.get(code)

    def current_code(self, code: str) -> str:
        """Today's code of a place; the code itself when it never changed or is not known."""
        if code in self._codes:
            return self._codes[code]
        county = county_of(code)
        if code != county and county in self._moved:
            return self.current_code(self._moved[county]) + code.removeprefix(county)
        return code

    def county_code(self, code: str) -> str:
        """The county a code lies in; '' for a province or a prefecture that has counties."""
        county = self._places.get(county_of(code))
        return county.code if county and self._is_county(county) else ""

    def code_problem(self, code: str) -> str:
        """What is wrong with a place code, in Chinese; '' when it is well formed and its county is known."""
        if not (code.isascii() and code.isdigit()):
            return "区划代码应全为数字"
        if len(code) not in LEVEL_BY_LENGTH:
            return "区划代码应为 6 位(县级及以上)、9 位(乡级)或 12 位(村级)"
        if county_of(code) not in self._places:
            return f"没有代码为 {county_of(code)} 的县级及以上地区"
        if code != county_of(code) and not self.county_code(code):
            return f"{county_of(code)} 不是县级代码"
        return ""

    def children(self, code: str, level: str = "") -> list[Place]:
        """Present places below `code`, by code: of that level at any depth, or one step down when no level is given."""
        known = self._listed.get((code, level))
        if known is None:
            below = self._children.get(code, [])
            found = below if not level else [place for place in self._below(code) if self._has_level(place, level)]
            known = self._listed[code, level] = sorted(found, key=_by_code)
        return list(known)

    def scope_counties(self, scope: str) -> list[Place]:
        """Present counties of a scope, by code: '' is the whole country, a township or village gives its county."""
        if not scope:
            everything = (place for place in self._places.values() if place.code not in self._codes)
            return sorted((place for place in everything if self._is_county(place)), key=_by_code)
        place = self._places.get(self.current_code(county_of(scope)))
        if place is None:
            return []
        return [place] if self._is_county(place) else self.children(place.code, "county")

    def resolve(self, name: str, *, within: str = "", level: str = "", on: date | None = None) -> Resolved:
        """What place a name means, spaces aside: an official name, a declared other name or former name, or either
        after the names of places above it (湖南省湘西州凤凰县).

        `within` and `level` narrow the choice. `on` prefers names valid that day; otherwise present names come before
        former ones, and a former name gives the present place. Several matches are `ambiguous`, never chosen from.
        """
        text = _SPACES.sub("", name)
        for kind, found in (
            ("exact", self._names.get(text, [])),
            ("alias", self._other_names.get(text, [])),
            ("full_name", [place for place, is_path in self._paths(text) if is_path]),
        ):
            wanted = self._narrow(found, within, level, on)
            if len(wanted) == 1:
                return self._resolved(wanted[0], kind, on)
            if wanted:
                return Resolved(None, wanted, "ambiguous")
        return Resolved(None, [], "unknown")

    def short_for(self, text: str, within: str = "", level: str = "") -> list[Place]:
        """Present places whose name the text begins and only words for their kind end (凤凰 for 凤凰县, 长阳 for 长阳土家族自治县);
        a proposal to be confirmed, never an answer."""
        text = _SPACES.sub("", text)
        if len(text) < _SHORTEST:
            return []
        if self._beginnings is None:
            self._beginnings = defaultdict(list)
            for name in self._names:
                self._beginnings[name[:_SHORTEST]].append(name)
        names = self._beginnings.get(text[:_SHORTEST], [])
        akin = [name for name in names if name.startswith(text) and _LEVEL_WORDS.fullmatch(name[len(text) :])]
        return [place for name in akin for place in self._narrow(self._names[name], within, level, None)]

    def stored_rows(self) -> list[Mapping[str, Any]]:
        """The office's own places as they were given."""
        return list(self._rows)

    def with_places(self, rows: Iterable[Mapping[str, Any]]) -> "PlaceIndex":
        """The same places and these."""
        return PlaceIndex([*self._rows, *rows], self._declared)

    def with_names(self, names: Mapping[str, str]) -> "PlaceIndex":
        """The same places, these texts meaning these codes as well; codes nobody knows are left out."""
        known = {text: self._places[code] for text, code in names.items() if code in self._places}
        if not known:
            return self
        other = copy.copy(self)
        other._other_names = defaultdict(list, {name: list(places) for name, places in self._other_names.items()})
        for text, place in known.items():
            other._other_names[_SPACES.sub("", text)] = [place]
        return other

    def suggest(self, name: str, *, within: str = "", limit: int = 5) -> list[Place]:
        """Places with a similar name, most similar first, for the words of a message; never to decide."""
        text = _SPACES.sub("", name)
        akin = [other for other in self._names if 2 * len(set(other) & set(text)) >= len(text)]
        found = [place for other in akin for place in self._narrow(self._names[other], within, "", None)]
        found.sort(key=lambda place: (-SequenceMatcher(None, place.name, text).ratio(), place.code))
        return found[:limit]

    def _resolved(self, place: Place, kind: str, on: date | None) -> Resolved:
        if place.code in self._codes and (on is None or not place.is_valid(on)):
            present = self._places.get(self._codes[place.code])
            return Resolved(present, [], "alias") if present else Resolved(place, [], "alias")
        return Resolved(place, [], kind)

    def _narrow(self, found: Iterable[Place], within: str, level: str, on: date | None) -> list[Place]:
        inside = [place for place in found if not within or self._is_within(place, within)]
        wanted = [place for place in inside if not level or self._has_level(place, level)]
        valid = [place for place in wanted if (place.is_valid(on) if on else place.code not in self._codes)]
        chosen: dict[str, Place] = {}
        for place in valid or wanted:
            present = self._codes.get(place.code, place.code)
            if place.code == present or present not in chosen:
                chosen[present] = place
        return list(chosen.values())

    def _paths(self, text: str) -> Iterator[tuple[Place, bool]]:
        """Places a text may mean, and whether names of places above came first."""
        for place in (*self._names.get(text, []), *self._other_names.get(text, [])):
            yield place, False
        for length in range(2, len(text) - 1):
            above = {*self._names.get(text[:length], []), *self._other_names.get(text[:length], [])}
            for place, _ in self._paths(text[length:]) if above else ():
                if any(place.code != upper.code and self._is_within(place, upper.code) for upper in above):
                    yield place, True

    def _is_within(self, place: Place, code: str) -> bool:
        wanted = self._codes.get(code, code)
        present: Place | None = self._places.get(self._codes.get(place.code, place.code))
        while present:
            if present.code == wanted:
                return True
            present = self._places.get(present.parent_code)
        return False

    def _below(self, code: str) -> Iterator[Place]:
        for place in self._children.get(code, []):
            yield place
            yield from self._below(place.code)

    def _has_level(self, place: Place, level: str) -> bool:
        return place.level == level or (level == "county" and self._is_county(place))

    def _is_county(self, place: Place) -> bool:
        return place.level == "county" or place.code in whole_counties()


def _all_places(
    rows: Iterable[Mapping[str, Any]], declared: DeclaredChanges, codes: Mapping[str, str]
) -> dict[str, Place]:
    """Every place by code: built in, overlaid by the office's table, and the former ones of declared changes."""
    places = {code: Place(code, name, level, "", NO_LEAGUE, None, None, "") for code, name, level in built_in_names()}
    given: dict[str, str] = {}
    for row in rows:
        places[row["code"]] = Place(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_code="",
            league=row.get("league") or NO_LEAGUE,
            valid_from=row.get("valid_from"),
            valid_to=row.get("valid_to"),
            full_name="",
        )
        given[row["code"]] = row.get("parent_code") or ""
    _add_former(places, declared)
    return _placed(places, given, codes)


def _placed(places: Mapping[str, Place], given: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, Place]:
    """The same places with the place above each and the whole name, which starts with the widest."""
    ranks = {level: at for at, level in enumerate(PLACE_LEVELS)}
    above: dict[str, str] = {}
    for code, place in places.items():
        rank = ranks[place.level]
        present = (codes.get(one, one) for one in (given.get(code, ""), *reversed(chain(code))))
        above[code] = next((one for one in present if one in places and ranks[places[one].level] < rank), "")
    full: dict[str, str] = {"": ""}

    def name_whole(code: str) -> str:
        if code not in full:
            full[code] = name_whole(above[code]) + places[code].name
        return full[code]

    return {
        code: Place(code, one.name, one.level, above[code], one.league, one.valid_from, one.valid_to, name_whole(code))
        for code, one in places.items()
    }


def _add_former(places: dict[str, Place], declared: DeclaredChanges) -> None:
    for change in declared.changes:
        now = places.get(change.new_code)
        if now is None:  # the built-in list still has the present name under the old code
            now = Place(change.new_code, change.new_name, "county", "", NO_LEAGUE, None, None, "")
        places[change.new_code] = replace(now, valid_from=now.valid_from or change.new_from)
        places[change.old_code] = Place(
            change.old_code, change.old_name, "county", "", now.league, None, change.old_until, ""
        )


def _changed_codes(rows: Iterable[Mapping[str, Any]], declared: DeclaredChanges) -> dict[str, str]:
    stored = {row["code"]: row["replaced_by"] for row in rows if row.get("replaced_by")}
    return chain_codes(declared.codes | stored)


def _other_names(rows: Iterable[Mapping[str, Any]], declared: DeclaredChanges) -> Iterator[tuple[str, str]]:
    """Pairs of code and another name: declared ones, and those of the office's table."""
    official = {code: name for code, name, _ in built_in_names()}
    for code, names in declared.other_names.items():
        yield from ((code, name) for name in names)
    for row in rows:
        yield from ((row["code"], name) for name in re.split("[、，,；;]", row.get("other_names") or "") if name)
        if official.get(row["code"], row["name"]) != row["name"]:
            yield row["code"], official[row["code"]]
