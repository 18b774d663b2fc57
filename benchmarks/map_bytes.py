"""Bytes on the wire of a map: `python -m benchmarks.map_bytes [--json]`.

First map: outlines (gzip) and the program files a browser without cache fetches (gzip). Recolouring: what goes to the browser when
another measure is picked, with value, rank and change of every place, as sent over the web socket (which does not compress).
"""

import argparse
import gzip
import json
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo import maps
from geo.assets import MAP_FILES, read_map_file
from geo.boundaries import outline_bbox, outline_codes
from geo.outlines import outline_gzip, outline_url

SCOPES = {"430000": "Hunan", "": "whole country"}
LEAFLET_FILES = ("leaflet.js", "leaflet.css")
FIRST_AIM, RECOLOUR_AIM = 400_000, 60_000
SEED = 2021


def measure_program_files() -> int:
    """Gzip bytes of Leaflet, the map script and streamlit-folium's component."""
    own = [read_map_file(name)[0] for name in MAP_FILES]
    leaflet = [_folder_of("js_lib_leaflet") / "static" / "js_lib_leaflet" / name for name in LEAFLET_FILES]
    build = _folder_of("streamlit_folium") / "frontend" / "build"
    component = [build / "index.html", *(build / "static" / "js").glob("main.*.js")]
    return sum(
        len(gzip.compress(content, 9)) for content in [*own, *(path.read_bytes() for path in [*leaflet, *component])]
    )


def _folder_of(package: str) -> Path:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


def measure_map(scope: str) -> dict[str, Any]:
    """Places and bytes of one map: outlines (gzip), base map script, values."""
    codes = outline_codes(scope)
    rng = np.random.default_rng(SEED)
    values = pd.Series(rng.beta(8, 2, len(codes)), index=codes)
    rows = pd.DataFrame(
        {"place_code": codes, "value": values.to_numpy(), "rank": values.rank(ascending=False).to_numpy()}
    )
    rows["rank_change"] = rng.integers(-20, 21, len(codes))
    layer = maps.draw_values(maps.classify(values), maps.value_words(rows, "衔接资金支出率", "percent"))
    base = maps.draw_base_map(outline_url(scope), outline_bbox(scope))
    script = len(json.dumps(str(base.get_root().render())))
    return {
        "scope": SCOPES[scope],
        "places": len(codes),
        "outlines_gzip": len(outline_gzip(scope)),
        "recolouring": script + len(json.dumps(layer.packed)),
    }


def main() -> None:
    """Prints one line a map, or JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        program = measure_program_files()
        found = [{**measure_map(scope), "program_files_gzip": program} for scope in SCOPES]
    for item in found:
        item["first_map"] = item["outlines_gzip"] + program + item["recolouring"]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for item in found:
        print(
            f"{item['scope']:14} {item['places']:5} places  outlines {item['outlines_gzip']:7,} B gzip  "
            f"program files {program:,} B gzip  first map {item['first_map']:7,} B (aim {FIRST_AIM:,})  "
            f"recolouring {item['recolouring']:6,} B (aim {RECOLOUR_AIM:,})"
        )


if __name__ == "__main__":
    main()
