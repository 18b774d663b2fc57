"""A province by prefecture on 排名 and 资金进度: a line a prefecture with a dot a county, and what names, dots and bars lead to."""

import pandas as pd
import pytest
from markupsafe import Markup

from charts.track import Scale
from indicators.evaluation import Choice, prefectures
from pages.parts.common import state
from pages.parts.common.state import Picked
from pages.parts.ranking.prefectures import prefectures_html
from pages.parts.spending.tables import bullets_html
from tests.pages.one_value.drawn import read_tables

TOTAL = Choice("total", "total", "", "参考得分")
NAN = float("nan")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Three counties of two prefectures, one of them without a score."""
    monkeypatch.setattr(state, "picked", lambda: Picked("430000", "2021-11", "consolidation_2021", False))
    monkeypatch.setattr("pages.parts.ranking.prefectures.say_place", lambda code: f"州{code[2:4]}")
    return pd.DataFrame({
        "place_code": ["433101", "433122", "430124"], "place_name": ["甲县", "乙县", "丙县"], "league": "脱贫县",
        "value": [80.0, NAN, 60.0], "rank": [1.0, NAN, 2.0], "value_alike": [80.0, NAN, 60.0], "last_value": [70.0, NAN, 65.0],
        "numerator": NAN, "denominator": NAN,
    })  # fmt: skip


def test_each_prefecture_has_a_line_with_its_counties(table: pd.DataFrame) -> None:
    html = prefectures_html(prefectures.roll_up(table, TOTAL), table, TOTAL, "433101", Scale(40, 100))
    (drawn,) = read_tables(html)
    assert drawn.heads == ["名次", "市州", "参考得分（一点一县）", "较上期", "县"]
    assert drawn.rows == [["第1", "州31", "80.00 分", "▲10.00 分", "1/2"], ["第2", "州01", "60.00 分", "▼5.00 分", "1"]]
    assert "place=433100" in html and "at=430124" in html and html.count("class='go dot") == 2
    assert html.count("dot mine") == 1 and "title='丙县 60.00 分'" in html


def test_bars_of_spending_stand_against_the_schedule_and_lead_where_names_lead() -> None:
    rows = pd.DataFrame(
        {"key": ["433100", "430100"], "name": ["湘西", "长沙"], "rank": [1.0, 2.0], "is_tied": False, "state": "reported",
         "rate": [0.95, 0.80], "gap_points": [5.0, -10.0]}
    )  # fmt: skip
    html = bullets_html(
        rows, "430100", lambda text, key: Markup("<a href='{}'>{}</a>").format(key, text),
        lambda bar, key: Markup("<a class='to' href='{}'>{}</a>").format(key, bar), 0.9, "市州",
    )  # fmt: skip
    (drawn,) = read_tables(html)
    assert drawn.rows == [["第1", "湘西", "95.00%", "+5.00"], ["第2", "长沙", "80.00%", "−10.00"]]
    assert html.count("class='plan' style='left:90.0%'") == 2 and html.count("<a class='to' href='430100'>") == 1
    assert html.count("class='down'") == 1
