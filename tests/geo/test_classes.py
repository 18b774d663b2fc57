"""Classes of a map: exactly one look a place, counts that add up, the same for any order."""

import math

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.classes import METHODS, PALETTE, Classes, classify, classify_lights, natural_bounds

LIGHT_BREAKS = (0.3, 0.8)
NUMBERS = st.one_of(
    st.floats(-1e9, 1e9, allow_nan=False).filter(lambda number: number == 0 or abs(number) > 1e-9),
    st.integers(0, 5).map(float),
    st.just(math.nan),
)
VALUES = st.lists(NUMBERS, max_size=40).map(
    lambda found: pd.Series(found, index=[str(430101 + row) for row in range(len(found))], dtype=float)
)


def sort_into(values: pd.Series, method: str, **options: object) -> Classes:
    if method == "lights":
        options |= {"breaks": LIGHT_BREAKS, "direction": "higher_is_better"}
    return classify(values, method, **options)  # type: ignore[arg-type]


def total(classes: Classes) -> int:
    return sum(item.count for item in classes.classes) + sum(classes.counts.values())


@settings(deadline=None)
@given(VALUES, st.sampled_from(METHODS), st.integers(1, 5))
def test_every_place_has_exactly_one_look_and_counts_add_up(values: pd.Series, method: str, number: int) -> None:
    found = sort_into(values, method, classes=number)
    assert list(found.look) and set(found.look) == set(values.index) if len(values) else found.look == {}
    assert total(found) == len(values)
    assert found.counts["no_data"] == values.isna().sum()
    for code, look in found.look.items():
        if isinstance(look, int):
            item = found.classes[look]
            assert item.low is not None and item.high is not None
            assert item.low <= values[code] <= item.high
            inside = [
                other
                for other in found.classes
                if other.low is not None and other.count and other.low <= values[code] <= other.high
            ]
            assert inside == [item]
    if method != "lights":
        assert len(found.classes) <= number
        assert [item.colour for item in found.classes] == sorted(
            {item.colour for item in found.classes}, key=PALETTE.index
        )


@settings(deadline=None)
@given(VALUES, st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_order_of_places_does_not_matter(values: pd.Series, method: str, random: object) -> None:
    order = list(values.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    found, shuffled = sort_into(values, method), sort_into(values.loc[order], method)
    assert found.classes == shuffled.classes
    assert found.look == shuffled.look


@settings(deadline=None)
@given(VALUES)
def test_a_higher_value_is_never_in_a_lower_class(values: pd.Series) -> None:
    for method in ("quantile", "equal", "natural"):
        look = sort_into(values, method).look
        drawn = [(values[code], position) for code, position in look.items() if isinstance(position, int)]
        assert [position for _, position in sorted(drawn)] == sorted(position for _, position in drawn)


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=6, max_size=40, unique=True))
def test_quantiles_and_equal_steps_are_those_of_mapclassify(numbers: list[int]) -> None:
    values = pd.Series(sorted(numbers), index=[str(430101 + row) for row in range(len(numbers))], dtype=float)
    for method, scheme in (("quantile", mapclassify.Quantiles), ("equal", mapclassify.EqualInterval)):
        theirs = scheme(values.to_numpy(), k=5)
        ours = classify(values, method, zero_apart=False)
        clear = np.abs(values.to_numpy()[:, None] - theirs.bins).min(axis=1) > 1e-9  # not exactly on a bound
        assert [ours.look[code] for code in values.index[clear]] == theirs.yb[clear].tolist()


def series(*numbers: float) -> pd.Series:
    return pd.Series(numbers, index=[str(430101 + row) for row in range(len(numbers))], dtype=float)


def test_all_equal_is_one_class() -> None:
    for method in ("quantile", "equal", "natural"):
        found = classify(series(0.9, 0.9, 0.9), method)
        assert [(item.low, item.high, item.count, item.colour) for item in found.classes] == [(0.9, 0.9, 3, PALETTE[2])]


def test_few_different_values_get_a_class_each() -> None:
    found = classify(series(1, 2, 2, 3))
    assert [(item.low, item.high, item.count) for item in found.classes] == [(1, 1, 1), (2, 2, 2), (3, 3, 1)]


def test_nothing_at_all() -> None:
    assert classify(series()).classes == ()
    found = classify(series(math.nan, math.nan))
    assert (found.classes, found.counts["no_data"]) == ((), 2)


def test_ties_stay_together_in_quantiles() -> None:
    found = classify(series(*[5.0] * 80, *range(6, 26)), "quantile")
    assert [item.count for item in found.classes] == [80, 20]


def test_equal_steps_show_their_empty_classes() -> None:
    found = classify(series(0.01, 0.02, 0.03, 0.04, 0.05, 1.01), "equal")
    assert [item.count for item in found.classes] == [5, 0, 0, 0, 1]
    assert [round(item.high or 0, 2) for item in found.classes][1:4] == [0.41, 0.61, 0.81]


def test_zero_missing_and_not_applicable_are_three_things() -> None:
    found = classify(series(0, math.nan, 0.5, 0.7), not_applicable=["430104"])
    assert list(found.look.values()) == ["zero", "no_data", 0, "not_applicable"]
    assert found.counts == {"zero": 1, "no_data": 1, "not_applicable": 1, "no_boundary": 0}


def test_zero_is_one_of_the_values_where_values_fall_below_it_or_it_is_asked_for() -> None:
    assert classify(series(-1, 0, 1)).counts["zero"] == 0
    assert classify(series(0, 0.5), zero_apart=False).counts["zero"] == 0
    assert sort_into(series(0, 0.5), "lights").counts["zero"] == 0


def test_places_without_outline_and_outlines_without_place() -> None:
    found = classify(series(1, 2, math.nan), outline_codes=["430101", "430999"])
    assert found.look == {"430101": 0, "430102": "no_boundary", "430103": "no_data", "430999": "no_data"}
    assert [(item.low, item.count) for item in found.classes] == [(1, 1)]
    assert total(found) == 4


def test_lights_read_their_direction() -> None:
    values = series(0.1, 0.3, 0.79, 0.8, 1)
    found = classify(values, "lights", direction="higher_is_better", breaks=LIGHT_BREAKS)
    assert list(found.look.values()) == [2, 1, 1, 0, 0]
    assert [(item.word, item.mark, item.count) for item in found.classes] == [
        ("正常", "●", 2),
        ("预警", "▲", 2),
        ("滞后", "■", 1),
    ]
    turned = classify(values, "lights", direction="lower_is_better", breaks=LIGHT_BREAKS)
    assert list(turned.look.values()) == [0, 0, 1, 1, 2]


def test_lights_set_elsewhere() -> None:
    states = pd.Series(
        ["正常", "滞后", "未导入", None, "不适用", "预警"], index=[str(430101 + row) for row in range(6)]
    )
    found = classify_lights(states, outline_codes=[*states.index[:5], "430199"])
    assert list(found.look.values()) == [0, 2, "no_data", "no_data", "not_applicable", "no_boundary", "no_data"]
    assert total(found) == 7
    with pytest.raises(ValueError, match="红灯"):
        classify_lights(pd.Series(["红灯"], index=["430101"]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "magic"}, "unknown method"),
        ({"method": "lights"}, "two breaks"),
        ({"method": "lights", "breaks": (1, 2)}, "direction"),
    ],
)
def test_mistakes_of_ours(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        classify(series(1, 2), **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="finite"):
        classify(series(1, math.inf))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 1000), min_size=8, max_size=30, unique=True))
def test_natural_breaks_are_as_good_as_any(numbers: list[int]) -> None:
    """Never worse than mapclassify's Fisher–Jenks (pure Python, which says so in a warning)."""
    values = np.sort(np.array(numbers, dtype=float))
    with pytest.warns(UserWarning, match="Numba"):
        other = mapclassify.FisherJenks(values, k=4).bins
    assert spread(values, natural_bounds(values, 4)) <= spread(values, other) + 1e-6


def spread(values: np.ndarray, bounds: np.ndarray) -> float:
    place = np.minimum(np.searchsorted(bounds, values, side="left"), len(bounds) - 1)
    return float(sum(((values[place == part] - values[place == part].mean()) ** 2).sum() for part in np.unique(place)))
