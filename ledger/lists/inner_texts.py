"""Takes apart a text that names departments and measures inside: （牵头单位：…；责任单位：…） and 整改措施：…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from ledger.lists.words import list_words

_CLOSERS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_OPENERS = "".join(_CLOSERS)
_SAME = {"(": "（", ")": "）"}
_END = "。；;，,、 \n\t"


@dataclass(frozen=True)
class TextParts:
    """The words themselves and field → what the text said of it. Without parts `words` is the whole text."""

    words: str
    parts: Mapping[str, str] = field(default_factory=dict)


def take_apart(text: str) -> TextParts:
    """Words and parts of a text; a text that would lose all its words stays whole."""
    rest, parts = _take_brackets(text)
    words, sections = _take_sections(rest)
    for name, told in sections.items():
        parts.setdefault(name, told)
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
        told = _read_labelled(text[start + 1 : end])
        if told:
            for name, words in told.items():
                parts.setdefault(name, words)
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
        told = text[mark.end() : end].strip().rstrip("；;，,、 ")
        if told:
            found.setdefault(list_words().labels[mark[1]], told)
    return found
