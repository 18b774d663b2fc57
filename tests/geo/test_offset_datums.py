"""The offset formulas against fast_geocn's, and how surely an offset is distinguished from drawing detail."""

import numpy as np
import pytest
import shapely
from fast_geocn.coord import wgs84_to_gcj02

from geo.boundaries import outline_places, read_builtin
from geo.offset_datums import OFFSETS, find_offset_datum, shift_to_bd09, shift_to_gcj02

PREFECTURES = ["433100", "533300", "620100", "230100", "440300", "659000", "540100", "110000"]


def test_gcj02_equals_the_reference_implementation() -> None:
    rng = np.random.default_rng(2021)
    points = np.column_stack([rng.uniform(74, 134, 300), rng.uniform(18, 53, 300)])
    expected = np.array([wgs84_to_gcj02(east, north) for east, north in points])
    assert shift_to_gcj02(points) == pytest.approx(expected, abs=1e-12)


def test_bd09_at_a_published_point() -> None:
    """BD-09 lies about 0.0065° east and 0.006° north of GCJ-02."""
    points = np.array([[116.404, 39.915]])
    assert shift_to_bd09(points) - shift_to_gcj02(points) == pytest.approx(np.array([[0.0065, 0.006]]), abs=0.0005)


def test_the_builtin_outlines_themselves_carry_no_offset() -> None:
    assert find_offset_datum(read_builtin(), read_builtin()) == ""


@pytest.mark.parametrize("scope", PREFECTURES)
@pytest.mark.parametrize("datum", ["", *OFFSETS])
def test_offsets_are_distinguished_from_drawing_detail(scope: str, datum: str) -> None:
    """Outlines drawn in more detail than ours, with 300 m of noise at each vertex, still show it."""
    places = outline_places(scope)
    detailed = shapely.segmentize(places.geometry.to_numpy(), 0.005)
    noisy = shapely.transform(detailed, lambda points: points + 0.004 * np.sin(points[:, ::-1] * 98765.4))
    moved = shapely.transform(noisy, OFFSETS[datum]) if datum else noisy
    assert find_offset_datum(places.set_geometry(moved, crs=places.crs), read_builtin()) == datum


def test_nothing_in_common_shows_nothing() -> None:
    places = outline_places("433100")
    assert find_offset_datum(places.assign(place_code="000000"), read_builtin()) == ""
