"""A scoring sentence made plain for the grammar: half-width signs, numbers in figures, one clause at a time."""

import re
import unicodedata

_DIGITS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_NUMERAL = "[零〇一二两三四五六七八九十百]+?"
_COUNTED = (
    "个?百分点|分(?![点之钟级类批期支])|个|例|户|人|名|位|项(?!目)|次|处|起|件|条|篇|宗|天|日|村|所|家|倍|成|以上|以下"
)
_WITH_COUNTER = re.compile(rf"(?<![第零〇一二两三四五六七八九十百])({_NUMERAL})(?={_COUNTED})")
_RANKED = re.compile(rf"(?<=[前第至到])({_NUMERAL})(?=名|位|至|到|-|—|~|的|得|加|$)")
_PERCENT = re.compile("百分之([零〇一二两三四五六七八九十百]+)(?:点([零〇一二三四五六七八九]+))?")
_CIRCLED = re.compile("[①-⑳]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SCORED = re.compile(
    r"满分|不得分|零分|\d分|不计分|计分|扣完|否决|缺项|加分|扣分|(?:不得|不能|不予|最高)[^,;。]{0,4}评"
)
_BARE_POINTS = re.compile(r"(?:共|计|满分)?\d+(?:\.\d+)?分")
"""The points of an item that stand in brackets behind it."""
_ENDS = re.compile(
    r"[,;。:\n]|、(?=[^、]*?(?:得|计|扣|加|满分|不得分))(?<=满分、)|(?<=不得分)、|(?<=\d分)、|(?<=计分)、"
)
_DOWN = "(?:递减|扣减|扣除|减少|少得|扣|减)"
_BACK = "(?:后移|退后|后退|靠后|往后|落后|下降|降低|降|低|差)"
_ONE_PLACE = re.compile(
    rf"(?:每(?:{_BACK}?(?P<places>\d*)个?(?:位次|名次)|{_BACK}(?P<named>\d*)个?[名位])|依次)(?:按|以)?{_DOWN}?"
    rf"(?P<points>\d+(?:\.\d+)?分)(?:的标准)?{_DOWN}?"
)
"""`每位次按0.25分递减`, `其余依次递减0.5分`: what each place further down costs."""
_IN_ORDER = re.compile(
    r"(?P<before>(?:排名|排|位居|位列|列|获)?全?[省市州县区]?(?:排名|排)?)"
    r"(?:前(?P<first>\d+)(?:名|位)?|第?(?P<low>\d+)(?:名|位)?[-~—至到]第?(?P<high>\d+)(?:名|位)?|(?P<named>(?:第?[\d一二三四五六七八九十]+(?:名|位)?、)+第?[\d一二三四五六七八九十]+(?:名|位)))"
    r"的?,?(?:依次|分别)(?P<way>赋予|赋|给予|给|计|记|得|加|奖励|奖)(?P<points>\d+(?:\.\d+)?分?(?:、\d+(?:\.\d+)?分?)+)"
)
"""`排名1-5名的依次赋予10分、9分、8分、7分、6分`: places and as many points."""
_INCLUSIVE = re.compile(r"\(含(?:本数|\d+(?:\.\d+)?%?)?\)(?=以[上下内])|(?<=以[上下内])\(含[^()]*\)")


def tidy(text: str) -> str:
    """The text in half-width signs with its numbers in figures: `每低一个百分点扣０．５分` → `每低1个百分点扣0.5分`."""
    text = _CIRCLED.sub(lambda match: f"({unicodedata.normalize('NFKC', match[0])})", text)
    text = unicodedata.normalize("NFKC", text).replace("％", "%").replace("半分", "0.5分")
    text = _PERCENT.sub(lambda match: f"{_number(match[1])}{_decimals(match[2])}%", text)
    text = _RANKED.sub(lambda match: str(_number(match[1])), text)
    text = _WITH_COUNTER.sub(lambda match: str(_number(match[1])), text)
    return _spread(_ONE_PLACE.sub(_one_place, _INCLUSIVE.sub("", text)))


def _one_place(match: re.Match[str]) -> str:
    places = match["places"] or match["named"] or "1"
    return f"每差{places}位次扣{match['points']}" if re.search(_DOWN, match[0]) else match[0]


def _spread(text: str) -> str:
    """Places that are given their points in one breath, one after the other: `第1名得10分;第2名得9分`."""
    return _IN_ORDER.sub(_spread_one, text)


def _spread_one(match: re.Match[str]) -> str:
    points = [one.removesuffix("分") for one in match["points"].split("、")]
    if match["named"]:
        places = [_place(one) for one in match["named"].split("、")]
    else:
        places = list(range(int(match["low"] or 1), int(match["first"] or match["high"]) + 1))
    if len(places) != len(points):
        return match[0]
    way = "加" if match["way"] in ("加", "奖励", "奖") else "得"
    return ";".join(f"排名第{place}名{way}{one}分" for place, one in zip(places, points, strict=True))


def _place(text: str) -> int:
    bare = text.strip("第名位")
    return int(bare) if bare.isdigit() else _number(bare)


def split_clauses(text: str) -> list[str]:
    """The clauses of a tidied text. What stands in brackets is a clause of its own where it scores, else it is left out."""
    inside = [found for found in _BRACKETS.findall(text) if _SCORED.search(found) and not _BARE_POINTS.fullmatch(found)]
    bare = _BRACKETS.sub("", text)
    return [clause.strip() for clause in [*_ENDS.split(bare), *inside] if clause.strip(" .")]


def is_scoring(clause: str) -> bool:
    """Whether a clause speaks of points."""
    return _SCORED.search(clause) is not None


def _number(text: str) -> int:
    whole = part = 0
    for letter in text:
        if letter in _TENS:
            whole += (part or 1) * _TENS[letter]
            part = 0
        else:
            part = _DIGITS[letter]
    return whole + part


def _decimals(text: str | None) -> str:
    return "." + "".join(str(_DIGITS[letter]) for letter in text) if text else ""
