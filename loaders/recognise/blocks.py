"""The tables drawn on one sheet: below each other, beside each other, each with its own title, or with places across the top."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from operator import itemgetter
from typing import Any

from core.errors import UserError
from core.places import PlaceIndex
from loaders.cells import find_said_periods, is_missing, normalise_header, stated_unit
from loaders.files import RawSheet, cut_sheet, turn_sheet
from loaders.recognise.figure_columns import is_number
from loaders.recognise.header import Header, HeaderColumn
from loaders.recognise.header_periods import header_nature, split_header_period
from loaders.recognise.place_content import PLACE_TITLE, names_place
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.total_rows import read_mark

MOST_BREAKS = 400
"""A sheet with more empty rows or rows of one text than this is a list, not several drawn tables."""
MOST_OPEN_ENDED = 20_000
"""Of more rows without a last and a middle cell none is looked at closely."""
LONGEST_LABEL = 12
MOST_DRAWN_ROWS = 5_000
"""Titled blocks under one header are looked for in this many rows."""
HEADER_ROWS, TITLE_ROWS = 3, 4
SAMPLED_ROWS = 20
PLACE_SHARE = 0.6
_BESIDE_PLACES = re.compile(r"单位|计量单位|序号|编号|指标|指标名称|项目|备注|说明|同比.*|增[幅长减].*|较.*|排名|平均")
"""What stands beside the places in the header of a table that has them across the top."""
_ITEMS = re.compile(r"(?:主要|统计|监测|评价)?(?:指标|项目|内容)(?:名称)?")
_MONTH = re.compile(r"\d{1,2}月份?")
_SAYS_UNIT = re.compile(r"(?:计量)?单位")
_WORDS = re.compile("[\u4e00-\u9fff]{3}")
"""More than a unit behind a figure: 201909消费帮扶 is a title."""
_CONTINUED = ("续表", "续", "()")
FindHeader = Callable[[RawSheet], Header]


def split_sheet(
    sheet: RawSheet, find: FindHeader, known: Collection[str], index: PlaceIndex
) -> list[tuple[RawSheet, Header | None]]:
    """The tables of a sheet, each as a sheet of its own that knows where it lies; the sheet itself with its header when it holds one.

    `find` finds a header, `known` are the declared headers. UserError when there is no header at all.
    """
    header = find(sheet)
    parts = _beside(sheet, header, index)
    parts = [
        part
        for one in parts
        for part in _above_and_below(one, header if one is sheet else find(one), find, known, index)
    ]
    parts = [part for one in parts for part in _by_section(one, header if one is sheet else find(one))]
    upright = [_upright(part, header if part is sheet else find(part), index) for part in parts]
    return [(part, header if part is sheet else None) for part in upright]


def _beside(sheet: RawSheet, header: Header, index: PlaceIndex) -> list[RawSheet]:
    """Cut before every column that is called like the first one, or holds labels of rows behind an empty column."""
    first = next(iter(header.titled), None)
    if first is None:
        return [sheet]
    again = [one.index for one in header.titled[1:] if _begins_again(one, first, header, sheet, index)]
    starts = [first.index, *(at for at in again if at - 1 not in again)]
    if len(starts) == 1:
        return [sheet]
    top = header.last_row - sheet.first_row
    ends = [*starts[1:], sheet.width]
    return [
        cut_sheet(sheet, 0, len(sheet.rows), left, right, _texts_elsewhere(sheet.rows[:top], left, right))
        for left, right in zip(starts, ends, strict=True)
    ]


def _begins_again(
    column: HeaderColumn, first: HeaderColumn, header: Header, sheet: RawSheet, index: PlaceIndex
) -> bool:
    """Whether a second table begins with the column: the same label of its rows again, and figures of its own behind it."""
    shared = read_shared_headers()
    leaf = normalise_header(column.leaf)
    labels = leaf in shared.place or leaf in shared.ignored
    has_more = column.index + 1 < len(header.columns) and bool(header.columns[column.index + 1].path)
    before = header.columns[column.index - 1]
    is_apart = not before.path and before.is_empty
    return has_more and (
        (leaf == normalise_header(first.leaf) and labels)
        or (is_apart and (labels or _holds_places(sheet, header, column.index, index)))
    )


def _texts_elsewhere(rows: Sequence[Sequence[Any]], left: int, right: int) -> tuple[str, ...]:
    """Texts above the tables in rows where this table has none of its own: they are said of all tables."""
    return tuple(
        str(cell)
        for row in rows
        if not any(cell != "" for cell in row[left:right])
        for cell in row
        if isinstance(cell, str) and cell.strip()
    )


def _above_and_below(
    sheet: RawSheet, header: Header, find: FindHeader, known: Collection[str], index: PlaceIndex
) -> list[RawSheet]:
    """Cut above the header too, where it is not the first: a table with a header of fewer known names stands over it."""
    top = _title_above(sheet.rows, header.first_row - sheet.first_row, 0)
    figures = [row for row in sheet.rows[:top] if any(map(is_number, row)) and sum(cell != "" for cell in row) > 1]
    if not figures:
        return _below(sheet, header, known, index)
    upper, lower = (
        cut_sheet(sheet, *ends, 0, sheet.width, sheet.titles) for ends in ((0, top), (top, len(sheet.rows)))
    )
    try:
        first = find(upper)
    except UserError:
        return _below(sheet, header, known, index)
    names = {name for column in first.titled for name in column.names}
    if names.isdisjoint(known) and not _holds_places(upper, first, first.titled[0].index, index):
        return _below(sheet, header, known, index)
    said = tuple(text for text in first.title_texts if not stated_unit(text))
    has_period = any(find_said_periods(text) for text in _single_texts(sheet, top, top + TITLE_ROWS))
    lower = replace(lower, titles=sheet.titles if has_period else (*sheet.titles, *said))
    return [*_above_and_below(upper, first, find, known, index), *_below(lower, find(lower), known, index)]


def _below(sheet: RawSheet, header: Header, known: Collection[str], index: PlaceIndex) -> list[RawSheet]:
    """Cut above every further header, with the title over it."""
    starts = list(_further_tables(sheet, header, known, index))
    if not starts:
        return [sheet]
    ends = [*starts, len(sheet.rows)]
    parts = [cut_sheet(sheet, 0, ends[0], 0, sheet.width, sheet.titles)]
    said = tuple(text for text in header.title_texts if not stated_unit(text))
    for top, bottom in zip(starts, ends[1:], strict=True):
        has_period = any(find_said_periods(text) for text in _single_texts(sheet, top, min(top + TITLE_ROWS, bottom)))
        parts.append(cut_sheet(sheet, top, bottom, 0, sheet.width, () if has_period else said))
    return parts


def _by_section(sheet: RawSheet, header: Header) -> list[RawSheet]:
    """Cut where one header stands over several titled blocks of the same places: each block is a table under the same column names.

    A block's title gives way to the column names, so that every row keeps its address.
    """
    starts = _section_rows(sheet, header)
    if len(starts) < 2 or not _same_places(sheet, header, starts):
        return [sheet]
    names = ["/".join(column.path) for column in header.columns]
    parts = []
    for top, bottom in zip(starts, [*starts[1:], len(sheet.rows)], strict=True):
        title = next(str(cell) for cell in sheet.rows[top] if cell != "")
        part = cut_sheet(sheet, top, bottom, 0, sheet.width, (title, *header.title_texts))
        parts.append(replace(part, rows=[names, *part.rows[1:]], merged_ranges=()))
    return parts


def _section_rows(sheet: RawSheet, header: Header) -> list[int]:
    """Rows of one text that data follow, when the first of them stands directly below the header."""
    rows = sheet.rows

    def is_section(at: int) -> bool:
        filled = [cell for cell in rows[at] if cell != ""]
        is_text = len(filled) == 1 and isinstance(filled[0], str) and not read_mark(filled[0])
        return is_text and any(map(is_number, rows[at + 1]))

    places = range(header.data_start, min(len(rows) - 1, header.data_start + MOST_DRAWN_ROWS))
    return [at for at in places if is_section(at)] if places and is_section(places[0]) else []


def _same_places(sheet: RawSheet, header: Header, starts: Sequence[int]) -> bool:
    """Whether each block has every place once, and mostly the same places."""
    shared = read_shared_headers()
    column = next((one for one in header.titled if normalise_header(one.leaf) in shared.place), None)
    if column is None:
        return False
    blocks = []
    for top, bottom in zip(starts, [*starts[1:], len(sheet.rows)], strict=True):
        cells = [row[column.index] for row in sheet.rows[top + 1 : bottom]]
        labels = [cell for cell in cells if isinstance(cell, str) and cell.strip() and not read_mark(cell)]
        blocks.append(labels)
    first = set(blocks[0])
    return all(len(set(one)) == len(one) and one and 2 * len(first & set(one)) >= len(one) for one in blocks)


def _further_tables(sheet: RawSheet, header: Header, known: Collection[str], index: PlaceIndex) -> Iterator[int]:
    """Positions where another table begins: at its title, else at its header."""
    rows, figures = sheet.rows, _figure_columns(sheet, header)
    first = next(iter(header.titled), None)
    if first is None or not figures:
        return
    leaves = {normalise_header(column.leaf) for column in header.titled}
    titles = {"", *(_bare(text) for text in header.title_texts)}
    end = header.data_start
    for at in _candidates(rows, first, header.data_start):
        if at <= end or not _is_header(rows, at, figures, {*known, *leaves}, index):
            continue
        top = _title_above(rows, at, end)
        own = {_bare(text) for text in _single_texts(sheet, top, at)}
        same = {normalise_header(str(cell)) for cell in rows[at] if cell != ""} <= leaves
        if not same or own - titles:
            yield top
            titles |= own
            leaves = {normalise_header(str(cell)) for row in rows[at : at + HEADER_ROWS] for cell in row if cell != ""}
        end = at


def _candidates(rows: Sequence[list[Any]], first: HeaderColumn, start: int) -> list[int]:
    """Rows that may be a header: those that say the first column's name again, and those behind an empty row or a title."""
    width = len(rows[0])
    cells, lasts = (list(map(itemgetter(column), rows)) for column in (first.index, width - 1))
    words = {
        cell
        for cell in set(cells)
        if isinstance(cell, str) and len(cell) <= LONGEST_LABEL and _bare(cell) == first.leaf
    }
    again = [at for word in words for at in _positions(cells, word, start + 1)]
    open_ended = [at for at in _positions(lasts, "", start + 1) if rows[at][width // 2] == ""]
    thin = [at for at in open_ended if rows[at].count("") >= width - 1] if len(open_ended) <= MOST_OPEN_ENDED else []
    behind = [at + 1 for at in thin if at + 1 < len(rows)] if len(thin) <= MOST_BREAKS else []
    return sorted({*again, *behind})


def _positions(cells: Sequence[Any], wanted: str, start: int) -> Iterator[int]:
    """Where a text stands among many cells, from a position on."""
    with suppress(ValueError):
        while True:
            start = cells.index(wanted, start) + 1
            yield start - 1


def _figure_columns(sheet: RawSheet, header: Header) -> list[int]:
    """Columns whose first cells, down to a gap or a title, are mostly numbers."""
    rows = sheet.rows[header.data_start : header.data_start + SAMPLED_ROWS]
    end = next((at for at, row in enumerate(rows) if at and row.count("") >= sheet.width - 1), len(rows))
    found = []
    for column in header.titled:
        cells = [row[column.index] for row in rows[:end] if not is_missing(row[column.index])]
        if cells and 2 * sum(map(is_number, cells)) > len(cells):
            found.append(column.index)
    return found


def _is_header(
    rows: Sequence[list[Any]], at: int, figures: Sequence[int], known: Collection[str], index: PlaceIndex
) -> bool:
    """Whether names of columns stand here where figures stood above, and figures follow."""
    filled = [cell for cell in rows[at] if cell != ""]
    if len(filled) < 2 or not all(isinstance(cell, str) and not is_number(cell) for cell in filled):
        return False
    named = sum(any(isinstance(row[column], str) and not is_missing(row[column]) and not is_number(row[column])
                    for row in rows[at : at + 1]) for column in figures)  # fmt: skip
    names = {normalise_header(cell) for cell in filled}
    follows = any(any(map(is_number, row)) for row in rows[at + 1 : at + 1 + HEADER_ROWS])
    return follows and named > 0 and (named > 1 or not names.isdisjoint(known) or _stands_over_places(rows, at, index))


def _stands_over_places(rows: Sequence[list[Any]], at: int, index: PlaceIndex) -> bool:
    """Whether the first text of a row names no place and the next text below it does: it is called 县别 or the like."""
    column = next(column for column, cell in enumerate(rows[at]) if cell != "")
    below = next((row[column] for row in rows[at + 1 : at + 1 + HEADER_ROWS] if row[column] != ""), "")
    return names_place(below, index) and not names_place(rows[at][column], index)


def _title_above(rows: Sequence[list[Any]], at: int, end: int) -> int:
    """Position of the first of the rows of one text directly above a header; the header's own where there is none."""
    top = at
    while top - 1 > end and at - top < TITLE_ROWS and 1 <= sum(cell != "" for cell in rows[top - 1]) <= 2:
        if any(
            isinstance(cell, str) and read_mark(cell) for cell in rows[top - 1]
        ):  # an empty total ends the table above
            break
        if any(is_number(cell) and not _WORDS.search(str(cell)) for cell in rows[top - 1] if cell != ""):
            break
        top -= 1
    return top


def _single_texts(sheet: RawSheet, top: int, bottom: int) -> list[str]:
    """The texts of rows that hold one or two and nothing else."""
    rows = [[cell for cell in row if cell != ""] for row in sheet.rows[top:bottom]]
    return [str(cell) for row in rows if len(row) <= 2 for cell in row if isinstance(cell, str)]


def _bare(text: str) -> str:
    """A title without blanks and the word for a continued table."""
    bare = normalise_header("".join(text.split()))
    for word in _CONTINUED:
        bare = bare.replace(word, "")
    return bare


def _upright(sheet: RawSheet, header: Header, index: PlaceIndex) -> RawSheet:
    """The sheet turned so that every place has a row, where places stand across the top and items down the side; so that every month
    has one, where months do and the table is of one place.

    The word in its corner (项目, 指标) names what became the columns; the places or months get their own.
    """
    leaves = [column.leaf for column in header.titled if column.index]
    names = [leaf for leaf in leaves if not _BESIDE_PLACES.fullmatch(normalise_header(leaf)) and not read_mark(leaf)]
    places = sum(_is_area(name, index) for name in names)
    are_places = places >= 2 and places >= PLACE_SHARE * len(names)
    corner = PLACE_TITLE if are_places else _period_title(header, names)
    if not corner or _has_places_below(sheet, header, index):
        return sheet
    top = header.last_row - sheet.first_row
    numbers_rows = normalise_header(header.columns[0].leaf) in read_shared_headers().ignored
    cut = _units_to_labels(cut_sheet(sheet, top, len(sheet.rows), int(numbers_rows), sheet.width))
    turned = turn_sheet(replace(cut, rows=[[corner, *cut.rows[0][1:]], *cut.rows[1:]]))
    return replace(turned, titles=(*header.title_texts, *sheet.titles), part=sheet.part)


def _period_title(header: Header, names: Sequence[str]) -> str:
    """What months or years across the top of a table of items are called once they stand below each other; '' for another table."""
    shared = read_shared_headers()
    leaves = [normalise_header(column.leaf) for column in header.titled]
    label = next((leaf for leaf in leaves if leaf not in shared.ignored), "")
    split = [split_header_period((name,)) for name in names]
    are_periods = all(said and not rest for said, rest in split)
    natures = {header_nature(said) for said, _ in split}
    if not _ITEMS.fullmatch(label) or len(names) < 2 or not are_periods or not natures <= {"month", "year"}:
        return ""
    return "月份" if all(map(_MONTH.fullmatch, names)) else "期次"


def _units_to_labels(sheet: RawSheet) -> RawSheet:
    """A column of units written behind the labels it belongs to: 应参保 | 人 becomes 应参保（人）."""
    head = sheet.rows[0]
    at = next((at for at, cell in enumerate(head) if at and _SAYS_UNIT.fullmatch(normalise_header(str(cell)))), 0)
    if not at:
        return sheet
    rows = [[f"{row[0]}（{row[at]}）" if number and row[0] and row[at] else row[0], *row[1:at], "", *row[at + 1 :]]
            for number, row in enumerate(sheet.rows)]  # fmt: skip
    return replace(sheet, rows=rows)


def _is_area(name: str, index: PlaceIndex) -> bool:
    found = index.resolve(name)
    places = [found.place] if found.place else found.candidates
    return bool(places) and places[0].level in ("province", "prefecture", "county")


def _has_places_below(sheet: RawSheet, header: Header, index: PlaceIndex) -> bool:
    label = next((column.index for column in header.titled if column.index), 1) - 1
    return _holds_places(sheet, header, label, index)


def _holds_places(sheet: RawSheet, header: Header, at: int, index: PlaceIndex) -> bool:
    cells = sheet.column(at, header.data_start, header.data_start + SAMPLED_ROWS)
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    return bool(texts) and 2 * sum(_is_area(text, index) for text in texts) > len(texts)
