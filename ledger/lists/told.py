"""The words of a problem in a list: number, section, title and description, apart from what they say of departments."""

from __future__ import annotations

import re

from ledger.book.problems import LONGEST
from ledger.lists.inner_texts import TextParts, take_apart
from ledger.lists.problems import ROW, ListProblem
from ledger.lists.taking import RowTaking
from ledger.lists.words import list_words, plain

TITLE_LENGTH = 40
"""A title made from the words of the problem is its first clause, cut to this many characters."""
_NUMBER = re.compile(
    r"^\s*((?:[(（]\d{1,3}[)）]|\d{1,3}[.、．](?!\d)|[(（]?[一二三四五六七八九十]{1,3}[)）、])?\s*[①-⑳]?)\s*"
)
_CLAUSE = re.compile(r"[。；;，,！!？?：:\n]")


class WordsTaking(RowTaking):
    """Takes number, section and words of a row."""

    def _read_number(self) -> None:
        cells = self._cells("number")
        self._number = cells[0].text if cells else ""
        self._keep(list_words().title("number"), self._number)
        aspect = self._section_aspect()
        if aspect:
            self._values["aspect"] = aspect
        self._keep("分组", self._told.section)

    def _section_aspect(self) -> str:
        """The aspect that a section is named after: 一、责任落实方面（3个）."""
        text = _NUMBER.sub("", self._told.section)
        return list_words().value("aspects", re.sub(r"[(（][^()（）]*[)）]$", "", text.strip()))

    def _read_words(self) -> TextParts:
        """Title and description, apart from what the text says of departments and measures."""
        titles, descriptions = self._cells("title"), self._cells("description")
        cells = descriptions or titles
        if not cells:
            self._problems.append(
                ListProblem(self._told.sheet, self._told.row, "", "问题", "", "问题的文字", ROW)
            )  # fmt: skip
            return TextParts("")
        text = "\n".join(dict.fromkeys(cell.text for cell in cells))
        parts = take_apart(text)
        words = self._without_number(parts.words)
        if words != text:
            self._keep("原文", text)
        if len(words) > LONGEST:
            self._refuse(cells[0], f"最多 {LONGEST} 个字")
            self._keep(cells[0].header, words)
            words = words[:LONGEST]
        self._values["description"] = words
        own = self._without_number(titles[0].text) if titles and descriptions else ""
        self._values["title"] = own or make_title(words)
        return parts

    def _without_number(self, text: str) -> str:
        """The words without the number in front of them, which becomes the row's when it has none."""
        found = _NUMBER.match(text)
        number, rest = (found[1].strip(), text[found.end() :]) if found else ("", text)
        if not number or not rest.strip():
            return text.strip()
        if not self._number:
            self._number = number
            self._keep(list_words().title("number"), number)
        return rest.strip()


def make_title(words: str) -> str:
    """The first clause of a problem's words, cut where it is long."""
    first = _CLAUSE.split(plain(words), maxsplit=1)[0] or plain(words)
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"
