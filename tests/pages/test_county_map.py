"""The page 地图: good data, none, odd parameters, a framework without places, the projection."""

import re
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from loaders.importing import import_file
from store import Store, read_places
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of


def test_a_measure_is_answered_in_a_sentence_with_legend_and_list(demo_folder: Path) -> None:
    page = open_page("county_map", place="433100", by="measure:spend_rate")
    assert answer_of(page).startswith("衔接资金支出率：")
    assert "map-legend" in html_of(page)
    assert "共 7 个" in text_of(page) and "共 1 个" in text_of(page)


def test_a_place_it_does_not_apply_to_is_its_own_look(demo_folder: Path) -> None:
    page = open_page("county_map", place="433100", by="measure:relocated_jobs", classes="lights")
    assert "不适用" in text_of(page)
    assert "1 个" in text_of(page)


def test_findings_and_problems_are_layers_and_a_row_leads_to_their_lists(demo_folder: Path) -> None:
    findings = open_page("county_map", place="433100", by="findings")
    ways = [link for link in links_of(findings) if "at=433127" in link]
    assert "待核疑点" in answer_of(findings) and ways and all(link.startswith("checks?") for link in ways)
    problems = open_page("county_map", place="433100", by="problems")
    total = re.fullmatch(r"未销号问题共 ([\d,]+) 个，最多的是\S+（[\d,]+ 个）", answer_of(problems))
    assert total and f"未销号 {total[1]} 个" in text_of(open_page("overview", place="433100"))
    assert any(link.startswith("ledger?") and "at=433127" in link for link in links_of(problems))


def test_an_earlier_period_is_drawn_on_the_same_map_and_the_picks_stay(demo_folder: Path) -> None:
    page = open_page("county_map", place="433100", when="2021-10")
    assert "2021年10月，截至2021年10月31日" in text_of(page) and page.select_slider[0].value == "2021-10"
    assert all("period=2021-10" not in link for link in links_of(page)), "the map alone looks back"
    page.select_slider[0].set_value("2021-11").run()
    assert "when" not in page.query_params and "2021年11月" in text_of(page)


def test_townships_are_offered_only_where_an_office_has_their_outlines(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = open_page("county_map", place="433127", by="findings", level="township")
    assert "按乡镇" not in [option for group in plain.get("button_group") for option in group.options]
    towns = [town.code for town in read_places(Store(demo_folder)).children("433127", "township")][:3]
    shapes = [shapely.box(109.8 + 0.1 * at, 29.0, 109.9 + 0.1 * at, 29.1) for at in range(3)]
    frame = gpd.GeoDataFrame({"place_code": towns, "place_name": ["甲", "乙", "丙"]}, geometry=shapes, crs="EPSG:4490")
    frame.to_file(tmp_path / "towns.gpkg")
    monkeypatch.setenv("BOUNDARY_FILE", str(tmp_path / "towns.gpkg"))
    page = open_page("county_map", place="433127", by="findings", level="township")
    assert any("按乡镇" in list(group.options) for group in page.get("button_group"))
    assert "共 3 个" in text_of(page) and any(f"at={towns[0]}" in link for link in links_of(page))


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
