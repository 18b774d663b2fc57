"""The small map of a page: every county a path in the colour of its class, hatched without a value, ours marked, links escaped."""

import re

import pandas as pd

from core.palette import BLUE_5
from geo.classes import classify
from geo.outlines import outline_version
from geo.sketch import FEW, TALLEST, WIDTH, _read_outlines, draw_sketch

AREA = "433100"


def drawn(**more: object) -> str:
    classes = classify(pd.Series({"433124": 90.0, "433126": 50.0}))
    said = {"433124": "第1 90.00 分", "433126": "第2 <50.00> 分"}
    return str(draw_sketch(AREA, classes, said, "参考得分", lambda value: f"{value:.2f} 分", **more))  # type: ignore[arg-type]


def test_every_county_has_a_path_and_only_known_ones_a_colour() -> None:
    html = drawn()
    assert html.count("<path class='sketch-place") == 8
    assert len(re.findall(r"sketch-place' d='[^']+' style='fill:", html)) == 2
    assert f"fill:{BLUE_5}" not in html or html.count(BLUE_5) == 2, "in the picture and in the legend"
    assert "花垣县 第1 90.00 分" in html and "&lt;50.00&gt;" in html
    assert len(html) < 60_000, "light enough to stand in a page"


def test_ours_is_marked_and_a_click_leads_on() -> None:
    html = drawn(ours="433124", link=lambda code, name: f"ranking?at={code}&by=total")
    assert html.count("sketch-place ours") == 1 and html.count("class='go'") == 2
    assert "href='ranking?at=433124&amp;by=total'" in html


def test_an_area_without_outlines_has_no_map() -> None:
    assert draw_sketch("999900", classify(pd.Series({"1": 1.0})), {}, "", str) == ""


def test_a_province_fits_the_picture_and_is_not_named_county_by_county() -> None:
    width, height, outlines = _read_outlines("430000", "county", outline_version("430000"))
    assert len(outlines) > FEW and 0 < width <= WIDTH + 1 and 0 < height <= TALLEST + 1
    html = draw_sketch("430000", classify(pd.Series({"433124": 1.0})), {}, "得分", str)
    assert "sketch-name" not in html
    assert len(html) < 250_000
