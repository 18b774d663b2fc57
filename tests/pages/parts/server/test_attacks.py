"""Requests of somebody who means harm, by hundreds: each is refused before anything of ours answers, and the server asks nobody outside."""

import asyncio
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from geo.assets import asset_routes
from pages.parts.server.door import Door, refusal
from pages.parts.server.log_in import LogIn
from pages.parts.server.program_files import ProgramFiles
from pages.parts.server.unknown import KnownAddresses
from tests.pages.asking import Answered, ask

HERE, OWN = "127.0.0.1:8501", "http://127.0.0.1:8501"
HEARD = "都在这里"
PAGES = ("overview", "ranking", "household", "imports")
reached: list[str] = []
asked_outside: list[str] = []


async def answer(request: Request) -> PlainTextResponse:
    reached.append(request.url.path)
    return PlainTextResponse(HEARD)


async def talk(socket: WebSocket) -> None:
    reached.append("socket")
    await socket.accept()
    await socket.close()


INSIDE = Starlette(
    routes=[
        *asset_routes(),
        Route("/{rest:path}", answer, methods=["GET", "PUT", "POST", "DELETE"]),
        WebSocketRoute("/{rest:path}", talk),
    ]
)
APP = Door(LogIn(KnownAddresses(ProgramFiles(INSIDE, PAGES[1:], "看板"), PAGES, PAGES[0]), PAGES))


def _watch(event: str, given: tuple[Any, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect"):
        asked_outside.append(str(given[:2]))


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def nothing_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server asks nobody which address it has, or anything else."""
    for name in ("LOGIN", "ALLOWED_HOSTS", "METRICS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    reached.clear()
    asked_outside.clear()
    yield
    assert asked_outside == []


def get(path: str = "/", method: str = "GET", query: str = "", **headers: str) -> Answered:
    return ask(APP, path, query, method, **{"host": HERE, **headers})


def open_socket(path: str = "/_stcore/stream", **headers: str) -> list[str]:
    """The kinds of messages that come back for a WebSocket."""
    came: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        came.append(message["type"])

    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "websocket", "asgi": {"version": "3.0"}, "path": path, "raw_path": path.encode(), "query_string": b"",
             "root_path": "", "headers": raw, "subprotocols": [], "scheme": "ws"}  # fmt: skip
    asyncio.run(APP(scope, receive, send))
    return came


HOSTS = (
    "evil.example", "evil.example:8501", "evil.example.", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example#127.0.0.1",
    "evil.example/127.0.0.1", "evil.example?127.0.0.1", "127.0.0.1@evil.example", "evil.example@127.0.0.1", "", " ", "a b", "127.0.0.1 ",
    "127.0.0.1,evil.example", "127.0.0.1;evil", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost.localdomain",
    "[::1", "::1]", "[::ffff:evil]", "127.0.0.1:port", "127.0.0.1:-1", "127.0.0.1:99999999", "metadata.google.internal", "*",
    "localhost:8501/..",
)  # fmt: skip
ORIGINS = (
    "http://evil.example", "https://evil.example", "http://evil.example:8501", "null", "", "http://", "file://", "javascript:alert(1)",
    "data:text/html,x", "chrome-extension://abc", "http://127.0.0.1", "http://127.0.0.1:80", "http://127.0.0.1:8502", "http://localhost:8501",
    "https://127.0.0.1:8501.evil.example", "http://127.0.0.1:8501@evil.example", "http://evil.example#127.0.0.1:8501", "http://[::1]:8501",
    "http://0.0.0.0:8501", "http://127.0.0.1.:9", "ftp://127.0.0.1:8501", "http://127.1:8501", "http://2130706433:8501", "//127.0.0.1:8501",
    "127.0.0.1:8501",
)  # fmt: skip
ACTING = (
    ("PUT", "/_stcore/upload_file/s/f"), ("POST", "/_stcore/upload_file/s/f"), ("DELETE", "/_stcore/upload_file/s/f"), ("POST", "/login"),
    ("POST", "/account"),
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_name_that_is_not_ours_opens_nothing(host: str) -> None:
    for method, path in (
        ("GET", "/"),
        ("GET", "/ranking"),
        ("HEAD", "/"),
        ("GET", "/media/a.xlsx"),
        ("GET", "/_stcore/health"),
        *ACTING[:2],
    ):
        refused = get(path, method, host=host)
        assert refused.status == 403 and HEARD.encode() not in refused.body, (method, path)
    assert open_socket(host=host, origin=f"http://{host}") == ["websocket.close"] and not reached


@pytest.mark.parametrize(("origin", "act"), list(product(ORIGINS, ACTING)))
def test_the_page_of_another_site_changes_nothing(origin: str, act: tuple[str, str]) -> None:
    method, path = act
    refused = get(path, method, origin=origin, content_type="application/x-www-form-urlencoded")
    assert refused.status == 403 and not reached
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_page_of_another_site_opens_no_socket(origin: str) -> None:
    assert open_socket(host=HERE, origin=origin) == ["websocket.close"]
    assert open_socket("/", host=HERE, origin=origin) == ["websocket.close"] and not reached


UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "....//",
    "/..;/",
    "%252e%252e/",
    "..%00/",
    "..%c0%af",
    "./../",
)
SECRETS = ("dashboard.py", ".streamlit/config.toml", "data/ledger/ledger.db", "core/settings.py", "etc/passwd")


@pytest.mark.parametrize(("up", "secret"), list(product(UP, SECRETS)))
def test_no_way_up_leads_to_a_file(up: str, secret: str) -> None:
    for below in ("/assets/leaflet/", "/assets/", "/static/", "/media/", "/component/", "/"):
        found = get(f"{below}{up * 6}{secret}")
        for told in (b"import streamlit", b"SQLite format", b"[server]", b"root:", b"TIME_ZONE", b"fileWatcherType"):
            assert told not in found.body
        if below.startswith("/assets/"):
            assert found.status in (307, 400, 403, 404) or found.body == HEARD.encode()


@pytest.mark.parametrize(
    ("method", "path"),
    list(
        product(("TRACE", "CONNECT", "PATCH", "PROPFIND", "get", "FOO"), ("/", "/media/a.xlsx", "/_stcore/host-config"))
    ),
)
def test_other_methods_are_not_taken_from_strangers(method: str, path: str) -> None:
    assert get(path, method, origin="http://evil.example").status == 403
    assert get(path, method).status in (403, 405) and not reached


@pytest.mark.parametrize(
    "token",
    ["", "Bearer ", "Bearer wrong", "Basic c2VjcmV0", "bearer secret", "Bearer secret ", "secret2", "Bearer ｓecret"],
)
def test_the_servers_figures_are_told_to_nobody_without_the_token(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for configured in ("", "secret"):
        monkeypatch.setenv("METRICS_TOKEN", configured)
        headers = Headers(raw=[(b"host", HERE.encode()), (b"authorization", token.encode("utf-8"))])
        assert refusal(headers, False) == ""
        for path in ("/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics"):
            assert (
                get(path, authorization=token.encode().decode("latin-1")).status in (401, 403, 404, 307) and not reached
            )


FRAMES = ("http://evil.example", "http://127.0.0.1:9999", "null")


@pytest.mark.parametrize(
    ("path", "origin"), list(product(("/", "/ranking", "/login", "/media/a.xlsx", "/static/x.js", "/nowhere"), FRAMES))
)
def test_no_answer_may_be_framed_sniffed_or_read_by_another_site(path: str, origin: str) -> None:
    answered = get(path, origin=origin, sec_fetch_site="cross-site", sec_fetch_dest="iframe")
    policy = answered.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy and answered.headers["x-frame-options"] == "SAMEORIGIN"
    assert (
        answered.headers["x-content-type-options"] == "nosniff" and answered.headers["referrer-policy"] == "same-origin"
    )
    assert not {"access-control-allow-origin", "access-control-allow-credentials"} & set(answered.headers)


WORDS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "%0d%0aSet-Cookie:a=b", "//evil.example", "https://evil.example",
    "\\\\evil.example",
    "javascript:alert(1)", "x" * 5000, "\u202egpj.exe", "%00",
)  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_an_unknown_address_leads_home_and_nowhere_else(words: str) -> None:
    for path in (f"/{words}", f"//{words}", f"/a/{words}"):
        found = get(path)
        to = found.headers.get("location", "")
        assert "\r" not in to and "\n" not in to and "set-cookie" not in found.headers
        assert not to or to.startswith(("./", "../")), to
        assert b"<script>alert" not in found.body


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "session=x",
        "post_evaluation=",
        "a=b; " * 500,
        "post_evaluation_session=" + "0" * 64,
        "\u00e9=1",
        "=;=;=",
        "__Host-session=' OR 1=1 --",
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/ranking", "/household", "/media/a.xlsx", "/_stcore/host-config", "/_stcore/upload_file/a/b"]
)
def test_where_people_sign_in_a_made_up_cookie_opens_nothing(
    cookie: str, path: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN", "local")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr("pages.parts.server.log_in.who", lambda token, **_: None)
    assert get(path, cookie=cookie).status in (303, 401) and not reached
    assert open_socket(host=HERE, origin=OWN, cookie=cookie) == ["websocket.close"]


def test_more_than_two_hundred_and_fifty_attacks_stand_here() -> None:
    count = (
        len(HOSTS) * 8
        + len(ORIGINS) * (len(ACTING) + 2)
        + len(UP) * len(SECRETS) * 6
        + 18 * 2
        + 8 * 6
        + 18
        + len(WORDS) * 3
        + 48 * 2
    )
    assert count > 250, count
