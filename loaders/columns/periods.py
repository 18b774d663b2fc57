"""The period of every row: from its own column, the command, a column header, its date, or the one period a title states."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import UserError
from loaders.cells import half_width, parse_month, parse_year, plain_text
from store import Table

_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年\s*(1[0-2]|0?[1-9])\s*月|[-./](1[0-2]|0[1-9]|[1-9])(?!\d)|(1[0-2]|0[1-9])(?:[0-3]\d)?(?!\d))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DOCUMENT = re.compile(r"[〔\[【(（]\s*(?:19|20)\d\d\s*[〕\]】)）]\s*第?\s*\d*\s*号?")
_CHINESE_YEAR = re.compile(r"[一二][〇○零Oo0一二三四五六七八九]{3}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_PLAIN_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s*月?份?")


def takes_years(table: Table) -> bool:
    """Whether a monthly table also takes figures of a whole year: open tables, and those of stated averages."""
    return table.period == "month" and (table.melt_open or table.place_level == "province")


@dataclass(frozen=True)
class StatedPeriod:
    """A period for rows that do not say theirs, and where it was found (期次参数、标题、文件名 …); '' when none."""

    period: str = ""
    source: str = ""


def read_period(table: Table, text: object, year: str = "") -> str | None:
    """The period one cell states for this table, None when it cannot be read. `year` completes a bare month (11月)."""
    if table.period == "year":
        for parse in (parse_year, parse_month):
            value = parse(text).value
            if value:
                return str(value)[:4]
        return None
    if year:
        plain = _PLAIN_MONTH.fullmatch(half_width(plain_text(text)))
        if plain:
            return f"{year}-{int(plain[1]):02d}"
    month = parse_month(text).value
    if month:
        return str(month)
    return parse_year(text).value if takes_years(table) else None


def describe_expected(table: Table) -> str:
    """What a period of this table looks like."""
    if table.period == "year":
        return "年份，如 2021"
    return "月份，如 2021-11，或年份，如 2021" if takes_years(table) else "月份，如 2021-11"


def check_given_period(table: Table, text: str) -> str:
    """The period given on the command line or page. UserError when this table has no such periods."""
    period = read_period(table, text)
    if period is None:
        raise UserError("期次写法不对", field="period", came=text, todo=f"本表的期次是{describe_expected(table)}")
    return period


def find_stated_period(
    table: Table, titles: Sequence[str], sheet: str, file: str, headers: Iterable[str] = ()
) -> StatedPeriod:
    """The one period the title, sheet name, file name or headers (years written in them) state.

    UserError when they state different ones: the clerk is asked, nothing is chosen.
    """
    found: dict[str, str] = {}
    for source, texts in (("标题", titles), ("表头", tuple(headers)), ("工作表名", (sheet,)), ("文件名", (file,))):
        for period in _periods(table, texts):
            found.setdefault(period, source)
    months = {period for period in found if len(period) == 7}
    if table.period == "month" and months:
        found = {
            period: source for period, source in found.items() if period in months or period[:4] not in _years(months)
        }
    if len(found) > 1:
        came = "、".join(f"{period}（{source}）" for period, source in sorted(found.items()))
        raise UserError(
            "期次有几种说法", file=file, field="期次", came=came, todo="请用 --period 指定，或在导入页面选定"
        )
    period, source = next(iter(found.items()), ("", ""))
    if period and table.period == "month" and len(period) == 4 and not takes_years(table):
        return StatedPeriod()
    return StatedPeriod(period, source)


def _years(months: Iterable[str]) -> set[str]:
    return {month[:4] for month in months}


def _periods(table: Table, texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        clean = unicodedata.normalize("NFKC", _DOCUMENT.sub(" ", text))
        clean = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), clean)
        months = [f"{one[1]}-{int(one[2] or one[3] or one[4]):02d}" for one in _MONTH.finditer(clean)]
        years = [one[1] for one in _YEAR.finditer(_MONTH.sub(" ", clean))]
        found += [month[:4] for month in months] + years if table.period == "year" else months + years
    return found
