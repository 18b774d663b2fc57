"""The page 数字走势: the courses of score, rank, findings and problems; a county's own line of a figure; a date that cannot be read."""

from pathlib import Path

import pytest

from loaders.importing import import_file
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of


def test_a_county_reads_its_own_course(demo_folder: Path) -> None:
    page = open_page("series", place="433123", item="rural_income")
    assert answer_of(page).startswith("凤凰县农村居民人均可支配收入由2018年的 ")
    assert "每个数都能找到原表的那一格" in text_of(page)


def test_a_county_reads_the_course_of_its_score_and_rank(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_MONTHS", "2")
    page = open_page("series", place="433127")
    assert answer_of(page).startswith("永顺县得分由2021年10月的 ") and "▲" in answer_of(page)
    assert "没有按现在的表算过" not in text_of(page), (
        "the overview has evaluated both months, and nothing more is asked for"
    )
    assert html_of(page).count("<svg class='spark'") == 8
    cards = [query_of(link) for link in links_of(page) if "of=score" in link and "at=" in link]
    assert len(cards) == 8 and cards[0]["place"] == "433127"
    rank = open_page("series", place="433127", of="rank", at="433124")
    assert answer_of(rank).startswith("花垣县位次由2021年10月的 第1 到2021年11月的 第1")
    overview = open_page("overview", place="433127")
    assert "（同口径）" in text_of(overview) and any("of=score" in link for link in links_of(overview))


def test_findings_and_problems_have_a_course_too(demo_folder: Path) -> None:
    problems = open_page("series", place="433127", of="problems")
    assert answer_of(problems).startswith("永顺县未销号问题由") and "台账里月末还没有销号的问题" in text_of(problems)
    findings = open_page("series", of="findings")
    assert "疑点" in answer_of(findings)


def test_the_published_series_lists_the_date_it_cannot_read(real_tables: Path, empty_folder: Path) -> None:
    import_file(real_tables / "national_2020_progress_series.csv", folder=empty_folder)
    page = open_page("series", item="25省已外出务工贫困劳动力（万人）")
    assert "2,973.01 万人" in answer_of(page)
    assert "2020-03-25通报" in text_of(page)
    assert "1 行没有入库" in text_of(page)


def test_an_unknown_figure_falls_back_and_none_is_said(demo_folder: Path) -> None:
    assert answer_of(open_page("series", item="<b>"))


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "还没有可以看走势的数字" in text_of(open_page("series"))
