"""One cell to a code, text, truth value, choice or ID number."""

import math
import re
from collections.abc import Mapping, Sequence

from core.personal import mask_text
from loaders.cells.base import (
    LARGEST_EXACT,
    MISSING,
    TEXT_KEEPS,
    CellProblem,
    Parsed,
    empty_or_error,
    half_width,
    plain_text,
    refuse,
)
from loaders.cells.dates import is_day

MAX_TEXT = 5_000
"""Longest text of one cell, in characters."""

SHORTEST_ID = 15
"""Characters of the shortest number that may be a person's; nothing of a shorter one is quoted."""

_DIGITS_LOST = re.compile(r"[-+]?\d(?:\.\d+)?[eE]\+?\d+")
_WRAPPED = re.compile(r'="(.*)"|[\'`‘’](.*)')


def parse_code(cell: object) -> Parsed:
    """A code as text: 621102.0 and '621102.0' → '621102'; long numbers kept as numbers have lost their end: a problem.

    `="0123"` and a leading apostrophe, both ways of forcing text, are taken off.
    """
    early = empty_or_error(cell)
    if early:
        return early
    if isinstance(cell, str):
        text = half_width(cell)
        wrapped = _WRAPPED.fullmatch(text)
        text = (wrapped[1] or wrapped[2] or "").strip() if wrapped else text
        if _DIGITS_LOST.fullmatch(text):
            return refuse("digits_lost", cell, "完整的代码；科学计数法已丢失末位，请把该列设为文本格式后重填")
        return Parsed(text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text or None)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return refuse("not_a_code", cell, "代码；请把该列设为文本格式")
    if not math.isfinite(cell) or cell != int(cell) or cell < 0:
        return refuse("not_a_code", cell, "代码，不带小数")
    if cell >= LARGEST_EXACT:
        return refuse("digits_lost", cell, "完整的代码；按数字保存只留 15 位，请把该列设为文本格式后重填")
    return Parsed(str(int(cell)))


def parse_text(cell: object, max_length: int = MAX_TEXT) -> Parsed:
    """A text without blanks around it; line ends become '\\n', invisible control characters go; 无 stays 无."""
    early = empty_or_error(cell, TEXT_KEEPS)
    if early:
        return early
    text = clean_text(cell) if isinstance(cell, str) else plain_text(cell)
    if len(text) > max_length:
        return refuse("text_too_long", cell, f"不超过 {max_length} 字")
    return Parsed(text or None)


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2028\u2029\ufeff]")


def clean_text(text: str) -> str:
    """The same text without blanks around it and without invisible control characters."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


YES = frozenset(("是", "有", "已", "对", "1", "y", "yes", "t", "true", "√", "✓", "✔", "☑", "已实施", "已完成"))
NO = frozenset(
    (
        "否",
        "无",
        "未",
        "没有",
        "错",
        "0",
        "n",
        "no",
        "f",
        "false",
        "×",
        "✗",
        "✘",
        "x",
        "☐",
        "不是",
        "未实施",
        "尚未实施",
        "未完成",
    )
)


def parse_boolean(cell: object) -> Parsed:
    """True for 是 有 已 √ 1 Y, False for 否 无 未 × 0 N, and their like."""
    if isinstance(cell, bool):
        return Parsed(cell)
    text = half_width(plain_text(cell)).lower() if cell is not None else ""
    if text in YES or text in NO:
        return Parsed(text in YES)
    return empty_or_error(cell) or refuse("not_yes_no", cell, "是 或 否")


def choice_lookup(choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every way of writing a choice, normalised → the choice itself."""
    return {_choice_key(text): name for name, others in choices.items() for text in (*others, name)}


def _choice_key(text: str) -> str:
    return "".join(half_width(text).split()).lower()


def parse_choice(
    cell: object, choices: Mapping[str, Sequence[str]], lookup: Mapping[str, str] | None = None, is_open: bool = False
) -> Parsed:
    """The choice a cell names, itself or by an alias; `choices` maps each choice to its aliases. Where the choices are open
    (`is_open`) any other text is one of its own."""
    lookup = choice_lookup(choices) if lookup is None else lookup
    key = _choice_key(plain_text(cell)) if cell is not None else ""
    if key in lookup:
        return Parsed(lookup[key])
    if is_open:
        return parse_text(cell)
    return empty_or_error(cell) or refuse("not_a_choice", cell, "、".join(choices))


ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK_DIGITS = "10X98765432"
_ID = re.compile(r"[1-9]\d{16}[\dX]")
_DISABILITY = re.compile(r"[1-7][1-4](?:[B\d]\d)?")


def parse_id_number(cell: object) -> Parsed:
    """A citizen's number of 18 characters (GB 11643-1999), or a disability certificate's of 20 or 22, as text.

    A certificate's number is the citizen's number, kind (1-7), grade (1-4) and, when reissued, two characters more.
    Problems never quote the number: it is masked.
    """
    code = parse_code(cell)
    if code.problem:
        return Parsed(None, code.problem._replace(came=mask_number(code.problem.came)))
    if code.value is None:
        return MISSING
    text = code.value.upper()
    if len(text) not in (18, 20, 22):
        return _refuse_id(text, f"18 位身份证号，或 20、22 位残疾人证号；现有 {len(text)} 位")
    if not _ID.fullmatch(text[:18]) or (len(text) > 18 and not _DISABILITY.fullmatch(text[18:])):
        return _refuse_id(text, "由数字组成的证件号码（末位可为 X）")
    if not is_day(int(text[6:10]), int(text[10:12]), int(text[12:14])):
        return _refuse_id(text, "出生日期真实的证件号码")
    if id_check_digit(text) != text[17]:
        return _refuse_id(text, "校验位正确的证件号码；请逐位核对")
    return Parsed(text)


def id_check_digit(number: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return ID_CHECK_DIGITS[total % 11]


def mask_number(text: str) -> str:
    """An ID number as it may be shown: its first two and last three characters; short ones not at all."""
    return mask_text(text, "id") if len(text) >= SHORTEST_ID else "*" * len(text)


def _refuse_id(text: str, expected: str) -> Parsed:
    return Parsed(None, CellProblem("not_an_id", mask_number(text), expected))
