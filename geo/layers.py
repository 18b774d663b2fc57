"""Two small folium elements: outlines fetched by the browser, and the values that colour them."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.assets import FROM_THE_MAP, map_file_url

SEPARATOR = "|"
DEFLATE_ABOVE = 150
BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


class OutlineLayer(JSCSSMixin, folium.MacroElement):
    """Part of the stable map: asks our server for the outlines and draws them, without any value.

    `options`: url, bounds [[south, west], [north, east]], notice, opacity, large, legend. The same options give the same script, so
    streamlit-folium keeps the map when the page runs again.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            placeMap.outlines({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "OutlineLayer"
        self.options = dict(options)
        self.default_js = [("place_map", f"{FROM_THE_MAP}{map_file_url('map.js')}")]
        self.default_css = [("place_map_css", f"{FROM_THE_MAP}{map_file_url('map.css')}")]


class ValueLayer(folium.FeatureGroup):
    """What changes: place code → look and words. Goes into `st_folium(..., feature_group_to_add=layer)`.

    `looks` gives each code an index into `styles`; `words` are columns as made by `geo.maps.value_words`. Packed to about 10 bytes
    a place when there are many.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.layerGroup();
            placeMap.values({{ this._parent.get_name() }}, {{ this.packed|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        looks: Mapping[str, int],
        styles: Sequence[Mapping[str, str]],
        words: Sequence[Mapping[str, Any]] = (),
        chosen: str = "",
    ) -> None:
        super().__init__(name="values", control=False)
        codes = sorted(looks, key=int)
        content = {
            "codes": pack_codes(codes),
            "look": "".join(BASE_36[looks[code]] for code in codes),
            "looks": [dict(style) for style in styles],
            "words": [_pack_column(column, codes) for column in words],
            "chosen": chosen,
        }
        self.packed = deflate(content) if len(codes) > DEFLATE_ABOVE else content


def deflate(content: Mapping[str, Any]) -> dict[str, str]:
    """The content as deflated JSON in base 64: the web socket to the browser does not compress by itself."""
    packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 9)
    return {"deflated": base64.b64encode(packed).decode()}


def pack_codes(codes: Sequence[str]) -> str:
    """Sorted codes as base-36 differences with a blank between: about two letters a code."""
    numbers = [int(code) for code in codes]
    return " ".join(to_base_36(number - last) for last, number in zip([0, *numbers], numbers, strict=False))


def to_base_36(number: int) -> str:
    """A whole number, zero or more, in base 36."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, len(BASE_36))
        digits = BASE_36[digit] + digits
    return digits


def _pack_column(column: Mapping[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    cells = [str(column["cells"].get(code, "")).replace(SEPARATOR, "｜") for code in codes]
    return {**column, "cells": SEPARATOR.join(cells)}
