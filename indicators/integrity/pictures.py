"""What the pictures of 数据真实 show: shares by class in a place, in the other places together, and the usual ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indicators.integrity.declared_tests import ROUND_STEPS, Test
from indicators.integrity.results import Integrity
from indicators.integrity.statistics import benford_expected, uniform_expected
from indicators.integrity.words import DEGREES, FEW, JUDGED, Result

ROUND_TITLES: Final = {100: "整百", 500: "整五百", 1000: "整千"}


@dataclass(frozen=True)
class Shares:
    """Fractions by class, in the order of `labels`; `peers` is empty where there are no other places. `classes` as counted."""

    classes: tuple[int, ...]
    labels: tuple[str, ...]
    ours: tuple[float, ...]
    peers: tuple[float, ...]
    expected: tuple[float, ...]

    @property
    def most_over(self) -> int:
        """The class that is furthest above what is usual."""
        return max(zip(self.ours, self.expected, self.classes, strict=True), key=lambda one: one[0] - one[1])[2]


def digit_shares(found: Integrity, test: Test, figure_id: str, place_code: str) -> Shares | None:
    """The digits or round numbers of a figure in a place; None where it has none."""
    bins = found.bins[(found.bins["test"] == test.id) & (found.bins["figure"] == figure_id)]
    counts = bins.pivot_table(index="place_code", columns="bin", values="count", aggfunc="sum", fill_value=0)
    is_all = place_code == found.request.at and place_code not in counts.index
    if counts.empty or not (is_all or place_code in counts.index):
        return None
    own = counts.sum() if is_all else counts.loc[place_code]
    others = counts.iloc[:0].sum() if is_all else counts.drop(index=place_code).sum()
    classes, labels, expected = _classes(test)
    return Shares(classes, labels, _shares(own, classes), _shares(others, classes), expected)


def ranked(found: Integrity, test_id: str) -> list[Result]:
    """The results of a test that is no picture of digits, one a place, the largest value first; those without one left out."""
    results = [one for one in found.results if one.test_id == test_id and one.value == one.value]
    return sorted(results, key=lambda one: (-one.value, one.place_code))


def count_degrees(found: Integrity) -> dict[str, int]:
    """Degree → how many places have it as their worst over all tests."""
    worst = [
        min(DEGREES.index(one.degree) for one in found.results if one.place_code == place) for place in found.places()
    ]
    return {degree: worst.count(index) for index, degree in enumerate(DEGREES)}


def count_judged(found: Integrity) -> int:
    """In how many places any test could be made."""
    return len({one.place_code for one in found.results if one.degree in JUDGED} & set(found.looked_at()))


def is_mostly_few(found: Integrity) -> bool:
    """Whether more than half of the results of the places say that there is too little data."""
    results = [one for one in found.results if one.place_code in found.looked_at()]
    return 2 * sum(one.degree == FEW for one in results) > len(results)


def most_remarkable(found: Integrity) -> Result | None:
    """The result that stands out most among the places: the worst degree, then the smallest adjusted p, then the effect."""
    results = [one for one in found.results if one.place_code in found.looked_at() and one.q == one.q]
    order = sorted(results, key=lambda one: (DEGREES.index(one.degree), one.q, -one.outcome.effect, one.place_code))
    return next(iter(order), None)


def _classes(test: Test) -> tuple[tuple[int, ...], tuple[str, ...], tuple[float, ...]]:
    if test.kind == "heaping":
        return ROUND_STEPS, tuple(ROUND_TITLES[step] for step in ROUND_STEPS), tuple(1 / step for step in ROUND_STEPS)
    digits = tuple(range(1 if test.kind == "first_digit" else 0, 10))
    expected = benford_expected() if test.kind == "first_digit" else uniform_expected()
    return digits, tuple(str(digit) for digit in digits), expected


def _shares(counts: object, classes: Sequence[int]) -> tuple[float, ...]:
    by_class = {int(str(key)): int(value) for key, value in counts.items()}  # type: ignore[attr-defined]
    total = by_class.get(0, 0) if 100 in classes else sum(by_class.values())
    return tuple(by_class.get(one, 0) / total for one in classes) if total else ()
