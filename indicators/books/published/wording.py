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
_SCORED = re.compile(r"满分|不得分|零分|\d分|不计分|计分|扣完|否决|缺项|加分|扣分")
_BARE_POINTS = re.compile(r"(?:共|计|满分)?\d+(?:\.\d+)?分")
"""The points of an item that stand in brackets behind it."""
_ENDS = re.compile(
    r"[,;。:\n]|、(?=[^、]*?(?:得|计|扣|加|满分|不得分))(?<=满分、)|(?<=不得分)、|(?<=\d分)、|(?<=计分)、"
)
_INCLUSIVE = re.compile(r"\(含(?:本数|\d+(?:\.\d+)?%?)?\)(?=以[上下内])|(?<=以[上下内])\(含[^()]*\)")


def tidy(text: str) -> str:
    """The text in half-width signs with its numbers in figures: `每低一个百分点扣０．５分` → `每低1个百分点扣0.5分`."""
    text = _CIRCLED.sub(lambda match: f"({unicodedata.normalize('NFKC', match[0])})", text)
    text = unicodedata.normalize("NFKC", text).replace("％", "%").replace("半分", "0.5分")
    text = _PERCENT.sub(lambda match: f"{_number(match[1])}{_decimals(match[2])}%", text)
    text = _RANKED.sub(lambda match: str(_number(match[1])), text)
    text = _WITH_COUNTER.sub(lambda match: str(_number(match[1])), text)
    return _INCLUSIVE.sub("", text)


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
