"""The page 数据质量: grades, links to rows, tables that have not arrived; none; an odd period."""

from pathlib import Path

from tests.pages.opening import answer_of, links_of, open_page, text_of


def test_counties_get_a_data_grade_and_findings_open_their_rows(demo_folder: Path) -> None:
    page = open_page("quality", place="433100")
    assert answer_of(page).startswith("8 个县数据质量：")
    assert "未导入" not in answer_of(page)
    assert "（自定义）监测对象信息" in text_of(page)
    assert any("viewed=data_quality" in link and "measure=" in link for link in links_of(page))


def test_without_data_it_says_what_it_will_do(empty_folder: Path) -> None:
    assert "导入之后" in text_of(open_page("quality"))


def test_a_year_without_months_is_said(demo_folder: Path) -> None:
    page = open_page("quality", framework="county_statistics", period="2019")
    assert "没有可核对的数据" in answer_of(page)
