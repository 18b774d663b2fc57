"""Places on one line: names that do not overlap, ours always named, dots where the values are."""

import re
from itertools import pairwise

from charts.axis import LANES, Spot, draw_axis, lay_out, range_of


def spot(value: float, words: str, style: str = "", is_named: bool = True) -> Spot:
    return Spot(value, words, words, style, is_named)


def test_names_on_one_lane_never_overlap() -> None:
    spots = [spot(60 + step / 2, f"{step} 某某某县 60.00") for step in range(9)]
    lanes = lay_out(spots, 50, 100, 700)
    taken: dict[int, list[tuple[float, float]]] = {}
    for one, lane in zip(spots, lanes, strict=True):
        if lane is not None:
            share = (one.value - 50) / 50
            length = 4 * 14.5 + 8 * 8
            taken.setdefault(lane, []).append((share * 700 - share * length, share * 700 + (1 - share) * length))
    assert len(taken) == LANES
    for pieces in taken.values():
        ordered = sorted(pieces)
        assert all(left[1] <= right[0] for left, right in pairwise(ordered))


def test_ours_and_its_neighbours_are_named_before_all_others() -> None:
    crowd = [spot(80, f"{number} 县 80.00") for number in range(10)]
    lanes = lay_out([*crowd, spot(80, "我县 80.00", "ours"), spot(80.1, "邻县 80.10", "near")], 50, 100, 300)
    assert lanes[-2] == 0 and lanes[-1] == 1 and None in lanes[:10]
    assert lay_out([spot(70, "不写名 70.00", is_named=False)], 50, 100, 300) == [None]


def test_dots_stand_where_the_values_are_and_texts_are_escaped() -> None:
    html = draw_axis([spot(75, "<b>县</b>", "ours")], 50, 100, 700, average=60, average_words="平均 60")
    assert "left:50.0%" in html and "left:20.0%' title='平均 60'" in html
    assert "<b>" not in html and "&lt;b&gt;" in html
    assert re.findall(r"axis-tick' style='left:[\d.]+%'>(\d+)<", html) == ["50", "60", "70", "80", "90", "100"]


def test_the_line_ends_at_full_marks_or_beyond_where_bonuses_reach() -> None:
    assert range_of([45.99, 89.3], 100) == (40, 100)
    assert range_of([99.0, 103.2], 100) == (90, 110)
    assert range_of([0.0], 100) == (0, 100)
