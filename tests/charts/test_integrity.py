"""The pictures of 数据真实: ours in the accent beside grey peers, the usual shares dashed, zero where bars start."""

import pytest

from charts.integrity import Bars, draw_places, draw_shares
from charts.theme import SHOW_SIZE
from core.palette import ACCENT, PEER


def bars(peers: tuple[float, ...] = (0.5, 0.3, 0.2)) -> Bars:
    return Bars(("整百", "整五百", "整千"), (0.4, 0.35, 0.25), peers, (0.01, 0.002, 0.001), "甲<县>", "其他", "应有")


def test_ours_peers_and_the_usual() -> None:
    figure = draw_shares(bars())
    peers, ours, *steps = figure.data
    assert (peers.marker.color, ours.marker.color) == (PEER, ACCENT)
    assert list(ours.y) == [0.4, 0.35, 0.25] and len(steps) == 3
    assert all(step.line.dash == "dash" for step in steps)
    assert figure.layout.yaxis.range[0] == 0 and list(figure.layout.xaxis.ticktext) == ["整百", "整五百", "整千"]


def test_names_are_escaped_and_peers_may_be_missing() -> None:
    figure = draw_shares(bars(()))
    assert [trace.type for trace in figure.data].count("bar") == 1
    said = "".join(note.text for note in figure.layout.annotations)
    assert "甲&lt;县&gt;" in said and "其他" not in said


@pytest.mark.parametrize("is_show", [False, True])
def test_one_bar_a_place_with_ours_marked(is_show: bool) -> None:
    figure = draw_places(["甲县", "乙县"], [0.2, -0.1], 1, 0.05, "居中", is_show=is_show)
    (bar,) = figure.data
    assert list(bar.marker.color) == [PEER, ACCENT] and list(bar.text) == ["20.00%", "−10.00%"]
    assert figure.layout.shapes[0].x0 == 0.05 and figure.layout.xaxis.range[0] < -0.1
    assert (figure.layout.font.size == SHOW_SIZE) == is_show


def test_without_anything_usual_there_is_no_line() -> None:
    figure = draw_places(["甲县"], [0.0], None, float("nan"), "居中")
    assert not figure.layout.shapes and figure.layout.xaxis.range[1] > 0
