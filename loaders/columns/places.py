"""The place of every row: by code, else by exact or declared names within the places above it. Nothing is guessed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.places import COUNTRY, COUNTRY_NAME, LEVEL_BY_LENGTH, Place, PlaceIndex, county_of, without_zeros
from store import Table

LEVELS = ("province", "prefecture", "county", "township", "village")
LEVEL_WORDS = {"province": "省级", "prefecture": "市级", "county": "县级", "township": "乡级", "village": "村级"}
CODE_KINDS = ("village_code", "township_code", "code")
"""Kinds of code columns, the finest first."""
_NATION = ({COUNTRY}, {COUNTRY_NAME}, {COUNTRY, COUNTRY_NAME})
"""What stands in the cells of a row that is of the whole country."""
MOST_CANDIDATES = 4
MOST_SUGGESTED = 30
"""Similar names are looked up for this many unknown names of a sheet."""


@dataclass(frozen=True)
class RowPlace:
    """The place of one combination of cells. `problem` is a kind of the catalogue ('' when found) about column `kind`."""

    code: str | None = None
    name: str | None = None
    county_code: str | None = None
    problem: str = ""
    expected: str = ""
    kind: str = ""
    is_coarse: bool = False


class PlaceReader:
    """Reads combinations of place cells for one table within one scope, each combination once."""

    def __init__(self, table: Table, index: PlaceIndex, kinds: Sequence[str], scope: str = "") -> None:
        self._table, self._index, self._kinds, self._scope = table, index, tuple(kinds), scope
        self._names = [kind for kind in (*LEVELS, "any") if kind in self._kinds]
        self._codes = [kind for kind in CODE_KINDS if kind in self._kinds]
        self._takes_nation = table.place_level not in ("township", "village")
        self._known: dict[tuple[str | None, ...], RowPlace] = {}
        self._suggested = 0

    def read(self, cells: tuple[str | None, ...]) -> RowPlace:
        """The place of these cells, given in the order of `kinds`; None is a missing cell."""
        if cells not in self._known:
            self._known[cells] = self._check(self._find(dict(zip(self._kinds, cells, strict=True))))
        return self._known[cells]

    def _find(self, cells: Mapping[str, str | None]) -> RowPlace:
        names = {kind: text for kind in self._names if (text := cells[kind])}
        if self._takes_nation and {cells[kind] for kind in self._kinds} - {None} in _NATION:
            return RowPlace(COUNTRY, COUNTRY_NAME)
        for kind in self._codes:
            code = cells[kind]
            if code:
                return self._by_code(kind, without_zeros(code), names)
        if names:
            return self._by_names(names)
        if self._scope:
            place = self._index.find(self._scope)
            return self._found(place) if place else RowPlace(problem="unknown_place", expected="已知的区划代码")
        is_of_place = self._table.is_melted and "place_code" in self._table.key and bool(self._kinds)
        if self._table.place_required or is_of_place:
            finest = (self._names or self._codes or ["any"])[-1]
            return RowPlace(problem="place_missing", expected="地区名称或区划代码", kind=finest)
        return RowPlace()

    def _by_code(self, kind: str, code: str, names: Mapping[str, str]) -> RowPlace:
        place = self._index.find(code)
        if place is None:
            problem = self._index.code_problem(code)
            if problem:
                return RowPlace(problem="unknown_place", expected=problem, kind=kind)
            finest = next((names[level] for level in reversed(self._names) if level in names), None)
            return RowPlace(code, finest, self._index.county_code(code) or None)
        for level, text in names.items():
            expected = self._disagrees(place, level, text)
            if expected:
                return RowPlace(problem="place_code_name_differ", expected=expected, kind=level)
        return self._found(place)

    def _disagrees(self, place: Place, level: str, text: str) -> str:
        """What the name column should say for this code; '' when it agrees or nothing speaks against it."""
        above = self._line(place)
        if level != "any" and LEVELS.index(level) > LEVELS.index(place.level):
            return ""
        if any(text == one.name or one.full_name.endswith(text) for one in above):
            return ""
        found = self._index.resolve(text)
        named = [found.place, *found.candidates] if found.place else found.candidates
        current = {self._index.current_code(one.code) for one in above}
        if any(self._index.current_code(one.code) in current for one in named if one):
            return ""
        if not named and level not in ("any", place.level):
            return ""
        if not named and text in place.name:
            return ""
        return f"代码 {place.code} 是{place.full_name}"

    def _line(self, place: Place) -> list[Place]:
        """The place and those above it."""
        line: list[Place] = []
        current: Place | None = place
        while current and current not in line:
            line.append(current)
            current = self._index.find(current.parent_code) if current.parent_code else None
        return line

    def _by_names(self, names: Mapping[str, str]) -> RowPlace:
        within, place = self._scope, None
        for kind, text in names.items():
            found = self._index.resolve(text, within=within, level="" if kind == "any" else kind)
            if found.kind == "unknown" and kind in ("province", "prefecture", "county"):
                found = self._index.resolve(text, within=within)
                if found.place and found.place.level in ("township", "village"):
                    return self._unknown(kind, text, within)
            if found.kind == "ambiguous":
                choices = "、".join(f"{one.full_name}（{one.code}）" for one in found.candidates[:MOST_CANDIDATES])
                return RowPlace(problem="ambiguous_place", expected=f"重名：{choices}", kind=kind)
            if not found.place:
                if self._holds_itself(kind, text, within):
                    continue
                if self._has_none_so_deep(kind, within):
                    return replace(self._found_code(within), kind=kind, is_coarse=True)
                return self._unknown(kind, text, within)
            place, within = found.place, found.place.code
        return self._found(place) if place else RowPlace()

    def _has_none_so_deep(self, kind: str, within: str) -> bool:
        """Whether no township (village) of the place is known at all; a table that does without takes the place above then."""
        is_deep = kind in LEVELS[LEVELS.index("county") + 1 :] and bool(
            self._index.county_code(within) if within else ""
        )
        return is_deep and not self._table.place_required and not self._index.children(within, kind)

    def _found_code(self, code: str) -> RowPlace:
        place = self._index.find(code)
        return self._found(place) if place else RowPlace(code)

    def _holds_itself(self, kind: str, text: str, within: str) -> bool:
        """Whether the name is that of the scope or of a place above it, said again."""
        place = self._index.find(within) if within else None
        if place is None or kind not in ("any", *LEVELS[: LEVELS.index(place.level) + 1]):
            return False
        found = self._index.resolve(text)
        codes = {one.code for one in self._line(place)}
        return bool(found.place and found.place.code in codes)

    def _unknown(self, kind: str, text: str, within: str) -> RowPlace:
        elsewhere = self._index.resolve(text, level="" if kind == "any" else kind)
        if within and (elsewhere.place or elsewhere.candidates):
            scope = self._index.find(within)
            expected = f"{scope.full_name if scope else within}以内的地区"
            problem = "place_outside_scope" if within == self._scope else "unknown_place"
            return RowPlace(county_code=self._county(within), problem=problem, expected=expected, kind=kind)
        near = "、".join(one.full_name for one in self._suggest(text, within))
        words = {"township": "已导入行政区划表的乡镇", "village": "已导入行政区划表的村"}.get(
            kind, "官方全称或声明过的别名"
        )
        expected = f"{words}；相近的有：{near}" if near else words
        return RowPlace(county_code=self._county(within), problem="unknown_place", expected=expected, kind=kind)

    def _county(self, code: str) -> str | None:
        """The county of a place, which a row that names nothing known in it is of all the same."""
        return (self._index.county_code(code) or None) if code else None

    def _suggest(self, text: str, within: str) -> list[Place]:
        """Places with a similar name, for the first unknown names only: looking for them is slow."""
        self._suggested += 1
        return self._index.suggest(text, within=within) if self._suggested <= MOST_SUGGESTED else []

    def _found(self, place: Place) -> RowPlace:
        return RowPlace(place.code, place.name, self._index.county_code(place.code) or None)

    def _check(self, found: RowPlace) -> RowPlace:
        """The same place with what speaks against it: outside the scope, of a level this table does not take."""
        is_nation = found.code == COUNTRY and not self._scope
        if found.problem or not found.code or is_nation:
            return found
        place = self._index.find(found.code)
        level = place.level if place else LEVEL_BY_LENGTH[len(found.code)]
        kind = next((kind for kind in (*self._codes, *reversed(self._names)) if kind), "any")
        if self._scope and not self._inside(found.code, place):
            scope = self._index.find(self._scope)
            words = f"{scope.full_name if scope else self._scope}以内的地区"
            return RowPlace(problem="place_outside_scope", expected=words, kind=kind)
        wanted = self._table.place_level
        finer, coarser = LEVELS.index(level) > LEVELS.index(wanted), LEVELS.index(level) < LEVELS.index(wanted)
        is_fine_table = wanted in ("township", "village") and self._table.place_required
        if finer or (coarser and is_fine_table and (wanted == "township" or not found.county_code)):
            words = f"{LEVEL_WORDS[wanted]}地区，现为{LEVEL_WORDS[level]}"
            return RowPlace(problem="place_level_wrong", expected=words, kind=kind)
        if coarser and is_fine_table:
            return RowPlace(found.code, found.name, found.county_code, kind=kind, is_coarse=True)
        return found

    def _inside(self, code: str, place: Place | None) -> bool:
        nearest = place or self._index.find(county_of(code))
        line = [self._index.current_code(one.code) for one in self._line(nearest)] if nearest else []
        return self._index.current_code(self._scope) in line or code.startswith(self._scope)


def find_title_place(texts: Sequence[str], index: PlaceIndex) -> Place | None:
    """The one county, prefecture or province a table's title names, the finest of one line; None when in doubt.

    Only names of three and more characters that no other place has count.
    """
    named: dict[str, Place] = {}
    for text in texts:
        for place in _named_in(text, index):
            named[place.code] = place
    if not named:
        return None
    finest = max(named.values(), key=lambda place: LEVELS.index(place.level))
    line, current = {finest.code}, finest
    while current.parent_code and (upper := index.find(current.parent_code)):
        line.add(upper.code)
        current = upper
    return finest if set(named) <= line else None


SHORTEST_TITLE_NAME, LONGEST_TITLE_NAME = 3, 15


def drop_places(text: str, index: PlaceIndex) -> str:
    """A text without the names of counties, prefectures and provinces in it."""
    for at, length, _ in reversed(list(_spans_named_in(text, index))):
        text = text[:at] + text[at + length :]
    return text


def _named_in(text: str, index: PlaceIndex) -> list[Place]:
    """Places whose whole name stands in the text and is no part of a longer one found there."""
    return [place for _, _, place in _spans_named_in(text, index)]


def _spans_named_in(text: str, index: PlaceIndex) -> Iterator[tuple[int, int, Place]]:
    """(position, length, place) of every place named in the text."""
    at = 0
    while at < len(text):
        for length in range(min(LONGEST_TITLE_NAME, len(text) - at), SHORTEST_TITLE_NAME - 1, -1):
            resolved = index.resolve(text[at : at + length])
            if resolved.place and resolved.kind != "full_name" and resolved.place.level in LEVELS[:3]:
                yield at, length, resolved.place
                at += length - 1
                break
        at += 1
