"""The interval of a share from a sample.

By clusters: the share is the ratio of two weighted sums, its variance that of the ratio linearised by Taylor's series with the
clusters as if drawn with replacement (Cochran, Sampling Techniques, 3rd ed., 1977, 3.12 and 11.9A; the `svymean` of R's package
`survey`); the interval is that of Korn and Graubard (Survey Methodology 24, 1998, 193–201): Clopper and Pearson's with the sample
size that a simple sample of that variance would have had, which holds for shares near 0 and 1 too. Of a simple sample of which
only the sums are known: Wilson's score interval (1927), method 3 of Newcombe (Statistics in Medicine 17, 1998, 857–872).
"""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

CONFIDENCE: Final = 0.95
LEAST_CLUSTERS: Final = 2
"""Fewer clusters say nothing of how clusters differ."""


def _special() -> ModuleType:
    """`scipy.special`, read when the first interval is asked for: the first page waits for no import of it."""
    return import_module("scipy.special")


@dataclass(frozen=True)
class Estimate:
    """A share as a fraction with the ends of its interval; NaN where they cannot be told. `error` is its standard error."""

    share: float
    low: float
    high: float
    error: float
    answers: int
    clusters: int


def estimate_share(met: ArrayLike, asked: ArrayLike, answers: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """The share of `met` in `asked`, one entry a cluster: weighted sums of either, and how many answered there (unweighted).

    With fewer than two clusters there is no interval; without any weight no share either. Where every cluster has the same
    share the clusters show no variance, and the interval is that of so many single answers.
    """
    tops, bottoms, counts = (np.asarray(values, dtype=float) for values in (met, asked, answers))
    clusters, size, total = len(bottoms), int(counts.sum()), float(bottoms.sum())
    if not total > 0:
        return Estimate(np.nan, np.nan, np.nan, np.nan, size, clusters)
    share = float(tops.sum()) / total
    if clusters < LEAST_CLUSTERS or size < LEAST_CLUSTERS:
        return Estimate(share, np.nan, np.nan, np.nan, size, clusters)
    left = (tops - share * bottoms) / total
    variance = clusters / (clusters - 1) * float((left**2).sum())
    worth = _answers_worth(share, variance, size, clusters, confidence)
    low, high = _clopper_pearson(share * worth, worth, confidence)
    return Estimate(share, low, high, float(np.sqrt(variance)), size, clusters)


def _answers_worth(share: float, variance: float, size: int, clusters: int, confidence: float) -> float:
    """How many answers of a simple sample the sample is worth: never more than were given."""
    if not variance > 0 or not 0 < share < 1:
        return float(size)
    at = (1 + confidence) / 2
    fewer = (_special().stdtrit(size - 1, at) / _special().stdtrit(clusters - 1, at)) ** 2
    return float(min(size, share * (1 - share) / variance * fewer))


def _clopper_pearson(met: float, answers: float, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    low = float(_special().betaincinv(met, answers - met + 1, tail)) if met > 0 else 0.0
    high = float(_special().betaincinv(met + 1, answers - met, 1 - tail)) if met < answers else 1.0
    return low, high


def wilson_interval(met: float, answers: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of met ÷ answers in a simple sample; (NaN, NaN) where nobody was asked or the sums contradict."""
    if not answers > 0 or not 0 <= met <= answers:
        return np.nan, np.nan
    z = float(_special().ndtri((1 + confidence) / 2))
    share, weight = met / answers, answers + z**2
    middle = (met + z**2 / 2) / weight
    half = z / weight * float(np.sqrt(met * (1 - share) + z**2 / 4))
    return max(0.0, middle - half), min(1.0, middle + half)
