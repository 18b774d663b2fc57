"""The legend says range, count and meaning of every look, in words, with nothing but text in it."""

import math
import re

import pandas as pd
import pytest

from geo.classes import classify, classify_lights
from geo.legend import format_value, legend_html


def values(*numbers: float) -> pd.Series:
    return pd.Series(numbers, index=[str(430101 + row) for row in range(len(numbers))], dtype=float)


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.93456, "percent", "93.46%"),
        (1234567.891, "万元", "1,234,567.89 万元"),
        (12, "户", "12 户"),
        (0, "户", "0 户"),
        (87.5, "", "87.50"),
        (-0.015, "percent", "−1.50%"),
    ],
)
def test_values_as_they_are_read(value: float, unit: str, shown: str) -> None:
    assert format_value(value, unit) == shown


def test_every_look_has_its_line() -> None:
    classes = classify(
        values(0, 0.5, 0.6, 0.6, math.nan, 0.9, 0.7),
        direction="higher_is_better",
        not_applicable=["430106"],
        outline_codes=[str(430101 + row) for row in range(6)],
    )
    shown = words_of(legend_html(classes, "percent", "2021年11月支出率"))
    assert shown == (
        "2021年11月支出率 60.00% 2 个 50.00% 1 个 数值为 0 1 个 无数据 1 个 不适用 1 个"
        " 有数值、无边界（不在图上） 1 个 颜色越深数值越大；数值越高越好"
    )


def test_looks_nobody_has_are_left_out() -> None:
    shown = words_of(legend_html(classify(values(1, 2)), "户", "疑点"))
    assert shown == "疑点 2 户 1 个 1 户 1 个 颜色越深数值越大"


def test_counts_can_be_added_to() -> None:
    shown = words_of(legend_html(classify(values(1, 2)), "户", "疑点", {"no_boundary": 3}))
    assert "有数值、无边界（不在图上） 3 个" in shown


def test_ranges_from_lowest_to_highest_value_found() -> None:
    shown = words_of(legend_html(classify(values(*range(1, 11)), classes=2, direction="lower_is_better"), "户", "疑点"))
    assert shown == "疑点 6–10 户 5 个 1–5 户 5 个 颜色越深数值越大；数值越低越好"


def test_values_can_be_written_otherwise() -> None:
    """Yuan are stored, 万元 are read; the unit stands once."""
    html = legend_html(
        classify(values(10000, 20000, 20001), classes=2), "cny", "支出", say=lambda cny: f"{cny / 1e4:,.2f} 万元"
    )
    assert words_of(html) == "支出 2.00 万元 1 个 1.00–2.00 万元 2 个 颜色越深数值越大"


def test_lights_carry_shape_and_word() -> None:
    states = pd.Series(["正常", "滞后"], index=["430101", "430102"])
    assert words_of(legend_html(classify_lights(states), "", "灯")) == "灯 ● 正常 1 个 ▲ 预警 0 个 ■ 滞后 1 个"


def test_text_is_escaped_and_nothing_is_fetched() -> None:
    html = legend_html(classify(values(1, 2)), "<b>", '<script>alert("x")</script>')
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html
    assert not re.search(r"url\(|https?:|src=", html)
