"""The generated map: nothing from outside, a stable script, values packed small, nothing but text in it."""

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from geo import assets, layers, maps
from geo.boundaries import read_builtin
from geo.layers import ValueLayer, pack_codes

URL = "/assets/outlines/0123456789ab/county/433100.geojson"
BOX = (109.0, 27.0, 111.0, 30.0)
HOSTILE = '</script><script>alert("x")</script>'


def html_of(base: folium.Map, layer: ValueLayer | None = None) -> str:
    if layer is not None:
        layer.add_to(base)
    return str(base.get_root().render())


def values(*numbers: float) -> pd.Series:
    return pd.Series(numbers, index=[str(433101 + row) for row in range(len(numbers))], dtype=float)


def rows(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {"place_code": [str(433101 + row) for row in range(len(next(iter(columns.values()))))], **columns}
    )


def unpacked(layer: ValueLayer) -> dict[str, Any]:
    content: dict[str, Any] = dict(layer.packed)
    return json.loads(zlib.decompress(base64.b64decode(content["deflated"]))) if "deflated" in content else content


def test_no_address_outside() -> None:
    layer = maps.draw_values(maps.classify(values(1, 2)), maps.value_words(rows(value=[1, 2]), "疑点", "户"))
    html = html_of(maps.draw_base_map(URL, BOX), layer)
    assert not re.search(r"https?:|//[a-z]", html)
    assert re.findall(r'(?:src|href)="([^"]+)"', html) == [
        "../../assets/leaflet/leaflet.js",
        "../../assets/leaflet/leaflet.css",
        assets.FROM_THE_MAP + assets.map_file_url("map.js"),
        assets.FROM_THE_MAP + assets.map_file_url("map.css"),
    ]


def test_folium_itself_is_left_alone() -> None:
    maps.draw_base_map(URL, BOX)
    assert folium.Map.default_js[0][1].startswith("https://")


def test_the_script_is_the_same_each_time() -> None:
    def script(**options: Any) -> str:
        base = maps.draw_base_map(URL, BOX, **options)
        return html_of(base).replace(base.get_name(), "map")

    assert script() == script()
    assert script() != script(large=True)
    assert "示意图，不作为界线依据" in json.loads(f'"{re.findall(r"notice.: .(.*?)., ", script())[0]}"')
    assert "GS(2021)123" in script(review_number="GS(2021)123")


def test_hostile_text_never_becomes_markup() -> None:
    words = maps.value_words(rows(value=[1.0], text=[HOSTILE]), HOSTILE, "户")
    html = html_of(
        maps.draw_base_map(URL, BOX, review_number=HOSTILE), maps.draw_values(maps.classify(values(1)), words)
    )
    assert "alert" in html
    assert "<script>alert" not in html
    assert html.count("</script>") == html.count("<script")


def test_the_browser_sets_text_never_markup() -> None:
    """The only markup in the script is the constant with the fill patterns."""
    script = (Path(maps.__file__).parent / "map.js").read_text(encoding="utf-8")
    assert "innerHTML" not in script and "outerHTML" not in script and "document.write" not in script
    assert re.findall(r"insertAdjacentHTML\((.*)\)", script) == ['"beforeend", PATTERNS']
    assert "bindPopup" not in script
    assert re.findall(r"html: (\w+)", script) == ["node"]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", script)


def test_words_of_a_place() -> None:
    table = rows(value=[0.9346, float("nan"), 0.5], rank=[1, float("nan"), 2], rank_change=[2, float("nan"), -1])
    value, rank, change = maps.value_words(table, "支出率", "percent")
    assert (value["label"], value["after"], value["cells"]) == ("支出率", "%", {"433101": "93.46", "433103": "50.00"})
    assert (rank["before"], rank["after"], rank["cells"]) == ("第 ", " 位", {"433101": "1", "433103": "2"})
    assert (change["change"], change["cells"]) == (True, {"433101": "2", "433103": "-1"})


def test_words_of_places_without_data_are_dropped() -> None:
    classes = maps.classify(values(1, float("nan"), 3), not_applicable=["433103"])
    table = rows(value=[1, float("nan"), 3], rank=[1, 2, 3])
    content = unpacked(maps.draw_values(classes, maps.value_words(table, "疑点", "户")))
    assert [column["cells"] for column in content["words"]] == ["1||", "1||"]


def test_four_special_looks_differ() -> None:
    series = values(0, float("nan"), 5, 7, 9)
    classes = maps.classify(series, not_applicable=["433103"], outline_codes=list(series.index[:4]))
    content = unpacked(maps.draw_values(classes))
    fills = [content["looks"][int(letter, 36)]["fill"] for letter in content["look"]]
    assert fills[:3] == ["#f7f8fa", "url(#place-hatch)", "url(#place-dots)"]
    assert len(set(fills)) == len(fills) == 4  # the place without outline is not sent


def test_lights_say_their_word() -> None:
    layer = maps.draw_values(maps.classify_lights(pd.Series(["预警"], index=["433101"])))
    assert unpacked(layer)["looks"][int(unpacked(layer)["look"], 36)] == {
        "fill": "#a05f00",
        "note": "▲ 预警",
        "mark": "▲",
    }


@given(st.lists(st.integers(110000, 659999999).map(str), unique=True, max_size=50))
def test_packed_codes_come_back(codes: list[str]) -> None:
    ordered = sorted(codes, key=int)
    steps = [int(step, 36) for step in pack_codes(ordered).split()]
    assert [str(sum(steps[: end + 1])) for end in range(len(steps))] == ordered


def test_codes_of_several_lengths_are_packed_by_number() -> None:
    layer = ValueLayer({"433101": 0, "110101001": 1, "433102": 2}, [{}, {}, {}])
    assert (unpacked(layer)["look"], unpacked(layer)["codes"].split()[1]) == ("021", "1")


def test_separators_in_words_cannot_shift_cells() -> None:
    words = maps.value_words(rows(value=[1, 2], text=["甲|乙", "丙"]), "等次", "")
    assert unpacked(ValueLayer({"433101": 0, "433102": 0}, [{}], words))["words"][0]["cells"] == "甲｜乙|丙"


@pytest.mark.parametrize(("places", "limit"), [(122, 6_000), (2891, 32_000)])
def test_a_recolouring_is_small(places: int, limit: int) -> None:
    """As sent over the web socket, which does not compress."""
    codes = read_builtin()["place_code"].tolist()[:places]
    numbers = pd.Series([(row * 7919 % 10007) / 10007 for row in range(places)], index=codes)
    table = pd.DataFrame({"place_code": codes, "value": numbers.to_numpy(), "rank": numbers.rank().to_numpy()})
    table["rank_change"] = [row * 31 % 41 - 20 for row in range(places)]
    layer = maps.draw_values(maps.classify(numbers), maps.value_words(table, "支出率", "percent"))
    assert ("deflated" in layer.packed) == (places > layers.DEFLATE_ABOVE)
    assert len(json.dumps(layer.packed)) < limit
    assert len(unpacked(layer)["look"]) == places


@pytest.mark.parametrize(
    "returned",
    [None, {}, {"place_code": None, "click": 1}, {"place_code": "43", "click": 1}, {"place_code": "433123"},
     {"place_code": "../../etc", "click": 1}, {"place_code": 433123, "click": 1}],
)  # fmt: skip
def test_what_is_no_click(returned: dict[str, Any] | None) -> None:
    assert maps.read_click(returned) is None


def test_a_click_is_a_code_and_its_number() -> None:
    assert maps.read_click({"place_code": "433123", "click": 1795308329587}) == ("433123", 1795308329587)
    assert maps.read_click({"place_code": "433123001", "click": 1.0}) == ("433123001", 1)


def test_tianditu_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert maps.tianditu_tiles() is None
    monkeypatch.setenv("TIANDITU_KEY", "0123456789abcdef0123456789abcdef")
    tiles = maps.tianditu_tiles()
    assert tiles is not None
    html = html_of(maps.draw_base_map(URL, BOX, tiles=tiles))
    assert "tianditu.gov.cn" in html
    assert '"opacity": 0.75' in html
    with pytest.raises(UserError, match="天地图密钥格式不对"):
        maps.tianditu_tiles('"><script>')
