"""The 动态清零 chart: three lines named at their end, open in the accent, zero at the bottom."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from charts.ledger import draw_clearing
from core.palette import ACCENT

CURVE = pd.DataFrame(
    [(date(2021, 8, 1), 3, 0, 3), (date(2021, 9, 1), 9, 4, 5), (date(2021, 11, 20), 12, 6, 6)],
    columns=["day", "entered", "closed", "open"],
)


@pytest.mark.parametrize("is_show", [False, True])
def test_each_line_is_named_at_its_end_and_open_is_the_accent(is_show: bool) -> None:
    figure = draw_clearing(CURVE, is_show=is_show)
    assert [list(trace.y) for trace in figure.data] == [[3, 9, 12], [0, 4, 6], [3, 5, 6]]
    assert [note.text for note in figure.layout.annotations] == [
        "登记和重新打开（次） 12",
        "销号（次） 6",
        "<b>未销号（个） 6</b>",
    ]
    assert figure.data[2].line.color == ACCENT and ACCENT not in {trace.line.color for trace in figure.data[:2]}
    assert figure.layout.yaxis.range[0] == 0 and figure.layout.yaxis.range[1] > 12
    assert figure.layout.annotations[0].font.size == (28 if is_show else 14)


def test_names_of_equal_ends_do_not_cover_each_other() -> None:
    figure = draw_clearing(CURVE)
    height = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    top = figure.layout.yaxis.range[1]
    places = [height * (1 - note.y / top) - note.yshift for note in figure.layout.annotations]
    gaps = [below - above for above, below in pairwise(places)]
    assert min(gaps) >= 14


def test_a_single_day_is_drawn_as_points_and_long_spans_name_years() -> None:
    assert {trace.mode for trace in draw_clearing(CURVE.tail(1)).data} == {"markers"}
    long = CURVE.assign(day=[date(2018, 1, 1), date(2020, 1, 1), date(2021, 11, 20)])
    assert "%Y" in draw_clearing(long).layout.xaxis.tickformat
    assert draw_clearing(CURVE).layout.xaxis.tickformat == "%-m月"
