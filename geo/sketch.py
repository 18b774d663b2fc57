"""A small map as one picture inside the page: outlines in classes of one hue, hatched where nothing is known, no script and no tiles."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import shapely
from markupsafe import Markup

from core.places import short_name
from core.templates import render
from geo.boundaries import outline_places
from geo.classes import NO_BOUNDARY, NO_DATA, NOT_APPLICABLE, ZERO, Classes
from geo.legend import say_classes
from geo.outlines import outline_version
from geo.simplifying import clean_coverage, simplify

WIDTH: Final = 640
TALLEST: Final = 760
POINTS_ACROSS: Final = 320
FEW: Final = 20
"""Up to so many places are named on the map."""
Link = Callable[[str, str], str]
"""(place code, its name) → the address that a click opens; '' for none."""


@dataclass(frozen=True)
class Outline:
    """One place in the picture: its path, and where its name stands."""

    code: str
    name: str
    path: str
    across: float
    down: float


@lru_cache(maxsize=16)
def _read_outlines(area: str, level: str, version: str) -> tuple[int, int, tuple[Outline, ...]]:
    """Width and height of the picture and its places; nothing without outlines."""
    places = outline_places(area, level)
    if places.empty:
        return WIDTH, 0, ()
    shapes = clean_coverage(places.geometry.to_numpy())
    west, south, east, north = shapely.total_bounds(shapes)
    places = places.set_geometry(shapes, crs=places.crs)
    coarse = simplify(places, max(math.hypot(east - west, north - south) / POINTS_ACROSS, 1e-4))
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * shrink), TALLEST / (north - south))
    found = []
    for code, name, shape in zip(coarse["place_code"], coarse["place_name"], coarse.geometry, strict=True):
        rings = [
            " ".join(f"{(x - west) * shrink * scale:.0f},{(north - y) * scale:.0f}" for x, y in part.exterior.coords)
            for part in getattr(shape, "geoms", [shape])
            if not part.is_empty
        ]
        x, y = shapely.maximum_inscribed_circle(shape).coords[0]
        path = " ".join(f"M{ring}Z" for ring in rings)
        found.append(
            Outline(str(code), str(name), path, round((x - west) * shrink * scale), round((north - y) * scale))
        )
    return round((east - west) * shrink * scale), round((north - south) * scale), tuple(found)


def draw_sketch(
    area: str, classes: Classes, said: Mapping[str, str], meaning: str, say: Callable[[float], str], *, level: str = "county",
    ours: str = "", link: Link | None = None, review_number: str = "",
) -> Markup:  # fmt: skip
    """The places of one level inside an area by their class, with the legend in the picture; '' where no outlines are known.

    `said` are the words of a place (code → `第3 81.52 分`), `meaning` is what is shown, `say` writes a value with its unit, `ours` is drawn
    with a thick border.
    """
    width, height, outlines = _read_outlines(area, level, outline_version(area, level))
    if not outlines:
        return Markup("")
    is_few = len(outlines) <= FEW
    shapes = [
        {"code": one.code, "name": one.name, "path": one.path, "across": one.across, "down": one.down,
         "words": said.get(one.code, ""), "colour": _colour(classes, one.code), "is_ours": one.code == ours,
         "href": link(one.code, one.name) if link and one.code in said else "", "short": short_name(one.name) if is_few else ""}
        for one in sorted(outlines, key=lambda one: one.code == ours)
    ]  # fmt: skip
    legend = say_classes(classes, say)
    return render(
        __file__, "sketch", width=width, height=height, shapes=shapes, legend=legend, meaning=meaning, review_number=review_number
    )  # fmt: skip


def _colour(classes: Classes, code: str) -> str:
    look = classes.look.get(code, NO_DATA)
    return "" if look in (NO_DATA, NOT_APPLICABLE, NO_BOUNDARY, ZERO) else classes.classes[int(look)].colour
