"""Figures over time: points stand at their own time, the axis ends with them, and its numbers are Chinese."""

import itertools

import pandas as pd
import pytest

from charts.series import MOST_TICKS, draw_series, line_colours
from core.palette import ACCENT, INK, PEER, QUIET, faint


def points(on: list[str], values: list[float], period: str = "%Y", places: int = 1) -> pd.DataFrame:
    """One line a place, each with these values a little apart."""
    days = pd.to_datetime(on)
    return pd.DataFrame(
        {"place_code": f"4331{n:02d}", "place_name": f"县{n}", "on": day, "period": day.strftime(period), "value": value + n}
        for n in range(places) for day, value in zip(days, values, strict=True)
    )  # fmt: skip


def say(value: float) -> str:
    return f"{value:,.2f} 元"


def test_a_figure_of_a_year_stands_at_its_year_and_no_later_year_is_shown() -> None:
    figure = draw_series(points(["2018-12-31", "2019-12-31", "2021-12-31"], [1.0, 2.0, 3.0]), say)
    assert list(figure.data[0].x) == [2018, 2019, 2021]
    assert list(figure.layout.xaxis.tickvals) == [2018, 2019, 2021]
    assert list(figure.layout.xaxis.ticktext) == ["2018年", "2019年", "2021年"]
    assert 2021 < figure.layout.xaxis.range[1] < 2022
    assert "12月31日" not in figure.data[0].hovertext[0] and "2018年" in figure.data[0].hovertext[0]


def test_a_yearly_figure_with_a_day_of_its_own_stands_at_that_day() -> None:
    figure = draw_series(points(["2019-11-01", "2020-11-01"], [1.0, 2.0]), say)
    assert list(figure.layout.xaxis.tickvals) == [pd.Timestamp("2019-11-01"), pd.Timestamp("2020-11-01")]
    assert figure.layout.xaxis.ticktext[0] == "11月1日<br>2019年"


def test_months_are_named_where_their_points_stand_and_the_last_one_always() -> None:
    ends = pd.date_range("2019-12-31", "2021-11-30", freq="ME")
    rows = points([f"{day:%Y-%m-%d}" for day in ends], list(map(float, range(len(ends)))), "%Y-%m")
    axis = draw_series(rows, say).layout.xaxis
    assert set(axis.tickvals) <= set(ends) and axis.tickvals[-1] == ends[-1] and len(axis.tickvals) <= MOST_TICKS
    assert axis.ticktext[-1] == "11月" and axis.ticktext[0].endswith("2020年")
    assert ends[-1] < axis.range[1] < ends[-1] + pd.Timedelta(days=31)


def test_one_point_is_drawn() -> None:
    assert draw_series(points(["2021-12-31"], [5.0]), say).layout.xaxis.ticktext == ("2021年",)
    assert draw_series(points(["2021-11-05"], [0.0], "%Y-%m"), say).layout.xaxis.ticktext == ("11月5日<br>2021年",)


@pytest.mark.parametrize(
    ("values", "unit", "ticks"),
    [
        ([0.0, 1_900_000.0], "人", ["0", "50万", "100万", "150万", "200万"]),
        ([446_393.0], "万元", ["0", "10亿", "20亿", "30亿", "40亿", "50亿"]),
        ([16_388.0], "元", ["0", "0.5万", "1万", "1.5万", "2万"]),
        ([125.0], "户", ["0", "25", "50", "75", "100", "125"]),
        ([4_100.0], "户", ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
        ([0.0, 0.43], "%", ["0", "10%", "20%", "30%", "40%", "50%"]),
        ([-3.0, 2.0], "", ["-3", "-2", "-1", "0", "1", "2"]),
        ([2.5e9], "元", ["0", "5亿", "10亿", "15亿", "20亿", "25亿"]),
        ([0.0], "人", ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_the_axis_counts_in_chinese(values: list[float], unit: str, ticks: list[str]) -> None:
    days = [f"{2000 + number}-12-31" for number in range(len(values))]
    axis = draw_series(points(days, values), say, unit=unit).layout.yaxis
    assert list(axis.ticktext) == ticks
    assert axis.range[0] <= min(*values, 0.0) and axis.range[1] >= max(values)


def test_names_at_the_ends_do_not_cover_each_other_and_have_room() -> None:
    figure = draw_series(points(["2020-12-31", "2021-12-31"], [9_000.0, 12_000.0], places=10), say, ours="433103")
    low, high = figure.layout.yaxis.range
    room = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    places = sorted(room * (high - one.y) / (high - low) - one.yshift for one in figure.layout.annotations)
    assert len(places) == 10
    assert all(below - above >= figure.layout.font.size for above, below in itertools.pairwise(places))
    assert figure.layout.margin.r > figure.layout.font.size * 8


@pytest.mark.parametrize("is_show", [False, True])
def test_of_a_province_ours_best_and_worst_are_named_and_the_others_make_no_block(is_show: bool) -> None:
    rows = points(["2021-09-30", "2021-10-31", "2021-11-30"], [40.0, 55.0, 60.0], "%Y-%m", places=122)
    figure = draw_series(rows, say, ours="433160", is_show=is_show)
    named = {one.text for one in figure.layout.annotations}
    assert {text.removeprefix("<b>").split(" ")[0] for text in named} == {"县0", "县60", "县121"}
    quiet = [line.line for line in figure.data if line.line.color not in (ACCENT, INK)]
    assert (
        len(quiet) == 119
        and {line.color for line in quiet} == {faint(PEER, 0.4)}
        and {line.width for line in quiet} == {1}
    )


def test_names_of_lines_that_end_together_stay_inside_the_picture() -> None:
    """Twelve lines that all end at the lowest value, which is where the axis of time stands."""
    rows = points(["2020-12-31", "2021-12-31"], [900_000.0, 1.0], places=12)
    figure = draw_series(rows, say, ours="433101")
    low, high = figure.layout.yaxis.range
    room = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    places = sorted(room * (high - one.y) / (high - low) - one.yshift for one in figure.layout.annotations)
    assert places[0] >= 0 and places[-1] <= room + 1e-6
    assert all(below - above >= figure.layout.font.size for above, below in itertools.pairwise(places))


def test_ours_best_and_worst_stand_out_and_the_others_are_quiet() -> None:
    colours = line_colours({"a": 3.0, "b": 1.0, "c": 2.0, "d": 2.5, "e": float("nan")}, "c")
    assert colours == {"a": INK, "b": INK, "c": ACCENT, "d": QUIET, "e": QUIET}
    figure = draw_series(points(["2020-12-31", "2021-12-31"], [1.0, 2.0], places=5), say, ours="433102")
    assert [line.line.color for line in figure.data] == [PEER, PEER, INK, INK, ACCENT], "ours is drawn last"
    assert {one.font.color for one in figure.layout.annotations} == {ACCENT, INK, QUIET}


def test_one_day_is_drawn_as_points() -> None:
    figure = draw_series(points(["2021-11-20"], [1.0], "%Y-%m", places=3), say)
    assert {line.mode for line in figure.data} == {"markers"}


def test_times_stand_apart_on_a_phone_however_long_a_name_is() -> None:
    days = ["2021-09-30", "2021-10-31", "2021-11-20"]
    short = draw_series(points(days, [1.0, 2.0, 3.0], "%Y-%m"), say).layout
    long = draw_series(points(days, [1.0, 2.0, 3.0], "%Y-%m"), lambda value: "双江拉祜族佤族布朗族傣族自治县").layout
    assert len(short.xaxis.tickvals) > len(long.xaxis.tickvals) and long.xaxis.tickvals[-1] == pd.Timestamp(days[-1])
