"""The outline files browsers fetch: made once, named by what they were made from, kept under `<DATA_DIR>/outlines/`."""

import gzip
import hashlib
import json
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from core.places import COUNTRY, significant
from core.settings import data_dir
from geo.boundaries import outline_bbox, outline_lines, outline_places, sources_digest
from geo.simplifying import COARSER, LARGEST_VERTICES, POINTS_ACROSS, clean_coverage, round_to, simplify, tolerance_for

ALGORITHM_VERSION = 1
BASE_URL = "/assets/outlines"
LINE_TOLERANCE = 0.002
LINE_GRID = 0.001
WRITTEN_DIGITS = 6
VERSION_LENGTH = 12
GROUP_DIGITS = {0: 2, 2: 4, 4: 6}

_making = threading.Lock()


def outline_version(scope: str, level: str = "county") -> str:
    """A name for the content of an outline file: changes when a source file or the way it is made changes."""
    way = (ALGORITHM_VERSION, POINTS_ACROSS, LARGEST_VERTICES, COARSER, level, significant(scope))
    return hashlib.sha256(f"{way}{sources_digest(level)}".encode()).hexdigest()[:VERSION_LENGTH]


def outline_url(scope: str, level: str = "county") -> str:
    """Where the browser gets the outlines; safe to keep for a year, because the version is part of it."""
    return f"{BASE_URL}/{outline_version(scope, level)}/{level}/{scope or COUNTRY}.geojson"


def outline_geojson(scope: str, level: str = "county", tolerance: float | None = None) -> bytes:
    """Compact GeoJSON of the places of one level inside a scope ('' or 100000: the whole country).

    A FeatureCollection with a bbox. Places carry the properties code and name; lines carry only kind: `line` for sea and
    boundary lines, `border` for the borders between the next larger areas. Tolerance in degrees, by default chosen so
    that the file stays small. A scope without outlines gives no features and no bbox.
    """
    places = outline_places(scope, level)
    if places.empty:
        return _write({"type": "FeatureCollection", "features": []})
    places = places.set_geometry(clean_coverage(places.geometry.to_numpy()), crs=places.crs)
    tolerance = tolerance or tolerance_for(places.geometry.to_numpy())
    coarse = simplify(places, tolerance)
    features = [
        _feature({"code": code, "name": name}, shape)
        for code, name, shape in zip(coarse["place_code"], coarse["place_name"], coarse.geometry, strict=True)
    ]
    features += [_feature({"kind": "border"}, shape) for shape in _borders(coarse, scope, tolerance)]
    lines = round_to(outline_lines(scope, level).geometry.simplify(LINE_TOLERANCE).to_numpy(), LINE_GRID)
    features += [_feature({"kind": "line"}, shape) for shape in lines]
    bbox = [round(value, WRITTEN_DIGITS) for value in outline_bbox(scope, level)]
    return _write({"type": "FeatureCollection", "bbox": bbox, "features": features})


def _borders(coarse: gpd.GeoDataFrame, scope: str, tolerance: float) -> list[shapely.Geometry]:
    """The borders between the next larger areas (provinces of the country, prefectures of a province), made of the same edges."""
    digits = GROUP_DIGITS.get(len(significant(scope)), 0)
    groups = coarse["place_code"].str[:digits]
    if not 1 < groups.nunique() < len(coarse):
        return []
    parts, owner = shapely.get_parts(coarse.geometry.to_numpy(), return_index=True)
    land = shapely.area(parts) >= (2 * tolerance) ** 2
    areas = [
        shapely.coverage_union_all(parts[land & (groups.to_numpy()[owner] == group)])
        for group in sorted(groups.unique())
    ]
    return [shapely.line_merge(shapely.union_all(shapely.boundary(areas)))]


def _feature(properties: dict[str, str], shape: shapely.Geometry) -> dict[str, Any]:
    drawn = shapely.get_parts(shape)[0] if shapely.get_num_geometries(shape) == 1 else shape
    geometry = shapely.geometry.mapping(drawn)
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": geometry["type"], "coordinates": _shorten(geometry["coordinates"])}}  # fmt: skip


def _shorten(coordinates: Any) -> Any:
    """Nested tuples of numbers as lists, without the digits that binary fractions add."""
    if isinstance(coordinates, float):
        return round(coordinates, WRITTEN_DIGITS)
    return [_shorten(part) for part in coordinates]


def _write(collection: dict[str, Any]) -> bytes:
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def outline_gzip(scope: str, level: str = "county") -> bytes:
    """The same file compressed, taken from `<DATA_DIR>/outlines/` when it was made before; b'' for a scope without outlines."""
    if outline_places(scope, level).empty:
        return b""
    name = f"{level}-{scope or COUNTRY}.geojson.gz"
    folder = data_dir() / "outlines"
    kept = folder / f"{outline_version(scope, level)}-{name}"
    if not kept.exists():
        with _making:
            if not kept.exists():
                packed = gzip.compress(outline_geojson(scope, level), compresslevel=9, mtime=0)
                _replace_file(kept, packed, stale=list(folder.glob(f"*-{name}")))
    return kept.read_bytes()


def _replace_file(path: Path, content: bytes, stale: list[Path]) -> None:
    """Writes the whole file or nothing, then removes what it replaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
    for old in stale:
        old.unlink(missing_ok=True)
