"""Short names of places, as people say them."""

import pytest

from core.places import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("永顺县", "永顺"), ("沙县", "沙县"), ("湘西土家族苗族自治州", "湘西"), ("黔西南布依族苗族自治州", "黔西南"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"), ("巴音郭楞蒙古自治州", "巴音郭楞"), ("龙胜各族自治县", "龙胜"),
        ("三都水族自治县", "三都"), ("互助土族自治县", "互助"), ("霜阜镇", "霜阜镇"),
    ],
)  # fmt: skip
def test_a_place_is_called_by_what_is_its_own(name: str, short: str) -> None:
    assert short_name(name) == short
