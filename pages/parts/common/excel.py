"""What the Excel lists of several pages share: their type, and the columns that name the places of their rows."""

from collections.abc import Sequence
from typing import Final

from core.places import LENGTHS, LEVELS, PlaceIndex, cut_to, depth_of
from pages.parts.common.address import LEVEL_WORDS

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def place_columns(
    codes: Sequence[str], at: str, places: PlaceIndex, *, is_code_shown: bool = False
) -> dict[str, list[str | None]]:
    """县, 乡镇, 村 below `at`, as far as the rows name them: heading → a name for each code, None where it is of a wider place.

    A place that no table knows is left empty, or stands by its code.
    """
    found: dict[str, list[str | None]] = {}
    for level, heading in LEVEL_WORDS.items():
        if LEVELS.index(level) <= depth_of(at):
            continue
        around = {code: cut_to(code, level) for code in set(codes) if LENGTHS[level] <= len(code)}
        names = {code: _name(part, places, is_code_shown) for code, part in around.items()}
        if any(names.values()):
            found[heading] = [names.get(code) for code in codes]
    return found


def _name(code: str, places: PlaceIndex, is_code_shown: bool) -> str | None:
    place = places.find(code)
    return place.name if place else code if is_code_shown else None
