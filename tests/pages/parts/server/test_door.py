"""Who is let in at the server's own door, and what every answer tells the browser."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket
from streamlit import net_util

from pages.parts.server.door import REFUSED_HOST, REFUSED_ORIGIN, Door, is_own_origin, refusal
from tests.pages.asking import Answered, ask

HERE = "127.0.0.1:8501"
STRANGERS = ("http://evil.example", "http://evil.example:8501", "https://127.0.0.1.evil.example", "null", "", "http://", "file://",
             "http://127.0.0.1:9999", "http://localhost:8501", "https://127.0.0.1:8501@evil.example", "javascript:alert(1)",
             "http://127.0.0.1:port", "http://[::1", "http://2130706433:8501")  # fmt: skip
NAMES = ("evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example:8501", "", "a b", "user@127.0.0.1",
         "127.0.0.1/x", "127.0.0.1:port", "[::1", "127.0.0.1:8501,evil.example", "2130706433")  # fmt: skip


async def answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse("都在这里")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


INSIDE = Starlette(
    routes=[
        Route("/{rest:path}", answer, methods=["GET", "PUT", "POST", "DELETE"]),
        WebSocketRoute("/{rest:path}", talk),
    ]
)


def get(path: str = "/", method: str = "GET", **headers: str) -> Answered:
    return ask(Door(INSIDE), path, "", method, **{"host": HERE, **headers})


def open_socket(**headers: str) -> list[str]:
    """The kinds of messages that come back for a WebSocket."""
    came: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        came.append(message["type"])

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "asgi": {"version": "3.0"}, "path": "/_stcore/stream", "raw_path": b"", "query_string": b"",
             "root_path": "", "headers": raw, "subprotocols": [], "scheme": "ws"}  # fmt: skip
    asyncio.run(Door(INSIDE)(scope, receive, send))
    return came


@pytest.mark.parametrize("origin", STRANGERS)
def test_the_page_of_another_site_opens_no_socket_and_changes_nothing(origin: str) -> None:
    assert open_socket(host=HERE, origin=origin) == ["websocket.close"]
    for method in ("PUT", "POST", "DELETE"):
        refused = get("/_stcore/upload_file/a/b", method, origin=origin)
        assert (refused.status, refused.body.decode()) == (403, REFUSED_ORIGIN)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_somebody_else_points_here_is_refused(name: str) -> None:
    assert open_socket(host=name, origin=f"http://{name}") == ["websocket.close"]
    refused = get(host=name)
    assert (refused.status, refused.body.decode()) == (403, REFUSED_HOST)


@pytest.mark.parametrize(
    "name", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501", "10.3.0.7:8501", "10.3.0.7"]
)
def test_the_own_page_is_let_in(name: str) -> None:
    assert open_socket(host=name, origin=f"http://{name}") == ["websocket.accept", "websocket.close"]
    assert get(host=name, method="PUT", origin=f"http://{name}").status == 200


def test_an_office_names_its_server_and_puts_tls_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"host": "pinggu.county.example", "origin": "https://pinggu.county.example"}
    assert refusal(Headers(asked), True) == REFUSED_HOST
    monkeypatch.setenv("ALLOWED_HOSTS", "board.example, Pinggu.County.Example")
    assert refusal(Headers(asked), True) == ""
    assert refusal(Headers({**asked, "host": "pinggu.county.example:443"}), True) == ""
    assert refusal(Headers({**asked, "origin": "https://board.example"}), True) == REFUSED_ORIGIN, (
        "each page its own server"
    )


def test_ports_that_a_scheme_implies_need_not_be_said() -> None:
    assert is_own_origin("https://10.3.0.7", "10.3.0.7:443") and is_own_origin("http://10.3.0.7:80", "10.3.0.7")
    assert not is_own_origin("https://10.3.0.7", "10.3.0.7:80")


def test_every_answer_guards_the_page_also_that_of_a_refusal() -> None:
    for answered in (get(), get(host="evil.example"), get("/_stcore/metrics")):
        policy = dict(part.split(" ", 1) for part in answered.headers["content-security-policy"].split("; "))
        assert policy["frame-ancestors"] == "'self'" and policy["object-src"] == "'none'"
        assert not any("http" in part or "*" in part for part in policy.values()), "no source outside"
        assert (
            answered.headers["x-content-type-options"] == "nosniff"
            and answered.headers["x-frame-options"] == "SAMEORIGIN"
        )
        assert answered.headers["referrer-policy"] == "same-origin"


def test_only_the_offices_own_base_map_is_asked_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIANDITU_KEY", "k")
    policy = get().headers["content-security-policy"]
    assert policy.count("http") == 1 and "img-src 'self' data: blob: https://*.tianditu.gov.cn" in policy


def test_downloads_are_kept_by_nobody_on_the_way() -> None:
    assert get("/media/abc.xlsx").headers["cache-control"] == "no-store"
    assert "cache-control" not in get("/static/index.js").headers


def test_the_servers_own_figures_need_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get("/_stcore/metrics").status == 404 and get("/_stcore/metrics", authorization="Bearer ").status == 404
    monkeypatch.setenv("METRICS_TOKEN", "secret")
    assert get("/_stcore/metrics", authorization="Bearer wrong").status == 404
    assert get("/_stcore/metrics", authorization="Bearer secret").status == 200


def test_nobody_asks_the_internet_which_address_this_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_internal_ip", None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, **_: asked.append(url))
    Door(INSIDE)
    assert (net_util.get_external_ip(), net_util.get_internal_ip(), asked) == ("127.0.0.1", "127.0.0.1", [])
