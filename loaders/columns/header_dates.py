"""The periods that column headers state: completed by the year stated elsewhere, and the sheets of plain tables they divide."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from loaders.cells import SaidPeriod, read_said_period
from loaders.columns.context import ANY_YEAR, ImportContext, ask_year
from loaders.columns.periods import (
    check_given_period,
    covered_by,
    find_all_stated,
    find_stated_year,
    period_of,
    span_of,
)
from loaders.files import RawSheet
from loaders.recognise import (
    COLUMN,
    FIGURE_TYPES,
    IGNORED,
    OPEN,
    UNKNOWN,
    Assignment,
    Header,
    Question,
    SheetMapping,
    Target,
    own_title,
)
from store import Table

COUNTED_UP, OF_THE_MONTH = re.compile(r"累计|年初以来"), re.compile(r"当月|本月|当期")


def date_columns(mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext) -> SheetMapping:
    """The same columns with the period each header states. UserError for months whose year is stated nowhere, and for columns of
    one target whose years are no periods of this table."""
    said = [one.said for one in mapping.assignments if one.said]
    if not said:
        return mapping
    year = context.period[:4] or find_stated_year((*header.title_texts, sheet.name, Path(context.file).stem))
    unclear = [words for words in dict.fromkeys(said) if not read_said_period(words, year)]
    yearless = [one for words in unclear if (one := read_said_period(words, ANY_YEAR))]
    if yearless:
        raise ask_year(yearless, context, sheet.label)
    begun = _years_under_way(mapping.table, header, sheet, context)
    dated = tuple(_date(mapping.table, one, year, begun) for one in mapping.assignments)
    _refuse_claims(mapping.table, dated, sheet, context)
    return replace(mapping, assignments=dated)


def _years_under_way(table: Table, header: Header, sheet: RawSheet, context: ImportContext) -> frozenset[str]:
    """Years of which the table states a month or another part: `2021年新增` in a table of November is not the whole year's."""
    if table.period == "year":
        return frozenset()
    if context.period:
        return frozenset({context.period[:4]} if len(context.period) > len("2021") else ())
    texts = (*header.title_texts, sheet.name)
    said = find_all_stated(texts) or find_all_stated((Path(context.file).stem,))
    return frozenset(one.year for one in said if one.nature not in ("year", "years", "school_year"))


def _date(table: Table, one: Assignment, year: str, begun: frozenset[str]) -> Assignment:
    said = read_said_period(one.said, year) if one.said else None
    if said is None:
        return one
    if said.nature == "year" and said.year in begun:
        is_own = one.target.kind == OPEN and not one.is_named
        return replace(
            one, said="", target=replace(one.target, name=own_title(one.column.path)) if is_own else one.target
        )
    period = period_of(table, said)
    if one.target.kind == OPEN:
        period = period or said.last
    elif len(period) == 4 and table.period == "month" and not table.melt_open:
        period = ""
    return replace(one, period=period, covers=_covers(one, said), span=span_of(said))


def _covers(one: Assignment, said: SaidPeriod) -> str:
    """What the figures of a column are of: by its wording, and by 累计 or 当月 beside a month."""
    text = "".join(one.column.path)
    if said.nature == "month" and COUNTED_UP.search(text):
        return covered_by(replace(said, nature="to_date", first=f"{said.year}-01"))
    return covered_by(said) or ("当月" if OF_THE_MONTH.search(text) else "")


def _refuse_claims(table: Table, dated: Iterable[Assignment], sheet: RawSheet, context: ImportContext) -> None:
    declared = [one for one in dated if one.target.kind not in (UNKNOWN, OPEN, IGNORED)]
    claims = Counter((one.target, one.period) for one in declared)
    undated = {one.target for one in declared if not one.period} if not table.is_melted else set()
    several = [one for one in declared if claims[one.target, one.period] > 1 or (one.period and one.target in undated)]
    if several:
        raise Question(
            "同一项数有几列，写的是不同的期次", asks="columns", file=context.file, field=sheet.name,
            came="、".join(one.column.title for one in several),
            todo=f"《{table.title}》一期只收一列，请用 --map 列名=ignore 把别的列去掉，或在导入页面选“不导入”",
        )  # fmt: skip


def split_by_period(mapping: SheetMapping, sheet: RawSheet, context: ImportContext) -> list[SheetMapping]:
    """One mapping for each period that the columns of a plain table state, with the columns that state none; of the given period
    alone where one is given. UserError when that is none of them, or when a figure states none beside several."""
    dated = [one for one in mapping.assignments if one.period and one.target.kind == COLUMN]
    periods = sorted({one.period for one in dated})
    if mapping.table.is_melted or not periods:
        return [mapping]
    if context.period:
        given = check_given_period(mapping.table, context.period)
        if given not in periods:
            raise Question(
                "表头写的不是指定的期次", asks="period", options=periods, file=context.file, field=sheet.name,
                came="、".join(one.column.title for one in dated),
                todo=f"请改指定 {'、'.join(periods)} 之一，或不指定期次",
            )  # fmt: skip
        return [_of_period(mapping, given, [one for one in dated if one.period != given])]
    if len(periods) == 1:
        return [mapping]
    undated = [one.column.title for one in mapping.of(COLUMN) if not one.period and _is_figure(mapping, one)]
    if undated:
        raise Question(
            "有的列没有写明期次", asks="period", options=periods, file=context.file, field=sheet.name, came="、".join(undated),
            todo=f"别的列写了 {'、'.join(periods)}。请用 --period 指定其中一期，这些列算作这一期的；或在表头写明期次",
        )  # fmt: skip
    return [
        replace(_of_period(mapping, period, [one for one in dated if one.period != period]), set_aside=())
        for period in periods
    ]


def _is_figure(mapping: SheetMapping, one: Assignment) -> bool:
    return mapping.table.column(one.target.name).type in FIGURE_TYPES


def _of_period(mapping: SheetMapping, period: str, others: list[Assignment]) -> SheetMapping:
    """The columns of one period; those of `others` go nowhere."""
    away = {one.column.index for one in others}
    kept = tuple(
        replace(one, target=Target(IGNORED)) if one.column.index in away else one for one in mapping.assignments
    )
    return replace(mapping, assignments=kept, period=period, set_aside=tuple(one.column for one in others))
