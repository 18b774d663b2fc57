"""Small courses: gaps stay gaps, ranks stand upside down, one scale for all, a spoken label."""

import re

from charts.sparks import HEIGHT, draw_spark


def lines_of(svg: str) -> list[list[tuple[float, float]]]:
    found = re.findall(r"<polyline points='([^']*)'", svg)
    return [[(float(x), float(y)) for x, y in (dot.split(",") for dot in one.split())] for one in found]


def test_a_gap_is_not_bridged_and_the_last_point_is_marked() -> None:
    svg = draw_spark([1.0, 2.0, None, 3.0, 4.0], "a & <b>")
    first, second = lines_of(svg)
    assert len(first) == len(second) == 2 and svg.count("<circle") == 1
    assert second[-1][1] < first[0][1], "more stands higher"
    assert "a &amp; &lt;b&gt;" in svg


def test_one_point_alone_is_a_dot_in_the_middle_and_none_is_nothing() -> None:
    assert lines_of(draw_spark([None, 5.0], "")) == [] and f"cy='{HEIGHT / 2}'" in draw_spark([None, 5.0], "")
    assert "<circle" not in draw_spark([None, float("nan")], "")


def test_the_first_rank_stands_on_top_and_one_scale_holds_for_all() -> None:
    (ranks,) = lines_of(draw_spark([3.0, 1.0], "", is_rank=True))
    assert ranks[1][1] < ranks[0][1]
    (half,) = lines_of(draw_spark([0.0, 50.0], "", low=0.0, high=100.0))
    (whole,) = lines_of(draw_spark([0.0, 100.0], "", low=0.0, high=100.0))
    assert half[1][1] > whole[1][1]
