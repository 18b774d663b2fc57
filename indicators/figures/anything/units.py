"""The unit of a stored figure as one of `core.words`, how figures without one are said, and the unit of one figure ÷ another."""

import re
from typing import Final

from core import words
from loaders.cells import PERCENT, read_unit, split_multiple

PLAIN: Final = ""
"""The unit of a figure of which nobody said any."""
FRACTION_WORD: Final = "小数"
"""Said of a share that is stored as 0.85; one stored as 85 is said to be in %."""
_YUAN: Final = "元"
_MONEY: Final = {"万元": "cny", _YUAN: "cny_per_person"}
_BY_TITLE: Final = (
    (re.compile(r"户数?(?:合计)?$"), "户"),
    (re.compile(r"人(?:数|口|口数)?$|劳动力$"), "人"),
    (re.compile(r"个数$"), "个"),
    (re.compile(r"月数$"), "个月"),
    (re.compile(r"天数$"), "天"),
)


def unit_of_money(word: str) -> str:
    """The unit of money stored in yuan that is read in 万元 or 元."""
    return _MONEY.get(word, "cny")


def unit_of_word(word: str) -> str:
    """The unit of a figure stored as its unit says (万元 in 万元, % as a fraction), '' without one."""
    word = word.strip()
    if word == PERCENT:
        return "percent"
    return {"": PLAIN, _YUAN: "cny_per_person"}.get(word, f"count:{word}")


def unit_of_answer(word: str) -> str:
    """The unit of a figure by what somebody said on the page: there a stored 85 can be said to be in %, and 0.85 to be a share."""
    return {PERCENT: f"count:{PERCENT}", FRACTION_WORD: "percent"}.get(word, unit_of_word(word))


def unit_of_title(title: str) -> str:
    """The unit that a title ends with: 网格户数 → 户; '' where it says none."""
    word = next((word for pattern, word in _BY_TITLE if pattern.search(title)), "")
    return unit_of_word(word)


def unit_word(unit: str) -> str:
    """The word that stands behind a value: 万元, %, 户; '' where nobody knows it."""
    if unit in words.RATES:
        return words.RATES[unit]
    fixed = {PLAIN: "", "cny": "万元", "cny_per_person": _YUAN, "points": "分", "ratio": ""}
    return fixed[unit] if unit in fixed else words.counter_of(unit)


def ratio_unit(above: str, below: str) -> tuple[float, str]:
    """What the quotient of two stored figures is multiplied by, and its unit: 万元 ÷ 户 is 元/户, 户 ÷ 户 a share."""
    (factor, base), (other, per) = _base(above), _base(below)
    scale = factor / other
    if not base or not per:
        return scale, PLAIN
    return (scale, "percent") if base == per else (scale, f"count:{base}/{per}")


def _base(unit: str) -> tuple[float, str]:
    if unit in ("cny", "cny_per_person"):
        return 1.0, _YUAN
    if unit in words.RATES or unit == f"count:{PERCENT}":
        return (0.01, PERCENT) if unit.startswith("count:") else (1.0, PERCENT)
    word = unit_word(unit)
    factor, base = split_multiple(word) if read_unit(word) else (1, word)
    return float(factor), base


def say(value: float | None, unit: str) -> str:
    """A value with its unit; without one the plain number, two decimals at most."""
    if unit != PLAIN:
        return words.say_value(value, unit)
    return words.MISSING_WORDS if words.is_missing(value) else words.say_number(round(float(value or 0.0), 2))


def say_change(now: float | None, before: float | None, unit: str) -> str:
    """The change against before, as `core.words` says changes; without a unit the plain difference."""
    if unit != PLAIN or words.is_missing(now) or words.is_missing(before):
        return words.say_change(now, before, unit or "ratio")
    difference = round(float(now or 0.0) - float(before or 0.0), 2)
    if not difference:
        return words.UNCHANGED_WORDS
    return f"{'▲' if difference > 0 else '▼'}{words.say_number(abs(difference))}"
