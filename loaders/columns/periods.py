"""The period of every row: from its own column, the command, a column header, its date, or the one period a title states."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.cells import (
    SaidPeriod,
    find_said_periods,
    half_width,
    parse_month,
    parse_year,
    part_of,
    plain_text,
    read_said_period,
    say_said_period,
)
from loaders.recognise import Question
from store import Table

_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d")
_PLAIN_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s*月?份?")


def takes_years(table: Table) -> bool:
    """Whether a monthly table also takes figures of a whole year: open tables, and those of stated averages."""
    return table.period == "month" and (table.melt_open or table.place_level == "province")


@dataclass(frozen=True)
class StatedPeriod:
    """A period for rows that do not say theirs, where it was found (期次参数、标题、文件名 …) and what was said there where that is
    more than the period itself ('“2021年1-11月”，2021年1—11月累计'); '' when none. `covers` is the last of it alone, `span` the word for
    it that sets a figure apart from that of its month (累计).
    """

    period: str = ""
    source: str = ""
    words: str = ""
    covers: str = ""
    span: str = ""


def read_period(table: Table, text: object, year: str = "") -> str | None:
    """The period one cell states for this table, None when it cannot be read. `year` completes a bare month (11月)."""
    if table.period == "year":
        for parse in (parse_year, parse_month):
            value = parse(text).value
            if value:
                return str(value)[:4]
    elif year and (plain := _PLAIN_MONTH.fullmatch(half_width(plain_text(text)))):
        return f"{year}-{int(plain[1]):02d}"
    elif month := parse_month(text).value:
        return str(month)
    elif takes_years(table) and (whole := parse_year(text).value):
        return str(whole)
    said = read_said_period(plain_text(text), year) if isinstance(text, str) else None
    if said is None or (said.nature == "year" and table.period == "month" and not takes_years(table)):
        return None
    return period_of(table, said) or None


def describe_expected(table: Table) -> str:
    """What a period of this table looks like."""
    if table.period == "year":
        return "年份，如 2021"
    return "月份，如 2021-11，或年份，如 2021" if takes_years(table) else "月份，如 2021-11"


def check_given_period(table: Table, text: str) -> str:
    """The period given on the command line or page. UserError when this table has no such periods."""
    period = read_period(table, text)
    if period is None:
        raise Question(
            "期次写法不对", asks="period", field="period", came=text, todo=f"本表的期次是{describe_expected(table)}"
        )
    return period


def find_stated_period(
    table: Table,
    titles: Sequence[str],
    sheet: str,
    file: str,
    headers: Iterable[str] = (),
    *,
    answered: Mapping[str, str] | None = None,
) -> StatedPeriod:
    """The one period the title, sheet name, file name or headers (years written in them) state.

    UserError when they state different ones, or one that is no period of this table (上半年 for a table of months): the clerk is
    asked, with what is proposed; nothing is chosen and nothing is taken for the whole year. `answered` says for which wordings the
    clerk was asked before and what they are stored as (`describe_answer`).
    """
    said = _told(table, _collect(_texts_with_periods(titles, sheet, file, headers)))
    found: dict[str, tuple[SaidPeriod, str]] = {}
    for one, source in said:
        found.setdefault(period_of(table, one), (one, source))
    if len(found) > 1:
        came = "、".join(f"{period or one.words}（{source}）" for period, (one, source) in sorted(found.items()))
        raise Question(
            "期次有几种说法", asks="period", options=sorted(filter(None, found)), file=file, field="期次", came=came,
            todo="请用 --period 指定，或在导入页面选定",
        )  # fmt: skip
    if not found:
        return StatedPeriod()
    period, (one, source) = next(iter(found.items()))
    if period and len(period) == 4 and table.period == "month" and not takes_years(table):
        return StatedPeriod()
    period = period or _as_answered(table, one, (answered or {}).get(_answer_key(one), ""))
    if not period:
        raise _unclear(table, one, source, file)
    return _stated(period, one, source)


def _texts_with_periods(
    titles: Sequence[str], sheet: str, file: str, headers: Iterable[str] = ()
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("标题", tuple(titles)), ("表头", tuple(headers)), ("工作表名", (sheet,)), ("文件名", (file,)))


def _stated(period: str, one: SaidPeriod, source: str) -> StatedPeriod:
    words = f"“{one.words}”，{say_said_period(one)}" if covered_by(one) or one.words.endswith(("底", "末")) else ""
    return StatedPeriod(period, source, words, covered_by(one), span_of(one))


LAST, WHOLE_YEAR = "last", "year"
"""What a wording that is no month and no year can be stored as: its last month, or its year."""


def _as_answered(table: Table, one: SaidPeriod, answer: str) -> str:
    has_last = table.period != "year" and (one.nature != "unclear" or one.first == one.last)
    return {LAST: one.last if has_last else "", WHOLE_YEAR: one.year}.get(answer, "")


def read_given_period(
    table: Table, text: str, titles: Sequence[str], sheet: str, file: str, source: str
) -> StatedPeriod:
    """The period given on the command line or page, with what the one wording above the table that it answers says of its figures:
    2021-06 for 2021年上半年 is counted up from January. A year completes the month that a title or the sheet's name (9月) states without
    one. UserError when this table has no such periods."""
    yearless = find_yearless((*titles, sheet, file), text.strip()) if table.period == "month" else []
    months = {period_of(table, one): one for one in yearless}
    if len(months) == 1:
        (period, one), *_ = months.items()
        if not period:
            raise _unclear(table, one, source, file)
        return _stated(period, one, source)
    period = check_given_period(table, text)
    said = {one for one, _ in _answered_by(table, period, titles, sheet, file)}
    return _stated(period, said.pop(), source) if len(said) == 1 else StatedPeriod(period, source)


def describe_answer(table: Table, text: str, titles: Sequence[str], sheet: str, file: str) -> dict[str, str]:
    """What a given period says of wordings that had to be asked about, for the next file of the same shape: {'half': 'last'}."""
    if not (period := read_period(table, text)):
        return {}
    said = [one for one, _ in _answered_by(table, period, titles, sheet, file) if not period_of(table, one)]
    return {_answer_key(one): WHOLE_YEAR if len(period) == len("2021") else LAST for one in said}


def _answer_key(one: SaidPeriod) -> str:
    """What an answer is kept by: the kind of wording, of one that was not understood its words, whatever number stands in them."""
    unread = one.words.partition("…")[2]
    return (
        f"{one.nature} {re.sub(r'[0-9一二三四五六七八九十]+', '', unread)}" if one.nature == "unclear" else one.nature
    )


def _answered_by(
    table: Table, period: str, titles: Sequence[str], sheet: str, file: str
) -> list[tuple[SaidPeriod, str]]:
    """The wordings that this period stands for."""
    said = _told(table, _collect(_texts_with_periods(titles, sheet, file), period[:4]))
    return [(one, source) for one, source in said if period in _can_be(table, one)]


def _can_be(table: Table, one: SaidPeriod) -> set[str]:
    own = period_of(table, one)
    if own or one.nature != "unclear":
        return {own} if own else {one.last, one.year}
    return {one.last, one.year} if one.first == one.last else {one.year}


def find_stated_year(texts: Iterable[str]) -> str:
    """The one year these texts state, '' when they state none or several."""
    years = {said.year for text in texts for said in find_said_periods(text) if said.nature != "years"}
    return years.pop() if len(years) == 1 else ""


def find_yearless(texts: Iterable[str], year: str) -> list[SaidPeriod]:
    """The periods that these texts state without a year, as of this one; [] where one states its year, or `year` is none."""
    texts = list(texts)
    if not _PLAIN_YEAR.fullmatch(year) or any(find_said_periods(text) for text in texts):
        return []
    return [said for text in texts for said in find_said_periods(text, year)]


def find_all_stated(texts: Sequence[str]) -> list[SaidPeriod]:
    """Every period these texts state; wordings without a year take the one year stated."""
    year = find_stated_year(texts)
    return [said for text in texts for said in find_said_periods(text, year)]


def _collect(texts: Iterable[tuple[str, Sequence[str]]], given: str = "") -> list[tuple[SaidPeriod, str]]:
    """Every period said, with where; wordings without a year take the one year said anywhere, else the given one."""
    parts = [(source, text) for source, several in texts for text in several]
    is_stated = any(find_said_periods(text) for _, text in parts)
    year = find_stated_year(text for _, text in parts) or ("" if is_stated else given)
    return [(said, source) for source, text in parts for said in find_said_periods(text, year)]


def _told(table: Table, said: Sequence[tuple[SaidPeriod, str]]) -> list[tuple[SaidPeriod, str]]:
    """Without a year or a span that something said elsewhere tells more exactly: 2021年 beside 11月, 前三季度 beside 9月."""
    if table.period == "year":
        return list(said)
    months = {one.month for one, _ in said if one.month}
    years = {one.year for one, _ in said if not _is_of_a_year(one)}
    unclear = {one.year for one, _ in said if one.nature == "unclear"}
    return [
        (one, source)
        for one, source in said
        if one.month
        or (_is_of_a_year(one) and one.year not in years and (one.nature == "unclear" or one.year not in unclear))
        or (not one.is_plain and not _is_of_a_year(one) and one.last not in months)
    ]


def _is_of_a_year(one: SaidPeriod) -> bool:
    """Whether nothing but the year is understood."""
    return one.nature == "year" or (one.nature == "unclear" and one.first != one.last)


def covered_by(said: SaidPeriod) -> str:
    """What a figure of a period is of where that is more than its month or year: `2021年1—11月累计`, `截至2021年11月20日`; else ''."""
    return "" if said.nature in ("month", "year", "unclear") else say_said_period(said)


def say_covered(cell: object, year: str = "") -> str:
    """What the figures beside a period's cell are of where that is more than the period, else ''."""
    said = read_said_period(cell, year) if isinstance(cell, str) else None
    return covered_by(said) if said else ""


def span_of(said: SaidPeriod) -> str:
    """What sets the figures of a period apart from those of its last month: 累计 since the year began, 3个月, 一周, 上旬; '' for a month, a
    year and a day."""
    if said.nature == "week":
        return "一周"
    if said.nature == "part":
        return part_of(said)
    if said.nature in ("month", "year", "at_day", "unclear") or said.first == said.last:
        return ""
    months = 12 * (int(said.last[:4]) - int(said.first[:4])) + int(said.last[5:]) - int(said.first[5:]) + 1
    return "累计" if said.first == f"{said.year}-01" else f"{months}个月"


def period_of(table: Table, said: SaidPeriod) -> str:
    """The period of this table that is said, '' when it has none such and the clerk is asked."""
    if table.period == "year":
        is_of_a_year = said.is_plain or (not table.is_melted and said.nature not in ("years", "school_year"))
        return said.year if is_of_a_year else ""
    return said.month or (said.year if said.nature == "year" else "")


def _unclear(table: Table, said: SaidPeriod, source: str, file: str) -> Question:
    """The question for a period that is neither a month nor a year, with the answer proposed."""
    proposed = said.year if table.period == "year" else said.proposal
    why = "这个说法认不出是哪一段时间" if said.nature == "unclear" else "这不是一个月，也不是一整年"
    return Question(
        "期次要确认", asks="period", options=[proposed], file=file, field="期次", came=f"{said.words}（{source}）",
        todo=f"{why}，请用 --period 指定，或在导入页面选定，如 {proposed}（{say_said_period(said)}）",
    )  # fmt: skip
