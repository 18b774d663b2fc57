"""The bars of a league: colours, order, labels, the average line, sizes for the wall."""

import math
from typing import Any

import pandas as pd
import pytest

from charts.ranks import draw_ranks
from charts.theme import SHOW_SIZE
from core.palette import ACCENT, PEER


def table(*values: float) -> pd.DataFrame:
    codes = [f"43312{number}" for number in range(len(values))]
    return pd.DataFrame(
        {
            "place_code": codes,
            "label": [f"{number} 县<{number}>" for number in range(1, len(values) + 1)],
            "value": values,
            "value_words": [f"{value} 分" for value in values],
            "hover": [f"县{number}\n第{number}" for number in range(len(values))],
        }
    )


def bars(figure: Any) -> Any:
    return figure.data[0]


def test_ours_stands_in_the_accent_and_peers_in_grey() -> None:
    figure = draw_ranks(table(9, 8, 7), ours="433121")
    assert list(bars(figure).marker.color) == [PEER, ACCENT, PEER]
    assert list(bars(figure).customdata) == ["433120", "433121", "433122"]


def test_first_row_is_on_top_and_bars_start_at_zero() -> None:
    figure = draw_ranks(table(9, 8, 7))
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    assert figure.layout.xaxis.range[0] == 0


def test_values_below_zero_get_room_on_the_left() -> None:
    assert draw_ranks(table(2, -9)).layout.xaxis.range[0] < -9


def test_every_bar_carries_its_value_in_words_and_text_is_escaped() -> None:
    figure = draw_ranks(table(9, 8))
    assert [note.text for note in figure.layout.annotations] == ["9 分", "8 分"]
    assert "县&lt;1&gt;" in figure.layout.yaxis.ticktext[0]
    assert bars(figure).hovertext[0] == "县0<br>第0"


def test_the_average_is_dashed_and_named() -> None:
    figure = draw_ranks(table(9, 8), average=8.5, average_name="全州平均 8.50 分")
    assert figure.layout.shapes[0].line.dash == "dash"
    assert figure.layout.annotations[-1].text == "全州平均 8.50 分"
    assert not draw_ranks(table(9, 8), average=math.nan, average_name="").layout.shapes


def test_a_missing_value_has_words_and_no_bar() -> None:
    figure = draw_ranks(table(9, math.nan))
    assert math.isnan(bars(figure).x[1])
    assert figure.layout.annotations[1].x == 0


@pytest.mark.parametrize("count", [1, 7, 12])
def test_the_wall_reads_at_28_pixels_and_fits_one_screen(count: int) -> None:
    figure = draw_ranks(table(*range(count, 0, -1)), average=1.0, average_name="平均", is_show=True)
    assert figure.layout.font.size == SHOW_SIZE
    assert figure.layout.height <= 760
