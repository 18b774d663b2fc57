"""Which sheets of a workbook are imported, as which table, with what the clerk said about columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from core.errors import UserError
from core.places import PlaceIndex
from loaders.cells import SheetProblem
from loaders.files import RawSheet, Workbook, find_sheet
from loaders.recognise.bare_months import name_months
from loaders.recognise.blocks import split_sheet
from loaders.recognise.choices import TABLE, Choices, Question
from loaders.recognise.confirmed import kept_headers, read_given
from loaders.recognise.header import Header, find_header, normalise_header
from loaders.recognise.mapping import declared_headers
from loaders.recognise.matching import (
    About,
    Match,
    NoTable,
    choose_table,
    match_table,
    missing_columns,
    refuse_twins,
    refuse_two_places,
)
from loaders.recognise.place_content import find_place_contents, name_place_column
from loaders.recognise.strangers import is_own_guide
from loaders.recognise.targets import Target
from store import Table, find_table, read_tables


@dataclass(frozen=True)
class MatchedSheet:
    """A sheet that fits a declared table."""

    sheet: RawSheet
    header: Header
    match: Match


@dataclass(frozen=True)
class RefusedSheet:
    """A sheet that is not imported: why, its header when one was found, and the tables that come closest; `further` is what will be
    asked after the first question, `problems` are cells that can be answered with it."""

    sheet: RawSheet
    error: UserError
    header: Header | None = None
    nearest: tuple[Match, ...] = ()
    further: tuple[Question, ...] = ()
    problems: tuple[SheetProblem, ...] = ()


def match_sheets(
    book: Workbook,
    choices: Choices,
    folder: Path,
    index: PlaceIndex,
    title_of: Callable[[Header, RawSheet], str] = lambda header, sheet: "",
) -> tuple[list[MatchedSheet], list[RefusedSheet]]:
    """(sheets that fit a table, the others). All visible sheets are looked at, a hidden one only when it is named. `title_of` says what
    the table of a sheet is called."""
    named = [_named(book, choices.sheet.strip())] if choices.sheet else []
    shown = [sheet for sheet in book.sheets if not sheet.is_hidden]
    visible = named or [sheet for sheet in shown if not is_own_guide(sheet)] or shown
    if not visible:
        raise UserError("工作簿里只有隐藏的工作表", file=book.file_name, todo="请取消隐藏，或用 --sheet 指定")
    found: list[MatchedSheet] = []
    refused: list[RefusedSheet] = []
    for sheet, header in _tables(visible, choices, book.file_name, folder, index, refused):
        try:
            said = choices.of(sheet.label, sheet.name)
            header = name_place_column(header or _header(sheet, said, book.file_name, folder), sheet, index)
            header = name_months(header, (*header.title_texts, sheet.name, Path(book.file_name).stem))
            about = replace(_about(sheet, header, book, said, folder, index), title=title_of(header, sheet))
            match = match_sheet(sheet, header, said, about)
            refuse_twins(match, sheet, book.file_name)
            refuse_two_places(match, sheet, about)
            found.append(MatchedSheet(sheet, header, match))
        except NoTable as error:
            refused.append(RefusedSheet(sheet, error, header, error.nearest))
        except UserError as error:
            refused.append(RefusedSheet(sheet, error, header))
    return found, refused


def _named(book: Workbook, name: str) -> RawSheet:
    """The sheet of this name, or the one that the table of this label is drawn on."""
    labelled = [sheet for sheet in book.sheets if name.startswith(f"{sheet.name}（")]
    exact = any(sheet.name.strip() == name for sheet in book.sheets)
    return labelled[0] if labelled and not exact else find_sheet(book, name)


def _tables(
    sheets: Sequence[RawSheet],
    choices: Choices,
    file: str,
    folder: Path,
    index: PlaceIndex,
    refused: list[RefusedSheet],
) -> list[tuple[RawSheet, Header | None]]:
    """The tables drawn on these sheets; sheets without any header are added to `refused`."""
    known = declared_headers(read_tables().values())
    found: list[tuple[RawSheet, Header | None]] = []
    for sheet in sheets:
        try:
            find = partial(_header_of, choices, file, folder)
            parts = split_sheet(sheet, find, known, index)
        except UserError as error:
            refused.append(RefusedSheet(sheet, error))
            continue
        found += [one for one in parts if one[0].label == choices.sheet.strip()] or parts
    return found


def _header_of(choices: Choices, file: str, folder: Path, sheet: RawSheet) -> Header:
    return _header(sheet, choices.of(sheet.label, sheet.name), file, folder)


def _header(sheet: RawSheet, choices: Choices, file: str, folder: Path) -> Header:
    tables = [find_table(choices.table)] if choices.table else list(read_tables().values())
    known = declared_headers(tables) | {_left(pair) for pair in choices.columns} | kept_headers(folder)
    return find_header(sheet, known, file=file, rows=choices.header_rows)


def _about(sheet: RawSheet, header: Header, book: Workbook, choices: Choices, folder: Path, index: PlaceIndex) -> About:
    return About(book.file_name, folder, bool(choices.place), find_place_contents(header, sheet, index))


def match_sheet(sheet: RawSheet, header: Header, choices: Choices, about: About) -> Match:
    """The table and columns of one sheet. UserError when there is no table, or a required column is missing."""
    table = find_table(choices.table) if choices.table else None
    if table is None and not choices.columns:
        return choose_table(header, sheet, about)
    if table is None:
        table = _table_of_columns(header, sheet, choices, about)
    given = read_given(table, choices.columns)
    _refuse_unknown_headers(given, header, about.file)
    match = match_table(table, header, sheet, about, given)
    if not match.fits:
        raise missing_columns(match, sheet, about.file)
    return match


def _table_of_columns(header: Header, sheet: RawSheet, choices: Choices, about: About) -> Table:
    """With targets but no table given: the tables that have all these targets are tried."""
    able = []
    for table in read_tables().values():
        try:
            given = read_given(table, choices.columns)
        except UserError:
            continue
        match = match_table(table, header, sheet, about, given)
        if match.fits:
            able.append(match)
    best = [match for match in able if match.score == max(other.score for other in able)]
    if len(best) != 1:
        raise Question("不知道要导入哪一张表", asks=TABLE, file=about.file, todo="请用 --table 指定")
    return best[0].table


def _left(pair: str) -> str:
    return pair.rpartition("=")[0]


def _refuse_unknown_headers(given: Mapping[str, Target], header: Header, file: str) -> None:
    titles = {normalise_header(column.title) for column in header.columns if column.title}
    for name in given:
        if name not in titles:
            came = "、".join(column.title for column in header.titled)
            raise UserError("表里没有这一列", file=file, field=name, came=came, todo="请照表头原文填写 --map")
