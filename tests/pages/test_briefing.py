"""The page 应知应会: the card down to a village, its quiz; no data; projected."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests.indicators.households.household_case import COUNTY, PERIOD, VILLAGE, household_store
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    household_store(empty_folder)
    return empty_folder


def test_the_sentence_the_card_and_the_way_down(small_folder: Path) -> None:
    page = open_page("briefing", place=COUNTY, period=PERIOD)
    assert answer_of(page).startswith("凤凰县：脱贫户 ")
    assert "监测对象人口" in text_of(page) and "未导入" in text_of(page)
    assert any("briefing?" in link and "at=433123901" in link for link in links_of(page))


def test_a_village_has_its_own_card_without_money(small_folder: Path) -> None:
    page = open_page("briefing", place=COUNTY, period=PERIOD, at=VILLAGE)
    assert "一村" in answer_of(page) and "资金支出率" not in text_of(page)


def test_the_quiz_tells_what_was_right(small_folder: Path) -> None:
    page = open_page("briefing", place=COUNTY, period=PERIOD, part="quiz")
    asked = page.radio
    assert 1 <= len(asked) <= 10 and "答对" not in text_of(page)
    for radio in asked:
        radio.set_value(re.sub(r"\\(.)", r"\1", radio.options[0]))  # as it is chosen, not as its label is written
    page.button[0].click().run()
    assert (
        not page.exception
        and "答对" in text_of(page)
        and html_of(page).count("■ 错") + html_of(page).count("● 对") == len(asked)
    )


def test_a_figure_says_of_what_it_is_and_how_it_is_unlike_a_measure_of_a_like_name(small_folder: Path) -> None:
    page = open_page("briefing", place=COUNTY, period=PERIOD)
    assert "来源：《（自定义）监测对象信息》2021-11：是否义务教育阶段适龄儿童少年失学辍学为“是”的人数" in unescape(
        html_of(page)
    )
    assert "“义务教育控辍保学率”拿学籍名册核对" in text_of(page)
    quiz = open_page("briefing", place=COUNTY, period=PERIOD, part="quiz")
    quiz.button[0].click().run()
    assert "《（自定义）监测对象信息》2021-11：已参加基本医保 ÷ 系统中脱贫人口和监测人口。这里是本年参保" in text_of(
        quiz
    ), "each answer says what was counted of when"


def test_odd_parameters_are_left_aside(small_folder: Path) -> None:
    page = open_page("briefing", place=COUNTY, period=PERIOD, at="99", part="nothing", seed="x")
    assert answer_of(page).startswith("凤凰县")


def test_the_projection_has_the_card_alone(small_folder: Path) -> None:
    page = open_page("briefing", place=COUNTY, period=PERIOD, show="1")
    assert "监测对象" in text_of(page) and not page.get("download_button")


def test_without_data_it_invites_to_import(empty_folder: Path) -> None:
    assert "还没有" in answer_of(open_page("briefing"))
