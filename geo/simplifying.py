"""Coarser outlines whose neighbours still share every vertex of their common border."""

import math

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

POINTS_ACROSS = 2000
LARGEST_VERTICES = 50_000
COARSER = 1.25
ISLET_GRID = 0.0001
FINEST_GRID = 0.00001
REPAIR_ROUNDS = 8

Shapes = NDArray[np.object_]


def grid_of(tolerance_deg: float) -> float:
    """The decimal grid (degrees) that outlines of a tolerance are rounded to: about a fifth of it."""
    return max(10.0 ** round(math.log10(tolerance_deg / 5)), FINEST_GRID)


def tolerance_for(shapes: Shapes) -> float:
    """A tolerance (degrees) that hides nothing on a screen and keeps the whole below LARGEST_VERTICES.

    One POINTS_ACROSS-th of the diagonal of the area, then coarser step by step while there are too many vertices. `shapes` is a
    clean coverage.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(math.hypot(east - west, north - south) / POINTS_ACROSS, FINEST_GRID)
    coarse = shapely.coverage_simplify(shapes, tolerance)
    while shapely.get_num_coordinates(coarse).sum() > LARGEST_VERTICES:
        tolerance *= COARSER
        coarse = shapely.coverage_simplify(coarse, tolerance)
    return tolerance


def clean_coverage(shapes: Shapes) -> Shapes:
    """The same places without overlaps and torn borders; only places that have some, and their neighbours, are touched."""
    wrong = ~shapely.is_valid(shapes) | ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    if not wrong.any():
        return shapes
    sound = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    around = np.unique(shapely.STRtree(sound).query(sound[wrong], predicate="intersects")[1])
    cleaned = sound.copy()
    cleaned[around] = shapely.coverage_clean(sound[around])
    whole: Shapes = cleaned if shapely.coverage_is_valid(cleaned) else shapely.coverage_clean(sound)
    return whole


def simplify(places: gpd.GeoDataFrame, tolerance_deg: float) -> gpd.GeoDataFrame:
    """The places with outlines simplified together and rounded to `grid_of(tolerance_deg)`; nobody is lost.

    Visvalingam–Whyatt on the whole coverage (GEOS CoverageSimplifier): neighbours keep the very same border. Small parts that
    touch nobody (islets) are kept as they are, only rounded, so that no island disappears.
    """
    shapes = places.geometry.to_numpy()
    parts, owner = shapely.get_parts(shapes, return_index=True)
    islet = _find_islets(parts, 2 * tolerance_deg)
    land = _gather(parts[~islet], owner[~islet], len(shapes))
    has_land = ~shapely.is_empty(land)
    land[has_land] = _simplify_land(land[has_land], tolerance_deg)
    islet |= shapely.is_empty(land)[owner]
    small = round_to(parts[islet], ISLET_GRID)
    kept = np.where(shapely.is_valid(small) & (shapely.area(small) > 0), small, parts[islet])
    land_parts, land_owner = shapely.get_parts(land, return_index=True)
    joined = _gather(np.concatenate([land_parts, kept]), np.concatenate([land_owner, owner[islet]]), len(shapes))
    swallowed = ~shapely.is_valid(joined)  # an islet that the coarser coast now reaches
    joined[swallowed] = shapely.make_valid(joined[swallowed], method="structure")
    return places.set_geometry(gpd.GeoSeries(joined, index=places.index, crs=places.crs))


def _find_islets(parts: Shapes, size: float) -> NDArray[np.bool_]:
    """Which parts are smaller than `size` squared and touch no other part."""
    small = np.flatnonzero(shapely.area(parts) < size**2)
    touching = shapely.STRtree(parts).query(parts[small], predicate="intersects")[0]
    islet = np.zeros(len(parts), dtype=bool)
    islet[small[np.bincount(touching, minlength=len(small)) == 1]] = True
    return islet


def _gather(parts: Shapes, owner: NDArray[np.intp], count: int) -> Shapes:
    """One MultiPolygon a place, its largest part first (labels are set there)."""
    order = np.lexsort([-shapely.area(parts), owner])
    empty = np.full(count, shapely.MultiPolygon(), dtype=object)
    return shapely.multipolygons(parts[order], indices=owner[order], out=empty) if len(parts) else empty


def round_to(shapes: Shapes, grid: float) -> Shapes:
    """The same shapes with every coordinate on a decimal grid (degrees)."""
    digits = round(-math.log10(grid))
    rounded: Shapes = shapely.transform(shapes, lambda points: np.round(points, digits))
    return rounded


def _simplify_land(land: Shapes, tolerance_deg: float) -> Shapes:
    """Simplified and on the grid. Rounding may make borders cross; then they are cleaned and rounded again."""
    grid = grid_of(tolerance_deg)
    shapes = round_to(shapely.coverage_simplify(clean_coverage(land), tolerance_deg), grid)
    for _ in range(REPAIR_ROUNDS):
        if shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes):
            break
        shapes = round_to(clean_coverage(shapes), grid)
    return shapes
