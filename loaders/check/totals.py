"""Stated totals compared with the sums of what they stand over, with a tolerance for rounding. Nothing is corrected."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from loaders.recognise import LEVELS, MEAN, PART, Groups, TotalRow

LEAST_TOLERANCE = 0.005
"""Smallest difference that counts as one, in the unit of the column."""
ROUNDING_SHARE = 0.5
"""Each rounded part may be off by this share of the last digit stated; a total of n parts by n times as much."""
MOST_DECIMALS = 6
"""Digits beyond this are noise of floating point, not digits somebody wrote."""
SUM, RATE, OTHER = "sum", "rate", "other"


@dataclass(frozen=True)
class Figures:
    """One number column as the sheet states it, all rows in order; NaN is a missing cell, rates are percent points.

    `kind`: `sum` can be added up, `rate` is a share of a base, `other` neither. `whole` figures (户, 人) are counts and
    must add up exactly. `unreadable` holds the positions of cells that could not be read. `is_open`: nobody declared the column,
    so that the amount beside a rate need not be the rate's.
    """

    letter: str
    header: str
    unit: str
    kind: str
    values: np.ndarray
    whole: bool = False
    unreadable: frozenset[int] = frozenset()
    is_open: bool = False


@dataclass(frozen=True)
class TotalCheck:
    """One stated total and what the rows give; `agrees` is None when it cannot be computed. `row` None: no total row."""

    row: int | None
    column: str
    stated: float | None
    computed: float | None
    agrees: bool | None
    unit: str = ""
    header: str = ""
    of: str = ""
    kind: str = SUM
    group: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, object]:
        """For JSON: row, column, stated, computed, agrees, then unit, header, what was added up, in words."""
        return asdict(self)


@dataclass(frozen=True)
class _Parts:
    positions: list[int]
    words: str


def check_totals(
    totals: Sequence[TotalRow], groups: Groups, details: Sequence[int], figures: Sequence[Figures], rows: Sequence[int]
) -> list[TotalCheck]:
    """Every total row's figures against their parts; where there is no total row, the plain sum of each column.

    `details` are the positions of the detail rows, `rows` the Excel row of each position.
    """
    if not totals:
        return [_plain_sum(figure, details) for figure in figures if figure.kind == SUM]
    runs = _part_runs(totals)
    checks: list[TotalCheck] = []
    for total in totals:
        for figure in figures:
            stated = figure.values[total.position]
            if not math.isnan(stated):
                checks.extend(_check_one(total, totals, runs, groups, figure, figures, rows))
    return checks


def sum_exactly(values: np.ndarray) -> float | None:
    """Sum without rounding errors of the order of adding, missing values left out; None when all are missing."""
    present = values[~np.isnan(values)]
    found = _add(present) if len(present) else math.nan
    return _clean(found) if math.isfinite(found) else None


def _add(values: np.ndarray) -> float:
    """The exact sum; infinite when it is larger than any number."""
    try:
        return math.fsum(values.tolist())
    except OverflowError:
        return math.inf


def find_tolerance(values: Sequence[float], parts: int, *, whole: bool = False) -> float:
    """How far a stated total may be from the sum of `parts` rounded figures, in the column's unit."""
    if whole:
        return LEAST_TOLERANCE
    step = 10.0 ** -max((_decimals(value) for value in values), default=0)
    return max(LEAST_TOLERANCE, ROUNDING_SHARE * step * parts)


def _plain_sum(figure: Figures, details: Sequence[int]) -> TotalCheck:
    values = figure.values[np.asarray(details, dtype=np.int64)]
    counted = int((~np.isnan(values)).sum())
    words = f"{len(details)} 行合计" + (f"，其中 {counted} 行有数" if counted < len(details) else "")
    return TotalCheck(None, figure.letter, None, sum_exactly(values), None, figure.unit, figure.header, words)


def _check_one(
    total: TotalRow,
    totals: Sequence[TotalRow],
    runs: Sequence[list[TotalRow]],
    groups: Groups,
    figure: Figures,
    figures: Sequence[Figures],
    rows: Sequence[int],
) -> Iterator[TotalCheck]:
    stated = float(figure.values[total.position])

    def entry(computed: float | None, agrees: bool | None, words: str) -> TotalCheck:
        return TotalCheck(
            rows[total.position], figure.letter, _clean(stated), computed, agrees, figure.unit, figure.header, words,
            figure.kind, total.mark,
        )  # fmt: skip

    if total.mark == PART:
        yield entry(None, None, "其中项，是合计的一部分，不单独求和")
    elif total.mark == MEAN:
        yield entry(None, None, "平均数，不由合计核对")
    elif figure.kind == OTHER:
        yield entry(None, None, "此列不能相加，不核对")
    else:
        positions, words = groups.of(total)
        own = _Parts(positions, f"{words} {len(positions)} 行明细")
        others = list(_other_parts(total, totals, runs, figure, rows))
        if figure.kind == SUM:
            yield from (entry(*found) for found in _sums(stated, figure, own, others))
        else:
            paid = _numerator(figure, figures)
            yield from (entry(*found) for found in _rates(stated, figure, paid, own, others))


def _other_parts(
    total: TotalRow, totals: Sequence[TotalRow], runs: Sequence[list[TotalRow]], figure: Figures, rows: Sequence[int]
) -> Iterator[_Parts]:
    """Lower totals, and runs of 其中 rows next to this total that add up to it."""
    lower = [other for other in totals if 0 < other.level < total.level]
    if lower and total.level > min(LEVELS.values()):
        highest = max(other.level for other in lower)
        chosen = [other for other in lower if other.level == highest]
        at = "、".join(str(rows[other.position]) for other in chosen[:6])
        yield _Parts([other.position for other in chosen], f"第 {at} 行{chosen[0].mark}")
    for run in runs:
        at = "、".join(str(rows[part.position]) for part in run[:6])
        if total.position in (run[0].position - 1, run[-1].position + 1):
            yield _Parts([part.position for part in run], f"第 {at} 行其中项")


def _sums(
    stated: float, figure: Figures, own: _Parts, others: Sequence[_Parts]
) -> Iterator[tuple[float | None, bool | None, str]]:
    result = _sum(stated, figure, own)
    complete = not np.isnan(figure.values[own.positions]).any()
    if result[0] is not None and (result[1] or complete):
        yield result
        return
    found = [(_sum(stated, figure, parts), parts) for parts in others]
    usable = [one for one, parts in found if one[0] is not None and (one[1] or "其中" not in parts.words)]
    if result[0] is not None:
        agreeing = [one for one in usable if one[1]]
        yield from agreeing or [result]
    else:
        yield from usable or [(None, None, f"{own.words}没有填数，无法核对")]


def _sum(stated: float, figure: Figures, parts: _Parts) -> tuple[float | None, bool | None, str]:
    values = figure.values[parts.positions]
    present = values[~np.isnan(values)]
    broken = figure.unreadable.intersection(parts.positions)
    computed = _add(present) if len(present) else math.nan
    if not math.isfinite(computed):
        return None, None, parts.words
    tolerance = find_tolerance([stated, *present.tolist()], len(present), whole=figure.whole)
    words = f"{parts.words}之和" + (f"（{len(present)} 行有数）" if len(present) < len(values) else "")
    if broken:
        return _clean(computed), None, f"{words}，另有 {len(broken)} 格读不出，无法核对"
    return _clean(computed), abs(computed - stated) <= tolerance + 1e-9, words


def _numerator(rate: Figures, figures: Sequence[Figures]) -> Figures | None:
    """The amount a rate belongs to: the nearest addable column on its left, else the only one there is."""
    place = next(at for at, figure in enumerate(figures) if figure is rate)
    left = [figure for figure in figures[:place] if figure.kind == SUM]
    sums = [figure for figure in figures if figure.kind == SUM]
    return left[-1] if left else (sums[0] if len(sums) == 1 else None)


def _rates(
    stated: float, rate: Figures, paid: Figures | None, own: _Parts, others: Sequence[_Parts]
) -> Iterator[tuple[float | None, bool | None, str]]:
    done = False
    if paid is not None:
        for parts in (own, *others):
            found = _rate(stated, rate, paid, parts)
            if found and (found[1] or not (rate.is_open or "其中" in parts.words)):
                done = True
                yield found
    if not done:
        yield _bounds(stated, rate, own)


def _rate(stated: float, rate: Figures, paid: Figures, parts: _Parts) -> tuple[float, bool | None, str] | None:
    """Σ amount / Σ (amount / rate) in percent points; None when a part lacks its amount or its rate."""
    amounts, rates = paid.values[parts.positions], rate.values[parts.positions]
    if not len(amounts) or np.isnan(amounts).any() or np.isnan(rates).any() or (rates <= 0).any():
        return None
    bases = amounts / rates
    whole, paid_sum = _add(bases), _add(amounts)
    if not (math.isfinite(whole) and math.isfinite(paid_sum) and whole > 0):
        return None
    computed = paid_sum / whole
    half = ROUNDING_SHARE * 10.0 ** -max(_decimals(value) for value in (stated, *rates.tolist()))
    spread = computed * float((bases * half / rates).sum()) / whole
    agrees = abs(computed - stated) <= half + spread + 1e-9
    inside = rates.min() - half <= stated <= rates.max() + half
    words = f"{parts.words}：Σ{paid.header} ÷ Σ({paid.header} ÷ {rate.header})"
    return _clean(computed, 4), agrees or (None if inside and not _is_share(rate.header) else False), words


def _is_share(header: str) -> bool:
    """Whether a rate is the done part of its base (支出率, 完成进度), not a growth rate."""
    return any(word in header for word in ("进度", "率")) and not any(word in header for word in ("增", "同比", "降"))


def _bounds(stated: float, rate: Figures, own: _Parts) -> tuple[None, bool | None, str]:
    rates = rate.values[own.positions]
    rates = rates[~np.isnan(rates)]
    if not len(rates):
        return None, None, f"{own.words}没有填数，无法核对"
    low, high = float(rates.min()), float(rates.max())
    inside = low - LEAST_TOLERANCE <= stated <= high + LEAST_TOLERANCE
    words = f"{own.words}没有金额，只能核对范围：{_clean(low)}%—{_clean(high)}%，{'在范围内' if inside else '超出范围'}"
    return None, None if inside else False, words


def _part_runs(totals: Sequence[TotalRow]) -> list[list[TotalRow]]:
    """Runs of 其中 rows that follow one another."""
    runs: list[list[TotalRow]] = []
    for total in totals:
        if total.mark != PART:
            continue
        if runs and runs[-1][-1].position == total.position - 1:
            runs[-1].append(total)
        else:
            runs.append([total])
    return runs


def _decimals(value: float) -> int:
    text = f"{value:.{MOST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


def _clean(value: float, digits: int = MOST_DECIMALS) -> float:
    return round(float(value), digits)


def reconcile_groups(
    sums: Mapping[str, float], tolerance: float, *, column: str, header: str, unit: str, factor: float
) -> list[TotalCheck]:
    """Whether the sums of one figure by different classifications agree. `sums` and `tolerance` in stored units.

    `factor` stored units make one of `unit`. The first classification is the one the others are compared with.
    """
    names = list(sums)
    checks = []
    for name in names[1:]:
        first, other = sums[names[0]] / factor, sums[name] / factor
        difference = abs(first - other)
        agrees = difference <= tolerance / factor + 1e-9
        words = (
            f"“{names[0]}”合计 {_clean(first)} 与“{name}”合计 {_clean(other)} 相差 {_clean(difference)} {unit}，"
            f"{'在' if agrees else '超出'}容差 {_clean(tolerance / factor)} {unit}{'以内，视为一致' if agrees else ''}"
        )
        checks.append(TotalCheck(None, column, _clean(other), _clean(first), agrees, unit, header, words, "reconcile"))
    return checks
