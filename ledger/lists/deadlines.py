"""A deadline as people write it to a day and a term: 2021年12月底前, 立行立改, 2021.12.20, 长期坚持. Nothing is guessed."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from ledger.book import TERMS
from ledger.lists.words import list_words
from loaders.cells import half_width, is_day, is_missing, parse_date, plain_text

EXPECTED = "日期或期限，如 2021-12-20、2021年12月底前、立行立改、长期坚持"
NO_YEAR = "写明年份的日期，如 2021年12月底前"
_TENTHS = {"上旬": 10, "中旬": 20}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PARTS = re.compile(r"[,，、；;。\n]+")
_BEFORE = re.compile(r"^(?:并|限|于|在|力争|确保|计划|截至|截止|到|至)+")
_AFTER = re.compile(r"(?:完成整改|整改完成|整改到位|完成|到位|办结|为止|止)$")
_UNTIL = re.compile(r"(?:之前|以前|前)$")
_YEAR = r"(?:(?P<year>\d{4})[年./-])"
_DAY = re.compile(_YEAR + r"?(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})[日号]?")
_MONTH = re.compile(
    r"(?:" + _YEAR + r"(?P<month>\d{1,2})月?|(?P<only>\d{1,2})月)(?:份)?(?P<part>上旬|中旬|下旬|底|末)?"
)
_YEAR_END = re.compile(r"(?:(?P<year>\d{4})年?)?年?(?P<part>底|末|内|上半年|下半年)")
_QUARTER = re.compile(r"(?:(?P<year>\d{4})年)?第?(?P<quarter>[一二三四1-4])季度(?:底|末|内)?")
_SPAN = re.compile(r"[至到~—–]+|-{1,2}")


@dataclass(frozen=True)
class Deadline:
    """A day (None: none was set) and a term of `TERMS` ('' : none said)."""

    day: date | None = None
    term: str = ""


@dataclass(frozen=True)
class Unreadable:
    """Why a cell gives no deadline: what belongs there."""

    expected: str = EXPECTED


def read_deadline(cell: object, year: int | None = None) -> Deadline | Unreadable:
    """The deadline in a cell; `year` is taken where the text names none."""
    if is_missing(cell):
        return Deadline()
    day = parse_date(cell).value
    if isinstance(day, date):
        return Deadline(day)
    if not isinstance(cell, str):
        return Unreadable()
    read = [_read_part(part, year) for part in _PARTS.split(_plain(cell)) if part]
    wrong = next((part for part in read if isinstance(part, Unreadable)), None)
    if wrong or not read:
        return wrong or Unreadable()
    parts = [part for part in read if isinstance(part, Deadline)]
    days = {part.day for part in parts if part.day}
    if len(days) > 1:
        return Unreadable("一个时限；有几个时限的请分行写")
    terms = sorted((part.term for part in parts if part.term), key=TERMS.index)
    return Deadline(next(iter(days), None), terms[-1] if terms else "")


def _plain(cell: str) -> str:
    return re.sub(r"[^\S\n]+", "", half_width(plain_text(cell))).replace("－", "-")


def _read_part(text: str, year: int | None) -> Deadline | Unreadable:
    text = text.strip("()")
    term = list_words().value("terms", _BEFORE.sub("", text))
    if term:
        return Deadline(term=term)
    bare = _AFTER.sub("", _BEFORE.sub("", text))
    term = list_words().value("terms", bare)
    return Deadline(term=term) if term else _read_span(bare, year)


def _read_span(text: str, year: int | None) -> Deadline | Unreadable:
    """One day, or the last of two that stand for a span."""
    whole = _read_day(text, year)
    if isinstance(whole, Deadline):
        return whole
    for cut in _SPAN.finditer(text):
        first = _read_day(text[: cut.start()], year)
        if isinstance(first, Deadline) and first.day:
            last = _read_day(text[cut.end() :], first.day.year)
            if isinstance(last, Deadline) and last.day and last.day >= first.day:
                return last
    return whole


def _read_day(text: str, year: int | None) -> Deadline | Unreadable:
    is_before = bool(_UNTIL.search(text))
    bare = _UNTIL.sub("", text)
    given = parse_date(bare).value
    if isinstance(given, date):
        return Deadline(given)
    for pattern, last_day in ((_DAY, _day), (_MONTH, _month), (_YEAR_END, _year_end), (_QUARTER, _quarter)):
        found = pattern.fullmatch(bare)
        if found is None:
            continue
        if is_before and pattern is _MONTH and not found["part"]:
            return Unreadable("哪一天之前；“12月前”请写成“12月底前”或“11月底前”")
        in_year = int(found["year"]) if found["year"] else year
        if in_year is None:
            return Unreadable(NO_YEAR)
        day = last_day(found, in_year)
        return Deadline(day) if day else Unreadable("存在的日期")
    return Unreadable()


def _day(found: re.Match[str], year: int) -> date | None:
    month, day = int(found["month"]), int(found["day"])
    return date(year, month, day) if is_day(year, month, day) else None


def _month(found: re.Match[str], year: int) -> date | None:
    month = int(found["month"] or found["only"])
    if not is_day(year, month, 1):
        return None
    return date(year, month, _TENTHS.get(found["part"] or "", calendar.monthrange(year, month)[1]))


def _year_end(found: re.Match[str], year: int) -> date | None:
    if not is_day(year, 1, 1):
        return None
    return date(year, 6, 30) if found["part"] == "上半年" else date(year, 12, 31)


def _quarter(found: re.Match[str], year: int) -> date | None:
    month = _QUARTERS[found["quarter"]] * 3
    return date(year, month, calendar.monthrange(year, month)[1]) if is_day(year, 1, 1) else None
