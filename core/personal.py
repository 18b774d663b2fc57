"""What of a person may be read: one place that says who sees it whole, and one that masks what is not.

A column of a table says what it holds (`personal: name`, `id`, `phone`, or any other word); every screen, office file, JSON and
text of the ledger asks `mask_text`. A text that anybody may have written anything into asks `mask_numbers`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple

NAME: Final = "name"
ID: Final = "id"
PHONE: Final = "phone"
LAND_LINE: Final = "land_line"
_KEPT: Final = {ID: (2, 3), PHONE: (3, 4), LAND_LINE: (0, 2)}
"""How many characters at the beginning and at the end stay readable."""
LEAST_HIDDEN: Final = 4

_APART: Final = (
    r"[ \t\u00a0\u3000_\u002d\u2010-\u2015\u2212\uff0d\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
"""What people, and programs that cannot be seen, put between the digits of one number: blanks, dashes, marks without a width."""
_MAYBE: Final = re.compile(rf"\d(?:(?:{_APART}|[)）.]){{0,2}}\d){{6}}")
"""What a text has at least where it holds a number of a person."""
_HALF_WIDTH: Final = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"}
_KINDS: Final = tuple(
    (re.compile(pattern.replace("~", f"{_APART}{{0,2}}").replace("^", f"{_APART}{{1,2}}")), kind)
    for pattern, kind in (
        # a citizen's number by its day of birth, however it is parted; a disability certificate's has up to four characters more
        (
            r"(?<!\d)[1-9](?:~\d){5}~(?:1~[89]|2~0)(?:~\d){2}~(?:0~[1-9]|1~[0-2])~(?:0~[1-9]|[12]~\d|3~[01])(?:~\d){3}~[\dXx]"
            r"(?:\d\d(?:[\dBb]\d)?)?(?!\d)",
            ID,
        ),
        (r"(?<!\d)\d{14,}[\dXx](?:[Bb]\d)?(?!\d)", ID),
        (r"(?<!\d)[3-6]\d{3}(?:^\d{4}){3}(?:^\d{1,4})?(?!\d)", ID),  # a bank card's, in fours
        (
            r"(?<!\d)(?<!\d[.,])(?:(?:00)?86~|0)?(?P<number>1[3-9]"
            r"(?:\d{9}|\d^\d{4}^\d{4}|\d\.\d{4}\.\d{4}|\d^\d{3}^\d{5}|\d^\d{8}|\d{2}^\d{3}^\d{4}|\d{2}^\d{4}^\d{3}|\d{5}^\d{4}))"
            r"(?!\d|\.\d)",
            PHONE,
        ),
        (
            r"(?<![\d.,])0(?:(?:10|2\d)|[3-9]\d\d)[)）]?~(?P<number>\d{3,4}~\d{4})(?!\d|\.\d)",
            LAND_LINE,
        ),
        (
            r"(?:电话|座机|固话|手机|联系方式|[Tt][Ee][Ll])(?:号码|号)?[:：是为]?~(?P<number>\d{3,4}~\d{4})(?!\d|\.\d)",
            LAND_LINE,
        ),
    )
)
"""Numbers of persons in free texts, what leaves least doubt first: ID, certificate and card numbers, mobile phones, land lines."""


class _Number(NamedTuple):
    start: int
    end: int
    kind: str


_behind: ContextVar[bool] = ContextVar("behind the mask", default=False)


@contextmanager
def behind_mask(is_open: bool) -> Iterator[None]:
    """Inside, in this thread, personal texts are whole where `is_open`, and masked where not. Only a page that has shown one household to
    somebody who gave a reason opens it; whatever is kept for others is made with it closed."""
    mark = _behind.set(is_open)
    try:
        yield
    finally:
        _behind.reset(mark)


def may_see_whole(personal: str) -> bool:
    """Whether whoever looks may read such a text unmasked: inside `behind_mask` only."""
    return _behind.get()


def mask_text(text: str, personal: str) -> str:
    """Personal text that may be shown: 张* · 35*************123 · 138****1234; any other kind is `***`.

    A name keeps its first character, an ID number the first two and last three, a phone number the first three and last
    four; what would then hide less than `LEAST_HIDDEN` shows nothing. '' stays ''.
    """
    if not text or may_see_whole(personal):
        return text
    if personal == NAME:
        return f"{text[0]}*"
    keep = _KEPT.get(personal)
    if keep is None or len(text) < sum(keep) + LEAST_HIDDEN:
        return "***"
    return f"{text[: keep[0]]}{'*' * (len(text) - sum(keep))}{text[-keep[1] :]}"


def mask_numbers(text: str) -> str:
    """A free text with the numbers of persons in it masked, blanks and dashes in place: `138 **** 5678`, `0743-*****67`.

    Dates, amounts, numbers of problems and codes of places (6, 9, 12 digits) stay.
    """
    found = list(_numbers(text))
    for number in reversed(found):
        text = text[: number.start] + _mask_digits(text[number.start : number.end], number.kind) + text[number.end :]
    return text


def holds_numbers(text: str) -> bool:
    """Whether a text has a number of a person in it."""
    return next(_numbers(text), None) is not None


def restore_numbers(text: str, was: str) -> str:
    """A text that somebody edited who saw `was` masked: masked numbers that still stand in it are the ones of `was` again."""
    at = 0
    for number in _numbers(was):
        whole = was[number.start : number.end]
        masked = _mask_digits(whole, number.kind)
        found = text.find(masked, at)
        if found >= 0:
            text = text[:found] + whole + text[found + len(masked) :]
            at = found + len(whole)
    return text


def _numbers(text: str) -> Iterator[_Number]:
    """The numbers of persons in a text, in its order."""
    if not _MAYBE.search(text):
        return
    plain, at = text.translate(_HALF_WIDTH), 0
    while True:
        matches = [(match, kind) for pattern, kind in _KINDS if (match := pattern.search(plain, at))]
        if not matches:
            return
        match, kind = min(matches, key=lambda one: one[0].start())
        group = "number" if "number" in match.groupdict() else 0
        yield _Number(match.start(group), match.end(group), kind)
        at = match.end()


def _mask_digits(text: str, kind: str) -> str:
    if may_see_whole(PHONE if kind == LAND_LINE else kind):
        return text
    first, last = _KEPT[kind]
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    hidden = set(places[first : len(places) - last])
    return "".join("*" if place in hidden else letter for place, letter in enumerate(text))
