"""Values sorted into classes for a map: every place has exactly one look, and the counts add up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core import lights
from core.palette import BLUE_1, BLUE_2, BLUE_3, BLUE_4, BLUE_5

METHODS = ("quantile", "equal", "natural", "lights")
PALETTE = (BLUE_1, BLUE_2, BLUE_3, BLUE_4, BLUE_5)
SHADES = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
LIGHTS = {lights.LIGHTS[kind].word: lights.LIGHTS[kind] for kind in ("normal", "warning", "behind")}
NO_DATA, NOT_APPLICABLE, ZERO, NO_BOUNDARY = "no_data", "not_applicable", "zero", "no_boundary"
NOT_KNOWN_WORDS = ("未导入", "未导入数据", "说不清", "")
NOT_APPLICABLE_WORDS = ("不适用", "—")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class MapClass:
    """One class: lowest and highest value found in it (of an empty class: its bounds), colour, word, number of places.

    `low` and `high` are None for lights that came as words. `word` (正常, 预警, 滞后) and `mark` are '' for plain classes.
    """

    low: float | None
    high: float | None
    colour: str
    count: int
    word: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Classes:
    """Classes from low to high (lights: good to bad), and the look of every place.

    `look`: place_code → position in `classes`, or one of no_data, not_applicable, zero, no_boundary. `counts`: how many places have
    each of those four. All counts together are the number of places.
    """

    method: str
    direction: str
    classes: tuple[MapClass, ...]
    look: dict[str, int | str]
    counts: dict[str, int]


def classify(
    values: pd.Series,
    method: str = "quantile",
    classes: int = 5,
    direction: str = "",
    *,
    breaks: Sequence[float] = (),
    not_applicable: Collection[str] = (),
    outline_codes: Collection[str] | None = None,
    zero_apart: bool = True,
) -> Classes:
    """Classes of the values (index place_code, NaN = no data), the same whatever the order of the places.

    Methods quantile, equal, natural (Jenks, exact), as mapclassify has them; lights (needs `breaks`: the bound between bad and middle, and
    between middle and good, read by `direction`: higher_is_better or lower_is_better). A class holds the values up to and
    including its upper bound; for lights a value that reaches a bound has the better light. Up to `classes` different values
    each get a class of their own. Zero is a look of its own when `zero_apart` and nothing is negative, except for lights.
    With `outline_codes` places without outline look no_boundary and form no class, and outlines without a value are no_data.
    Raises ValueError for an unknown method, an infinite value, or lights without two breaks and a direction.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}")
    values = pd.to_numeric(values).astype(float)
    if np.isinf(values).any():
        raise ValueError("values must be finite")
    if outline_codes is not None:
        values = values.reindex([*values.index, *sorted(set(outline_codes) - set(values.index))])
    special = _special_looks(values, set(not_applicable), outline_codes, zero_apart and method != "lights")
    drawn = values[~values.index.isin(list(special))]
    if method == "lights":
        found, position = _light_classes(drawn, breaks, direction)
    else:
        found, position = _plain_classes(drawn, method, classes)
    looks = position | special
    return _put_together(method, direction, found, {str(code): looks[str(code)] for code in values.index})


def classify_lights(states: pd.Series, outline_codes: Collection[str] | None = None) -> Classes:
    """Lights that were set elsewhere (index place_code; 正常, 预警, 滞后, 未导入, 说不清 or missing, 不适用), as classes of a map.

    Raises ValueError for any other word.
    """
    words = states.fillna("").astype(str)
    unknown = set(words) - set(LIGHTS) - set(NOT_KNOWN_WORDS) - set(NOT_APPLICABLE_WORDS)
    if unknown:
        raise ValueError(f"unknown light {sorted(unknown)}")
    if outline_codes is not None:
        words = words.reindex([*words.index, *sorted(set(outline_codes) - set(words.index))], fill_value="")
    order = list(LIGHTS)
    look: dict[str, int | str] = {}
    for code, word in words.items():
        plain = NO_DATA if word in NOT_KNOWN_WORDS else NOT_APPLICABLE
        shown = order.index(word) if word in LIGHTS else plain
        look[str(code)] = NO_BOUNDARY if _is_hidden(str(code), word in LIGHTS, outline_codes) else shown
    return _put_together("lights", "", [_light(word, None, None) for word in order], look)


def _is_hidden(code: str, has_value: bool, outline_codes: Collection[str] | None) -> bool:
    return has_value and outline_codes is not None and code not in outline_codes


def _special_looks(
    values: pd.Series, not_applicable: set[str], outline_codes: Collection[str] | None, zero_apart: bool
) -> dict[str, int | str]:
    """Looks of the places that are in no class."""
    zero_apart = zero_apart and not (values < 0).any()
    outlines = None if outline_codes is None else frozenset(outline_codes)
    looks: dict[str, int | str] = {}
    for code, value in values.items():
        if code in not_applicable:
            looks[str(code)] = NOT_APPLICABLE
        elif pd.isna(value):
            looks[str(code)] = NO_DATA
        elif _is_hidden(str(code), True, outlines):
            looks[str(code)] = NO_BOUNDARY
        elif zero_apart and value == 0:
            looks[str(code)] = ZERO
    return looks


def _plain_classes(values: pd.Series, method: str, classes: int) -> tuple[list[MapClass], dict[str, int | str]]:
    if values.empty:
        return [], {}
    numbers = np.sort(values.to_numpy(dtype=float))
    upper = _upper_bounds(numbers, method, classes)
    place = np.minimum(np.searchsorted(upper, values.to_numpy(dtype=float), side="left"), len(upper) - 1)
    if method != "equal":  # a class nobody is in says nothing; equal steps show their empty ones
        filled = np.unique(place)
        upper, place = upper[filled], np.searchsorted(filled, place)
    found = []
    for number, shade in enumerate(SHADES.get(len(upper), range(len(upper)))):
        inside = values[place == number]
        low = inside.min() if len(inside) else (upper[number - 1] if number else numbers[0])
        high = inside.max() if len(inside) else upper[number]
        found.append(MapClass(float(low), float(high), PALETTE[shade], 0))
    return found, {str(code): int(number) for code, number in zip(values.index, place, strict=True)}


def _upper_bounds(numbers: Numbers, method: str, classes: int) -> Numbers:
    """Upper bounds, rising, the last at least the largest number; `numbers` sorted."""
    different = np.unique(numbers)
    if len(different) <= classes:
        return different
    if method == "natural":
        return natural_bounds(numbers, classes)
    shares = np.arange(1, classes + 1) / classes
    if method == "quantile":
        return np.unique(np.quantile(numbers, shares))
    return np.append(numbers[0] + shares[:-1] * (numbers[-1] - numbers[0]), numbers[-1])


def natural_bounds(numbers: Numbers, classes: int) -> Numbers:
    """Upper bounds of Jenks' natural breaks: the least sum of squared distances to the class means, exactly.

    Dynamic programme over the different values (W. D. Fisher 1958); `numbers` sorted, with more different values than classes.
    """
    different, weight = np.unique(numbers, return_counts=True)
    count = len(different)
    spread = different - different.mean()
    total = np.concatenate([[0.0], np.cumsum(weight)])
    first = np.concatenate([[0.0], np.cumsum(weight * spread)])
    second = np.concatenate([[0.0], np.cumsum(weight * spread**2)])

    def cost(start: NDArray[np.intp], stop: int) -> Numbers:
        squared = (first[stop] - first[start]) ** 2 / (total[stop] - total[start])
        return np.asarray(second[stop] - second[start] - squared)

    best = np.concatenate([[0.0], [cost(np.array([0]), stop)[0] for stop in range(1, count + 1)]])
    cuts = []
    for part in range(2, classes + 1):
        next_best, cut = np.full(count + 1, np.inf), np.zeros(count + 1, dtype=int)
        for stop in range(part, count + 1):
            starts = np.arange(part - 1, stop)
            sums = best[starts] + cost(starts, stop)
            cut[stop] = starts[np.argmin(sums)]
            next_best[stop] = sums.min()
        best = next_best
        cuts.append(cut)
    bounds, stop = [different[-1]], count
    for cut in reversed(cuts):
        stop = cut[stop]
        bounds.append(different[stop - 1])
    return np.array(bounds[::-1])


def _light(word: str, low: float | None, high: float | None) -> MapClass:
    return MapClass(low, high, LIGHTS[word].colour, 0, word, LIGHTS[word].shape)


def _light_classes(
    values: pd.Series, breaks: Sequence[float], direction: str
) -> tuple[list[MapClass], dict[str, int | str]]:
    if len(breaks) != 2 or direction not in ("higher_is_better", "lower_is_better"):
        raise ValueError("lights need two breaks and a direction")
    sign = 1 if direction == "higher_is_better" else -1
    middle, good = (sign * limit for limit in sorted(breaks, reverse=sign < 0))
    look: dict[str, int | str] = {}
    for code, value in values.items():
        look[str(code)] = 0 if sign * value >= good else 1 if sign * value >= middle else 2
    found = []
    for number, word in enumerate(LIGHTS):
        inside = values[[look[str(code)] == number for code in values.index]]
        found.append(
            _light(word, float(inside.min()), float(inside.max())) if len(inside) else _light(word, None, None)
        )
    return found, look


def _put_together(method: str, direction: str, found: list[MapClass], look: dict[str, int | str]) -> Classes:
    shown = list(look.values())
    counted = tuple(
        MapClass(item.low, item.high, item.colour, shown.count(number), item.word, item.mark)
        for number, item in enumerate(found)
    )
    counts = {kind: shown.count(kind) for kind in (ZERO, NO_DATA, NOT_APPLICABLE, NO_BOUNDARY)}
    return Classes(method, direction, counted, look, counts)
