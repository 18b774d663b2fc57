"""Dots on one line: the ends, where a value stands, what is drawn of a place and of an area."""

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charts.track import Dot, Scale, draw_step, draw_swarm, scale_of
from tests.indicators.scoring.rule_makers import calm

NAN = math.nan


@calm
@example([9.0, -5e-324])
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12))
def test_every_value_lies_between_the_ends(values: list[float]) -> None:
    scale = scale_of([*values, NAN])
    assert scale is not None and scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    assert min(values) < 0 or scale.low >= 0


def test_scores_close_together_are_seen_apart() -> None:
    scale = scale_of([71.57, 89.3, 85.0])
    assert scale is not None and scale.low >= 60 and scale.high <= 100
    assert scale.share(89.3) - scale.share(85.0) > 10
    assert scale_of([NAN]) is None and scale_of([]) is None


def test_a_step_goes_from_the_ring_to_the_dot() -> None:
    drawn = draw_step(Scale(40, 80), 60.0, 50.0, 70.0, "60.00 分")
    assert "class='now' style='left:50.0%'" in drawn and "class='was' style='left:25.0%'" in drawn
    assert "class='step' style='left:25.0%;width:25.0%'" in drawn and "class='mean' style='left:75.0%'" in drawn
    back = draw_step(Scale(40, 80), 50.0, 60.0, NAN, "")
    assert "class='step' style='left:25.0%;width:25.0%'" in back and "mean" not in back
    alone = draw_step(Scale(40, 80), 50.0, NAN, NAN, "")
    assert "was" not in alone and "class='now'" in alone


def test_every_place_of_an_area_is_a_dot_and_ours_lies_on_top() -> None:
    dots = [Dot(50.0, "乙县 <b>"), Dot(70.0, "甲县", "ranking?at=1", is_ours=True), Dot(60.0, "丙县", "ranking?at=2")]
    drawn = draw_swarm(Scale(40, 80), dots, 60.0, "60.00 分")
    assert [float(at) for at in re.findall(r"(?:dot|mine)'(?: href='[^']*')? style='left:([\d.]+)%'", drawn)] == [
        25,
        50,
        75,
    ]
    assert "乙县 &lt;b&gt;" in drawn and drawn.rindex("mine") > drawn.rindex("ranking?at=2")
    assert "class='mid' style='left:50.0%'" in drawn


@pytest.mark.parametrize("value", [39.0, 81.0])
def test_beyond_an_end_a_dot_stands_at_it(value: float) -> None:
    assert Scale(40, 80).share(value) in (0.0, 100.0)
