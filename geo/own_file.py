"""An office's own outlines: GeoPackage, Shapefile or GeoJSON in, one checked frame out."""

import json
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import shapely

from core.errors import UserError
from core.places import county_of, province_of, without_zeros
from geo.builtin import CRS, read_builtin
from geo.offset_datums import find_offset_datum

SUFFIXES = (".gpkg", ".zip", ".shp", ".geojson", ".json")
CODE_HEADERS = (
    "place_code", "code", "adcode", "pac", "xzqdm", "xzqhdm", "gb", "区划代码", "行政区代码", "行政区划代码", "代码",
)  # fmt: skip
NAME_HEADERS = ("place_name", "name", "xzqmc", "mc", "名称", "行政区名称", "行政区划名称", "地名")
CHINA = (73.0, 3.0, 136.0, 54.0)
LARGEST_FILE = 300 * 1024**2
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
HEADER_BYTES = 10
OFFSET_NAMES = re.compile(r"gcj|bd[-_ ]?09|火星|高德|百度", re.IGNORECASE)
SHOWN = 5


def read_own(path: str | Path) -> gpd.GeoDataFrame:
    """Outlines of an office's own file, sorted by code.

    Columns place_code (6 digits, townships 9; text, unique), place_name ('' where the file has no name column),
    geometry (Polygon or MultiPolygon), EPSG:4490. Known coordinate systems are converted, EPSG:4326 is taken as equal.
    Raises UserError (file, field, what came, what to do) for anything that cannot be used as it is; nothing is put right.
    """
    file = Path(path)
    _check_size(file)
    frame = pd.concat([_read_layer(file, *layer) for layer in _list_layers(file)], ignore_index=True)
    own = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
    _check_codes_once(own, file.name)
    _check_shapes(own, file.name)
    _check_inside_china(own, file.name)
    _check_offset(own, file.name)
    return own.sort_values("place_code", ignore_index=True)


def _check_size(file: Path) -> None:
    if file.suffix.lower() not in SUFFIXES:
        raise UserError("不是能读的边界文件", file=file.name, came=file.suffix or "没有扩展名",
                        todo="请用 GeoPackage（.gpkg）、Shapefile（.zip 或 .shp）或 GeoJSON（.geojson）")  # fmt: skip
    if not file.is_file():
        raise UserError("找不到边界文件", file=file.name, todo="请检查文件位置或环境变量 BOUNDARY_FILE")
    if file.stat().st_size > LARGEST_FILE:
        raise UserError("边界文件太大", file=file.name, came=f"{file.stat().st_size / 1024**2:.0f} MB",
                        todo=f"请先在 GIS 软件中简化到 {LARGEST_FILE // 1024**2} MB 以内")  # fmt: skip
    if OFFSET_NAMES.search(file.stem):
        raise _offset_error(file.name, file.name, "文件名")


def _list_layers(file: Path) -> list[tuple[str | None, bool]]:
    """Layers to read, each with whether it is a Shapefile (which does not say how its text is encoded)."""
    if file.suffix.lower() in (".zip", ".shp"):
        return [(None, True)]
    if file.suffix.lower() != ".gpkg":
        _check_declared_crs(file)
        return [(None, False)]
    try:
        layers = [name for name, kind in pyogrio.list_layers(file) if kind]
    except RuntimeError as error:
        raise _unreadable(file) from error
    if not layers:
        raise UserError("文件里没有图形图层", file=file.name, todo="请导出含县或乡镇面的图层")
    return [(name, False) for name in layers]


def _check_declared_crs(file: Path) -> None:
    """Refuses a GeoJSON that names an offset datum: GDAL would read it as WGS-84 without a word."""
    try:
        content = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _unreadable(file) from error
    if not isinstance(content, dict):
        raise _unreadable(file)
    declared = json.dumps({key: content.get(key) for key in ("crs", "name", "properties")}, ensure_ascii=False)
    if OFFSET_NAMES.search(declared):
        raise _offset_error(file.name, declared, "crs")


def _read_layer(file: Path, layer: str | None, is_shapefile: bool) -> pd.DataFrame:
    if layer and OFFSET_NAMES.search(layer):
        raise _offset_error(file.name, layer, "图层名")
    frame = _read_shapefile(file) if is_shapefile else _read_with_gdal(file, layer=layer)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise UserError("文件里没有图形", file=file.name, todo="请导出含县或乡镇面的图层")
    code_column = _find_column(frame.columns, CODE_HEADERS)
    if code_column is None:
        raise UserError("找不到区划代码列", file=file.name, came="、".join(_headers(frame)) or "没有属性列",
                        todo=f"请把代码列命名为：{'、'.join(CODE_HEADERS)} 之一")  # fmt: skip
    name_column = _find_column(frame.columns, NAME_HEADERS)
    names = frame[name_column].fillna("").astype(str).str.strip() if name_column else ""
    located = _to_cgcs2000(frame, file.name)
    codes = _read_codes(frame[code_column], file.name, code_column)
    return pd.DataFrame({"place_code": codes, "place_name": names, "geometry": shapely.force_2d(located.to_numpy())})


def _headers(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(column) for column in frame.columns if column != "geometry"]


def _read_with_gdal(file: Path, **options: str | None) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return gpd.read_file(file, **options)
        except (RuntimeError, RuntimeWarning, shapely.errors.ShapelyError) as error:
            raise _unreadable(file) from error


def _unreadable(file: Path) -> UserError:
    return UserError("边界文件打不开，可能不完整或格式不对", file=file.name,
                     todo="请用 GIS 软件重新导出；Shapefile 要把 .shp .shx .dbf .prj 一起打成 zip")  # fmt: skip


def _read_shapefile(file: Path) -> gpd.GeoDataFrame:
    """The only layer of a Shapefile, its text read as UTF-8 or else as GB18030."""
    if file.suffix.lower() == ".shp":
        return _decode(_read_with_gdal(file, encoding="ISO-8859-1"))
    with tempfile.TemporaryDirectory() as folder:
        return _decode(_read_with_gdal(_unpack(file, Path(folder)), encoding="ISO-8859-1"))


def _unpack(file: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [item for item in archive.infolist() if Path(item.filename).suffix.lower() in SHAPEFILE_PARTS]
            shapes = [Path(item.filename) for item in members if item.filename.lower().endswith(".shp")]
            if len(shapes) != 1:
                raise UserError("压缩包里应正好有一个 .shp", file=file.name, came=f"{len(shapes)} 个",
                                todo="请把一个图层的 .shp .shx .dbf .prj 打成一个 zip")  # fmt: skip
            if sum(item.file_size for item in members) > LARGEST_FILE:
                raise UserError("压缩包解开后太大", file=file.name, todo="请先在 GIS 软件中简化图形")
            for item in members:
                if Path(item.filename).with_suffix("") == shapes[0].with_suffix(""):
                    (folder / f"layer{Path(item.filename).suffix.lower()}").write_bytes(archive.read(item))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _unreadable(file) from error
    return folder / "layer.shp"


def _decode(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Text read byte for byte, turned into what it says; a header cut at 10 bytes may end in half a character."""
    text = [
        column for column in frame.columns if column != "geometry" and not pd.api.types.is_numeric_dtype(frame[column])
    ]
    cells = [str(value).encode("ISO-8859-1", "replace") for column in text for value in frame[column].dropna()]
    encoding = "utf-8" if all(_is_utf8(cell) for cell in cells) else "gb18030"
    for column in text:
        frame[column] = [
            value.encode("ISO-8859-1").decode(encoding, "replace") if isinstance(value, str) else value
            for value in frame[column]
        ]
    return frame.rename(columns={column: _decode_header(column) for column in frame.columns if column != "geometry"})


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_header(header: str) -> str:
    raw = header.encode("ISO-8859-1", "replace")
    for cut in range(3 if len(raw) == HEADER_BYTES else 1):
        if _is_utf8(raw[: len(raw) - cut]):
            return raw[: len(raw) - cut].decode("utf-8")
    return raw.decode("gb18030", "replace")


def _find_column(columns: Iterable[str], wanted: tuple[str, ...]) -> str | None:
    """The first known header present, ignoring case; a Shapefile cuts headers at 10 bytes."""
    present = {str(column).strip().lower(): str(column) for column in columns}
    for header in wanted:
        cut = [header.encode(encoding)[:HEADER_BYTES].decode(encoding, "ignore") for encoding in ("utf-8", "gb18030")]
        for form in (header, *cut):
            if form in present:
                return present[form]
    return None


def _to_cgcs2000(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoSeries:
    if frame.crs is None:
        raise UserError(
            "没有写明坐标系", file=name, todo="请导出时带上坐标系（CGCS2000，EPSG:4490；Shapefile 要有 .prj）"
        )
    if OFFSET_NAMES.search(frame.crs.name):
        raise _offset_error(name, frame.crs.name, "坐标系")
    if frame.crs.to_epsg() in (4490, 4326):
        return frame.geometry.set_crs(CRS, allow_override=True)
    try:
        return frame.geometry.to_crs(CRS)
    except pyproj.exceptions.ProjError as error:
        raise UserError(
            "坐标系无法换算", file=name, came=frame.crs.name, todo="请先转换为 CGCS2000（EPSG:4490）"
        ) from error


def _read_codes(column: pd.Series, name: str, header: str) -> list[str]:
    provinces = set(read_builtin("province")["place_code"])
    codes = [_read_code(value, header) for value in column]
    wrong = [str(came) for came, code in zip(column, codes, strict=True) if province_of(code) not in provinces]
    if wrong:
        raise UserError("区划代码不对", file=name, field=header, came=_few(wrong),
                        todo="县填 6 位代码，乡镇填 9 位代码，没有代码的图形请删去")  # fmt: skip
    return codes


def _read_code(value: object, header: str) -> str:
    """6 or 9 digits, '' for anything else. 12-digit codes that end in zeros are cut to their level."""
    text = str(value).strip().removesuffix(".0")
    if header.lower() == "gb" and len(text) == len("156433101"):
        text = text.removeprefix("156")
    text = without_zeros(text)
    return text if re.fullmatch(r"[0-9]{6}([0-9]{3})?", text) else ""


def _check_codes_once(own: gpd.GeoDataFrame, name: str) -> None:
    twice = sorted(set(own.loc[own["place_code"].duplicated(), "place_code"]))
    if twice:
        raise UserError("同一区划代码出现多次", file=name, field="区划代码", came=_few(twice),
                        todo="请在 GIS 软件中按代码合并图形，一个代码一个图形")  # fmt: skip


def _check_shapes(own: gpd.GeoDataFrame, name: str) -> None:
    empty = own["geometry"].isna() | shapely.is_empty(own["geometry"].to_numpy())
    if empty.any():
        raise UserError("有代码没有图形", file=name, field="图形", came=_few(own.loc[empty, "place_code"]),
                        todo="请补画图形或删去这几行")  # fmt: skip
    other = ~own.geom_type.isin(["Polygon", "MultiPolygon"])
    if other.any():
        raise UserError("图形应为面", file=name, field="图形", came=_few(own.loc[other, "place_code"]),
                        todo="请导出面图层，不要用点或线")  # fmt: skip


def _check_inside_china(own: gpd.GeoDataFrame, name: str) -> None:
    west, south, east, north = CHINA
    bounds = own.geometry.bounds
    inside = (bounds.minx >= west) & (bounds.miny >= south) & (bounds.maxx <= east) & (bounds.maxy <= north)
    if not inside.all():
        first = own.loc[~inside].iloc[0]
        came = f"{first.place_code}：{'，'.join(f'{value:.2f}' for value in first.geometry.bounds)}"
        raise UserError("坐标不在中国范围内", file=name, field="图形", came=came,
                        todo="请检查经纬度是否写反、坐标系是否写错（米制坐标不能写成经纬度）")  # fmt: skip


def _check_offset(own: gpd.GeoDataFrame, name: str) -> None:
    datum = find_offset_datum(own.assign(place_code=own["place_code"].map(county_of)), read_builtin())
    if datum:
        raise _offset_error(name, f"与内置边界相比整体偏移，符合 {datum}", "图形")


def _offset_error(name: str, came: str, field: str) -> UserError:
    return UserError("边界是互联网地图的偏移坐标（GCJ-02/BD-09），与国家坐标相差几百米，不能使用", file=name, field=field, came=came,
                     todo="请向自然资源部门索取 CGCS2000 坐标（EPSG:4490）的边界，不要用高德、DataV、百度下载的边界")  # fmt: skip


def _few(values: Iterable[object]) -> str:
    shown = [str(value) for value in values]
    return "、".join(shown[:SHOWN]) + (f" 等 {len(shown)} 个" if len(shown) > SHOWN else "")
