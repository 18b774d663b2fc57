"""Which column of a sheet is which column of a declared table: by declared names, by what the clerk confirmed, or open.

A target is written as text in kept mappings, on the command line and on the page: a column name (`budget_cny`), an item
(`item:gdp`, `item:insured.done_count`), `place.code`, `place.county` …, `period`, `open` (its own header as item), `ignore`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from loaders.files import RawSheet
from loaders.recognise.figure_columns import holds_figures
from loaders.recognise.header import Header, HeaderColumn, header_names, normalise_header, split_unit
from loaders.recognise.place_content import place_by_content
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.targets import COLUMN, IGNORED, ITEM, OPEN, PERIOD, PLACE, UNKNOWN, Assignment, Target
from store import Table, find_table

_YEAR_PREFIX = re.compile(r"((?:19|20)\d\d)年度?(?:(1[0-2]|0?[1-9])月份?)?(?=.)")
_LONG_ONLY = ("item", "item_title", "unit")


@dataclass(frozen=True)
class SheetMapping:
    """All columns of one sheet for one table. `ambiguous` are groups of columns that claim the same target."""

    table: Table
    assignments: tuple[Assignment, ...]
    ambiguous: tuple[tuple[Target, tuple[HeaderColumn, ...]], ...] = ()
    is_long: bool = False

    def of(self, kind: str) -> list[Assignment]:
        """The assignments of one kind."""
        return [one for one in self.assignments if one.target.kind == kind]

    def find(self, kind: str, name: str) -> Assignment | None:
        """The assignment to this target, None when no sheet column has it."""
        return next((one for one in self.of(kind) if one.target.name == name), None)

    @property
    def missing(self) -> list[str]:
        """Titles of required columns no sheet column goes to; for long tables without figures, that of the figures."""
        have = {one.target.name for one in self.of(COLUMN)}
        table = self.table
        wide = table.is_melted and not self.is_long
        skipped = {*_LONG_ONLY, *table.melt_into} if wide else set()
        missing = [column.title for column in table.columns if column.required and column.name not in have | skipped]
        if wide and not (self.of(ITEM) or self.of(OPEN)):
            missing += [table.column(slot).title for slot in table.melt_into[-1:]]
        return missing


@lru_cache(maxsize=64)
def own_targets(name: str) -> dict[str, tuple[Target, int]]:
    """Normalised header → (target, rank): titles and column names rank before aliases."""
    table = find_table(name)
    found: dict[str, tuple[Target, int]] = {}

    def put(text: str, target: Target, rank: int) -> None:
        for form in (normalise_header(text), split_unit(text)[0]):
            found.setdefault(form, (target, rank))

    for column in table.columns:
        put(column.title, Target(COLUMN, column.name), 0)
        put(column.name, Target(COLUMN, column.name), 0)
    for column in table.columns:
        for alias in column.aliases:
            put(alias, Target(COLUMN, column.name), 1)
    for item in table.items:
        for slot, texts in item.slots.items():
            named = (item.title, item.code, *texts) if len(table.melt_into) == 1 else texts
            for text in named:
                put(text, Target(ITEM, item.code, slot), 1)
    return found


@lru_cache(maxsize=4096)
def _names(path: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a header column, which every declared table asks for again."""
    return header_names(path)


def declared_headers(tables: Iterable[Table]) -> set[str]:
    """Every header text of these tables and of places and periods, for finding the header row."""
    shared = read_shared_headers()
    texts = {text for table in tables for text in own_targets(table.name)}
    return texts | set(shared.place) | set(shared.period) | shared.ignored


def map_columns(
    table: Table,
    header: Header,
    sheet: RawSheet,
    given: Mapping[str, Target] | None = None,
    contents: Mapping[int, str] | None = None,
) -> SheetMapping:
    """The columns of a sheet for one table. `given` (normalised header → target) are the clerk's and go before names, names before
    `contents` (`find_place_contents`)."""
    given = given or {}
    own = own_targets(table.name)
    first = [_assign(table, column, own, given) for column in header.titled]
    names = {one.target.name for one in first if one.target.kind == COLUMN}
    is_long = table.is_melted and "item" in names and bool(names & set(table.melt_into))
    if table.is_melted:
        first = [_for_shape(table, one, is_long, given) for one in first]
    first = place_by_content(table, first, contents or {})
    dated = any(one.target.kind == PERIOD or one.target.name == "as_of" for one in first)
    if table.period != "none" and not dated:
        first = [_without_year(one, own) for one in first]
    if table.melt_open and not is_long:
        first = [_open(table, one, header, sheet) for one in first]
    assignments, ambiguous = _settle(first)
    return SheetMapping(table, tuple(assignments), tuple(ambiguous), is_long)


def _assign(
    table: Table, column: HeaderColumn, own: Mapping[str, tuple[Target, int]], given: Mapping[str, Target]
) -> Assignment:
    by_hand = given.get(normalise_header(column.title))
    if by_hand:
        return Assignment(column, by_hand, -1, is_given=True)
    shared = read_shared_headers()
    for place, name in enumerate(_names(column.path)):
        if name in own:
            target, rank = own[name]
            return Assignment(column, target, rank + 2 * place)
    for name in _names(column.path):
        if table.place_level and name in shared.place:
            return Assignment(column, Target(PLACE, shared.place[name]))
        if table.period != "none" and name in shared.period:
            return Assignment(column, Target(PERIOD, shared.period[name]))
        if name in shared.ignored:
            return Assignment(column, Target(IGNORED))
    return Assignment(column, Target(UNKNOWN))


def _for_shape(table: Table, one: Assignment, is_long: bool, given: Mapping[str, Target]) -> Assignment:
    """Long sheets have no item columns, wide sheets no column for the item's name and figure."""
    long_only = one.target.kind == COLUMN and one.target.name in (*_LONG_ONLY, *table.melt_into)
    if one.is_given or (one.target.kind == ITEM and not is_long) or not (long_only or one.target.kind == ITEM):
        return one
    return one if is_long and long_only else replace(one, target=Target(UNKNOWN))


def _without_year(one: Assignment, own: Mapping[str, tuple[Target, int]]) -> Assignment:
    """A header such as '2019年综合评价' read as '综合评价' of the period 2019."""
    if one.target.kind != UNKNOWN:
        return one
    for place, name in enumerate(_names(one.column.path)):
        found = _YEAR_PREFIX.match(name)
        if found and (rest := own.get(name[found.end() :])):
            return replace(one, target=rest[0], rank=rest[1] + 2 * place, period=_period_text(found))
    return one


def _period_text(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]):02d}" if found[2] else found[1]


def _open(table: Table, one: Assignment, header: Header, sheet: RawSheet) -> Assignment:
    """An undeclared column of figures as an item under its own header."""
    wants = one.target.kind == UNKNOWN or one.target == Target(OPEN)
    if not wants or (not one.is_given and not holds_figures(one.column, header, sheet)):
        return one
    title, period = own_title(one.column), ""
    found = _YEAR_PREFIX.match(title)
    if found:
        title, period = title[found.end() :], _period_text(found)
    return replace(one, target=Target(OPEN, title, table.melt_into[0]), period=period)


def own_title(column: HeaderColumn) -> str:
    """The header as written, half width, without blanks, stars and its unit."""
    raw = re.sub(r"[\s*★☆]+", "", unicodedata.normalize("NFKC", column.title)).strip(":")
    name = split_unit(column.title)[0]
    at = raw.lower().find(name)
    return raw[at : at + len(name)] if at >= 0 else name


def _settle(
    assignments: Sequence[Assignment],
) -> tuple[list[Assignment], list[tuple[Target, tuple[HeaderColumn, ...]]]]:
    """One column a target: what a person said, then filled before empty, then the better name; else none of them."""
    groups: dict[tuple[Target, str], list[Assignment]] = {}
    for one in assignments:
        if one.target.kind not in (UNKNOWN, IGNORED):
            groups.setdefault((one.target, one.period), []).append(one)
    losers: set[int] = set()
    ambiguous = []
    for (target, _), group in groups.items():
        best = min(map(_preference, group))
        winners = [one for one in group if _preference(one) == best]
        losers.update(one.column.index for one in group if one not in winners or len(winners) > 1)
        if len(winners) > 1:
            ambiguous.append((target, tuple(one.column for one in winners)))
    settled = [replace(one, target=Target(UNKNOWN)) if one.column.index in losers else one for one in assignments]
    return settled, ambiguous


def _preference(one: Assignment) -> tuple[bool, bool, int]:
    return (not one.is_given, one.column.is_empty, one.rank)
