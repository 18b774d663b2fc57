"""Which column of a sheet is which column of a declared table: by declared names, by what the clerk confirmed, or open.

A target is written as text in kept mappings, on the command line and on the page: a column name (`budget_cny`), an item
(`item:gdp`, `item:insured.done_count`), `place.code`, `place.county` …, `period`, `open` (its own header as item), `open:名称` (an
item of that name), `ignore`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from loaders.cells import read_unit
from loaders.files import RawSheet
from loaders.recognise.figure_columns import holds_figures
from loaders.recognise.header import Header, HeaderColumn, header_names, normalise_header, split_unit
from loaders.recognise.header_periods import header_nature, split_header_period
from loaders.recognise.place_content import place_by_content
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.targets import COLUMN, IGNORED, ITEM, OPEN, PERIOD, PLACE, UNKNOWN, Assignment, Target
from store import Table, find_table

_LONG_ONLY = ("item", "item_title", "unit")
PLAIN_NATURES = ("month", "year", "to_date", "at_day")


@dataclass(frozen=True)
class SheetMapping:
    """All columns of one sheet for one table. `ambiguous` are groups of columns that claim the same target; `period` is the one that
    the columns state of a sheet with several, `set_aside` are those of another, `nameless` those without any header."""

    table: Table
    assignments: tuple[Assignment, ...]
    ambiguous: tuple[tuple[Target, tuple[HeaderColumn, ...]], ...] = ()
    is_long: bool = False
    period: str = ""
    set_aside: tuple[HeaderColumn, ...] = ()
    nameless: tuple[HeaderColumn, ...] = ()

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
    named = [column for column in header.columns if column.path or normalise_header(column.title) in given]
    first = [_assign(table, column, own, given) for column in named]
    names = {one.target.name for one in first if one.target.kind == COLUMN}
    is_long = table.is_melted and "item" in names and bool(names & set(table.melt_into))
    if table.is_melted:
        first = [_for_shape(table, one, is_long, given) for one in first]
    first = place_by_content(table, first, contents or {})
    dated = any(one.target.kind == PERIOD or one.target.name == "as_of" for one in first)
    if table.period != "none" and not dated and not is_long:
        first = [_dated(one, own) for one in first]
        first = [_for_shape(table, one, is_long, given) for one in first] if table.is_melted else first
    if table.melt_open and not is_long:
        first = [_open(table, one, header, sheet) for one in first]
        first = _number_twins(_open_claims(table, first))
    assignments, ambiguous = _settle(_without_copies(first, header, sheet))
    nameless = tuple(column for column in header.columns if column not in named and not column.is_empty)
    return SheetMapping(table, tuple(assignments), tuple(ambiguous), is_long, nameless=nameless)


def _assign(
    table: Table, column: HeaderColumn, own: Mapping[str, tuple[Target, int]], given: Mapping[str, Target]
) -> Assignment:
    by_hand = given.get(normalise_header(column.title))
    if by_hand:
        return Assignment(_in_said_unit(column, by_hand.unit), replace(by_hand, unit=""), -1, is_given=True)
    shared = read_shared_headers()
    for place, name in enumerate(_names(column.path)):
        if name in own:
            target, rank = own[name]
            return Assignment(column, target, rank + 2 * place, by_leaf=_is_leaf(name, column.path))
    for name in _names(column.path):
        if table.place_level and name in shared.place:
            return Assignment(column, Target(PLACE, shared.place[name]))
        if table.period != "none" and name in shared.period:
            return Assignment(column, Target(PERIOD, shared.period[name]))
        if name in shared.ignored:
            return Assignment(column, Target(IGNORED))
    return Assignment(column, Target(UNKNOWN))


def _in_said_unit(column: HeaderColumn, unit: str) -> HeaderColumn:
    return replace(column, unit=unit, is_said=True) if unit else column


def _is_leaf(name: str, path: tuple[str, ...]) -> bool:
    return len(path) > 1 and name in header_names(path[-1:])


def _for_shape(table: Table, one: Assignment, is_long: bool, given: Mapping[str, Target]) -> Assignment:
    """Long sheets have no item columns, wide sheets no column for the item's name and figure."""
    long_only = one.target.kind == COLUMN and one.target.name in (*_LONG_ONLY, *table.melt_into)
    if one.is_given or (one.target.kind == ITEM and not is_long) or not (long_only or one.target.kind == ITEM):
        return one
    return one if is_long and long_only else replace(one, target=Target(UNKNOWN))


def _dated(one: Assignment, own: Mapping[str, tuple[Target, int]]) -> Assignment:
    """A column with the wording of the period in its header, and the target that the header without it names.

    A declared name holds for months, years and what is counted up to one; a quarter's figure is another than the declared one.
    """
    if one.target.kind not in (UNKNOWN, COLUMN, ITEM, OPEN):
        return one
    said, path = split_header_period(one.column.path)
    if not said or one.is_given:
        return one if said == one.said else replace(one, said=said)
    if one.target.kind in (COLUMN, ITEM) and not one.by_leaf:
        return one
    if header_nature(said) in PLAIN_NATURES:
        for place, name in enumerate(_names(path)):
            if name in own:
                target, rank = own[name]
                return replace(one, target=target, rank=rank + 2 * place, said=said, by_leaf=_is_leaf(name, path))
    return replace(one, target=Target(UNKNOWN), said=said)


def _open(table: Table, one: Assignment, header: Header, sheet: RawSheet) -> Assignment:
    """An undeclared column of figures as an item under its own header."""
    if one.is_given and one.target.kind == OPEN and one.target.name:
        unit = one.column.unit or split_unit(one.target.name)[1]
        target = replace(one.target, name=own_title((one.target.name,)), slot=table.melt_into[0])
        return replace(one, column=replace(one.column, unit=unit), target=target, is_named=True)
    wants = one.target.kind == UNKNOWN or one.target == Target(OPEN)
    if not wants or (not one.is_given and not holds_figures(one.column, header, sheet)):
        return one
    return replace(one, target=_open_target(table, one))


def _open_target(table: Table, one: Assignment) -> Target:
    """The open target of a column: its header without period and unit, '' where nothing else stands there."""
    path = split_header_period(one.column.path)[1] if one.said else one.column.path
    return Target(OPEN, own_title(path), table.melt_into[0])


def _open_claims(table: Table, assignments: Sequence[Assignment]) -> list[Assignment]:
    """Columns whose last words claim a declared item as items of their own, where several groups do (中央/支出, 省级/支出) or where the
    group says of whom it is (搬迁群众/总人口 is not the county's)."""
    ours = [
        replace(one, target=_open_target(table, one)) if one.by_leaf and _is_of_some(table, one) else one
        for one in assignments
    ]
    claims = Counter((one.target, one.said) for one in ours if one.target.kind == ITEM and not one.is_given)
    return [
        replace(one, target=_open_target(table, one)) if claims[one.target, one.said] > 1 and one.by_leaf else one
        for one in ours
    ]


_SAYS_NOTHING = re.compile(
    "基本|主要|重点|情况|指标|数据|其中|经济|社会|人口|收入|生活|水平|总体|全部|全[省州市县区]|合计|总计|进展|完成|统计|年度|本年|当年|累计|发展|民生|综合|项目"
)


_SOME = re.compile(
    "(?:户|人口|人员|群众|对象|家庭|劳动力|劳力|学生|儿童|妇女|老年人|老人|残疾人|人|村|社区|乡镇|镇|街道|乡|企业|基地|合作社|车间|单位)$"
)
"""What a group ends with that names some of the people, places or bodies; a heading such as 群众认可和信访 names what it is about."""

_ANYBODY = frozenset("户人口数总群众对象员、和及与()")
"""Letters of a group's name that do not say which people they are."""


def _is_of_some(table: Table, one: Assignment) -> bool:
    """Whether a group above an item's words names some of those it is about, as 脱贫户 above 总人口 but not above 返贫人口."""
    if one.target.kind != ITEM or one.is_given:
        return False
    item = next(item for item in table.items if item.code == one.target.name)
    path = split_header_period(one.column.path)[1]
    own = set("".join((item.title, *(text for texts in item.slots.values() for text in texts), *path[-1:])))
    groups = [split_unit(group)[0] for group in path[:-1]]
    whose = [set(_SAYS_NOTHING.sub("", group)) - _ANYBODY for group in groups if _SOME.search(group)]
    return any(words and not words & own for words in whose)


def _number_twins(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Open columns under one name, with nothing that tells them apart, as items of their own: 完成（第1列）, 完成（第2列）."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for one in assignments:
        if one.target.kind == OPEN and one.target.name and not one.is_given and not one.column.is_empty:
            groups.setdefault((one.target.name, one.said, one.column.unit or ""), []).append(one.column.index)
    numbers = {at: number for found in groups.values() if len(found) > 1 for number, at in enumerate(found, 1)}
    return [
        replace(
            one, target=replace(one.target, name=f"{one.target.name}（第{numbers[one.column.index]}列）"), is_twin=True
        )
        if one.column.index in numbers
        else one
        for one in assignments
    ]


def own_title(path: Sequence[str]) -> str:
    """A header path as written, half width, without blanks, stars and its unit."""
    named = path[:-1] if len(path) > 1 and read_unit(path[-1]) else path
    title = "/".join(named)
    raw = re.sub(r"[\s*★☆]+", "", unicodedata.normalize("NFKC", title)).strip(":")
    name = split_unit(title)[0]
    at = raw.lower().find(name)
    return raw[at : at + len(name)] if at >= 0 else name


def _settle(
    assignments: Sequence[Assignment],
) -> tuple[list[Assignment], list[tuple[Target, tuple[HeaderColumn, ...]]]]:
    """One column a target: what a person said, then filled before empty, then the better name; else none of them."""
    groups: dict[tuple[Target, str, str], list[Assignment]] = {}
    for one in assignments:
        if one.target.kind not in (UNKNOWN, IGNORED):
            unit = one.column.unit or "" if one.target.kind == OPEN else ""
            groups.setdefault((one.target, one.said, unit), []).append(one)
    losers: set[int] = set()
    ambiguous = []
    for (target, *_), group in groups.items():
        best = min(map(_preference, group))
        winners = [one for one in group if _preference(one) == best]
        losers.update(one.column.index for one in group if one not in winners or len(winners) > 1)
        if len(winners) > 1:
            ambiguous.append((target, tuple(one.column for one in winners)))
    settled = [replace(one, target=Target(UNKNOWN)) if one.column.index in losers else one for one in assignments]
    return settled, ambiguous


def _without_copies(assignments: Sequence[Assignment], header: Header, sheet: RawSheet) -> list[Assignment]:
    """Columns that say the same as one before them, cell by cell, go nowhere: nobody has to choose."""
    claims = Counter((one.target, one.said) for one in assignments if one.target.kind in (COLUMN, ITEM))
    seen: dict[tuple[Target, str], list[list[object]]] = {}
    kept = []
    for one in assignments:
        key = (one.target, one.said)
        if claims[key] < 2 or one.is_given:
            kept.append(one)
            continue
        cells = sheet.column(one.column.index, header.data_start)
        is_copy = cells in seen.setdefault(key, [])
        seen[key].append(cells)
        kept.append(replace(one, target=Target(UNKNOWN)) if is_copy else one)
    return kept


def _preference(one: Assignment) -> tuple[bool, bool, int]:
    return (not one.is_given, one.column.is_empty, one.rank)
