"""A map of places as pages draw it: outlines of the area, values in classes, the legend inside, and the place clicked."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from core.places import COUNTRY, prefecture_of
from core.settings import map_review_number
from geo import maps
from geo.boundaries import outline_bbox
from geo.outlines import outline_url
from pages.parts.common.state import Picked

METHODS: Final = {"quantile": "等量分级", "equal": "等距分级", "natural": "自然分级"}
MAP_HEIGHT: Final = {False: 500, True: 660}
FEW_PREFECTURES: Final = 20


def draw_outlines(
    classes: maps.Classes,
    words: list[dict[str, Any]],
    heading: str,
    say: Callable[[float], str],
    area: str,
    known: Iterable[str],
    picked: Picked,
    chosen: str = "",
    level: str = "county",
) -> str:
    """The map, as high as the window has room, its legend inside; `known` are the places with a value. Returns the place that was
    clicked just now, else ''."""
    base = maps.draw_base_map(
        outline_url(area, level), _bbox(known, area, level), tiles=maps.tianditu_tiles(),
        review_number=map_review_number(), large=picked.is_show, legend=True,
    )  # fmt: skip
    with st.container(key="map_picture"):
        returned = st_folium(
            base,
            key=f"map_{area}_{level}_{picked.is_show}",
            height=MAP_HEIGHT[picked.is_show],
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=maps.draw_values(classes, words, chosen=chosen),
        )
        st.html(maps.legend_html(classes, "", heading, say=say))
    clicked = maps.read_click(returned)
    if clicked is None or clicked[1] == st.session_state.get("_last_map_click"):
        return ""
    st.session_state["_last_map_click"] = clicked[1]
    return clicked[0]


def _bbox(known: Iterable[str], area: str, level: str) -> tuple[float, float, float, float]:
    """West, south, east, north: the area, or of the whole country only the prefectures with data when they are few."""
    if level != "county":
        return outline_bbox(area, level)
    prefectures = sorted({prefecture_of(code) for code in known})
    if area != COUNTRY or not 0 < len(prefectures) <= FEW_PREFECTURES:
        return outline_bbox(area)
    west, south, east, north = zip(*(outline_bbox(code) for code in prefectures), strict=True)
    return min(west), min(south), max(east), max(north)
