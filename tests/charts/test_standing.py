"""The lines of places in the province."""

import itertools

import pandas as pd

from charts.standing import LABELLED, draw_standing
from core.palette import ACCENT


def years(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"place_code": f"4331{n:02d}", "place_name": f"<b>县{n}", "year": year, "grade": "好", "province_rank": float(n + 1)}
        for n in range(count) for year in ("2019", "2020")
    )  # fmt: skip


def test_ours_is_last_and_in_the_accent_and_the_first_place_is_on_top() -> None:
    figure = draw_standing(years(5), ours="433102")
    assert figure.data[-1].line.color == ACCENT and list(figure.data[-1].y) == [3, 3]
    low, high = figure.layout.yaxis.range
    assert low > high
    assert len(figure.layout.annotations) == 5 and "&lt;b&gt;" in figure.layout.annotations[0].text


def test_many_lines_name_ours_and_the_ends_only() -> None:
    figure = draw_standing(years(LABELLED + 20), ours="433110")
    assert len(figure.layout.annotations) == 5


def test_a_year_without_a_place_is_a_gap() -> None:
    rows = years(1)
    rows.loc[1, "province_rank"] = float("nan")
    figure = draw_standing(rows)
    assert "第1" in figure.layout.annotations[0].text and "未通报位次" in figure.data[0].hovertext[1]


def test_the_years_end_with_the_last_one_and_names_stand_apart() -> None:
    figure = draw_standing(years(LABELLED), ours="433102")
    first, last = figure.layout.xaxis.range
    assert 2018 < first < 2019 and 2020 < last < 2021
    assert list(figure.layout.xaxis.ticktext) == ["2019年", "2020年"] and figure.layout.xaxis.tickangle == 0
    low, high = figure.layout.yaxis.range
    room = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    places = sorted(room * (one.y - high) / (low - high) - one.yshift for one in figure.layout.annotations)
    assert all(below - above >= figure.layout.font.size for above, below in itertools.pairwise(places))
