"""A rule's curve: drawn to the outermost places, corners named, small in a cell."""

import pandas as pd

from charts.curves import draw_curve, small_curve_svg
from core.palette import ACCENT

LINEAR = pd.DataFrame({"value": [0.75, 0.8, 1.0, 1.05], "score": [0.0, 0.0, 3.0, 3.0]})
WORDS = ["75%", "80%", "100%", "105%"]


def test_bends_are_named_and_ends_are_not() -> None:
    figure = draw_curve(LINEAR, axis="指标值（%）", value_words=WORDS)
    assert list(figure.layout.xaxis.ticktext) == ["80%", "100%"]
    assert list(figure.layout.yaxis.ticktext) == ["0", "3 分"]
    assert figure.layout.xaxis.title.text == "指标值（%）"


def test_a_curve_without_bends_inside_names_its_ends() -> None:
    figure = draw_curve(LINEAR.iloc[1:3], axis="指标值", value_words=WORDS[1:3])
    assert list(figure.layout.xaxis.ticktext) == ["80%", "100%"]


def test_places_stand_on_the_curve_ours_in_the_accent() -> None:
    points = pd.DataFrame(
        {"value": [0.5, 0.9], "score": [0.0, 1.5], "label": ["甲县 50%", "乙县 90%"], "is_ours": [False, True]}
    )
    figure = draw_curve(LINEAR, axis="指标值", value_words=WORDS, points=points)
    assert figure.data[0].x[0] == 0.5, "the line reaches the outermost place"
    peers, ours = figure.data[1], figure.data[2]
    assert ours.marker.color == ACCENT
    assert [note.text for note in figure.layout.annotations] == ["<b>乙县 90%</b>"]
    assert peers.hovertext[0] == "甲县 50%"


def test_the_small_curve_is_svg_with_a_spoken_label() -> None:
    svg = small_curve_svg(LINEAR, "达到100%得满分 & '低于'80%<不得分>")
    assert svg.count("<polyline") == 1 and "role='img'" in svg
    assert "aria-label='达到100%得满分 &amp; &#39;低于&#39;80%&lt;不得分&gt;'" in svg


def test_a_flat_curve_can_be_drawn() -> None:
    flat = pd.DataFrame({"value": [1.0, 1.0], "score": [0.0, 0.0]})
    assert "nan" not in small_curve_svg(flat, "")
