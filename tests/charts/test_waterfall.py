"""The steps to full marks: where each begins, how long it is, and what lies below the cut scale."""

import re

from charts.waterfall import Piece, draw_waterfall


def drawn(*pieces: Piece, low: float = 50, high: float = 100) -> list[tuple[float, list[float]]]:
    html = draw_waterfall(pieces, low, high, "从 60 到 100")
    rooms = [float(one) for one in re.findall(r"fall-room' style='width:([\d.]+)%", html)]
    rows = re.findall(r"fall-room'.*?</span>", html)
    return [
        (room, [float(one) for one in re.findall(r"fall-part \w+' style='width:([\d.]+)%", row)])
        for room, row in zip(rooms, rows, strict=True)
    ]


def test_steps_stand_on_one_scale() -> None:
    step = Piece("甲", 60, [("winnable", 30), ("gone", 5)], "−35")
    found = drawn(Piece("现在", 0, [("got", 60)], "60"), step, Piece("满分", 0, [("full", 100)], "100"))
    assert found == [(0.0, [20.0]), (20.0, [60.0, 10.0]), (0.0, [100.0])]


def test_a_score_below_the_scale_has_no_negative_length() -> None:
    assert drawn(Piece("现在", 0, [("got", 40)], "40")) == [(0.0, [0.0])]


def test_texts_are_escaped() -> None:
    html = draw_waterfall([Piece("<i>x</i>", 0, [], "<b>")], 0, 10, "'>")
    assert "<b>" not in html and "<i>x" not in html and "&#39;&gt;" in html
