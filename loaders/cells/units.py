"""Units of the field as offices write them: in headers, behind figures, and above tables."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

MONEY_IN_YUAN: dict[str, int] = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
"""Money unit → yuan."""

PERCENT = "%"
POINTS = "个百分点"
PERMILLE = "‰"

_COUNT_WORDS = """
户 人 个 名 家 处 件 条 项 座 所 间 套 次 天 日 月 年 岁 分 辆 头 只 羽 株 棵 台 份 亩 吨 斤 公斤 公里 米 公顷
度 千瓦 千瓦时 万千瓦时 平方米 平方公里 立方米 人次 户次 万户 万人 万人次 万个 万家 万亩 万吨 万平方米 亿人
元/人 元/户 元/年 元/月 元/天 元/亩 元/人·年 元/人·月 元/户·年 元/平方米 万元/年 万元/亩 人/户
"""

UNIT_ALIASES: dict[str, str] = {
    "人民币元": "元",
    "圆": "元",
    "rmb": "元",
    "百分比": PERCENT,
    "百分数": PERCENT,
    "百分点": POINTS,
    "pct": PERCENT,
    "元/人.年": "元/人·年",
    "元/人/年": "元/人·年",
    "元/年·人": "元/人·年",
    "元/人年": "元/人·年",
    "元/年/人": "元/人·年",
    "元/人.月": "元/人·月",
    "元/人/月": "元/人·月",
    "平方千米": "平方公里",
    "㎡": "平方米",
    "m2": "平方米",
    "km": "公里",
    "千米": "公里",
    "m": "米",
    "kw": "千瓦",
    "kwh": "千瓦时",
    "千克": "公斤",
}
"""Other ways of writing a unit → the one used here."""

KNOWN_UNITS: frozenset[str] = frozenset((*MONEY_IN_YUAN, *_COUNT_WORDS.split(), PERCENT, POINTS, PERMILLE))

_BLANK = re.compile(r"[\s\u200b\u200e\u200f\ufeff]+")
_STARS = re.compile(r"[*★☆]+")
_BRACKETS = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_BRACKETED_WORDS = re.compile(r"^(?:计量|金额|货币)?单位[:：]?")
_STATED = re.compile(r"(?:^|[^报任制编发送主送])(?:金额|计量|货币|数量)?单位\s*[:：]\s*([^\s()]+)")
_CLOSING = re.compile(r"^[^()]*[\u4e00-\u9fff]{2,}[^()]*\(([^()]+)\)$")
_SEPARATORS = re.compile(r"[,，、;；和及]")
_BARE_MONEY = re.compile(r"^(.+?)[/_\-,、]?((?:百|千)?万元|亿元|千元)$")
_BARE_OTHER = re.compile(r"^(.+?)[/_]([^/_]+(?:/[^/_]+)?)$")


@lru_cache(maxsize=8192)
def normalise_header(text: str) -> str:
    """A header as it is compared: half width, no blanks or line breaks, no stars, no colon at its ends, lower case."""
    text = unicodedata.normalize("NFKC", text)
    return _STARS.sub("", _BLANK.sub("", text)).strip(":").lower()


@lru_cache(maxsize=4096)
def read_unit(text: str) -> str | None:
    """The unit meant by a text such as '万元' or '元／人·年'; None when it is none."""
    text = _BLANK.sub("", unicodedata.normalize("NFKC", text)).lower().replace("•", "·").replace("・", "·")
    text = text.removeprefix("人民币") or text
    text = UNIT_ALIASES.get(text, text)
    return text if text in KNOWN_UNITS else None


@lru_cache(maxsize=8192)
def split_unit(text: str) -> tuple[str, str | None]:
    """(normalised name, unit) of a header: '支出（亿元）' → ('支出', '亿元'); the unit is None when none is written.

    A unit stands in brackets at the end (of money and % also inside: '资金(万元)规模'), behind a slash, or, for money
    and %, at the end without any: '占比%', '金额万元'. '户(人)数' states none.
    """
    name = normalise_header(text)
    stated = _STATED.fullmatch(name)
    if stated and read_unit(stated[1]):
        return "", read_unit(stated[1])
    for found in reversed(list(_BRACKETS.finditer(name))):
        unit = read_unit(_BRACKETED_WORDS.sub("", found[1]))
        if unit and (found.end() == len(name) or unit in MONEY_IN_YUAN or unit == PERCENT):
            return (name[: found.start()] + name[found.end() :]).strip(":"), unit
    if len(name) > 1 and name.endswith((PERCENT, PERMILLE)):
        return name[:-1].rstrip("/_"), name[-1]
    for pattern in (_BARE_MONEY, _BARE_OTHER):
        bare = pattern.match(name)
        unit = read_unit(bare[2]) if bare else None
        if bare and unit:
            return bare[1], unit
    return name, None


def stated_unit(text: str) -> str | None:
    """The unit a line above a table states: '单位：万元' → '万元', '单位：万元、户' → '万元', and a title that ends with it:
    '发放情况表（万元）'; None for '填报单位：某县'.

    Of several units the one of money counts, as it is the one that cannot be seen from the figures.
    """
    units = _stated_units(text)
    named = [unit for unit in units if unit]
    money = [unit for unit in named if unit in MONEY_IN_YUAN]
    if money:
        return money[0]
    return named[0] if len(named) == 1 and len(units) == 1 else None


def stated_units(text: str) -> list[str]:
    """All units a line above a table states, '' for each that is not known: '单位：万元、羽' → ['万元', '']."""
    return [unit or "" for unit in _stated_units(text)]


def _stated_units(text: str) -> list[str | None]:
    """What a line says are units, None for each that is none; all are units where it says so in brackets at its end, or
    where nothing else stands there."""
    text = unicodedata.normalize("NFKC", text)
    if alone := read_unit(text.strip().strip("()")):
        return [alone]
    if found := _STATED.search(text):
        return [read_unit(part) for part in _SEPARATORS.split(found[1])]
    closing = _CLOSING.search(text.strip())
    units = [read_unit(part) for part in _SEPARATORS.split(closing[1])] if closing else []
    return units if all(units) else []


_MULTIPLES = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "百": 100}


@lru_cache(maxsize=1024)
def split_multiple(unit: str) -> tuple[int, str]:
    """'万人' → (10000, '人'), '亿' → (100000000, ''), '千瓦' → (1, '千瓦'): the multiple in front of a unit of its own."""
    for prefix, factor in _MULTIPLES.items():
        rest = unit.removeprefix(prefix)
        if rest != unit and (not rest or rest in KNOWN_UNITS):
            return factor, rest
    return 1, unit


@lru_cache(maxsize=1024)
def unit_factor(written: str, wanted: str) -> Decimal | None:
    """What a figure in one unit is multiplied by to stand in another: ('万人', '人') → 10000; None when they differ."""
    if written == wanted:
        return Decimal(1)
    (from_factor, from_base), (to_factor, to_base) = split_multiple(written), split_multiple(wanted)
    return Decimal(from_factor) / Decimal(to_factor) if from_base == to_base else None
