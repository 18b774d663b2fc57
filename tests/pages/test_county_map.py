"""The page 地图: good data, none, odd parameters, a framework without places, the projection."""

from pathlib import Path

from loaders.importing import import_file
from tests.pages.opening import answer_of, html_of, open_page, text_of


def test_a_measure_is_answered_in_a_sentence_with_legend_and_list(demo_folder: Path) -> None:
    page = open_page("county_map", place="433100", by="measure:spend_rate")
    assert answer_of(page).startswith("衔接资金支出率：")
    assert "map-legend" in html_of(page)
    assert "共 7 个" in text_of(page) and "共 1 个" in text_of(page)


def test_a_place_it_does_not_apply_to_is_its_own_look(demo_folder: Path) -> None:
    page = open_page("county_map", place="433100", by="measure:relocated_jobs", classes="lights")
    assert "不适用" in text_of(page)
    assert "1 个" in text_of(page)


def test_odd_parameters_fall_back(demo_folder: Path) -> None:
    page = open_page("county_map", place="999999", by="measure:<script>", classes="rainbow")
    assert "参考得分" in text_of(page)


def test_a_framework_by_units_has_no_map(real_tables: Path, empty_folder: Path) -> None:
    import_file(real_tables / "luxi_2019_spend_rate.csv", folder=empty_folder)
    assert "没有地图" in answer_of(open_page("county_map", framework="spending_notice"))


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "请先在“数据导入”里导入" in text_of(open_page("county_map"))


def test_the_projection_has_no_pickers_and_few_rows(demo_folder: Path) -> None:
    page = open_page("county_map", place="433100", show="1")
    assert not page.selectbox
    assert html_of(page).count("<tr") <= 12
