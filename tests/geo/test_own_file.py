"""An office's own outlines: every accepted form gives the same places, every broken one its message."""

import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from core.errors import UserError
from geo import own_file
from geo.offset_datums import shift_to_bd09, shift_to_gcj02
from geo.own_file import read_own

Frame = gpd.GeoDataFrame


def write(frame: Frame, path: Path, **options: str) -> Path:
    """Writes with GDAL, which warns when it cuts the headers of a Shapefile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        frame.to_file(path, **options)
    return path


def zip_shapefile(shapefile: Path, leave_out: str = "") -> Path:
    packed = shapefile.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in shapefile.parent.glob(f"{shapefile.stem}.*"):
            if part.suffix not in (".zip", leave_out):
                archive.write(part, f"边界/县界{part.suffix}")
    return packed


def rename(frame: Frame, code: str = "区划代码", name: str = "名称") -> Frame:
    return frame.rename(columns={"place_code": code, "place_name": name})


def same_places(read: Frame, expected: Frame) -> None:
    assert read["place_code"].tolist() == expected["place_code"].tolist()
    assert read["place_name"].tolist() == expected["place_name"].tolist()
    assert read.crs.to_epsg() == 4490
    distance = shapely.hausdorff_distance(read.geometry.to_numpy(), expected.geometry.to_numpy())
    assert distance.max() < 1e-9


def test_geopackage(tmp_path: Path, xiangxi: Frame) -> None:
    same_places(read_own(write(rename(xiangxi), tmp_path / "own.gpkg", layer="县")), xiangxi)


def test_geopackage_with_several_layers(tmp_path: Path, xiangxi: Frame) -> None:
    write(rename(xiangxi.iloc[:3]), tmp_path / "own.gpkg", layer="一")
    write(rename(xiangxi.iloc[3:]), tmp_path / "own.gpkg", layer="二", mode="a")
    same_places(read_own(tmp_path / "own.gpkg"), xiangxi)


def test_geojson_with_and_without_crs(tmp_path: Path, xiangxi: Frame) -> None:
    path = write(rename(xiangxi), tmp_path / "own.geojson")
    same_places(read_own(path), xiangxi)
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["crs"]
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8-sig")
    same_places(read_own(path), xiangxi)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("with_cpg", [True, False])
@pytest.mark.parametrize("packed", [True, False])
def test_shapefile(tmp_path: Path, xiangxi: Frame, encoding: str, with_cpg: bool, packed: bool) -> None:
    path = write(rename(xiangxi), tmp_path / "own.shp", encoding=encoding)
    if not with_cpg:
        path.with_suffix(".cpg").unlink()
    same_places(read_own(zip_shapefile(path) if packed else path), xiangxi)


@pytest.mark.parametrize(
    "header", ["place_code", "CODE", "adcode", "PAC", "XZQDM", "区划代码", "行政区代码", "行政区划代码"]
)
def test_header_aliases(tmp_path: Path, xiangxi: Frame, header: str) -> None:
    for name in ("a.gpkg", "a.shp"):
        same_places(read_own(write(rename(xiangxi, header, "XZQMC"), tmp_path / name, encoding="utf-8")), xiangxi)


@pytest.mark.parametrize(
    ("header", "form"),
    [("gb", "156{}"), ("code", "{}.0"), ("code", " {} "), ("code", "{}000000"), ("code", "{}")],
)
def test_forms_of_codes(tmp_path: Path, xiangxi: Frame, header: str, form: str) -> None:
    written = xiangxi.assign(place_code=[form.format(code) for code in xiangxi["place_code"]])
    same_places(read_own(write(rename(written, header), tmp_path / "a.gpkg")), xiangxi)


def test_codes_as_numbers(tmp_path: Path, xiangxi: Frame) -> None:
    written = xiangxi.assign(place_code=xiangxi["place_code"].astype(float))
    same_places(read_own(write(rename(written), tmp_path / "a.shp")), xiangxi)


def test_townships_have_nine_digits(tmp_path: Path, xiangxi: Frame) -> None:
    written = xiangxi.assign(place_code=[code + "101000" for code in xiangxi["place_code"]])
    assert read_own(write(rename(written), tmp_path / "a.gpkg"))["place_code"].str.fullmatch(r"\d{6}101").all()


def test_a_file_without_names_is_fine(tmp_path: Path, xiangxi: Frame) -> None:
    read = read_own(write(xiangxi[["place_code", "geometry"]], tmp_path / "a.gpkg"))
    assert set(read["place_name"]) == {""}


@pytest.mark.parametrize("epsg", [4326, 4527, 3857])
def test_known_systems_are_converted(tmp_path: Path, xiangxi: Frame, epsg: int) -> None:
    moved = xiangxi.set_crs(epsg, allow_override=True) if epsg == 4326 else xiangxi.to_crs(epsg)
    read = read_own(write(moved, tmp_path / "a.gpkg"))
    assert shapely.hausdorff_distance(read.geometry.to_numpy(), xiangxi.geometry.to_numpy()).max() < 1e-6


def test_heights_are_dropped(tmp_path: Path, xiangxi: Frame) -> None:
    high = xiangxi.set_geometry(shapely.force_3d(xiangxi.geometry.to_numpy(), 100.0), crs=xiangxi.crs)
    assert not shapely.has_z(read_own(write(high, tmp_path / "a.gpkg")).geometry.to_numpy()).any()


@pytest.mark.parametrize("shift", [shift_to_gcj02, shift_to_bd09])
@pytest.mark.parametrize("as_townships", [True, False])
def test_offset_coordinates_are_refused(
    tmp_path: Path, xiangxi: Frame, shift: Callable[[np.ndarray], np.ndarray], as_townships: bool
) -> None:
    moved = xiangxi.set_geometry(shapely.transform(xiangxi.geometry.to_numpy(), shift), crs=xiangxi.crs)
    if as_townships:
        moved = moved.assign(place_code=moved["place_code"] + "101")
    with pytest.raises(UserError, match="偏移坐标（GCJ-02/BD-09）") as caught:
        read_own(write(moved, tmp_path / "a.gpkg"))
    assert caught.value.file == "a.gpkg"
    assert "CGCS2000" in caught.value.todo


def test_declared_offset_coordinates_are_refused(tmp_path: Path, xiangxi: Frame) -> None:
    for name in ("县界_gcj02.geojson", "百度边界.gpkg"):
        with pytest.raises(UserError, match="偏移坐标"):
            read_own(write(xiangxi, tmp_path / name))
    path = write(xiangxi, tmp_path / "own.geojson")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["crs"] = {"type": "name", "properties": {"name": "GCJ02"}}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UserError, match=r"字段「crs」：边界是互联网地图的偏移坐标"):
        read_own(path)
    with pytest.raises(UserError, match="字段「图层名」"):
        read_own(write(xiangxi, tmp_path / "own.gpkg", layer="gcj02"))


def _replace(frame: Frame, row: int, shape: shapely.Geometry | None) -> Frame:
    shapes = frame.geometry.to_numpy().copy()
    shapes[row] = shape
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


BROKEN: dict[str, tuple[Callable[[Frame], Frame], str]] = {
    "no code column": (
        lambda f: f.rename(columns={"place_code": "编号"}),
        "找不到区划代码列，实际为「编号、place_name」",
    ),
    "wrong code": (lambda f: f.assign(place_code=["43310", *f["place_code"][1:]]), "区划代码不对，实际为「43310」"),
    "unknown province": (
        lambda f: f.assign(place_code=["993101", *f["place_code"][1:]]),
        "区划代码不对，实际为「993101」",
    ),
    "code missing": (lambda f: f.assign(place_code=[None, *f["place_code"][1:]]), "区划代码不对"),
    "code twice": (lambda f: f.assign(place_code="433101"), "同一区划代码出现多次，实际为「433101」"),
    "empty shape": (lambda f: _replace(f, 0, shapely.MultiPolygon()), "有代码没有图形，实际为「433101」"),
    "no shape": (lambda f: _replace(f, 2, None), "有代码没有图形，实际为「433123」"),
    "points": (lambda f: f.set_geometry(f.geometry.representative_point()), "图形应为面"),
    "lines": (lambda f: f.set_geometry(f.geometry.boundary), "图形应为面"),
    "swapped axes": (
        lambda f: f.set_geometry(shapely.transform(f.geometry.to_numpy(), lambda p: p[:, ::-1]), crs=f.crs),
        "坐标不在中国范围内，实际为「433101：28.",
    ),
    "metres called degrees": (lambda f: f.to_crs(4527).set_crs(4490, allow_override=True), "坐标不在中国范围内"),
    "no rows": (lambda f: f.iloc[:0], "文件里没有图形"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_content_is_named(tmp_path: Path, xiangxi: Frame, case: str) -> None:
    spoil, message = BROKEN[case]
    with pytest.raises(UserError) as caught:
        read_own(write(spoil(xiangxi), tmp_path / "own.gpkg"))
    assert message in caught.value.message
    assert caught.value.file == "own.gpkg"
    assert caught.value.todo


def test_a_shapefile_without_prj_says_no_system(tmp_path: Path, xiangxi: Frame) -> None:
    path = zip_shapefile(write(xiangxi, tmp_path / "own.shp"), leave_out=".prj")
    with pytest.raises(UserError, match="没有写明坐标系"):
        read_own(path)


def test_a_zip_needs_exactly_one_shapefile(tmp_path: Path, xiangxi: Frame) -> None:
    path = zip_shapefile(write(xiangxi, tmp_path / "own.shp"), leave_out=".shp")
    with pytest.raises(UserError, match=r"正好有一个 \.shp，实际为「0 个」"):
        read_own(path)


def test_a_large_file_or_archive_is_refused(tmp_path: Path, xiangxi: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("own.shp", bytes(1_000_000))
    monkeypatch.setattr(own_file, "LARGEST_FILE", 100_000)
    with pytest.raises(UserError, match="解开后太大"):
        read_own(path)
    path = write(xiangxi, tmp_path / "own.gpkg")
    monkeypatch.setattr(own_file, "LARGEST_FILE", 1000)
    with pytest.raises(UserError, match="边界文件太大"):
        read_own(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "own.xlsx").write_bytes(b"PK")
    with pytest.raises(UserError, match=r"不是能读的边界文件，实际为「\.xlsx」"):
        read_own(tmp_path / "own.xlsx")
    with pytest.raises(UserError, match="找不到边界文件"):
        read_own(tmp_path / "gone.gpkg")


@pytest.mark.parametrize("name", ["own.gpkg", "own.geojson", "own.shp", "own.zip"])
@pytest.mark.parametrize("kept", [0.0, 0.01, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_a_user_error_or_whole(tmp_path: Path, xiangxi: Frame, name: str, kept: float) -> None:
    shapefile = write(xiangxi, tmp_path / "own.shp")
    path = shapefile if name == "own.shp" else tmp_path / name
    zip_shapefile(shapefile) if name == "own.zip" else write(xiangxi, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(UserError) as caught:
        read_own(path)
    assert caught.value.file == name


@pytest.mark.parametrize(
    "content", [b"[1, 2]", b'{"a":', b"\xff\xfe\x00", b"{}", b'{"type":"FeatureCollection","features":[]}']
)
def test_odd_json(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.json").write_bytes(content)
    with pytest.raises(UserError):
        read_own(tmp_path / "own.json")
