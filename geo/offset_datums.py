"""Recognises outlines whose coordinates carry the GCJ-02 or BD-09 offset of online map services.

The formulas are the publicly known ones (as in coordtransform and fast_geocn.coord), here for whole arrays.
"""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

SEMI_MAJOR = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
CLEARLY_BETTER = 0.5
SAME_AREA = 0.1

Points = NDArray[np.float64]


def _waves(angle: Points, terms: tuple[tuple[float, float], ...]) -> Points:
    total = np.zeros_like(angle)
    for amplitude, divisor in terms:
        total += amplitude * np.sin(angle * np.pi / divisor)
    return total * 2 / 3


def shift_to_gcj02(points: Points) -> Points:
    """WGS-84 longitude/latitude (n × 2, degrees) moved to GCJ-02."""
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    root, shared = np.sqrt(np.abs(x)), _waves(x, ((20, 1 / 6), (20, 1 / 2)))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + shared
    north += _waves(y, ((20, 1), (40, 3))) + _waves(y, ((160, 12), (320, 30)))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + shared
    east += _waves(x, ((20, 1), (40, 3))) + _waves(x, ((150, 12), (300, 30)))
    latitude = np.radians(points[:, 1])
    magic = 1 - ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    north *= 180 / (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / magic**1.5 * np.pi)
    east *= 180 / (SEMI_MAJOR / np.sqrt(magic) * np.cos(latitude) * np.pi)
    return points + np.column_stack([east, north])


def shift_to_bd09(points: Points) -> Points:
    """WGS-84 longitude/latitude (n × 2, degrees) moved to BD-09 (by way of GCJ-02)."""
    x, y = shift_to_gcj02(points).T
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * np.pi * 3000 / 180)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * np.pi * 3000 / 180)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


OFFSETS: dict[str, Callable[[Points], Points]] = {"GCJ-02": shift_to_gcj02, "BD-09": shift_to_bd09}


def find_offset_datum(own: gpd.GeoDataFrame, reference: gpd.GeoDataFrame) -> str:
    """`GCJ-02` or `BD-09` when the outlines carry that offset against the reference, else ''.

    Both frames have place_code and geometry in degrees; several rows of one code are taken as parts of one place. Places are
    compared by their centres (drawing detail averages out in a centre, an offset does not); those whose area differs by
    more than SAME_AREA are left out. The answer is an offset only when, for the middle place, moving the reference by
    it brings the centres at least twice as near (CLEARLY_BETTER) as leaving it. Nothing in common gives ''.
    """
    both = _centres(own).join(_centres(reference), how="inner", suffixes=("", "_reference"))
    both = both[(both["area"] / both["area_reference"] - 1).abs() <= SAME_AREA]
    if both.empty:
        return ""
    target, start = both[["x", "y"]].to_numpy(), both[["x_reference", "y_reference"]].to_numpy()
    plain = _middle_distance(target, start)
    shifted = {name: _middle_distance(target, move(start)) for name, move in OFFSETS.items()}
    name = min(shifted, key=lambda key: shifted[key])
    return name if shifted[name] < CLEARLY_BETTER * plain else ""


def _centres(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Centre and area by place_code: columns x, y (degrees), area (square degrees)."""
    shapes = frame["geometry"].to_numpy()
    area, centre = shapely.area(shapes), shapely.get_coordinates(shapely.centroid(shapes))
    parts = pd.DataFrame({"area": area, "x": centre[:, 0] * area, "y": centre[:, 1] * area})
    places = parts.groupby(frame["place_code"].to_numpy()).sum()
    return places.assign(x=places["x"] / places["area"], y=places["y"] / places["area"])


def _middle_distance(one: Points, other: Points) -> float:
    east = (one[:, 0] - other[:, 0]) * np.cos(np.radians(one[:, 1]))
    return float(np.median(np.hypot(east, one[:, 1] - other[:, 1])))
