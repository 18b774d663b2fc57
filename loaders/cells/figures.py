"""One cell to a number, a count, an amount in yuan or a rate."""

import math
import re
from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from loaders.cells.base import LARGEST_EXACT, Parsed, empty_or_error, half_width, refuse
from loaders.cells.units import MONEY_IN_YUAN, PERCENT, PERMILLE, POINTS, read_unit, split_multiple, unit_factor
from loaders.files import FormattedFigure

LARGEST_INTEGER = 2**63 - 1
WHOLE_TOLERANCE = 1e-9
"""A count may be this far from a whole number, in parts of itself: the noise of Excel's sums."""
YUAN_DECIMALS = 6
SHARE_DECIMALS = 12
HUNDREDTH = Decimal("0.01")
SAFE_STEPS, SAFE_FRACTION = 1e14, 0.4
LONGEST_EXPONENT, LONGEST_UNIT = 4, 6
PERCENT_FROM, PERCENT_UP_TO = 1.5, 1000.0
"""Plain figures above the first are percents, up to the second; shares reach the first (105.57 % = 1.0557)."""
USUAL_PERCENT = 20.0
"""Where half of a column's percents are as large as this, a figure up to 1 is a share that somebody left as it was, perhaps."""

_GROUPED = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+"
_FIGURE = re.compile(rf"([-+]?)\s*[¥￥]?\s*((?:{_GROUPED})?(?:\.\d*)?)((?:[eE][-+]?\d+)?)\s*([^\d.,].*)?", re.DOTALL)
_ACCOUNTING = re.compile(r"\(([^()]*\d[^()]*)\)\s*(.*)", re.DOTALL)
_ABOUT = re.compile(r"[约近超余多几≈~<>＞＜≥≤]|左右|上下|以上|以下|以内|不足|不到|大概|至少|最多|将近")
_RANGE = re.compile(r"\d\s*(?:[-~—–至到、]|或)\s*\d")
_LOOKS_DATED = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}")
_DIGIT = re.compile(r"\d")
_COMMA = re.compile(r"\d,|,\d")


def parse_number(cell: object, unit: str = "") -> Parsed:
    """A number as float. With `unit`, a figure written in another unit of its kind is converted ('1.2万人' in 人).

    Read: full-width digits, well placed thousands separators, a sign, accounting brackets (1,234) = -1234, a unit or
    multiple behind ('3.2万' = 32000). Not read: about 120, 12-15, 1,23, words, TRUE, dates, infinity.
    """
    figure = _read_figure(cell)
    if isinstance(figure, Parsed):
        return figure
    value, written = figure
    multiple, base = split_multiple(written) if written else (1, "")
    if written and not base:
        return (
            _finite(cell, value * multiple, None)
            if not unit
            else _in_unit(cell, value * multiple, split_multiple(unit)[1], unit)
        )
    return _in_unit(cell, value, written, unit) if written and unit else _finite(cell, value, written)


def _in_unit(cell: object, value: Decimal, written: str, unit: str) -> Parsed:
    factor = Decimal(1) if (written, unit) == (PERCENT, POINTS) else unit_factor(written, unit)
    if factor is None:
        return refuse("unit_mismatch", cell, f"以“{unit}”为单位的数")
    return _finite(cell, value * factor, unit)


def _finite(cell: object, value: Decimal, unit: str | None) -> Parsed:
    number = float(value)
    return Parsed(number, None, unit) if math.isfinite(number) else refuse("not_a_number", cell, "有限的数")


def _read_figure(cell: object) -> tuple[Decimal, str | None] | Parsed:
    """The figure as written and its unit ('万' alone is one here); a Parsed when the cell is missing or unreadable."""
    early = empty_or_error(cell)
    if early:
        return early
    if isinstance(cell, str):
        return _read_text(cell)
    if isinstance(cell, bool):
        return refuse("not_a_number", cell, "数字，不是 TRUE 或 FALSE")
    if isinstance(cell, FormattedFigure):
        return _read_formatted(cell)
    if isinstance(cell, int | float):
        return (Decimal(repr(cell)), None) if math.isfinite(cell) else refuse("not_a_number", cell, "有限的数")
    return refuse("not_a_number", cell, "数字；这一格被设成了日期或时间格式，请改为数值格式")


def _read_formatted(cell: FormattedFigure) -> tuple[Decimal, str | None] | Parsed:
    """A figure as its number format shows it: 0.8523 as 85.23%, 12 as 12户; a word that is no unit says nothing."""
    if not math.isfinite(cell):
        return refuse("not_a_number", cell, "有限的数")
    value = Decimal(repr(float(cell)))
    return (value / HUNDREDTH, PERCENT) if cell.unit == PERCENT else (value, read_unit(cell.unit))


def written_unit(cell: object) -> str | None:
    """The unit a cell states beside its figure, '' for a plain figure, None for a cell without a readable one. 万 alone is one."""
    figure = _read_figure(cell)
    return None if isinstance(figure, Parsed) else figure[1] or ""


def is_percent_cell(cell: object) -> bool:
    """Whether a cell says by itself that it is a rate: '85%', or 0.85 shown as 85%."""
    if isinstance(cell, FormattedFigure):
        return cell.unit == PERCENT
    return isinstance(cell, str) and half_width(cell).endswith(PERCENT)


def _read_text(cell: str) -> tuple[Decimal, str | None] | Parsed:
    text = half_width(cell)
    bracketed = _ACCOUNTING.fullmatch(text)
    body = bracketed[1] + bracketed[2] if bracketed else text
    found = _FIGURE.fullmatch(body.strip())
    if not found or found[2] in ("", ".") or (bracketed and found[1]) or len(found[3]) > LONGEST_EXPONENT:
        return refuse("not_a_number", cell, _why_no_number(text))
    value = Decimal(found[1] + found[2].replace(",", "").replace(" ", "") + found[3])
    rest = (found[4] or "").strip()
    written = read_unit(rest) or (rest if split_multiple(rest) != (1, rest) and not split_multiple(rest)[1] else None)
    if rest and written is None:
        is_unit = len(rest) <= LONGEST_UNIT and not _DIGIT.search(rest) and not _ABOUT.search(text)
        return (
            refuse("unit_unknown", cell, f"认识的单位，不是“{rest}”")
            if is_unit
            else refuse("not_a_number", cell, _why_no_number(text))
        )
    return (-value if bracketed else value), written


def _why_no_number(text: str) -> str:
    if _LOOKS_DATED.search(text):
        return "数字，不是日期"
    if _RANGE.search(text):
        return "一个数，不是范围"
    if _ABOUT.search(text):
        return "准确的数，不是约数"
    if _COMMA.search(text):
        return "千分位逗号每三位一个，如 1,234"
    return "数字"


def parse_integer(cell: object, unit: str = "") -> Parsed:
    """A whole number as int (2018.0 → 2018); 12.5 is a problem."""
    parsed = parse_number(cell, unit)
    if parsed.value is None:
        return parsed
    whole = round(parsed.value)
    if abs(parsed.value - whole) > WHOLE_TOLERANCE * max(1.0, abs(whole)):
        return refuse("not_whole", cell, "整数")
    if abs(whole) > LARGEST_INTEGER:
        return refuse("not_a_number", cell, "不超过 19 位的整数")
    return Parsed(whole, None, parsed.unit)


def parse_money(cell: object, unit: str) -> Parsed:
    """Money in yuan, exact to 1e-6. `unit` (元, 万元, 亿元 …) holds for plain figures, a unit in the cell for its own.

    With an empty or non-money `unit` a plain figure is the problem `unit_unknown`.
    """
    figure = _read_figure(cell)
    if isinstance(figure, Parsed):
        return figure
    value, inside = figure
    written = unit if inside is None else inside if inside in MONEY_IN_YUAN else f"{inside}元"
    if written not in MONEY_IN_YUAN:
        if inside:
            return refuse("unit_mismatch", cell, "以元、万元、亿元为单位的金额")
        return refuse("unit_unknown", cell, "写明单位的金额：在表头写 (万元)，或在数字后写 万元")
    yuan = scale_one(value, MONEY_IN_YUAN[written], YUAN_DECIMALS)
    return Parsed(yuan, None, written) if math.isfinite(yuan) else refuse("not_a_number", cell, "有限的数")


def scale_one(value: Decimal, factor: Decimal | int, decimals: int) -> float:
    """A figure times a factor, as the decimal number it shows: 0.07 x 10000 → 700.0, not 700.0000000000001."""
    scaled = value * factor
    return float(round(scaled, decimals)) if abs(scaled) < LARGEST_EXACT else float(scaled)


def scale_all(values: np.ndarray, factor: Decimal | int, decimals: int) -> np.ndarray:
    """The same for an array: at once where rounding floats cannot go wrong, one by one where it could."""
    with np.errstate(over="ignore", invalid="ignore"):
        steps = values * float(factor * 10**decimals)
        nearest = np.rint(steps)
        doubtful = (np.abs(steps) >= SAFE_STEPS) | (np.abs(steps - nearest) > SAFE_FRACTION)
        scaled: np.ndarray = nearest / 10**decimals
    for index in np.flatnonzero(doubtful):
        scaled[index] = scale_one(Decimal(repr(float(values[index]))), factor, decimals)
    return scaled


def parse_percent(cell: object, percent_in_header: bool = False, stored_as: str = "") -> Parsed:
    """A rate as fraction: '85%' → 0.85 whatever the column says; rates above 100 % are legal.

    Plain figures: divided by 100 when `stored_as` is 'percent' or the header says %, kept when it is 'fraction'. With
    neither, 0 to 1 is a fraction and anything else the problem `percent_unclear`; 'ambiguous' makes every one a problem.
    """
    figure = _read_figure(cell)
    if isinstance(figure, Parsed):
        return figure
    value, written = figure
    if written in (PERCENT, PERMILLE):
        return _share(cell, value, HUNDREDTH if written == PERCENT else HUNDREDTH / 10)
    if written:
        return refuse("unit_mismatch", cell, "比率，如 85%")
    if value == 0:
        return Parsed(0.0)
    if stored_as == "percent" or (percent_in_header and not stored_as):
        return _share(cell, value, HUNDREDTH)
    if stored_as == "fraction" or (not stored_as and 0 <= value <= 1):
        return _finite(cell, value, None)
    return refuse("percent_unclear", cell, "带 % 的比率，如 85%；或在表头注明 (%)")


def _share(cell: object, value: Decimal, factor: Decimal) -> Parsed:
    share = scale_one(value, factor, SHARE_DECIMALS)
    return Parsed(share) if math.isfinite(share) else refuse("not_a_number", cell, "有限的数")


def decide_percent_scale(values: Iterable[object], percent_in_header: bool = False) -> str:
    """How the plain figures of a rate column are written, by their size alone: 'percent' or 'ambiguous'; 'fraction' where there are
    none but zeros and nothing says %.

    Percent when all lie beyond 1.5 and within 1000; with % in the header, when one does. Within 1.5 a rate of 0.85 is 85 % or 0.85 %,
    which its size does not tell.
    """
    texts: set[object] = set()
    floats = [cell for cell in values if type(cell) is float or texts.add(cell)]  # type: ignore[func-returns-value]
    sizes = [abs(figure[0]) for cell in texts if not isinstance(figure := _read_figure(cell), Parsed) and not figure[1]]
    array = np.abs(np.array(floats + [float(size) for size in sizes], dtype=np.float64))
    array = array[np.isfinite(array) & (array > 0)]
    if not len(array):
        return "percent" if percent_in_header else "fraction"
    smallest, largest = float(array.min()), float(array.max())
    if percent_in_header:
        return "percent" if largest > PERCENT_FROM else "ambiguous"
    return "percent" if smallest > PERCENT_FROM and largest <= PERCENT_UP_TO else "ambiguous"


def find_stray_shares(values: Iterable[object]) -> set[object]:
    """Plain figures up to 1 in a column of percents that are mostly far larger: 0.95 among 85 and 92 is 95 % or 0.95 %."""
    plain: dict[object, float] = {}
    others: list[float] = []
    for cell in set(values):
        figure = (Decimal(repr(cell)), None) if type(cell) is float and math.isfinite(cell) else _read_figure(cell)
        if isinstance(figure, Parsed) or not figure[0] or figure[1] not in (None, PERCENT):
            continue
        size = abs(float(figure[0]))
        if figure[1] is None and size <= 1:
            plain[cell] = size
        else:
            others.append(size)
    return set(plain) if plain and others and float(np.median(others)) >= USUAL_PERCENT else set()
