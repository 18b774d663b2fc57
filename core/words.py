"""Values, changes, ranks and dates as Chinese text, the same on every screen and in every report.

Values come in as they are stored: fractions 0–1 for `percent`, yuan for `cny`. Text is rounded here and nowhere else,
四舍五入 (half up), because that is how an office checks a figure with a calculator.
"""

import math
import re
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

MISSING_WORDS = "—"
UNCHANGED_WORDS = "—"
MINUS = "−"
NO_VALUE_WORDS = "无数据"
NEW_WORDS = "新"
UNRANKED_WORDS = "未排名"
DISPLAY_ROUNDING = ROUND_HALF_UP
CNY_PER_WAN = 10_000
CNY_PER_YI = 100_000_000
"""From so much on money is said in 亿元."""
NOISE = Decimal("1e-9")
YI = "亿元"

COUNTERS = {"households": "户", "persons": "人", "days": "天"}
UNITS = (
    "percent",
    "percent_points",
    "cny",
    "cny_per_person",
    "households",
    "persons",
    "count",
    "days",
    "points",
    "ratio",
)
DEFAULT_COUNTER = "个"
RATES = {"percent": "%", "percent_points": "个百分点"}
"""Units stored as fractions: a rate, and a difference of two rates."""
_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")


def is_unit(unit: str) -> bool:
    """True for a unit of `UNITS`; a count may name its own counter word after a colon: `count:座`."""
    return unit in UNITS or (unit.startswith("count:") and len(unit) > len("count:"))


def is_countable(unit: str) -> bool:
    """True where values are whole cases: households, persons, days, and counts of anything."""
    return unit in COUNTERS or unit.split(":")[0] == "count"


def counter_of(unit: str) -> str:
    """The counter word of a countable unit: `户`, `人`, `天`, or what follows `count:` (`个` when nothing does)."""
    return COUNTERS.get(unit) or unit.partition(":")[2] or DEFAULT_COUNTER


def is_missing(value: object) -> bool:
    """True for None, NaN, infinities and pandas' NA: all of them are "no value", none of them is zero."""
    try:
        return value is None or not math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return True


def say_value(value: float | None, unit: str, *, is_exact: bool = False) -> str:
    """One value with its unit: `85.72%`, `1,234.56 万元` (from yuan), `1.23 亿元` (from 10,000 万元 on), `23 户`; missing is `—`.

    A share is 100.00% only where nothing is left: just below it is `99.99%`. `is_exact` keeps 万元: for a column that names its unit,
    and where a reader reckons with the figure.
    """
    if is_missing(value):
        return MISSING_WORDS
    number, decimals, word = _shown(value, unit, is_exact)
    gap = "" if word in ("", "%") else " "
    said = _fixed(number, decimals)
    if unit == "percent" and number < 100 and said == _fixed(Decimal(100), decimals):
        said = f"{100 - Decimal(1).scaleb(-decimals)}"
    return f"{said}{gap}{word}"


def say_line(value: float, unit: str) -> str:
    """A line of a scoring rule, without needless zeros and without a space: `95%`, `25天`, `0.5分`, `6,000元`, `3.3亿元`."""
    number, _, word = _shown(value, unit)
    if word == YI and number * CNY_PER_WAN % 1:
        number, _, word = _shown(value, unit, is_exact=True)
    return f"{say_number(number)}{word}"


def say_difference(value: float, unit: str) -> str:
    """The size of a step between two values as a rule says it: `0.1个百分点` for rates, otherwise as `say_line`."""
    return f"{say_number(_decimal(value) * 100)}个百分点" if unit in RATES else say_line(value, unit)


def say_number(value: float | Decimal) -> str:
    """A bare number with thousands separated and at most four decimals, no trailing zeros: `0.5`, `6,000`."""
    text = _fixed(_decimal(value), 4)
    return text.rstrip("0").rstrip(".")


def say_points(points: float) -> str:
    """Percentage points already multiplied by 100: `8.68个百分点`."""
    return f"{_fixed(_decimal(points), 2)}个百分点"


def say_change(now: float | None, before: float | None, unit: str) -> str:
    """Change against before: rates in 个百分点, amounts of money in %, everything else in its own unit.

    `▲1.20 个百分点`, `▼3.25%`, `▲2 户`; `—` when nothing changed that can be seen at this rounding, `新` without a value
    before, `无数据` without one now. Money that was zero or negative before has no percentage: the difference is shown.
    """
    if is_missing(now):
        return NO_VALUE_WORDS
    if is_missing(before):
        return NEW_WORDS
    new, old = _decimal(now), _decimal(before)
    text = _say_size_of_change(new - old, old, unit)
    if not re.search("[1-9]", text):
        return UNCHANGED_WORDS
    return f"▲{text}" if new > old else f"▼{text}"


def say_at_least(amount: float, unit: str, is_more: bool = False) -> str:
    """An amount still needed, rounded up so that doing exactly what is written is enough.

    `is_more` asks for strictly more than `amount`. Rates are given as a difference (`3.20 个百分点`). Money is rounded as
    everywhere else, so that what is missing is one figure on every page: the half of 0.01 万元 is seen in no mark; but never
    to nothing. 亿元 have four decimals for the same reason.
    """
    number, decimals, word = _shown(amount, unit)
    decimals = 4 if word == YI else decimals
    if word == "%":
        word = "个百分点"
    if is_countable(unit):
        decimals = 0
    step = Decimal(1).scaleb(-decimals)
    is_seen = abs(number) >= step / 2
    if unit == "cny" and is_seen and not is_more:
        rounded = number
    elif is_more:
        rounded = ((number + NOISE) / step).to_integral_value(ROUND_FLOOR) * step + step
    else:
        rounded = ((number - NOISE) / step).to_integral_value(ROUND_CEILING) * step
    return f"{_fixed(rounded, decimals)} {word}".rstrip()


def say_rank(rank: float | None, is_tied: bool = False) -> str:
    """`第3`, `第3（并列）`; `未排名` without a rank."""
    if is_missing(rank):
        return UNRANKED_WORDS
    return f"第{int(_decimal(rank))}（并列）" if is_tied else f"第{int(_decimal(rank))}"


def say_date(day: date) -> str:
    """`2021年11月20日`, Arabic figures without leading zeros as GB/T 9704 writes them."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_period(period: str) -> str:
    """`2021-11` → `2021年11月`, `2021` → `2021年`. Raises ValueError for anything else."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"not a period: {period!r}")
    return f"{match[1]}年{int(match[2])}月" if match[2] else f"{match[1]}年"


def say_as_of(period: str, day: date) -> str:
    """The period and the day it is looked at: `2021年11月，截至2021年11月20日`."""
    return f"{say_period(period)}，截至{say_date(day)}"


def say_days_until(days: int) -> str:
    """A countdown: `还有 12 天`, `今天` (due today is not overdue), `已过 3 天`."""
    if days == 0:
        return "今天"
    return f"还有 {days} 天" if days > 0 else f"已过 {-days} 天"


def _shown(value: object, unit: str, is_exact: bool = False) -> tuple[Decimal, int, str]:
    """The number as shown, its decimals and its unit word. Raises ValueError for an unknown unit."""
    number = _decimal(value)
    if unit in RATES:
        return number * 100, 2, RATES[unit]
    if unit == "cny":
        is_large = abs(number) >= CNY_PER_YI and not is_exact
        return (number / CNY_PER_YI, 2, YI) if is_large else (number / CNY_PER_WAN, 2, "万元")
    if is_countable(unit):
        return number, 0 if number == number.to_integral_value() else 2, counter_of(unit)
    fixed = {"cny_per_person": "元", "points": "分", "ratio": ""}
    if unit not in fixed:
        raise ValueError(f"unknown unit: {unit!r}")
    return number, 2, fixed[unit]


def _say_size_of_change(difference: Decimal, old: Decimal, unit: str) -> str:
    if unit in RATES:
        return f"{_fixed(abs(difference) * 100, 2)} 个百分点"
    if unit in ("cny", "cny_per_person") and old > 0:
        return f"{_fixed(abs(difference) / old * 100, 2)}%"
    return say_value(float(abs(difference)), unit)


def _decimal(value: object) -> Decimal:
    """Through the shortest text of the float, so that 1.005 rounds as the 1.005 that was typed."""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))  # type: ignore[arg-type]


def _fixed(number: Decimal, decimals: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=DISPLAY_ROUNDING)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,.{decimals}f}"
