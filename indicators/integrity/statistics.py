"""The statistics behind 数据真实, each from plain counts: chi-square with its effect size, Benford, heaping, shares, robust z.

A statistic says how far figures are from what honest bookkeeping usually gives, never why. NaN stands wherever too little
is known. Sources: W. G. Cochran 1954 (least expected count 5); J. Cohen 1988 (sizes of w); F. Benford 1938 and M. Nigrini
2012 (first digits, mean absolute deviation); B. Iglewicz and D. Hoaglin 1993 (modified z); Y. Benjamini and Y. Hochberg 1995.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

LEAST_EXPECTED: Final = 5
"""No chi-square test where a class is expected fewer times than this (Cochran 1954)."""
BENFORD_DIGITS: Final = tuple(range(1, 10))
LEAST_ORDERS: Final = 2.0
"""First digits follow Benford's law only over figures that span this many powers of ten."""
NORMAL_MAD: Final = 0.6745
"""The median absolute deviation of a normal distribution with deviation 1 (Iglewicz and Hoaglin 1993)."""
NAN: Final = float("nan")


@dataclass(frozen=True)
class Outcome:
    """What a test says: `n` figures looked at, its statistic, the p-value, and the effect size in the test's own measure."""

    n: int
    statistic: float = NAN
    p: float = NAN
    effect: float = NAN


def benford_expected() -> tuple[float, ...]:
    """The expected shares of the first digits 1 to 9: log10(1 + 1/d) (Benford 1938)."""
    return tuple(float(np.log10(1 + 1 / digit)) for digit in BENFORD_DIGITS)


def uniform_expected(classes: int = 10) -> tuple[float, ...]:
    """Equal shares."""
    return (1 / classes,) * classes


def least_count(expected: Sequence[float]) -> int:
    """The fewest figures for which every class is expected LEAST_EXPECTED times."""
    return int(np.ceil(LEAST_EXPECTED / min(expected) - 1e-9))


def fit_chi_square(observed: Sequence[int], expected: Sequence[float]) -> Outcome:
    """Pearson's chi-square of counts against shares; the effect is Cramér's V = sqrt(χ² / (n·(k − 1))), 0 to 1."""
    n = int(sum(observed))
    if n < least_count(expected):
        return Outcome(n)
    found = stats.chisquare(np.asarray(observed, dtype=float), np.asarray(expected) * n)
    return Outcome(
        n, float(found.statistic), float(found.pvalue), float(np.sqrt(found.statistic / (n * (len(expected) - 1))))
    )


def fit_benford(observed: Sequence[int]) -> Outcome:
    """First digits 1 to 9 against Benford's law; the effect is the mean absolute deviation of the shares (Nigrini 2012)."""
    expected = benford_expected()
    found = fit_chi_square(observed, expected)
    if found.p != found.p:
        return found
    shares = np.asarray(observed, dtype=float) / found.n
    return Outcome(found.n, found.statistic, found.p, float(np.abs(shares - np.asarray(expected)).mean()))


def spans_orders(low: float, high: float) -> bool:
    """Whether figures from `low` to `high` span LEAST_ORDERS powers of ten."""
    return bool(low > 0 and np.log10(high / low) >= LEAST_ORDERS)


def exceed_share(hits: int, n: int, expected: float, least: int) -> Outcome:
    """Whether `hits` of `n` are more than an expected share: exact one-sided binomial p; the effect is the share beyond it.

    No test over fewer than `least` rows or without an expected share.
    """
    if n < max(least, 1) or expected != expected:
        return Outcome(n, float(hits))
    return Outcome(n, float(hits), float(stats.binom.sf(hits - 1, n, expected)), hits / n - expected)


def rate_elsewhere(hits: int, n: int, all_hits: int, all_n: int) -> float:
    """The share among the other places, by the rule of succession (hits + 1) / (n + 2), so that it is never nought; NaN alone."""
    others = all_n - n
    return (all_hits - hits + 1) / (others + 2) if others > 0 else NAN


def modified_z(values: Sequence[float]) -> list[float]:
    """0.6745·(x − median) / MAD of each value among all (Iglewicz and Hoaglin 1993); NaN where most are alike (MAD 0)."""
    array = np.asarray(values, dtype=float)
    middle = np.median(array) if len(array) else NAN
    spread = np.median(np.abs(array - middle)) if len(array) else NAN
    if not spread > 0:
        return [NAN] * len(array)
    return [float(one) for one in NORMAL_MAD * (array - middle) / spread]


def normal_p(z: float) -> float:
    """The two-sided p-value of a z."""
    return float(2 * stats.norm.sf(abs(z)))


def adjust_p(values: Sequence[float]) -> list[float]:
    """Benjamini–Hochberg adjusted p-values in the given order; NaN stays NaN and is not counted as a test."""
    array = np.asarray(values, dtype=float)
    is_given = ~np.isnan(array)
    if is_given.any():
        array[is_given] = stats.false_discovery_control(array[is_given], method="bh")
    return [float(one) for one in array]
