"""Every geo test has its own data folder; the big outline files are made once a run."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from geo.boundaries import outline_places
from geo.outlines import outline_geojson

XIANGXI, FENGHUANG, HUNAN = "433100", "433123", "430000"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("BOUNDARY_FILE", "TIANDITU_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Outline files by scope: the whole country ('') and Hunan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BOUNDARY_FILE", raising=False)
        patch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield {scope: outline_geojson(scope) for scope in ("", HUNAN)}


@pytest.fixture
def xiangxi() -> gpd.GeoDataFrame:
    """The eight counties of Xiangxi, as an office would have them."""
    return outline_places(XIANGXI)


def features_of(content: bytes, kind: str = "") -> list[dict[str, Any]]:
    """Places of an outline file, or its lines of one kind."""
    features: list[dict[str, Any]] = json.loads(content)["features"]
    return [item for item in features if item["properties"].get("kind", "") == kind]
