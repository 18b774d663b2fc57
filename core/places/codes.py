"""Place codes taken apart, the only place where that is done: which level a code has, what lies above and inside.

A code has 6 digits down to the county (430000, 433100, 433123), 9 for a township, 12 for a village. Only 6-digit codes end in
zeros that mean nothing: 433123100 is a township, usually the first of its county.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

COUNTRY: Final = "100000"
COUNTRY_NAME: Final = "全国"
LEVELS: Final = ("country", "province", "prefecture", "county", "township", "village")
PLACE_LEVELS: Final = LEVELS[1:]
"""The levels of places that have a code of their own, the widest first."""
AREAS: Final = ("country", "province", "prefecture")
"""The levels that hold several counties."""
BELOW: Final = {
    "country": "county",
    "province": "county",
    "prefecture": "county",
    "county": "township",
    "township": "village",
}
"""Level → the level one step down a way that skips provinces and prefectures."""
LENGTHS: Final = {"county": 6, "township": 9, "village": 12}
"""The digits of a code from the county down."""
LEVEL_BY_LENGTH: Final = {length: level for level, length in LENGTHS.items()}
_DIGITS: Final = {"country": 0, "province": 2, "prefecture": 4}


def level_of(code: str) -> str:
    """The level of a place code, one of `LEVELS`; '' is the country too."""
    if code in ("", COUNTRY):
        return "country"
    if len(code) == 6:
        return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
    return "township" if len(code) == 9 else "village"


def depth_of(code: str) -> int:
    """How far below the country a place is: 0 the country, 3 a county, 5 a village."""
    return LEVELS.index(level_of(code))


def is_area(code: str) -> bool:
    """Whether a code is of a place that holds several counties."""
    return level_of(code) in AREAS


def significant(code: str) -> str:
    """The digits that codes inside a place begin with: '' for the country, 43 for 430000, 4331 for 433100, else the code."""
    return code[: _DIGITS.get(level_of(code), len(code))]


def is_inside(code: str, place: str) -> bool:
    """Whether a code is of a place or of one inside it."""
    return code.startswith(significant(place))


def is_below(code: str, place: str) -> bool:
    """Whether a code is of a place truly inside another."""
    return is_inside(code, place) and depth_of(code) > depth_of(place)


def province_of(code: str) -> str:
    """The province of a place, as its digits say."""
    return f"{code[:2]}0000"


def prefecture_of(code: str) -> str:
    """The prefecture of a place, as its digits say; there may be none of that code."""
    return f"{code[:4]}00"


def county_of(code: str) -> str:
    """The county of a place in it; of an area its own code."""
    return code[:6]


def township_of(code: str) -> str:
    """The township of a place in it; of a wider place its own code."""
    return code[:9]


def cut_to(code: str, level: str) -> str:
    """The code of the place of that level (county or deeper) around a place; a wider place stays as it is."""
    return code[: LENGTHS[level]]


@lru_cache(maxsize=1 << 16)
def chain(code: str) -> tuple[str, ...]:
    """Province, prefecture, county, township, village around a place, down to itself; () for the country."""
    if level_of(code) == "country":
        return ()
    every = (province_of(code), prefecture_of(code), county_of(code), township_of(code), code)
    return tuple(one for one in dict.fromkeys(every) if depth_of(one) <= depth_of(code))


def parent_of(code: str) -> str:
    """The place one step up, as its digits say; the country's code above a province."""
    return chain(code)[-2] if len(chain(code)) > 1 else COUNTRY


def provisional_codes(above: str) -> Iterator[str]:
    """Codes for places below a county or township that have no official one: no official code has such last three digits."""
    return (f"{above}{number}" for number in (*range(901, 1000), *range(801, 900), *range(701, 800)))


def is_provisional(code: str) -> bool:
    """Whether a township or village has a code of ours, or lies in a township that has."""
    parts = [code[at : at + 3] for at in range(LENGTHS["county"], len(code), 3)]
    return any("700" < part <= "999" for part in parts)


def county_prefix_width(level: str) -> int:
    """How many digits counties of one place of the level share: 0, 2, 4 or 6."""
    return _DIGITS.get(level, LENGTHS["county"])


def without_zeros(code: str) -> str:
    """A 12-digit statistical code of a county or township without its trailing zeros; other codes as they are."""
    if len(code) != LENGTHS["village"] or not code.isdigit() or not code.endswith("000"):
        return code
    return county_of(code) if code.endswith("000000") else township_of(code)
