"""Place codes taken apart: levels, what lies above and inside; a township that ends in 00 is a township."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import codes

HUNAN, XIANGXI, FENGHUANG = "430000", "433100", "433123"
FIRST_TOWN = "433123100"
"""The first 镇 of nearly every county has a code that ends in 00."""
VILLAGE = "433123100201"


@pytest.mark.parametrize(
    ("code", "level", "prefix"),
    [
        ("", "country", ""), ("100000", "country", ""), (HUNAN, "province", "43"), (XIANGXI, "prefecture", "4331"),
        (FENGHUANG, "county", FENGHUANG), (FIRST_TOWN, "township", FIRST_TOWN), (VILLAGE, "village", VILLAGE),
        ("433123100200", "village", "433123100200"),
    ],
)  # fmt: skip
def test_the_level_and_the_digits_that_count(code: str, level: str, prefix: str) -> None:
    assert codes.level_of(code) == level
    assert codes.significant(code) == prefix
    assert codes.is_area(code) == (level in codes.AREAS)


def test_the_places_around_a_village() -> None:
    assert codes.chain(VILLAGE) == (HUNAN, XIANGXI, FENGHUANG, FIRST_TOWN, VILLAGE)
    assert codes.chain(XIANGXI) == (HUNAN, XIANGXI)
    assert codes.chain("") == codes.chain("100000") == ()
    assert [codes.parent_of(code) for code in (VILLAGE, FIRST_TOWN, FENGHUANG, XIANGXI, HUNAN)] == [
        FIRST_TOWN, FENGHUANG, XIANGXI, HUNAN, "100000",
    ]  # fmt: skip


def test_inside_and_below() -> None:
    assert codes.is_inside(FIRST_TOWN, XIANGXI) and codes.is_below(FIRST_TOWN, XIANGXI)
    assert codes.is_inside(XIANGXI, XIANGXI) and not codes.is_below(XIANGXI, XIANGXI)
    assert not codes.is_inside("433123200", FIRST_TOWN)
    assert codes.is_inside("520101", "") and codes.is_inside("520101", "100000")


def test_statistical_codes_lose_their_zeros_and_no_others() -> None:
    assert codes.without_zeros("433123000000") == FENGHUANG
    assert codes.without_zeros("433123100000") == FIRST_TOWN
    assert codes.without_zeros(VILLAGE) == VILLAGE
    assert codes.without_zeros(FIRST_TOWN) == FIRST_TOWN


@given(st.from_regex(r"[1-6][0-9]{5}([0-9]{3}([0-9]{3})?)?", fullmatch=True))
def test_every_place_around_one_holds_it(code: str) -> None:
    around = codes.chain(code)
    assert all(codes.is_inside(code, one) for one in around)
    assert [codes.depth_of(one) for one in around] == sorted({codes.depth_of(one) for one in around})
    if codes.level_of(code) != "country":
        assert around[-1] == code
