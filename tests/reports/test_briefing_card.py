"""The printable card: one sheet of A4, everything escaped, the demo marked."""

import re

import pandas as pd

from reports.briefing_card import Card, write_card


def card(rows: int = 36, is_demo: bool = False) -> Card:
    figures = pd.DataFrame(
        {"section": f"第{n // 9}部分", "department": "某局、某某局", "title": f"一个名字相当长的数字{n}", "words": "12,345.67 万元",
         "value": 1.0, "tables": "表一、表二"}
        for n in range(rows)
    )  # fmt: skip
    return Card("<i>凤凰县", "2021年11月", figures, is_demo)


def test_names_from_outside_are_text_and_nothing_is_asked_from_elsewhere() -> None:
    text = write_card(card()).decode()
    assert "<i>" not in text and "&lt;i&gt;凤凰县应知应会" in text
    assert not re.search(r"https?://|src=|url\(|<script", text)
    assert "模拟数据" not in text and "模拟数据" in write_card(card(is_demo=True)).decode()


def test_a_missing_figure_says_so() -> None:
    made = card(1)
    made.figures.loc[0, ["value", "words"]] = [float("nan"), "未导入"]
    assert "class='figure missing'" in write_card(made).decode()
