"""What the browser may fetch without log-in: driven through the ASGI interface, as a server would."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from starlette.applications import Starlette

from geo.assets import asset_routes, map_file_url
from geo.outlines import outline_geojson, outline_url
from tests.geo.conftest import FENGHUANG, XIANGXI, features_of


class Answer:
    """Status, headers (lower case) and body of one request."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = {key.decode(): value.decode() for key, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


def get(path: str, **headers: str) -> Answer:
    """One GET request to the routes, without a network."""
    messages: list[dict[str, Any]] = []
    requests = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return requests.pop() if requests else await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8501),
        "headers": [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()],
    }  # fmt: skip
    asyncio.run(Starlette(routes=asset_routes())(scope, receive, send))  # type: ignore[arg-type]
    return Answer(messages)


def test_health() -> None:
    answer = get("/healthz")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css"])
def test_leaflet_comes_from_here(name: str) -> None:
    answer = get(f"/assets/leaflet/{name}")
    assert answer.status == 200
    assert len(answer.body) > 10_000
    assert answer.headers["cache-control"] == "public, max-age=86400"


def test_leaflet_folder_cannot_be_left() -> None:
    for path in ("../__init__.py", "..%2f__init__.py", "%2e%2e/__init__.py", "", "images"):
        assert get(f"/assets/leaflet/{path}").status == 404


@pytest.mark.parametrize(("name", "kind"), [("map.js", "text/javascript"), ("map.css", "text/css")])
def test_map_files_are_kept_for_a_year(name: str, kind: str) -> None:
    answer = get(map_file_url(name))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "immutable" in answer.headers["cache-control"]
    assert get(f"/assets/map/000000000000/{name}").status == 404
    assert get("/assets/map/000000000000/maps.py").status == 404


def test_outlines_packed() -> None:
    answer = get(outline_url(XIANGXI), accept_encoding="gzip, br")
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == outline_geojson(XIANGXI)


def test_outlines_plain_for_who_cannot_unpack() -> None:
    answer = get(outline_url(XIANGXI))
    assert "content-encoding" not in answer.headers
    assert answer.body == outline_geojson(XIANGXI)


def test_outlines_are_not_sent_twice() -> None:
    first = get(outline_url(FENGHUANG), accept_encoding="gzip")
    again = get(outline_url(FENGHUANG), accept_encoding="gzip", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert get(outline_url(FENGHUANG)).headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/outlines/000000000000/county/433123.geojson",  # another version
        "/assets/outlines/{version}/planet/433123.geojson",
        "/assets/outlines/{version}/county/43312.geojson",
        "/assets/outlines/{version}/county/4331234.geojson",
        "/assets/outlines/{version}/county/43３123.geojson",
        "/assets/outlines/{version}/county/..%2f..%2fdemo.geojson",
        "/assets/outlines/{version}/county/../../demo.geojson",
        "/assets/outlines/{version}/../county/433123.geojson",
        "/assets/outlines/{version}/county/433123.json",
        "/assets/outlines/{version}/county/",
    ],
)
def test_anything_else_is_not_there(data_folder: Path, path: str) -> None:
    version = outline_url(FENGHUANG).split("/")[3]
    assert get(path.format(version=version)).status == 404
    assert not (data_folder / "outlines").exists()


def test_a_place_without_outline_is_a_json_404(data_folder: Path) -> None:
    answer = get(outline_url("990101"))
    assert answer.status == 404
    assert json.loads(answer.body) == {"error": "没有这个文件"}
    assert not (data_folder / "outlines").exists()


def test_own_townships_are_served(data_folder: Path, xiangxi: gpd.GeoDataFrame) -> None:
    (data_folder / "boundaries").mkdir(parents=True)
    xiangxi.assign(place_code=xiangxi["place_code"] + "001").to_file(data_folder / "boundaries" / "own.gpkg")
    answer = get(outline_url(FENGHUANG, "township"))
    assert [item["properties"]["code"] for item in features_of(answer.body)] == ["433123001"]
    assert get(outline_url("433123001", "township")).status == 200


def test_a_broken_own_file_says_nothing_of_itself(data_folder: Path) -> None:
    address = outline_url(XIANGXI)
    (data_folder / "boundaries").mkdir(parents=True)
    for name in ("a.gpkg", "b.gpkg"):
        (data_folder / "boundaries" / name).write_bytes(b"junk")
    answer = get(address)
    assert answer.status == 500
    assert json.loads(answer.body) == {"error": "边界文件有问题，请管理员检查"}
