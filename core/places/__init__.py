"""Places: what a code means, which names a place has, what was renamed or re-coded.

The only module that takes codes apart is `codes`; the index over the built-in places, the office's own and declared changes is
`PlaceIndex` (over a store: `store.read_places`).
"""

from core.places import changes
from core.places.codes import (
    BELOW, COUNTRY, COUNTRY_NAME, LENGTHS, LEVEL_BY_LENGTH, LEVELS, PLACE_LEVELS, chain, county_of, county_prefix_width,
    cut_to, depth_of, is_area,
    is_below, is_inside, is_provisional, level_of, parent_of, prefecture_of, province_of, provisional_codes, significant,
    township_of, without_zeros,
)  # fmt: skip
from core.places.index import Place, PlaceIndex
from core.places.short import short_name

__all__ = [
    "BELOW", "COUNTRY", "COUNTRY_NAME", "LENGTHS", "LEVELS", "LEVEL_BY_LENGTH", "PLACE_LEVELS", "Place", "PlaceIndex", "chain",
    "changes", "county_of", "county_prefix_width", "cut_to", "depth_of", "is_area", "is_below", "is_inside", "is_provisional",
    "level_of", "parent_of", "prefecture_of", "province_of", "provisional_codes", "short_name", "significant", "township_of",
    "without_zeros",
]  # fmt: skip
