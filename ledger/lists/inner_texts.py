"""The words of a problem in a list, apart from the number in front of them and from what they say of departments inside:
（牵头单位：…；责任单位：…） and 整改措施：…"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from ledger.book import LONGEST
from ledger.lists.fields import Taken, filled, keep, leave
from ledger.lists.problems import ROW, ListProblem
from ledger.lists.rows import SheetRow
from ledger.lists.words import list_words, plain

TITLE_LENGTH = 40
"""A title made from the words of the problem is its first clause, cut to this many characters."""
_CLOSERS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_OPENERS = "".join(_CLOSERS)
_NUMBER = re.compile(
    r"^\s*((?:[(（]\d{1,3}[)）]|\d{1,3}[.、．](?!\d)|[(（]?[一二三四五六七八九十]{1,3}[)）、])?\s*[①-⑳]?)\s*"
)
_CLAUSE = re.compile(r"[。；;，,！!？?：:\n]")


@dataclass(frozen=True)
class TextParts:
    """The words themselves and field → what the text said of it. Without parts `words` is the whole text."""

    words: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowWords:
    """The number of a row ('' : none), field → what its words say of it inside, and what is taken of the words."""

    number: str
    parts: Mapping[str, str]
    taken: Taken


def read_words(row: SheetRow) -> RowWords:
    """Number, title and description; a number in front of the words is the row's when it has none of its own."""
    numbers, taken = filled(row, "number")
    number = numbers[0].text if numbers else ""
    taken += _keep_number(number) + keep("分组", row.section)
    titles, broken = filled(row, "title")
    descriptions, also_broken = filled(row, "description")
    taken += broken + also_broken
    cells = descriptions or titles
    if not cells:
        missing = ListProblem(row.sheet, row.row, "", "问题", "", "问题的文字", ROW)
        return RowWords(number, {}, taken + Taken(problems=(missing,)))
    text = "\n".join(dict.fromkeys(cell.text for cell in cells))
    inside = take_apart(text)
    own, words = split_number(inside.words)
    title_own, title = split_number(titles[0].text) if titles and descriptions else ("", "")
    if not number:
        taken += _keep_number(own)
    if words != text:
        taken += keep("原文", text)
    if len(words) > LONGEST:
        taken += leave(cells[0], f"最多 {LONGEST} 个字", text=words)
    if not (number or own):
        taken += _keep_number(title_own)
    words = words[:LONGEST]
    taken += Taken({"description": words, "title": title or make_title(words)})
    return RowWords(number or own or title_own, inside.parts, taken)


def _keep_number(number: str) -> Taken:
    return keep(list_words().title("number"), number)


def split_number(text: str) -> tuple[str, str]:
    """The number in front of words, and the words; a text that is nothing but a number stays whole."""
    found = _NUMBER.match(text)
    number, rest = (found[1].strip(), text[found.end() :].strip()) if found else ("", "")
    return (number, rest) if number and rest else ("", text.strip())


def section_aspect(section: str) -> str:
    """The aspect that a section is named after: 一、责任落实方面（3个）; '' when it is none."""
    text = _NUMBER.sub("", section)
    return list_words().value("aspects", re.sub(r"[(（][^()（）]*[)）]$", "", text.strip()))


def make_title(words: str) -> str:
    """The first clause of a problem's words, cut where it is long."""
    first = _CLAUSE.split(plain(words), maxsplit=1)[0] or plain(words)
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def take_apart(text: str) -> TextParts:
    """Words and parts of a text; a text that would lose all its words stays whole."""
    rest, parts = _take_brackets(text)
    words, sections = _take_sections(rest)
    parts = sections | parts
    words = words.strip().rstrip("；;，,、")
    return TextParts(words, parts) if words and parts else TextParts(text.strip())


@cache
def _label() -> str:
    """A declared label and its colon, as a pattern with one group; longer labels first."""
    names = sorted(list_words().labels, key=len, reverse=True)
    return f"({'|'.join(map(re.escape, names))})\\s*[:：]"


def _take_brackets(text: str) -> tuple[str, dict[str, str]]:
    """The text without the brackets that hold only labelled parts, and these parts."""
    parts: dict[str, str] = {}
    kept, at = [], 0
    for start, end in _brackets(text):
        labelled = _read_labelled(text[start + 1 : end])
        if labelled:
            parts = labelled | parts
            kept.append(text[at:start])
            at = end + 1
    return "".join((*kept, text[at:])), parts


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets, from the opening to the closing one; half and full width close each other."""
    depth, start = 0, 0
    for position, letter in enumerate(text):
        if letter in _OPENERS:
            start = position if depth == 0 else start
            depth += 1
        elif letter in _CLOSERS.values() and depth:
            depth -= 1
            if depth == 0:
                yield start, position


def _read_labelled(text: str) -> dict[str, str]:
    """Label: words; label: words … to fields; {} when the text does not start with a label."""
    marks = list(re.finditer(rf"(?:^|[；;。，,、\s])\s*{_label()}", text))
    if not marks or text[: marks[0].start()].strip():
        return {}
    return _between(text, marks)


def _take_sections(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first label that begins a sentence, and what follows each such label."""
    marks = list(re.finditer(rf"(?:^|[。；;！!？?）)】\n])\s*{_label()}", text))
    if not marks:
        return text, {}
    cut = marks[0].start()
    before = text[: cut + 1] if text[cut : cut + 1] in tuple("。！!？?）)】") else text[:cut]
    return before, _between(text, marks)


def _between(text: str, marks: list[re.Match[str]]) -> dict[str, str]:
    ends = [*(mark.start() + 1 for mark in marks[1:]), len(text)]
    found: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        words = text[mark.end() : end].strip().rstrip("；;，,、 ")
        if words:
            found.setdefault(list_words().labels[mark[1]], words)
    return found
