"""The spending chart: what is drawn, how it is named, and that names do not cover each other."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.spending import SpendingPicture, draw_spending, spread
from charts.theme import SHOW_SIZE, config, style
from core.palette import ACCENT, PEER

STEP = 17.5


def frame(first: str, last: str, start: float, end: float, words: str) -> pd.DataFrame:
    days = pd.date_range(first, last)
    shares = [start + (end - start) * number / max(1, len(days) - 1) for number in range(len(days))]
    return pd.DataFrame({"on": days, "share": shares, "words": [words] * len(days)})


def picture(last_day: str = "2021-11-20") -> SpendingPicture:
    outlook = frame(last_day, "2021-12-20", 0.85, 0.99, "预计")
    return SpendingPicture(
        curve=frame("2021-01-01", last_day, 0.0, 0.85, "支出率 <b>85.00%</b>"),
        line=frame("2021-01-01", "2021-12-31", 0.0, 1.0, "序时进度"),
        last=frame("2021-01-01", "2021-12-31", 0.0, 0.985, "2020年同日"),
        average=frame("2021-01-31", last_day, 0.02, 0.87, "全省平均"),
        outlook=outlook.rename(columns={"share": "expected"}).assign(
            low=outlook["share"] - 0.01, high=outlook["share"]
        ),
        curve_label="2021年 85.00%",
        line_label="序时进度",
        last_label="2020年",
        average_label="全省平均 87.00%",
        outlook_label="预计 99.00%",
        schedule_share=0.8889,
        deadline=date(2021, 12, 20),
        deadline_label="支出截止\n12月20日",
    )


def traces(figure: go.Figure, **line: str) -> list[go.Scatter]:
    return [trace for trace in figure.data if all(trace.line[name] == value for name, value in line.items())]


def names(figure: go.Figure) -> dict[str, go.layout.Annotation]:
    return {note.text.removeprefix("<b>").removesuffix("</b>"): note for note in figure.layout.annotations}


def test_the_schedule_is_dashed_ours_is_accent_and_last_year_grey() -> None:
    figure = draw_spending(picture())
    (schedule,) = traces(figure, dash="dash")
    assert schedule.y[-1] == 1.0
    ours = [trace for trace in traces(figure, dash="solid", color=ACCENT) if trace.mode == "lines"]
    assert [trace.y[-1] for trace in ours] == [pytest.approx(0.85)]
    assert traces(figure, dash="solid", color=PEER)[0].y[-1] == pytest.approx(0.985)


def test_lines_are_named_at_their_end_without_a_legend_and_zero_is_at_the_bottom() -> None:
    figure = draw_spending(picture())
    expected = {"2021年 85.00%", "序时进度", "2020年", "全省平均 87.00%", "预计 99.00%", "支出截止<br>12月20日"}
    assert set(names(figure)) == expected
    assert not figure.layout.showlegend
    assert figure.layout.yaxis.range[0] == 0


@pytest.mark.parametrize("is_show", [False, True])
def test_names_in_the_margin_do_not_cover_each_other(is_show: bool) -> None:
    figure = draw_spending(picture(), is_show=is_show)
    size = figure.layout.font.size
    top, margin = figure.layout.yaxis.range[1], figure.layout.margin
    room = figure.layout.height - margin.t - margin.b - size
    places = sorted(
        room * (1 - note.y / top) - note.yshift for text, note in names(figure).items() if "支出截止" not in text
    )
    assert all(later - earlier >= size for earlier, later in pairwise(places))
    assert places[0] >= 0


def test_early_in_the_year_names_stand_beside_their_line() -> None:
    figure = draw_spending(picture("2021-06-30"))
    notes = names(figure)
    assert notes["2021年 85.00%"].xref != "paper"
    assert notes["全省平均 87.00%"].xanchor == "right"
    assert notes["序时进度"].xref == "paper"


def test_hover_texts_are_ours_and_escaped() -> None:
    figure = draw_spending(picture())
    texts = {trace.customdata[0] for trace in figure.data if trace.customdata is not None}
    assert "支出率 &lt;b&gt;85.00%&lt;/b&gt;" in texts
    assert all(
        trace.hovertemplate == "%{customdata}<extra></extra>" for trace in figure.data if trace.customdata is not None
    )
    assert figure.layout.xaxis.hoverformat == "%Y年%-m月%-d日"


def test_the_range_of_the_projection_is_a_band() -> None:
    figure = draw_spending(picture())
    low, high = figure.data[0], figure.data[1]
    assert (low.line.width, high.line.width, high.fill) == (0, 0, "tonexty")
    assert all(bottom <= top for bottom, top in zip(low.y, high.y, strict=True))


def test_what_is_missing_is_not_drawn() -> None:
    whole = picture()
    bare = replace(whole, last=whole.last[:0], average=whole.average[:0], outlook=whole.outlook[:0])
    figure = draw_spending(bare)
    assert set(names(figure)) == {"2021年 85.00%", "序时进度", "支出截止<br>12月20日"}
    nothing = draw_spending(replace(bare, curve=whole.curve[:0]))
    assert set(names(nothing)) == {"序时进度", "支出截止<br>12月20日"}


def test_spending_above_the_whole_budget_stays_in_the_picture() -> None:
    figure = draw_spending(replace(picture(), curve=frame("2021-01-01", "2021-11-20", 0, 1.2, "")))
    assert figure.layout.yaxis.range[1] > 1.2


def test_on_the_wall_text_is_28_pixels() -> None:
    figure = draw_spending(picture(), is_show=True)
    assert figure.layout.font.size == SHOW_SIZE == 28
    assert {note.font.size for note in figure.layout.annotations} == {28}


def test_a_title_is_escaped_and_makes_room() -> None:
    figure = draw_spending(picture(), title="低于<序时进度>", subtitle="单位：%")
    assert "低于&lt;序时进度&gt;" in figure.layout.title.text
    assert figure.layout.margin.t > draw_spending(picture()).layout.margin.t


@settings(deadline=None)
@given(st.lists(st.floats(0, 500), max_size=8))
def test_spread_names_keep_their_order_and_distance(places: list[float]) -> None:
    ordered = sorted(places)
    moved = spread(ordered, STEP, 0.0)
    assert len(moved) == len(ordered)
    assert all(later - earlier >= STEP - 1e-6 for earlier, later in pairwise(moved))
    assert not moved or moved[0] >= 0
    if all(later - earlier >= STEP for earlier, later in pairwise(ordered)):
        assert moved == pytest.approx(ordered)


@settings(deadline=None)
@given(st.lists(st.floats(0, 500), max_size=30))
def test_spread_names_end_with_the_room_where_all_have_some(places: list[float]) -> None:
    moved = spread(sorted(places), STEP, 0.0, 500.0)
    assert all(later - earlier >= STEP - 1e-6 for earlier, later in pairwise(moved))
    assert not moved or moved[0] >= -1e-6
    assert len(moved) > 500 / STEP or not moved or moved[-1] <= 500 + 1e-6


def test_charts_speak_chinese_and_offer_the_picture_only() -> None:
    assert config()["displayModeBar"] is False
    settings = config("资金进度")
    assert settings["modeBarButtons"] == [["toImage"]]
    assert settings["locales"][settings["locale"]]["format"]["months"][0] == "1月"
    assert config("资金进度", is_show=True)["displayModeBar"] is False


def test_style_changes_the_figure_it_is_given() -> None:
    figure = go.Figure()
    assert style(figure, title="a") is figure
    assert figure.layout.template.layout.to_plotly_json() == {}
