"""Outline files: nobody lost, neighbours joined, small, sea lines kept, names by content."""

import gzip
import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import outlines
from geo.boundaries import outline_places, read_builtin
from geo.builtin import read_lines
from geo.outlines import outline_geojson, outline_gzip, outline_url, outline_version
from geo.simplifying import simplify
from tests.geo.conftest import FENGHUANG, HUNAN, XIANGXI, features_of

KB = 1000


def shapes_of(content: bytes) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(features_of(content))


@pytest.mark.parametrize(("scope", "places", "limit"), [("", 2891, 260 * KB), (HUNAN, 122, 100 * KB)])
def test_first_map_is_small(made: dict[str, bytes], scope: str, places: int, limit: int) -> None:
    assert len(features_of(made[scope])) == places
    assert len(gzip.compress(made[scope], 9)) <= limit


@pytest.mark.parametrize("scope", ["", HUNAN])
def test_every_place_keeps_its_code_name_and_a_sound_shape(made: dict[str, bytes], scope: str) -> None:
    full, drawn = outline_places(scope), shapes_of(made[scope])
    assert drawn["code"].tolist() == full["place_code"].tolist()
    assert drawn["name"].tolist() == full["place_name"].tolist()
    assert set(features_of(made[scope])[0]["properties"]) == {"code", "name"}
    assert drawn.geometry.is_valid.all()
    assert (drawn.geometry.area > 0).all()


def test_neighbours_stay_joined_in_a_province(made: dict[str, bytes]) -> None:
    shapes = shapes_of(made[HUNAN]).geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    union = shapely.union_all(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(union.area, rel=1e-9)
    whole = shapely.union_all(outline_places(HUNAN).geometry.to_numpy())
    holes, real_holes = (shapely.get_num_interior_rings(shapely.get_parts(item)).sum() for item in (union, whole))
    assert holes == real_holes  # land of other provinces, no gap between counties
    assert union.symmetric_difference(whole).area / whole.area < 0.001


def test_neighbours_stay_joined_in_the_country(made: dict[str, bytes]) -> None:
    """Only islets that a coarser coast now reaches may overlap it, by less than a millionth."""
    shapes = shapes_of(made[""]).geometry.to_numpy()
    overlap = shapely.area(shapes).sum() / shapely.area(shapely.union_all(shapes)) - 1
    assert 0 <= overlap < 1e-6
    inland = shapes[[code.startswith(("36", "43", "51", "52")) for code in shapes_of(made[""])["code"]]]
    assert shapely.coverage_is_valid(inland)


def test_no_island_disappears(made: dict[str, bytes]) -> None:
    drawn = shapes_of(made[""]).set_index("code").geometry
    for code in ("460321", "460322"):  # Xisha and Nansha
        full = read_builtin().set_index("place_code").geometry[code]
        assert shapely.get_num_geometries(drawn[code]) == shapely.get_num_geometries(full)
        assert shapely.hausdorff_distance(drawn[code], full) < 0.06


def test_sea_lines_are_on_every_map_of_the_country(made: dict[str, bytes]) -> None:
    lines = [shapely.geometry.shape(item["geometry"]) for item in features_of(made[""], "line")]
    assert len(lines) == len(read_lines()) == 7
    drawn, full = shapely.union_all(lines), shapely.union_all(read_lines().geometry.to_numpy())
    assert shapely.hausdorff_distance(drawn, full) < 0.005
    box = json.loads(made[""])["bbox"]
    assert shapely.box(*box).contains(full.buffer(-0.0001) if full.area else shapely.box(*full.bounds).buffer(-0.01))
    assert not features_of(made[HUNAN], "line")
    assert len(features_of(outline_geojson("", "province", tolerance=0.3), "line")) == 7


def test_a_coastal_province_carries_the_lines_in_its_area() -> None:
    assert features_of(outline_geojson("460000"), "line")


def test_borders_of_prefectures_are_edges_of_counties(made: dict[str, bytes]) -> None:
    (border,) = [shapely.geometry.shape(item["geometry"]) for item in features_of(made[HUNAN], "border")]
    edges = shapely.union_all(shapely.boundary(shapes_of(made[HUNAN]).geometry.to_numpy()))
    assert border.difference(edges).length < 1e-9
    assert features_of(made[""], "border")
    assert not features_of(outline_geojson(XIANGXI), "border")


def test_a_county_is_drawn_alone() -> None:
    content = json.loads(outline_geojson(FENGHUANG))
    assert [item["properties"] for item in content["features"]] == [{"code": FENGHUANG, "name": "凤凰县"}]
    assert content["bbox"] == pytest.approx(outline_places(FENGHUANG).total_bounds.tolist(), abs=1e-5)


def test_a_scope_without_outlines_is_empty() -> None:
    assert json.loads(outline_geojson("990000"))["features"] == []
    assert outline_gzip("990000") == b""
    assert outline_gzip(FENGHUANG, "township") == b""


def test_shared_edges_are_the_very_same_numbers() -> None:
    """Rounding happens once on a shared grid: every vertex of an inner border is written alike on both sides."""
    rings = [
        {tuple(point) for part in item["geometry"]["coordinates"] for point in np.array(part).reshape(-1, 2).tolist()}
        for item in features_of(outline_geojson(XIANGXI))
    ]
    assert all(any(ring & other for other in rings if other is not ring) for ring in rings)


def test_simplify_cleans_outlines_that_do_not_fit(xiangxi: gpd.GeoDataFrame) -> None:
    torn = xiangxi.copy()
    torn.loc[0, "geometry"] = torn.geometry[0].buffer(0.002)
    assert not shapely.coverage_is_valid(torn.geometry.to_numpy())
    assert shapely.coverage_is_valid(simplify(torn, 0.005).geometry.to_numpy())


def test_coarser_tolerance_gives_fewer_vertices(xiangxi: gpd.GeoDataFrame) -> None:
    counts = [
        shapely.get_num_coordinates(simplify(xiangxi, size).geometry.to_numpy()).sum() for size in (0.001, 0.01, 0.1)
    ]
    assert counts[0] > counts[1] > counts[2]


def test_the_file_is_made_once_and_kept(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = outline_gzip(XIANGXI)
    assert [item.name for item in (data_folder / "outlines").iterdir()] == [
        f"{outline_version(XIANGXI)}-county-{XIANGXI}.geojson.gz"
    ]
    monkeypatch.setattr(outlines, "outline_geojson", None)
    assert outline_gzip(XIANGXI) == first
    assert gzip.decompress(first) == outline_geojson(XIANGXI)


def test_an_interrupted_write_leaves_nothing_behind(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        outline_gzip(FENGHUANG)
    assert list((data_folder / "outlines").iterdir()) == []


def test_the_version_follows_the_sources(
    data_folder: Path, xiangxi: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = outline_version(XIANGXI)
    assert before == outline_version(XIANGXI)
    assert before != outline_version(HUNAN)
    outline_gzip(XIANGXI)
    own = data_folder / "boundaries" / "own.geojson"
    own.parent.mkdir()
    xiangxi.to_file(own)
    replaced = outline_version(XIANGXI)
    assert replaced != before
    outline_gzip(XIANGXI)
    assert len(list((data_folder / "outlines").iterdir())) == 1  # the older file is gone
    xiangxi.iloc[:3].to_file(own)
    os.utime(own, ns=(1, 1))
    assert outline_version(XIANGXI) not in (before, replaced)
    monkeypatch.setattr(outlines, "ALGORITHM_VERSION", outlines.ALGORITHM_VERSION + 1)
    own.unlink()
    assert outline_version(XIANGXI) != before


def test_the_address_names_version_level_and_scope() -> None:
    assert outline_url(XIANGXI) == f"/assets/outlines/{outline_version(XIANGXI)}/county/{XIANGXI}.geojson"
    assert outline_url("", "province").endswith("/province/100000.geojson")
