"""Which columns of a sheet hold places, by what stands in them; a header nobody declared (县别, 填报单位) does not hide them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.places import COUNTRY_NAME, PlaceIndex, prefecture_of
from loaders.cells import is_missing, plain_text, read_unit
from loaders.files import RawSheet
from loaders.recognise.figure_columns import is_number
from loaders.recognise.header import Header, HeaderColumn
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.targets import COLUMN, PLACE, UNKNOWN, Assignment, Target
from loaders.recognise.total_rows import read_mark
from store import Table

AREA, TOWNSHIP, VILLAGE, CODE, UNIT = "any", "township", "village", "code", "unit"
FIGURES, MEASURES, ELSEWHERE = "figures", "measures", "elsewhere"
"""What a column holds: names down to the county, of townships, of villages, codes, or names of departments; figures under a name of
places (市级 beside 中央 and 省级), units that figures are measured in, areas that are not those the rows are of."""
_HELPED = re.compile(r"受援|受助|受帮扶|被帮扶|被支援|帮扶对象|西部")
_OTHERS = re.compile(r"帮扶|援助|支援|对口|结对|协作|东部|派出|务工地|就业地|去向|流入|输入|迁入|来源")
"""Words over areas that help the rows' own, or that people went to."""
PLACE_SHARE = 0.6
"""A column is one of places when at least this share of its different texts are."""
SAMPLED_ROWS, MOST_TEXTS, LONGEST_NAME = 200, 40, 20
PLACE_TITLE = "地区"
_LEVELS = {"province": AREA, "prefecture": AREA, "county": AREA, "township": TOWNSHIP, "village": VILLAGE}
_DEPTH = {AREA: 1, CODE: 1, TOWNSHIP: 2, VILLAGE: 3}
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,10}(?:[乡镇]|街道|街道办|办事处|苏木|农场|林场|开发区|园区)")
_UNIT = re.compile(r"[\u4e00-\u9fff]{1,14}[局委办部会院社]|[\u4e00-\u9fff]{1,14}(?:中心|公司|支队|集团|银行)")
_CODE = re.compile(r"\d{6}|\d{9}|\d{12}")


def find_place_contents(header: Header, sheet: RawSheet, index: PlaceIndex) -> dict[int, str]:
    """Position of a column → what it holds, of columns whose own names do not say it."""
    shared = read_shared_headers().place
    said = {column.index: shared[name] for column in header.titled for name in column.names if name in shared}
    counted = {
        one.index: FIGURES for one in header.titled if one.index in said and _holds_figures(one, header, sheet, index)
    }
    said = {at: kind for at, kind in said.items() if at not in counted}
    names_place = any(kind != AREA for kind in said.values())
    looked_at = [one for one in header.titled if said.get(one.index, AREA) == AREA and not one.unit]
    found = {one.index: _content(one, header, sheet, index) for one in looked_at}
    found = {at: one for at, one in found.items() if one and (one in (AREA, MEASURES) or not names_place)}
    return {**_whose_areas(found, header, sheet, index), **counted}


def _whose_areas(found: Mapping[int, str], header: Header, sheet: RawSheet, index: PlaceIndex) -> dict[int, str]:
    """The same contents, areas that are not the rows' own as such: where several columns hold areas, the rows are of those that are
    helped, or else of those where the office is; two that are left are both as good."""
    columns = [one for one in header.titled if found.get(one.index) == AREA]
    own = [one for one in columns if _HELPED.search(one.title)]
    own = own or [one for one in columns if not _OTHERS.search(one.title)] or columns
    home = {prefecture_of(str(row["code"])) for row in index.stored_rows()} if len(own) > 1 else set()
    near = [one for one in own if _lies_in(one, home, header, sheet, index)]
    own = near or own
    return {
        at: ELSEWHERE if kind == AREA and at not in {one.index for one in own} else kind for at, kind in found.items()
    }


def _lies_in(column: HeaderColumn, home: set[str], header: Header, sheet: RawSheet, index: PlaceIndex) -> bool:
    """Whether most areas of a column lie in these prefectures."""
    cells = sheet.column(column.index, header.data_start, header.data_start + SAMPLED_ROWS)
    places = (
        [found.place for text in dict.fromkeys(map(_name, cells)) if (found := index.resolve(text)).place]
        if home
        else []
    )
    inside = [one for one in places if one and prefecture_of(one.code) in home]
    return bool(places) and 2 * len(inside) > len(places)


def name_place_column(header: Header, sheet: RawSheet, index: PlaceIndex) -> Header:
    """The header with the word for places over its first column, where that has none and holds places."""
    first = next((column for column in header.columns if not column.is_empty), None)
    if first is None or first.path or _content(first, header, sheet, index) not in (AREA, TOWNSHIP):
        return header
    named = replace(first, title=PLACE_TITLE, path=(PLACE_TITLE,))
    return replace(header, columns=tuple(named if column is first else column for column in header.columns))


def names_place(cell: Any, index: PlaceIndex) -> bool:
    """Whether a cell is the name of an area, a township or a village."""
    return _kind(_name(cell), index) in (AREA, TOWNSHIP, VILLAGE)


def _content(column: HeaderColumn, header: Header, sheet: RawSheet, index: PlaceIndex) -> str:
    cells = sheet.column(column.index, header.data_start, header.data_start + SAMPLED_ROWS)
    texts = list(dict.fromkeys(text for cell in cells if (text := _name(cell))))[:MOST_TEXTS]
    kinds = [_kind(text, index) for text in texts]
    for wanted in (AREA, TOWNSHIP, VILLAGE, CODE):
        if texts and kinds.count(wanted) >= PLACE_SHARE * len(texts):
            return wanted
    if texts and all(map(read_unit, texts)):
        return MEASURES
    known = sum(kind in (TOWNSHIP, UNIT, AREA) for kind in kinds)
    return UNIT if texts and known >= PLACE_SHARE * len(texts) else ""


def _holds_figures(column: HeaderColumn, header: Header, sheet: RawSheet, index: PlaceIndex) -> bool:
    """Whether a column holds numbers that are no codes of places."""
    cells = sheet.column(column.index, header.data_start, header.data_start + SAMPLED_ROWS)
    texts = list(dict.fromkeys(text for cell in cells if (text := _name(cell))))[:MOST_TEXTS]
    figures = [text for text in texts if is_number(text) and _kind(text, index) != CODE]
    return bool(texts) and len(figures) >= PLACE_SHARE * len(texts) and not all(map(_CODE.fullmatch, figures))


def _name(cell: Any) -> str:
    """What may be a place's name or code; '' for totals, for what is missing and for anything long."""
    if is_missing(cell) or isinstance(cell, bool):
        return ""
    text = "".join(plain_text(cell).split())
    return "" if len(text) > LONGEST_NAME or text == COUNTRY_NAME or read_mark(text) else text


def _kind(text: str, index: PlaceIndex) -> str:
    if _CODE.fullmatch(text):
        return CODE if not index.code_problem(text) else ""
    if text.isascii():
        return ""
    resolved = index.resolve(text)
    places = [resolved.place] if resolved.place else resolved.candidates
    if places:
        return _LEVELS[places[0].level]
    if _TOWNSHIP.fullmatch(text):
        return TOWNSHIP
    if _UNIT.fullmatch(text):
        return UNIT
    return AREA if index.short_for(text) else ""


def place_by_content(table: Table, assignments: Sequence[Assignment], contents: Mapping[int, str]) -> list[Assignment]:
    """The same columns, those that hold places or units put where such columns of the table go."""
    ours = [
        replace(one, target=Target(UNKNOWN))
        if one.target.kind == PLACE and not one.is_given and contents.get(one.column.index) == FIGURES
        else one
        for one in assignments
    ]
    ours = _named_units(table, ours, contents)
    taken = any(one.target.kind == PLACE for one in ours)
    if not table.place_level or taken:
        return ours
    free = {one.column.index for one in ours if one.target.kind == UNKNOWN and not one.is_given}
    kinds: dict[str, int] = {}
    for at, content in contents.items():
        if at in free and content in _DEPTH:
            kinds.setdefault(content, at)
    chosen = {at: content for content, at in kinds.items() if content != CODE or len(kinds) == 1}
    return [
        replace(one, target=Target(PLACE, chosen[one.column.index])) if one.column.index in chosen else one
        for one in ours
    ]


def several_areas(ours: Sequence[Assignment], contents: Mapping[int, str]) -> list[HeaderColumn]:
    """The columns that hold areas where the rows may be of either, and nobody said of which; [] where that is clear."""
    free = [one for one in ours if contents.get(one.column.index) == AREA and not one.is_given]
    chosen = [one for one in free if one.target == Target(PLACE, AREA)]
    others = [one for one in free if one.target.kind == UNKNOWN]
    is_named = any(read_shared_headers().place.get(name) for one in chosen for name in one.column.names)
    return [one.column for one in (*chosen, *others)] if chosen and others and not is_named else []


def _named_units(table: Table, ours: list[Assignment], contents: Mapping[int, str]) -> list[Assignment]:
    """A column of names of units is one of units and not of counties, whatever its header."""
    column = next((column for column in table.columns if column.names_units), None)
    if column is None:
        return ours
    target = Target(COLUMN, column.name)
    ours = [
        replace(one, target=Target(UNKNOWN))
        if one.target == target and not one.is_given and contents.get(one.column.index) in (AREA, CODE, MEASURES)
        else one
        for one in ours
    ]
    if any(one.target == target for one in ours):
        return ours
    at = next((at for at, one in enumerate(ours) if _may_name_units(one, contents)), None)
    return ours if at is None else [*ours[:at], replace(ours[at], target=target), *ours[at + 1 :]]


def _may_name_units(one: Assignment, contents: Mapping[int, str]) -> bool:
    if one.is_given:
        return False
    is_township = one.target == Target(PLACE, TOWNSHIP)
    is_free = one.target.kind == UNKNOWN or one.target == Target(PLACE, AREA)
    return is_township or (is_free and contents.get(one.column.index) in (TOWNSHIP, UNIT))


def depth_of_places(kinds: Sequence[str], contents: Sequence[str]) -> int:
    """How deep the places of a sheet lie: 1 counties and above, 2 townships, 3 villages; 0 when it names none."""
    deep = {"township": 2, "township_code": 2, "village": 3, "village_code": 3}
    return max([*(deep.get(kind, 1) for kind in kinds), *(_DEPTH.get(one, 0) for one in contents)], default=0)
