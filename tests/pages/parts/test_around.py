"""What stands around every page: the line of what is picked, the search, the bar of a phone."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import GROUPS
from pages.parts.common.around import bar, line
from pages.parts.common.state import Picked
from pages.parts.overview.lights import LAST_SHOWN, LINKED_ROWS, shown_rows
from tests.pages.opening import html_of, open_page, query_of, text_of


def search(page: AppTest, words: str) -> list[str]:
    """The addresses found for the words."""
    page.text_input(key="search_words").input(words).run()
    assert not page.exception
    found = html_of(page).partition("<ul class='found'>")[2].partition("</ul>")[0]
    return [unescape(one) for one in re.findall(r"<a class='go[^']*' href='([^']+)'", found)]


def test_the_line_says_place_period_and_book_and_another_day() -> None:
    picked = Picked("433127", "2021-11", "consolidation_2021", False)
    assert line.say_picked(picked, "永顺县", "后评估") == "永顺县 · 2021年11月 · 后评估"
    asked = Picked("433127", "2021-11", "x", False, None, date(2021, 11, 5), "2021-11-05")
    assert line.say_picked(asked, "永顺县", "后评估") == "永顺县 · 2021年11月 · 截至2021年11月5日 · 后评估"
    assert line.say_picked(Picked("", "", "", False), "", "") == "还没有数据"


def test_every_group_has_an_icon_of_its_own_and_all_its_pages_in_the_bar(demo_folder: Path) -> None:
    icons = {group: bar.icon_html(group) for group in GROUPS}
    assert all(icons.values()) and len(set(icons.values())) == len(GROUPS)
    assert bar.icon_html("别的") == ""
    html = html_of(open_page("ranking", place="433123"))
    tabs = html[html.index("<nav class='tabs'") :]
    tabs = tabs[: tabs.index("</nav>")]
    for page, title in ((page, title) for entries in GROUPS.values() for page, title in entries.items()):
        assert f">{title}</a>" in tabs, page
    assert re.findall(r"tab here'.*?<span>(.)</span>", tabs) == ["看"]
    assert "投影本页" in tabs and "theme-switch" in tabs


def test_the_search_finds_pages_places_measures_and_rules(demo_folder: Path) -> None:
    page = open_page("overview", place="433100")
    assert search(page, "资金进度")[0].startswith("spending?")
    (county,) = [one for one in search(page, "永顺县") if "place=433127" in one]
    assert query_of(county)["place"] == "433127"
    assert any("by=measure%3Aspend_rate" in one for one in search(page, "衔接资金支出率"))
    assert any(one.startswith("checks?") and "check=" in one for one in search(page, "医保"))
    assert search(page, "没有这样的东西") == [] and "没有找到“没有这样的东西”" in text_of(page)


def test_what_is_typed_in_the_search_is_text(demo_folder: Path) -> None:
    page = open_page("overview", place="433100")
    assert search(page, "<script>alert(1)</script>") == []
    assert "<script>" not in html_of(page)


@pytest.mark.parametrize("typed", ["433127199001011234", "123456789012345678"])
def test_a_number_of_nobody_finds_no_household(demo_folder: Path, typed: str) -> None:
    assert search(open_page("overview", place="433127"), typed) == []


def test_of_many_places_ours_and_the_last_ten_have_lights() -> None:
    count = LINKED_ROWS + 20
    rows = [{"place_code": f"{at}", "rank": float(at + 1), "score": 90.0 - at} for at in range(count)]
    rows.append({"place_code": "unranked", "rank": float("nan"), "score": float("nan")})
    table = pd.DataFrame(rows)
    shown = list(shown_rows(table, "3")["place_code"])
    assert shown == ["3", *(f"{count - 1 - at}" for at in range(LAST_SHOWN))]
    assert list(shown_rows(table, f"{count - 1}")["place_code"])[:2] == [f"{count - 1}", f"{count - 2}"]
    few = table.head(LINKED_ROWS)
    assert shown_rows(few, "3") is few
