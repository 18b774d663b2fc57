"""What an import knows about a sheet besides its rows: the clerk's period and place, and what its titles state."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from core.places import PlaceIndex
from loaders.cells import SaidPeriod, is_missing, plain_text, read_said_period
from loaders.columns.periods import (
    StatedPeriod,
    describe_expected,
    find_stated_period,
    find_stated_year,
    find_yearless,
    read_given_period,
    takes_years,
)
from loaders.columns.places import find_title_place
from loaders.files import RawSheet
from loaders.recognise import COLUMN, ITEM, OPEN, PERIOD, PLACE, YEAR, Header, Question, SheetMapping
from store import Table

_DAY = re.compile(r"(20\d\d)\s*[-./年]\s*(1[0-2]|0?[1-9])(?!\d)")
ANY_YEAR = "2000"
NEAR_YEARS, MOST_WORDS = 3, 40
_COMPARED = re.compile(r"增|减|较|比(?![例重])|变化|变动|[合累]计|率$|进度$")
GIVEN, TITLE, HEADER = "指定", "标题", "表头"
UPPER_KINDS = frozenset(("code", "township_code", "village_code", "province", "prefecture", "county", "any"))
"""Place columns that place a row by themselves; township and village names need a county above them."""


@dataclass(frozen=True)
class ImportContext:
    """File name, its SHA-256, the import, the places, the period and place the clerk gave ('' when not), the day of the import, which
    no figure should be later than (None: nobody asks), what wordings of a period were said to be stored as for tables of this
    shape (`periods.describe_answer`), and the sender that the clerk gave ('' when not).
    """

    file: str
    digest: str
    import_id: str
    index: PlaceIndex
    period: str = ""
    place: str = ""
    day: date | None = None
    answered: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""


@dataclass(frozen=True)
class RowDefaults:
    """Period and place of rows that do not say theirs, where each was found, and the words that state the period where they say
    more than it; '' when none. `covers` is what figures without words of their own are of, `span` the word for it; `year` completes
    the months of a period column (4月).
    """

    period: str = ""
    period_source: str = ""
    place: str = ""
    place_source: str = ""
    period_words: str = ""
    covers: str = ""
    span: str = ""
    year: str = ""


def find_row_defaults(mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext) -> RowDefaults:
    """UserError when the period is stated in several ways or in none, or the given place is no place."""
    stated = _period(mapping, header, sheet, context)
    place, place_source = _place(mapping, header, sheet, context)
    year = context.period[:4] or find_stated_year((*header.title_texts, sheet.name, Path(context.file).stem))
    return RowDefaults(
        stated.period, stated.source, place, place_source, stated.words, stated.covers, stated.span, year
    )


def _period(mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext) -> StatedPeriod:
    table = mapping.table
    if table.period == "none":
        return StatedPeriod()
    if mapping.period:
        return StatedPeriod(mapping.period, GIVEN if context.period else HEADER)
    name = "" if sheet.name == Path(context.file).stem else sheet.name
    if context.period:
        return read_given_period(table, context.period, header.title_texts, name, context.file, GIVEN)
    if mapping.of(PERIOD) or mapping.find(COLUMN, "as_of"):
        _ask_year_of_cells(mapping, header, sheet, context)
        return StatedPeriod()
    dated = [one.period for one in mapping.assignments if one.period]
    figures = [*mapping.of(ITEM), *mapping.of(OPEN)]
    if figures and all(one.period for one in figures):
        return StatedPeriod("", HEADER)
    headers = [] if table.is_melted else dated
    found = find_stated_period(table, header.title_texts, name, context.file, headers, answered=context.answered)
    if table.is_melted:
        _ask_of_compared(mapping, found, context, sheet)
    if not found.period and (said := find_yearless((*header.title_texts, name, context.file), ANY_YEAR)):
        raise ask_year(said, context, sheet.label)
    if not found.period:
        raise Question(
            "没有写明期次", asks="period", options=_near_periods(table, header, context, dated), file=context.file, field=sheet.label,
            todo=f"请用 --period 指定，或在导入页面选定；本表的期次是{describe_expected(table)}",
        )  # fmt: skip
    return found


def _ask_year_of_cells(mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext) -> None:
    """Raises the question for the year of a column of months (9月) where it is said nowhere."""
    columns = {one.target.name: one.column for one in mapping.of(PERIOD)}
    column = columns.get("any") or columns.get("month")
    texts = (*header.title_texts, sheet.name, Path(context.file).stem)
    if column is None or "year" in columns or mapping.table.period != "month" or find_stated_year(texts):
        return
    cells = [plain_text(cell) for cell in sheet.column(column.index, header.data_start) if isinstance(cell, str)]
    words = [text for text in dict.fromkeys(cells) if not is_missing(text) and not read_said_period(text)]
    said = [one for text in words[:MOST_WORDS] if (one := read_said_period(text, ANY_YEAR))]
    if said:
        raise ask_year(said, context, sheet.label)


def ask_year(said: Sequence[SaidPeriod], context: ImportContext, where: str) -> Question:
    """The question for months that are written without their year, once for all the tables of a file; for 上半年 and its like the
    period itself is asked."""
    back = range(NEAR_YEARS) if context.day else ()
    years = [str(context.day.year - one) for one in back] if context.day else []
    are_months = all(one.month for one in said)
    parts = list(dict.fromkeys(one.proposal[4:] for one in said))
    return Question(
        "期次没有写明是哪一年", asks=YEAR if are_months else "period",
        options=years if are_months else [f"{year}{part}" for year in years for part in parts], file=context.file, field=where,
        came="、".join(dict.fromkeys(one.words for one in said)),
        todo=f"请用 --period 写明{'年份，如 2021' if are_months else '，如 2021-06'}，或在导入页面选定；也可以在标题里写明年份",
    )  # fmt: skip


def _ask_of_compared(mapping: SheetMapping, found: StatedPeriod, context: ImportContext, sheet: RawSheet) -> None:
    """Raises the question for columns that compare or add up the months beside them (增减, 合计), where only the year is stated: they are
    not of the whole year."""
    figures = [*mapping.of(ITEM), *mapping.of(OPEN)]
    months = sorted({one.period for one in figures if len(one.period) > len("2021")})
    undated = [one.column.title for one in figures if not one.period and _COMPARED.search(one.column.leaf)]
    if months and undated and len(found.period) == len("2021"):
        raise Question(
            "有的列没有写明期次", asks="period", options=[months[-1], found.period], file=context.file, field=sheet.label,
            came="、".join(undated), todo=f"别的列写了 {'、'.join(months)}。请用 --period 指定这些列是哪一期的，或在表头写明期次",
        )  # fmt: skip


def _near_periods(table: Table, header: Header, context: ImportContext, dated: Sequence[str] = ()) -> list[str]:
    """Periods that the headers, or else the dates in lines above the table (填报时间：2021.11.19), name, otherwise those of today."""
    if dated:
        return sorted(set(dated), reverse=True)
    days = [found for text in header.title_texts for found in _DAY.finditer(unicodedata.normalize("NFKC", text))]
    months = [f"{found[1]}-{int(found[2]):02d}" for found in days] or ([f"{context.day:%Y-%m}"] if context.day else [])
    years = [month[:4] for month in months]
    return list(dict.fromkeys(years if table.period == "year" else [*months, *(years if takes_years(table) else [])]))


def _place(mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext) -> tuple[str, str]:
    table = mapping.table
    if not table.place_level:
        return "", ""
    if context.place:
        return check_given_place(context.place, context.index), GIVEN
    kinds = {one.target.name for one in mapping.of(PLACE)}
    if kinds & UPPER_KINDS:
        return "", ""
    found = find_title_place((*header.title_texts, sheet.name, context.file), context.index)
    if found:
        return found.code, TITLE
    if table.place_required and not kinds:
        raise Question(
            "表里没有地区列，也没有指定地区", asks="place", file=context.file, field=sheet.label,
            todo="请用 --place 指定区划代码，或补上地区列",
        )  # fmt: skip
    return "", ""


def check_given_place(code: str, index: PlaceIndex) -> str:
    """The code of the place given on the command line or page by its code or name. UserError when there is no such place."""
    if code.strip() and not code.strip().isdecimal():
        named = index.resolve(code.strip()).place
        if named is None:
            raise Question(
                "指定的地区认不出",
                asks="place",
                field="place",
                came=code,
                todo="请填全称或官方区划代码，如 凤凰县 或 433123",
            )
        return named.code
    problem = index.code_problem(code.strip())
    if problem:
        raise Question(
            "指定的地区不存在", asks="place", field="place", came=code, todo=f"{problem}；请填官方区划代码，如 433123"
        )
    return code.strip()
