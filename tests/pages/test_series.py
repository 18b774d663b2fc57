"""The page 数字走势: a county's own line, the published series with its unreadable date, none."""

from pathlib import Path

from loaders.importing import import_file
from tests.pages.opening import answer_of, open_page, text_of


def test_a_county_reads_its_own_course(demo_folder: Path) -> None:
    page = open_page("series", place="433123", item="rural_income")
    assert answer_of(page).startswith("凤凰县农村居民人均可支配收入由2018年的 ")
    assert "每个数都能找到原表的那一格" in text_of(page)


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
