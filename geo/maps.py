"""Maps of places: a stable base map, a light layer of values on it, tooltips and the click (folium, no outside files)."""

import re
from collections.abc import Mapping
from typing import Any

import folium
import pandas as pd

from core.errors import UserError
from core.palette import ZERO_FILL, ZERO_STROKE
from core.settings import tianditu_key
from geo.assets import FROM_THE_MAP, LEAFLET_URL
from geo.boundaries import Bbox
from geo.classes import NO_BOUNDARY, NO_DATA, NOT_APPLICABLE, ZERO, Classes, MapClass, classify, classify_lights
from geo.layers import OutlineLayer, ValueLayer
from geo.legend import format_number, format_value, legend_html, unit_after

__all__ = [
    "Classes", "MapClass", "ValueLayer", "classify", "classify_lights", "draw_base_map", "draw_values", "format_value",
    "legend_html", "read_click", "tianditu_tiles", "value_words",
]  # fmt: skip

NOTICE = "示意图，不作为界线依据"
OVER_TILES = 0.75
PLACE_CODE = re.compile(r"[0-9]{6}([0-9]{3})?")
TIANDITU_KEY = re.compile(r"[0-9a-fA-F]{16,64}")
TIANDITU = (
    "https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
)
SPECIAL_STYLES: dict[str, dict[str, str]] = {
    ZERO: {"fill": ZERO_FILL, "stroke": ZERO_STROKE},
    NO_DATA: {"fill": "url(#place-hatch)", "note": "无数据"},
    NOT_APPLICABLE: {"fill": "url(#place-dots)", "note": "不适用"},
}


def draw_base_map(
    outline_url: str,
    bbox: Bbox,
    *,
    tiles: folium.TileLayer | None = None,
    review_number: str = "",
    large: bool = False,
    legend: bool = False,
) -> folium.Map:
    """A map without values: outlines by URL, fitted to bbox (west, south, east, north), zoom buttons and the notice.

    The same arguments give the same script, so streamlit-folium keeps the map on every rerun. Make a new one each run
    (streamlit-folium hangs the values into it; a cached map would change its script). `review_number` is the 审图号, `large` the type
    for a hall; with `legend` the places of a wide map keep clear of its right edge, over which the page lays the legend.
    """
    west, south, east, north = bbox
    base = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=tiles,
        zoom_control=False,
        attribution_control=tiles is not None,
        zoom_snap=0.25,
        zoom_delta=0.5,
    )
    base.default_js = [("leaflet", f"{FROM_THE_MAP}{LEAFLET_URL}/leaflet.js")]
    base.default_css = [("leaflet_css", f"{FROM_THE_MAP}{LEAFLET_URL}/leaflet.css")]
    options = {
        "url": f"{FROM_THE_MAP}{outline_url}",
        "bounds": [[south, west], [north, east]],
        "notice": f"{NOTICE}　审图号：{review_number}" if review_number else NOTICE,
        "opacity": OVER_TILES if tiles else 1,
        "large": large,
        "legend": legend,
    }
    OutlineLayer(options).add_to(base)
    return base


def draw_values(classes: Classes, words: list[dict[str, Any]] | None = None, chosen: str = "") -> ValueLayer:
    """The layer that colours the base map: `st_folium(base, feature_group_to_add=draw_values(…), …)`.

    `words` come from `value_words`; places without data or not applicable say only that. `chosen` is a place code drawn with
    the accent border.
    """
    styles: list[dict[str, str]] = [_class_style(item) for item in classes.classes] + list(SPECIAL_STYLES.values())
    first = len(classes.classes)
    position = {kind: first + number for number, kind in enumerate(SPECIAL_STYLES)}
    looks = {
        code: look if isinstance(look, int) else position[look]
        for code, look in classes.look.items()
        if look != NO_BOUNDARY
    }
    silent = {code for code, look in classes.look.items() if look in (NO_DATA, NOT_APPLICABLE)}
    return ValueLayer(looks, styles, [_without(column, silent) for column in words or []], chosen)


def _class_style(item: MapClass) -> dict[str, str]:
    style = {"fill": item.colour}
    return {**style, "note": f"{item.mark} {item.word}", "mark": item.mark} if item.word else style


def _without(column: dict[str, Any], codes: set[str]) -> dict[str, Any]:
    return {**column, "cells": {code: cell for code, cell in column["cells"].items() if code not in codes}}


def value_words(rows: pd.DataFrame, title: str, unit: str, digits: int = 2) -> list[dict[str, Any]]:
    """What tooltips and labels say, column by column: value with unit, rank, change of rank; the name comes with the outline.

    `rows`: place_code, value (NaN: no line) and optionally text (shown in place of the value), rank, rank_change (positive: up; NaN:
    no line). The browser sets everything as text, so nothing in it can become HTML.
    """
    codes = rows["place_code"].astype(str)
    shown = [format_number(value, unit, digits) if pd.notna(value) else "" for value in rows["value"]]
    after = unit_after(unit)
    if "text" in rows:
        shown, after = rows["text"].fillna("").astype(str).tolist(), ""
    columns = [_column(title, codes, shown, after=after)]
    if "rank" in rows:
        columns.append(_column("位次", codes, [_whole(rank) for rank in rows["rank"]], before="第 ", after=" 位"))
    if "rank_change" in rows:
        columns.append({**_column("较上期", codes, [_whole(steps) for steps in rows["rank_change"]]), "change": True})
    return columns


def _column(label: str, codes: pd.Series, cells: list[str], before: str = "", after: str = "") -> dict[str, Any]:
    filled = {code: cell for code, cell in zip(codes, cells, strict=True) if cell}
    return {"label": label, "before": before, "after": after, "cells": filled}


def _whole(number: Any) -> str:
    if isinstance(number, str):
        return number
    return "" if pd.isna(number) else str(int(number))


def read_click(returned: Mapping[str, Any] | None) -> tuple[str, int] | None:
    """What `st_folium` returned as (place code, number of the click), or None when nothing was clicked.

    The number differs for every click: compare it with the last one dealt with, so that a rerun is not taken for a click.
    """
    if not returned:
        return None
    code, click = returned.get("place_code"), returned.get("click")
    if not isinstance(code, str) or not PLACE_CODE.fullmatch(code) or not isinstance(click, int | float):
        return None
    return code, int(click)


def tianditu_tiles(key: str | None = None) -> folium.TileLayer | None:
    """The online base map 天地图 with the office's own key (`TIANDITU_KEY` in the environment), or None without a key.

    Off by default; the only part that asks another host, and only where somebody set a key. Raises UserError for a key that is none.
    """
    key = tianditu_key() if key is None else key
    if not key:
        return None
    if not TIANDITU_KEY.fullmatch(key):
        raise UserError("天地图密钥格式不对", field="TIANDITU_KEY", todo="请填天地图控制台里的密钥（字母 a–f 和数字）")
    return folium.TileLayer(TIANDITU + key, attr="天地图", subdomains="01234567", max_zoom=18)
