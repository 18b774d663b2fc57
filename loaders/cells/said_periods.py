"""The periods a text states, in the wordings offices use: 1-11月, 截至11月底, 上半年, 第三季度, 二〇二一年十一月, 2020-2021学年.

Every wording becomes months from the first to the last, and what the figures beside it are: of that year or month, since the
year's first day, at a day, or of a span that is neither a month nor a year. Nothing is rounded to the year here.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from loaders.cells.dates import is_day

Nature = Literal[
    "year", "month", "to_date", "at_day", "quarter", "half", "span", "part", "week", "school_year", "years", "unclear"
]  # fmt: skip
"""`part` is of a month (上旬, 上半月, 第二周); `unclear` a year or month with words beside it that are of time and not understood."""

_CHINESE = {"〇": "0", "○": "0", "零": "0", "O": "0", "o": "0"} | {
    one: str(at) for at, one in enumerate("一二三四五六七八九", 1)
}
_DOCUMENT = re.compile(r"[〔\[【(（]\s*(?:19|20)\d\d\s*[〕\]】)）]\s*第?\s*\d*\s*号?")
_WRITTEN_ON = re.compile(
    r"(?:填报|填表|制表|上报|报送|印发|打印|更新|发布|公示|审核|录入)(?:日期|时间)?\s*[:：]?\s*"
    r"(?=(?:19|20)\d\d)[\d年月日号./\- :：]*"
)
_CHINESE_YEAR = re.compile(r"[一二][〇○零Oo0一二三四五六七八九]{3}(?=\s*(?:年|[-至到]))")
_CHINESE_COUNT = re.compile(
    r"[一二三四五六七八九]?[十廿]?[一二三四五六七八九十](?=个?(?:月|日|号|周|季度)|、[一二三四五六七八九十\d]+个?(?:月|季度)|至|到|\s*[-–—―~～])|(?<=前)[一二三]"
)
_NEW_YEAR = re.compile(r"(?<![\d万亿千百])元(?=\s*(?:[-–—―~～]+|至|到)\s*(?:\d|十|[一二三四五六七八九]).{0,2}月)")
_FIRST_MONTHS = re.compile(r"(?<=年)前(1[0-2]|[2-9])个月")
_STOPPED = re.compile(
    r"(?<![截止至到\d年度])((?:(?:19|20)\d\d年度?)?(?:1[0-2]|0?[1-9])月份?[底末]?)止(?=$|累计|[)）,，、])"
)
_LISTED = re.compile(r"(?<=\d)月?、(?=(?:1[0-2]|0?[1-9])(?:月|季度))")
_DASHES = re.compile(r"\s*(?:[-–—―~～]+|(?<!截)(?<!截止)(?:至|到))\s*(?=[\d上下第前])")
_BLANKS = re.compile(r"(?<=[\d年月日季度第至])\s+(?=[\d年月日季度周底末-])")

_YEAR = r"(?:(?P<year>(?:19|20)\d\d)|(?P<short>(?<![\d近前满共足第])[1-3]\d)(?=年))"
_AFTER = r"(?:年度?|[./-])?[(（,，、]?"
_UNTIL = r"(?:截至|截止到?|截止至|截到)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_END = r"(?P<end>月?[底末])?"
_PART = r"[上中下]旬|[上下]半月|第[1-5]周|(?<=月)初"

_WORDINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("school_year", r"(?P<year>(?:19|20)\d\d)-(?P<to>(?:19|20)?\d\d)学年度?(?:第?[一二12上下]学期)?"),
        ("term", rf"{_YEAR}年?(?P<term>[春秋]季?)(?:学期|学年)"),
        ("years", r"(?P<year>(?:19|20)\d\d)(?:年度?)?-(?P<to>(?:19|20)\d\d)(?:年度?)?(?![-./]?\d|年?\d{1,2}月)"),
        (
            "dates",
            rf"(?:{_YEAR}年(?:度[(（,，、]?)?)?(?P<month>{_MONTH})月(?P<day>{_DAY})[日号]-(?:(?P<to_year>(?:19|20)\d\d)年)?"
            rf"(?:(?P<to>{_MONTH})月)?(?P<to_day>{_DAY})[日号]",
        ),
        ("since", rf"{_YEAR}(?:年(?:度?(?P<month>{_MONTH})月份?)?)(?:{_DAY}[日号])?(?:-今|至今|以来|起)"),
        (
            "part",
            rf"(?:{_YEAR}(?:年度?[(（,，、]?|[./-]))?(?<![\d.])(?P<month>{_MONTH})月份?的?(?P<part>{_PART})(?:末|底)?",
        ),
        ("week", rf"(?:{_YEAR}{_AFTER})?第(?P<week>\d{{1,2}})周"),
        (
            "two_dates",
            rf"{_YEAR}[年./-](?P<month>{_MONTH})(?:[月./-](?P<day>{_DAY})?[日号]?)?-"
            rf"(?P<to_year>(?:19|20)\d\d)[年./-](?P<to>{_MONTH})(?:[月./-](?:{_DAY})?[日号]?)?",
        ),
        (
            "day",
            rf"(?:{_UNTIL})?{_YEAR}(?:(?:年度?[(（,，、]?(?:{_UNTIL})?)(?P<month>{_MONTH})月(?P<day>{_DAY})[日号]?"
            rf"|(?P<sep>[./-])(?P<dotted>{_MONTH})(?P=sep)(?P<dotted_day>{_DAY})(?!\d)[日号]?)",
        ),
        (
            "quarters",
            rf"(?:{_YEAR}{_AFTER})?(?:前(?P<many>[123])个?季度?|(?P<from>[1-3])季?度?-(?P<to>[2-4])季度){_END}",
        ),
        (
            "months",
            rf"(?:{_YEAR}{_AFTER}|(?<![\d.]))(?P<month>{_MONTH})月?份?-(?P<to>{_MONTH})(?:月份?|(?<=\d)(?![\d./年日号-]))",
        ),
        ("quarter", rf"(?:{_YEAR}{_AFTER})?(?:第?(?P<quarter>[1-4])季度?(?<=季|度)|[Qq](?P<q>[1-4])(?!\d)){_END}"),
        ("half", rf"(?:{_YEAR}{_AFTER})?(?P<half>[上下]?)半年{_END}"),
        ("mid", rf"{_YEAR}年中(?![央长秋小学药医职考专等国部心介标高级层型青期])"),
        ("compact_day", r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"),
        ("bare_day", rf"(?P<until>{_UNTIL})?(?<![\d.])(?P<month>{_MONTH})月(?P<day>{_DAY})[日号]"),
        (
            "month",
            rf"(?P<until>{_UNTIL})?(?:{_YEAR}(?:年度?[(（,，、]?(?P<later>{_UNTIL})?(?P<month>{_MONTH})月份?"
            rf"|[./-](?P<dotted>1[0-2]|0[1-9]|[1-9])(?!\d)月?份?)){_END}",
        ),
        ("compact_month", r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>1[0-2]|0[1-9])(?!\d)"),
        ("bare_month", rf"(?P<until>{_UNTIL})?(?<![\d.])(?P<month>{_MONTH})月份?(?!\d){_END}"),
        (
            "year",
            r"(?:(?P<year>(?:19|20)\d\d)(?!\d)|(?P<short>(?<![\d近前满共足第])[1-3]\d)(?=年))(?:年度?)?(?P<end>[底末])?",
        ),
    )
)


_OPENING = " (（“”\"'《〈、,，的在"
_FEAST = r"元旦|春节|新春|过年|[两双]节|清明|端午|中秋|国庆|五一|双1?十一|双11|重阳|[农旧阴]历|[寒暑]假|暑期|汛期|春耕|三夏|双抢|秋收"
_SEASON = r"冬春|秋冬|春夏|[春夏秋冬首]季|第?[一二三四1-4]季(?!度)"
_COUNTED_TIME = (
    r"[\d一二三四五六七八九十本上当头近几]+个?(?:月(?!报|度)|旬|季度|周(?![年岁边围转]))|周报|旬报|日报|季报"
)
_OF_TIME = re.compile(
    rf"{_FEAST}|{_SEASON}|{_COUNTED_TIME}|[“\"]?(?:五一|十一)[”\"]?(?:期间|假|黄金|长假)|期间|截至目前|截止目前|[至到-][本当今目现][年月日周旬]?|迄今|以来"
)
"""Words of time beside a year that no wording above reads: the figures are hardly those of the whole year."""
_BEHIND = re.compile(
    rf"[{_OPENING}]*(?:{_FEAST}|{_SEASON}|期间|前后|以[来后前]|之[后前]|(?<![月日号])年?初(?!步|级|中|高|审|验|核|评|期)|[-至到][本当今目现][年月日周旬]?"
    rf"|第[\d一二三四五六七八九十]+[期次号周])"
)
_BEFORE = re.compile(r"[农旧阴]历$")
MOST_TAKEN = 2
"""A header states one period, or a year and a month in two places."""
_NAMED_SPANS = frozenset(("school_year", "term", "years", "since", "week", "two_dates", "dates"))
"""Spans that a header names rather than dates its figures by: they stay in the name."""
_EMPTY_BRACKETS = re.compile(r"[(\[【〔]\s*[)\]】〕]")
_EDGES = re.compile(r"^[\s_/,，、.:：·)\]】〕-]+|[\s_/,，、.:：·(\[【〔-]+$")
_CLOSING = re.compile(r"(?:累计|当月|止|数)?[)\]】〕]")
_COMPARED = re.compile(r"(?:比|较|与|和|同|从|自|按|以|至|到|起|超|近|占)[\s(]*$")
_GOES_ON = re.compile(
    r"[\s)]*(?:以[来前后上下内]|之[前后]|[前后](?!三季|两季)|起|至|到(?![位账期户村岗达])|内|期[限内]?|[-~—–]|以|龄|和|与|及|比|较|相比|同比$|[/、])"
)
_COUNTED = re.compile(r"\s*(?:元|万|亿|户|人(?!均)|个|名|米|亩|吨|公里|平方|千|头|只|项|条|家|处|次|份|号|度$)")


@dataclass(frozen=True)
class SaidPeriod:
    """A period as a text states it. `first` and `last` are months ('2021-01' to '2021-11') and the same for one month;
    `day` is the day the figures are of where one is said, else None; `words` is the wording understood.
    """

    words: str
    nature: Nature
    first: str
    last: str
    day: date | None = None

    @property
    def year(self) -> str:
        """The year of the last month."""
        return self.last[:4]

    @property
    def month(self) -> str:
        """The one month the figures stand for: their own, the one they are counted up to, or that of their day; else ''."""
        return self.last if self.nature in ("month", "to_date", "at_day") else ""

    @property
    def proposal(self) -> str:
        """The period proposed where the wording is no month and no year: the last month, or the year."""
        is_of_a_month = self.nature == "unclear" and self.first == self.last
        return self.last if is_of_a_month or self.nature in ("quarter", "half", "span", "part", "week") else self.year

    @property
    def is_plain(self) -> bool:
        """Whether this is one month (also counted up to it, or at a day of it) or one whole year."""
        return self.nature in ("year", "month", "to_date", "at_day")


def find_said_periods(text: str, year: str = "") -> list[SaidPeriod]:
    """Every period the text states, in reading order. `year` completes wordings without one (11月, 上半年); without it and
    without a year before them in the text they are left out. Numbers of documents (〔2021〕15号) and days on which a table was filled
    in or printed state no period.
    """
    clean = _clean(text)
    matches = list(_matches(clean))
    read: list[SaidPeriod | None] = [None] * len(matches)
    pending: list[int] = []
    for at, (name, match) in enumerate(matches):
        year = _year_of(match) or year
        if year:
            read[at] = _said(name, match, year)
        else:
            pending.append(at)
    for at in pending if year else ():
        read[at] = _said(*matches[at], year)
    spans = [match.span() for _, match in matches]
    return [_unless_unclear(said, clean, spans, at) for at, said in enumerate(read) if said]


def _unless_unclear(said: SaidPeriod, text: str, spans: Sequence[tuple[int, int]], at: int) -> SaidPeriod:
    """A year, month or day, `unclear` where words of time beside it say that it is something else: 2021年春节期间, 2021年1至本月."""
    begin, end = spans[at]
    if not said.is_plain:
        return said
    beside = _BEHIND.match(text, end) or _BEFORE.search(text[:begin])
    if not beside and said.nature == "year":
        left = list(text)
        for first, last in spans:
            left[first:last] = "\n" * (last - first)
        beside = _OF_TIME.search("".join(left))
    if not beside:
        return said
    return replace(said, nature="unclear", words=f"{said.words}…{beside[0].strip(_OPENING)}", day=None)


def read_said_period(text: str, year: str = "") -> SaidPeriod | None:
    """The period the whole text is ('1-11月', '2021年三季度'), None when it says something else besides, or nothing."""
    clean = _clean(text)
    for name, pattern in _WORDINGS:
        match = pattern.fullmatch(clean)
        if match:
            year = _year_of(match) or year
            return _said(name, match, year) if year else None
    return None


def take_said_period(text: str) -> tuple[str, str]:
    """(the wording of the period that a header begins or ends with, the rest of it), as in '支出（2021年1-11月）' → ('2021年1-11月',
    '支出'); ('', the text) where it states none, several, or one that is no date of the figure: 2014年以来, 较2020年, 3-6岁, 2000元以下.
    """
    clean = _clean(text)
    found = list(_matches(clean))
    if not found or len(found) > MOST_TAKEN or any(name in _NAMED_SPANS for name, _ in found):
        return "", text
    years = [bool(_year_of(match)) for _, match in found]
    if len(found) > 1 and (sum(years) != 1 or found[years.index(True)][0] != "year"):
        return "", text
    if not all(_is_dating(name, match, clean) for name, match in found) or _is_unclear(clean, found):
        return "", text
    rest, at = [], 0
    for _, match in found:
        rest.append(clean[at : match.start()])
        at = match.end()
    rest.append(clean[at:])
    first, *others = (match[0] for _, match in sorted(found, key=lambda one: not _year_of(one[1])))
    year = f"{first}年" if others and first.isdigit() else first
    return "".join((year, *others)), _EDGES.sub("", _EMPTY_BRACKETS.sub("", "".join(rest)))


def _is_unclear(text: str, found: Sequence[tuple[str, re.Match[str]]]) -> bool:
    """Whether words of time stand directly behind a year or month that say it is something else: 2021年春节期间支出."""
    dated = [match for name, match in found if name in ("year", "month", "bare_month", "day", "bare_day")]
    return any(_BEHIND.match(text, match.end()) or _BEFORE.search(text[: match.start()]) for match in dated)


def _is_dating(name: str, match: re.Match[str], text: str) -> bool:
    """Whether a wording stands at an edge of a header, or in brackets, and dates what the rest names."""
    before, after, words = text[: match.start()], text[match.end() :], match[0]
    is_alone = not _EDGES.sub("", before + after)
    if name == "months" and not _year_of(match) and "月" not in words:
        return False
    if name == "year" and match.groupdict().get("short") and not is_alone:
        return False
    if words.isdigit() and _COUNTED.match(after):
        return False
    is_bracketed = before.endswith(("(", "[", "【", "〔")) and bool(_CLOSING.match(after))
    is_at_edge = not _EDGES.sub("", before) or not _EDGES.sub("", after) or is_bracketed
    return is_at_edge and not _COMPARED.search(before) and not _GOES_ON.match(after)


def drop_said_periods(text: str) -> str:
    """A text without the periods it states, numbers of documents and days of filling in: 2021年11月危房改造进度 → 危房改造进度."""
    clean = _clean(text)
    for _, match in reversed(list(_matches(clean))):
        is_bare = match[0].isdigit() or not re.search(r"[月季年周日号QqＱ]", match[0])
        if not is_bare or re.fullmatch(r"(?:19|20)\d\d(?:\d\d){0,2}", match[0]):
            clean = clean[: match.start()] + clean[match.end() :]
    return _EMPTY_BRACKETS.sub("", clean)


def say_said_period(said: SaidPeriod) -> str:
    """What the figures are of, in words: '2021年1—11月累计', '2021年7—9月', '截至2021年11月20日', '2021年全年'."""
    first_year, first, last = said.first[:4], int(said.first[5:]), int(said.last[5:])
    if said.nature == "at_day":
        return f"截至{said.year}年{last}月{said.day.day}日" if said.day else f"截至{said.year}年{last}月底"
    if said.nature in ("year", "years"):
        return f"{said.year}年全年" if first_year == said.year else f"{first_year}—{said.year}年"
    if said.nature == "unclear":
        return f"{said.year}年" + (f"{last}月" if said.first == said.last else "")
    if said.nature == "part":
        return f"{said.year}年{last}月{part_of(said)}"
    if said.first == said.last:
        return f"{said.year}年{last}月" + ("的一段" if said.nature in ("week", "span") else "")
    if first_year != said.year:
        return f"{first_year}年{first}月至{said.year}年{last}月"
    return f"{said.year}年{first}—{last}月" + ("累计" if first == 1 else "")


def part_of(said: SaidPeriod) -> str:
    """Which part of its month a period is: 上旬, 上半月, 第2周; '' for one that is none."""
    found = re.search(_PART.replace("(?<=月)", ""), said.words) if said.nature == "part" else None
    return {"初": "月初"}.get(found[0], found[0]) if found else ""


def _clean(text: str) -> str:
    clean = unicodedata.normalize("NFKC", _WRITTEN_ON.sub(" ", _DOCUMENT.sub(" ", text)))
    clean = _WRITTEN_ON.sub(" ", clean).strip().replace("元月", "1月").replace("正月", "1月")
    clean = _NEW_YEAR.sub("1月", clean)
    clean = _CHINESE_YEAR.sub(lambda found: "".join(_CHINESE.get(one, one) for one in found[0]), clean)
    clean = _CHINESE_COUNT.sub(lambda found: _count(found[0]), clean)
    clean = _STOPPED.sub(r"截至\1", _FIRST_MONTHS.sub(r"1-\1月", clean))
    clean = _BLANKS.sub("", clean)
    return _BLANKS.sub("", _DASHES.sub("-", _LISTED.sub("-", clean)))


def _count(words: str) -> str:
    """The number up to 99 in Chinese digits as digits: 十一 → 11, 二十 → 20, 四十七 → 47."""
    tens, is_many, ones = words.replace("廿", "二十").rpartition("十")
    many = 10 * int(_CHINESE.get(tens, "1")) if is_many else 0
    return str(many + int(_CHINESE.get(ones, "0")))


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The wordings of a text from left to right, none over another; at one place the first of the list that fits."""
    taken: list[tuple[int, int, str, re.Match[str]]] = []
    for name, pattern in _WORDINGS:
        for match in pattern.finditer(text):
            if all(match.end() <= begin or match.start() >= end for begin, end, _, _ in taken):
                taken.append((match.start(), match.end(), name, match))
    for _, _, name, match in sorted(taken, key=lambda one: one[0]):
        yield name, match


def _year_of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    short = groups.get("short")
    return groups.get("year") or (f"20{short}" if short else "")


def _said(name: str, match: re.Match[str], year: str) -> SaidPeriod | None:
    groups, words = match.groupdict(), match[0].strip("(（,，、")

    def months(first: int, last: int, nature: Nature) -> SaidPeriod:
        return SaidPeriod(words, nature, f"{year}-{first:02d}", f"{year}-{last:02d}")

    match name:
        case "school_year":
            to = groups["to"] if len(groups["to"]) == len(year) else year[:2] + groups["to"]
            return SaidPeriod(words, "school_year", f"{year}-09", f"{to}-08")
        case "term":
            return months(2, 7, "span") if groups["term"].startswith("春") else months(9, 12, "span")
        case "years":
            return SaidPeriod(words, "years", f"{year}-01", f"{groups['to']}-12")
        case "part":
            return months(int(groups["month"] or 0), int(groups["month"] or 0), "part")
        case "week":
            return _week(words, year, int(groups["week"]))
        case "two_dates":
            first, last = f"{year}-{int(groups['month']):02d}", f"{groups['to_year']}-{int(groups['to']):02d}"
            is_to_date = first == f"{last[:4]}-01" and groups["day"] in (None, "1", "01")
            return SaidPeriod(words, "to_date" if is_to_date else "span", first, last) if first <= last else None
        case "dates":
            return _between(words, year, groups)
        case "since":
            return SaidPeriod(words, "years", f"{year}-{int(groups['month'] or 1):02d}", f"{year}-12")
        case "months":
            first_month, last_month = int(groups["month"]), int(groups["to"])
            if first_month > last_month:
                return None
            if (first_month, last_month) == (1, 12):
                return months(1, 12, "year")
            return months(first_month, last_month, "to_date" if first_month == 1 else "span")
        case "quarters":
            first_month = 3 * int(groups["from"] or 1) - 2
            return months(first_month, 3 * int(groups["many"] or groups["to"]), "quarter")
        case "quarter":
            last_month = 3 * int(groups["quarter"] or groups["q"])
            return months(last_month - 2, last_month, "quarter")
        case "half":
            return months(7, 12, "half") if groups["half"] == "下" else months(1, 6, "half")
        case "mid":
            return months(1, 6, "half")
        case "day" | "compact_day" | "bare_day":
            month = int(groups.get("month") or groups["dotted"])
            day = int(groups.get("day") or groups["dotted_day"])
            if not is_day(int(year), month, day):
                return None
            said = months(month, month, "at_day")
            return SaidPeriod(said.words, said.nature, said.first, said.last, date(int(year), month, day))
        case "month" | "compact_month" | "bare_month":
            month = int(groups.get("month") or groups["dotted"])
            is_end = any(groups.get(key) for key in ("end", "until", "later"))
            return months(month, month, "at_day" if is_end else "month")
        case _:
            return months(1, 12, "year")


def _between(words: str, year: str, groups: dict[str, str | None]) -> SaidPeriod | None:
    """From one day to another: since the first of January it is counted up to the last, otherwise a span."""
    month, to_year = int(groups["month"] or 0), groups["to_year"] or year
    to, day, to_day = int(groups["to"] or month), int(groups["day"] or 0), int(groups["to_day"] or 0)
    first, last = (int(year), month, day), (int(to_year), to, to_day)
    if not is_day(*first) or not is_day(*last) or last < first:
        return None
    nature: Nature = "to_date" if first == (int(to_year), 1, 1) else "span"
    return SaidPeriod(words, nature, f"{year}-{month:02d}", f"{to_year}-{to:02d}", date(*last))


def _week(words: str, year: str, week: int) -> SaidPeriod | None:
    try:
        monday = date.fromisocalendar(int(year), week, 1)
    except ValueError:
        return None
    sunday = monday + timedelta(days=6)
    return SaidPeriod(words, "week", f"{monday:%Y-%m}", f"{sunday:%Y-%m}", sunday)
